"""When one can be where: earliest arrivals forward, latest departures backward, hop by hop."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from graph.dates import AFTER_ALL
from graph.queries.contacts import Contacts, State

__all__ = ["Level", "Plan", "arrivals", "departures", "first_arrivals"]

Level = dict[State, int]
_NEVER = AFTER_ALL + 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The shape of the best path: so many hops, departing and arriving on these days."""

    hops: int
    departs: int
    arrives: int


def arrivals(contacts: Contacts, max_hops: int, *, departing: int | None = None) -> list[Level]:
    """For each number of hops, the earliest day on which each state is reached by exactly so many.

    A state that fewer hops reach as early is left out. With `departing`, the first hop is made on
    that day.
    """
    if contacts.start is None:
        return [{}]
    levels: list[Level] = [{contacts.start: contacts.first if departing is None else departing}]
    best: Level = {} if departing is not None else dict(levels[0])
    latest = contacts.last if departing is None else departing
    for left in range(max_hops, 0, -1):
        level = _hop(contacts, levels, left, latest, best)
        best |= level
        levels.append(level)
        if not level:
            break
        latest = contacts.last
    return levels


def first_arrivals(contacts: Contacts, max_hops: int, *, fewest_hops: bool) -> list[Level] | None:
    """The levels of `arrivals` up to the goal, on the way that arrives there first; None without one.

    Of several such ways on one of the fewest hops; with `fewest_hops`, on one of the fewest hops at all, and of
    these on the one that arrives first.

    Read hop by hop, each from the end where less is to be looked at, and no further than an earlier
    arrival is possible: so the ways of a hub are passed over where the other end has few. What was read
    from behind is gone through anew with each hop; there a state may be in a level that fewer hops
    reach as early, which is on no best path.
    """
    ahead: list[Level] = [{contacts.start: contacts.first}]
    best = dict(ahead[0])
    found: list[Level] | None = None
    latest = contacts.last
    for hops in range(1, max_hops + 1):
        if contacts.is_less_ahead(ahead[-1]):
            ahead.append(_hop(contacts, ahead, contacts.met + 1, latest, best))
            best |= ahead[-1]
        else:
            contacts.read_behind()
        if not (ahead[-1] and contacts.may_meet):
            break
        levels = ahead[:]
        for left in range(contacts.met, 0, -1):
            levels.append(_hop(contacts, levels, left, latest, best))
        if contacts.goal in levels[-1]:
            found = levels
            latest = levels[-1][contacts.goal] - 1
            if fewest_hops or latest < contacts.first + hops * contacts.gap:
                break
    return found


def _hop(contacts: Contacts, levels: Sequence[Level], left: int, latest: int, best: Level) -> Level:
    """The next level, by one hop made by the `latest` day: what is reached sooner than in `best`.

    `left` says how many hops may still be made, this one included.
    """
    before, gap = levels[-1], contacts.gap if len(levels) > 1 else 0
    level: Level = {}
    passing, best_day, level_day = contacts.passing, best.get, level.get
    for state, ways in contacts.out_of(before, left):
        earliest = before[state] + gap
        for after, since, until, number in ways:
            if earliest < until and since <= latest and passing[number]:
                when = since if since > earliest else earliest  # noqa: FURB136 -- max() is slow
                if (
                    when <= latest
                    and when < best_day(after, _NEVER)
                    and when < level_day(after, _NEVER)
                ):
                    level[after] = when
    return level


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
