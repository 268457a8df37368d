"""Sets of days against Python's own sets."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.queries.intervals import EVER, Days, Interval, containing, intersection, minus, union

ends = st.one_of(st.integers(0, 12), st.just(AFTER_ALL))
intervals = st.tuples(ends, ends)
some = st.lists(intervals, max_size=5)
UNIVERSE = (*range(14), AFTER_ALL - 1)


def days_of(runs: list[Interval] | Days) -> set[int]:
    """Return the days of a small universe that any of the intervals holds."""
    return {day for day in UNIVERSE for since, until in runs if since <= day < until}


def assert_well_formed(days: Days) -> None:
    """Sorted, none empty, and no two that touch."""
    assert all(since < until for since, until in days)
    assert all(one[1] < two[0] for one, two in pairwise(days))


@given(some)
def test_union(runs: list[Interval]) -> None:
    """All days of any, whatever their order; backwards and empty ones hold nothing."""
    assert days_of(union(runs)) == days_of(runs)
    assert_well_formed(union(runs))


@given(some, some)
def test_intersection(left: list[Interval], right: list[Interval]) -> None:
    """The days that are in both."""
    both = intersection(union(left), union(right))

    assert days_of(both) == days_of(left) & days_of(right)
    assert_well_formed(both)


@given(some, some)
def test_minus(left: list[Interval], right: list[Interval]) -> None:
    """The days that are in the first alone."""
    rest = minus(union(left), union(right))

    assert days_of(rest) == days_of(left) - days_of(right)
    assert_well_formed(rest)


@given(some, st.sampled_from(UNIVERSE))
def test_containing(runs: list[Interval], day: int) -> None:
    """The run that holds the day, or None."""
    days = union(runs)
    found = containing(days, day)

    assert (found is None) == (day not in days_of(days))
    assert found is None or (found in days and found[0] <= day < found[1])


def test_ever() -> None:
    """From before all to after all; nothing is outside."""
    assert ((BEFORE_ALL, AFTER_ALL),) == EVER
    assert minus(EVER, EVER) == ()
    assert minus(EVER, ((5, 8),)) == ((BEFORE_ALL, 5), (8, AFTER_ALL))
