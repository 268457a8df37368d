"""What happened, in order, within a window, for whom; and how much of it per year or month."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate, pairwise

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.errors import BadArgumentError
from graph.store.base import Reader
from graph.store.pages import DateBounds, TimelineFilter

__all__ = ["Count", "Step", "timeline_counts"]

MAX_COUNTS = 2_000


class Step(StrEnum):
    """How long each count of a timeline is."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"


_MONTHS = {Step.YEAR: 12, Step.QUARTER: 3, Step.MONTH: 1}


@dataclass(frozen=True, slots=True)
class Count:
    """Events in `[since, until)`: those that certainly lie in it, and those that possibly do."""

    label: str
    since: int
    until: int
    certain: int
    possible: int


def timeline_counts(reader: Reader, wanted: TimelineFilter, step: Step) -> list[Count]:
    """Counts per step over the filter's window, from the first to the last that has an event.

    An event counts as possible in each step in which it may lie, so in several; `possible` includes
    `certain`. What has no end counts up to the end of the window; where that is open too, up to
    the last day that any date names. Raises `BadArgumentError` where that would be more than `MAX_COUNTS` counts.
    """
    bounds = list(reader.timeline_dates(wanted))
    days = [
        min(max(day, wanted.first), wanted.last)
        for date_bounds in bounds
        for day in date_bounds
        if day is not None
    ]
    finite = [day for day in days if BEFORE_ALL < day < AFTER_ALL]
    if not finite:
        return []
    starts = _starts(min(finite), max(finite), step)
    possible, certain = [0] * len(starts), [0] * len(starts)
    for date_bounds in bounds:
        _add(possible, _steps_possible(date_bounds, starts))
        _add(certain, _steps_certain(date_bounds, starts))
    totals = zip(accumulate(certain), accumulate(possible), strict=True)
    return [
        Count(_label(since, step), since, until, sure, maybe)
        for (since, until), (sure, maybe) in zip(pairwise(starts), totals, strict=False)
    ]


def _starts(first: int, last: int, step: Step) -> list[int]:
    """The first days of the steps that cover `[first, last]`, and of the one after them."""
    months = _MONTHS[step]
    begin, end = date.fromordinal(first), date.fromordinal(last)
    number = (begin.year * 12 + begin.month - 1) // months
    final = (end.year * 12 + end.month - 1) // months
    if final - number >= MAX_COUNTS:
        expected = f"a window of at most {MAX_COUNTS:,} steps; narrow `since` and `until`"
        raise BadArgumentError("step", step.value, expected, code="WINDOW_TOO_LONG")
    return list(_first_days(number, final + 1, months))


def _first_days(number: int, final: int, months: int) -> Iterator[int]:
    for n in range(number, final + 1):
        year, month = divmod(n * months, 12)
        yield AFTER_ALL if year > date.max.year else date(year, month + 1, 1).toordinal()


def _label(since: int, step: Step) -> str:
    """The step as EDTF writes it: 2024, 2024-33 (first quarter), 2024-01."""
    begin = date.fromordinal(since)
    if step is Step.YEAR:
        return f"{begin.year:04}"
    if step is Step.QUARTER:
        return f"{begin.year:04}-{33 + (begin.month - 1) // 3}"
    return f"{begin.year:04}-{begin.month:02}"


def _steps_possible(bounds: DateBounds, starts: list[int]) -> Iterable[tuple[int, int]]:
    earliest, latest, _, end_latest = bounds
    last = latest if end_latest is None else end_latest
    return _covered(earliest, last, starts)


def _steps_certain(bounds: DateBounds, starts: list[int]) -> Iterable[tuple[int, int]]:
    """The steps in which it certainly lies.

    An instant, in a step that holds all its days; a stretch, in each that it has certainly reached
    and not possibly left.
    """
    earliest, latest, end_earliest, _ = bounds
    if end_earliest is None:
        steps = _covered(earliest, latest, starts)
        inside = steps and starts[steps[0][0]] <= earliest and steps[0][0] + 1 == steps[0][1]
        return steps if inside and latest < starts[steps[0][1]] else ()
    return _covered(latest, end_earliest, starts)


def _covered(first: int, last: int, starts: list[int]) -> list[tuple[int, int]]:
    """The run of steps that hold a day of `[first, last]`, as numbers, half-open; or nothing."""
    begin = max(0, bisect_right(starts, first) - 1)
    end = min(len(starts) - 1, bisect_right(starts, last))
    return [(begin, end)] if begin < end else []


def _add(changes: list[int], runs: Iterable[tuple[int, int]]) -> None:
    """Note one more on each step of the runs, as differences between neighbours."""
    for begin, end in runs:
        changes[begin] += 1
        changes[end] -= 1
