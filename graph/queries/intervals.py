"""Sets of days as sorted, disjoint, half-open intervals `[since, until)`."""

from __future__ import annotations

from collections.abc import Iterable

from graph.dates import AFTER_ALL, BEFORE_ALL

__all__ = ["EVER", "Days", "Interval", "containing", "intersection", "minus", "union"]

Interval = tuple[int, int]
Days = tuple[Interval, ...]
EVER: Days = ((BEFORE_ALL, AFTER_ALL),)


def union(intervals: Iterable[Interval]) -> Days:
    """All days of any of the intervals, which may overlap and come in any order."""
    joined: list[Interval] = []
    for since, until in sorted(intervals):
        if since >= until:
            continue
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return tuple(joined)


def intersection(left: Days, right: Days) -> Days:
    """The days that are in both."""
    found: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        since, until = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if since < until:
            found.append((since, until))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def minus(left: Days, right: Days) -> Days:
    """The days that are in `left` and not in `right`."""
    gaps: list[Interval] = []
    since = BEFORE_ALL
    for begin, end in right:
        gaps.append((since, begin))
        since = end
    gaps.append((since, AFTER_ALL))
    return intersection(left, union(gaps))


def containing(days: Days, day: int) -> Interval | None:
    """The interval that holds `day`, or None."""
    return next((run for run in days if run[0] <= day < run[1]), None)
