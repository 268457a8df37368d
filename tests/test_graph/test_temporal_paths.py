"""Paths through time, against the enumeration of every route and every choice of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import iso_to_day
from graph.links import compile_links
from graph.model import Seed
from graph.queries.reachable_through import reachable_through
from graph.queries.temporal_paths import Objective, TemporalPath, temporal_path
from graph.store import NetworkXStore
from graph.vocabulary import Access, Channel, Verdict
from tests.oracle import Ask
from tests.strategies import FIRST, LAST, make_effect, make_event, make_seed, seeds

IDS = ("a", "b", "c", "d")
CHANNEL = Channel.LINK_SHARING


@dataclass(frozen=True)
class Found:
    """A path through time: its ids and the days of its hops."""

    nodes: tuple[str, ...]
    days: tuple[int, ...]

    def rank(self, objective: Objective) -> tuple[object, ...]:
        """The smaller, the better."""
        departs, arrives, hops = self.days[0], self.days[-1], len(self.days)
        last = (hops, arrives, -departs, self.nodes, self.days)
        first = {
            Objective.EARLIEST_ARRIVAL: arrives,
            Objective.LATEST_DEPARTURE: -departs,
            Objective.FASTEST: arrives - departs,
            Objective.FEWEST_HOPS: hops,
        }[objective]
        return (first, *last)


def every_path(
    ask: Ask, ends: tuple[str, str], window: tuple[int, int], *, sure: bool, strict: bool
) -> Iterator[Found]:
    """Every route with every choice of days, in no special order."""
    good = {Verdict.CERTAIN} if sure else {Verdict.CERTAIN, Verdict.POSSIBLE}
    choose = combinations if strict else combinations_with_replacement
    for nodes in ask.routes(*ends):
        pairs = list(pairwise(nodes))
        for days in choose(range(window[0], window[1] + 1), len(pairs)):
            if all(
                any(ask.verdict(triple, day) in good for triple in ask.triples(*pair))
                for pair, day in zip(pairs, days, strict=True)
            ):
                yield Found(nodes, tuple(days))


@settings(max_examples=120, deadline=None)
@given(
    seeds(entities=IDS, max_events=7),
    st.sampled_from(Objective),
    st.booleans(),
    st.booleans(),
    st.tuples(st.integers(FIRST - 1, LAST + 1), st.integers(FIRST - 1, LAST + 1)).map(sorted),
    st.integers(1, 3),
)
def test_path_through_time_is_the_best_of_all(
    seed: Seed, objective: Objective, sure: bool, strict: bool, window: list[int], hops: int
) -> None:
    """No route and no choice of days is better, and none is invented."""
    ask = Ask(compile_links(seed.events.values()), IDS, max_hops=hops)
    reader = NetworkXStore(seed).reader()
    for destination in IDS[1:]:
        first, last = window
        every = every_path(ask, ("a", destination), (first, last), sure=sure, strict=strict)
        best = min(every, key=lambda found: found.rank(objective), default=None)

        path = temporal_path(
            reader,
            "a",
            destination,
            first,
            last,
            objective=objective,
            at_least=Verdict.CERTAIN if sure else Verdict.POSSIBLE,
            strict=strict,
            max_hops=hops,
        )

        assert path.found == (best is not None)
        if best is not None:
            assert (path.nodes, tuple(hop.day for hop in path.hops)) == (best.nodes, best.days)


def story(*contacts: tuple[int, str, str]) -> Seed:
    """A seed in which each link is open on one day of January 2024 only."""
    events = [
        make_event(
            f"e{n}",
            f"2024-01-{day:02}",
            make_effect(Access.OPEN, origin, destination, CHANNEL, until=f"2024-01-{day + 1:02}"),
        )
        for n, (day, origin, destination) in enumerate(contacts)
    ]
    return make_seed(*events)


def ask(seed: Seed, origin: str, destination: str, **options: object) -> TemporalPath:
    """The path through January 2024."""
    reader = NetworkXStore(seed).reader()
    first, last = iso_to_day("2024-01-01"), iso_to_day("2024-01-31")
    return temporal_path(reader, origin, destination, first, last, max_hops=6, **options)  # type: ignore[arg-type]


CONTACTS = ((28, "d", "c"), (15, "e", "c"), (26, "c", "d"), (2, "a", "e"), (28, "a", "c"))


@pytest.mark.parametrize("contacts", list(permutations(CONTACTS)))
def test_arrivals_do_not_depend_on_the_order_of_insertion(
    contacts: tuple[tuple[int, str, str], ...],
) -> None:
    """In each of the 120 orders: e on the 2nd, c on the 15th, d on the 26th."""
    seed = story(*contacts)

    arrivals = {end: ask(seed, "a", end).arrives for end in ("e", "c", "d")}

    days = {"e": "2024-01-02", "c": "2024-01-15", "d": "2024-01-26"}
    assert arrivals == {end: iso_to_day(day) for end, day in days.items()}


def test_waiting_is_allowed_but_going_back_is_not() -> None:
    """The second hop may come later than the first, never earlier."""
    there = story((5, "a", "b"), (9, "b", "c"))
    back = story((9, "a", "b"), (5, "b", "c"))

    assert [hop.day for hop in ask(there, "a", "c").hops] == [
        iso_to_day("2024-01-05"),
        iso_to_day("2024-01-09"),
    ]
    assert not ask(back, "a", "c").found


def test_two_hops_on_one_day_unless_strict() -> None:
    """On one day both hops are made; strictly, each needs a later day than the one before."""
    seed = story((5, "a", "b"), (5, "b", "c"))

    assert ask(seed, "a", "c").found
    assert not ask(seed, "a", "c", strict=True).found


def test_no_hop_is_needed_to_stay() -> None:
    """From an entity to itself there is a path without hops, and it is certain."""
    path = ask(story((5, "a", "b")), "a", "a")

    assert (path.found, path.nodes, path.hops, path.departs) == (True, ("a",), (), None)
    assert path.verdict is Verdict.CERTAIN


def test_via_and_avoid() -> None:
    """What must be passed is passed; what must not be is gone round, or there is no path."""
    seed = story((5, "a", "b"), (6, "b", "d"), (7, "a", "c"), (8, "c", "d"))

    assert ask(seed, "a", "d").nodes == ("a", "b", "d")
    assert ask(seed, "a", "d", via=("c",)).nodes == ("a", "c", "d")
    assert ask(seed, "a", "d", avoid={"b"}).nodes == ("a", "c", "d")
    assert not ask(seed, "a", "d", avoid={"b", "c"}).found
    assert not ask(seed, "a", "d", via=("b", "c")).found


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=7), st.booleans(), st.integers(1, 3))
def test_what_is_reached_through_time_is_what_each_path_says(
    seed: Seed, strict: bool, hops: int
) -> None:
    """Each entity with the arrival and the hops of its earliest path, and no other."""
    reader = NetworkXStore(seed).reader()
    window = (FIRST, LAST)
    paths = [
        temporal_path(reader, "a", id, *window, strict=strict, max_hops=hops) for id in IDS[1:]
    ]

    found = reachable_through(reader, "a", *window, strict=strict, max_hops=hops)

    expected = [(p.arrives, len(p.hops), p.destination) for p in paths if p.found]
    assert [(a.day, a.hops, a.entity) for a in found] == sorted(expected)
