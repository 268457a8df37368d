"""The stores that must keep the contract, by name.

To add one, give `STORES` a way to make it of a seed; every test here takes it as it is. A test has
one store at a time, so a store may be the only one of its sort. The oracle is among them, so that
the tests are known to ask for nothing impossible. All share one Neo4j, which holds one store at a
time, each in a database that holds nothing else of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from graph.model import Seed
from graph.store.base import Store
from graph.store.networkx_store import NetworkXStore
from tests.dict_store import DictStore
from tests.neo4j_stores import make_neo4j_store
from tests.test_store.world import WORLD

STORES: dict[str, Callable[[Seed], Store]] = {"oracle": DictStore, "networkx": NetworkXStore}
NEO4J = pytest.param("neo4j", marks=pytest.mark.neo4j)


@pytest.fixture(scope="session", params=[*STORES, NEO4J])
def make_store(request: pytest.FixtureRequest) -> Callable[[Seed], Store]:
    """Return what makes a store of a seed; whoever makes one closes it."""
    name: str = request.param
    if name == "neo4j":
        return partial(make_neo4j_store, request.getfixturevalue("neo4j_server"))
    return STORES[name]


@pytest.fixture
def store(make_store: Callable[[Seed], Store]) -> Iterator[Store]:
    """Yield a store that holds the known world."""
    with make_store(WORLD) as made:
        yield made
