"""Laws of all questions: how answers change when the seed or the question does.

No law knows an answer; each compares two of them. So a mistake has to be made twice, in the same way,
to stay unseen. `tests.asked` has the questions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import networkx as nx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.dates import AFTER_ALL, BEFORE_ALL, EdtfDate
from graph.links import EffectConflictError, compile_links
from graph.model import Event, Node, Seed, Triple
from graph.queries.access import access
from graph.queries.connection import connection
from graph.queries.critical import unsupported_without
from graph.queries.evidence import Evidence
from graph.queries.matrix import matrix
from graph.queries.openness import openness
from graph.queries.paths import EXPLAIN_NOTHING, path_on_day
from graph.queries.reachability import reachability
from graph.queries.reachable import reachable
from graph.queries.reachable_through import reachable_through
from graph.queries.shortest_paths import shortest_paths
from graph.queries.temporal_paths import Objective, TemporalPath, temporal_path
from graph.store import Reader
from graph.vocabulary import Access, Channel, Verdict
from tests.asked import (
    IDS,
    QUESTIONS,
    Asked,
    answer,
    answers,
    asked,
    evidences,
    lively_seeds,
    mapped,
    reader_of,
    shifted,
    times,
    without,
)
from tests.dict_store import DictReader
from tests.strategies import (
    DAYS,
    FIRST,
    make_effect,
    make_event,
    make_seed,
)

graphs = lively_seeds()


# Of every question at once.


@settings(max_examples=times(40))
@given(lively_seeds(), asked(evidence=st.one_of(st.none(), evidences)), st.randoms())
def test_order_of_insertion(seed: Seed, ask: Asked, chance: random.Random) -> None:
    """The order of things in the seed never matters."""
    other = Seed(seed.info)
    for sort in ("entities", "events", "sources", "figures", "statements"):
        nodes: list[tuple[str, Node]] = list(getattr(seed, sort).items())
        chance.shuffle(nodes)
        getattr(other, sort).update(nodes)

    assert answers(reader_of(other), ask) == answers(reader_of(seed), ask)


@settings(max_examples=times(40))
@given(lively_seeds(), asked(evidence=st.one_of(st.none(), evidences)))
def test_other_names(seed: Seed, ask: Asked) -> None:
    """With other ids in the same order, the answers are the same with these ids."""
    ids = {*seed.entities, *seed.events, *seed.sources, *seed.figures, *seed.statements}

    def other(text: str) -> str:
        return f"x-{text}" if text in ids else text

    renamed = answers(reader_of(mapped(seed, text=other)), mapped(ask, text=other))

    assert renamed == {
        name: mapped(found, text=other) for name, found in answers(reader_of(seed), ask).items()
    }


@settings(max_examples=times(40))
@given(
    lively_seeds(),
    asked(evidence=st.one_of(st.none(), evidences)),
    st.sampled_from((-40_000, -1, 1, 365)),
)
def test_other_days(seed: Seed, ask: Asked, later: int) -> None:
    """If all happens so many days later, so does all that is answered."""
    found = answers(reader_of(shifted(seed, later)), shifted(ask, later))

    assert found == shifted(answers(reader_of(seed), ask), later)


@settings(max_examples=times(60))
@given(lively_seeds(), asked(evidence=evidences))
def test_filter_is_removal(seed: Seed, ask: Asked) -> None:
    """What does not count might as well not be there; of what was left out, all that matters is told."""
    reader, evidence = reader_of(seed), ask.evidence
    assert evidence is not None
    left = frozenset(id for id, event in seed.events.items() if not counts(seed, event, evidence))
    smaller = reader_of(without(seed, left))
    bare = replace(ask, evidence=None)

    for name in QUESTIONS:
        found, left_out = answer(reader, name, ask)
        expected, _ = answer(smaller, name, bare)
        of_no_matter, _ = answer(reader_of(without(seed, frozenset(left_out))), name, bare)
        assert told(found) == told(expected), name
        assert left >= set(left_out), name
        assert told(found) == told(of_no_matter), name


def counts(seed: Seed, event: Event, evidence: Evidence) -> bool:
    """Whether an event counts, case by case."""
    if event.id in evidence.without:
        return False
    known = AFTER_ALL if evidence.known_at is None else evidence.known_at
    good = [
        source
        for source in seed.sources.values()
        if source.id in {citation.source for citation in event.citations}
        and list(type(source.tier)).index(source.tier)
        <= list(type(source.tier)).index(evidence.minimum_tier)
        and source.published is not None
        and source.published.latest <= known
    ]
    if event.citations:
        return len(good) >= evidence.sources
    recorded = AFTER_ALL if event.recorded is None else event.recorded.latest
    return evidence.include_unverified and (evidence.known_at is None or recorded <= known)


def told(found: object) -> object:
    """An answer, whatever its events say of others: these may be among what is left out."""
    return mapped(found, event=lambda event: replace(event, relations=()))


# Through time.


def temporal(reader: Reader, ask: Asked, **other: object) -> TemporalPath:
    """The path through time."""
    found, _ = answer(reader, "temporal path", replace(ask, **other))  # type: ignore[arg-type]
    assert isinstance(found, TemporalPath)
    return found


MIDDLE = DAYS[0] + DAYS[-1]


def mirrored(reader: DictReader) -> DictReader:
    """The same links with time running backwards, and each the other way round."""

    def bound(day: int) -> int:
        ends = {BEFORE_ALL: AFTER_ALL, AFTER_ALL: BEFORE_ALL}
        return ends.get(day, MIDDLE + 1 - day)

    other = DictReader(reader.seed)
    other.links = [
        link._replace(
            triple=Triple(link.triple.destination, link.triple.origin, link.triple.channel),
            since=bound(link.until),
            until=bound(link.since),
        )
        for link in reader.links
    ]
    return other


@settings(max_examples=times(80))
@given(graphs, asked())
def test_time_backwards(seed: Seed, ask: Asked) -> None:
    """Backwards, the latest departure is the earliest arrival; what is fastest takes as long."""
    reader = DictReader(seed)
    back = replace(
        ask,
        origin=ask.destination,
        destination=ask.origin,
        first=MIDDLE - ask.last,
        last=MIDDLE - ask.first,
    )

    def days(found: TemporalPath) -> tuple[int | None, int | None]:
        return found.departs, found.arrives

    there = {o: temporal(reader, ask, objective=o) for o in Objective}
    again = {o: temporal(mirrored(reader), back, objective=o) for o in Objective}

    assert {o: path.found for o, path in there.items()} == {o: p.found for o, p in again.items()}
    for one, other in (
        (there[Objective.LATEST_DEPARTURE], again[Objective.EARLIEST_ARRIVAL]),
        (again[Objective.LATEST_DEPARTURE], there[Objective.EARLIEST_ARRIVAL]),
    ):
        if one.departs is not None and other.arrives is not None:
            assert one.departs == MIDDLE - other.arrives
            assert len(one.hops) == len(other.hops)
    fast, fast_again = there[Objective.FASTEST], again[Objective.FASTEST]
    if None not in days(fast):
        assert took(fast) == took(fast_again)
    fewest = (there[Objective.FEWEST_HOPS], again[Objective.FEWEST_HOPS])
    assert len(fewest[0].hops) == len(fewest[1].hops)


def took(found: TemporalPath) -> int:
    """How many days a path takes."""
    assert found.departs is not None
    assert found.arrives is not None
    return found.arrives - found.departs


@settings(max_examples=times(60))
@given(graphs, asked(), st.permutations(IDS), st.sampled_from(DAYS))
def test_one_opening_more(seed: Seed, ask: Asked, ends: list[str], since: int) -> None:
    """Another open way delays no arrival, brings forward no departure, and takes nothing away."""
    ask = replace(ask, channels=None)
    effect = make_effect(Access.OPEN, ends[0], ends[1], Channel.MAPS)
    opened = make_event("f0", "2024", effect)
    opened = replace(opened, date=replace(opened.date, earliest=since, latest=since))
    less = reader_of(seed)
    more = reader_of(replace(seed, events=seed.events | {"f0": opened}))

    before, after = temporal(less, ask), temporal(more, ask)
    if before.found:
        assert after.found
    for one, other in better_pairs(less, more, ask):
        assert other <= one
    was, has = (
        {
            a.entity: a.day
            for a in reachable_through(r, ask.origin, ask.first, ask.last, **ask.through)
        }
        for r in (less, more)
    )
    assert all(has[id] <= day for id, day in was.items())
    for day in (ask.first, ask.last):
        old, new = (
            {r.entity for r in reachable(reader, ask.origin, day, **ask.search)}
            for reader in (less, more)
        )
        assert old <= new


def better_pairs(less: Reader, more: Reader, ask: Asked) -> Iterator[tuple[int, int]]:
    """What each objective makes small, in a graph and in one with more ways."""
    for objective in Objective:
        one, other = (temporal(reader, ask, objective=objective) for reader in (less, more))
        if one.hops:
            yield objective_of(one), objective_of(other)


def objective_of(found: TemporalPath) -> int:
    """What the objective makes small."""
    assert found.departs is not None
    assert found.arrives is not None
    return {
        Objective.EARLIEST_ARRIVAL: found.arrives,
        Objective.LATEST_DEPARTURE: -found.departs,
        Objective.FASTEST: found.arrives - found.departs,
        Objective.FEWEST_HOPS: len(found.hops),
    }[found.objective]


@settings(max_examples=times(60))
@given(graphs, asked())
def test_objectives_agree(seed: Seed, ask: Asked) -> None:
    """Each objective finds a path where any does, and none is beaten at its own game."""
    found = [temporal(reader_of(seed), ask, objective=o) for o in Objective]

    assert len({path.found for path in found}) == 1
    for best in found:
        for other in found:
            if best.hops and other.hops:
                assert objective_of(best) <= objective_of(replace(other, objective=best.objective))


@settings(max_examples=times(60))
@given(graphs, asked())
def test_certain_is_possible_and_strict_is_allowed(seed: Seed, ask: Asked) -> None:
    """Asking for more, or looking at less, finds no more."""
    reader = reader_of(seed)
    found = temporal(reader, ask).found
    wider = {
        "first": ask.first - 1,
        "last": ask.last + 1,
        "strict": False,
        "at_least": Verdict.POSSIBLE,
        "avoid": frozenset[str](),
        "via": (),
        "channels": None,
        "allow_limited": True,
        "max_hops": ask.max_hops + 1,
    }

    for name, value in wider.items():
        assert temporal(reader, ask, **{name: value}).found >= found, name


# What is known better.


@st.composite
def narrowings(draw: st.DrawFn) -> tuple[Seed, Seed]:
    """A seed, and the same with some dates known better."""
    seed = draw(graphs)
    events = {id: draw(narrowed(event)) for id, event in seed.events.items()}
    try:
        compile_links(events.values())
    except EffectConflictError:
        assume(False)  # known better, they contradict each other
    return seed, replace(seed, events=events)


@st.composite
def narrowed(draw: st.DrawFn, event: Event) -> Event:
    """The event with one date or another known better."""
    effects = tuple(
        replace(
            effect,
            since=draw(narrower(effect.since)) if effect.since else None,
            until=draw(narrower(effect.until)) if effect.until else None,
        )
        for effect in event.effects
    )
    return replace(event, date=draw(narrower(event.date)), effects=effects)


@st.composite
def narrower(draw: st.DrawFn, date: EdtfDate) -> EdtfDate:
    """The date, or a part of what it may mean."""
    days = [day for day in (BEFORE_ALL, *DAYS) if date.earliest <= day <= date.latest]
    if not draw(st.booleans()) or not days:
        return date
    first, last = sorted((draw(st.sampled_from(days)), draw(st.sampled_from(days))))
    return replace(date, earliest=first, latest=last)


@settings(max_examples=times(80))
@given(narrowings(), asked())
def test_dates_known_better(pair: tuple[Seed, Seed], ask: Asked) -> None:
    """What was certain stays certain, refusals stay, and what was not to be passed is not passed."""
    vague, exact = map(reader_of, pair)
    for day in DAYS:
        before, after = (
            path_on_day(r, *ask.ends, day, **ask.search, explain=EXPLAIN_NOTHING)
            for r in (vague, exact)
        )
        assert before.verdict is not Verdict.CERTAIN or after.verdict is Verdict.CERTAIN
        assert before.found or not after.found
        old, new = (
            access(r, *ask.ends, day, allow_limited=ask.allow_limited) for r in (vague, exact)
        )
        if old.verdict in (Verdict.CERTAIN, Verdict.BLOCKED):
            assert new.verdict is old.verdict
        assert old.verdict is not Verdict.UNKNOWN or new.verdict in (
            Verdict.UNKNOWN,
            Verdict.BLOCKED,
        )
        sure, now_sure = (reached(r, ask, day, Verdict.CERTAIN) for r in (vague, exact))
        assert sure <= now_sure
        some, now_some = (reached(r, ask, day, Verdict.POSSIBLE) for r in (vague, exact))
        assert now_some <= some


def reached(reader: Reader, ask: Asked, day: int, at_least: Verdict) -> set[str]:
    """What can be reached so surely."""
    enough = {at_least, Verdict.CERTAIN}
    found = reachable(reader, ask.origin, day, **ask.search)
    return {entry.entity for entry in found if entry.verdict in enough}


@settings(max_examples=times(60))
@given(narrowings(), asked())
def test_paths_through_time_with_dates_known_better(pair: tuple[Seed, Seed], ask: Asked) -> None:
    """Certain paths stay and only get better; possible ones may go, and none gets better."""
    vague, exact = map(reader_of, pair)
    certain, possible = (
        replace(ask, at_least=verdict) for verdict in (Verdict.CERTAIN, Verdict.POSSIBLE)
    )

    for objective in Objective:
        sure, now_sure = (temporal(r, certain, objective=objective) for r in (vague, exact))
        assert sure.found <= now_sure.found
        if sure.hops:
            assert objective_of(now_sure) <= objective_of(sure)
        some, now_some = (temporal(r, possible, objective=objective) for r in (vague, exact))
        assert now_some.found <= some.found
        if now_some.hops:
            assert objective_of(some) <= objective_of(now_some)


@settings(max_examples=times(40))
@given(narrowings(), asked())
def test_openness_with_dates_known_better(pair: tuple[Seed, Seed], ask: Asked) -> None:
    """Certain and refused ways do not get fewer, and of those that may pass there are no more."""
    points = [openness(reader_of(seed), [ask.first, ask.last], **ask.filter) for seed in pair]

    for before, after in zip(*points, strict=True):
        assert before.certain <= after.certain
        assert before.blocked <= after.blocked
        assert after.certain + after.possible <= before.certain + before.possible


# All days at once.


@settings(max_examples=times(60))
@given(graphs, asked())
def test_reachability_is_the_path_on_every_day(seed: Seed, ask: Asked) -> None:
    """With every option, on every day, and in the runs' own words at their ends."""
    reader = reader_of(seed)
    stretches = reachability(reader, *ask.ends, **ask.search)

    assert (stretches[0].since, stretches[-1].until) == (BEFORE_ALL, AFTER_ALL)
    assert all(one.until == other.since for one, other in pairwise(stretches))
    assert all(one.verdict is not other.verdict for one, other in pairwise(stretches))
    found = {
        day: path_on_day(reader, *ask.ends, day, **ask.search, explain=EXPLAIN_NOTHING).verdict
        for day in DAYS
    }
    for stretch in stretches:
        inside = {found[day] for day in DAYS if stretch.since <= day < stretch.until}
        assert inside <= {stretch.verdict}


@settings(max_examples=times(60))
@given(graphs, asked())
def test_a_day_is_a_window_of_one(seed: Seed, ask: Asked) -> None:
    """Within one day, a path through time is a path on that day, and reaches as much."""
    ask = replace(ask, last=ask.first, strict=False, via=(), avoid=frozenset())
    reader = reader_of(seed)
    on_day = {
        verdict: reached(reader, ask, ask.first, verdict)
        for verdict in (Verdict.CERTAIN, Verdict.POSSIBLE)
    }

    for verdict, there in on_day.items():
        through = {**ask.through, "at_least": verdict}
        arrivals = reachable_through(reader, ask.origin, ask.first, ask.first, **through)
        assert {arrival.entity for arrival in arrivals} == there
        assert {arrival.day for arrival in arrivals} <= {ask.first}
        found = temporal(reader, ask, at_least=verdict, objective=Objective.FEWEST_HOPS)
        assert found.found == (ask.destination in there)
        hops = {arrival.entity: arrival.hops for arrival in arrivals}
        assert not found.found or len(found.hops) == hops[ask.destination]


@settings(max_examples=times(40))
@given(graphs, asked())
def test_matrix_is_the_access_of_each_pair(seed: Seed, ask: Asked) -> None:
    """A cell has the links of the day between its two, and holds all that holds then."""
    reader = reader_of(seed)
    cells = matrix(reader, {id: [id] for id in IDS}, ask.first, **ask.filter)
    holding = [link for cell in cells for link in cell.links]

    assert holding == reader.links_from(IDS, ask.first, ask.channels)
    point = openness(reader, [ask.first], **ask.filter)[0]
    verdicts = [link.verdict(allow_limited=ask.allow_limited) for link in holding]
    assert (point.recorded, point.certain) == (len(holding), verdicts.count(Verdict.CERTAIN))


# What an answer hangs on.


@settings(max_examples=times(60))
@given(lively_seeds(), st.sampled_from(("s1", "s2")))
def test_what_falls_with_a_source(seed: Seed, source: str) -> None:
    """The events that cite it alone, and every triple that is another one without them."""
    alone = [
        id
        for id, event in sorted(seed.events.items())
        if event.citations and all(citation.source == source for citation in event.citations)
    ]
    links = compile_links(seed.events.values())
    rest = compile_links(without(seed, frozenset(alone)).events.values())

    found = unsupported_without(reader_of(seed), source)

    assert [event.id for event in found.events] == alone
    assert list(found.triples) == [t for t in links if links[t] != rest.get(t, ())]


@settings(max_examples=times(60))
@given(lively_seeds(), asked())
def test_critical_events(seed: Seed, ask: Asked) -> None:
    """Each event without which there is no path, and no other; with every option."""

    def has_path(left: frozenset[str]) -> bool:
        reader = reader_of(without(seed, left))
        return path_on_day(reader, *ask.ends, ask.first, **ask.search).found

    critical = [
        id for id in sorted(seed.events) if has_path(frozenset()) > has_path(frozenset({id}))
    ]

    assert answer(reader_of(seed), "critical events", ask)[0] == critical


# Where nothing ever changes.


arcs = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda arc: arc[0] != arc[1]),
    min_size=1,
    max_size=16,
    unique=True,
)


@settings(max_examples=times(40))
@given(arcs, st.booleans())
def test_always_open(ends: list[tuple[int, int]], strict: bool) -> None:
    """Where all links are always open, every question is NetworkX's own about a plain graph."""
    plain = nx.DiGraph((str(a), str(b)) for a, b in ends)
    events = [
        make_event(f"e{n}", "../2020", make_effect(Access.OPEN, str(a), str(b)))
        for n, (a, b) in enumerate(ends)
    ]
    reader, origin = reader_of(make_seed(*events)), str(ends[0][0])
    lengths = dict(nx.single_source_shortest_path_length(plain, origin))
    both_ways = nx.single_source_shortest_path_length(plain.to_undirected(), origin)
    window = (FIRST, FIRST + 10)
    search: dict[str, Any] = {"max_hops": 7}

    reached_on_day = reachable(reader, origin, FIRST, **search)
    assert {r.entity: r.hops for r in reached_on_day} | {origin: 0} == lengths
    assert all(nx.is_path(plain, r.nodes) and r.verdict is Verdict.CERTAIN for r in reached_on_day)
    arrivals = reachable_through(reader, origin, *window, strict=strict, **search)
    assert {a.entity: a.hops for a in arrivals} | {origin: 0} == lengths
    assert all(a.day == FIRST + (a.hops - 1 if strict else 0) for a in arrivals)
    for destination in set(plain) - {origin}:
        length = lengths.get(destination)
        for objective in Objective:
            path = temporal_path(
                *(reader, origin, destination, *window),
                objective=objective,
                strict=strict,
                **search,
            )
            assert (len(path.hops) if path.found else None) == length
            assert not path.found or took(path) == (len(path.hops) - 1 if strict else 0)
        (whole,) = reachability(reader, origin, destination, **search)
        assert whole.verdict is (Verdict.UNKNOWN if length is None else Verdict.CERTAIN)
        simple = sorted(["", *path] for path in nx.all_simple_paths(plain, origin, destination))
        simple.sort(key=len)
        several = shortest_paths(reader, origin, destination, FIRST, 50, **search)
        nodes = [["", origin, *(hop.link.triple.destination for hop in hops)] for hops in several]
        assert nodes == simple[:50]
        chain = connection(reader, origin, destination, max_steps=7)
        assert (len(chain.steps) if chain.found else None) == both_ways.get(destination)
