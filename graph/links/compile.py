"""From effects to links: which effects may decide a triple on each day, exactly.

The rule needs no enumeration of worlds. Place an effect as late as it can be by day D, on
t = min(latest, D). It can be the last one begun by D iff it can have begun by D and no other effect
must fall after it and by D. A brute-force oracle over worlds holds this in the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.links.link import Candidate, Link
from graph.links.order import PlacedEffect, place_effects
from graph.model import Event, Triple
from graph.vocabulary import Access

__all__ = ["by_triple", "compile_links", "compile_triple", "possibilities", "sure_beginnings"]
__all__ += ["sure_days"]


def compile_links(events: Iterable[Event]) -> dict[Triple, tuple[Link, ...]]:
    """The links of every triple that the events touch, triples and links in order.

    Raises `EffectConflictError` at the first triple whose events contradict themselves.
    """
    found = by_triple(events)
    return {triple: compile_triple(triple, found[triple]) for triple in sorted(found)}


def by_triple(events: Iterable[Event]) -> dict[Triple, list[Event]]:
    """The events that have an effect on each triple."""
    found: defaultdict[Triple, list[Event]] = defaultdict(list)
    for event in events:
        if len(event.effects) == 1:  # nearly always
            found[event.effects[0].triple].append(event)
            continue
        for triple in {effect.triple for effect in event.effects}:
            found[triple].append(event)
    return found


def sure_beginnings(events: Iterable[Event]) -> Iterator[tuple[Triple, int, str]]:
    """The effects that begin on one day in every world: triple, day and the event's id."""
    for triple, some in by_triple(events).items():
        yield from ((triple, day, id) for id, day in sure_days(triple, some).items())


def sure_days(triple: Triple, events: Iterable[Event]) -> dict[str, int]:
    """The day on which each event's effect begins in every world, where there is one such day.

    From all the events that have an effect on the triple: some dates are days, and others leave no
    choice only beside what they follow or what follows them.
    """
    events = list(events)
    bounds = [
        (event.id, since.earliest, since.latest)
        for event in events
        for effect in event.effects
        if effect.triple == triple
        for since in [effect.since or event.date]
    ]
    if any(earliest < latest for _, earliest, latest in bounds):
        bounds = [(e.event, e.earliest, e.latest) for e in place_effects(triple, events)]
    return {id: earliest for id, earliest, latest in bounds if earliest == latest}


def compile_triple(triple: Triple, events: Iterable[Event]) -> tuple[Link, ...]:
    """The links of one triple, from all the events that have an effect on it; by day."""
    events = list(events)
    on_known_days = _on_known_days(triple, events)
    if on_known_days is not None:
        return tuple(_in_turn(triple, on_known_days))
    return tuple(_merge(triple, place_effects(triple, events)))


_Turn = tuple[int, int, str, Access, int]
"""Of an effect: its day, sequence and event, access, and where it ends; its place is the first."""


def _on_known_days(triple: Triple, events: list[Event]) -> list[_Turn] | None:
    """The only effects of events, in order; None unless all days are known and no order is given.

    So it is nearly always, and then there is one world only: no bounds need be compared.
    """
    turns: list[_Turn] = []
    for event in events:
        if event.relations or len(event.effects) != 1:
            return None
        (effect,) = event.effects
        if (effect.origin, effect.destination, effect.channel) != triple:
            return None
        since, until = effect.since or event.date, effect.until
        end = AFTER_ALL if until is None else until.earliest
        begin = since.earliest
        if begin != since.latest or end < begin or (until is not None and end != until.latest):
            return None
        turns.append((begin, event.sequence, event.id, effect.access, end))
    if len(turns) > 1:
        turns.sort()
    return turns


def _in_turn(triple: Triple, turns: list[_Turn]) -> list[Link]:
    """Each effect from its day to the next one's, closed from its end on."""
    links: list[Link] = []
    last = len(turns) - 1
    for n, (since, _, id, access, end) in enumerate(turns):
        after = turns[n + 1][0] if n < last else AFTER_ALL
        until = min(after, end)
        if since < until:
            links.append(_sure(triple, since, until, id, access))
        if end < after:
            links.append(_sure(triple, end, after, id, Access.CLOSED))
    return links


def _sure(
    triple: Triple,
    since: int,
    until: int,
    event: str,
    access: Access,
    new: Callable[..., Any] = tuple.__new__,
) -> Link:
    """A link by the first effect of an event and no other; made as quickly as can be."""
    candidate = new(Candidate, (event, 0, access))
    link: Link = new(Link, (triple, since, until, (candidate,), False))
    return link


def possibilities(effects: Iterable[PlacedEffect], day: int) -> tuple[tuple[Candidate, ...], bool]:
    """What may decide on `day`: the candidates, by rank, and whether possibly nothing has begun.

    Effects of one triple, as `place_effects` gives them.
    """
    effects = list(effects)
    over = [effect for effect in effects if effect.latest <= day]
    last_start = max(((effect.earliest, effect.rank) for effect in over), default=(-1, -1))
    over_ranks = {effect.rank for effect in over}
    candidates = []
    for effect in effects:
        if effect.earliest > day:
            continue
        place = (min(effect.latest, day), effect.rank)
        if last_start > place or not over_ranks.isdisjoint(effect.later):
            continue
        if effect.until_latest > day:
            candidates.append(Candidate(effect.event, effect.effect, effect.access))
        if effect.until_earliest <= day:
            candidates.append(Candidate(effect.event, effect.effect, Access.CLOSED))
    return tuple(candidates), not over


def _merge(triple: Triple, effects: list[PlacedEffect]) -> Iterator[Link]:
    """Cut time where something can change, and join neighbours that do not differ."""
    pending: Link | None = None
    cuts = _cuts(effects)
    for since, until in zip(cuts, [*cuts[1:], AFTER_ALL], strict=True):
        candidates, nothing = possibilities(effects, since)
        if pending and (pending.candidates, pending.nothing) == (candidates, nothing):
            pending = Link(triple, pending.since, until, candidates, nothing)
            continue
        if pending and pending.candidates:
            yield pending
        pending = Link(triple, since, until, candidates, nothing)
    if pending and pending.candidates:
        yield pending


def _cuts(effects: Iterable[PlacedEffect]) -> list[int]:
    """Days on which what is possible may change: each bound, and the day after it."""
    days = {BEFORE_ALL}
    for effect in effects:
        bounds = (effect.earliest, effect.latest, effect.until_earliest, effect.until_latest)
        days.update(bounds)
        days.update(bound + 1 for bound in bounds)
    return sorted(day for day in days if BEFORE_ALL <= day < AFTER_ALL)
