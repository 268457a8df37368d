"""When one can be where: earliest arrivals forward, latest departures backward, hop by hop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph.dates import AFTER_ALL
from graph.queries.contacts import Contacts, State

__all__ = ["Level", "Plan", "arrivals", "departures"]

Level = dict[State, int]
_NEVER = AFTER_ALL + 1


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
    sooner_only: bool = False,
) -> list[Level]:
    """For each number of hops, the earliest day on which each state is reached by exactly so many.

    A state that fewer hops reach as early is left out. With `departing`, the first hop is made on
    that day. `until_reached` stops at the first level that holds the goal; `sooner_only` then looks
    only for what arrives there sooner.
    """
    if contacts.start is None:
        return [{}]
    levels: list[Level] = [{contacts.start: contacts.first}]
    best: Level = {} if departing is not None else dict(levels[0])
    passing, gap, goal, last = contacts.passing, 0, contacts.goal, contacts.last
    for hops in range(1, max_hops + 1):
        level: Level = {}
        latest = last
        if hops == 1 and departing is not None:
            levels[0] = {contacts.start: departing}
            latest = departing
        before, best_day = levels[-1], best.get
        for state, ways in contacts.out_of(before, max_hops - hops + 1):
            earliest = before[state] + gap
            for after, since, until, number in ways:
                if earliest < until and since <= latest and passing[number]:
                    when = since if since > earliest else earliest  # noqa: FURB136 -- max() is slow
                    if when < best_day(after, _NEVER) and when <= latest:
                        best[after] = level[after] = when
        levels.append(level)
        gap = contacts.gap
        if goal in level:
            if until_reached:
                break
            if sooner_only:
                last = level[goal] - 1
        if not level:
            break
    return levels


def departures(
    contacts: Contacts, hops: int, arrive_by: int, within: Sequence[Collection[State]]
) -> list[Level]:
    """For each number of hops left, the latest day of the next one that still leads to the goal.

    Exactly so many hops, the last by `arrive_by`; of the path after n hops only the states in
    `within[n]` are looked at.
    """
    levels: list[Level] = [{}]
    passing, first, gap = contacts.passing, contacts.first, contacts.gap
    goals: Level = {contacts.goal: arrive_by + gap}
    for left in range(1, hops + 1):
        level: Level = {}
        for state, ways in contacts.out_of(within[hops - left], left):
            for after, since, until, number in ways:
                day = goals.get(after)
                if day is None or not passing[number]:
                    continue
                when = until - 1 if until <= day - gap else day - gap
                if when >= since and when >= first and when > level.get(state, -1):
                    level[state] = when
        levels.append(level)
        goals = level
    return levels
