"""The Neo4j store: hands out readers, applies seeds."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import TracebackType
from typing import Any, Self

from graph.asker import Asker
from graph.errors import StoreError
from graph.model import Node, Seed, SeedInfo
from graph.plain import from_plain
from graph.store.base import Applied, GraphInfo
from graph.store.journal import Journal
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.apply import (
    MAX_ROWS,
    SCHEMA_VERSION,
    Progress,
    apply_seed,
    difference,
    journal_of,
)
from graph.store.neo4j_store.connect import Connection, Reading
from graph.store.neo4j_store.reader import Neo4jReader, is_being_changed, is_graph
from graph.store.neo4j_store.telling import Neo4jSettings, telling_errors
from graph.store.neo4j_store.together import Together

__all__ = ["Neo4jStore"]

_WAIT = 0.02  # a change takes a moment
_MOST_KEPT = 5_000  # things of the graph that are kept from one answer to the next


@dataclass(frozen=True, slots=True)
class _Last:
    """What the last answer found, and things of that graph; never changed once it is made."""

    info: GraphInfo
    reading: Reading
    nodes: dict[str, Node]


class Neo4jStore:
    """A graph in a Neo4j; serving only ever reads, `apply` is the one that writes."""

    def __init__(self, settings: Neo4jSettings) -> None:
        """Take the settings; the server is not asked before the first question."""
        self.settings = settings
        self._connection = Connection(settings)
        self._last: _Last | None = None
        self._checks = Together(self._check_unchanged)

    def check(self) -> None:
        """See that the server can be used; raises `StoreError` with what to do."""
        self._connection.check()

    def reader(self) -> Neo4jReader:
        """A reader of the graph that is there now; raises `StoreError` where there is none."""
        return Neo4jReader(*self._begin())

    def _begin(self, asker: Asker | None = None) -> tuple[Reading, GraphInfo]:
        """Which graph is there, read so that no change was under way.

        While one is being committed it waits, but not for longer than a statement may take.
        """
        deadline = time.monotonic() + self.settings.seconds
        while True:
            reading = Reading(self._connection, asker=asker)
            rows = reading.read(cypher.GRAPH)
            if not is_being_changed(reading):
                info = _info(rows[0] if rows else {}, self.settings)
                if info is not None:
                    return reading, info
            if time.monotonic() > deadline:
                raise StoreError(
                    "The graph in Neo4j is being changed; ask again.", code="GRAPH_CHANGING"
                )
            time.sleep(_WAIT)

    def reader_from_last(self, asker: Asker | None = None) -> Neo4jReader:
        """A reader that begins where the last answer ended: two questions to the server less.

        Only for who asks `is_current` before answering. The last answer found that no change was
        under way and then the same graph as at its own beginning; if this one ends alike, no change
        can have come in between, since each gives the graph another stamp. If the asker leaves, what
        the server works at is ended.
        """
        last = self._last
        ways: dict[str, Any] = {"judged": self._judged, "unchanged": self._is_unchanged}
        if last is None:
            return Neo4jReader(*self._begin(asker), **ways)
        reading = Reading(self._connection, after=[last.reading], asker=asker)
        return Neo4jReader(reading, last.info, known=last.nodes, **ways)

    def _is_unchanged(self, reader: Neo4jReader) -> bool:
        """As `is_unchanged`, but asked once for all answers that end at the same time."""
        rows, reader.reading = self._checks.ask(reader.reading)
        return is_graph(reader.info, rows)

    def _check_unchanged(self, readings: Sequence[Reading]) -> tuple[list[dict[str, Any]], Reading]:
        reading = Reading(self._connection, after=readings)
        return reading.read(cypher.UNCHANGED), reading

    def _judged(self, reader: Neo4jReader, current: bool) -> None:
        """Keep what a reader of the graph that is still there has read; forget another graph's."""
        last = self._last
        if not current:
            self._last = None
            return
        nodes = dict(last.nodes) if last is not None and last.info is reader.info else {}
        nodes |= reader.fetched
        for id in list(islice(nodes, max(0, len(nodes) - _MOST_KEPT))):
            del nodes[id]
        if last is None or last.info is not reader.info or reader.fetched:
            self._last = _Last(reader.info, reader.reading, nodes)

    def apply(
        self,
        seed: Seed,
        *,
        progress: Progress | None = None,
        max_rows: int | None = None,
        expected: str | None = None,
    ) -> Applied:
        """Make the graph be `seed`, if it is of the `expected` version; see the module `apply`."""
        self.check()
        limit = MAX_ROWS if max_rows is None else max_rows
        with telling_errors(self.settings):
            return apply_seed(
                self._connection, seed, progress=progress, max_rows=limit, expected=expected
            )

    def difference(self, seed: Seed) -> Applied:
        """What `apply` would do now; it only reads."""
        self.check()
        with telling_errors(self.settings):
            return difference(self._connection, seed)

    def journal(self) -> Journal:
        """The last changes of the graph, which it keeps itself: written with it, by any loader."""
        rows = self._connection.read(cypher.JOURNAL)
        row = rows[0] if rows else {"version": None, "journal": None}
        return journal_of(row["version"], row["journal"] or ())

    def close(self) -> None:
        """Close the driver."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


def _info(row: dict[str, Any], settings: Neo4jSettings) -> GraphInfo | None:
    """What the graph's own node says; None where it was read in the middle of a change."""
    if not row.get("version"):
        raise StoreError(
            f"Neo4j at {settings.uri} holds no graph yet: run `interop seed apply`.",
            code="STORE_EMPTY",
        )
    layout = row["schemaVersion"]
    if layout != SCHEMA_VERSION:
        remedy = "run `interop seed apply` of this version again"
        if layout is not None and layout > SCHEMA_VERSION:
            remedy = "upgrade this package"
        raise StoreError(
            f"The graph in Neo4j has layout {layout}, this version reads {SCHEMA_VERSION}: {remedy}.",
            code="STORE_OTHER_LAYOUT",
        )
    try:
        return GraphInfo(
            version=row["version"],
            seed=from_plain(SeedInfo, json.loads(row["seed"])),
            counts=json.loads(row["counts"]),
            loaded_at=datetime.fromisoformat(row["loadedAt"]),
        )
    except (TypeError, ValueError, LookupError):
        return None
