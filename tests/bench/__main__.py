"""`python -m tests.bench` (`make bench`): speed, as medians, beside what is aimed at.

Nothing here fails for being slow: clocks of shared machines say too little. `contest` as the first
word puts our service beside others instead, see `tests.bench.contest`.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tests.bench import bench_dates, explorer, service
from tests.bench.service import Row

__all__ = ["SECTIONS", "main", "result"]


def dates(rounds: int) -> Iterator[Row]:
    """The time to read a date, with that of two libraries beside it."""
    for row in bench_dates.run(rounds=rounds * 100, rounds_of_others=rounds):
        others = [
            f"{name} {row[name]:,.0f}" for name in ("edtf", "undate") if row[name] is not None
        ]
        yield Row(f"date {row['name']}", row["ours"], "µs", ", ".join(others))


SECTIONS = {
    "dates": (dates, 20),
    "check": (service.check, 5),
    "check-large": (service.check_large, 1),
    "start": (service.start, 5),
    "answers": (service.answers, 100),
    "explorer": (explorer.views, 5),
}
"""What can be measured, and how many rounds are usual."""


def result(sections: dict[str, int], events: int = service.LARGE) -> dict[str, Any]:
    """Measure the sections, each in so many rounds; returns what `--json` writes."""
    rows: list[Row] = []
    for name, rounds in sections.items():
        if name == "check-large":
            rows += service.check_large(rounds, events)
        else:
            rows += SECTIONS[name][0](rounds)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "rows": [asdict(row) for row in rows],
    }


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)), metavar="[SECTION]...")
@click.option("--rounds", type=click.IntRange(1), help="So many rounds of each, for a first look.")
@click.option("--events", type=click.IntRange(25), default=service.LARGE, show_default=True)
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write a file of JSON too.")
def main(sections: tuple[str, ...], rounds: int | None, events: int, path: Path | None) -> None:
    """Measure everything, or some sections: dates, check, check-large, start, answers, explorer.

    `--events` is the size of the synthetic seed of check-large.
    """
    found = result({name: rounds or SECTIONS[name][1] for name in sections or SECTIONS}, events)
    width = max(len(row["name"]) for row in found["rows"])
    for row in found["rows"]:
        click.echo(f"{row['name']:<{width}} {row['median']:>12,.2f} {row['unit']:<6} {row['note']}")
    click.echo(
        f"Python {found['python']}, {found['processors']} processors, load {found['load']:.1f}"
    )
    if path:
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["contest"]:
        from tests.bench.contest import command  # with all that the others need

        command(sys.argv[2:], prog_name="contest")
    if sys.argv[1:2] == ["paths"]:
        from tests.bench.paths import command as paths

        paths(sys.argv[2:], prog_name="paths")
    if sys.argv[1:2] == ["hostile"]:
        from tests.bench.hostile import command as hostile

        hostile(sys.argv[2:], prog_name="hostile")
    if sys.argv[1:2] == ["load"]:
        from tests.bench.endurance import command as load

        load(sys.argv[2:], prog_name="load")
    if sys.argv[1:2] == ["growth"]:
        from tests.bench.growth import command as growth

        growth(sys.argv[2:], prog_name="growth")
    if sys.argv[1:2] == ["servers"]:
        from tests.bench.servers import command as servers

        servers(sys.argv[2:], prog_name="servers")
    main()
