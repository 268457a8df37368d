"""Reachability through all time, several paths, what is critical, and graphs seen by evidence."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import AFTER_ALL, BEFORE_ALL, iso_to_day
from graph.links import compile_links
from graph.model import Citation, Event, Seed, Source
from graph.queries.access import access
from graph.queries.connection import connection
from graph.queries.critical import critical_events, unsupported_without
from graph.queries.evidence import Evidence, known_since, seen_through
from graph.queries.paths import EXPLAIN_NOTHING, path_on_day
from graph.queries.reachability import reachability
from graph.queries.shortest_paths import shortest_paths
from graph.store import NetworkXStore, Page, PageRequest, Reader, TimelineFilter
from graph.store.filtered import FilteredReader
from graph.vocabulary import Access, Channel, Confidence, Tier, Verdict
from tests.oracle import Ask
from tests.strategies import FIRST, LAST, edtf, make_effect, make_event, make_seed, seeds

IDS = ("a", "b", "c")
DAYS = range(FIRST - 2, LAST + 3)


def reader_of(seed: Seed) -> Reader:
    """A reader of a seed."""
    return NetworkXStore(seed).reader()


def without(seed: Seed, ids: set[str]) -> Seed:
    """The seed without some of its events, and without what others say of them."""
    events = {
        id: replace(event, relations=tuple(r for r in event.relations if r.event not in ids))
        for id, event in seed.events.items()
        if id not in ids
    }
    return replace(seed, events=events)


def shown(page: Page[Event]) -> tuple[list[str], bool, bool]:
    """What a page shows, whatever its events say of each other."""
    return [event.id for event in page.items], page.more_before, page.more_after


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=6))
def test_reachability_is_the_path_question_on_every_day(seed: Seed) -> None:
    """Stretches leave no gap, are maximal, and hold what the path question says on each day."""
    reader = reader_of(seed)

    stretches = reachability(reader, "a", "c", max_hops=3)

    assert (stretches[0].since, stretches[-1].until) == (BEFORE_ALL, AFTER_ALL)
    for one, other in pairwise(stretches):
        assert one.until == other.since
        assert one.verdict is not other.verdict
        assert one.ended_by == other.began_by != ()
    for stretch in stretches:
        for day in DAYS:
            if stretch.since <= day < stretch.until:
                found = path_on_day(reader, "a", "c", day, max_hops=3, explain=EXPLAIN_NOTHING)
                assert found.verdict is stretch.verdict


def test_boundary_names_the_event_that_opened_and_the_one_that_closed() -> None:
    """What made the path and what broke it, each by its id."""
    opened = make_event("opened", "2024-01-05", make_effect(Access.OPEN))
    closed = make_event("closed", "2024-02-01", make_effect(Access.BLOCKED))

    stretches = reachability(reader_of(make_seed(opened, closed)), "a", "b", max_hops=2)

    assert [s.verdict for s in stretches] == [Verdict.UNKNOWN, Verdict.CERTAIN, Verdict.UNKNOWN]
    assert [s.began_by for s in stretches] == [(), ("opened",), ("closed", "opened")]


def test_boundary_where_an_event_becomes_certain_names_it() -> None:
    """From the last day on which it can have happened, it is certain: the event itself says so."""
    opened = make_event("opened", "[2024-01-05..2024-01-09]", make_effect(Access.OPEN))

    stretches = reachability(reader_of(make_seed(opened)), "a", "b", max_hops=1)

    assert [s.verdict for s in stretches] == [Verdict.UNKNOWN, Verdict.POSSIBLE, Verdict.CERTAIN]
    assert [s.began_by for s in stretches] == [(), ("opened",), ("opened",)]
    assert stretches[2].since == iso_to_day("2024-01-09")


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=6), st.integers(FIRST, LAST), st.integers(1, 5))
def test_several_paths_are_the_shortest_of_all(seed: Seed, day: int, limit: int) -> None:
    """Every route on which each pair has a link that passes, by hops and ids, cut at the limit."""
    ask = Ask(compile_links(seed.events.values()), IDS)
    every = sorted(
        (
            nodes
            for nodes in ask.routes("a", "c")
            if all(any(ask.passes(t, day) for t in ask.triples(*pair)) for pair in pairwise(nodes))
        ),
        key=lambda nodes: (len(nodes), nodes),
    )

    found = shortest_paths(reader_of(seed), "a", "c", day, limit, max_hops=6)

    ends = [("a", *(hop.link.triple.destination for hop in path)) for path in found]
    assert ends == every[:limit]


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=6), st.integers(FIRST, LAST))
def test_critical_events_are_those_whose_removal_leaves_no_path(seed: Seed, day: int) -> None:
    """Removing each event from the seed, and compiling again, finds the same ones."""
    there = path_on_day(reader_of(seed), "a", "c", day, max_hops=3).found
    critical = [
        id
        for id in sorted(seed.events)
        if there
        and not path_on_day(reader_of(without(seed, {id})), "a", "c", day, max_hops=3).found
    ]

    assert critical_events(reader_of(seed), "a", "c", day, max_hops=3) == critical


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=6), st.sets(st.sampled_from([f"e{n}" for n in range(6)])))
def test_graph_without_events_is_that_of_the_seed_without_them(seed: Seed, left: set[str]) -> None:
    """Every link, event and page is as if the seed had never held what is left out."""
    filtered = FilteredReader(reader_of(seed), lambda event: event.id not in left)
    smaller = reader_of(without(seed, left))

    assert filtered.links_from(IDS, None) == smaller.links_from(IDS, None)
    assert filtered.links_to(IDS, None) == smaller.links_to(IDS, None)
    for day in DAYS:
        assert filtered.links_from(IDS, day) == smaller.links_from(IDS, day)
        for triple in {effect.triple for e in seed.events.values() for effect in e.effects}:
            found, expected = (r.events_on(triple, day) for r in (filtered, smaller))
            assert [event.id for event in found] == [event.id for event in expected]
    page = PageRequest(2)
    everything = TimelineFilter()
    assert shown(filtered.timeline(everything, page)) == shown(smaller.timeline(everything, page))
    assert filtered.count_timeline(TimelineFilter()) == smaller.count_timeline(TimelineFilter())
    assert filtered.event_relations(["e0"]) == smaller.event_relations(["e0"])
    assert filtered.left_out <= left


def sourced(id: str, published: str, tier: Tier = Tier.PRESS) -> Source:
    """A source with a date."""
    return Source(id, "Page", "Paper", "en", tier, published=edtf(published))


def cited(event: Event, *sources: str) -> Event:
    """The event, standing on these sources."""
    citations = tuple(Citation(id, Confidence.HIGH) for id in sources)
    return replace(event, citations=citations, unverified=False)


OPENED = cited(make_event("opened", "2024-01-05", make_effect(Access.OPEN)), "early", "late")
SEED = make_seed(
    OPENED,
    sourced("early", "2024-01-10", Tier.SECONDARY),
    sourced("late", "2024-03", Tier.OFFICIAL),
)


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        (Evidence(), Verdict.CERTAIN),
        (Evidence(known_at=iso_to_day("2024-01-09")), Verdict.UNKNOWN),
        (Evidence(known_at=iso_to_day("2024-01-10")), Verdict.CERTAIN),
        (Evidence(minimum_tier=Tier.OFFICIAL), Verdict.CERTAIN),
        (
            Evidence(known_at=iso_to_day("2024-03-30"), minimum_tier=Tier.PRESS),
            Verdict.UNKNOWN,
        ),
        (Evidence(known_at=iso_to_day("2024-03-31"), sources=2), Verdict.CERTAIN),
        (Evidence(known_at=iso_to_day("2024-03-30"), sources=2), Verdict.UNKNOWN),
        (Evidence(sources=3), Verdict.UNKNOWN),
        (Evidence(without=frozenset({"opened"})), Verdict.UNKNOWN),
    ],
)
def test_evidence_decides_what_counts(evidence: Evidence, verdict: Verdict) -> None:
    """Known on a day, by enough sources of a tier, and not left out."""
    seen = seen_through(reader_of(SEED), evidence)

    answer = access(seen, "a", "b", iso_to_day("2024-02-01"), channel=Channel.LINK_SHARING)

    assert answer.verdict is verdict
    assert seen.left_out == (set() if verdict is Verdict.CERTAIN else {"opened"})


def test_event_without_a_source_counts_only_if_wanted() -> None:
    """An unverified event is left out where only verified ones shall count."""
    event = replace(OPENED, citations=(), unverified=True, recorded=edtf("2024-02-02"))
    reader = reader_of(make_seed(event))

    assert seen_through(reader, Evidence()).nodes(["opened"]) == [event]
    assert seen_through(reader, Evidence(include_unverified=False)).nodes(["opened"]) == [None]
    early = Evidence(known_at=iso_to_day("2024-02-01"))
    assert seen_through(reader, early).nodes(["opened"]) == [None]


def test_source_is_known_from_the_last_day_of_its_bounds() -> None:
    """Published in March: surely known from the 31st; without a date, since it was retrieved."""
    assert known_since(sourced("s", "2024-03")) == iso_to_day("2024-03-31")
    undated = Source("s", "P", "P", "en", Tier.PRESS, retrieved=edtf("2025-01-02"))
    assert known_since(undated) == iso_to_day("2025-01-02")


def test_what_falls_with_a_source() -> None:
    """Events that cite nothing else fall, and with them what they decide."""
    other = cited(make_event("other", "2024-01-06", make_effect(Access.OPEN, "b", "c")), "early")
    seed = make_seed(OPENED, other, *SEED.sources.values())

    found = unsupported_without(reader_of(seed), "early")

    assert [event.id for event in found.events] == ["other"]
    assert [(t.origin, t.destination) for t in found.triples] == [("b", "c")]


def test_chain_goes_by_links_in_either_direction_and_by_shared_events() -> None:
    """From c to a against a link, and on to d through an event that touches both."""
    opened = make_event("opened", "2024-01-05", make_effect(Access.OPEN, "a", "c"))
    closed = make_event("closed", "2024-02-01", make_effect(Access.BLOCKED, "a", "d"))
    reader = reader_of(make_seed(opened, closed))

    found = connection(reader, "c", "d", max_steps=4)

    assert [(step.start, step.end) for step in found.steps] == [("c", "a"), ("a", "d")]
    assert all(step.link is not None for step in found.steps)
    assert not connection(reader, "c", "nobody", max_steps=4).found
