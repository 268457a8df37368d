"""On which days there is a path at all: every day at once, without asking each.

The days on which an entity can be reached are the union, over the links into it, of the days on
which the link passes and its origin can be reached. Sets of days grow hop by hop until the limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from graph.dates import BEFORE_ALL
from graph.links import passable
from graph.queries.access import PASSABLE, SURE
from graph.queries.budget import Budget
from graph.queries.intervals import EVER, Days, intersection, minus, union
from graph.queries.ways import Place, Ways, ways_of
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["PathDays", "days_with_path", "path_days"]


@dataclass(frozen=True, slots=True)
class PathDays:
    """The nearest days with a path: the first after a day and the last before it, or None.

    `possible` counts passable hops, `certain` CERTAIN ones only.
    """

    first_possible: int | None
    first_certain: int | None
    last_possible: int | None
    last_certain: int | None


def path_days(
    reader: Reader,
    origin: str,
    destination: str,
    as_of: int,
    *,
    channels: Collection[Channel] | None,
    allow_limited: bool,
    max_hops: int,
    budget: Budget,
) -> PathDays:
    """The days with a path that are nearest to `as_of`."""
    possible, certain = (
        days_with_path(
            reader,
            origin,
            destination,
            verdicts,
            channels=channels,
            allow_limited=allow_limited,
            max_hops=max_hops,
            budget=budget,
        )
        for verdicts in (PASSABLE, SURE)
    )
    return PathDays(
        _first_after(possible, as_of),
        _first_after(certain, as_of),
        _last_before(possible, as_of),
        _last_before(certain, as_of),
    )


def _first_after(days: Days, day: int) -> int | None:
    return next((max(since, day + 1) for since, until in days if until > day + 1), None)


def _last_before(days: Days, day: int) -> int | None:
    """The last day before `day`; an open past has one too, as the run ends somewhere."""
    ends = [min(until, day) - 1 for since, until in days if since < day]
    return ends[-1] if ends and ends[-1] > BEFORE_ALL else None


def days_with_path(
    reader: Reader,
    origin: str,
    destination: str,
    verdicts: Collection[Verdict],
    *,
    channels: Collection[Channel] | None,
    allow_limited: bool,
    max_hops: int,
    budget: Budget,
) -> Days:
    """All days on which a path of at most `max_hops` links with these verdicts exists."""
    if origin == destination:
        return EVER
    ways = ways_of(reader, None, channels, budget)
    start, goal = ways.place(origin), ways.place(destination)
    if start is None or goal is None:
        return ()
    usable = passable(channels, allow_limited)
    passing = usable.all if Verdict.POSSIBLE in verdicts else usable.sure
    useful = _hops_to(ways, goal, passing, max_hops)
    reached: dict[Place, Days] = {start: EVER}
    fresh: dict[Place, Days] = {start: EVER}
    for hop in range(1, max_hops + 1):
        gained: defaultdict[Place, list[tuple[int, int]]] = defaultdict(list)
        ways.load_leaving(fresh)
        for here, days in fresh.items():
            for there, since, until, number in ways.leaving[here]:
                if passing[number] and useful.get(there, max_hops) <= max_hops - hop:
                    gained[there].extend(intersection(days, ((since, until),)))
        fresh = {}
        for there, runs in gained.items():
            new = minus(union(runs), reached.get(there, ()))
            if new:
                fresh[there] = new
                reached[there] = union((*reached.get(there, ()), *new))
        if not fresh:
            break
    return reached.get(goal, ())


def _hops_to(ways: Ways, goal: Place, passing: bytes, max_hops: int) -> dict[Place, int]:
    """How many hops each place is from the goal, whatever the day; far ones are left out."""
    hops = {goal: 0}
    frontier = [goal]
    for hop in range(1, max_hops + 1):
        ways.load_entering(frontier)
        fresh = {
            origin: hop
            for place in frontier
            for origin, _, _, number in ways.entering[place]
            if passing[number] and origin not in hops
        }
        hops |= fresh
        frontier = list(fresh)
        if not frontier:
            break
    return hops
