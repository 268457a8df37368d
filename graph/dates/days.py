"""Days and months as numbers, and the two days that are on no calendar.

A month is a number too: twelve times the year plus the month counted from 0. What falls outside
the years 0001 to 9999 becomes `BEFORE_ALL` or `AFTER_ALL`.
"""

from __future__ import annotations

from datetime import date

__all__ = [
    "AFTER_ALL",
    "BEFORE_ALL",
    "day_to_iso",
    "month_end",
    "month_length",
    "month_start",
    "years_later",
]

BEFORE_ALL = 0
"""The open past: before every day of the calendar."""

AFTER_ALL = 3_652_060
"""The open future: after every day of the calendar, 9999-12-31 being the last."""

_FIRST_MONTH = 12  # January of the year 1
_NO_MONTH = 120_000  # January of the year 10000
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_to_iso(day: int) -> str | None:
    """Write a day as YYYY-MM-DD; `None` for `BEFORE_ALL` and `AFTER_ALL`.

    >>> day_to_iso(738_000)
    '2021-07-26'

    Raises `ValueError` for a number that is no day.
    """
    if day in (BEFORE_ALL, AFTER_ALL):
        return None
    if not BEFORE_ALL < day < AFTER_ALL:
        raise ValueError(f"{day} is no day: days are numbers from {BEFORE_ALL} to {AFTER_ALL}")
    return date.fromordinal(day).isoformat()


def month_start(month: int) -> int:
    """Return the first day of a month."""
    if month < _FIRST_MONTH:
        return BEFORE_ALL
    if month >= _NO_MONTH:
        return AFTER_ALL
    return date(month // 12, month % 12 + 1, 1).toordinal()


def month_end(month: int) -> int:
    """Return the last day of a month."""
    if month < _FIRST_MONTH:
        return BEFORE_ALL
    if month >= _NO_MONTH:
        return AFTER_ALL
    return month_start(month + 1) - 1


def month_length(year: int, month: int) -> int:
    """Return the number of days in a month, 1 to 12, of a year.

    >>> month_length(2024, 2), month_length(1900, 2)
    (29, 28)
    """
    if month == 2 and year % 4 == 0 and (year % 100 or year % 400 == 0):
        return 29
    return _LENGTHS[month - 1]


def years_later(day: int, years: int) -> int:
    """Return the same day of another year; 29 February becomes the 28th where it must."""
    then = date.fromordinal(day)
    year = then.year + years
    if year < 1:
        return BEFORE_ALL
    if year > 9999:
        return AFTER_ALL
    return date(year, then.month, min(then.day, month_length(year, then.month))).toordinal()
