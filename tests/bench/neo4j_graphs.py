"""Both graphs in one Neo4j: ours as the project writes it, and the peers' as its users would.

The peers' graph: `(:PeerEntity)-[:PEER_OPERATES]->(:PeerEntity)`, `(:PeerEvent)-[:PEER_SOURCE]->`
and `-[:PEER_TARGET]->(:PeerEntity)`, and one `(:PeerEntity)-[:PEER_OPEN {since, until}]->` for each
opening; days as numbers, and `ord`, unique and indexed, to order events by.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, LiteralString

from neo4j import Driver, GraphDatabase

from graph.dates import AFTER_ALL, day_to_iso
from graph.model import Seed
from graph.neo4j_server import LocalServer
from graph.store.neo4j_store import Neo4jSettings, Neo4jStore, cypher
from graph.store.neo4j_store.export import export_for_admin
from tests.bench.dialects import place
from tests.bench.rows import EventRow, Rows

__all__ = ["Neo4jGraphs", "neo4j_with_graphs"]

APPLIED_EVENTS = 20_000
"""Larger graphs are imported; up to here `apply` is what a user would use, and is timed."""
_BATCH = 10_000

_SCHEMA: Final[tuple[LiteralString, ...]] = (
    "CREATE CONSTRAINT FOR (e:PeerEntity) REQUIRE e.id IS UNIQUE",
    "CREATE CONSTRAINT FOR (e:PeerEvent) REQUIRE e.id IS UNIQUE",
    "CREATE INDEX FOR (e:PeerEvent) ON (e.channel, e.ord)",
    "CREATE INDEX FOR (e:PeerEvent) ON (e.ord)",
    "CALL db.awaitIndexes(300)",
)
_ENTITIES: Final = "UNWIND $rows AS r CREATE (:PeerEntity {id: r.id, name: r.name, kind: r.kind})"
_OPERATES: Final = """
UNWIND $rows AS r
MATCH (a:PeerEntity {id: r.owner}), (b:PeerEntity {id: r.id})
CREATE (a)-[:PEER_OPERATES {since: r.since}]->(b)
"""
_EVENTS: Final = """
UNWIND $rows AS r
MATCH (a:PeerEntity {id: r.origin}), (b:PeerEntity {id: r.destination})
CREATE (e:PeerEvent {id: r.id, kind: r.kind, date: r.date, channel: r.channel, ord: r.ord})
CREATE (e)-[:PEER_SOURCE]->(a), (e)-[:PEER_TARGET]->(b)
"""
_OPEN: Final = """
UNWIND $rows AS r
MATCH (a:PeerEntity {id: r.origin}), (b:PeerEntity {id: r.destination})
CREATE (a)-[:PEER_OPEN {since: r.since, until: r.until, channel: r.channel}]->(b)
"""


@dataclass(frozen=True, slots=True)
class Neo4jGraphs:
    """A server with both graphs, and how long they took to load."""

    uri: str
    user: str
    password: str
    pid: int
    loading: dict[str, Any]

    def store(self) -> Neo4jStore:
        """Our store over it."""
        return Neo4jStore(Neo4jSettings(self.uri, self.user, self.password))

    def driver(self) -> Driver:
        """A plain driver to it."""
        return GraphDatabase.driver(self.uri, auth=(self.user, self.password))

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to get in."""
        return {
            "NEO4J_URI": self.uri,
            "NEO4J_USER": self.user,
            "NEO4J_PASSWORD": self.password,
        }


@contextmanager
def neo4j_with_graphs(rows: Rows, seed: Seed, folder: Path) -> Iterator[Neo4jGraphs]:
    """Start a Neo4j of our own in `folder`, and load both graphs."""
    server = LocalServer(
        folder / "home", 0, 0, password="of-the-contest", heap="2g", pagecache="1g"
    )
    loading: dict[str, Any] = {}
    if len(rows.events) > APPLIED_EVENTS:
        loading |= _import(server, seed, folder / "export")
    with server:
        running = server.running()
        assert running is not None
        graphs = Neo4jGraphs(server.uri, server.user, server.password or "", running.pid, loading)
        with graphs.driver() as driver:
            if loading:
                loading |= _index(driver)
            else:
                loading |= _apply(graphs, driver, seed)
            begin = time.monotonic()
            _load_peers(driver, rows)
            loading["peers_seconds"] = round(time.monotonic() - begin, 1)
        yield graphs


def _index(driver: Driver) -> dict[str, Any]:
    """Make the constraints and indexes, which `neo4j-admin` does not."""
    begin = time.monotonic()
    for statement in (*cypher.SCHEMA.values(), cypher.AWAIT_INDEXES):
        driver.execute_query(statement)
    return {"indexes_seconds": round(time.monotonic() - begin, 1)}


def _apply(graphs: Neo4jGraphs, driver: Driver, seed: Seed) -> dict[str, Any]:
    begin = time.monotonic()
    with graphs.store() as store:
        store.apply(seed)
    seconds = time.monotonic() - begin
    count = "MATCH (n:Interop) OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) + count(r) AS n"
    written = driver.execute_query(count).records[0]["n"]
    return {
        "by": "seed apply",
        "rows": written,
        "seconds": round(seconds, 1),
        "rows_per_second": round(written / seconds),
    }


def _import(server: LocalServer, seed: Seed, folder: Path) -> dict[str, Any]:
    """Load by `neo4j-admin`, from the same jars, before the server is started."""
    begin = time.monotonic()
    export_for_admin(seed, folder)
    exported = time.monotonic()
    server.import_files(folder)
    return {
        "by": "seed export and neo4j-admin import",
        "export_seconds": round(exported - begin, 1),
        "seconds": round(time.monotonic() - exported, 1),
    }


def _load_peers(driver: Driver, rows: Rows) -> None:
    for statement in _SCHEMA:
        driver.execute_query(statement)
    entities = [
        {
            "id": row.id,
            "name": row.name,
            "kind": row.kind.value,
            "owner": row.owner,
            "since": row.owned_since,
        }
        for row in rows.entities
    ]
    events = [_event(event) for event in rows.events]
    opened = [event for event in events if event["opens"]]
    owned = [entity for entity in entities if entity["owner"]]
    for statement, some in (
        (_ENTITIES, entities),
        (_OPERATES, owned),
        (_EVENTS, events),
        (_OPEN, opened),
    ):
        _in_batches(driver, statement, some)


def _event(event: EventRow) -> dict[str, Any]:
    return {
        "id": event.id,
        "kind": event.kind.value,
        "date": day_to_iso(event.day),
        "channel": event.channel.value,
        "ord": place(event.day, event.sequence),
        "origin": event.origin,
        "destination": event.destination,
        "opens": event.opens,
        "since": event.day,
        "until": AFTER_ALL if event.until is None else event.until,
    }


def _in_batches(driver: Driver, statement: LiteralString, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), _BATCH):
        driver.execute_query(statement, rows=rows[start : start + _BATCH])
