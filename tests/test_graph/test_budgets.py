"""Limits that answers are honest about: hops, links looked at, and time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.asker import Asker
from graph.queries.budget import Budget, BudgetSpentError
from graph.queries.connection import connection
from graph.queries.paths import path_on_day
from graph.queries.temporal_paths import Objective, temporal_path
from graph.store import Reader
from graph.vocabulary import Access
from tests.asked import Asked, answer, asked, lively_seeds, reader_of, times
from tests.strategies import FIRST, make_effect, make_event, make_seed

SEARCHES = ("path", "temporal path", "connection")
ENOUGH = 40  # hops: more than any path here has


@pytest.mark.parametrize("name", SEARCHES)
@settings(max_examples=times(50))
@given(lively_seeds(), asked(), st.integers(0, 3))
def test_limit_of_hops(name: str, seed: object, ask: Asked, hops: int) -> None:
    """An answer that is complete stays so with more hops; one that is not blames the hops."""
    reader = reader_of(seed)  # type: ignore[arg-type]
    found, _ = answer(reader, name, replace(ask, max_hops=hops))
    best, _ = answer(reader, name, replace(ask, max_hops=ENOUGH))

    assert best.truncated is None  # type: ignore[attr-defined]
    truncated: BudgetSpentError | None = found.truncated  # type: ignore[attr-defined]
    if found.found:  # type: ignore[attr-defined]
        assert truncated is None
    elif best.found:  # type: ignore[attr-defined]
        assert truncated is not None
    if truncated is not None:
        assert (truncated.reason, truncated.depth) == ("HOPS", hops)


def chain(*ids: str) -> Reader:
    """A graph in which each is open to the next, always."""
    events = [
        make_event(one, "2020", make_effect(Access.OPEN, one, two)) for one, two in pairwise(ids)
    ]
    return reader_of(make_seed(*(replace(event, id=f"opens-{event.id}") for event in events)))


def truncated(
    reader: Reader, name: str, hops: int, budget: Budget | None
) -> BudgetSpentError | None:
    """Why a search from "a" to "e" was not complete."""
    if name == "connection":
        return connection(reader, "a", "e", max_steps=hops, budget=budget).truncated
    if name == "path":
        return path_on_day(reader, "a", "e", FIRST, max_hops=hops, budget=budget).truncated
    days = FIRST, FIRST + 9
    return temporal_path(reader, "a", "e", *days, max_hops=hops, budget=budget).truncated


@pytest.mark.parametrize("name", SEARCHES)
def test_each_reason(name: str) -> None:
    """Too few hops, too few links or no time: each is named, with how far the search had come."""
    reader = chain("a", "b", "c", "d", "e")

    assert truncated(reader, name, 4, None) is None
    hops = truncated(reader, name, 3, None)
    visits = truncated(reader, name, 4, Budget(visits=1))
    time = truncated(reader, name, 4, Budget(seconds=-1.0))

    assert hops is not None
    assert (hops.reason, hops.depth, hops.visited > 0) == ("HOPS", 3, True)
    assert visits is not None
    assert (visits.reason, visits.depth >= 1, visits.visited > 1) == ("VISITS", True, True)
    assert time is not None
    assert (time.reason, time.depth) == ("TIME", 1)


@pytest.mark.parametrize("name", SEARCHES)
def test_dead_end(name: str) -> None:
    """Where nothing leads on, no number of hops would help: the answer is complete."""
    reader = reader_of(
        make_seed(
            make_event("e", "2020", make_effect(Access.OPEN, "a", "b")),
            make_event("f", "2020", make_effect(Access.OPEN, "d", "e")),
        )
    )

    assert truncated(reader, name, 3, None) is None


@pytest.mark.parametrize("objective", Objective)
def test_hops_of_every_objective(objective: Objective) -> None:
    """Whatever makes a path the best, too few hops are told."""
    reader = chain("a", "b", "c", "d", "e")

    found = temporal_path(reader, "a", "e", FIRST, FIRST, objective=objective, max_hops=2)

    assert (found.found, found.complete) == (False, False)
    assert found.truncated == BudgetSpentError("HOPS", 0, 2)


def always(*pairs: tuple[str, str]) -> Reader:
    """A graph in which each of these is open to the other, since 2020."""
    events = (
        make_event(f"e{n}", "2020", make_effect(Access.OPEN, *pair)) for n, pair in enumerate(pairs)
    )
    return reader_of(make_seed(*events))


SPOKES = [f"s{n}" for n in range(100)]


@pytest.mark.parametrize("objective", [Objective.EARLIEST_ARRIVAL, Objective.FEWEST_HOPS])
@pytest.mark.parametrize(
    "ends",
    [("hub", "z"), ("a", "hub"), ("a", "z")],
    ids=["from a hub", "to a hub", "past a hub"],
)
def test_hub_is_not_looked_through(objective: Objective, ends: tuple[str, str]) -> None:
    """Where a search comes to one with many ways, it goes on from the other end, which has few."""
    out = [("hub", spoke) for spoke in SPOKES]
    into = [(spoke, "hub") for spoke in SPOKES]
    reader = always(*out, *into, ("s7", "z"), ("a", "s3"))
    budget = Budget()

    found = temporal_path(
        reader, *ends, FIRST, FIRST, objective=objective, max_hops=4, budget=budget
    )

    assert found.nodes[0] == ends[0]
    assert found.nodes[-1] == ends[1]
    assert budget.visited < len(SPOKES)


def test_no_further_than_an_earlier_arrival_is_possible() -> None:
    """Who is there on the first day cannot be there sooner: longer ways are not looked at."""
    reader = always(("a", "b"), *((one, spoke) for one in ("a", "b") for spoke in SPOKES))
    budget = Budget()

    found = temporal_path(reader, "a", "b", FIRST, FIRST, max_hops=4, budget=budget)

    assert found.nodes == ("a", "b")
    assert budget.visited < len(SPOKES)


class Counting(Asker):
    """One who waits for all, and counts how much that is."""

    work = 0

    def check(self, work: int = 1) -> None:
        """Count it."""
        self.work += work


@pytest.mark.parametrize(
    "options",
    [{"objective": Objective.FASTEST}, {"avoid": ["s9"]}, {"via": ["s7"]}],
    ids=["fastest", "avoid", "via"],
)
def test_what_takes_longer_counts_as_more(options: dict[str, Any]) -> None:
    """Who waits for so much work and no more is not kept waiting by what is slower than the rest."""
    reader = always(*(("a", spoke) for spoke in SPOKES), *((spoke, "z") for spoke in SPOKES))
    budget = Budget(asker=(asker := Counting()))

    found = temporal_path(reader, "a", "z", FIRST, FIRST, max_hops=3, budget=budget, **options)

    assert found.found
    assert asker.work > 3 * budget.visited
