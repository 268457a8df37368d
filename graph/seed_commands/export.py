"""`interop seed export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from graph.load import digest, load_seed, packaged_seed_folder
from graph.load.lines import is_lines, write_lines
from graph.model import Seed
from graph.plain import seed_lines
from graph.seed_commands.shared import EXIT_UNABLE, ending_well, progress_bar, seed_option

__all__ = ["FORMATS", "export"]

FORMATS = {
    "jsonl": "one file, a record in each line",
    "csv": "a folder of tables, one for each sort; `interop seed import` reads them",
    "xlsx": "the same as a workbook",
    "graphml": "the graph for yEd, Cytoscape, igraph",
    "gexf": "the graph for Gephi",
    "json-ld": "linked data: schema.org for things, PROV-O for sources",
    "cypher": "a script that makes the graph in an empty Neo4j",
    "neo4j-admin": "the files of its bulk import",
    "ical": "a calendar of the events",
    "atom": "a feed of the events",
    "svg": "a picture of the timeline",
}
_STDOUT = Path("-")
_IN_FOLDERS = ("csv", "neo4j-admin")


@click.command()
@seed_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    required=True,
    help="; ".join(f"{name}: {said}" for name, said in FORMATS.items()) + ".",
)
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to write (or - for standard output, or a folder to put it into); for csv and"
    " neo4j-admin the folder.",
)
def export(folder: Path | None, form: str, target: Path) -> None:
    """Write a seed in another form.

    Equal seeds give equal files, but for the time of neo4j-admin and xlsx. Exit codes: 0 done, 1 the
    seed has problems, 2 wrong usage, 3 nothing can be written there.
    """
    _check_target(form, target)
    with ending_well():
        with progress_bar("reading") as progress:
            found = load_seed(folder or packaged_seed_folder(), progress)
        try:
            with progress_bar("writing"):
                said = _export(found, form, target)
            click.echo(said, nl=False)
        except BrokenPipeError:
            raise
        except OSError as error:
            click.echo(f"Cannot write into {target}: {error.strerror}.", err=True)
            sys.exit(EXIT_UNABLE)


def _check_target(form: str, target: Path) -> None:
    if target == _STDOUT:
        if form in (*_IN_FOLDERS, "xlsx"):
            _refuse(f"a {'file' if form == 'xlsx' else 'folder'}: {form} is not one text")
    elif form in _IN_FOLDERS and target.is_file():
        _refuse("a folder")
    elif form == "xlsx" and target.suffix.lower() != ".xlsx":
        _refuse("a name that ends in .xlsx")
    elif form == "jsonl" and not (is_lines(target) or target.is_dir()):
        _refuse("a name that ends in .jsonl or .jsonl.gz, so that it is read as such")


def _refuse(expected: str) -> NoReturn:
    raise click.BadParameter(f"expected {expected}", param_hint="--to")


def _export(seed: Seed, form: str, target: Path) -> str:
    """Write it; what to say of it, or for standard output the text itself."""
    if form == "neo4j-admin":
        return _for_admin(seed, target)
    if form in ("csv", "xlsx"):
        return _as_tables(seed, form, target)
    if target == _STDOUT:
        return _text(seed, form)
    path = target / f"{seed.info.name}{_suffix(form)}" if target.is_dir() else target
    if form == "jsonl":
        write_lines(seed, path)
    else:
        _write(path, _text(seed, form))
    return f"Wrote {path}: version {digest(seed)}.\n"


def _suffix(form: str) -> str:
    from graph.formats import TEXT_FORMATS  # networkx and its like only where they are used

    return ".jsonl" if form == "jsonl" else TEXT_FORMATS[form].suffix


def _text(seed: Seed, form: str) -> str:
    from graph.formats import TEXT_FORMATS

    if form == "jsonl":
        return "".join(f"{line}\n" for line in seed_lines(seed))
    return TEXT_FORMATS[form].write(seed)


def _write(path: Path, text: str) -> None:
    from graph.editing import write_at_once

    write_at_once(path, text)


def _as_tables(seed: Seed, form: str, target: Path) -> str:
    from graph.tables import sheets_of, write_csv_folder, write_workbook

    if form == "xlsx":
        return f"Wrote {write_workbook(sheets_of(seed), target)}: version {digest(seed)}.\n"
    files = write_csv_folder(seed, target)
    return f"Wrote {len(files)} files into {target}: version {digest(seed)}.\n"


def _for_admin(seed: Seed, target: Path) -> str:
    from graph.store.neo4j_store.export import export_for_admin  # with the driver

    files = export_for_admin(seed, target)
    return (
        f"Wrote {len(files)} files for neo4j-admin. With the server stopped, in that folder:\n"
        "  neo4j-admin database import full neo4j --overwrite-destination=true @arguments.txt\n"
        "Then start the server, and run `interop seed apply` once for the indexes.\n"
    )
