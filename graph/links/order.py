"""The effects on one triple, with the bounds and the order that hold in every world.

A world picks one day for every uncertain instant. An event that `follows` or `reverses` another on
the same triple does not come before it. On one day, effects come in one fixed order: along those
relations first, then by `sequence`, then by the event's id.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from graph.dates import AFTER_ALL
from graph.errors import GraphError
from graph.model import Effect, Event, Triple
from graph.vocabulary import Access, EventRelationKind

__all__ = ["EffectConflictError", "PlacedEffect", "place_effects"]

_NOT_BEFORE = (EventRelationKind.FOLLOWS, EventRelationKind.REVERSES)


class EffectConflictError(GraphError, ValueError):
    """Effects on one triple that no world can hold together; `events` are those concerned."""

    code = "EFFECT_CONFLICT"

    def __init__(self, message: str, events: Collection[str]) -> None:
        """Say what contradicts itself, between which events."""
        self.events = tuple(events)
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class PlacedEffect:
    """An effect with its bounds: its instant is a day of `[earliest, latest]`.

    `until_earliest` and `until_latest` bound the first day on which it no longer holds; without an
    end both are `AFTER_ALL`. `rank` is its place among the effects of its triple on one day;
    `later` holds the ranks of those known to come after it.
    """

    event: str
    effect: int
    access: Access
    earliest: int
    latest: int
    until_earliest: int
    until_latest: int
    rank: int = 0
    later: frozenset[int] = frozenset()


def place_effects(triple: Triple, events: Iterable[Event]) -> list[PlacedEffect]:
    """The effects of `events` on `triple`, in the order of their rank, bounds carried along.

    Raises `EffectConflictError` where the events contradict themselves.
    """
    by_id = {event.id: event for event in events}
    placed = {event.id: _place(triple, event) for event in by_id.values()}
    before = {
        id: sorted({r.event for r in event.relations if r.kind in _NOT_BEFORE} & by_id.keys())
        for id, event in by_id.items()
    }
    order = _rank(by_id, before)
    _carry(placed, before, order)
    if any(before.values()):
        later = _later(before, order)
        return [replace(placed[id], rank=n, later=later[id]) for n, id in enumerate(order)]
    return [replace(placed[id], rank=n) for n, id in enumerate(order)]


def _place(triple: Triple, event: Event) -> PlacedEffect:
    """The event's one effect on the triple, its `until` and its start clipped to each other."""
    index, effect = _only_effect(triple, event)
    since = effect.since or event.date
    until_earliest, until_latest = AFTER_ALL, AFTER_ALL
    if effect.until is not None:
        until_earliest, until_latest = effect.until.earliest, effect.until.latest
    if until_latest < since.earliest:
        raise EffectConflictError(f"the effect of {event.id!r} ends before it begins", [event.id])
    return PlacedEffect(
        event.id,
        index,
        effect.access,
        since.earliest,
        min(since.latest, until_latest),
        until_earliest,
        until_latest,
    )


def _only_effect(triple: Triple, event: Event) -> tuple[int, Effect]:
    found = [(n, effect) for n, effect in enumerate(event.effects) if effect.triple == triple]
    if len(found) != 1:
        raise EffectConflictError(
            f"{event.id!r} has {len(found)} effects on one triple", [event.id]
        )
    return found[0]


def _rank(events: Mapping[str, Event], before: Mapping[str, list[str]]) -> list[str]:
    """Ids in the order of one day: predecessors first, else by sequence, then id."""
    missing = {id: len(predecessors) for id, predecessors in before.items()}
    after: dict[str, list[str]] = {id: [] for id in events}
    for id, predecessors in before.items():
        for predecessor in predecessors:
            after[predecessor].append(id)
    ready = [(events[id].sequence, id) for id, count in missing.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        _, id = heapq.heappop(ready)
        order.append(id)
        for successor in after[id]:
            missing[successor] -= 1
            if missing[successor] == 0:
                heapq.heappush(ready, (events[successor].sequence, successor))
    if len(order) < len(events):
        circle = sorted(events.keys() - set(order))
        raise EffectConflictError(f"{', '.join(circle)} come after each other in a circle", circle)
    return order


def _carry(
    placed: dict[str, PlacedEffect], before: Mapping[str, list[str]], order: list[str]
) -> None:
    """Carry the earliest day forward and the latest day backward, then clip the ends to it."""
    for id in order:
        for predecessor in before[id]:
            if placed[predecessor].earliest > placed[id].earliest:
                placed[id] = replace(placed[id], earliest=placed[predecessor].earliest)
        _refuse_contradiction(placed, id, before[id])
    for id in reversed(order):
        for predecessor in before[id]:
            if placed[id].latest < placed[predecessor].latest:
                placed[predecessor] = replace(placed[predecessor], latest=placed[id].latest)
    for id in order:
        effect = placed[id]
        if effect.until_earliest < effect.earliest:
            placed[id] = replace(effect, until_earliest=effect.earliest)


def _refuse_contradiction(
    placed: Mapping[str, PlacedEffect], id: str, predecessors: Iterable[str]
) -> None:
    """Refuse an effect that can begin on no day, as what comes before it begins too late."""
    latest = placed[id].latest
    late = [predecessor for predecessor in predecessors if placed[predecessor].earliest > latest]
    if late:
        names = " and ".join(map(repr, late))
        raise EffectConflictError(
            f"the effect of {id!r} comes after that of {names}, yet would have begun before it",
            [id, *late],
        )


def _later(before: Mapping[str, list[str]], order: list[str]) -> dict[str, frozenset[int]]:
    """For each effect, the ranks of all that are known to come after it."""
    rank = {id: n for n, id in enumerate(order)}
    later: dict[str, set[int]] = {id: set() for id in order}
    for id in reversed(order):
        for predecessor in before[id]:
            later[predecessor] |= later[id] | {rank[id]}
    return {id: frozenset(ranks) for id, ranks in later.items()}
