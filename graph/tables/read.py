"""Sheets from CSV files and workbooks: cells as texts, each with its row and column."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from graph.load import Place, Problem, nearest
from graph.load.format import FOLDERS
from graph.tables.cells import Cell, Sheet, TableError
from graph.tables.columns import SEED_SHEET, columns_of

__all__ = ["WORDS_SHEET", "read_tables"]

WORDS_SHEET = "words"  # of the template: what the drop-down lists draw from
_NAMES = (SEED_SHEET, *FOLDERS)
_MAX_BYTES = 64 * 2**20
_MAX_UNPACKED = 512 * 2**20
_REMARK = "#"


def read_tables(path: Path, name: str | None = None) -> list[Sheet]:
    """The sheets of a CSV file, of each CSV file of a folder, or of a workbook (.xlsx).

    `name` says what a CSV file holds, where its own name does not. Raises `TableError`, and `OSError`
    where it cannot be read.
    """
    if path.is_dir():
        files = sorted(found for found in path.iterdir() if found.suffix.lower() == ".csv")
        if not files:
            raise TableError(f"{path}: expected files named events.csv, entities.csv …")
        return [_csv_sheet(file, None) for file in files]
    if path.stat().st_size > _MAX_BYTES:
        raise TableError(f"{path}: the file is too large, expected at most {_MAX_BYTES >> 20} MiB.")
    if path.suffix.lower() == ".csv":
        return [_csv_sheet(path, name)]
    if path.suffix.lower() == ".xlsx":
        return list(_workbook(path))
    raise TableError(f"{path}: expected a file that ends in .csv, .xlsx or .jsonl, or a folder.")


def _csv_sheet(path: Path, name: str | None) -> Sheet:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        advice = "save it as CSV in UTF-8"
        raise TableError(f"{path}, line {line}: not UTF-8 text: {advice}.") from None
    head = text.partition("\n")[0]
    between = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True))
    except csv.Error as error:
        raise TableError(f"{path}: not CSV: {error}.") from None
    return _sheet(path.name, _folder(path.stem if name is None else name, path), rows)


def _workbook(path: Path) -> Iterator[Sheet]:
    from openpyxl import load_workbook  # loaded only where it is used
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(info.file_size for info in packed.infolist()) > _MAX_UNPACKED:
                raise TableError(f"{path}: it unpacks to more than {_MAX_UNPACKED >> 20} MiB.")
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise TableError(f"{path}: not a workbook that can be read: {error}.") from None
    try:
        for sheet in book.worksheets:
            if sheet.title != WORDS_SHEET and sheet.sheet_state == "visible":
                rows = ([_text(cell) for cell in row] for row in sheet.iter_rows())
                yield _sheet(sheet.title, _folder(sheet.title, path), rows)
    finally:
        book.close()


def _folder(name: str, path: Path) -> str:
    folder = name.strip().lower()
    if folder in _NAMES:
        return folder
    near = nearest(folder, _NAMES)
    hint = f" Did you mean {near!r}?" if near else ""
    expected = f"expected one of {', '.join(_NAMES)}"
    raise TableError(f"{path}: unknown sheet {name!r}, {expected}.{hint}")


def _text(cell: Any) -> str:
    """What stands in a cell of a workbook, as it would be typed into a seed file."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        # A month that was typed has become its first day: only the way it is shown tells.
        shown = str(cell.number_format).lower()
        day = value.date() if isinstance(value, datetime) else value
        return day.isoformat() if "d" in shown else day.strftime("%Y-%m" if "m" in shown else "%Y")
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value)


def _sheet(name: str, folder: str, rows: Iterable[list[str]]) -> Sheet:
    sheet = Sheet(name, folder)
    known = [column.header for column in columns_of(folder)]
    passed_over = False
    for number, texts in enumerate(rows, 1):
        cells = {n: text.strip() for n, text in enumerate(texts, 1) if text.strip()}
        if not cells:
            continue
        if not sheet.headers:
            _take_headers(sheet, cells, known, number)
            continue
        first = cells.get(1, "")
        # What follows a row of remarks and has no id of its own belongs to it.
        passed_over = first.startswith(_REMARK) or (passed_over and not first)
        if not passed_over:
            _take_row(sheet, cells, number)
    return sheet


def _take_headers(sheet: Sheet, cells: dict[int, str], known: list[str], row: int) -> None:
    for number, header in cells.items():
        place = Place(sheet.name, row, number)
        if header in sheet.headers.values():
            sheet.problems.append(
                Problem(place, "the column is there twice", repr(header), "it once")
            )
        elif header not in known:
            expected = f"one of {', '.join(known)}"
            near = nearest(header, known)
            sheet.problems.append(Problem(place, "unknown column", repr(header), expected, near))
        sheet.headers[number] = header


def _take_row(sheet: Sheet, cells: dict[int, str], number: int) -> None:
    row: dict[str, Cell] = {}
    for column, text in cells.items():
        place = Place(sheet.name, number, column)
        header = sheet.headers.get(column)
        if header is None:
            expected = "a header above it"
            sheet.problems.append(Problem(place, "a cell in no column", repr(text[:80]), expected))
        else:
            row.setdefault(header, Cell(text, place))
    sheet.rows.append(row)
