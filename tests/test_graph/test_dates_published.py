"""The examples of the published EDTF specification, levels 0 to 2: taken, or refused on purpose."""

from __future__ import annotations

import pytest

from graph.dates import EdtfError, day_to_iso, parse_edtf

TAKEN = [
    # level 0
    ("1985-04-12", "1985-04-12", "1985-04-12"),
    ("1985-04", "1985-04-01", "1985-04-30"),
    ("1985", "1985-01-01", "1985-12-31"),
    ("1964/2008", "1964-01-01", "1964-12-31"),
    ("2004-06/2006-08", "2004-06-01", "2004-06-30"),
    ("2004-02-01/2005-02-08", "2004-02-01", "2004-02-01"),
    ("2004-02-01/2005-02", "2004-02-01", "2004-02-01"),
    ("2004-02-01/2005", "2004-02-01", "2004-02-01"),
    ("2005/2006-02", "2005-01-01", "2005-12-31"),
    # level 1
    ("1984?", "1983-01-01", "1985-12-31"),
    ("2004-06~", "2004-05-01", "2004-07-31"),
    ("2004-06-11%", "2004-06-10", "2004-06-12"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("20XX", "2000-01-01", "2099-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("1985-XX-XX", "1985-01-01", "1985-12-31"),
    ("1985-04-12/..", "1985-04-12", "1985-04-12"),
    ("1985-04/..", "1985-04-01", "1985-04-30"),
    ("1985/..", "1985-01-01", "1985-12-31"),
    ("../1985-04-12", None, None),
    ("../1985-04", None, None),
    ("../1985", None, None),
    ("1985-04-12/", "1985-04-12", "1985-04-12"),
    ("1985-04/", "1985-04-01", "1985-04-30"),
    ("1985/", "1985-01-01", "1985-12-31"),
    ("/1985-04-12", None, "1985-04-12"),
    ("/1985-04", None, "1985-04-30"),
    ("/1985", None, "1985-12-31"),
    # level 2
    ("2001-34", "2001-04-01", "2001-06-30"),
    ("[..1760-12-03]", None, "1760-12-03"),
    ("[1760-12..]", "1760-12-01", None),
    ("[1667,1760-12]", "1667-01-01", "1760-12-31"),
    ("[..1984]", None, "1984-12-31"),
    ("156X-12-25", "1560-12-25", "1569-12-25"),
    ("15XX-12-25", "1500-12-25", "1599-12-25"),
    ("XXXX-12-XX", "0001-12-01", "9999-12-31"),
    ("1XXX-XX", "1000-01-01", "1999-12-31"),
    ("1XXX-12", "1000-12-01", "1999-12-31"),
    ("1984-1X", "1984-10-01", "1984-12-31"),
    ("2004-06-XX/2004-07-03", "2004-06-01", "2004-06-30"),
]

REFUSED = [
    ("1985-04-12T23:20:30", 10, "a time: bounds are whole days"),
    ("1985-04-12T23:20:30Z", 10, "a time"),
    ("1985-04-12T23:20:30-04", 10, "a time"),
    ("1985-04-12T23:20:30+04:30", 10, "a time"),
    ("Y170000002", 0, "a year beyond 9999"),
    ("Y-170000002", 0, "a year before 0001"),
    ("-1985", 0, "a year before 0001"),
    ("2001-21", 5, "a season: hemispheres disagree"),
    ("Y-17E7", 0, "a year before 0001"),
    ("1950S2", 4, "significant digits: write 19XX"),
    ("Y171010000S3", 0, "a year beyond 9999"),
    ("Y3388E2S3", 0, "a year beyond 9999"),
    ("[1667,1668, 1670..1672]", 11, "a space, in the specification too: next test"),
    ("[1760-01, 1760-02, 1760-12..]", 9, "a space"),
    ("{1667,1668, 1670..1672}", 0, "a list of all: each is an event of its own"),
    ("{1960,1961-12}", 0, "a list of all"),
    ("{..1984}", 0, "a list of all"),
    ("2004-06~-11", 7, "a mark inside"),
    ("2004?-06-11", 4, "a mark inside"),
    ("?2004-06-~11", 0, "a mark inside"),
    ("2004-%06-11", 5, "a mark inside"),
    ("2004-06-~01/2004-06-~20", 8, "a mark inside"),
]


@pytest.mark.parametrize(("text", "earliest", "latest"), TAKEN)
def test_a_published_example(text: str, earliest: str | None, latest: str | None) -> None:
    """An example of the specification within our part of it means what it says there."""
    date = parse_edtf(text)

    assert (day_to_iso(date.earliest), day_to_iso(date.latest)) == (earliest, latest)
    assert str(date) == text


@pytest.mark.parametrize(("text", "position", "reason"), REFUSED)
def test_a_published_example_that_is_not_taken(text: str, position: int, reason: str) -> None:
    """An example beyond our part of the specification is refused where it leaves it."""
    with pytest.raises(EdtfError) as caught:
        parse_edtf(text)

    assert reason
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "instead", "earliest", "latest"),
    [
        ("[1667,1668, 1670..1672]", "[1667,1668,1670..1672]", "1667-01-01", "1672-12-31"),
        ("[1760-01, 1760-02, 1760-12..]", "[1760-01,1760-02,1760-12..]", "1760-01-01", None),
    ],
)
def test_a_published_example_with_spaces(
    text: str, instead: str, earliest: str, latest: str | None
) -> None:
    """The specification sets spaces in two sets; without them they are offered and taken."""
    with pytest.raises(EdtfError) as caught:
        parse_edtf(text)
    date = parse_edtf(instead)

    assert caught.value.instead == instead
    assert (day_to_iso(date.earliest), day_to_iso(date.latest)) == (earliest, latest)
