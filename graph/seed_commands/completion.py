"""What a shell completes: the ids of a seed, and the words of the closed lists.

A Tab must be answered at once, so files are not parsed and checked here, but looked through for lines
that give an id. What a file holds in another way is not offered, and can be typed all the same.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from click import Context, Parameter
from click.shell_completion import CompletionItem

from graph.load import packaged_seed_folder
from graph.load.files import FileList
from graph.load.format import ID_PATTERN, SORTS, Field, Record, Reference, Words
from graph.load.lines import is_lines

__all__ = ["Completion", "completion_of", "completions", "ids_of"]

Completion = Callable[[Context, Parameter, str], list[CompletionItem]]
_IN_YAML = re.compile(rf"^ *- +(?:\{{ *)?id: *[\"']?({ID_PATTERN})", re.MULTILINE)
_IN_LINES = re.compile(rf'^\{{"(\w+)": *\{{"id": *"({ID_PATTERN})"', re.MULTILINE)
_NAME = re.compile(r'(?:name|title)"?:\s*(?:\{?\s*"?en"?:\s*)?"?([^,}\n"]+)')
_NEAR = 400  # letters within which a name stands, if at all


def ids_of(*sorts: str) -> Completion:
    """Complete the ids of these sorts, out of the seed that the command is about."""

    def complete(context: Context, parameter: Parameter, incomplete: str) -> list[CompletionItem]:
        if context.params.get("url"):
            return []  # a server has a graph of its own
        seed = context.params.get("folder") or packaged_seed_folder()
        try:
            found = dict(_ids(Path(seed), sorts))
        except OSError:
            return []
        return completions(found, incomplete)

    return complete


def completions(found: dict[str, str], incomplete: str) -> list[CompletionItem]:
    """Those that begin with a text, else those that have it inside, in the id or in the name."""
    text = incomplete.casefold()
    begun = [id for id in found if id.startswith(text)]
    holding = [id for id in found if text in id or text in found[id].casefold()]
    return [CompletionItem(id, help=found[id]) for id in sorted(begun or holding)]


def completion_of(field: Field) -> Completion | None:
    """How the option for a field is completed; None where anything can be written.

    Of a row of several fields it is the first one that is completed.
    """
    type = field.type
    if isinstance(type, Record):
        return completion_of(type.fields[0]) if field.many else None
    if isinstance(type, Reference):
        return ids_of(*type.sorts)
    if isinstance(type, Words):
        words = {term.value: term.description for term in type.terms}
        return lambda context, parameter, incomplete: completions(words, incomplete)
    return None


def _ids(seed: Path, sorts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each id of these sorts with the name beside it."""
    if is_lines(seed):
        content = seed.read_bytes()
        text = _text(gzip.decompress(content) if seed.suffix == ".gz" else content)
        yield from _found(text, (m for m in _IN_LINES.finditer(text) if SORTS.get(m[1]) in sorts))
        return
    for folder, path in FileList(seed).records:
        if SORTS[folder] in sorts:
            text = _text(path.read_bytes())
            yield from _found(text, _IN_YAML.finditer(text))


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _found(text: str, matches: Iterable[re.Match[str]]) -> Iterator[tuple[str, str]]:
    for match in matches:
        name = _NAME.search(text, match.end(), match.end() + _NEAR)
        yield match[match.re.groups], name[1].strip() if name else ""
