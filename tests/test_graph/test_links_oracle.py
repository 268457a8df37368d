"""Links against the long way round: every world, every day."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.dates import AFTER_ALL, BEFORE_ALL, EdtfDate, day_to_iso
from graph.links import (
    EffectConflictError,
    Link,
    compile_links,
    compile_triple,
    place_effects,
    sure_days,
    verdict_of,
)
from graph.links.compile import _merge
from graph.model import Event, Seed
from graph.vocabulary import Access, Verdict
from tests.oracle import day_order, possible_on_each_day, verdict, worlds
from tests.strategies import (
    DAYS,
    FIRST,
    TRIPLE,
    disjoint_events,
    edtf,
    make_effect,
    make_event,
    seeds,
    triple_events,
)

Links = tuple[Link, ...]


def compiled(events: Sequence[Event]) -> Links | None:
    """Return the links, or `None` where the events contradict themselves."""
    try:
        return compile_triple(TRIPLE, events)
    except EffectConflictError:
        return None


def link_on(links: Links, day: int) -> Link | None:
    """Return the only link that holds on a day."""
    found = [link for link in links if link.holds_on(day)]
    assert len(found) <= 1
    return found[0] if found else None


def verdict_on(links: Links, day: int, *, allow_limited: bool) -> Verdict:
    """Return the verdict on a day; UNKNOWN without a link."""
    link = link_on(links, day)
    return link.verdict(allow_limited=allow_limited) if link else Verdict.UNKNOWN


@settings(deadline=None, max_examples=300)
@given(triple_events())
def test_links_and_worlds(events: list[Event]) -> None:
    """A link has the candidates of some world each, no other, in the order of a day."""
    links = compiled(events)
    expected = possible_on_each_day(TRIPLE, events)

    assert (links is None) == (expected is None)
    if links is None or expected is None:
        return
    rank = {id: n for n, id in enumerate(day_order(events) or ())}
    for day, possible in expected.items():
        link = link_on(links, day)
        candidates = link.candidates if link else ()
        rows = [(c.event, c.access) for c in candidates]
        assert set(rows) == possible.candidates
        assert rows == sorted(rows, key=lambda row: (rank[row[0]], row[1] is Access.CLOSED))
        assert (link.nothing if link else True) == possible.nothing
        assert set(link.accesses if link else ()) == possible.accesses


KNOWN = st.one_of(st.none(), st.sampled_from(DAYS).map(lambda day: edtf(str(day_to_iso(day)))))


@given(
    st.lists(
        st.tuples(st.sampled_from(DAYS), st.sampled_from(Access), KNOWN, st.integers(0, 1)),
        max_size=5,
    )
)
@settings(deadline=None)
def test_known_days(rows: list[tuple[int, Access, EdtfDate | None, int]]) -> None:
    """Where every day is known, the short way to the links finds those of the long one."""
    events = []
    for id, (day, access, until, sequence) in zip("abcde", rows, strict=False):
        effect = make_effect(access)
        if access in (Access.OPEN, Access.LIMITED) and until and until.earliest >= day:
            effect = replace(effect, until=until)
        events.append(make_event(id, str(day_to_iso(day)), effect, sequence=sequence))

    assert compile_triple(TRIPLE, events) == tuple(_merge(TRIPLE, place_effects(TRIPLE, events)))


@settings(deadline=None, max_examples=120)
@given(triple_events())
def test_sure_days(events: list[Event]) -> None:
    """A day on which an effect begins in every world is known, and no other."""
    every = list(worlds(TRIPLE, events))
    if not every:
        return

    found = sure_days(TRIPLE, events)

    for event in events:
        days = {world[event.id][0] for world in every}
        assert found.get(event.id) == (days.pop() if len(days) == 1 else None)


@settings(deadline=None, max_examples=120)
@given(triple_events())
def test_runs(events: list[Event]) -> None:
    """Runs are half-open, in order, disjoint, and as long as they can be; the last has no end."""
    links = compiled(events)
    assume(links)
    assert links

    for link in links:
        assert BEFORE_ALL <= link.since < link.until <= AFTER_ALL
        assert link.candidates
        assert link.triple == TRIPLE
        assert all(events_by_id(events)[c.event].effects[c.effect] for c in link.candidates)
    for one, two in pairwise(links):
        assert one.until <= two.since
        if one.until == two.since:
            assert (one.candidates, one.nothing) != (two.candidates, two.nothing)
    assert links[-1].until == AFTER_ALL
    assert len({link.id for link in links}) == len(links)


def events_by_id(events: Sequence[Event]) -> dict[str, Event]:
    """Return the events by their ids."""
    return {event.id: event for event in events}


@settings(deadline=None, max_examples=80)
@given(triple_events(), st.randoms(use_true_random=False))
def test_any_order_of_input(events: list[Event], chance: random.Random) -> None:
    """The order of the events never matters."""
    shuffled = list(events)
    chance.shuffle(shuffled)

    assert compiled(shuffled) == compiled(events)


@st.composite
def narrowings(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """Events, and the same with one date known better."""
    events = draw(triple_events())
    place = draw(st.integers(0, len(events) - 1))
    event = events[place]
    (effect,) = event.effects
    if effect.until and draw(st.booleans()):
        effect = replace(effect, until=draw(narrower(effect.until)))
    else:
        effect = replace(effect, since=draw(narrower(effect.since or event.date)))
    narrowed = list(events)
    narrowed[place] = replace(event, effects=(effect,))
    return events, narrowed


@st.composite
def narrower(draw: st.DrawFn, date: EdtfDate) -> EdtfDate:
    """A date that leaves fewer days open."""
    days = [day for day in DAYS if date.earliest <= day <= date.latest]
    if not days:
        return date
    first, last = sorted((draw(st.sampled_from(days)), draw(st.sampled_from(days))))
    return edtf(f"[{day_to_iso(first)}..{day_to_iso(last)}]")


@settings(deadline=None, max_examples=200)
@given(narrowings(), st.booleans())
def test_a_date_known_better(pair: tuple[list[Event], list[Event]], allow_limited: bool) -> None:
    """CERTAIN and BLOCKED stay as they were; UNKNOWN never becomes passable."""
    before, after = map(compiled, pair)
    assume(before is not None and after is not None)
    assert before is not None
    assert after is not None

    for day in DAYS:
        was = verdict_on(before, day, allow_limited=allow_limited)
        now = verdict_on(after, day, allow_limited=allow_limited)
        if was in (Verdict.CERTAIN, Verdict.BLOCKED):
            assert now is was
        if was is Verdict.UNKNOWN:
            assert now in (Verdict.UNKNOWN, Verdict.BLOCKED)


@settings(deadline=None, max_examples=100)
@given(disjoint_events())
def test_bounds_without_a_common_day(events: list[Event]) -> None:
    """A day that lies in none of the bounds has exactly one possible access."""
    links = compile_triple(TRIPLE, events)
    bounds = [
        (date.earliest, date.latest)
        for event in events
        for effect in event.effects
        for date in (effect.since or event.date, effect.until)
        if date
    ]

    for day in range(FIRST - 2, FIRST + 33):
        if not any(first <= day <= last for first, last in bounds):
            link = link_on(links, day)
            possible = len(link.accesses) + link.nothing if link else 1
            assert possible == 1


@settings(deadline=None, max_examples=40)
@given(seeds())
def test_all_triples_together(seed: Seed) -> None:
    """Each triple's links are those of its own events; triples come in order."""
    events = list(seed.events.values())
    links = compile_links(events)
    triples = {effect.triple for event in events for effect in event.effects}

    assert list(links) == sorted(triples)
    for triple in triples:
        own = [e for e in events if any(effect.triple == triple for effect in e.effects)]
        assert links[triple] == compile_triple(triple, own)


@pytest.mark.parametrize("allow_limited", [True, False])
@pytest.mark.parametrize("nothing", [True, False])
def test_verdict_of_every_set(nothing: bool, allow_limited: bool) -> None:
    """The verdict follows from the possible accesses, in each of the 16 sets."""
    for chosen in product([True, False], repeat=len(Access)):
        accesses = [access for access, there in zip(Access, chosen, strict=True) if there]
        if accesses or nothing:
            expected = verdict(accesses, nothing, allow_limited)
            assert verdict_of(accesses, nothing=nothing, allow_limited=allow_limited) is expected


def test_worlds_of_a_known_case() -> None:
    """The oracle itself: an opening on one of two days, a block on the second."""
    events = [
        make_event("opening", "[2023-12-29..2023-12-30]", make_effect(Access.OPEN)),
        make_event("refusal", "2023-12-30", make_effect(Access.BLOCKED)),
    ]

    expected = possible_on_each_day(TRIPLE, events)

    assert expected is not None
    assert expected[FIRST - 1].nothing
    assert expected[FIRST].candidates == {("opening", Access.OPEN)}
    assert expected[FIRST].nothing
    assert expected[FIRST + 1].candidates == {("refusal", Access.BLOCKED)}
    assert not expected[FIRST + 1].nothing
