"""When one can be where: earliest arrivals forward, latest departures backward, hop by hop."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph.queries.contacts import Contact, Contacts, State

__all__ = ["Plan", "arrivals", "departures"]

Level = dict[State, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The shape of the best path: so many hops, departing and arriving on these days."""

    hops: int
    departs: int
    arrives: int


def arrivals(
    contacts: Contacts,
    max_hops: int,
    *,
    departing: int | None = None,
    until_reached: bool = False,
) -> list[Level]:
    """For each number of hops, the earliest day on which each state is reached by exactly so many.

    A state that fewer hops reach as early is left out. With `departing`, the first hop is made on
    that day. `until_reached` stops at the first level that holds the goal.
    """
    levels: list[Level] = [{contacts.start: contacts.first}]
    best: Level = {} if departing is not None else dict(levels[0])
    for hops in range(1, max_hops + 1):
        contacts.load(levels[-1], max_hops - hops + 1)
        level: Level = {}
        for state, day in levels[-1].items():
            earliest = day if hops == 1 else day + contacts.gap
            if hops == 1 and departing is not None:
                earliest = departing
            for after, contact in contacts.out_of(state):
                when = contact.first_day(earliest)
                if when is None or (hops == 1 and departing not in (None, when)):
                    continue
                if when < min(level.get(after, when + 1), best.get(after, when + 1)):
                    level[after] = when
        best |= level
        levels.append(level)
        if not level or (until_reached and contacts.goal in level):
            break
    return levels


def departures(contacts: Contacts, max_hops: int, arrive_by: int) -> list[Level]:
    """For each number of hops, the latest day of the next hop that still leads to the goal.

    Exactly so many hops, the last by `arrive_by`. Looks at what was loaded before only: it is asked
    after `arrivals`, which loaded all that can matter.
    """
    into: defaultdict[State, list[tuple[State, Contact]]] = defaultdict(list)
    for state in _loaded(contacts, max_hops):
        for after, contact in contacts.out_of(state):
            into[after].append((state, contact))
    levels: list[Level] = [{}]
    for hops in range(1, max_hops + 1):
        level: Level = {}
        goals = {contacts.goal: arrive_by + contacts.gap} if hops == 1 else levels[-1]
        for after, day in goals.items():
            for state, contact in into[after]:
                when = min(contact.last, day - contacts.gap)
                if when >= contact.first and when > level.get(state, -1):
                    level[state] = when
        levels.append(level)
    return levels


def _loaded(contacts: Contacts, max_hops: int) -> set[State]:
    """All states within so many hops of the start, whatever the day."""
    known = {contacts.start}
    frontier = known
    for _ in range(max_hops):
        frontier = {after for state in frontier for after, _ in contacts.out_of(state)} - known
        known = known | frontier
    return known
