"""`interop seed …`: what editors of a seed need."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from graph.load import SeedError, check_folder, digest, load_seed, packaged_seed_folder
from graph.load.json_schema import json_schema

__all__ = ["EXIT_PROBLEMS", "json_schema_text", "seed", "seed_option"]

EXIT_PROBLEMS = 1

seed_option = click.option(
    "--seed",
    "folder",
    type=click.Path(path_type=Path),
    envvar="INTEROP_SEED",
    help="The seed's folder; the packaged one if not given.",
)


@click.group()
def seed() -> None:
    """Check a seed, and what belongs to editing one."""


@seed.command()
@seed_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def check(folder: Path | None, as_json: bool) -> None:
    """Report all that is wrong with a seed.

    Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.
    """
    folder = folder or packaged_seed_folder()
    problems = check_folder(folder)
    if as_json:
        rows = [
            {
                "file": problem.place.file,
                "line": problem.place.line,
                "column": problem.place.column,
                "message": problem.message,
                "found": problem.found,
                "expected": problem.expected,
                "suggestion": problem.suggestion,
            }
            for problem in problems
        ]
        click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=2))
    elif problems:
        click.echo(str(SeedError(problems)), err=True)
    else:
        found = load_seed(folder)
        counts = ", ".join(
            f"{len(getattr(found, sort))} {sort}"
            for sort in ("entities", "events", "sources", "figures", "statements")
        )
        click.echo(f"The seed {found.info.name!r} is fine: {counts}; version {digest(found)}.")
    sys.exit(EXIT_PROBLEMS if problems else 0)


@seed.command()
def schema() -> None:
    """Print the JSON Schema of seed files, for editors."""
    click.echo(json_schema_text(), nl=False)


def json_schema_text() -> str:
    """The JSON Schema as it stands in its file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
