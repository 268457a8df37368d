"""From an EDTF text to a date with bounds.

The grammar, in full (`docs/dates.md` has the table of what each form means)::

    text    = date | stretch | set
    date    = YYYY [ "-" MM [ "-" DD ] ] [ "?" | "~" | "%" ]      any digit may be X
    stretch = end "/" end             end = date | ".." | "" , not both ends empty
    set     = "[" member { "," member } "]"
    member  = date | date ".." date   the first may also be ".." date, the last date ".."

MM is a month (01 to 12), a quarter (33 to 36) or a half-year (40, 41). This is a part of EDTF
levels 0 to 2; seasons, times, `{}` lists, marks inside a date and years beyond 0001 to 9999 are
refused. Reading is by hand and not by a parser generator: it has to be fast, and to say where a
mistake is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NoReturn

from graph.dates.bounds import Bounds, bounds_of
from graph.dates.days import AFTER_ALL, BEFORE_ALL
from graph.dates.edtf_date import EdtfDate, Precision
from graph.dates.errors import EdtfError, Mistake
from graph.dates.guesses import guesses
from graph.dates.mistakes import date_mistake, member_mistake, set_mistake, stretch_mistake

__all__ = ["MAX_LENGTH", "iso_to_day", "parse_edtf"]

MAX_LENGTH = 100
"""The longest text that is read; a set is as well written by its first and its last day."""

_DATE = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([?~%]?)")
_COARSENESS = {precision: place for place, precision in enumerate(Precision)}
_UNCERTAIN = frozenset("?%")
_APPROXIMATE = frozenset("~%")


def parse_edtf(text: str) -> EdtfDate:
    """Read a date.

    >>> date = parse_edtf("2013?")
    >>> day_to_iso(date.earliest), day_to_iso(date.latest)
    ('2012-01-01', '2014-12-31')

    Raises `EdtfError` with the place of the mistake and what to write instead.
    """
    day = _plain_day(text)
    if day is not None:
        return EdtfDate(text, day, day, None, None, Precision.DAY)
    try:
        return _read(text)
    except Mistake as mistake:
        _refuse(text, mistake)


def iso_to_day(text: str) -> int:
    """Read one day, written YYYY-MM-DD and in no other way.

    >>> iso_to_day("2021-07-26")
    738000

    Raises `EdtfError` for anything else, other dates included.
    """
    day = _plain_day(text)
    if day is not None:
        return day
    other = parse_edtf(text)
    raise EdtfError(text, 0, text, "one day, written YYYY-MM-DD", _one_day(other))


def _plain_day(text: str) -> int | None:
    """Read YYYY-MM-DD on the short way; `None` if the text is anything else."""
    # `fromisoformat` takes more than this form, hence the hyphens; the length rules out the rest.
    if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
        try:
            return date.fromisoformat(text).toordinal()
        except ValueError:
            return None
    return None


def _one_day(other: EdtfDate) -> str | None:
    return date.fromordinal(other.earliest).isoformat() if other.is_day else None


def _refuse(text: str, mistake: Mistake) -> NoReturn:
    instead = next((guess for guess in guesses(text) if _is_taken(guess)), None)
    raise EdtfError(text, mistake.position, mistake.found, mistake.expected, instead) from None


def _is_taken(text: str) -> bool:
    try:
        _read(text)
    except Mistake:
        return False
    return True


def _read(text: str) -> EdtfDate:
    """Read a text of any form; raise `Mistake` at the first place where that fails."""
    if len(text) > MAX_LENGTH:
        raise Mistake(MAX_LENGTH, text[MAX_LENGTH:], f"at most {MAX_LENGTH} characters")
    if text.startswith("["):
        return _set(text)
    if "/" in text:
        return _stretch(text)
    bounds = _date(text, 0, len(text))
    return _instant(text, bounds.earliest, bounds.latest, [bounds])


def _date(text: str, start: int, stop: int) -> Bounds:
    match = _DATE.fullmatch(text, start, stop)
    if match is None:
        raise date_mistake(text, start, stop)
    return bounds_of(start, *match.groups())


def _instant(text: str, earliest: int, latest: int, dates: list[Bounds]) -> EdtfDate:
    precision = max((date.precision for date in dates), key=_COARSENESS.__getitem__)
    marks = {date.mark for date in dates}
    return EdtfDate(
        text,
        earliest,
        latest,
        None,
        None,
        precision,
        not marks.isdisjoint(_UNCERTAIN),
        not marks.isdisjoint(_APPROXIMATE),
    )


def _stretch(text: str) -> EdtfDate:
    slash = text.index("/")
    mistake = stretch_mistake(text, slash)
    if mistake is not None:
        raise mistake
    left, right = text[:slash], text[slash + 1 :]
    start = None if left in ("", "..") else _date(text, 0, slash)
    end = None if right in ("", "..") else _date(text, slash + 1, len(text))
    if start and end and end.latest < start.earliest:
        raise Mistake(slash + 1, right, f"an end that is not before the start, {left}")
    earliest = start.earliest if start else BEFORE_ALL
    end_latest = end.latest if end else AFTER_ALL
    marks = {date.mark for date in (start, end) if date}
    return EdtfDate(
        text=text,
        earliest=earliest,
        # An unknown start is some day up to the end, an unknown end some day from the start on.
        latest=start.latest if start else (BEFORE_ALL if left else end_latest),
        end_earliest=end.earliest if end else (AFTER_ALL if right else earliest),
        end_latest=end_latest,
        precision=start.precision if start else None,
        uncertain=not marks.isdisjoint(_UNCERTAIN),
        approximate=not marks.isdisjoint(_APPROXIMATE),
        start_open=left == "..",
        start_unknown=left == "",
        end_open=right == "..",
        end_unknown=right == "",
    )


def _set(text: str) -> EdtfDate:
    mistake = set_mistake(text)
    if mistake is not None:
        raise mistake
    earliest, latest = AFTER_ALL, BEFORE_ALL
    dates: list[Bounds] = []
    at, close = 1, len(text) - 1
    while at <= close:
        comma = text.find(",", at)
        stop = close if comma < 0 else comma
        low, high, members = _member(text, at, stop)
        earliest, latest = min(earliest, low), max(latest, high)
        dates += members
        at = stop + 1
    return _instant(text, earliest, latest, dates)


def _member(text: str, start: int, stop: int) -> tuple[int, int, list[Bounds]]:
    """Read a member of a set: its first and last day, and the dates in it."""
    dots = text.find("..", start, stop)
    if dots < 0:
        one = _date(text, start, stop)
        return one.earliest, one.latest, [one]
    mistake = member_mistake(text, start, dots, stop)
    if mistake is not None:
        raise mistake
    low = _date(text, start, dots) if dots > start else None
    high = _date(text, dots + 2, stop) if dots + 2 < stop else None
    if low and high and high.latest < low.earliest:
        raise Mistake(
            dots + 2,
            text[dots + 2 : stop],
            f"an end that is not before the start, {text[start:dots]}",
        )
    return (
        low.earliest if low else BEFORE_ALL,
        high.latest if high else AFTER_ALL,
        [date for date in (low, high) if date],
    )
