"""The first and the last day that match digits of which some are not known (`X`).

Nothing here walks through days or years: a year is the lowest or the highest that its digits
allow, and only 29 February ever needs another one, the nearest leap year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.dates.days import month_length

__all__ = ["DAYS", "MONTHS", "first_match", "highest_year", "last_match", "lowest_year"]

_SIGNS = "0123456789X"
_PAIRS: dict[str, tuple[int, ...]] = {
    tens + ones: tuple(
        10 * ten + one
        for ten in (range(10) if tens == "X" else [int(tens)])
        for one in (range(10) if ones == "X" else [int(ones)])
    )
    for tens in _SIGNS
    for ones in _SIGNS
}
_LEAPS = {pair: [number for number in _PAIRS[pair] if number % 4 == 0] for pair in _PAIRS}

MONTHS = {pair: [number for number in _PAIRS[pair] if 1 <= number <= 12] for pair in _PAIRS}
"""The months that two digits allow, in order: `"1X"` → 10, 11, 12; `"3X"` → none."""

DAYS = {pair: [number for number in _PAIRS[pair] if 1 <= number <= 31] for pair in _PAIRS}
"""The days that two digits allow in a long month, in order: `"3X"` → 30, 31."""


def first_match(year: str, months: Sequence[int], days: Sequence[int]) -> int | None:
    """Return the first day whose year matches, in one of `months` and on one of `days`.

    `months` and `days` are in order and not empty. `None` if there is no such day.
    """
    found = _first_in(lowest_year(year), months, days)
    if found is None:
        leap = _leap_year(year, 1)
        found = None if leap is None else _first_in(leap, months, days)
    return found


def last_match(year: str, months: Sequence[int], days: Sequence[int]) -> int | None:
    """Return the last day whose year matches, in one of `months` and on one of `days`.

    `months` and `days` are in order and not empty. `None` if there is no such day.
    """
    found = _last_in(highest_year(year), months, days)
    if found is None:
        leap = _leap_year(year, -1)
        found = None if leap is None else _last_in(leap, months, days)
    return found


def lowest_year(year: str) -> int:
    """Return the first year that four digits allow: `"00X0"` → 10, as there is no year 0000."""
    number = int(year.replace("X", "0"))
    return number or 10 ** (3 - year.rindex("X"))


def highest_year(year: str) -> int:
    """Return the last year that four digits allow."""
    return int(year.replace("X", "9"))


def _first_in(year: int, months: Sequence[int], days: Sequence[int]) -> int | None:
    for month in months:
        if days[0] <= month_length(year, month):
            return date(year, month, days[0]).toordinal()
    return None


def _last_in(year: int, months: Sequence[int], days: Sequence[int]) -> int | None:
    for month in reversed(months):
        length = month_length(year, month)
        for day in reversed(days):
            if day <= length:
                return date(year, month, day).toordinal()
    return None


def _leap_year(year: str, step: int) -> int | None:
    """Return the first leap year that matches, or (`step` -1) the last; `None` if none does."""
    rests = _LEAPS[year[2:]]
    if not rests:
        return None
    for century in _PAIRS[year[:2]][::step]:
        for rest in rests[::step]:
            if rest or (century and century % 4 == 0):
                return 100 * century + rest
    return None
