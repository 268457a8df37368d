"""Make a Neo4j hold a seed: by the difference to what is there, in one transaction.

Up to `MAX_ROWS` changed rows go in one transaction, so that a crash at any point leaves the old
graph whole. More than that is taken only by a store that holds no graph yet: in batches, with the
version written last, so that a graph is there only when it is complete; the next run goes on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any, LiteralString, TypeVar

from neo4j import ManagedTransaction, Session

from graph.errors import StoreError
from graph.model import Seed
from graph.plain import digest, to_plain
from graph.store.base import Applied
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.rows import (
    LABELS,
    MARK,
    NodeRow,
    RelationshipRow,
    node_rows,
    relationship_rows,
)

__all__ = ["MAX_ROWS", "SCHEMA_VERSION", "Progress", "apply_seed", "graph_properties"]

SCHEMA_VERSION = 1
MAX_ROWS = 20_000
_BATCH = 2_000
Row = TypeVar("Row")
Progress = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are."""


@dataclass(slots=True)
class _Wanted:
    """What the store shall hold."""

    seed: Seed
    version: str
    nodes: dict[str, NodeRow]
    relationships: dict[str, RelationshipRow]


@dataclass(slots=True)
class _Changes:
    """What has to be done to get there."""

    put_nodes: list[NodeRow] = field(default_factory=list)
    added: int = 0
    gone_nodes: list[str] = field(default_factory=list)
    gone_relationships: list[str] = field(default_factory=list)
    put_relationships: list[RelationshipRow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows are touched."""
        gone = len(self.gone_nodes) + len(self.gone_relationships)
        return gone + len(self.put_nodes) + len(self.put_relationships)


def apply_seed(
    session: Session, seed: Seed, *, progress: Progress | None = None, max_rows: int = MAX_ROWS
) -> Applied:
    """Apply a seed; see the module. Raises `StoreError` for a store that is too new or too full."""
    wanted = _Wanted(
        seed,
        digest(seed),
        {row.id: row for row in node_rows(seed)},
        {row.key: row for row in relationship_rows(seed)},
    )
    found = session.execute_read(_stored_graph)
    if found and found["schemaVersion"] and found["schemaVersion"] > SCHEMA_VERSION:
        raise StoreError(
            f"The graph in this store was written by a newer version of this package (layout"
            f" {found['schemaVersion']}, here {SCHEMA_VERSION}): upgrade the package.",
            code="STORE_TOO_NEW",
        )
    same_layout = bool(found) and found["schemaVersion"] == SCHEMA_VERSION
    if same_layout and found["version"] == wanted.version:
        return Applied(wanted.version, 0, 0, 0)
    _prepare(session)
    if not (found and found["version"]):
        return _fill(session, wanted, progress or _silent, max_rows)
    return session.execute_write(
        _replace, wanted, progress or _silent, max_rows, compare=same_layout
    )


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _stored_graph(transaction: ManagedTransaction) -> dict[str, Any]:
    """The stored graph's own data; empty where there is none."""
    return dict(transaction.run(cypher.GRAPH).single() or {})


def _prepare(session: Session) -> None:
    """Constraints and indexes first: without them, merging is slow and can duplicate."""
    for statement in cypher.SCHEMA:
        session.run(statement).consume()
    session.run(cypher.AWAIT_INDEXES).consume()


def _replace(
    transaction: ManagedTransaction,
    wanted: _Wanted,
    progress: Progress,
    max_rows: int,
    *,
    compare: bool,
) -> Applied:
    """All in this one transaction; the lock makes a second loader wait, and then compare anew."""
    locked = transaction.run(cypher.LOCK).single()
    if compare and locked is not None and locked["version"] == wanted.version:
        return Applied(wanted.version, 0, 0, 0)
    changes = _compare(transaction, wanted, compare=compare)
    if changes.rows > max_rows:
        raise StoreError(
            f"{changes.rows:,} rows differ, more than the {max_rows:,} that one transaction takes:"
            " load this seed into an empty store by `neo4j-admin database import` (see"
            " `interop seed export --format neo4j-admin`).",
            code="STORE_TOO_LARGE",
        )
    done = 0
    total = changes.rows
    kept: list[str] = []
    for step in _steps(changes):
        kept += step(transaction)
        done = min(total, done + _BATCH)
        progress(done, total)
    _set_graph(transaction, wanted)
    return _applied(wanted, changes, kept)


def _fill(session: Session, wanted: _Wanted, progress: Progress, max_rows: int) -> Applied:
    """Into a store without a graph: at once if it is small, else in batches, the version last."""
    changes = session.execute_read(_compare, wanted, compare=True)
    if changes.rows <= max_rows:
        return session.execute_write(_replace, wanted, progress, max_rows, compare=True)
    done = 0
    kept: list[str] = []
    for step in _steps(changes):
        kept += session.execute_write(step)
        done = min(changes.rows, done + _BATCH)
        progress(done, changes.rows)
    session.execute_write(_set_graph, wanted)
    return _applied(wanted, changes, kept)


def _applied(wanted: _Wanted, changes: _Changes, kept: Sequence[str]) -> Applied:
    return Applied(
        wanted.version,
        added=changes.added,
        changed=len(changes.put_nodes) - changes.added,
        removed=len(changes.gone_nodes),
        kept=tuple(sorted(kept)),
    )


def _compare(transaction: ManagedTransaction, wanted: _Wanted, *, compare: bool) -> _Changes:
    """What differs; with `compare` false, everything does (the layout is another)."""
    changes = _Changes()
    stored = {row["id"]: row["hash"] for row in transaction.run(cypher.STORED_NODES)}
    for id, node in wanted.nodes.items():
        if id not in stored:
            changes.added += 1
        if not compare or stored.get(id) != node.hash:
            changes.put_nodes.append(node)
    changes.gone_nodes = sorted(stored.keys() - wanted.nodes.keys())
    there: set[str] = set()
    for found in transaction.run(cypher.STORED_RELATIONSHIPS):
        row = wanted.relationships.get(found["key"])
        if compare and row is not None and row.hash == found["hash"]:
            there.add(found["key"])
        else:
            changes.gone_relationships.append(found["at"])
    changes.put_relationships = [r for key, r in wanted.relationships.items() if key not in there]
    return changes


Step = Callable[[ManagedTransaction], list[str]]


def _steps(changes: _Changes) -> Iterator[Step]:
    """What to do, in order, a batch each; a step gives the ids that it kept for others."""
    yield from _each(cypher.DELETE_RELATIONSHIPS, changes.gone_relationships)
    for ids in _batches(changes.gone_nodes):
        yield partial(_remove, ids=ids)
    new = [{"id": row.id} for row in changes.put_nodes]
    yield from _each(cypher.READOPT_NODES, new)
    yield from _each(cypher.PUT_NODES, map(_node_parameters, changes.put_nodes))
    relationships = map(_relationship_parameters, changes.put_relationships)
    yield from _each(cypher.PUT_RELATIONSHIPS, relationships)


def _each(text: LiteralString, rows: Iterable[Any]) -> Iterator[Step]:
    for batch in _batches(rows):
        yield partial(_run, text=text, rows=batch)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists of `_BATCH`, the last one shorter (`itertools.batched` is newer)."""
    rest = iter(rows)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _run(transaction: ManagedTransaction, text: LiteralString, rows: list[Any]) -> list[str]:
    transaction.run(text, rows=rows).consume()
    return []


def _remove(transaction: ManagedTransaction, ids: list[str]) -> list[str]:
    """Remove nodes that the seed no longer has, but leave what others have tied something to."""
    found = transaction.run(cypher.KEEP_FOREIGN, rows=ids, labels=[MARK, *LABELS])
    kept = [row["id"] for row in found]
    transaction.run(cypher.DELETE_NODES, rows=sorted(set(ids) - set(kept))).consume()
    return kept


def _node_parameters(row: NodeRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "labels": list(row.labels),
        "otherLabels": [label for label in LABELS if label not in row.labels],
        "properties": {**row.properties, "hash": row.hash},
        "earliest": row.earliest,
        "latest": row.latest,
    }


def _relationship_parameters(row: RelationshipRow) -> dict[str, Any]:
    return {
        "type": row.type,
        "start": row.start,
        "end": row.end,
        "properties": {**row.properties, "interopKey": row.key, "hash": row.hash},
        "since": row.since,
        "until": row.until,
    }


def _set_graph(transaction: ManagedTransaction, wanted: _Wanted) -> None:
    links = sum(row.type == "REACHES" for row in wanted.relationships.values())
    properties = graph_properties(wanted.seed, links, datetime.now(UTC), version=wanted.version)
    transaction.run(cypher.SET_GRAPH, **properties, schemaVersion=SCHEMA_VERSION).consume()


def graph_properties(
    seed: Seed, links: int, loaded_at: datetime, *, version: str | None = None
) -> dict[str, Any]:
    """What the graph's own node says of it."""
    version = version or digest(seed)
    sorts = ("entities", "events", "sources", "figures", "statements")
    counts = {sort: len(getattr(seed, sort)) for sort in sorts} | {"links": links}
    return {
        "version": version,
        "seed": json.dumps(to_plain(seed.info), ensure_ascii=False),
        "counts": json.dumps(counts),
        "loadedAt": loaded_at.isoformat(),
        "caption": f"{seed.info.name} {version}",
    }
