"""The contest: the same questions to our service and to others, checked first and then timed.

Everybody is started and asked everything once; whoever answers a question wrong is not timed on it.
Then they are timed question by question, one after another, so that what is compared was measured
within the same minute. Only ratios within one run say anything.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from api.processes import usable_cores
from tests.bench.contestants import CONTESTANTS, Contestant, Setting
from tests.bench.load import Timing
from tests.bench.neo4j_graphs import neo4j_with_graphs
from tests.bench.peers.environments import CannotTakePartError
from tests.bench.processes import peak_mib
from tests.bench.questions import QUESTIONS, Answer, Parameters, Question, Reference
from tests.bench.report import tables
from tests.bench.rows import SEED, SIZES, Rows, synthetic_rows
from tests.bench.synthetic import to_seed

__all__ = ["Checked", "Plan", "check", "command", "contest"]

CALLERS = (1, 16)
WARMING_CALLERS = 8
UNCHECKED = {"fixed"}
UNANSWERED = {("raphtory", "Q5")}
"""What cannot be asked of a contestant: neither checked nor timed."""
NEED_NEO4J = {"neo4j", "bare-driver", "raw-cypher", "neo4j-graphql"}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of whom, and for how long."""

    orgs: int
    contestants: Sequence[str]
    seed: int = SEED
    parameters: int = 200
    seconds: float = 5.0
    warm_up: float = 5.0
    processes: int = 1


@dataclass(slots=True)
class Checked:
    """How many answers of a contestant to a question were right, and the first that was not."""

    asked: int
    right: int = 0
    wrong: dict[str, Any] | None = None

    @property
    def passed(self) -> bool:
        """Whether all were right."""
        return self.right == self.asked


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its parameters and the right answers."""

    question: Question
    parameters: list[Parameters]
    expected: list[Answer] = field(repr=False)

    @classmethod
    def of(cls, question: Question, reference: Reference, plan: Plan) -> Asked:
        """Draw the parameters, and answer them plainly."""
        parameters = question.parameters(reference, plan.parameters, plan.seed)
        return cls(question, parameters, [question.answer(reference, p) for p in parameters])


def check(contestant: Contestant, asked: Asked, reference: Reference) -> Checked:
    """Put every one of them to a contestant once."""
    result = Checked(len(asked.parameters))
    for parameters, expected in zip(asked.parameters, asked.expected, strict=True):
        answer = contestant.answer(asked.question.name, parameters)
        if asked.question.accepts(reference, parameters, expected, answer):
            result.right += 1
        elif result.wrong is None:
            result.wrong = {"parameters": parameters, "expected": expected, "answer": answer}
    return result


def contest(plan: Plan, say: Say = lambda _: None) -> dict[str, Any]:
    """Run it; the result is plain data, for JSON and for `report.tables`."""
    rows = synthetic_rows(plan.orgs, plan.seed)
    reference = Reference(rows)
    questions = [Asked.of(question, reference, plan) for question in QUESTIONS]
    say(f"{len(rows.entities):,} entities, {len(rows.events):,} events")
    with ExitStack() as stack:
        contestants = _start(plan, rows, stack, say)
        result = _description(plan, rows) | {"absent": dict(contestants.absent)}
        if contestants.setting.neo4j:
            result["loading"] = contestants.setting.neo4j.loading
        entrants = contestants.entrants
        checked = _check_all(entrants, questions, reference, say)
        gc.collect()
        gc.freeze()  # the bare driver runs in this process: what is kept must not be looked through
        result["questions"] = [
            {
                "name": asked.question.name,
                "text": asked.question.text,
                "contestants": {
                    name: _timed(
                        entrant, asked, checked[name, asked.question.name], plan, say, name
                    )
                    for name, entrant in entrants.items()
                },
            }
            for asked in questions
        ]
        gc.unfreeze()
        result["peak_mib"] = {
            name: {process: peak_mib(pid) for process, pid in entrant.processes.items()}
            for name, entrant in entrants.items()
        }
    return result


@dataclass(frozen=True, slots=True)
class _Started:
    setting: Setting
    entrants: Mapping[str, Contestant]
    absent: Mapping[str, str]
    """Who cannot take part, and why."""


def _start(plan: Plan, rows: Rows, stack: ExitStack, say: Say) -> _Started:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contest-")))
    neo4j = None
    if NEED_NEO4J.intersection(plan.contestants):
        seed = to_seed(rows)
        neo4j = stack.enter_context(neo4j_with_graphs(rows, seed, folder))
        say(f"neo4j: {neo4j.loading}")
    setting = Setting(plan.orgs, plan.seed, folder, neo4j, plan.processes)
    entrants: dict[str, Contestant] = {}
    absent: dict[str, str] = {}
    for name in plan.contestants:
        try:
            entrants[name] = stack.enter_context(CONTESTANTS[name](setting))
            say(f"{name}: started")
        except CannotTakePartError as error:
            absent[name] = str(error)
            say(f"{name} does not take part: {error}")
    return _Started(setting, entrants, absent)


def _check_all(
    entrants: Mapping[str, Contestant],
    questions: Sequence[Asked],
    reference: Reference,
    say: Say,
) -> dict[tuple[str, str], Checked]:
    checked = {}
    for name, entrant in entrants.items():
        for asked in questions:
            if name in UNCHECKED or (name, asked.question.name) in UNANSWERED:
                checked[name, asked.question.name] = Checked(0)
                continue
            found = check(entrant, asked, reference)
            checked[name, asked.question.name] = found
            say(f"{name} {asked.question.name}: {found.right} of {found.asked} answers right")
            if found.wrong:
                say(f"  the first wrong one: {str(found.wrong)[:1_000]}")
    return checked


def _timed(
    entrant: Contestant, asked: Asked, checked: Checked, plan: Plan, say: Say, name: str
) -> dict[str, Any]:
    result: dict[str, Any] = {"asked": checked.asked, "right": checked.right}
    result |= entrant.notes(asked.question.name)
    if not checked.passed or (name, asked.question.name) in UNANSWERED:
        return result
    if plan.warm_up:
        entrant.timing(asked.question.name, asked.parameters, WARMING_CALLERS, plan.warm_up)
    for callers in CALLERS:
        timing: Timing = entrant.timing(
            asked.question.name, asked.parameters, callers, plan.seconds
        )
        result[f"callers_{callers}"] = timing.plain()
        say(
            f"{asked.question.name} {name}, {callers} at once: {timing.rate:,.0f} a second, p50"
            f" {timing.p50_ms} ms, p99 {timing.p99_ms} ms, {timing.errors} errors, load"
            f" {timing.load_average}"
        )
    return result


def _description(plan: Plan, rows: Rows) -> dict[str, Any]:
    packages = ("neo4j", "networkx", "starlette", "strawberry-graphql", "uvicorn")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"system": platform.platform(), "cores": os.cpu_count()},
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
        "entities": len(rows.entities),
        "events": len(rows.events),
        "parameters": plan.parameters,
        "seconds": plan.seconds,
        "warm_up": plan.warm_up,
        "processes": plan.processes,
    }


def _names(_: click.Context, __: click.Parameter, value: str) -> list[str]:
    names = value.split(",")
    if unknown := [name for name in names if name not in CONTESTANTS]:
        raise click.BadParameter(f"unknown: {', '.join(unknown)}; known: {', '.join(CONTESTANTS)}")
    return names


@click.command(name="contest")
@click.option("--size", type=click.Choice(list(SIZES)), default="S", show_default=True)
@click.option(
    "--contestants",
    default=",".join(CONTESTANTS),
    show_default=True,
    callback=_names,
    help="Some of them; neo4j-graphql needs npm, and all that ask Neo4j Java.",
)
@click.option("--parameters", default=200, show_default=True, help="Different ones per question.")
@click.option("--seconds", default=5.0, show_default=True, help="For each figure.")
@click.option("--warm-up", default=5.0, show_default=True, help="Seconds before each question.")
@click.option(
    "--processes", default=usable_cores(), show_default="one for each core", help="Of each service."
)
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write the result here.")
def command(
    size: str,
    contestants: list[str],
    parameters: int,
    seconds: float,
    warm_up: float,
    processes: int,
    target: Path | None,
) -> None:
    """Put six questions to our service and to others, side by side."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended all the same
    plan = Plan(
        SIZES[size],
        contestants,
        parameters=parameters,
        seconds=seconds,
        warm_up=warm_up,
        processes=processes,
    )
    result = contest(plan, say=lambda line: click.echo(line, err=True))
    if target is not None:
        target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    click.echo(tables(result), nl=False)
    rights = [
        entry["right"] == entry["asked"]
        for question in result["questions"]
        for entry in question["contestants"].values()
    ]
    sys.exit(0 if all(rights) else 1)


if __name__ == "__main__":
    command()
