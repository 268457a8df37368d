"""From rows to the tree of a record, and from a record to rows.

A row begins a record where it has an id that the row above has not; the rows below it, without an id
or with the same, add to it. In each group of columns (`effects.…`, `citations.…`) a row adds one item;
where a row has only cells of a list inside an item (`effects.limits.…`), it adds to the last item.
A cell that holds a list of words or ids has them apart by `;`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graph.load import Place, Problem
from graph.load.document import Mapping as MappingTree
from graph.load.document import Scalar, Tree
from graph.load.document import Sequence as SequenceTree
from graph.load.format import Field, Record
from graph.tables.cells import Cell, Sheet
from graph.tables.columns import record_of

__all__ = ["BETWEEN", "rows_of", "trees_of"]

BETWEEN = ";"
Row = Mapping[str, Cell]


def trees_of(sheet: Sheet) -> Iterator[tuple[MappingTree, list[Problem]]]:
    """The tree of each record of a sheet, with what is wrong between its rows."""
    record = record_of(sheet.folder)
    for rows in _groups(sheet):
        reader = _Rows(record.name)
        tree = reader.mapping(record, "", rows)
        if tree.pairs:
            yield tree, reader.problems


def _groups(sheet: Sheet) -> Iterator[list[Row]]:
    """The rows of one record after the other."""
    key = "name" if sheet.folder == "seed" else "id"
    group: list[Row] = []
    current: str | None = None
    for row in sheet.rows:
        id = row[key].text if key in row else None
        if group and id is not None and id != current:
            yield group
            group = []
        current = id if id is not None else current
        group.append(row)
    if group:
        yield group


class _Rows:
    """Makes trees of the rows of one record."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def mapping(self, record: Record, prefix: str, rows: Sequence[Row]) -> MappingTree:
        """The tree of the part of a record whose headers begin with `prefix`."""
        pairs: list[tuple[Scalar, Tree]] = []
        for field in record.fields:
            header = f"{prefix}{field.name}"
            tree = self._field(field, header, rows)
            if tree is not None:
                pairs.append((Scalar(tree.place, field.name, is_plain=True), tree))
        place = _first_place(rows, prefix)
        return MappingTree(place, pairs)

    def _field(self, field: Field, header: str, rows: Sequence[Row]) -> Tree | None:
        if isinstance(field.type, Record):
            if field.many:
                return self._items(field.type, f"{header}.", rows)
            part = self.mapping(field.type, f"{header}.", rows)
            return part if part.pairs else None
        cells = [row[header] for row in rows if header in row]
        if not cells:
            return None
        if field.many:
            return SequenceTree(cells[0].place, _members(cells))
        for cell in cells[1:]:
            if cell.text != cells[0].text:
                first = f"{cells[0].text!r} as in row {cells[0].place.line}, or nothing"
                message = f"{self.name}: another {header!r} than above"
                self.problems.append(Problem(cell.place, message, repr(cell.text), first))
        return Scalar(cells[0].place, cells[0].text, is_plain=False)

    def _items(self, record: Record, prefix: str, rows: Sequence[Row]) -> Tree | None:
        items: list[list[Row]] = []
        for row in rows:
            own, nested = _filled(record, prefix, row)
            if own or (nested and not items):
                items.append([row])
            elif nested:
                items[-1].append(row)
        trees: list[Tree] = [self.mapping(record, prefix, group) for group in items]
        return SequenceTree(trees[0].place, trees) if trees else None


def _members(cells: Sequence[Cell]) -> list[Tree]:
    """The members of a list, apart by `;`; a `;;` is a semicolon inside of one."""
    members: list[Tree] = []
    for cell in cells:
        texts = [part.replace("\0", BETWEEN).strip() for part in _split(cell.text)]
        members += [Scalar(cell.place, text, is_plain=False) for text in texts if text]
    return members


def _split(text: str) -> list[str]:
    return text.replace(BETWEEN * 2, "\0").split(BETWEEN)


def _filled(record: Record, prefix: str, row: Row) -> tuple[bool, bool]:
    """Whether a row has cells of an item itself, and of lists inside the item."""
    nested = {f"{prefix}{f.name}." for f in record.fields if f.many and isinstance(f.type, Record)}
    own = inside = False
    for header in row:
        if header.startswith(prefix):
            is_nested = any(header.startswith(part) for part in nested)
            own, inside = own or not is_nested, inside or is_nested
    return own, inside


def _first_place(rows: Sequence[Row], prefix: str) -> Place:
    places = [cell.place for row in rows for name, cell in row.items() if name.startswith(prefix)]
    return min(places, default=Place("nothing"))


def rows_of(plain: Mapping[str, Any], record: Record) -> list[dict[str, str]]:
    """A record as a file would write it, as rows; the first has its id, and the others have it too."""
    rows = _rows(plain, record, "")
    key = record.fields[0].name
    return [{key: str(plain[key]), **row} for row in rows]


def _rows(plain: Mapping[str, Any], record: Record, prefix: str) -> list[dict[str, str]]:
    first: dict[str, str] = {}
    columns: list[list[dict[str, str]]] = []
    for field in record.fields:
        value = plain.get(field.name)
        if value is None:
            continue
        header = f"{prefix}{field.name}"
        if isinstance(field.type, Record) and field.many:
            columns.append([row for item in value for row in _rows(item, field.type, f"{header}.")])
        elif isinstance(field.type, Record):
            first.update(_rows(value, field.type, f"{header}.")[0])
        elif field.many:
            members = (str(member).replace(BETWEEN, BETWEEN * 2) for member in value)
            first[header] = f"{BETWEEN} ".join(members)
        else:
            first[header] = "true" if value is True else str(value)
    height = max([1, *(len(column) for column in columns)])
    rows: list[dict[str, str]] = [dict(first)] + [{} for _ in range(height - 1)]
    for column in columns:
        for row, cells in zip(rows, column, strict=False):
            row.update(cells)
    return rows
