"""The bench runs, in its smallest form; what it measures is not judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from graph.store import NetworkXStore
from tests.bench import growth, servers
from tests.bench.__main__ import SECTIONS, main
from tests.bench.bench_dates import TEXTS
from tests.bench.contest import Plan
from tests.bench.contestants import CONTESTANTS, InProcess, Setting
from tests.bench.load import Timing
from tests.bench.questions import QUESTIONS
from tests.bench.service import NAMES
from tests.bench.synthetic import synthetic_seed


@pytest.mark.browser
def test_every_section_in_one_round(tmp_path: Path) -> None:
    """Each section gives its rows, as a table and as JSON."""
    path = tmp_path / "bench.json"

    answer = CliRunner().invoke(main, ["--rounds", "1", "--events", "100", "--json", str(path)])

    assert answer.exit_code == 0, answer.output
    rows = json.loads(path.read_text("utf-8"))["rows"]
    assert len(rows) == len(TEXTS) + 3 + len(NAMES) + 3
    assert all(row["median"] > 0 for row in rows)
    assert all(row["name"] in answer.stdout for row in rows)
    assert len(answer.stdout.splitlines()) == len(rows) + 1


def test_one_section() -> None:
    """Sections can be measured alone; one that is not there is refused."""
    answer = CliRunner().invoke(main, ["answers", "--rounds", "1"])

    assert answer.exit_code == 0
    assert len(answer.stdout.splitlines()) == len(NAMES) + 1
    assert CliRunner().invoke(main, ["speed"]).exit_code == 2
    assert "answers" in SECTIONS


def test_growth_of_two_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is checked and timed in each size, and the larger set beside the smaller."""

    @contextmanager
    def in_process(setting: Setting) -> Iterator[InProcess]:
        yield InProcess.over(NetworkXStore(synthetic_seed(setting.orgs, setting.seed)))

    monkeypatch.setitem(CONTESTANTS, growth.CONTESTANT, in_process)
    monkeypatch.setattr(growth, "WARM_UP", 0)
    plans = {
        name: Plan(orgs, [growth.CONTESTANT], parameters=3, seconds=0)
        for name, orgs in (("small", 10), ("large", 20))
    }

    result = growth.growth(plans, rounds=1)

    lines = growth.report(result)
    assert result["wrong"] == []
    assert list(result["questions"]) == [question.name for question in QUESTIONS]
    assert lines[0] == "|  | small, p50 / p99 ms | large, p50 / p99 ms | large / small |"
    assert len(lines) == 2 + len(QUESTIONS) + 1


def test_growth_beside_the_smallest() -> None:
    """The last size is given as a multiple of the first; the memory of each stands below."""
    small, large = ({"p50_ms": ms, "p99_ms": 2 * ms, "errors": 0} for ms in (0.5, 0.6))
    result = {"questions": {"Q1": {"M": small, "L": large}}, "peak_mib": {"M": 300, "L": 2_000}}

    assert growth.report(result)[2:] == [
        "| Q1 | 0.50 / 1.00 | 0.60 / 1.20 | 1.20 / 1.20 |",
        "| memory, at most, MiB | 300 | 2,000 |  |",
    ]


@pytest.mark.parametrize("sizes", ["M", "M,Q"])
def test_growth_of_sizes_that_are_none(sizes: str) -> None:
    """One size has nothing beside it; others than those that there are cannot be made."""
    answer = CliRunner().invoke(growth.command, ["--sizes", sizes])

    assert answer.exit_code == 2
    assert "two or more of S, M, L" in answer.output


def test_two_servers_side_by_side() -> None:
    """The table has the medians of the rounds, and errors where there were some."""

    def rounds(*requests: int, errors: int = 0) -> list[Timing]:
        return [Timing(count, 1.0, 0.5, 2.0, errors) for count in requests]

    timings = {
        key: rounds(100, 300, 200) if key[2] == "uvicorn" else rounds(50, 100, 900)
        for key in product(servers.ANSWERS, servers.CALLERS, servers.SERVERS)
    }
    timings["lookup", 16, "granian"] = rounds(100, errors=1)

    lines = servers.report({1: timings})

    assert "| 1 | fixed | 1 | 200 | 100 | 0.50 | 0.50 / 2.00 | 0.50 / 2.00 |" in lines
    assert "| 1 | lookup (1 errors) | 16 | 200 | 100 | 0.50 | 0.50 / 2.00 | 0.50 / 2.00 |" in lines


def test_server_that_is_ended_under_load(tmp_path: Path) -> None:
    """Its process is gone, and those who asked have been counted."""
    fixed = tmp_path / "fixed.json"
    fixed.write_text('{"Q1": "{}"}', "utf-8")

    with servers.under("uvicorn", 1, "fixed", fixed) as service:
        found = servers.ended(service, [b"{}"], 0.2)

    assert list(found) == ["seconds", *servers.OUTCOMES]
    assert 0 < found["seconds"] < servers.LONGEST
