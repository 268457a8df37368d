"""The user's page on dates says what the code does: every row of its tables, every example."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from graph.dates import AFTER_ALL, BEFORE_ALL, MAX_LENGTH, EdtfError, iso_to_day, parse_edtf

PAGE = (Path(__file__).parents[2] / "docs" / "dates.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, without its head."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def code(cell: str) -> str | None:
    """Return the text of a cell that holds code alone."""
    match = re.fullmatch(r"`([^`]+)`", cell)
    return match[1] if match else None


def bound(cell: str, beyond: int) -> int:
    """Return the day in a cell, or the open one on that side."""
    return beyond if cell.startswith("open") else iso_to_day(cell)


@pytest.mark.parametrize("cells", rows("What can be written"), ids=lambda cells: str(cells[0]))
def test_a_row_of_what_can_be_written(cells: list[str]) -> None:
    """A documented date has the bounds and the precision in its row."""
    text = code(cells[0])
    assert text is not None
    date = parse_edtf(text)

    assert date.earliest == bound(cells[2], BEFORE_ALL)
    assert date.latest == bound(cells[3], AFTER_ALL)
    assert date.precision == cells[4]


@pytest.mark.parametrize("cells", rows("Stretches"), ids=lambda cells: str(cells[0]))
def test_a_row_of_stretches(cells: list[str]) -> None:
    """A documented stretch has the four bounds in its row."""
    text = code(cells[0])
    assert text is not None
    date = parse_edtf(text)
    bounds = (date.earliest, date.latest, date.end_earliest, date.end_latest)

    beyond = {"open past": BEFORE_ALL, "open future": AFTER_ALL}
    assert list(bounds) == [beyond.get(cell) or bound(cell, BEFORE_ALL) for cell in cells[1:]]


@pytest.mark.parametrize("cells", rows("What is refused"), ids=lambda cells: str(cells[0]))
def test_a_row_of_what_is_refused(cells: list[str]) -> None:
    """A documented refusal has the place in its row; what it says to write is taken."""
    text, instead = code(cells[0]), code(cells[2])
    assert text is not None
    with pytest.raises(EdtfError) as caught:
        parse_edtf(text)

    assert caught.value.column == int(cells[1])
    if caught.value.instead is not None:
        assert caught.value.instead == instead
    if instead is not None:
        assert str(parse_edtf(instead)) == instead


def test_each_section_has_its_table() -> None:
    """The tests above have rows to look at."""
    sections = ("What can be written", "Stretches", "What is refused")

    assert all(len(rows(heading)) > 5 for heading in sections)


def test_the_example_prints_what_the_page_says() -> None:
    """The Python example runs and prints the text below it."""
    match = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(match[1], {})  # noqa: S102 - our own page, run as a reader would

    assert printed.getvalue() == match[2]


def test_the_message_on_the_page_is_the_message() -> None:
    """The refusal shown in full is what the code says."""
    with pytest.raises(EdtfError) as caught:
        parse_edtf("2024/05/20")

    assert str(caught.value) in PAGE


def test_the_limit_on_the_page_is_the_limit() -> None:
    """The page names the longest text that is read."""
    assert f"at most {MAX_LENGTH} characters" in PAGE
