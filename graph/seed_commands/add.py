"""`interop seed add event|entity|source|figure|statement`."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from graph.editing import OutdatedError, PlacingError, Proposal
from graph.load import SeedError, packaged_seed_folder
from graph.load.format import FOLDERS, SORTS, Field, Plain, Record
from graph.load.records import read_record
from graph.seed_commands.answers import Known, tree_of
from graph.seed_commands.asking import Asker, option_name
from graph.seed_commands.completion import completion_of
from graph.seed_commands.shared import (
    EXIT_UNABLE,
    ending_well,
    json_option,
    progress_bar,
    seed_option,
)

__all__ = ["add"]

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
_HELP = """Add {} to a seed.

Exit codes: 0 done, or not wished after all, 1 the seed has problems or would have, 2 wrong usage, 3
a file cannot be written."""


@click.group()
def add() -> None:
    """Add something to a seed, question by question.

    An answer may be an id or a name; `?` shows what can be answered, `+` adds what does not exist
    yet. Every answer can be given as an option instead. The change is checked and shown before
    anything is written; the files keep their comments and their order.
    """


class _Addition:
    """Records on their way into a seed."""

    def __init__(self, proposal: Proposal, *, quietly: bool) -> None:
        self.proposal = proposal
        self.known = Known(proposal.seed)
        self.asker = Asker(self.known, self._new, quietly=quietly)

    def add(self, folder: str, given: dict[str, Any], file: str | None = None) -> str:
        """Ask for a record of a folder, with all that is new in it; its id."""
        answers = self.asker.record(folder, given)
        located, problems = read_record(tree_of(answers), FOLDERS[folder], SORTS[folder])
        if problems or located is None:
            raise SeedError(problems)
        self.proposal.add(located.value, file)
        self.known.add(SORTS[folder], located.value.id)
        return located.value.id

    def _new(self, sort: str) -> str:
        folder = next(key for key, value in SORTS.items() if value == sort)
        click.secho(f"A new {sort}:", bold=True)
        id = self.add(folder, {})
        click.secho(f"That was {sort} {id!r}; back to where it is needed.", bold=True)
        return id


def _run(folder: str, options: list[click.Option], values: dict[str, Any]) -> None:
    """Ask, check, show, and write."""
    given = {option.opts[0]: values[str(option.name)] for option in options}
    quietly = values["yes"]
    with ending_well():
        with progress_bar("reading the seed") as progress:
            proposal = Proposal(values["folder"] or packaged_seed_folder(), progress)
        try:
            _Addition(proposal, quietly=quietly).add(folder, given, values["file"])
            with progress_bar("checking") as progress:
                checked = proposal.checked(progress)
            warnings = set(checked.warnings) - set(proposal.warnings)
        except PlacingError as error:
            raise click.UsageError(f"--file: {error}") from None
        ids = [node.id for node in proposal.nodes]
        for warning in sorted(warnings):
            if any(repr(id) in warning.message for id in ids):
                click.secho(str(warning), fg="yellow", err=True)
        if not (quietly or _is_wished(proposal)):
            click.echo("Nothing is written.")
            return
        try:
            proposal.write()
        except OutdatedError as error:
            click.echo(str(error), err=True)
            sys.exit(EXIT_UNABLE)
    if values["as_json"]:
        added = [{"sort": type(node).__name__.lower(), "id": node.id} for node in proposal.nodes]
        click.echo(json.dumps({"added": added, "files": proposal.files}, ensure_ascii=False))
    else:
        click.echo(f"Added {', '.join(ids)} to {', '.join(proposal.files)}.")


def _is_wished(proposal: Proposal) -> bool:
    for line in proposal.diff():
        click.secho(line, fg=_COLOURS.get(line[:1]))
    return click.confirm("Write it?", default=True)


def _options(fields: tuple[Field, ...]) -> list[click.Option]:
    """An option for each field, and one for each language of a text in two."""
    options: list[click.Option] = []
    for field in fields:
        if isinstance(field.type, Record) and not field.many:
            options += [
                _option(part, f"{field.description} {part.description}", field.name)
                for part in field.type.fields
            ]
        elif isinstance(field.type, Record):
            options.append(_option(field, _row_help(field, field.type)))
        else:
            options.append(_option(field, field.description))
    return options


def _option(field: Field, description: str, *path: str) -> click.Option:
    # Its name is out of the way of `--file`, `--json` and their like.
    names = [option_name(*path, field.name), "_".join(("field", *path, field.name))]
    complete = completion_of(field)
    if field.type == Plain("flag"):
        return click.Option(names, is_flag=True, help=description)
    help = f"{description} May be repeated." if field.many else description
    return click.Option(
        names, multiple=field.many, metavar="TEXT", help=help, shell_complete=complete
    )


def _row_help(field: Field, record: Record) -> str:
    names = " ".join(part.name for part in record.fields if part.required)
    others = " ".join(f"{part.name}=…" for part in record.fields if not part.required)
    return f'{field.description} In one text, "{names}{f" {others}" if others else ""}".'


def _command(folder: str) -> click.Command:
    """The command that adds to a folder of the format."""
    sort = SORTS[folder]
    options = _options(FOLDERS[folder].fields)

    def run(**values: Any) -> None:
        _run(folder, options, values)

    article = "an" if sort[0] in "aeiou" else "a"
    command = click.Command(sort, callback=run, help=_HELP.format(f"{article} {sort}"))
    command.params.extend(options)
    file_help = "The file to write into; that of its nearest like if not given."
    for option in (
        seed_option,
        click.option("--file", help=file_help),
        click.option("--yes", is_flag=True, help="Ask nothing: take the options, and write."),
        json_option,
    ):
        option(command)
    return command


for _folder in FOLDERS:
    add.add_command(_command(_folder))
