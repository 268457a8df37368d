"""What a table is made of, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.errors import GraphError
from graph.load import Place, Problem

__all__ = ["Cell", "Sheet", "TableError", "column_letters", "place_in_words"]


class TableError(GraphError, ValueError):
    """A file that holds no tables that can be read; the message says why."""

    code = "BAD_TABLE"


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell that is not empty, and where it stands."""

    text: str
    place: Place


@dataclass(slots=True)
class Sheet:
    """A table: its folder of the format (or `seed`), headers with their cells, and rows.

    A row is its cells by header. `name` is what places call it.
    """

    name: str
    folder: str
    rows: list[dict[str, Cell]] = field(default_factory=list)
    headers: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def column_letters(number: int) -> str:
    """The letters of a column, as spreadsheets count: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place_in_words(place: Place, sheets: list[Sheet]) -> str:
    """A place as those see it who filled in the table: sheet, row, column and its header."""
    for sheet in sheets:
        if sheet.name == place.file:
            header = sheet.headers.get(place.column)
            named = f" ({header})" if header else ""
            return f"{place.file}, row {place.line}, column {column_letters(place.column)}{named}"
    return f"{place.file}, line {place.line}"
