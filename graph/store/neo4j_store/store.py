"""The Neo4j store: hands out readers, applies seeds."""

from __future__ import annotations

import json
import time
from datetime import datetime
from types import TracebackType
from typing import Self

from graph.errors import StoreError
from graph.model import Seed, SeedInfo
from graph.plain import from_plain
from graph.store.base import Applied, GraphInfo
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.apply import MAX_ROWS, SCHEMA_VERSION, Progress, apply_seed
from graph.store.neo4j_store.connect import Connection, Reading
from graph.store.neo4j_store.reader import Neo4jReader, is_being_changed
from graph.store.neo4j_store.telling import Neo4jSettings, telling_errors

__all__ = ["Neo4jStore"]

_WAIT = 0.02  # a change takes a moment


class Neo4jStore:
    """A graph in a Neo4j; serving only ever reads, `apply` is the one that writes."""

    def __init__(self, settings: Neo4jSettings) -> None:
        """Take the settings; the server is not asked before the first question."""
        self.settings = settings
        self._connection = Connection(settings)

    def check(self) -> None:
        """See that the server can be used; raises `StoreError` with what to do."""
        self._connection.check()

    def reader(self) -> Neo4jReader:
        """A reader of the graph that is there now; raises `StoreError` where there is none.

        While a change is being committed it waits, but not for longer than a statement may take.
        """
        deadline = time.monotonic() + self.settings.seconds
        while True:
            reading = Reading(self._connection)
            info = self._info(reading)
            if not is_being_changed(reading):
                return Neo4jReader(reading, info)
            if time.monotonic() > deadline:
                raise StoreError(
                    "The graph in Neo4j is being changed; ask again.", code="GRAPH_CHANGING"
                )
            time.sleep(_WAIT)

    def _info(self, reading: Reading) -> GraphInfo:
        rows = reading.read(cypher.GRAPH)
        if not rows or not rows[0]["version"]:
            raise StoreError(
                f"Neo4j at {self.settings.uri} holds no graph yet: run `interop seed apply`.",
                code="STORE_EMPTY",
            )
        row = rows[0]
        if row["schemaVersion"] != SCHEMA_VERSION:
            raise StoreError(
                f"The graph in Neo4j has layout {row['schemaVersion']}, this version reads"
                f" {SCHEMA_VERSION}: {_remedy(row['schemaVersion'])}.",
                code="STORE_OTHER_LAYOUT",
            )
        return GraphInfo(
            version=row["version"],
            seed=from_plain(SeedInfo, json.loads(row["seed"])),
            counts=json.loads(row["counts"]),
            loaded_at=datetime.fromisoformat(row["loadedAt"]),
        )

    def apply(
        self, seed: Seed, *, progress: Progress | None = None, max_rows: int | None = None
    ) -> Applied:
        """Make the graph be `seed`; see `graph.store.neo4j_store.apply`."""
        self.check()
        limit = MAX_ROWS if max_rows is None else max_rows
        with telling_errors(self.settings):
            return apply_seed(self._connection, seed, progress=progress, max_rows=limit)

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


def _remedy(layout: int | None) -> str:
    if layout is not None and layout > SCHEMA_VERSION:
        return "upgrade this package"
    return "run `interop seed apply` of this version again"
