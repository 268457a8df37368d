"""The stores that must keep the contract, by name.

To add one, give `STORES` a way to make it of a seed; every test here takes it as it is. A test has
one store at a time, so a store may be the only one of its sort. The oracle is among them, so that
the tests are known to ask for nothing impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from graph.model import Seed
from graph.store.base import Store
from graph.store.networkx_store import NetworkXStore
from tests.dict_store import DictStore
from tests.test_store.world import WORLD

STORES: dict[str, Callable[[Seed], Store]] = {"oracle": DictStore, "networkx": NetworkXStore}


@pytest.fixture(scope="session", params=STORES)
def make_store(request: pytest.FixtureRequest) -> Callable[[Seed], Store]:
    """Return what makes a store of a seed; whoever makes one closes it."""
    name: str = request.param
    return STORES[name]


@pytest.fixture
def store(make_store: Callable[[Seed], Store]) -> Iterator[Store]:
    """Yield a store that holds the known world."""
    with make_store(WORLD) as made:
        yield made
