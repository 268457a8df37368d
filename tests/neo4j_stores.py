"""Stores on the Neo4j of the test run: as many as are wanted, one after the other."""

from __future__ import annotations

from typing import Any, LiteralString

from neo4j import Driver, GraphDatabase, Query

from graph.model import Seed
from graph.store.neo4j_store import Neo4jSettings, Neo4jStore
from tests.neo4j_fixture import GivenNeo4j

__all__ = [
    "EMPTY",
    "PATIENCE",
    "connect",
    "drop_schema",
    "empty",
    "make_neo4j_store",
    "rows",
    "settings_of",
]

PATIENCE = 120.0  # this machine may be busy, and a server that just started is slow
EMPTY = "MATCH (n:Interop|FormerInterop|InteropGraph|OfATest) DETACH DELETE n"


def settings_of(server: GivenNeo4j, **changes: Any) -> Neo4jSettings:
    """How to get in, with patience."""
    given = {"uri": server.uri, "user": server.user, "password": server.password}
    return Neo4jSettings(**{**given, "seconds": PATIENCE, **changes})


def connect(server: GivenNeo4j) -> Driver:
    """A driver of the test's own, to look and to meddle."""
    return GraphDatabase.driver(
        server.uri, auth=(server.user, server.password), notifications_min_severity="OFF"
    )


def rows(driver: Driver, text: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
    """What a statement gives."""
    return [record.data() for record in driver.execute_query(Query(text), parameters).records]


def empty(server: GivenNeo4j) -> None:
    """Take away what a store of ours may have left."""
    with connect(server) as driver:
        driver.execute_query(EMPTY)


def drop_schema(driver: Driver) -> None:
    """Take away every index and constraint of ours, as in a new database."""
    for kind, drop in (("CONSTRAINTS", "CONSTRAINT"), ("INDEXES", "INDEX")):
        names = rows(driver, f"SHOW {kind} YIELD name RETURN name")
        for name in (row["name"] for row in names if row["name"].startswith("interop_")):
            driver.execute_query(Query(f"DROP {drop} {name}"))


def make_neo4j_store(server: GivenNeo4j, seed: Seed) -> Neo4jStore:
    """A store that holds a seed and has never held another."""
    empty(server)
    store = Neo4jStore(settings_of(server))
    store.apply(seed)
    return store
