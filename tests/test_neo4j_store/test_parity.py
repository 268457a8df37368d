"""The same seed and the same questions: the embedded store and Neo4j give equal answers.

Axes: every golden document, in JSON as a client gets it, cursors included; random seeds, whose
things are stored in any order; every question of `graph.queries`, on some days, with some limits.
What a reader says by itself is compared in `tests/test_store`, for all stores.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.context import Context
from api.errors import shown_error
from api.query import schema
from api.schema.wrap import wrap
from graph.model import Node, Seed
from graph.queries.access import access
from graph.queries.budget import Budget
from graph.queries.paths import path_on_day
from graph.queries.reachable import reachable
from graph.queries.search import search
from graph.store import NetworkXStore, Reader
from graph.store.neo4j_store import Neo4jStore
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import PATIENCE, make_neo4j_store
from tests.strategies import DAYS, ENTITIES, FIRST, coarse_dates, seeds
from tests.test_api.asking import TODAY, Answer, packaged_reader
from tests.test_api.golden import DOCUMENTS, record

SOME_DAYS = (DAYS[0], FIRST, FIRST + 1, FIRST + 4, DAYS[-1])
WORDS = ("the a", "甲b", "event e1", "paper", "evnt e2", "nothing at all")


@pytest.fixture(scope="module")
def packaged(neo4j_server: GivenNeo4j, packaged_seed: Seed) -> Iterator[Reader]:
    """Yield a reader of the packaged seed in Neo4j, for tests that do not change it."""
    with make_neo4j_store(neo4j_server, shuffled(packaged_seed, random.Random(5))) as store:
        yield store.reader()


def shuffled(seed: Seed, chance: random.Random) -> Seed:
    """The same seed with its things in another order."""
    other = Seed(seed.info)
    for sort in ("entities", "events", "sources", "figures", "statements"):
        nodes: list[tuple[str, Node]] = list(getattr(seed, sort).items())
        chance.shuffle(nodes)
        getattr(other, sort).update(nodes)
    return other


def ask(query: str, variables: dict[str, Any], reader: Reader) -> Answer:
    """What a client gets, to whom it does not matter how long a search takes."""
    context = Context(reader, wrap, TODAY.toordinal(), search_seconds=PATIENCE)
    result = schema.execute_sync(query, variables, context_value=context)
    return {"data": result.data, "errors": [shown_error(error) for error in result.errors or ()]}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_document(packaged: Reader, document: Path) -> None:
    """A golden question gets the same JSON from both."""
    text, variables = document.read_text("utf-8"), record(document)["variables"]

    found = ask(text, variables, packaged)

    assert found == ask(text, variables, packaged_reader())
    assert found["errors"] == []


@pytest.mark.parametrize("last", [True, False], ids=["from the end", "from the start"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_all_pages(packaged: Reader, size: int, last: bool) -> None:
    """Page by page, both go the same way, by the same cursors, until the end."""
    arguments = "last: $n, before: $at" if last else "first: $n, after: $at"
    page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor }"
    query = f"query($n: Int!, $at: String) {{ timeline({arguments}) {{ {page} }} }}"
    at: str | None = None
    more = True
    while more:
        found = ask(query, {"n": size, "at": at}, packaged)
        assert found == ask(query, {"n": size, "at": at}, packaged_reader())
        info = found["data"]["timeline"]["pageInfo"]
        more = info["hasPreviousPage" if last else "hasNextPage"]
        at = info["startCursor" if last else "endCursor"]


def answers(reader: Reader) -> Iterator[object]:
    """Every question, put in several ways; a busy machine does not cut a search short."""
    budget = Budget(seconds=PATIENCE)
    for origin, destination in permutations((*ENTITIES, "e0"), 2):
        for day in SOME_DAYS:
            for limited in (True, False):
                yield access(reader, origin, destination, day, allow_limited=limited)
            yield path_on_day(reader, origin, destination, day, budget=budget)
            yield path_on_day(
                *(reader, origin, destination, day),
                max_hops=1,
                allow_limited=False,
                budget=budget,
            )
    for origin in ENTITIES:
        yield reachable(reader, origin, SOME_DAYS[2], max_hops=3, budget=budget)
    for words in WORDS:
        yield search(reader, words)


@settings(
    deadline=None,
    max_examples=12,
    phases=set(Phase) - {Phase.shrink},  # it would take a server many minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seeds(event_dates=coarse_dates, full=True), st.randoms(use_true_random=False))
def test_questions(store: Neo4jStore, seed: Seed, chance: random.Random) -> None:
    """Every question about a random seed, stored over the one before it, has the same answer."""
    store.apply(shuffled(seed, chance))

    assert list(answers(store.reader())) == list(answers(NetworkXStore(seed).reader()))
