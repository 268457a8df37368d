"""`python -m tests.bench growth`: what one caller waits for, in a graph and in one that is larger.

The service over the embedded store, no answer kept, once for each size, side by side in the same minutes: every
question is checked against the plain answers, and timed in turns.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tests.bench.contest import Asked, Plan, Say, check
from tests.bench.contestants import CONTESTANTS, Contestant, Setting
from tests.bench.processes import peak_mib
from tests.bench.questions import QUESTIONS, Parameters, Reference
from tests.bench.report import short, table
from tests.bench.rows import SIZES, synthetic_rows

__all__ = ["command", "growth", "report"]

Latency = Mapping[str, Any]
CONTESTANT = "embedded"
WARM_UP = 1.0


def growth(plans: Mapping[str, Plan], rounds: int, say: Say = lambda _: None) -> dict[str, Any]:
    """The latencies of each question in each size, the memory that each service held, what was wrong."""
    load = [round(os.getloadavg()[0], 2)]
    wrong: list[str] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="growth-")))
        entrants: dict[str, Contestant] = {}
        asked: dict[str, list[Asked]] = {}
        for size, plan in plans.items():
            setting = Setting(plan.orgs, plan.seed, folder, None, plan.processes)
            entrants[size] = stack.enter_context(CONTESTANTS[CONTESTANT](setting))
            reference = Reference(synthetic_rows(plan.orgs, plan.seed))
            asked[size] = [Asked.of(question, reference, plan) for question in QUESTIONS]
            wrong += _wrong(size, entrants[size], asked[size], reference)
            say(f"{size}: checked, {len(wrong)} questions were answered wrong so far")
        load.append(round(os.getloadavg()[0], 2))
        questions = {}
        for number, question in enumerate(QUESTIONS):
            parameters = {size: asked[size][number].parameters for size in plans}
            questions[question.name] = _timed(question.name, plans, entrants, parameters, rounds)
            say(f"{question.name}: {questions[question.name]}")
        memory = {
            size: peak_mib(pid) for size, one in entrants.items() for pid in one.processes.values()
        }
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": [*load, round(os.getloadavg()[0], 2)],
        "rounds": rounds,
        "wrong": wrong,
        "questions": questions,
        "peak_mib": memory,
    }


def _timed(
    question: str,
    plans: Mapping[str, Plan],
    entrants: Mapping[str, Contestant],
    parameters: Mapping[str, Sequence[Parameters]],
    rounds: int,
) -> dict[str, dict[str, float]]:
    """The sizes take turns."""
    found: dict[str, list[Latency]] = {size: [] for size in plans}
    for size, entrant in entrants.items():
        entrant.timing(question, parameters[size], 1, WARM_UP)
    for _ in range(rounds):
        for size, plan in plans.items():
            timing = entrants[size].timing(question, parameters[size], 1, plan.seconds)
            found[size].append(timing.plain())
    return {size: _median(some) for size, some in found.items()}


def _wrong(
    size: str, entrant: Contestant, asked: Sequence[Asked], reference: Reference
) -> list[str]:
    checks = {one.question.name: check(entrant, one, reference) for one in asked}
    return [f"{size} {name}: {one.wrong}" for name, one in checks.items() if not one.passed]


def _median(some: Sequence[Latency]) -> dict[str, float]:
    """The median of each figure over the rounds; errors added up."""
    figures = {
        name: statistics.median(one[name] for one in some) for name in ("p50_ms", "p99_ms", "rate")
    }
    return {**figures, "errors": sum(one["errors"] for one in some)}


def report(result: Mapping[str, Any]) -> list[str]:
    """The table: each size, and the last as a multiple of the first."""
    rows = []
    for name, sizes in result["questions"].items():
        first, *_, last = sizes.values()
        shown = [f"{short(one['p50_ms'])} / {short(one['p99_ms'])}" for one in sizes.values()]
        ratios = (f"{last[figure] / first[figure]:.2f}" for figure in ("p50_ms", "p99_ms"))
        rows.append([name, *shown, " / ".join(ratios)])
    names = list(next(iter(result["questions"].values())))
    peaks = (result["peak_mib"].get(size) for size in names)
    rows.append(["memory, at most, MiB", *(f"{mib:,}" if mib else "" for mib in peaks)])
    heads = (f"{size}, p50 / p99 ms" for size in names)
    return table(("", *heads, f"{names[-1]} / {names[0]}"), rows)


def _sizes(_: click.Context, __: click.Parameter, value: str) -> list[str]:
    sizes = value.split(",")
    if len(sizes) < 2 or any(size not in SIZES for size in sizes):
        raise click.BadParameter(f"two or more of {', '.join(SIZES)}, such as M,L")
    return sizes


@click.command(name="growth")
@click.option("--sizes", default="S,M", show_default=True, callback=_sizes, help="L takes 6 GiB.")
@click.option("--parameters", default=100, show_default=True, help="Different ones per question.")
@click.option("--seconds", default=2.0, show_default=True, help="For each figure.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the result here.")
def command(
    sizes: list[str], parameters: int, seconds: float, rounds: int, target: Path | None
) -> None:
    """Time every question in graphs of several sizes, side by side."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended all the same
    plans = {
        size: Plan(SIZES[size], [CONTESTANT], parameters=parameters, seconds=seconds)
        for size in sizes
    }
    result = growth(plans, rounds, say=lambda line: click.echo(line, err=True))
    if target is not None:
        target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    click.echo("\n".join(report(result)))
    click.echo(f"\n{result['at']}, load average {', '.join(map(str, result['load']))}")
    for line in result["wrong"]:
        click.echo(f"wrong: {line[:1_000]}")
    sys.exit(1 if result["wrong"] else 0)
