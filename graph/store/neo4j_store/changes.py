"""What differs between a seed and what a Neo4j holds, and the steps that make it the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, LiteralString, TypeVar

from neo4j import ManagedTransaction

from graph.errors import StoreError
from graph.model import Seed
from graph.plain import digest
from graph.store.base import ChangedIds
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.rows import (
    LABELS,
    MARK,
    PROPERTIES,
    NodeRow,
    RelationshipRow,
    node_rows,
    relationship_rows,
)

__all__ = ["Changes", "Step", "Wanted", "compare", "steps"]

_BATCH = 2_000
Row = TypeVar("Row")


class Wanted:
    """What the store shall hold; a reference to nothing (no loaded seed has one) is no row."""

    def __init__(self, seed: Seed) -> None:
        """Lay out the seed in rows."""
        self.seed = seed
        self.version = digest(seed)
        self.nodes = {row.id: row for row in node_rows(seed)}
        self.relationships = {
            row.key: row
            for row in relationship_rows(seed)
            if row.start in self.nodes and row.end in self.nodes
        }


@dataclass(slots=True)
class Changes:
    """What has to be done to get there; relationships that go are named as the server does."""

    put_nodes: list[NodeRow] = field(default_factory=list)
    new_nodes: list[str] = field(default_factory=list)
    gone_nodes: list[str] = field(default_factory=list)
    put_relationships: list[RelationshipRow] = field(default_factory=list)
    gone_relationships: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows are touched."""
        gone = len(self.gone_nodes) + len(self.gone_relationships)
        return gone + len(self.put_nodes) + len(self.put_relationships)

    @property
    def ids(self) -> ChangedIds:
        """Which things are new, not the same, or gone."""
        new = set(self.new_nodes)
        changed = sorted(row.id for row in self.put_nodes if row.id not in new)
        return ChangedIds(tuple(sorted(new)), tuple(changed), tuple(sorted(self.gone_nodes)))


def compare(transaction: ManagedTransaction, wanted: Wanted) -> Changes:
    """What differs, by the hashes of rows; with another layout, every hash does."""
    changes = Changes()
    stored = {row["id"]: row["hash"] for row in transaction.run(cypher.STORED_NODES)}
    changes.new_nodes = [id for id in wanted.nodes if id not in stored]
    changes.put_nodes = [row for id, row in wanted.nodes.items() if stored.get(id) != row.hash]
    changes.gone_nodes = sorted(stored.keys() - wanted.nodes.keys())
    there: set[str] = set()
    for found in transaction.run(cypher.STORED_RELATIONSHIPS):
        row = wanted.relationships.get(found["key"])
        if row is not None and row.hash == found["hash"] and found["key"] not in there:
            there.add(found["key"])
        else:
            changes.gone_relationships.append(found["at"])
    changes.put_relationships = [r for key, r in wanted.relationships.items() if key not in there]
    return changes


@dataclass(frozen=True, slots=True)
class Step:
    """So many rows of one kind; `run` gives the ids that were kept for others."""

    rows: int
    run: Callable[[ManagedTransaction], list[str]]


def steps(changes: Changes) -> Iterator[Step]:
    """What to do, in order: each step may be a transaction of its own, and may be done again."""
    yield from _each(cypher.DELETE_RELATIONSHIPS, changes.gone_relationships)
    for ids in _batches(changes.gone_nodes):
        yield Step(len(ids), partial(_remove, ids=ids))
    yield from _each(cypher.READOPT_NODES, ({"id": id} for id in changes.new_nodes))
    yield from _each(cypher.PUT_NODES, map(_node_parameters, changes.put_nodes), strict=True)
    relationships = map(_relationship_parameters, changes.put_relationships)
    yield from _each(cypher.PUT_RELATIONSHIPS, relationships, strict=True)


def _each(text: LiteralString, rows: Iterable[Any], *, strict: bool = False) -> Iterator[Step]:
    for batch in _batches(rows):
        yield Step(len(batch), partial(_run, text=text, rows=batch, strict=strict))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows in lists of `_BATCH`, the last one shorter (`itertools.batched` is newer)."""
    rest = iter(rows)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _run(
    transaction: ManagedTransaction, text: LiteralString, rows: list[Any], *, strict: bool
) -> list[str]:
    done = transaction.run(text, rows=rows).single(strict=True)["count"]
    if strict and done != len(rows):  # an end of a relationship is gone: somebody else deletes
        raise StoreError(
            f"Only {done:,} of {len(rows):,} rows could be written, since others change the same"
            " things: apply the seed again.",
            code="STORE_ERROR",
        )
    return []


def _remove(transaction: ManagedTransaction, ids: list[str]) -> list[str]:
    """Remove nodes that the seed no longer has, but leave what others have tied something to."""
    found = transaction.run(cypher.KEEP_FOREIGN, rows=ids, labels=[MARK, *LABELS])
    kept = [row["id"] for row in found]
    transaction.run(cypher.DELETE_NODES, rows=sorted(set(ids) - set(kept))).consume()
    return kept


def _node_parameters(row: NodeRow) -> dict[str, Any]:
    """A row for `PUT_NODES`: what of ours a node had and has no longer is null, and so removed."""
    return {
        "id": row.id,
        "labels": list(row.labels),
        "otherLabels": [label for label in LABELS if label not in row.labels],
        "properties": {**dict.fromkeys(PROPERTIES), **row.properties, "hash": row.hash},
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
