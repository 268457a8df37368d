"""`interop seed …`: what editors of a seed need, one module for each command."""

from __future__ import annotations

import click

from graph.seed_commands.add import add
from graph.seed_commands.apply import apply, restore
from graph.seed_commands.check import check
from graph.seed_commands.completion import completions, ids_of
from graph.seed_commands.export import export
from graph.seed_commands.import_ import import_
from graph.seed_commands.log import log
from graph.seed_commands.schema import schema
from graph.seed_commands.shared import EXIT_PROBLEMS, EXIT_UNABLE, seed_option

__all__ = [
    "EXIT_PROBLEMS",
    "EXIT_UNABLE",
    "completions",
    "ids_of",
    "seed",
    "seed_option",
]


@click.group()
def seed() -> None:
    """Check a seed, and what belongs to editing one."""


for command in (add, apply, check, export, import_, log, restore, schema):
    seed.add_command(command)
