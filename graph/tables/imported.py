"""Tables read as records, and checked with the seed that they are meant for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.editing.render import new_file, seed_file
from graph.load import Problem, SeedError
from graph.load.check import check_seed
from graph.load.format import FOLDERS, SEED_INFO, SORTS
from graph.load.lines import NO_SEED_LINE, read_seed_lines
from graph.load.problems import in_order
from graph.load.read import RawSeed, read_seed_folder
from graph.load.records import Located, read_info, read_record
from graph.model import Node, SeedInfo
from graph.tables.cells import Sheet
from graph.tables.columns import SEED_SHEET
from graph.tables.rows import trees_of

__all__ = ["Imported", "imported", "imported_lines"]


Progress = Callable[[int, int], object]
"""Told how much is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came out of tables: what they say of the seed itself, if they do, and records."""

    info: SeedInfo | None
    nodes: dict[str, list[Node]]

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(map(len, self.nodes.values()))

    def files(self, stem: str) -> dict[str, str]:
        """The files of a seed that hold them, by name."""
        texts = {"seed.yaml": seed_file(self.info, depth=None)} if self.info is not None else {}
        for folder, nodes in self.nodes.items():
            if nodes:
                texts[f"{folder}/{stem}.yaml"] = new_file(folder, nodes, depth=None)
        return texts


def imported(
    sheets: Iterable[Sheet], base: Path | None, progress: Progress | None = None
) -> Imported:
    """The records of the sheets, for the seed in the folder `base`, which is not changed.

    Where a sheet says what the seed is, the sheets are a whole seed, and `base` plays no part.
    Raises `SeedError` with all problems of the sheets, each at its cell; or of the base, if it has any.
    """
    new = RawSeed()
    sheets = list(sheets)
    rows = sum(len(sheet.rows) for sheet in sheets)
    for number, sheet in enumerate(sheets):
        before = sum(len(other.rows) for other in sheets[:number])
        new.problems += sheet.problems
        for row in _read(sheet, new):
            if progress is not None:
                progress(before + row, rows)
    return checked_import(new, base, progress)


def imported_lines(path: Path, base: Path | None, progress: Progress | None = None) -> Imported:
    """The same from a file of JSON lines, which need not say which seed they are."""
    raw = read_seed_lines(path)
    if raw.info is None and base is not None:
        raw.problems = [problem for problem in raw.problems if problem.message != NO_SEED_LINE]
    return checked_import(raw, base, progress)


def checked_import(new: RawSeed, base: Path | None, progress: Progress | None = None) -> Imported:
    """The same, from records that were read already."""
    whole = RawSeed()
    if new.info is None and base is not None:
        whole = read_seed_folder(base, progress)
        problems = [*whole.problems, *check_seed(whole)]
        if problems:
            raise SeedError(problems)
    files = {record.place.file for record in whole.records}
    whole.records += new.records
    whole.maybe = new.maybe
    whole.unread |= new.unread
    problems = [*new.problems, *(p for p in check_seed(whole) if p.place.file not in files)]
    if problems:
        raise SeedError(in_order(problems))
    nodes: dict[str, list[Node]] = {folder: [] for folder in FOLDERS}
    for record in new.records:
        nodes[_FOLDER_OF[record.sort]].append(record.value)
    return Imported(new.info, nodes)


_MAX_PROBLEMS = 10_000  # in one table; nobody reads more
_FOLDER_OF = {sort: folder for folder, sort in SORTS.items()}


def _read(sheet: Sheet, into: RawSeed) -> Iterator[int]:
    """Read a sheet; the row in which each record begins, once it is read."""
    for tree, problems in trees_of(sheet):
        if len(into.problems) > _MAX_PROBLEMS:
            many = f"more than {_MAX_PROBLEMS:,} problems"
            into.problems.append(Problem(tree.place, "the rest is not read", many, "fewer"))
            into.unread.update(SORTS.values())
            return
        into.problems += problems
        if sheet.folder == SEED_SHEET:
            info, found = read_info(tree, SEED_INFO)
            if into.info is not None:
                message, expected = "the seed is described twice", "one row in the sheet `seed`"
                into.problems.append(Problem(tree.place, message, None, expected))
            into.info = into.info or info
        else:
            located: Located | None
            located, found = read_record(tree, FOLDERS[sheet.folder], SORTS[sheet.folder])
            if located is not None:
                into.records.append(located)
        into.problems += found
        yield tree.place.line
