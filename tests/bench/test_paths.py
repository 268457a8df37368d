"""The bench of searches in small: both sides say the same; no clocks."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.store import NetworkXStore, Reader
from tests.bench import paths
from tests.bench.lists import Lists
from tests.bench.paths import SEARCHES, Search, Timing, command, compare
from tests.bench.questions import QUESTIONS, Reference
from tests.bench.rows import Rows, synthetic_rows
from tests.bench.synthetic import to_seed

each_search = pytest.mark.parametrize("search", SEARCHES, ids=lambda search: search.name)


@pytest.fixture(scope="module")
def rows() -> Rows:
    """Return a small graph."""
    return synthetic_rows(12)


@pytest.fixture(scope="module")
def reader(rows: Rows) -> Reader:
    """Return the embedded store over it."""
    return NetworkXStore(to_seed(rows)).reader()


@each_search
def test_both_say_the_same(search: Search, rows: Rows, reader: Reader) -> None:
    """Ours and the plain search are asked the same, agree, and are timed."""
    question = next(question for question in QUESTIONS if question.name == search.draw)
    asked = question.parameters(Reference(rows), 60, 3)

    timings = compare(search, reader, Lists(rows), asked, rounds=1)

    assert all(0 < timing.p50 <= timing.p99 for timing in timings)


def test_difference_is_noticed(rows: Rows, reader: Reader) -> None:
    """Who does not say the same is not timed."""
    asked = QUESTIONS[3].parameters(Reference(rows), 60, 3)

    with pytest.raises(ValueError, match="Q4"):
        compare(SEARCHES[0], reader, Lists(Rows(rows.entities, [])), asked, rounds=1)


def test_timing() -> None:
    """Half of the calls take at most the median, 99 of 100 the other figure."""
    assert Timing.of([0.001 * n for n in range(1, 101)]) == Timing(50.5, 100.0)


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes are shown beside each other, and written as JSON."""
    monkeypatch.setattr(paths, "SIZES", {"S": 8, "M": 12, "L": 16})
    path = tmp_path / "paths.json"
    arguments = ["--size", "S", "--size", "M", "--parameters", "5", "--rounds", "1"]

    answer = CliRunner().invoke(command, [*arguments, "--json", str(path)])

    assert answer.exit_code == 0, answer.output
    assert "Medians, S to M" in answer.output
    assert answer.output.count("JSON lines read") == 2
    results = json.loads(path.read_text("utf-8"))
    assert [result["size"] for result in results] == ["S", "M"]
    assert all(len(result["searches"]) == len(SEARCHES) for result in results)
