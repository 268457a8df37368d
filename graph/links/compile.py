"""From effects to links: which effects may decide a triple on each day, exactly.

The rule needs no enumeration of worlds. Place an effect as late as it can be by day D, on
t = min(latest, D). It can be the last one begun by D iff it can have begun by D and no other effect
must fall after it and by D. A brute-force oracle over worlds holds this in the tests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.links.link import Candidate, Link
from graph.links.order import PlacedEffect, place_effects
from graph.model import Event, Triple
from graph.vocabulary import Access

__all__ = ["compile_links", "compile_triple", "possibilities"]


def compile_links(events: Iterable[Event]) -> dict[Triple, tuple[Link, ...]]:
    """The links of every triple that the events touch, triples and links in order.

    Raises `EffectConflictError` at the first triple whose events contradict themselves.
    """
    by_triple: defaultdict[Triple, list[Event]] = defaultdict(list)
    for event in events:
        for triple in {effect.triple for effect in event.effects}:
            by_triple[triple].append(event)
    return {triple: compile_triple(triple, by_triple[triple]) for triple in sorted(by_triple)}


def compile_triple(triple: Triple, events: Iterable[Event]) -> tuple[Link, ...]:
    """The links of one triple, from all the events that have an effect on it; by day."""
    return tuple(_merge(triple, place_effects(triple, events)))


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
