"""Stores on a real server, and a way past them.

`neo4j_server` is shared with other folders, so every test here begins with a database that holds
nothing of ours (`server`) or this seed (`packaged`). Tests that stop a server have one of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from neo4j import Driver

from graph.load import load_seed, packaged_seed_folder
from graph.model import Seed
from graph.neo4j_server import LocalServer
from graph.store.neo4j_store import Neo4jStore
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import connect, empty, settings_of


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server: whatever uses the fixture."""
    for item in items:
        if "neo4j_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.neo4j)


@pytest.fixture(scope="session")
def packaged_seed() -> Seed:
    """Load the seed that comes with the package."""
    return load_seed(packaged_seed_folder())


@pytest.fixture
def server(neo4j_server: GivenNeo4j) -> Iterator[GivenNeo4j]:
    """Yield the server with nothing of ours in it; what a test adds besides is `:OfATest`."""
    empty(neo4j_server)
    yield neo4j_server
    empty(neo4j_server)


@pytest.fixture(scope="package")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Start a server that a test may stop; each leaves it running."""
    server = LocalServer(tmp_path_factory.mktemp("own"), 0, 0, password="of-our-own", heap="512m")
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def driver(server: GivenNeo4j) -> Iterator[Driver]:
    """Yield a way to look at what is stored, and to meddle with it."""
    with connect(server) as driver:
        yield driver


@pytest.fixture
def store(server: GivenNeo4j) -> Iterator[Neo4jStore]:
    """Yield a store that holds nothing yet."""
    with Neo4jStore(settings_of(server)) as store:
        yield store
