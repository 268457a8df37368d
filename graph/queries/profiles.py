"""The fastest path: what departing later would gain, for every departure at once.

Two kinds of labels are kept for each state and number of hops. *Days*: departures after which every
hop is made as soon as the rules allow, so that the path takes no day (or, `strict`, a day a hop).
*Trips*: a departure and an arrival with waiting in between; only those that no other beats are kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from graph.queries.contacts import Contacts, State
from graph.queries.intervals import Days, intersection, union
from graph.queries.schedule import Plan

__all__ = ["fastest_plan"]

Trip = tuple[int, int]
"""Departure and arrival."""
_LABEL = 8
"""How many ways could be looked at while a label without days and trips is extended."""


@dataclass(slots=True)
class _Label:
    days: Days = ()
    trips: list[Trip] = field(default_factory=list)


@dataclass(slots=True)
class _Gained:
    """What one level adds to a state, before it is brought into order."""

    days: list[tuple[int, int]] = field(default_factory=list)
    trips: list[Trip] = field(default_factory=list)


def fastest_plan(contacts: Contacts, max_hops: int) -> Plan | None:
    """The plan with the least time between departure and arrival; then fewest hops, then earliest."""
    best: tuple[int, int, int] | None = None  # time taken, hops, arrival
    start = _Label(days=((contacts.first, contacts.last + 1),))
    level: dict[State, _Label] = {contacts.start: start}
    for hops in range(1, max_hops + 1):
        gained: defaultdict[State, _Gained] = defaultdict(_Gained)
        for state, ways in contacts.out_of(level, max_hops - hops + 1):
            label = level[state]
            contacts.work(len(ways) * (_LABEL + len(label.days) + len(label.trips)))
            for after, since, until, number in ways:
                first, last = max(since, contacts.first), min(until - 1, contacts.last)
                if first <= last and contacts.passing[number]:
                    _extend(gained[after], label, first, last, hops, contacts.gap)
        level = {
            state: _tidy(found) for state, found in gained.items() if found.days or found.trips
        }
        if not level:
            break
        goal = level.get(contacts.goal)
        for trip in _trips(goal, hops, contacts.gap) if goal else ():
            found = (trip[1] - trip[0], hops, trip[1])
            best = found if best is None else min(best, found)
    if best is None:
        return None
    took, hops, arrives = best
    return Plan(hops, arrives - took, arrives)


def _extend(gained: _Gained, label: _Label, first: int, last: int, hops: int, gap: int) -> None:
    """What a hop that can be made on the days `[first, last]` makes of a label, as the hop so many."""
    shift = (hops - 1) * gap  # the hop is made so many days after the departure, without waiting
    at_once = ((first - shift, last - shift + 1),)
    gained.days.extend(intersection(label.days, at_once))
    if hops > 1:
        waiting = [
            min(until, first - shift) - 1 for since, until in label.days if since < first - shift
        ]
        if waiting:
            gained.trips.append((waiting[-1], first))
    for departs, arrives in label.trips:
        when = max(first, arrives + gap)
        if when <= last:
            gained.trips.append((departs, when))


def _tidy(gained: _Gained) -> _Label:
    """Days joined; of the trips, those that depart later or arrive earlier than any other."""
    trips: list[Trip] = []
    for departs, arrives in sorted(gained.trips, key=lambda trip: (-trip[0], trip[1])):
        if not trips or arrives < trips[-1][1]:
            trips.append((departs, arrives))
    return _Label(union(gained.days), trips)


def _trips(label: _Label, hops: int, gap: int) -> list[Trip]:
    """The trips of a label, the first of its days as one of them."""
    shift = (hops - 1) * gap
    first = [(label.days[0][0], label.days[0][0] + shift)] if label.days else []
    return [*first, *label.trips]
