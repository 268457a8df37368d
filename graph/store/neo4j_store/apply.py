"""Make a Neo4j hold a seed: by the difference to what is there, in one transaction.

One loader works at a time: each begins by locking the graph's own node, in a transaction that it
keeps open until it is done. Up to `MAX_ROWS` changed rows go into that transaction, so that a crash
at any point leaves the old graph whole. More are taken only by a store that holds no graph yet: in
batches, each in a transaction of its own, with the version written last, so that a graph is there
only when it is complete; after a crash the next run goes on.

Neo4j shows a transaction's changes one by one while it commits them. So a loader first notes, on a
node of its own, that a change is under way, and takes the note away afterwards; readers do not
answer while it is there. Should a loader die in between, the note stops counting by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, LiteralString

from neo4j import ManagedTransaction, Session
from neo4j.exceptions import ClientError, Neo4jError

from graph.errors import StoreError
from graph.model import Seed
from graph.plain import digest, to_plain
from graph.store.base import Applied
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.changes import Changes, Wanted, compare, steps
from graph.store.neo4j_store.connect import Connection
from graph.store.neo4j_store.rows import SCHEMA_VERSION

__all__ = ["MAX_ROWS", "SCHEMA_VERSION", "Progress", "apply_seed", "graph_properties"]

MAX_ROWS = 20_000
CHANGE_SECONDS = 60
"""How long a change is taken to be under way, if nobody says that it is over: a commit is quicker."""
Progress = Callable[[int, int], None]
"""Called with how many rows are done, and how many there are."""


def apply_seed(
    connection: Connection,
    seed: Seed,
    *,
    progress: Progress | None = None,
    max_rows: int = MAX_ROWS,
) -> Applied:
    """Apply a seed; see the module. Raises `StoreError` for a store that is too new or too full."""
    wanted = Wanted(seed)
    loader = _Loader(connection, wanted, progress or _silent, max_rows)
    with connection.writing_session() as session:
        try:
            if session.execute_write(_is_at_rest, wanted):
                return Applied(wanted.version, 0, 0, 0)
            _prepare(session)
            return loader.run(session)
        finally:
            connection.bookmarks = session.last_bookmarks()


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _is_at_rest(transaction: ManagedTransaction, wanted: Wanted) -> bool:
    """Whether the store holds this seed already, and nothing has been left to be done.

    A loader may have died before it was done; an import by `neo4j-admin` makes no indexes.
    """
    found = transaction.run(cypher.GRAPH).single()
    if found is None or not _holds(found, wanted):
        return False
    under_way = transaction.run(cypher.CHANGE).single()
    return under_way is None and not _missing(transaction)


def _holds(found: Mapping[str, Any], wanted: Wanted) -> bool:
    """Whether a graph's own node says that it is this seed; raises for a layout not yet known."""
    layout = found["schemaVersion"]
    if layout and layout > SCHEMA_VERSION:
        raise StoreError(
            f"The graph in this store was written by a newer version of this package (layout"
            f" {layout}, here {SCHEMA_VERSION}): upgrade the package.",
            code="STORE_TOO_NEW",
        )
    same: bool = layout == SCHEMA_VERSION and found["version"] == wanted.version
    return same


def _prepare(session: Session) -> None:
    """Constraints and indexes first: without them, merging is slow and can duplicate."""
    missing = session.execute_write(_missing)
    for text in missing:
        try:
            session.execute_write(_run, text)
        except ClientError as error:  # another loader made it a moment ago
            if not (error.code or "").endswith("AlreadyExists"):
                raise
    if missing:
        session.run(cypher.AWAIT_INDEXES).consume()


def _missing(transaction: ManagedTransaction) -> list[LiteralString]:
    """The statements that make what constraints and indexes are not there, or not ready."""
    online = {row["name"] for row in transaction.run(cypher.ONLINE_INDEXES)}
    return [text for name, text in cypher.SCHEMA.items() if name not in online]


def _run(transaction: ManagedTransaction, text: LiteralString, /, **parameters: Any) -> None:
    transaction.run(text, **parameters).consume()


@dataclass(slots=True)
class _Loader:
    """One run of `apply_seed`."""

    connection: Connection
    wanted: Wanted
    progress: Progress
    max_rows: int
    _noted: bool = field(default=False, init=False)

    def run(self, session: Session) -> Applied:
        """Do all of it, and see that no note of a change is left."""
        try:
            applied = session.execute_write(self._apply)
        except Neo4jError:  # the server refused: nothing is being committed
            if self._noted:
                with suppress(Neo4jError):
                    session.execute_write(_run, cypher.END_CHANGE)
            raise
        session.execute_write(_run, cypher.END_CHANGE)
        return applied

    def _apply(self, transaction: ManagedTransaction) -> Applied:
        """All but the commit; the lock makes a second loader wait here, and then compare anew."""
        locked = transaction.run(cypher.LOCK).single(strict=True)
        if _holds(locked, self.wanted):
            return Applied(self.wanted.version, 0, 0, 0)
        changes = compare(transaction, self.wanted)
        if changes.rows <= self.max_rows:
            kept = self._work(changes, lambda step: step(transaction))
        elif locked["version"] is None:
            with self.connection.writing_session() as session:
                kept = self._work(changes, session.execute_write)
        else:
            raise StoreError(
                f"{changes.rows:,} rows differ, more than the {self.max_rows:,} that one transaction"
                ' takes: empty the store first (see "Neo4j" in docs/operations.md), since an empty'
                " one is filled in batches, or load the seed by `interop seed export` and"
                " `neo4j-admin database import`.",
                code="STORE_TOO_LARGE",
            )
        self._set_graph(transaction)
        self._note_change()
        return Applied(
            self.wanted.version,
            added=len(changes.new_nodes),
            changed=len(changes.put_nodes) - len(changes.new_nodes),
            removed=len(changes.gone_nodes),
            kept=tuple(sorted(kept)),
        )

    def _work(
        self,
        changes: Changes,
        do: Callable[[Callable[[ManagedTransaction], list[str]]], list[str]],
    ) -> list[str]:
        """Go through the steps, by `do`; the ids that were kept for others."""
        kept: list[str] = []
        done = 0
        for step in steps(changes):
            kept += do(step.run)
            done = min(changes.rows, done + step.rows)
            self.progress(done, changes.rows)
        return kept

    def _set_graph(self, transaction: ManagedTransaction) -> None:
        wanted = self.wanted
        links = sum(row.type == "REACHES" for row in wanted.relationships.values())
        properties = graph_properties(wanted.seed, links, datetime.now(UTC), version=wanted.version)
        _run(transaction, cypher.SET_GRAPH, **properties, schemaVersion=SCHEMA_VERSION)

    def _note_change(self) -> None:
        """Say that a change is under way: at once, and so in a transaction of its own."""
        with self.connection.writing_session() as session:
            self._noted = True
            session.execute_write(_run, cypher.BEGIN_CHANGE, seconds=CHANGE_SECONDS)


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
