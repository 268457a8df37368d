"""A seed as sheets: what `interop seed import` reads back to the same seed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from graph.editing.render import as_written
from graph.load.format import FOLDERS
from graph.model import Seed
from graph.tables.columns import SEED_SHEET, columns_of, record_of
from graph.tables.rows import rows_of

__all__ = ["sheets_of", "write_csv_folder", "write_workbook"]

Rows = list[list[str]]


def sheets_of(seed: Seed) -> dict[str, Rows]:
    """Each sheet with its header and its rows; records by id, columns that nothing needs left out."""
    sheets = {SEED_SHEET: _table(SEED_SHEET, [as_written(seed.info)])}
    for folder in FOLDERS:
        nodes = getattr(seed, folder)
        sheets[folder] = _table(folder, [as_written(nodes[id]) for id in sorted(nodes)])
    return sheets


def _table(folder: str, records: Iterable[Mapping[str, Any]]) -> Rows:
    record = record_of(folder)
    rows = [row for plain in records for row in rows_of(plain, record)]
    used = {header for row in rows for header in row}
    headers = [c.header for c in columns_of(folder) if c.header in used or c.field.required]
    return [headers, *([row.get(header, "") for header in headers] for row in rows)]


def write_csv_folder(seed: Seed, folder: Path) -> list[Path]:
    """Write a CSV file for each sheet into a folder; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, rows in sheets_of(seed).items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:  # so that Excel knows it
            csv.writer(file).writerows(rows)
        written.append(path)
    return written


def write_workbook(sheets: Mapping[str, Rows], path: Path) -> Path:
    """Write the sheets as a workbook, in which every cell is text: `2024-05` stays what it is."""
    from openpyxl import Workbook  # loaded only where it is used

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        for r, row in enumerate(rows, 1):
            for c, text in enumerate(row, 1):
                if text:
                    cell = sheet.cell(r, c)
                    cell.value = text
                    cell.data_type = "s"  # a text that begins with = is no formula
                    cell.number_format = "@"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
