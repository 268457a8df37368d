"""The first change of a new curator, from end to end, is what the page shows."""

from __future__ import annotations

import pytest

from tests.docs_support import blocks
from tests.test_live.curator import PAGE, SLIPS, Run, first_change, without_counts


@pytest.fixture(scope="module")
def run() -> Run:
    """Do it once for all tests."""
    return first_change()


def test_page(run: Run) -> None:
    """Each command prints what the page shows; only the number of answers is that of its own run."""
    shown = [block.text for block in blocks(PAGE) if block.language == "text"]

    assert [without_counts(block) for block in run.blocks] == [*map(without_counts, shown)]


def test_exit_codes(run: Run) -> None:
    """All goes well but for the five slips, each of which fails the check."""
    slips = [1] * len(SLIPS)

    assert run.exit_codes == [0, 0, *slips, 0, 0, 0, 0]


def test_under_load(run: Run) -> None:
    """No question fails; each answer names the old graph or the new one, and is right for it."""
    assert run.asked.failures == []
    assert run.asked.graphs.keys() == set(run.versions)


@pytest.mark.parametrize("number", range(len(SLIPS)))
def test_slip(run: Run, number: int) -> None:
    """It is told with its file and line, what was found and what is expected."""
    told = run.blocks[2 + number]

    assert "events/china-2024.yaml:" in told
    assert "found" in told or "does not exist" in told or "id" in told
