"""`interop seed apply` and `interop seed restore`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graph.load import packaged_seed_folder
from graph.load.lines import is_lines
from graph.seed_commands.applying import Applying, show
from graph.seed_commands.shared import ending_well, json_option, seed_option
from graph.seed_commands.target import Target, target_options

__all__ = ["apply", "restore"]


def _how_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `apply` and `restore` have in common."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing."),
        click.option(
            "--backup",
            type=click.Path(path_type=Path),
            help="Write the graph as it was before to this new file, as JSON lines.",
        ),
        click.option("--if-version", "version", help="Only if this version is there now."),
        click.option(
            "--wait",
            type=click.FloatRange(min=0),
            default=30.0,
            show_default=True,
            help="Seconds to wait while another seed is being applied.",
        ),
        json_option,
    ):
        command = option(command)
    return command


@click.command()
@seed_option
@target_options
@_how_options
def apply(target: Target, folder: Path | None, as_json: bool, **how: Any) -> None:
    """Make a running server serve the graph of a seed, or a Neo4j hold it.

    All or nothing; a second time changes nothing. Without an option it is the server of yours that
    runs on this machine. NEO4J_USER, NEO4J_PASSWORD, NEO4J_DATABASE and NEO4J_CA_FILE say how to get
    into a Neo4j. Exit codes: 0 done, 1 the seed has problems, 2 wrong usage, 3 it cannot be done now.
    """
    with ending_well():
        done = Applying(folder or packaged_seed_folder(), **how).run(target)
    show(done, as_json=as_json)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@target_options
@_how_options
def restore(target: Target, file: Path, as_json: bool, **how: Any) -> None:
    """Apply the graph that `interop seed apply --backup FILE` has kept.

    It is checked as any seed is. Exit codes: 0 done, 1 the file has problems, 2 wrong usage, 3 it
    cannot be done now.
    """
    if not is_lines(file):
        raise click.BadParameter("expected a file .jsonl or .jsonl.gz", param_hint="FILE")
    with ending_well():
        done = Applying(file, **how).run(target)
    show(done, as_json=as_json)
