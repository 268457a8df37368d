"""Asking while the graph changes: every answer is of one graph, or says that it cannot be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from neo4j import Driver
from neo4j.exceptions import ClientError
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from graph.errors import StoreError
from graph.model import Entity, Seed, Text
from graph.store import NetworkXStore
from graph.store.base import Store
from graph.store.neo4j_store import Neo4jStore, apply, cypher
from graph.vocabulary import EntityKind
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import rows, settings_of
from tests.strategies import make_event, make_seed
from tests.test_neo4j_store.test_apply import holds
from tests.test_store.world import WORLD

QUERY = """
query {
  graph { version counts { entities events links } }
  entities(first: 100) { totalCount nodes { id name { en } } }
  timeline(first: 100) { totalCount edges { cursor node { id title { en } } } }
  search(text: "the one", first: 100) { nodes: edges { node { id } } }
  again: entities(first: 100) { totalCount nodes { id name { en } } }
}
"""


def many(word: str) -> Seed:
    """A graph of some size, of which each part says which graph it is."""
    entities = [
        Entity(f"{start}{n}", EntityKind.APP, Text(f"The {word} {n}"))
        for start in ("both", word)
        for n in range(45)
    ]
    events = [make_event(f"{word}-e{n}", "2024-01-01") for n in range(20)]
    return make_seed(*entities, *events)


@contextmanager
def serving(store: Store) -> Iterator[TestClient]:
    """Yield a client of an application over a store."""
    with TestClient(create_app(ServedGraph(store)), raise_server_exceptions=False) as client:
        yield client


def post(client: TestClient) -> tuple[int, dict[str, Any]]:
    """Put the question; the status and the body of the answer."""
    response = client.post("/graphql", json={"query": QUERY})
    return response.status_code, response.json()


def expected(seed: Seed) -> dict[str, Any]:
    """The answer of the embedded store."""
    with serving(NetworkXStore(seed)) as client:
        status, body = post(client)
    assert status == 200
    assert "errors" not in body
    return body


def test_no_answer_mixes(server: GivenNeo4j) -> None:
    """Asked while two graphs replace each other, the service answers from either, never from both."""
    seeds = [many("one"), many("other")]
    allowed = [expected(seed) for seed in seeds]
    over = Event()
    answers: list[tuple[int, dict[str, Any]]] = []

    def keep_asking() -> None:
        with serving(Neo4jStore(settings_of(server))) as client:
            while not over.is_set():
                answers.append(post(client))

    with Neo4jStore(settings_of(server)) as store:
        store.apply(seeds[0])
        askers = [Thread(target=keep_asking) for _ in range(2)]
        for asker in askers:
            asker.start()
        for n in range(1, 13):
            store.apply(seeds[n % 2])
            time.sleep(0.1 * (n % 3))
        over.set()
        for asker in askers:
            asker.join()

    good = [body for status, body in answers if status == 200]
    assert all(body in allowed for body in good)
    assert all(body in good for body in allowed)
    refused = [body for status, body in answers if status != 200]
    assert {b["errors"][0]["extensions"]["code"] for b in refused} <= {"GRAPH_CHANGING"}


def test_there_and_back(store: Neo4jStore) -> None:
    """A graph that went and came back is another one: what was read in between may be either's."""
    store.apply(WORLD)
    reader = store.reader()
    assert reader.is_current()

    store.apply(many("one"))
    store.apply(WORLD)

    assert not reader.is_current()
    assert store.reader().is_current()


def test_graph_taken_away(store: Neo4jStore, driver: Driver) -> None:
    """A reader whose graph is gone says so, and a new one is refused."""
    store.apply(WORLD)
    reader = store.reader()

    driver.execute_query("MATCH (n:Interop|InteropGraph) DETACH DELETE n")

    assert not reader.is_current()
    with pytest.raises(StoreError, match=r"no graph yet: run `interop seed apply`") as refused:
        store.reader()
    assert refused.value.code == "STORE_EMPTY"


def test_change_under_way(server: GivenNeo4j, store: Neo4jStore, driver: Driver) -> None:
    """While a loader says that it commits, no answer is given; it cannot say so for ever."""
    store.apply(WORLD)
    reader = store.reader()
    with Neo4jStore(settings_of(server, seconds=0.5)) as hasty:
        driver.execute_query(cypher.BEGIN_CHANGE, seconds=600)

        assert not reader.is_current()
        with pytest.raises(StoreError, match="being changed") as refused:
            hasty.reader()
        assert refused.value.code == "GRAPH_CHANGING"

        driver.execute_query(cypher.BEGIN_CHANGE, seconds=1)
        assert store.reader().is_current()  # as soon as the time is over


def test_loader_that_died_committing(store: Neo4jStore, driver: Driver) -> None:
    """The next loader takes away what a dead one said, whether or not there is anything to do."""
    store.apply(WORLD)
    driver.execute_query(cypher.BEGIN_CHANGE, seconds=600)

    applied = store.apply(WORLD)

    assert (applied.added, applied.changed, applied.removed) == (0, 0, 0)
    assert rows(driver, cypher.CHANGE) == []
    assert store.reader().is_current()


def test_refused_while_committing(
    store: Neo4jStore, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loader that the server refuses at the last moment leaves the old graph, and no note."""
    store.apply(WORLD)
    note = apply._Loader._note_change

    def refuse(self: apply._Loader) -> None:
        note(self)
        assert rows(driver, cypher.CHANGE) == [{"underWay": True}]
        raise ClientError

    monkeypatch.setattr(apply._Loader, "_note_change", refuse)
    with pytest.raises(StoreError, match="refuses a statement"):
        store.apply(many("one"))

    assert rows(driver, cypher.CHANGE) == []
    assert holds(store, WORLD)
