"""The bounds of one date as written: year, month and day with their `X`, and a mark at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from graph.dates.days import month_end, month_length, month_start, years_later
from graph.dates.edtf_date import Precision
from graph.dates.errors import Mistake
from graph.dates.patterns import DAYS, MONTHS, first_match, highest_year, last_match, lowest_year

__all__ = ["Bounds", "bounds_of"]

_MONTH_AT = 5  # where the month stands in a date, and the day
_DAY_AT = 8
_SHARES = {  # what may stand in place of a month: first month from 0, months, precision
    33: (0, 3, Precision.QUARTER),
    34: (3, 3, Precision.QUARTER),
    35: (6, 3, Precision.QUARTER),
    36: (9, 3, Precision.QUARTER),
    40: (0, 6, Precision.HALF_YEAR),
    41: (6, 6, Precision.HALF_YEAR),
} | {number: (number - 1, 1, Precision.MONTH) for number in range(1, 13)}
_YEAR = (0, 12, Precision.YEAR)
_YEARS = (  # by the place of the first X: what the digits before it leave open
    (Precision.MILLENNIUM, 1000),  # XXXX is known to no unit at all; this is the coarsest there is
    (Precision.MILLENNIUM, 1000),
    (Precision.CENTURY, 100),
    (Precision.DECADE, 10),
)
_ALL_DAYS = tuple(range(1, 32))
_MONTHS_TAKEN = "a month 01 to 12, a quarter 33 to 36 or a half-year 40 or 41"


class Bounds(NamedTuple):
    """Between which days a date lies, how exactly it is known, and its mark ("" for none)."""

    earliest: int
    latest: int
    precision: Precision
    mark: str


def bounds_of(at: int, year: str, month: str | None, day: str | None, mark: str) -> Bounds:
    """Return the bounds of a date whose text begins at index `at` of what is read.

    Year, month and day are digits and `X` in the right number. Raises `Mistake` where no day
    matches them, or where a mark stands beside an X that it cannot stand beside.
    """
    if year == "0000":
        raise Mistake(at, year, "a year from 0001 to 9999")
    open_share = (month is not None and "X" in month) or (day is not None and "X" in day)
    if open_share or "X" in year:
        return _with_gaps(at, year, month, day, mark, open_share=open_share)
    if day is None or month is None:
        first, length, precision = _YEAR if month is None else _share(at, year, month)
        start = 12 * int(year) + first
        margin = length if mark else 0
        return Bounds(
            month_start(start - margin), month_end(start + length - 1 + margin), precision, mark
        )
    number = _day_number(at, year, month, day)
    margin = 1 if mark else 0
    return Bounds(number - margin, number + margin, Precision.DAY, mark)


def _share(at: int, year: str, month: str) -> tuple[int, int, Precision]:
    """Return first month, number of months and precision of what stands in a month's place."""
    number = int(month)
    if number in _SHARES:
        return _SHARES[number]
    if 21 <= number <= 32:
        raise Mistake(
            at + _MONTH_AT,
            month,
            f"{_MONTHS_TAKEN}, not a season (it depends on the hemisphere): "
            f"a quarter such as {year}-34, or months such as [{year}-03..{year}-05]",
        )
    if 37 <= number <= 39:
        raise Mistake(
            at + _MONTH_AT, month, f"{_MONTHS_TAKEN}, not a third of a year: a set of months"
        )
    raise Mistake(at + _MONTH_AT, month, _MONTHS_TAKEN)


def _day_number(at: int, year: str, month: str, day: str) -> int:
    if _share(at, year, month)[2] is not Precision.MONTH:
        raise _day_of_share(at, month, day)
    try:
        return date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        length = month_length(int(year), int(month))
        expected = f"a day from 01 to {length}, the last of {year}-{month}"
        raise Mistake(at + _DAY_AT, day, expected) from None


def _day_of_share(at: int, month: str, day: str) -> Mistake:
    return Mistake(
        at + _DAY_AT - 1,
        f"-{day}",
        f"the end of the date: {month} is a quarter or a half-year and has no numbered days",
    )


def _with_gaps(
    at: int, year: str, month: str | None, day: str | None, mark: str, *, open_share: bool
) -> Bounds:
    """Return the bounds of a date that has an X: from its first match to its last."""
    if month is None:
        earliest = date(lowest_year(year), 1, 1).toordinal()
        latest = date(highest_year(year), 12, 31).toordinal()
        precision = Precision.YEAR
    else:
        earliest, latest, precision = _matches(at, year, month, day)
    if mark and open_share:
        place = at + (_MONTH_AT if day is None else _DAY_AT) + 2
        expected = "no mark beside an X for month or day: X without a mark, or a mark without X"
        raise Mistake(place, mark, expected)
    if "X" in year:
        precision, margin = _YEARS[year.index("X")]
        if mark:
            earliest, latest = years_later(earliest, -margin), years_later(latest, margin)
    return Bounds(earliest, latest, precision, mark)


def _matches(at: int, year: str, month: str, day: str | None) -> tuple[int, int, Precision]:
    """Return the first and the last day that match, and the precision below an X in the year."""
    if "X" in month:
        months: Sequence[int] = MONTHS[month]
        precision = Precision.YEAR
        if not months:
            raise Mistake(at + _MONTH_AT, month, "digits that a month 01 to 12 matches")
    else:
        first, length, precision = _share(at, year, month)
        months = range(first + 1, first + length + 1)
    days: Sequence[int] = _ALL_DAYS
    if day is not None:
        if precision in (Precision.QUARTER, Precision.HALF_YEAR):
            raise _day_of_share(at, month, day)
        if "X" not in month:
            precision = Precision.MONTH if "X" in day else Precision.DAY
        days = DAYS[day]
    earliest = first_match(year, months, days) if days else None
    latest = last_match(year, months, days) if days else None
    if earliest is None or latest is None:
        expected = f"a day that some month matching {year}-{month} has"
        raise Mistake(at + _DAY_AT, day or "", expected)
    return earliest, latest, precision
