"""Into which file of a seed a new record goes, and into which line of it.

Nothing else of a file is touched: the record is put between two lines. Files are free in how they
divide a seed, so the record goes to its like: to what is of its kind, touches the same things, or is
near in time. In a file of events, time is the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from graph.dates import day_to_iso
from graph.editing.render import list_item, new_file
from graph.errors import GraphError
from graph.load.format import SORTS
from graph.load.records import Located
from graph.model import Entity, Event, Figure, Node, Source, Statement

__all__ = ["Placing", "PlacingError"]

_SUFFIXES = (".yaml", ".yml")
_DASH = re.compile(r"( *)- *\S")
_BARE_DASH = re.compile(r"( *)-[ \t]*$")


class PlacingError(GraphError, ValueError):
    """A file that a record cannot be put into."""

    code = "BAD_PLACE"


class Placing:
    """Where new records go in the seed in `root`, of which `records` were read."""

    def __init__(self, root: Path, records: Iterable[Located]) -> None:
        """Begin with what was read."""
        self.root = root
        self.records = list(records)

    def file_for(self, node: Node) -> str:
        """The file that holds its nearest like; a new one where there is no file for its sort."""
        folder = folder_of(node)
        records = [record for record in self.records if record.sort == SORTS[folder]]
        spans = _spans(records) if isinstance(node, Event) else {}
        alike = [
            ((*_spanned(node, spans, file), *_likeness(node, record.value)), file)
            for record in records
            for file in (record.place.file,)
        ]
        if not alike:
            return f"{folder}/all.yaml"
        best = max(likeness for likeness, _ in alike)
        return min(file for likeness, file in alike if likeness == best)

    def checked_file(self, node: Node, name: str) -> str:
        """The name of a file that was asked for; raises `PlacingError` if it cannot be one."""
        folder = folder_of(node)
        path = PurePosixPath(name)
        if path.parts[:1] != (folder,):
            path = folder / path
        parts = path.parts
        if path.is_absolute() or ".." in parts or any(part.startswith(".") for part in parts):
            raise PlacingError(f"{name!r}: expected a file inside of the seed's folder {folder}/.")
        if path.suffix not in _SUFFIXES or len(parts) < 2:
            raise PlacingError(f"{name!r}: expected a name that ends in .yaml, in {folder}/.")
        return path.as_posix()

    def put(self, node: Node, file: str, text: str | None) -> str:
        """The text of a file with the record in it; without a text, that of a new file."""
        if text is None:
            depth = len(PurePosixPath(file).parts) - 1
            has_schema = (self.root / "seed.schema.json").is_file()
            return new_file(folder_of(node), [node], depth=depth if has_schema else None)
        ending = "\r\n" if "\r\n" in text else "\n"
        lines = text.replace("\r\n", "\n").split("\n")
        while lines and not lines[-1].strip():
            lines.pop()
        records = [record for record in self.records if record.place.file == file]
        put = _inserted(lines, sorted(records, key=lambda record: record.place.line), node, file)
        return ending.join([*put, ""])


def folder_of(node: Node) -> str:
    """The folder of the format that holds things of this sort."""
    return next(key for key, sort in SORTS.items() if sort == type(node).__name__.lower())


def _inserted(lines: list[str], records: Sequence[Located], node: Node, file: str) -> list[str]:
    if not records:
        folder = folder_of(node)
        if lines[-1:] != [f"{folder}:"]:
            raise PlacingError(f"{file} holds no list to add to: name another file, or a new one.")
        return [*lines, *list_item(node).rstrip("\n").split("\n")]
    starts = [_start(lines, record, file) for record in records]
    indent = len(lines[starts[0]]) - len(lines[starts[0]].lstrip())
    after = _last_before(records, node)
    at = _end(lines, starts[after + 1], indent) if after + 1 < len(starts) else len(lines)
    if after < 0:
        at = starts[0]
    item = list_item(node, indent).rstrip("\n").split("\n")
    gap = [""] if len(starts) < 2 or not lines[starts[1] - 1].strip() else []
    return (
        [*lines[:at], *item, *gap, *lines[at:]]
        if after < 0
        else [*lines[:at], *gap, *item, *lines[at:]]
    )


def _start(lines: list[str], record: Located, file: str) -> int:
    """The index of the line with the dash of a record."""
    at = record.place.line - 1
    if _DASH.match(lines[at]):
        return at
    if at and _BARE_DASH.match(lines[at - 1]):
        return at - 1
    raise PlacingError(f"{file} is not written a record below the other: name another file.")


def _end(lines: list[str], next_start: int, indent: int) -> int:
    """The index behind the last line of a record: comments above the next one belong to that."""
    at = next_start
    while not lines[at - 1].strip() or (
        lines[at - 1].lstrip().startswith("#")
        and len(lines[at - 1]) - len(lines[at - 1].lstrip()) <= indent
    ):
        at -= 1
    return at


def _last_before(records: Sequence[Located], node: Node) -> int:
    """The index of the record that the new one comes behind; -1 where it comes first."""
    if not isinstance(node, Event):
        return len(records) - 1
    order = _time(node)
    earlier = [
        (_time(record.value), n)
        for n, record in enumerate(records)
        if isinstance(record.value, Event) and _time(record.value) <= order
    ]
    return max(earlier, default=(order, -1))[1]


def _time(event: Event) -> tuple[int, int, int]:
    return event.date.earliest, event.date.latest, event.sequence


def _spans(records: Iterable[Located]) -> dict[str, tuple[int, int]]:
    """File of events → the first and the last year in it."""
    spans: dict[str, tuple[int, int]] = {}
    for record in records:
        if isinstance(record.value, Event):
            year = _year(record.value)
            first, last = spans.get(record.place.file, (year, year))
            spans[record.place.file] = min(first, year), max(last, year)
    return spans


def _spanned(node: Node, spans: dict[str, tuple[int, int]], file: str) -> tuple[int, ...]:
    """Whether the event's year is among those of the file: a seed may be divided by time."""
    if not isinstance(node, Event):
        return ()
    first, last = spans[file]
    return (int(first <= _year(node) <= last),)


def _year(event: Event) -> int:
    return int((day_to_iso(event.date.earliest) or "0001")[:4])


def _likeness(node: Node, other: Node) -> tuple[int, ...]:
    """How much another record is like the new one: the larger, the more."""
    match node, other:
        case Entity(), Entity():
            return (int(node.kind is other.kind),)
        case Event(), Event():
            shared = len(set(node.entities) & set(other.entities))
            return min(shared, 2), -abs(node.date.earliest - other.date.earliest)
        case Source(), Source():
            same = node.publisher == other.publisher
            return int(node.tier is other.tier), int(same)
        case Figure(), Figure():
            return int(node.metric is other.metric), int(node.entity == other.entity)
        case Statement(), Statement():
            return int(node.kind is other.kind), int(node.speaker == other.speaker)
        case _:
            return (0,)
