"""A seed as tables: sheets of a workbook or CSV files, one row for each part of a record."""

from __future__ import annotations

from graph.tables.cells import Cell, Sheet, TableError, column_letters, place_in_words
from graph.tables.columns import SEED_SHEET, Column, columns_of
from graph.tables.imported import Imported, imported, imported_lines
from graph.tables.read import read_tables
from graph.tables.rows import rows_of
from graph.tables.template import write_template
from graph.tables.write import sheets_of, write_csv_folder, write_workbook

__all__ = [
    "SEED_SHEET",
    "Cell",
    "Column",
    "Imported",
    "Sheet",
    "TableError",
    "column_letters",
    "columns_of",
    "imported",
    "imported_lines",
    "place_in_words",
    "read_tables",
    "rows_of",
    "sheets_of",
    "write_csv_folder",
    "write_template",
    "write_workbook",
]
