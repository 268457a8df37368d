"""The first and the last day that match digits of which some are not known (`X`).

Nothing here walks through days or years: a year is the lowest or the highest that its digits
allow, and only 29 February ever needs another one, the nearest leap year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from graph.dates.days import month_length

__all__ = ["MATCHES", "first_match", "last_match"]

_SIGNS = "0123456789X"

MATCHES: dict[str, tuple[int, ...]] = {
    tens + ones: tuple(
        10 * ten + one
        for ten in (range(10) if tens == "X" else [int(tens)])
        for one in (range(10) if ones == "X" else [int(ones)])
    )
    for tens in _SIGNS
    for ones in _SIGNS
}
"""The numbers that two digits allow, in order: `"1X"` → 10 … 19."""


def first_match(year: str, months: Sequence[int], days: Sequence[int]) -> int | None:
    """Return the first day whose year matches, in one of `months` and on one of `days`.

    `months` and `days` are in order and not empty. `None` if there is no such day.
    """
    found = _first_in(_lowest_year(year), months, days)
    if found is None:
        leap = next(_leap_years(year, 1), None)
        found = None if leap is None else _first_in(leap, months, days)
    return found


def last_match(year: str, months: Sequence[int], days: Sequence[int]) -> int | None:
    """Return the last day whose year matches, in one of `months` and on one of `days`.

    `months` and `days` are in order and not empty. `None` if there is no such day.
    """
    found = _last_in(int(year.replace("X", "9")), months, days)
    if found is None:
        leap = next(_leap_years(year, -1), None)
        found = None if leap is None else _last_in(leap, months, days)
    return found


def _lowest_year(year: str) -> int:
    number = int(year.replace("X", "0"))
    # There is no year 0000: the next match has a 1 in place of the last X.
    return number or 10 ** (3 - year.rindex("X"))


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


def _leap_years(year: str, step: int) -> Iterator[int]:
    """Yield the leap years that match, upwards (`step` 1) or downwards (-1)."""
    rests = [rest for rest in MATCHES[year[2:]] if rest % 4 == 0]
    if not rests:
        return
    for century in MATCHES[year[:2]][::step]:
        for rest in rests[::step]:
            if rest or (century and century % 4 == 0):
                yield 100 * century + rest
