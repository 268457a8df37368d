"""What holds for every date, with texts made at random."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.dates import (
    AFTER_ALL,
    BEFORE_ALL,
    EdtfDate,
    EdtfError,
    certainly_within,
    day_to_iso,
    iso_to_day,
    parse_edtf,
    possibly_within,
)
from tests import strategies_dates as texts

# Every day of a leap year, as MM-DD: the days there are, apart from 29 February in most years.
MONTH_DAYS = [
    (datetime.date(2024, 1, 1) + datetime.timedelta(n)).isoformat()[5:] for n in range(366)
]
some_days = st.integers(BEFORE_ALL, AFTER_ALL)


def taken(text: str) -> EdtfDate | None:
    """Return the date, or `None` where the text is refused."""
    try:
        return parse_edtf(text)
    except EdtfError:
        return None


def refusal(text: str) -> EdtfError | None:
    """Return the error, or `None` where the text is taken."""
    try:
        parse_edtf(text)
    except EdtfError as error:
        return error
    return None


def brute_force(text: str) -> tuple[int, int] | None:
    """Return the first and the last day whose ISO form begins as the pattern does, by trying."""
    shape = re.compile(text[4:].replace("X", "[0-9]"))
    year_shape = re.compile(text[:4].replace("X", "[0-9]"))
    month_days = [day for day in MONTH_DAYS if shape.match(f"-{day}")]
    years = [year for year in range(1, 10_000) if year_shape.fullmatch(f"{year:04}")]
    first = next(_existing(years, month_days), None)
    last = next(_existing(years[::-1], month_days[::-1]), None)
    return None if first is None or last is None else (first, last)


def _existing(years: list[int], month_days: list[str]) -> Iterator[int]:
    for year in years:
        for day in month_days:
            try:
                yield datetime.date.fromisoformat(f"{year:04}-{day}").toordinal()
            except ValueError:
                assert day == "02-29"


@given(texts.edtf_texts)
def test_a_text_round_trips(text: str) -> None:
    """What is read is written back as it was, and reads as the same date again."""
    date = taken(text)
    if date is None:  # a set that is too long
        return

    assert str(date) == text
    assert parse_edtf(str(date)) == date


@given(texts.edtf_texts)
def test_bounds_are_in_order(text: str) -> None:
    """Bounds lie on the calendar or just beyond it, the earliest first."""
    date = taken(text)
    if date is None:
        return

    assert BEFORE_ALL <= date.earliest <= date.latest <= AFTER_ALL
    assert date.is_stretch == ("/" in text)
    if date.end_earliest is not None:
        assert date.end_latest is not None
        assert BEFORE_ALL <= date.end_earliest <= date.end_latest <= AFTER_ALL
        assert date.end_latest >= date.earliest


@given(st.dates(datetime.date(1, 1, 1)))
def test_a_day_is_that_day(day: datetime.date) -> None:
    """A day written in full is known, on the short way and within a longer text alike."""
    number = day.toordinal()
    date = parse_edtf(day.isoformat())

    assert (date.earliest, date.latest) == (number, number)
    assert date.is_day
    assert iso_to_day(day.isoformat()) == number
    assert day_to_iso(number) == day.isoformat()
    assert (parse_edtf(f"[{day}]").earliest, parse_edtf(f"[{day}]").latest) == (number, number)


@given(st.dates(datetime.date(1, 1, 1)))
def test_a_finer_text_lies_inside_a_coarser_one(day: datetime.date) -> None:
    """A day lies in its month, quarter, half-year, year, decade, century and millennium."""
    iso = day.isoformat()
    year, month = iso[:4], day.month
    chain = [
        iso,
        f"{iso[:9]}X",
        iso[:7],
        f"{year}-{33 + (month - 1) // 3}",
        f"{year}-{40 + (month - 1) // 6}",
        year,
        f"{iso[:3]}X",
        f"{iso[:2]}XX",
        f"{iso[:1]}XXX",
        "XXXX",
    ]
    dates = [parse_edtf(text) for text in chain if text != f"{iso[:7]}-XX"]

    for fine, coarse in zip(dates[:1] + dates[2:], dates[2:], strict=False):
        assert coarse.earliest <= fine.earliest <= fine.latest <= coarse.latest
    assert dates[2].earliest <= dates[1].earliest <= dates[0].earliest
    assert dates[0].latest <= dates[1].latest <= dates[2].latest


@settings(deadline=None)  # trying every year takes its time on a busy machine
@given(texts.gapped)
@example("XXX1-02-29")
@example("XX00-02-29")
@example("XXXX-02-29")
@example("000X-02-29")
@example("2023-02-3X")
@example("X000-XX-X1")
def test_a_pattern_matches_what_brute_force_finds(text: str) -> None:
    """An X pattern reaches from the first to the last day that matches it, or is refused."""
    date = taken(text)

    assert (None if date is None else (date.earliest, date.latest)) == brute_force(text)


@given(texts.gapped, st.integers(0, 9))
def test_one_digit_less_never_narrows(text: str, place: int) -> None:
    """Writing X for a digit keeps every day that was possible."""
    date = taken(text)
    if date is None or place >= len(text) or text[place] == "-":
        return
    wider = taken(f"{text[:place]}X{text[place + 1 :]}")

    assert wider is not None
    assert wider.earliest <= date.earliest
    assert date.latest <= wider.latest


@given(st.integers(2, 9998), st.sampled_from(texts.SHARES), st.sampled_from("?~%"))
def test_a_mark_adds_the_unit_before_and_the_unit_after(year: int, share: int, mark: str) -> None:
    """A marked month, quarter or half-year reaches over its neighbours, a marked year too."""
    group = next(g for g in (range(1, 13), range(33, 37), range(40, 42)) if share in g)
    line = [f"{y:04}-{n:02}" for y in (year - 1, year, year + 1) for n in group]
    place = line.index(f"{year:04}-{share:02}")
    date = parse_edtf(f"{year:04}-{share:02}{mark}")
    whole = parse_edtf(f"{year:04}{mark}")

    assert date.earliest == parse_edtf(line[place - 1]).earliest
    assert date.latest == parse_edtf(line[place + 1]).latest
    assert whole.earliest == parse_edtf(f"{year - 1:04}").earliest
    assert whole.latest == parse_edtf(f"{year + 1:04}").latest


@given(st.integers(1, 3), st.data())
def test_a_marked_decade_adds_a_decade_on_each_side(gaps: int, data: st.DataObject) -> None:
    """A marked decade, century or millennium reaches over its neighbours, or beyond the calendar."""
    last = 10 ** (4 - gaps) - 1
    prefix = data.draw(st.integers(0, last))
    width = 4 - gaps
    date = parse_edtf(f"{prefix:0{width}}{'X' * gaps}?")

    if prefix <= 1:  # the unit before would begin in a year 0000
        assert date.earliest == BEFORE_ALL
    else:
        assert date.earliest == parse_edtf(f"{prefix - 1:0{width}}{'X' * gaps}").earliest
    if prefix == last:
        assert date.latest == AFTER_ALL
    else:
        assert date.latest == parse_edtf(f"{prefix + 1:0{width}}{'X' * gaps}").latest


@given(texts.marked, st.sampled_from("?~%"))
def test_a_mark_widens(text: str, mark: str) -> None:
    """A marked date holds the unmarked one, and more; the kind of the mark changes no bound."""
    bare = text.rstrip("?~%")
    date, wide = taken(bare), taken(bare + mark)
    if date is None:
        return

    assert wide is not None
    assert wide.earliest < date.earliest
    assert date.latest < wide.latest
    assert wide.precision == date.precision
    assert (wide.uncertain, wide.approximate) == (mark in "?%", mark in "~%")


@given(st.lists(texts.marked, min_size=1, max_size=5))
def test_a_set_is_the_hull_of_its_members(members: list[str]) -> None:
    """A set reaches from the first day of any member to the last day of any, in any order."""
    dates = [taken(text) for text in members]
    known = [date for date in dates if date is not None]
    if len(known) < len(members):
        return
    date = parse_edtf(f"[{','.join(members)}]")
    turned = parse_edtf(f"[{','.join(reversed(members))}]")

    assert date.earliest == turned.earliest == min(date.earliest for date in known)
    assert date.latest == turned.latest == max(date.latest for date in known)


@given(texts.marked, texts.marked)
def test_a_stretch_is_its_two_ends(left: str, right: str) -> None:
    """A stretch has the bounds of its ends as they are on their own, or is backwards."""
    start, end = taken(left), taken(right)
    if start is None or end is None:
        return
    date = taken(f"{left}/{right}")

    if date is None:
        assert end.latest < start.earliest
    else:
        assert (date.earliest, date.latest) == (start.earliest, start.latest)
        assert (date.end_earliest, date.end_latest) == (end.earliest, end.latest)
        assert date.precision == start.precision


@given(st.one_of(texts.noise, texts.edtf_texts))
@example("\ud800")
@example("0000X%")
@example("2024-0\u0665")
@example("[" * 100)
@example("2013/2014/" * 10)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Any text at all is a date or an `EdtfError` with its place in the text, nothing else."""
    error = refusal(text)
    if error is None:
        assert str(parse_edtf(text)) == text
        return

    assert 0 <= error.position <= len(text)
    assert text.startswith(error.found, error.position)
    assert error.expected
    assert str(error).isprintable()
    if error.instead is not None:
        assert str(parse_edtf(error.instead)) == error.instead
        assert error.instead != text


@given(st.one_of(texts.noise, texts.edtf_texts))
def test_only_plain_characters_are_taken(text: str) -> None:
    """A text that is taken is short and made of the characters of the grammar alone."""
    if taken(text) is not None:
        assert re.fullmatch(r"[0-9X?~%/.,\[\]-]{1,100}", text)


@given(texts.edtf_texts, some_days, some_days)
def test_what_is_certain_is_possible(text: str, one: int, other: int) -> None:
    """A date that lies in a window certainly lies in it possibly."""
    date = taken(text)
    if date is None:
        return
    first, last = sorted((one, other))

    assert possibly_within(date, first, last) or not certainly_within(date, first, last)
    assert possibly_within(date, BEFORE_ALL, AFTER_ALL)
    assert certainly_within(date, BEFORE_ALL, AFTER_ALL)


@given(texts.near, texts.near, st.integers(0, 15), st.integers(0, 15))
def test_windows_agree_with_brute_force(left: str, right: str, one: int, other: int) -> None:
    """Certain is in every world, possible is in some, when every pair of days is tried."""
    first, last = sorted((iso_to_day(f"{2011 + one}-06-15"), iso_to_day(f"{2011 + other}-06-15")))
    instant, stretch = parse_edtf(left), taken(f"{left}/{right}")
    days = range(instant.earliest, instant.latest + 1)

    assert certainly_within(instant, first, last) == all(first <= day <= last for day in days)
    assert possibly_within(instant, first, last) == any(first <= day <= last for day in days)
    if stretch is None or stretch.end_earliest is None or stretch.end_latest is None:
        return
    corners = [
        start <= last and end >= first
        for start in (stretch.earliest, stretch.latest)
        for end in (stretch.end_earliest, stretch.end_latest)
    ]
    assert certainly_within(stretch, first, last) == all(corners)
    assert possibly_within(stretch, first, last) == any(corners)
