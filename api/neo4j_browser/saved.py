"""The saved queries: one `.cypher` file each, which can be dropped onto Neo4j Browser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

__all__ = ["FOLDER", "SavedQuery", "saved_queries"]

FOLDER = Path(str(files("api"))) / "neo4j_browser"
_PARAMETER = re.compile(r"// :param (\w+) => (.+)")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A file: `// title`, a line `// :param name => value` for each parameter, the Cypher.

    `source` is all of it, `text` the Cypher alone; the values are Cypher, too.
    """

    name: str
    title: str
    parameters: Mapping[str, str]
    text: str
    source: str

    def with_constants(self, values: Mapping[str, str] | None = None) -> str:
        """The Cypher with values, its own if no others are given, in the place of parameters.

        For guides: the Browser draws nothing where a text sets parameters and asks in one go.
        """
        chosen = {**self.parameters, **(values or {})}
        return re.sub(r"\$(\w+)", lambda found: chosen[found[1]], self.text)


@cache
def saved_queries() -> Mapping[str, SavedQuery]:
    """All of them, by name."""
    paths = sorted((FOLDER / "queries").glob("*.cypher"))
    return {path.stem: _read(path.stem, path.read_text("utf-8")) for path in paths}


def _read(name: str, source: str) -> SavedQuery:
    lines = source.splitlines()
    head = [line for line in lines if line.startswith("//")]
    found = (match for line in head[1:] if (match := _PARAMETER.fullmatch(line)))
    return SavedQuery(
        name,
        title=head[0].removeprefix("// "),
        parameters={match[1]: match[2] for match in found},
        text="\n".join(lines[len(head) :]),
        source=source,
    )
