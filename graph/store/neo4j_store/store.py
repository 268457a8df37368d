"""The Neo4j store: hands out readers, applies seeds."""

from __future__ import annotations

import json
from datetime import datetime
from types import TracebackType
from typing import Self

from neo4j import WRITE_ACCESS

from graph.errors import StoreError
from graph.model import Seed, SeedInfo
from graph.plain import from_plain
from graph.store.base import Applied, GraphInfo
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.apply import MAX_ROWS, SCHEMA_VERSION, Progress, apply_seed
from graph.store.neo4j_store.connect import Connection, Neo4jSettings, telling_errors
from graph.store.neo4j_store.reader import Neo4jReader

__all__ = ["Neo4jStore"]


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
        """A reader of the graph that is there now; raises `StoreError` where there is none."""
        rows = self._connection.read(cypher.GRAPH)
        if not rows or not rows[0]["version"]:
            raise StoreError(
                f"Neo4j at {self.settings.uri} holds no graph yet: run `interop seed apply`.",
                code="STORE_EMPTY",
            )
        row = rows[0]
        if row["schemaVersion"] != SCHEMA_VERSION:
            raise StoreError(
                f"The graph in Neo4j has layout {row['schemaVersion']}, this version reads"
                f" {SCHEMA_VERSION}: run `interop seed apply` of this version again.",
                code="STORE_OTHER_LAYOUT",
            )
        info = GraphInfo(
            version=row["version"],
            seed=from_plain(SeedInfo, json.loads(row["seed"])),
            counts=json.loads(row["counts"]),
            loaded_at=datetime.fromisoformat(row["loadedAt"]),
        )
        return Neo4jReader(self._connection, info)

    def apply(
        self, seed: Seed, *, progress: Progress | None = None, max_rows: int = MAX_ROWS
    ) -> Applied:
        """Make the graph be `seed`; see `graph.store.neo4j_store.apply`."""
        self.check()
        with (
            telling_errors(self.settings),
            self._connection.driver.session(
                database=self.settings.database, default_access_mode=WRITE_ACCESS
            ) as session,
        ):
            applied = apply_seed(session, seed, progress=progress, max_rows=max_rows)
            self._connection.bookmarks = session.last_bookmarks()
        return applied

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
