"""Who asks goes away: the server is told to end what it works at, and is asked nothing more."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
from neo4j import Driver

from graph.asker import Asker, AskerGoneError
from graph.store.neo4j_store import Neo4jStore
from graph.store.neo4j_store.connect import Connection, Reading
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import PATIENCE, rows, settings_of
from tests.test_store.world import WORLD

LONG: Final = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS sum"
WORKING: Final = (
    "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery = $long RETURN count(*) AS n"
)


def working(driver: Driver) -> bool:
    """Whether the server works at the long statement."""
    return bool(rows(driver, WORKING, long=LONG)[0]["n"])


def test_asker_leaves_while_the_server_works(server: GivenNeo4j, driver: Driver) -> None:
    """The statement ends on the server, long before its time, and nobody gets an answer."""
    connection, asker = Connection(settings_of(server, seconds=10 * PATIENCE)), Asker()

    with ThreadPoolExecutor() as threads:
        answer = threads.submit(Reading(connection, asker=asker).read, LONG)
        deadline = time.monotonic() + PATIENCE
        while not working(driver) and time.monotonic() < deadline:
            time.sleep(0.05)
        asker.leave()
        end = answer.exception(PATIENCE)
    connection.close()

    assert isinstance(end, AskerGoneError)
    assert not working(driver)


def test_nothing_is_asked_for_who_has_left(store: Neo4jStore) -> None:
    """A reader of an answer that nobody waits for puts no statement."""
    store.apply(WORLD)
    asker = Asker()
    reader = store.reader_from_last(asker)
    assert reader.ids("entity") == sorted(WORLD.entities)

    asker.leave()

    with pytest.raises(AskerGoneError):
        reader.ids("entity")
    with pytest.raises(AskerGoneError):
        store.reader_from_last(asker)
