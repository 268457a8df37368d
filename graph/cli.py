"""`interop seed …`: what editors of a seed need."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from graph.errors import StoreError
from graph.load import SeedError, check_folder, digest, load_seed, packaged_seed_folder
from graph.load.json_schema import schema_text

__all__ = ["EXIT_PROBLEMS", "EXIT_UNABLE", "seed", "seed_option"]

EXIT_PROBLEMS = 1
EXIT_UNABLE = 3

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
@seed_option
@click.option("--store", required=True, envvar="INTEROP_STORE", help="neo4j://host:7687")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def apply(folder: Path | None, store: str, as_json: bool) -> None:
    """Make a Neo4j hold the graph of a seed; a second time changes nothing.

    NEO4J_USER, NEO4J_PASSWORD, NEO4J_DATABASE and NEO4J_CA_FILE say how to get in. Exit codes: 0
    done, 1 the seed has problems, 2 wrong usage, 3 the store cannot take it.
    """
    from rich.console import Console  # this and the driver are loaded only where they are used
    from rich.progress import Progress

    from graph.settings import Neo4jEnvironment
    from graph.store.neo4j_store import Neo4jSettings, Neo4jStore

    try:
        found = load_seed(folder or packaged_seed_folder())
        settings = Neo4jSettings(store, **Neo4jEnvironment().model_dump())
        with Neo4jStore(settings) as neo4j, Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task("applying", total=None)
            applied = neo4j.apply(
                found, progress=lambda done, total: bar.update(task, completed=done, total=total)
            )
    except SeedError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_PROBLEMS)
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNABLE)
    if as_json:
        click.echo(json.dumps(asdict(applied)))
        return
    click.echo(
        f"Graph {applied.version}: {applied.added} added, {applied.changed} changed,"
        f" {applied.removed} removed."
    )
    for id in applied.kept:
        click.echo(f"Kept, no longer as ours, since others tied something to it: {id}")


@seed.command()
@seed_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["neo4j-admin"]),
    required=True,
    help="neo4j-admin: the files of `neo4j-admin database import full`.",
)
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder to write into.",
)
def export(folder: Path | None, form: str, target: Path) -> None:
    """Write a seed in another form.

    Exit codes: 0 done, 1 the seed has problems, 2 wrong usage, 3 the folder cannot be written.
    """
    from graph.store.neo4j_store.export import export_for_admin

    try:
        files = export_for_admin(load_seed(folder or packaged_seed_folder()), target)
    except SeedError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_PROBLEMS)
    except OSError as error:
        click.echo(f"Cannot write into {target}: {error.strerror}.", err=True)
        sys.exit(EXIT_UNABLE)
    click.echo(f"Wrote {len(files)} files for {form}. With the server stopped, in that folder:")
    click.echo(
        "  neo4j-admin database import full neo4j --overwrite-destination=true @arguments.txt"
    )
    click.echo("Then start the server, and run `interop seed apply` once for the indexes.")


@seed.command()
def schema() -> None:
    """Print the JSON Schema of seed files, for editors."""
    click.echo(schema_text(), nl=False)
