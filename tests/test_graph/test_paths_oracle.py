"""Paths, misses and days with a path against all simple paths, day by day."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from itertools import permutations

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import AFTER_ALL, BEFORE_ALL, day_to_iso
from graph.links import compile_links
from graph.model import Event, Seed, Triple
from graph.queries.access import PASSABLE, SURE
from graph.queries.budget import Budget, BudgetSpentError
from graph.queries.intervals import Days
from graph.queries.paths import PathAnswer, path_on_day
from graph.queries.reach_days import days_with_path, path_days
from graph.queries.reachable import reachable
from graph.store.networkx_store import NetworkXReader
from graph.vocabulary import Access, Channel, Verdict
from tests.oracle import Ask, best_path, miss
from tests.strategies import CHANNELS, DAYS, FIRST, make_effect, make_event, make_seed, seeds

IDS = "abcd"
graphs = seeds(IDS, min_events=3, max_events=7)
pairs = st.permutations(IDS).map(lambda order: order[:2])
channel_sets: st.SearchStrategy[frozenset[Channel] | None] = st.one_of(
    st.none(), st.none(), st.frozensets(st.sampled_from(CHANNELS))
)
hop_limits = st.sampled_from((6, 6, 3, 2, 1))
days = st.sampled_from(DAYS)


@st.composite
def questions(draw: st.DrawFn) -> tuple[NetworkXReader, Ask]:
    """A graph, and with what it is asked."""
    seed: Seed = draw(graphs)
    ask = Ask(
        compile_links(seed.events.values()),
        IDS,
        draw(channel_sets),
        draw(st.booleans()),
        draw(hop_limits),
    )
    return NetworkXReader(seed), ask


def answer(reader: NetworkXReader, ask: Ask, origin: str, destination: str, day: int) -> PathAnswer:
    """Ask for the path on a day."""
    return path_on_day(
        reader,
        origin,
        destination,
        day,
        channels=ask.channels,
        allow_limited=ask.allow_limited,
        max_hops=ask.max_hops,
    )


WAYS = {  # how a way stands on the second day
    "sure": (FIRST, FIRST, Access.OPEN),
    "perhaps": (FIRST, FIRST + 2, Access.OPEN),
    "limited": (FIRST, FIRST, Access.LIMITED),
    "refused": (FIRST, FIRST, Access.BLOCKED),
    "ended": (FIRST, FIRST, Access.CLOSED),
    "later": (FIRST + 3, FIRST + 3, Access.OPEN),
}


@st.composite
def dense_questions(draw: st.DrawFn) -> tuple[NetworkXReader, Ask]:
    """A graph in which there are many ways, for one day; and with what it is asked."""
    ids = "abcde"
    triples = st.sampled_from(
        [Triple(*two, channel) for two in permutations(ids, 2) for channel in CHANNELS]
    )
    kinds = [way for way in WAYS if way in ("sure", "perhaps") or draw(st.booleans())]
    ways = draw(st.dictionaries(triples, st.sampled_from(kinds), max_size=18))
    events = []
    for n, (triple, way) in enumerate(ways.items()):
        first, last, access = WAYS[way]
        date = f"[{day_to_iso(first)}..{day_to_iso(last)}]"
        effect = make_effect(access, triple.origin, triple.destination, triple.channel)
        events.append(make_event(f"e{n}", date, effect))
    ask = Ask(compile_links(events), ids, draw(channel_sets), draw(st.booleans()), draw(hop_limits))
    return NetworkXReader(make_seed(*events)), ask


@settings(deadline=None, max_examples=150)
@given(dense_questions())
def test_many_ways(question: tuple[NetworkXReader, Ask]) -> None:
    """Of many ways, the best is taken; without one, the nearest miss."""
    assert_best(*question, "a", "b", FIRST + 1)
    assert_best(*question, "d", "c", FIRST + 1)


@settings(deadline=None, max_examples=70)
@given(questions(), pairs, st.lists(days, min_size=1, max_size=3, unique=True))
def test_paths_and_misses(
    question: tuple[NetworkXReader, Ask], ends: tuple[str, str], some_days: list[int]
) -> None:
    """The path is the best of all; without one, the miss is the nearest of all."""
    for day in some_days:
        assert_best(*question, *ends, day)


def assert_best(reader: NetworkXReader, ask: Ask, origin: str, destination: str, day: int) -> None:
    """The answer is what looking at all simple paths gives."""
    found = answer(reader, ask, origin, destination, day)
    expected = best_path(ask, origin, destination, day)

    assert found.found == (expected is not None)
    longer = best_path(replace(ask, max_hops=len(ask.entities)), origin, destination, day)
    assert found.complete or found.truncated == BudgetSpentError("HOPS", 0, ask.max_hops)
    assert not found.complete or (longer is None) == (expected is None)
    if expected is not None:
        assert found.nodes == expected.nodes
        assert tuple(hop.link.triple for hop in found.hops) == expected.triples
        assert all(hop.link == ask.link(hop.link.triple, day) for hop in found.hops)
        assert all(hop.verdict is ask.verdict(hop.link.triple, day) for hop in found.hops)
        assert found.verdict is expected.verdict
        assert found.valid_during == expected.valid_during
        return
    assert found.verdict is Verdict.UNKNOWN
    near = miss(ask, origin, destination, day)
    assert (found.miss is None) == (near is None)
    if found.miss is not None and near is not None:
        assert found.miss.nodes == near.nodes
        assert found.miss.triple == near.triple
        assert found.miss.reason is near.reason
        assert found.miss.passes_from == near.passes_from
        assert found.miss.link == ask.link(near.triple, day)


@settings(deadline=None, max_examples=40)
@given(questions(), pairs)
def test_days_with_a_path(question: tuple[NetworkXReader, Ask], ends: tuple[str, str]) -> None:
    """All days at once are what asking each day gives; the nearest to a day are among them."""
    reader, ask = question
    verdicts = {day: best_path(ask, *ends, day) for day in DAYS}
    possible = [day for day, path in verdicts.items() if path]
    certain = [day for day, path in verdicts.items() if path and path.verdict is Verdict.CERTAIN]

    assert days_on(days_of(reader, ask, *ends, PASSABLE)) == possible
    assert days_on(days_of(reader, ask, *ends, SURE)) == certain
    for day in DAYS[1:-1]:
        near = path_days(
            reader,
            *ends,
            day,
            channels=ask.channels,
            allow_limited=ask.allow_limited,
            max_hops=ask.max_hops,
            budget=Budget(),
        )
        assert near.first_possible == min((d for d in possible if d > day), default=None)
        assert near.last_possible == max((d for d in possible if d < day), default=None)
        assert near.first_certain == min((d for d in certain if d > day), default=None)
        assert near.last_certain == max((d for d in certain if d < day), default=None)


def days_of(
    reader: NetworkXReader, ask: Ask, origin: str, destination: str, verdicts: Collection[Verdict]
) -> Days:
    """Ask for all days with a path."""
    found = days_with_path(
        reader,
        origin,
        destination,
        verdicts,
        channels=ask.channels,
        allow_limited=ask.allow_limited,
        max_hops=ask.max_hops,
        budget=Budget(),
    )
    # What holds on the first or the last day asked about holds for ever.
    assert all(since == BEFORE_ALL or since > DAYS[0] for since, _ in found)
    assert all(until == AFTER_ALL or until <= DAYS[-1] for _, until in found)
    return found


def days_on(found: Days) -> list[int]:
    """Return the days that a set of days holds."""
    return [day for day in DAYS if any(since <= day < until for since, until in found)]


@settings(deadline=None, max_examples=50)
@given(questions(), st.sampled_from(IDS), days)
def test_reachable_set(question: tuple[NetworkXReader, Ask], origin: str, day: int) -> None:
    """Each thing reached has the answer of the path question; no other has a path."""
    reader, ask = question
    found = reachable(
        reader,
        origin,
        day,
        channels=ask.channels,
        allow_limited=ask.allow_limited,
        max_hops=ask.max_hops,
    )
    expected = [
        (path.length, id, path.verdict, path.nodes)
        for id in IDS
        if id != origin
        for path in [answer(reader, ask, origin, id, day)]
        if path.found
    ]

    assert [(r.hops, r.entity, r.verdict, r.nodes) for r in found] == sorted(expected)


@settings(deadline=None, max_examples=25)
@given(graphs, st.randoms(use_true_random=False), days)
def test_any_order_of_input(seed: Seed, chance: random.Random, day: int) -> None:
    """The order of the events in the seed never matters."""
    events = list(seed.events.values())
    chance.shuffle(events)
    shuffled = Seed(seed.info, seed.entities, {e.id: e for e in events}, seed.sources)
    one, other = NetworkXReader(seed), NetworkXReader(shuffled)

    for origin in IDS:
        for destination in IDS:
            assert path_on_day(one, origin, destination, day) == path_on_day(
                other, origin, destination, day
            )


arcs = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda arc: arc[0] != arc[1]),
    max_size=20,
    unique=True,
)


def always_open(ends: list[tuple[int, int]]) -> list[Event]:
    """Return events that opened these ways before all time."""
    return [
        make_event(f"e{n}", "../2020", make_effect(Access.OPEN, str(a), str(b)))
        for n, (a, b) in enumerate(ends)
    ]


@settings(deadline=None, max_examples=50)
@given(arcs)
def test_always_open(ends: list[tuple[int, int]]) -> None:
    """Where all links are always open, paths are as long as NetworkX says."""
    graph = nx.DiGraph(ends)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    reader = NetworkXReader(make_seed(*always_open(ends)))

    for origin in graph:
        found = {
            destination: path_on_day(reader, str(origin), str(destination), DAYS[0], max_hops=8)
            for destination in graph
        }
        assert {d: path.length for d, path in found.items() if path.found} == lengths[origin]
        for path in found.values():
            assert path.verdict is (Verdict.CERTAIN if path.found else Verdict.UNKNOWN)


@settings(deadline=None, max_examples=25)
@given(arcs, st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda arc: arc[0] != arc[1]))
def test_one_way_more(ends: list[tuple[int, int]], more: tuple[int, int]) -> None:
    """Another open way never makes a shortest path longer, nor takes one away."""
    before = NetworkXReader(make_seed(*always_open(ends)))
    after = NetworkXReader(make_seed(*always_open([*ends, more])))

    for origin in map(str, range(8)):
        for destination in map(str, range(8)):
            old = path_on_day(before, origin, destination, DAYS[0], max_hops=8).length
            new = path_on_day(after, origin, destination, DAYS[0], max_hops=8).length
            assert old is None or (new is not None and new <= old)
