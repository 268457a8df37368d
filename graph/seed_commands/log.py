"""`interop seed log`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from graph.changes import Changes, changes_between, in_words, to_rows
from graph.load import load_seed, packaged_seed_folder
from graph.seed_commands.shared import (
    EXIT_PROBLEMS,
    ending_well,
    json_option,
    seed_option,
)
from graph.seed_commands.versions import VersionError, seed_version

__all__ = ["log"]


@click.command()
@click.argument("old", default="HEAD")
@click.argument("new", required=False)
@seed_option
@json_option
def log(old: str, new: str | None, folder: Path | None, as_json: bool) -> None:
    """Tell what changed in a seed between OLD and NEW, record by record and field by field.

    Each of them is a folder, or a revision of the seed's folder that git knows (`HEAD~3`, a tag, a
    day as `main@{2024-10-01}`). Without NEW it is the folder as it is now, and without OLD its last
    commit. Exit codes: 0 done, changed or not, 1 a seed has problems, 2 wrong usage, 3 git cannot.
    """
    folder = folder or packaged_seed_folder()
    with ending_well():
        try:
            before = seed_version("OLD", old, folder)
            after = seed_version("NEW", new, folder) if new is not None else load_seed(folder)
        except VersionError as error:
            click.echo(str(error), err=True)
            sys.exit(EXIT_PROBLEMS)
        changes = changes_between(before, after)
    if as_json:
        click.echo(json.dumps(to_rows(changes), ensure_ascii=False, indent=2))
        return
    for line in in_words(changes):
        click.echo(line)
    click.echo(_summary(changes))


def _summary(changes: Changes) -> str:
    if not changes:
        return "Nothing changed."
    counts = (f"{len(getattr(changes, word))} {word}" for word in ("added", "changed", "removed"))
    return f"{', '.join(counts)}."
