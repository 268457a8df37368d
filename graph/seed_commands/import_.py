"""`interop seed import`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from graph.errors import BadArgumentError
from graph.load import Problem, SeedError, packaged_seed_folder
from graph.load.format import FOLDERS
from graph.load.lines import is_lines
from graph.seed_commands.shared import (
    EXIT_PROBLEMS,
    EXIT_UNABLE,
    ending_well,
    json_option,
    progress_bar,
    seed_option,
)
from graph.tables import (
    Imported,
    Sheet,
    TableError,
    column_letters,
    imported,
    imported_lines,
    place_in_words,
    read_tables,
    write_template,
)

__all__ = ["import_"]


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path), required=False)
@seed_option
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    help="The folder to write YAML files into, or (--template) the file.",
)
@click.option(
    "--sheet",
    type=click.Choice(["seed", *FOLDERS]),
    help="What a CSV file holds, where its name does not say so.",
)
@click.option("--template", is_flag=True, help="Write an empty table to fill in, .xlsx or .csv.")
@json_option
def import_(
    table: Path | None,
    folder: Path | None,
    target: Path | None,
    sheet: str | None,
    template: bool,
    as_json: bool,
) -> None:
    """Make seed files of a table: a .csv, .xlsx or .jsonl file, or a folder of .csv files.

    Every problem is told with its sheet, row and column, and nothing is written if there is any. No
    file is written over: what is written is for review, and then for the seed. Without --to the
    table is only checked. Exit codes: 0 done, 1 the table or the seed has problems, 2 wrong usage,
    3 a file cannot be read or written.
    """
    with ending_well():
        if template:
            _write_template(table, target, sheet)
            return
        if table is None:
            raise click.UsageError("Missing argument 'TABLE' (or --template).")
        base = folder or packaged_seed_folder()
        sheets: list[Sheet] = []
        try:
            with progress_bar("reading and checking") as progress:
                if is_lines(table):
                    found = imported_lines(table, base, progress)
                else:
                    sheets = read_tables(table, sheet)
                    found = imported(sheets, base, progress)
        except TableError as error:
            click.echo(str(error), err=True)
            sys.exit(EXIT_PROBLEMS)
        except SeedError as error:
            _tell(error, sheets, as_json=as_json)
            sys.exit(EXIT_PROBLEMS)
        files = _write(found, target, table.name.split(".")[0]) if target is not None else []
    if as_json:
        click.echo(json.dumps({"problems": [], "records": found.count, "files": files}))
    elif target is None:
        click.echo(f"{found.count} records, nothing is wrong. With --to they are written.")
    else:
        click.echo(f"Wrote {found.count} records into {target}: {', '.join(files)}.")


def _write_template(table: Path | None, target: Path | None, sheet: str | None) -> None:
    path = target or table
    if path is None or path.suffix.lower() not in (".csv", ".xlsx"):
        raise click.UsageError("--template needs --to FILE, which ends in .xlsx or .csv.")
    if path.exists():
        raise BadArgumentError("--to", str(path), "a file that does not exist yet")
    click.echo(f"Wrote {write_template(path, sheet)}. Rows that begin with # are passed over.")


def _write(found: Imported, target: Path, stem: str) -> list[str]:
    """Write the files, none of which may be there."""
    with progress_bar("writing"):
        texts = found.files(stem)
    for name in texts:
        if (target / name).exists():
            click.echo(f"{target / name} is there already. Nothing is written.", err=True)
            sys.exit(EXIT_UNABLE)
    for name, text in texts.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return sorted(texts)


def _tell(error: SeedError, sheets: list[Sheet], *, as_json: bool) -> None:
    if as_json:
        rows = [_row(problem, sheets) for problem in error.problems]
        click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=2))
        return
    count = len(error.problems)
    click.echo(f"The table has {count} problem{'' if count == 1 else 's'}:", err=True)
    for problem in error.problems:
        place = place_in_words(problem.place, sheets)
        text = str(problem).removeprefix(str(problem.place))
        click.echo(f"{place}{text}", err=True)


def _row(problem: Problem, sheets: list[Sheet]) -> dict[str, Any]:
    place = problem.place
    headers = next((sheet.headers for sheet in sheets if sheet.name == place.file), {})
    return {
        "sheet": place.file,
        "row": place.line,
        "column": column_letters(place.column),
        "header": headers.get(place.column),
        "message": problem.message,
        "found": problem.found,
        "expected": problem.expected,
        "suggestion": problem.suggestion,
    }
