"""Documents that are known beforehand: a client sends the id of one instead of its text.

A folder holds them, as files of two sorts: documents (`*.graphql`), each under the name of its file,
and manifests (`*.json`), objects of ids and documents as Relay and GraphQL Code Generator write them,
or manifests of Apollo. Whatever its other ids, each document also has the one that its text gives:
`sha256:` and the digest in hexadecimal.

See the appendix on persisted documents of https://graphql.github.io/graphql-over-http.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from api.documents import Documents

__all__ = ["PersistedDocuments", "PersistedDocumentsError", "own_documents", "persisted_documents"]

# An id of the application's own, or one whose prefix it may choose: others mean something already.
_ID = re.compile(r"[\w.~-]+|x-[\w.~-]+:[\w.~-]+", re.ASCII)
_DIGEST = "sha256:"


class PersistedDocumentsError(ValueError):
    """Documents that cannot be kept as they are; `problems` are all that was found."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Take what is wrong, with the place of each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class PersistedDocuments:
    """Documents by their ids; `trusted_only` says that no others are run."""

    texts: Mapping[str, str] = field(default_factory=dict)
    trusted_only: bool = False

    def find(self, id: str) -> str | None:
        """The text of a document, if there is one of that id."""
        return self.texts.get(id)

    def allows(self, text: str) -> bool:
        """Whether a document may be run that was sent as text."""
        return not self.trusted_only or digest_id(text) in self.texts


def persisted_documents(
    folder: Path | None, documents: Documents, *, trusted_only: bool = False
) -> PersistedDocuments:
    """The documents of a folder, and those of this program itself, by their ids.

    Raises `PersistedDocumentsError` if a document is not one of the schema, or an id is not good.
    """
    texts: dict[str, str] = {}
    problems: list[str] = []
    for place, id, text in () if folder is None else _listed(folder, problems):
        problem = _problem(id, text, texts, documents)
        if problem:
            problems.append(f"{place}: {problem}")
        else:
            texts[id] = text
    if problems:
        raise PersistedDocumentsError(problems)
    by_digest = {digest_id(text): text for text in (*texts.values(), *own_documents())}
    return PersistedDocuments(texts | by_digest, trusted_only)


def own_documents() -> list[str]:
    """What this program asks itself: in the explorer, by `interop ask`."""
    package = Path(str(files("api")))
    paths = [path for path in package.rglob("*.graphql") if path.name != "schema.graphql"]
    return [path.read_text("utf-8") for path in sorted(paths)]


def digest_id(text: str) -> str:
    """The id that a text gives."""
    return _DIGEST + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _listed(folder: Path, problems: list[str]) -> Iterator[tuple[str, str, str]]:
    """The place, the id and the text of each document in a folder; what is none becomes a problem."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in (".graphql", ".json"))
    except OSError as error:
        problems.append(f"{folder}: {error.strerror}")
        return
    if not paths:
        problems.append(f"{folder}: no documents (*.graphql) and no manifests (*.json)")
    for path in paths:
        try:
            text = path.read_bytes().decode("utf-8-sig")
            if path.suffix == ".graphql":
                yield path.name, path.stem, text
                continue
            listed = _manifest(json.loads(text))
        except (OSError, ValueError, RecursionError) as error:
            problems.append(f"{path.name}: {error}")
            continue
        for id, document in listed:
            yield f"{path.name}: {id!r}", id, document


def _manifest(found: object) -> list[tuple[str, str]]:
    """The ids and documents of a manifest; raises `ValueError` for what is none."""
    pairs: list[tuple[object, object]] = []
    if isinstance(found, dict) and isinstance(found.get("operations"), list):
        operations = [each if isinstance(each, dict) else {} for each in found["operations"]]
        pairs = [(each.get("id"), each.get("body")) for each in operations]
    elif isinstance(found, dict):
        pairs = list(found.items())
    texts = [(id, text) for id, text in pairs if isinstance(id, str) and isinstance(text, str)]
    if not isinstance(found, dict) or len(texts) < len(pairs):
        raise ValueError("expected an object of ids and documents")
    return texts


def _problem(id: str, text: str, known: Mapping[str, str], documents: Documents) -> str | None:
    """Why a document cannot be kept under an id, if so."""
    if id.startswith(_DIGEST):
        if id != digest_id(text):
            return f"the digest of the document is {digest_id(text)}"
    elif not _ID.fullmatch(id):
        return "an id has letters and digits of ASCII, - . _ ~, and may begin with x-NAME:"
    if known.get(id, text) != text:
        return "another document has this id already"
    errors = documents.read(text).errors
    return "; ".join(error.message for error in errors) or None
