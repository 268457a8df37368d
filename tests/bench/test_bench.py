"""The bench runs, in its smallest form; what it measures is not judged."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tests.bench.__main__ import SECTIONS, main
from tests.bench.bench_dates import TEXTS
from tests.bench.service import NAMES


def test_every_section_in_one_round(tmp_path: Path) -> None:
    """Each section gives its rows, as a table and as JSON."""
    path = tmp_path / "bench.json"

    answer = CliRunner().invoke(main, ["--rounds", "1", "--json", str(path)])

    assert answer.exit_code == 0, answer.output
    rows = json.loads(path.read_text("utf-8"))["rows"]
    assert len(rows) == len(TEXTS) + 1 + 1 + len(NAMES)
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
