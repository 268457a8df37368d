"""A seed as the files that `neo4j-admin database import full` takes: for graphs too large to apply.

One file of nodes for each sort of thing and one of relationships for each type, with typed headers,
and a file of arguments that names them all. What comes in by it is what `apply` would have written.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.model import Seed
from graph.store.neo4j_store.apply import SCHEMA_VERSION, graph_properties
from graph.store.neo4j_store.rows import (
    MARK,
    NodeRow,
    RelationshipRow,
    node_rows,
    relationship_rows,
)

__all__ = ["ARGUMENTS", "export_for_admin"]

ARGUMENTS = "arguments.txt"
_BETWEEN = "\x1f"  # between the values of a list: a character that no text of a seed may hold
_DATES = ("earliest", "latest", "since", "until")


def export_for_admin(seed: Seed, folder: Path) -> list[Path]:
    """Write the files into `folder`, which is made if need be; the files, arguments last.

    Run `neo4j-admin database import full neo4j @arguments.txt` there, with the server stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    nodes: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for node in node_rows(seed):
        nodes[node.properties["sort"]].append(_node(node))
    relationships: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    links = 0
    for relationship in relationship_rows(seed):
        relationships[relationship.type].append(_relationship(relationship))
        links += relationship.type == "REACHES"
    nodes["graph"].append(_graph(seed, links))
    written = []
    arguments = [f"--array-delimiter=U+{ord(_BETWEEN):04X}", "--multiline-fields=true"]
    for option, groups in (("nodes", nodes), ("relationships", relationships)):
        for name, rows in sorted(groups.items()):
            path = folder / f"{option}-{name.lower()}.csv"
            _write(path, rows)
            written.append(path)
            arguments.append(f"--{option}={path.name}")
    listing = folder / ARGUMENTS
    listing.write_text("\n".join(arguments) + "\n", encoding="utf-8")
    return [*written, listing]


def _node(row: NodeRow) -> dict[str, Any]:
    dates = {"earliest": row.earliest, "latest": row.latest}
    labels = [MARK, *row.labels]
    own = {"id:ID": row.id, ":LABEL": labels, **row.properties, **dates, "hash": row.hash}
    return _present(own)


def _relationship(row: RelationshipRow) -> dict[str, Any]:
    ends = {":START_ID": row.start, ":END_ID": row.end, ":TYPE": row.type}
    own = {"interopKey": row.key, "hash": row.hash, "since": row.since, "until": row.until}
    return _present({**ends, **row.properties, **own})


def _graph(seed: Seed, links: int) -> dict[str, Any]:
    properties = graph_properties(seed, links, datetime.now(UTC))
    labels = ["InteropGraph"]
    # Its id is in a space of its own, and is no property of the node.
    return {
        ":ID(graph)": "graph",
        ":LABEL": labels,
        "name": "graph",
        **properties,
        "schemaVersion": SCHEMA_VERSION,
    }


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    kinds = {name: _kind(name, (row[name] for row in rows if name in row)) for name in columns}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name if ":" in name else f"{name}:{kinds[name]}" for name in columns])
        writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)


def _kind(name: str, values: Iterable[Any]) -> str:
    """The type of a column, as the header says it."""
    if name in _DATES:
        return "date"
    value = next(iter(values))
    if isinstance(value, list):
        return "string[]"
    if isinstance(value, bool):
        return "boolean"
    return "long" if isinstance(value, int) else "string"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return _BETWEEN.join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
