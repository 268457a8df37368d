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
from collections.abc import Callable, Mapping, Sequence
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
from graph.store.journal import Journal, change_from_plain, change_to_plain
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.changes import Changes, Wanted, compare, steps
from graph.store.neo4j_store.connect import Connection
from graph.store.neo4j_store.rows import SCHEMA_VERSION

__all__ = [
    "MAX_ROWS",
    "SCHEMA_VERSION",
    "Progress",
    "apply_seed",
    "difference",
    "graph_properties",
    "journal_of",
]

MAX_ROWS = 20_000
CHANGE_SECONDS = 60
"""How long a change is taken to be under way, if nobody says that it is over: a commit is quicker."""
Progress = Callable[[int, int], object]
"""Called with how many rows are done, and how many there are."""


def apply_seed(
    connection: Connection,
    seed: Seed,
    *,
    progress: Progress | None = None,
    max_rows: int = MAX_ROWS,
    expected: str | None = None,
) -> Applied:
    """Apply a seed; see the module. With `expected`, only over a graph of that version.

    Raises `StoreError` for a store that is too new or too full, or that holds another version: that is
    looked at under the lock, so that no other loader can come in between.
    """
    wanted = Wanted(seed)
    loader = _Loader(connection, wanted, progress or _silent, max_rows, expected)
    with connection.writing_session() as session:
        try:
            if session.execute_write(_is_at_rest, wanted, expected):
                return Applied(wanted.version, 0, 0, 0, previous=wanted.version)
            _prepare(session)
            return loader.run(session)
        finally:
            connection.bookmarks = session.last_bookmarks()


def difference(connection: Connection, seed: Seed) -> Applied:
    """What `apply_seed` would do now; it only reads."""
    wanted = Wanted(seed)
    with connection.writing_session() as session:
        return session.execute_read(_difference, wanted)


def _difference(transaction: ManagedTransaction, wanted: Wanted) -> Applied:
    found = transaction.run(cypher.GRAPH).single()
    if found is not None and _holds(found, wanted):
        return Applied(wanted.version, 0, 0, 0, previous=wanted.version)
    previous = None if found is None else found["version"]
    return Applied.of(wanted.version, compare(transaction, wanted).ids, previous)


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def _is_at_rest(transaction: ManagedTransaction, wanted: Wanted, expected: str | None) -> bool:
    """Whether the store holds this seed already, and nothing has been left to be done.

    A loader may have died before it was done; an import by `neo4j-admin` makes no indexes.
    """
    found = transaction.run(cypher.GRAPH).single()
    _expect(expected, None if found is None else found["version"])
    if found is None or not _holds(found, wanted):
        return False
    under_way = transaction.run(cypher.CHANGE).single()
    return under_way is None and not _missing(transaction)


def _expect(expected: str | None, found: str | None) -> None:
    """See that this is the version there, where one is expected."""
    if expected not in (None, found):
        holds = "no graph yet" if found is None else f"graph {found}"
        raise StoreError(
            f"Neo4j holds {holds}, not {expected}: look again at what changes.",
            code="OTHER_VERSION",
        )


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
    expected: str | None
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
        _expect(self.expected, locked["version"])
        if _holds(locked, self.wanted):
            return Applied(self.wanted.version, 0, 0, 0, previous=self.wanted.version)
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
        applied = Applied.of(
            self.wanted.version, changes.ids, locked["version"], tuple(sorted(kept))
        )
        self._set_graph(transaction, applied, locked["journal"] or ())
        self._note_change()
        return applied

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

    def _set_graph(
        self, transaction: ManagedTransaction, applied: Applied, lines: Sequence[str]
    ) -> None:
        """Write which graph it is now, and into its journal how it came to be that."""
        wanted, now = self.wanted, datetime.now(UTC)
        journal = journal_of(applied.previous, lines)
        if applied.version != applied.previous:  # else only the layout is new
            journal = journal.with_change(applied, now)
        links = sum(row.type == "REACHES" for row in wanted.relationships.values())
        properties = graph_properties(wanted.seed, links, now, version=wanted.version)
        kept = [json.dumps(change_to_plain(change)) for change in journal.changes]
        _run(
            transaction, cypher.SET_GRAPH, **properties, schemaVersion=SCHEMA_VERSION, journal=kept
        )

    def _note_change(self) -> None:
        """Say that a change is under way: at once, and so in a transaction of its own."""
        with self.connection.writing_session() as session:
            self._noted = True
            session.execute_write(_run, cypher.BEGIN_CHANGE, seconds=CHANGE_SECONDS)


def journal_of(version: str | None, lines: Sequence[str]) -> Journal:
    """The journal that the graph's own node holds; of a graph that was imported it is empty."""
    changes = tuple(change_from_plain(json.loads(line)) for line in lines)
    if not changes or changes[-1].version != version:
        return Journal(version or "")
    return Journal(changes[-1].version, changes)


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
