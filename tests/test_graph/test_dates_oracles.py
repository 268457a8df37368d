"""Our bounds beside those of two libraries from PyPI, where these are right.

Where they are known to be wrong, a test shows it: when a new version mends it, the test fails and
the text can move to the table of those that agree.
"""

from __future__ import annotations

import contextlib
import datetime
import importlib
import io
import time
import warnings
from typing import Any

import pytest

from graph.dates import AFTER_ALL, BEFORE_ALL, iso_to_day, parse_edtf

with warnings.catch_warnings():
    # edtf 5.0 builds its grammar at import with names that newer pyparsing calls deprecated.
    warnings.simplefilter("ignore")
    edtf = importlib.import_module("edtf")
undate = importlib.import_module("undate")
lark = importlib.import_module("lark.exceptions")

# What the two raise at a text that they do not take; part of the finding.
ERRORS = (AttributeError, ValueError, edtf.EDTFParseException, lark.VisitError)

DATES = [
    "2024-05-20",
    "0001-01-01",
    "9999-12-31",
    "2024-02-29",
    "2021-09",
    "2023-02",
    "2013",
    "0987",
    "201X",
    "20XX",
    "2024-XX",
    "2024-XX-XX",
    "2024-03-XX",
]
EDTF_ONLY = [
    "2024-33",
    "2024-34",
    "2024-35",
    "2024-36",
    "2024-40",
    "2024-41",
    "156X-12-25",
    "1XXX-12",
    "1XXX-XX",
    "[2024-01-25..2024-01-31]",
    "[2013,2015]",
    "[..2015]",
    "[2013..]",
    "[1667,1668,1670..1672]",
    "[2024-05-20,2024-06]",
]
UNDATE_ONLY = ["2024-03-0X", "2024-03-1X", "2024-0X", "2XXX", "156X-12-25", "1XXX-12"]
STRETCHES = [
    "2021-09/2024-09",
    "2024-06-18/2024-09-04",
    "2013/2015-02",
    "2013/..",
    "../2015",
]
WRONG_EDTF = [
    # text, what edtf does, why that is wrong
    ("2024-03-0X", "ValueError", "the digits of a day may be unknown one by one"),
    ("2024-0X", "AttributeError", "the digits of a month may be unknown one by one"),
    ("2024-36~", "EDTFParseException", "a quarter may be approximate as a month may"),
    ("XXXX-12-31", "ValueError", "its first match is in a year 0000, which no calendar here has"),
    ("2013?", ("2013-01-01", "2013-12-31"), "strict bounds leave the mark out of account"),
    ("1985/", ("1985-01-01", "1995-01-01"), "an unknown end is not ten years later"),
    ("/1985", ("1975-12-31", "1985-12-31"), "an unknown start is not ten years earlier"),
]
WRONG_UNDATE = [
    ("2024-33", "ValueError", "quarters are EDTF level 2"),
    ("2024-40", "ValueError", "half-years are EDTF level 2"),
    ("[2013,2015]", "ValueError", "sets are EDTF level 2"),
    ("[..2015]", "ValueError", "sets are EDTF level 2"),
    ("2024-X1", "ValueError", "the first digit of a month may be unknown, the second known"),
    ("2024/2024-09", "VisitError", "a stretch may end in a month of the year that it begins in"),
    ("2013?", ("2013-01-01", "2013-12-31"), "the mark is left out of account"),
]


def day_of(value: Any) -> int:
    """Return the day that edtf means by its struct_time, or by minus or plus infinity."""
    if value == float("-inf"):
        return BEFORE_ALL
    if value == float("inf"):
        return AFTER_ALL
    assert isinstance(value, time.struct_time)
    return datetime.date(*value[:3]).toordinal()


def edtf_bounds(text: str) -> tuple[int, int]:
    """Return the outermost days by edtf, which prints where it stumbles."""
    with contextlib.redirect_stdout(io.StringIO()):
        date = edtf.parse_edtf(text)
        return day_of(date.lower_strict()), day_of(date.upper_strict())


def undate_bounds(text: str) -> tuple[int, int]:
    """Return the outermost days by undate."""
    date = undate.Undate.parse(text, "EDTF")
    if isinstance(date, undate.UndateInterval):
        first = BEFORE_ALL if date.earliest is None else iso_to_day(str(date.earliest.earliest))
        last = AFTER_ALL if date.latest is None else iso_to_day(str(date.latest.latest))
        return first, last
    return iso_to_day(str(date.earliest)), iso_to_day(str(date.latest))


def our_bounds(text: str) -> tuple[int, int]:
    """Return the outermost days by us: to the end of the right end, for a stretch."""
    date = parse_edtf(text)
    return date.earliest, date.latest if date.end_latest is None else date.end_latest


@pytest.mark.parametrize("text", [*DATES, *EDTF_ONLY, *STRETCHES, "2024/2024-09"])
def test_bounds_agree_with_edtf(text: str) -> None:
    """The library edtf finds the same first and last day."""
    assert our_bounds(text) == edtf_bounds(text)


@pytest.mark.parametrize("text", [*DATES, *UNDATE_ONLY, *STRETCHES])
def test_bounds_agree_with_undate(text: str) -> None:
    """The library undate finds the same first and last day."""
    assert our_bounds(text) == undate_bounds(text)


def outcome(bounds: Any, text: str) -> object:
    """Return the bounds, or the name of the error that comes instead."""
    try:
        return bounds(text)
    except ERRORS as error:
        return type(error).__name__


def _days(wrong: str | tuple[str, str]) -> object:
    return wrong if isinstance(wrong, str) else (iso_to_day(wrong[0]), iso_to_day(wrong[1]))


@pytest.mark.parametrize(("text", "wrong", "reason"), WRONG_EDTF)
def test_where_edtf_is_wrong(text: str, wrong: str | tuple[str, str], reason: str) -> None:
    """The library edtf still errs on this text, as described, and we do not follow it."""
    assert reason
    assert outcome(edtf_bounds, text) == _days(wrong)
    assert our_bounds(text) != _days(wrong)


@pytest.mark.parametrize(("text", "wrong", "reason"), WRONG_UNDATE)
def test_where_undate_is_wrong(text: str, wrong: str | tuple[str, str], reason: str) -> None:
    """The library undate still errs on this text, as described, and we do not follow it."""
    assert reason
    assert outcome(undate_bounds, text) == _days(wrong)
    assert our_bounds(text) != _days(wrong)
