"""What is right, found the long way: by trying every world, every day and every path.

Nothing here is quick, and nothing leans on how `graph` finds the same. The first part knows effects
and worlds only. The second takes the links as given (the first part proves them) and asks the
questions of them day by day, over all simple paths. The third is about timelines.

Only days of `DAYS` are asked about, and worlds put their events on these days or on the two ends
of time: all bounds lie well inside, and one day outside is like another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, permutations, product

from graph.dates import AFTER_ALL, BEFORE_ALL, EdtfDate
from graph.links import Link
from graph.model import Event, Triple
from graph.queries.intervals import Interval
from graph.queries.misses import MissReason
from graph.store.pages import TimelineFilter
from graph.vocabulary import Access, Channel, EventRelationKind, Verdict
from tests.strategies import CHANNELS, DAYS

__all__ = [
    "Path",
    "Possible",
    "best_path",
    "counts",
    "day_order",
    "miss",
    "passable_accesses",
    "possible_on_each_day",
    "run_around",
    "shows_in",
    "verdict",
    "worlds",
]

# Worlds.

World = Mapping[str, tuple[int, int | None]]
"""For each event, the day on which its effect begins, and the first on which it no longer holds."""
ALL_DAYS = (BEFORE_ALL, *DAYS, AFTER_ALL)


@dataclass(frozen=True)
class Possible:
    """What may decide on a day: events with their accesses, and whether nothing may have begun."""

    candidates: frozenset[tuple[str, Access]]
    nothing: bool

    @property
    def accesses(self) -> frozenset[Access]:
        """The accesses alone."""
        return frozenset(access for _, access in self.candidates)


def _predecessors(events: Iterable[Event]) -> dict[str, set[str]]:
    events = list(events)
    here = {event.id for event in events}
    not_before = (EventRelationKind.FOLLOWS, EventRelationKind.REVERSES)
    return {
        event.id: {r.event for r in event.relations if r.kind in not_before} & here
        for event in events
    }


def day_order(events: Iterable[Event]) -> list[str] | None:
    """The order within one day: what comes after another, after it; else sequence, then id.

    None where events come after each other in a circle.
    """
    events = list(events)
    before = _predecessors(events)
    order: list[str] = []
    while len(order) < len(events):
        free = [e for e in events if e.id not in order and before[e.id] <= set(order)]
        if not free:
            return None
        order.append(min(free, key=lambda e: (e.sequence, e.id)).id)
    return order


def worlds(triple: Triple, events: Iterable[Event]) -> Iterator[World]:
    """Every world; none where the events contradict themselves."""
    events = list(events)
    order = day_order(events)
    if order is None:
        return
    before = _predecessors(events)
    choices = [list(_placements(triple, event)) for event in events]
    for chosen in product(*choices):
        world = dict(zip([event.id for event in events], chosen, strict=True))
        if all(world[first][0] <= world[id][0] for id in world for first in before[id]):
            yield world


def _placements(triple: Triple, event: Event) -> Iterator[tuple[int, int | None]]:
    (effect,) = (effect for effect in event.effects if effect.triple == triple)
    for since in _within(effect.since or event.date):
        if effect.until is None:
            yield since, None
        else:
            yield from ((since, until) for until in _within(effect.until) if since <= until)


def _within(instant: EdtfDate) -> list[int]:
    return [day for day in ALL_DAYS if instant.earliest <= day <= instant.latest]


def possible_on_each_day(triple: Triple, events: Iterable[Event]) -> dict[int, Possible] | None:
    """What may decide on each day, over all worlds; None where there is no world."""
    events = list(events)
    access = {
        e.id: effect.access for e in events for effect in e.effects if effect.triple == triple
    }
    rank = {id: n for n, id in enumerate(day_order(events) or ())}
    candidates: dict[int, set[tuple[str, Access]]] = {day: set() for day in DAYS}
    nothing = dict.fromkeys(DAYS, False)
    some = False
    for world in worlds(triple, events):
        some = True
        for day in DAYS:
            begun = [(since, rank[id], id) for id, (since, _) in world.items() if since <= day]
            if not begun:
                nothing[day] = True
                continue
            last = max(begun)[2]
            until = world[last][1]
            over = until is not None and until <= day
            candidates[day].add((last, Access.CLOSED if over else access[last]))
    if not some:
        return None
    return {day: Possible(frozenset(candidates[day]), nothing[day]) for day in DAYS}


def passable_accesses(allow_limited: bool) -> set[Access]:
    """The accesses that let one through."""
    return {Access.OPEN, Access.LIMITED} if allow_limited else {Access.OPEN}


def verdict(accesses: Collection[Access], nothing: bool, allow_limited: bool) -> Verdict:
    """The verdict over what is possible, case by case."""
    through = set(accesses) & passable_accesses(allow_limited)
    if through and not nothing and through == set(accesses):
        return Verdict.CERTAIN
    if through:
        return Verdict.POSSIBLE
    return Verdict.UNKNOWN if nothing else Verdict.BLOCKED


# Paths, over links.


@dataclass(frozen=True)
class Ask:
    """What a question about paths is asked with, and the links that it is asked of."""

    links: Mapping[Triple, Sequence[Link]]
    entities: Sequence[str]
    channels: Collection[Channel] | None = None
    allow_limited: bool = True
    max_hops: int = 6

    def link(self, triple: Triple, day: int) -> Link | None:
        """The link that holds on the day."""
        found = [li for li in self.links.get(triple, ()) if li.since <= day < li.until]
        assert len(found) <= 1
        return found[0] if found else None

    def verdict(self, triple: Triple, day: int) -> Verdict:
        """The verdict on a triple; UNKNOWN where nothing is recorded."""
        link = self.link(triple, day)
        if link is None:
            return Verdict.UNKNOWN
        return verdict(link.accesses, link.nothing, self.allow_limited)

    def passes(self, triple: Triple, day: int) -> bool:
        """Whether one can possibly get through."""
        return self.verdict(triple, day) in (Verdict.CERTAIN, Verdict.POSSIBLE)

    def triples(self, origin: str, destination: str) -> list[Triple]:
        """The triples from one to the other that the question is about."""
        wanted = CHANNELS if self.channels is None else [c for c in CHANNELS if c in self.channels]
        return [Triple(origin, destination, channel) for channel in wanted]

    def routes(self, origin: str, destination: str) -> Iterator[tuple[str, ...]]:
        """Every list of ids from one to the other without a repeated one, in no special order."""
        if origin == destination:
            yield (origin,)
            return
        between = [id for id in self.entities if id not in (origin, destination)]
        for length in range(len(between) + 1):
            if length + 1 <= self.max_hops:
                for middle in permutations(between, length):
                    yield (origin, *middle, destination)


@dataclass(frozen=True)
class Path:
    """A path on a day: its ids, its triples, its verdict and the days on which it keeps that."""

    nodes: tuple[str, ...]
    triples: tuple[Triple, ...]
    verdict: Verdict
    valid_during: Interval


def _hops(nodes: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(nodes))


def best_path(ask: Ask, origin: str, destination: str, day: int) -> Path | None:
    """The best of all paths: CERTAIN, then fewest hops, then ids, then hop by hop."""

    def unsure(triple: Triple) -> bool:
        return ask.verdict(triple, day) is not Verdict.CERTAIN

    found = []
    for nodes in ask.routes(origin, destination):
        open_triples = [
            [triple for triple in ask.triples(*hop) if ask.passes(triple, day)]
            for hop in _hops(nodes)
        ]
        found += [(nodes, triples) for triples in product(*open_triples)]
    if not found:
        return None
    nodes, triples = min(
        found,
        key=lambda path: (
            any(unsure(triple) for triple in path[1]),
            len(path[1]),
            path[0],
            [(unsure(triple), str(triple.channel)) for triple in path[1]],
        ),
    )
    sure = not any(unsure(triple) for triple in triples)

    def keeps(other: int) -> bool:
        return all(
            ask.verdict(triple, other) is Verdict.CERTAIN if sure else ask.passes(triple, other)
            for triple in triples
        )

    during = run_around(day, keeps)
    assert during is not None
    return Path(nodes, triples, Verdict.CERTAIN if sure else Verdict.POSSIBLE, during)


def run_around(day: int, holds: Callable[[int], bool]) -> Interval | None:
    """The longest run of days around `day` on which something holds, if it holds on that day."""
    if not holds(day):
        return None
    first = last = day
    while first > DAYS[0] and holds(first - 1):
        first -= 1
    while last < DAYS[-1] and holds(last + 1):
        last += 1
    return BEFORE_ALL if first == DAYS[0] else first, AFTER_ALL if last == DAYS[-1] else last + 1


@dataclass(frozen=True)
class Miss:
    """The nearest miss: the ids, the hop that fails, why, and the first later day it passes."""

    nodes: tuple[str, ...]
    triple: Triple
    reason: MissReason
    passes_from: int | None


def miss(ask: Ask, origin: str, destination: str, day: int) -> Miss | None:
    """The nearest of all misses: fewest hops, then reason, then ids, then channel."""
    order = [
        MissReason.NOT_YET,
        MissReason.ENDED,
        MissReason.BLOCKED,
        MissReason.LIMITED,
        MissReason.WRONG_WAY,
    ]
    found = []
    for nodes in ask.routes(origin, destination):
        hops = _hops(nodes)
        for at, failing in enumerate(hops):
            others = hops[:at] + hops[at + 1 :]
            if all(any(ask.passes(t, day) for t in ask.triples(*hop)) for hop in others):
                for triple in ask.triples(*failing):
                    reason, later = _reason(ask, triple, day)
                    if reason is not None:
                        found.append(Miss(nodes, triple, reason, later))
    return min(
        found,
        key=lambda m: (len(m.nodes), order.index(m.reason), m.nodes, str(m.triple.channel)),
        default=None,
    )


def _reason(ask: Ask, triple: Triple, day: int) -> tuple[MissReason | None, int | None]:
    link = ask.link(triple, day)
    accesses = link.accesses if link else ()
    later = next((d for d in DAYS if d > day and ask.passes(triple, d)), None)
    back = Triple(triple.destination, triple.origin, triple.channel)
    if ask.passes(triple, day):
        return None, None
    if Access.BLOCKED in accesses:
        return MissReason.BLOCKED, later
    if Access.CLOSED in accesses:
        return MissReason.ENDED, later
    if Access.LIMITED in accesses:
        return MissReason.LIMITED, later
    if later is not None:
        return MissReason.NOT_YET, later
    if link is None and ask.passes(back, day):
        return MissReason.WRONG_WAY, None
    return None, None


# Timelines.


def shows_in(event: Event, wanted: TimelineFilter) -> bool:
    """Whether an event passes a filter of a timeline."""
    possibly, certainly = lies_in(event.date, wanted.first, wanted.last)
    if not (certainly if wanted.certainly else possibly):
        return False
    if wanted.kinds is not None and event.kind not in wanted.kinds:
        return False
    if wanted.directions is not None and event.direction not in wanted.directions:
        return False
    if wanted.channels is not None and not set(event.channels) & wanted.channels:
        return False
    touched = {p.entity for p in event.participants}
    for effect in event.effects:
        touched |= {effect.origin, effect.destination, effect.mechanism or effect.origin}
    return wanted.entities is None or bool(touched & wanted.entities)


def lies_in(when: EdtfDate, first: int, last: int) -> tuple[bool, bool]:
    """Whether a date lies in a window possibly, and certainly."""
    if when.end_earliest is None or when.end_latest is None:
        possibly = when.earliest <= last and when.latest >= first
        return possibly, first <= when.earliest and when.latest <= last
    possibly = when.earliest <= last and when.end_latest >= first
    return possibly, when.latest <= last and when.end_earliest >= first


def counts(
    events: Iterable[Event], wanted: TimelineFilter, months: int
) -> list[tuple[int, int, int, int]]:
    """For each step of so many months: first day, day after it, and events certain and possible.

    From the first to the last step in the window that has an event, open ends of the window apart.
    """
    shown = [event for event in events if shows_in(event, wanted)]
    bounds = [
        min(max(day, wanted.first), wanted.last)
        for event in shown
        for when in [event.date]
        for day in (when.earliest, when.latest, when.end_earliest, when.end_latest)
        if day is not None
    ]
    finite = [day for day in bounds if day not in (BEFORE_ALL, AFTER_ALL)]
    found = []
    for since, until in _steps(finite, months):
        lies = [lies_in(event.date, since, until - 1) for event in shown]
        found.append((since, until, sum(c for _, c in lies), sum(p for p, _ in lies)))
    return found


def _steps(days: Collection[int], months: int) -> Iterator[Interval]:
    if not days:
        return
    first, last = date.fromordinal(min(days)), max(days)
    year, month = first.year, (first.month - 1) // months * months + 1
    since = date(year, month, 1).toordinal()
    while since <= last:
        year, month = (year, month + months) if month + months <= 12 else (year + 1, 1)
        until = date(year, month, 1).toordinal()
        yield since, until
        since = until
