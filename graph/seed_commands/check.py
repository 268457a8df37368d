"""`interop seed check`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from graph.load import (
    Checked,
    Problem,
    SeedError,
    SeedWarning,
    checked_folder,
    digest,
    packaged_seed_folder,
)
from graph.model import Seed
from graph.seed_commands.shared import EXIT_PROBLEMS, json_option, progress_bar, seed_option

__all__ = ["check"]


@click.command()
@seed_option
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@json_option
def check(folder: Path | None, strict: bool, as_json: bool) -> None:
    """Report all that is wrong with a seed, and what looks wrong to a careful editor.

    A warning that is right as it is, is answered in the seed, by a comment in the record:
    `# ok: weak-source, the only report there is`. Exit codes: 0 nothing is wrong, 1 something is (or,
    with --strict, something looks wrong), 2 wrong usage.
    """
    with progress_bar("checking") as progress:
        found = checked_folder(folder or packaged_seed_folder(), progress)
    if as_json:
        rows = {
            "problems": [_problem_row(problem) for problem in found.problems],
            "warnings": [_warning_row(warning) for warning in found.warnings],
        }
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _show(found)
    sys.exit(EXIT_PROBLEMS if found.problems or (strict and found.warnings) else 0)


def _show(found: Checked) -> None:
    if found.seed is None:
        click.echo(str(SeedError(found.problems)), err=True)
        return
    for warning in found.warnings:
        click.echo(str(warning), err=True)
    click.echo(_summary(found.seed, len(found.warnings)))


def _summary(seed: Seed, warnings: int) -> str:
    counts = ", ".join(
        f"{len(getattr(seed, sort))} {sort}"
        for sort in ("entities", "events", "sources", "figures", "statements")
    )
    but = f", with {warnings} warning{'s' if warnings > 1 else ''}" if warnings else ""
    return f"The seed {seed.info.name!r} is fine{but}: {counts}; version {digest(seed)}."


def _problem_row(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "found": problem.found,
        "expected": problem.expected,
        "suggestion": problem.suggestion,
    }


def _warning_row(warning: SeedWarning) -> dict[str, Any]:
    return {
        "file": warning.place.file,
        "line": warning.place.line,
        "column": warning.place.column,
        "rule": warning.rule.value,
        "message": warning.message,
        "advice": warning.advice,
    }
