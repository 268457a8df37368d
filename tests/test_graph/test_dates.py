"""Every spelling that is taken or refused, and what it means: the tables."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError

import pytest

from graph.dates import (
    AFTER_ALL,
    BEFORE_ALL,
    MAX_LENGTH,
    EdtfDate,
    EdtfError,
    Precision,
    certainly_within,
    day_to_iso,
    iso_to_day,
    parse_edtf,
    possibly_within,
)
from graph.errors import GraphError

INSTANTS = [
    ("2024-05-20", "2024-05-20", "2024-05-20", "day"),
    ("0001-01-01", "0001-01-01", "0001-01-01", "day"),
    ("9999-12-31", "9999-12-31", "9999-12-31", "day"),
    ("2024-02-29", "2024-02-29", "2024-02-29", "day"),
    ("2021-09", "2021-09-01", "2021-09-30", "month"),
    ("2023-02", "2023-02-01", "2023-02-28", "month"),
    ("9999-12", "9999-12-01", "9999-12-31", "month"),
    ("2013", "2013-01-01", "2013-12-31", "year"),
    ("201X", "2010-01-01", "2019-12-31", "decade"),
    ("20XX", "2000-01-01", "2099-12-31", "century"),
    ("2XXX", "2000-01-01", "2999-12-31", "millennium"),
    ("XXXX", "0001-01-01", "9999-12-31", "millennium"),
    ("000X", "0001-01-01", "0009-12-31", "decade"),
    ("00X0", "0010-01-01", "0090-12-31", "century"),
    ("19X5", "1905-01-01", "1995-12-31", "century"),
    ("1X85", "1085-01-01", "1985-12-31", "millennium"),
    ("201X-05", "2010-05-01", "2019-05-31", "decade"),
    ("201X-34", "2010-04-01", "2019-06-30", "decade"),
    ("201X-05-20", "2010-05-20", "2019-05-20", "decade"),
    ("201X-02-29", "2012-02-29", "2016-02-29", "decade"),
    ("2024-XX", "2024-01-01", "2024-12-31", "year"),
    ("2024-0X", "2024-01-01", "2024-09-30", "year"),
    ("2024-1X", "2024-10-01", "2024-12-31", "year"),
    ("2024-X1", "2024-01-01", "2024-11-30", "year"),
    ("2024-XX-XX", "2024-01-01", "2024-12-31", "year"),
    ("2024-XX-31", "2024-01-31", "2024-12-31", "year"),
    ("2023-X2-30", "2023-12-30", "2023-12-30", "year"),
    ("2024-03-0X", "2024-03-01", "2024-03-09", "month"),
    ("2024-03-XX", "2024-03-01", "2024-03-31", "month"),
    ("2023-02-2X", "2023-02-20", "2023-02-28", "month"),
    ("2023-02-X9", "2023-02-09", "2023-02-19", "month"),
    ("2024-02-X9", "2024-02-09", "2024-02-29", "month"),
    ("2024-04-3X", "2024-04-30", "2024-04-30", "month"),
    ("XXXX-12-31", "0001-12-31", "9999-12-31", "millennium"),
    ("XXXX-02-29", "0004-02-29", "9996-02-29", "millennium"),
    ("XX00-02-29", "0400-02-29", "9600-02-29", "millennium"),
    ("1X00-02-29", "1200-02-29", "1600-02-29", "millennium"),
    ("2024-33", "2024-01-01", "2024-03-31", "quarter"),
    ("2024-34", "2024-04-01", "2024-06-30", "quarter"),
    ("2024-35", "2024-07-01", "2024-09-30", "quarter"),
    ("2024-36", "2024-10-01", "2024-12-31", "quarter"),
    ("2024-40", "2024-01-01", "2024-06-30", "half_year"),
    ("2024-41", "2024-07-01", "2024-12-31", "half_year"),
    ("[2024-01-25..2024-01-31]", "2024-01-25", "2024-01-31", "day"),
    ("[2013,2015]", "2013-01-01", "2015-12-31", "year"),
    ("[2015,2013]", "2013-01-01", "2015-12-31", "year"),
    ("[2013]", "2013-01-01", "2013-12-31", "year"),
    ("[..2015]", None, "2015-12-31", "year"),
    ("[2013..]", "2013-01-01", None, "year"),
    ("[..2013,2015-06..]", None, None, "year"),
    ("[2013-01-25..2014-02,2016]", "2013-01-25", "2016-12-31", "year"),
    ("[2024-05-20,2024-06]", "2024-05-20", "2024-06-30", "month"),
    ("[2013?..2014,201X]", "2010-01-01", "2019-12-31", "decade"),
    ("[2024-33..2024-40]", "2024-01-01", "2024-06-30", "half_year"),
    ("2013?", "2012-01-01", "2014-12-31", "year"),
    ("2024-01~", "2023-12-01", "2024-02-29", "month"),
    ("2024-01%", "2023-12-01", "2024-02-29", "month"),
    ("2024-12?", "2024-11-01", "2025-01-31", "month"),
    ("2024-03-01~", "2024-02-29", "2024-03-02", "day"),
    ("201X?", "2000-01-01", "2029-12-31", "decade"),
    ("20XX~", "1900-01-01", "2199-12-31", "century"),
    ("2XXX%", "1000-01-01", "3999-12-31", "millennium"),
    ("19X5?", "1805-01-01", "2095-12-31", "century"),
    ("201X-05?", "2000-05-01", "2029-05-31", "decade"),
    ("XXXX?", None, None, "millennium"),
    ("X985?", None, None, "millennium"),
    ("2024-36~", "2024-07-01", "2025-03-31", "quarter"),
    ("2024-33?", "2023-10-01", "2024-06-30", "quarter"),
    ("2024-41~", "2024-01-01", "2025-06-30", "half_year"),
    ("0001?", None, "0002-12-31", "year"),
    ("9999~", "9998-01-01", None, "year"),
    ("0001-01?", None, "0001-02-28", "month"),
    ("9999-12?", "9999-11-01", None, "month"),
    ("0001-01-01?", None, "0001-01-02", "day"),
    ("9999-12-31?", "9999-12-30", None, "day"),
    ("000X?", None, "0019-12-31", "decade"),
    ("999X?", "9980-01-01", None, "decade"),
]

STRETCHES = [
    # text, start from, to; end from, to; precision; which ends are open (o) or unknown (u)
    ("2021-09/2024-09", "2021-09-01", "2021-09-30", "2024-09-01", "2024-09-30", "month", ""),
    ("2013/..", "2013-01-01", "2013-12-31", None, None, "year", "end_open"),
    ("../2015", None, None, "2015-01-01", "2015-12-31", None, "start_open"),
    ("2013/", "2013-01-01", "2013-12-31", "2013-01-01", None, "year", "end_unknown"),
    ("/2015", None, "2015-12-31", "2015-01-01", "2015-12-31", None, "start_unknown"),
    ("2024/2024-09", "2024-01-01", "2024-12-31", "2024-09-01", "2024-09-30", "year", ""),
    ("2013?/2015~", "2012-01-01", "2014-12-31", "2014-01-01", "2016-12-31", "year", ""),
    ("201X/2024-33", "2010-01-01", "2019-12-31", "2024-01-01", "2024-03-31", "decade", ""),
    ("2024-03-0X/..", "2024-03-01", "2024-03-09", None, None, "month", "end_open"),
    ("2024-05-20/2024-05-20", "2024-05-20", "2024-05-20", "2024-05-20", "2024-05-20", "day", ""),
    ("../..", None, None, None, None, None, "start_open end_open"),
    ("/..", None, None, None, None, None, "start_unknown end_open"),
    ("../", None, None, None, None, None, "start_open end_unknown"),
]

REFUSED = [
    # text, position (from 0), what the advice contains, the spelling to write
    ("", 0, "a date such as", None),
    (" ", 0, "no spaces", None),
    ("..", 0, "alone says nothing", None),
    ("/", 0, "alone says nothing", None),
    ("2024-21", 5, "not a season", None),
    ("2024-24", 5, "a quarter such as 2024-34", None),
    ("2024-32", 5, "not a season", None),
    ("2024-37", 5, "not a third of a year", "[2024-01..2024-04]"),
    ("2024-39", 5, "not a third of a year", "[2024-09..2024-12]"),
    ("2024-00", 5, "a month 01 to 12", None),
    ("2024-13", 5, "a month 01 to 12", None),
    ("2024-42", 5, "a half-year 40 or 41", None),
    ("2024-3X", 5, "a month 01 to 12", None),
    ("2024-33-01", 7, "no numbered days", None),
    ("201X-33-01", 7, "no numbered days", None),
    ("2024-02-30", 8, "01 to 29", None),
    ("2023-02-29", 8, "01 to 28", None),
    ("1900-02-29", 8, "01 to 28", None),
    ("2024-04-31", 8, "01 to 30", None),
    ("2024-05-00", 8, "01 to 31", None),
    ("2023-02-3X", 8, "2023-02", None),
    ("XXX1-02-29", 8, "XXX1-02", None),
    ("2024-XX-32", 8, "2024-XX", None),
    ("0000", 0, "0001 to 9999", None),
    ("0000-01-01", 0, "0001 to 9999", None),
    ("-0044", 0, "0001 to 9999", None),
    ("+2024", 0, "0001 to 9999", None),
    ("Y12345", 0, "0001 to 9999", None),
    ("Y2024", 0, "0001 to 9999", "2024"),
    ("12345", 4, "four digits", None),
    ("1950S2", 4, "four digits", None),
    ("202", 3, "four digits", None),
    ("24-05-20", 2, "four digits", None),
    ("20-05-2024", 2, "four digits", "2024-05-20"),
    ("05/20/2024", 2, "four digits", "2024-05-20"),
    ("05-06-2024", 2, "four digits", None),
    ("May 2024", 0, "four digits", "2024-05"),
    ("20 May 2024", 2, "no spaces", "2024-05-20"),
    ("September 4th, 2024", 0, "four digits", "2024-09-04"),
    ("2024/05/20", 4, "'-' between", "2024-05-20"),
    ("2024/5", 4, "'-' between", "2024-05"),
    ("2024.05.20", 4, "'-' and the month", "2024-05-20"),
    ("20240520", 4, "'-' before the month", "2024-05-20"),
    ("202405", 4, "'-' before the month", "2024-05"),
    ("2024年5月20日", 4, "'-' and the month", "2024-05-20"),
    ("2024–05–20", 4, "plain ASCII", "2024-05-20"),
    ("2024-5-20", 5, "two digits", "2024-05-20"),
    ("2024-5", 5, "two digits", "2024-05"),
    ("2024-05-2", 8, "two digits", "2024-05-02"),
    ("2024-", 5, "two digits", None),
    ("2024-05-", 8, "two digits", None),
    ("2024-05-201", 10, "or the end", None),
    ("2024-05-20-", 10, "or the end", None),
    ("2024-Q2", 5, "two digits", "2024-34"),
    ("2024H1", 4, "'-' and the month", "2024-40"),
    ("2010s", 4, "'-' and the month", "201X"),
    ("201x", 3, "capital X", "201X"),
    ("201u", 3, "capital X", "201X"),
    ("2024-05-20T10:00:00Z", 10, "without a time", "2024-05-20"),
    ("2024-05-20 10:00", 10, "no spaces", "2024-05-20"),
    (" 2024", 0, "no spaces", "2024"),
    ("2024 ", 4, "no spaces", "2024"),
    ("2024\n", 4, "no spaces", "2024"),
    ("2024\0", 4, "or the end", None),
    ("２０２４", 0, "plain ASCII", "2024"),
    ("2024-0५", 6, "", None),
    ("202²", 3, "plain ASCII", "2022"),
    ("2013-?05", 5, "the mark at the end", "2013-05?"),
    ("2013?-05", 4, "the mark at the end", "2013-05?"),
    ("?2013-05", 0, "the mark at the end", "2013-05?"),
    ("2004?-06-~11", 4, "the mark at the end", "2004-06-11%"),
    ("2013?~", 5, "one mark", "2013%"),
    ("2013??", 5, "one mark", "2013?"),
    ("2013?x", 5, "the end of the date", None),
    ("circa 2013", 0, "four digits", "2013~"),
    ("2024-XX?", 7, "beside an X", "2024?"),
    ("2024-03-0X~", 10, "beside an X", "2024-03~"),
    ("2024-XX-15%", 10, "beside an X", "2024%"),
    ("{2013,2015}", 0, "several events", None),
    ("{..2015}", 0, "several events", None),
    ("2013,2015", 4, "'[' and ']'", "[2013,2015]"),
    ("2013..2015", 4, "'[' and ']'", "[2013..2015]"),
    ("2013..", 4, "'[' and ']'", "[2013..]"),
    ("2013-2015", 7, "'-' and the day", "2013/2015"),
    ("[]", 1, "a date such as", None),
    ("[..]", 1, "beside '..'", None),
    ("[2013", 5, "']'", "[2013]"),
    ("2013]", 4, "without a '['", "[2013]"),
    ("[2013]?", 6, "the mark inside", None),
    ("[2013,2015]/2016", 11, "cannot be an end", None),
    ("2012/[2013,2015]", 5, "no end of a stretch", None),
    ("[2013/2015]", 5, "no stretch in a set", "[2013..2015]"),
    ("[2013, 2015]", 6, "no spaces", "[2013,2015]"),
    ("[2013,,2015]", 6, "a date such as", None),
    ("[2013,]", 6, "a date such as", None),
    ("[2013..,2015]", 7, "only the last", None),
    ("[2013,..2015]", 6, "only the first", None),
    ("[2015..2013]", 7, "not before the start, 2015", "[2013..2015]"),
    ("[[2013]]", 7, "after ']'", None),
    ("[2013]2", 6, "after ']'", None),
    ("2015/2013", 5, "not before the start, 2015", "2013/2015"),
    ("2024-05-20/2024-05-19", 11, "not before the start", "2024-05-19/2024-05-20"),
    ("2013/2014/2015", 9, "one '/' only", None),
    ("2013//", 5, "one '/' only", None),
    ("2013/2014x", 9, "'-' and the month", None),
    ("2013x/2014", 4, "'-' and the month", None),
    ("2013/2024-21", 10, "not a season", None),
    ("2013/open", 5, "an end that is open", "2013/.."),
    ("unknown/2013", 0, "one that is unknown", "/2013"),
    ("2013/...", 5, "'[' and ']'", None),
    ("1" * (MAX_LENGTH + 1), MAX_LENGTH, "at most", None),
    ("[" + "2013," * MAX_LENGTH + "2013]", MAX_LENGTH, "at most", None),
]


def _iso(day: int | None) -> str | None:
    assert day is not None
    return day_to_iso(day)


@pytest.mark.parametrize(("text", "earliest", "latest", "precision"), INSTANTS)
def test_an_instant(text: str, earliest: str | None, latest: str | None, precision: str) -> None:
    """An instant lies between its first and its last day; null stands for beyond the calendar."""
    date = parse_edtf(text)

    assert (day_to_iso(date.earliest), day_to_iso(date.latest)) == (earliest, latest)
    assert date.earliest == (BEFORE_ALL if earliest is None else iso_to_day(earliest))
    assert date.latest == (AFTER_ALL if latest is None else iso_to_day(latest))
    assert (date.end_earliest, date.end_latest) == (None, None)
    assert date.precision == precision
    assert not date.is_stretch
    assert date.is_set == text.startswith("[")
    assert not any((date.start_open, date.start_unknown, date.end_open, date.end_unknown))
    assert str(date) == date.text == text


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "end_earliest", "end_latest", "precision", "flags"), STRETCHES
)
def test_a_stretch(
    text: str,
    earliest: str | None,
    latest: str | None,
    end_earliest: str | None,
    end_latest: str | None,
    precision: str | None,
    flags: str,
) -> None:
    """A stretch has bounds for both of its ends, and says which end is open or unknown."""
    date = parse_edtf(text)

    assert (_iso(date.earliest), _iso(date.latest)) == (earliest, latest)
    assert (_iso(date.end_earliest), _iso(date.end_latest)) == (end_earliest, end_latest)
    assert date.precision == precision
    assert date.is_stretch
    assert not date.is_set
    assert not date.is_day
    names = ("start_open", "start_unknown", "end_open", "end_unknown")
    assert [name for name in names if getattr(date, name)] == flags.split()
    assert str(date) == text


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("../2015", (BEFORE_ALL, BEFORE_ALL)),
        ("/2015", (BEFORE_ALL, iso_to_day("2015-12-31"))),
        ("/..", (BEFORE_ALL, AFTER_ALL)),
        ("../..", (BEFORE_ALL, BEFORE_ALL)),
        ("[..2015]", (BEFORE_ALL, iso_to_day("2015-12-31"))),
        ("[2013..]", (iso_to_day("2013-01-01"), AFTER_ALL)),
    ],
)
def test_open_is_not_unknown(text: str, bounds: tuple[int, int]) -> None:
    """An open start holds on every day before; an unknown one is some day up to the end."""
    date = parse_edtf(text)

    assert (date.earliest, date.latest) == bounds


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2013/..", (AFTER_ALL, AFTER_ALL)),
        ("2013/", (iso_to_day("2013-01-01"), AFTER_ALL)),
        ("../", (BEFORE_ALL, AFTER_ALL)),
        ("/..", (AFTER_ALL, AFTER_ALL)),
    ],
)
def test_right_ends_without_a_date(text: str, bounds: tuple[int, int]) -> None:
    """An open end is never; an unknown one is some day not before the start."""
    date = parse_edtf(text)

    assert (date.end_earliest, date.end_latest) == bounds


@pytest.mark.parametrize(
    ("text", "uncertain", "approximate"),
    [
        ("2013", False, False),
        ("2013?", True, False),
        ("2013~", False, True),
        ("2013%", True, True),
        ("[2013?,2015~]", True, True),
        ("[2013..2015~]", False, True),
        ("2013/2015?", True, False),
        ("2013%/..", True, True),
        ("/2015~", False, True),
    ],
)
def test_marks_are_kept(text: str, *, uncertain: bool, approximate: bool) -> None:
    """A mark anywhere in the text makes the date uncertain, approximate or both."""
    date = parse_edtf(text)

    assert (date.uncertain, date.approximate) == (uncertain, approximate)


@pytest.mark.parametrize(("text", "position", "advice", "instead"), REFUSED)
def test_a_refused_text(text: str, position: int, advice: str, instead: str | None) -> None:
    """A refusal names the place of the mistake, what belongs there and a spelling that is taken."""
    with pytest.raises(EdtfError) as caught:
        parse_edtf(text)

    error = caught.value
    assert (error.text, error.position, error.instead) == (text, position, instead)
    assert advice in error.expected
    assert text.startswith(error.found, position)
    assert f"column {position + 1}" in str(error)
    assert error.expected in str(error)
    assert str(error).isprintable()
    if instead is not None:
        assert instead in str(error)
        assert str(parse_edtf(instead)) == instead


def test_a_refusal_in_full() -> None:
    """The message shows the text, the place, what is there, what belongs there, what to write."""
    with pytest.raises(EdtfError) as caught:
        parse_edtf("2024/05/20")

    assert str(caught.value) == (
        "'2024/05/20', column 5: found '/', expected '-' between year, month and day; "
        "write '2024-05-20'"
    )


def test_a_refusal_of_a_long_text_is_short() -> None:
    """A text of a million characters is refused with a message of one line."""
    with pytest.raises(EdtfError) as caught:
        parse_edtf("2" * 1_000_000)

    assert len(str(caught.value)) < 300


def test_an_error_answers_to_both_names_and_survives_pickling() -> None:
    """An `EdtfError` is a `GraphError` and a `ValueError`, in another process too."""
    with pytest.raises(EdtfError) as caught:
        parse_edtf("2024-5")
    copy = pickle.loads(pickle.dumps(caught.value))

    assert issubclass(EdtfError, GraphError)
    assert issubclass(EdtfError, ValueError)
    assert isinstance(copy, EdtfError)
    assert (copy.text, copy.position, copy.instead) == ("2024-5", 5, "2024-05")
    assert str(copy) == str(caught.value)


def test_one_known_day() -> None:
    """Only an instant that can be on one day alone is a known day."""
    taken = ["2024-05-20", "[2024-05-20]", "2024-04-3X"]
    other = ["2024-05", "2024-05-20?", "2024-05-20/2024-05-20", "../..", "2024-05-0X"]

    assert all(parse_edtf(text).is_day for text in taken)
    assert not any(parse_edtf(text).is_day for text in other)


def test_a_date_is_a_value() -> None:
    """Dates of one text are equal, hashable, and cannot be changed."""
    date = parse_edtf("2013/..")

    assert date == parse_edtf("2013/..")
    assert len({date, parse_edtf("2013/..")}) == 1
    assert date != parse_edtf("2013/")
    with pytest.raises(FrozenInstanceError):
        date.text = "2014"  # type: ignore[misc]


def test_a_day_as_iso_and_back() -> None:
    """Days are written as ISO dates and read back; beyond the calendar there is nothing to write."""
    assert iso_to_day("0001-01-01") == 1
    assert iso_to_day("9999-12-31") == AFTER_ALL - 1
    assert day_to_iso(1) == "0001-01-01"
    assert day_to_iso(AFTER_ALL - 1) == "9999-12-31"
    assert day_to_iso(BEFORE_ALL) is None
    assert day_to_iso(AFTER_ALL) is None


@pytest.mark.parametrize("day", [BEFORE_ALL - 1, AFTER_ALL + 1])
def test_a_number_that_is_no_day(day: int) -> None:
    """A number outside the calendar is refused."""
    with pytest.raises(ValueError, match="is no day"):
        day_to_iso(day)


@pytest.mark.parametrize(
    ("text", "instead"),
    [("2024", None), ("2024-05-20?", None), ("[2024-05-20]", "2024-05-20"), ("2013/..", None)],
)
def test_a_date_that_is_not_one_day(text: str, instead: str | None) -> None:
    """Where one day is asked for, other dates are refused."""
    with pytest.raises(EdtfError) as caught:
        iso_to_day(text)

    assert (caught.value.position, caught.value.instead) == (0, instead)
    assert "YYYY-MM-DD" in caught.value.expected


WINDOW = (iso_to_day("2014-01-01"), iso_to_day("2014-12-31"))


@pytest.mark.parametrize(
    ("text", "certainly", "possibly"),
    [
        ("2014", True, True),
        ("2014-06-01", True, True),
        ("2014-12-31", True, True),
        ("2015-01-01", False, False),
        ("2013-12-31", False, False),
        ("2014?", False, True),
        ("201X", False, True),
        ("[2013,2016]", False, True),  # a hull: the days between count as possible
        ("[..2013]", False, False),
        ("2013/2015", True, True),  # begun by the end of 2014, not ended before it begins
        ("2013/2014", True, True),
        ("2013/2013", False, False),
        ("2013/..", True, True),
        ("2013/", False, True),
        ("2012/2013?", False, True),
        ("2014/2016", True, True),
        ("2014?/2016", False, True),
        ("2015/2016", False, False),
        ("../2015", True, True),
        ("../2013", False, False),
        ("/2015", False, True),
        ("/2013", False, False),
        ("../..", True, True),
        ("/..", False, True),
    ],
)
def test_a_date_in_a_window(text: str, *, certainly: bool, possibly: bool) -> None:
    """An instant lies in a window with both bounds; a stretch when it overlaps it for sure."""
    date = parse_edtf(text)

    assert certainly_within(date, *WINDOW) is certainly
    assert possibly_within(date, *WINDOW) is possibly


def test_a_date_can_be_made_by_hand() -> None:
    """What is parsed equals the same value made field by field."""
    day = iso_to_day("2024-05-20")

    assert parse_edtf("2024-05-20") == EdtfDate("2024-05-20", day, day, precision=Precision.DAY)
