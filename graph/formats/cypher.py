"""A Cypher script that makes the graph in an empty Neo4j, to be read and run by anybody.

`interop seed apply` keeps a Neo4j in step with a seed; this is for those who only want to look. Texts of
a seed stand in the script as literals, escaped as the Cypher manual says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from graph.formats.plain_graph import plain_graph
from graph.model import Seed

__all__ = ["as_cypher", "literal"]

_BATCH = 500
_ESCAPES = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u2028": "\\u2028"}
)
_HEAD = """\
// The graph {name!r} as of {day}, made from its seed: run this in an empty database, for example by
//   cypher-shell -u neo4j -f this-file
// Entities, events, sources, figures and statements; who takes part, what cites what, and who could be
// reached from where (REACHES), since when and until when.
"""


def literal(value: Any) -> str:
    """A text, number, list or mapping as Cypher writes it."""
    if isinstance(value, str):
        return f"'{value.translate(_ESCAPES)}'"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(item)}' for name, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return str(value)


def as_cypher(seed: Seed) -> str:
    """The script: statements that end in a semicolon, each on lines of its own."""
    day = seed.info.recorded_until.text
    return _HEAD.format(name=seed.info.name, day=day) + "".join(
        f"{s};\n" for s in _statements(seed)
    )


def _statements(seed: Seed) -> Iterator[str]:
    graph = plain_graph(seed)
    nodes: defaultdict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for id, data in graph.nodes(data=True):
        own = {name: text for name, text in data.items() if name not in ("sort", "label")}
        kind = _label(data["kind"])
        labels = ("Thing", _label(data["sort"]), *([kind] if data["sort"] == "entity" else []))
        nodes[labels].append({"id": id, "name": data["label"], **own})
    yield "CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE"
    for labels, rows in sorted(nodes.items()):
        for batch in _batches(rows):
            yield f"UNWIND [\n{batch}\n] AS row CREATE (n:{':'.join(labels)}) SET n = row"
    arcs: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for start, end, data in graph.edges(data=True):
        own = {name: text for name, text in data.items() if name != "kind"}
        arcs[data["kind"]].append({"start": start, "end": end, "own": own})
    for kind, found in sorted(arcs.items()):
        for batch in _batches(found):
            yield (
                f"UNWIND [\n{batch}\n] AS row MATCH (a:Thing {{id: row.start}}), "
                f"(b:Thing {{id: row.end}}) CREATE (a)-[r:{kind}]->(b) SET r = row.own"
            )


def _batches(rows: list[dict[str, Any]]) -> Iterator[str]:
    for start in range(0, len(rows), _BATCH):
        yield ",\n".join(f"  {literal(row)}" for row in rows[start : start + _BATCH])


def _label(word: str) -> str:
    return "".join(part.capitalize() for part in word.split("_"))
