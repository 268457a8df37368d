"""From the files of a seed to model values, each remembering its file and line.

What one file says is read here; what must hold between files is in `graph.load.check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import cast

from graph.dates import EdtfError, parse_edtf
from graph.load.document import Mapping, Scalar, Sequence, Tree, read_document
from graph.load.format import FOLDERS, SEED_INFO, Field, FieldType, Pattern, Plain, Record, Words
from graph.load.format import Reference as Ref
from graph.load.nearest import nearest
from graph.load.problems import Place, Problem
from graph.model import Node, SeedInfo

__all__ = ["Located", "RawSeed", "Reference", "read_seed_folder"]

SEED_FILE = "seed.yaml"
_MAX_TEXT = 20_000
_TERMS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that a record names, with the place where it does."""

    place: Place
    sorts: tuple[str, ...]
    id: str


@dataclass(slots=True)
class Located:
    """A record as read: the value, its place, the places inside it and the ids that it names.

    `places` goes from a path inside the record ("effects", 0, "since") to its place.
    """

    sort: str
    value: Node
    place: Place
    places: dict[tuple[str | int, ...], Place]
    references: list[Reference]

    def at(self, *path: str | int) -> Place:
        """The place of a path inside the record, or of the nearest part that is there."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.place)


@dataclass(slots=True)
class RawSeed:
    """All that could be read, and all that could not."""

    info: SeedInfo | None = None
    records: list[Located] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Sorts of records of which some could not be read: their ids are not all known."""


_SORTS = {"entities": "entity", "sources": "source", "events": "event"} | {
    "figures": "figure",
    "statements": "statement",
}


def read_seed_folder(folder: Path) -> RawSeed:
    """Read every file of the seed in `folder`; problems are collected, not raised."""
    seed = RawSeed()
    if not folder.is_dir():
        seed.problems.append(
            Problem(Place(str(folder)), "no such folder", None, "the folder of a seed")
        )
        return seed
    _read_info(folder, seed)
    for name, record in FOLDERS.items():
        for path in _yaml_files(folder / name):
            _read_file(folder, path, name, record, seed)
    return seed


def _yaml_files(folder: Path) -> list[Path]:
    """The seed files of one folder, in the order of their names; without it, none."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml"))


def _read_info(folder: Path, seed: RawSeed) -> None:
    path = folder / SEED_FILE
    if not path.is_file():
        missing = Problem(Place(SEED_FILE), "no such file", None, "a file that names the seed")
        seed.problems.append(missing)
        return
    tree = _load(path, SEED_FILE, seed)
    if tree is not None:
        reader = _RecordReader("seed")
        seed.info = cast("SeedInfo | None", reader.record(tree, SEED_INFO, ()))
        seed.problems.extend(reader.problems)


def _load(path: Path, name: str, seed: RawSeed) -> Tree | None:
    try:
        content = path.read_bytes()
    except OSError as error:
        seed.problems.append(Problem(Place(name), f"cannot be read: {error.strerror}"))
        return None
    tree = read_document(content, name)
    if isinstance(tree, Problem):
        seed.problems.append(tree)
        return None
    return tree


def _read_file(folder: Path, path: Path, key: str, record: Record, seed: RawSeed) -> None:
    name = path.relative_to(folder).as_posix()
    tree = _load(path, name, seed)
    items = _items(tree, key, name, seed) if tree is not None else None
    if items is None:
        seed.unread.add(_SORTS[key])
        return
    for item in items:
        reader = _RecordReader(_SORTS[key])
        value = reader.record(item, record, ())
        seed.problems.extend(reader.problems)
        if value is None:
            seed.unread.add(_SORTS[key])
        else:
            node = cast("Node", value)
            seed.records.append(
                Located(_SORTS[key], node, item.place, reader.places, reader.references)
            )


def _items(tree: Tree, key: str, name: str, seed: RawSeed) -> list[Tree] | None:
    """The list under the file's one key, or None and a problem."""
    expected = f"a list under the one key `{key}:`"
    if not isinstance(tree, Mapping):
        seed.problems.append(Problem(tree.place, "not a seed file", _found(tree), expected))
        return None
    items: list[Tree] | None = None
    for at, value in tree.pairs:
        if at.text != key:
            hint = nearest(at.text, [key])
            seed.problems.append(Problem(at.place, "unknown key", repr(at.text), expected, hint))
        elif items is not None:
            seed.problems.append(Problem(at.place, f"the key {key!r} stands twice"))
        elif isinstance(value, Sequence):
            items = value.items
        elif isinstance(value, Scalar) and value.is_plain and not value.text:
            items = []
        else:
            seed.problems.append(Problem(value.place, "not a list", _found(value), expected))
    if items is None and not tree.pairs:
        seed.problems.append(Problem(Place(name), "the file is empty", None, expected))
    return items


def _found(tree: Tree) -> str:
    if isinstance(tree, Scalar):
        return repr(tree.text if len(tree.text) <= 80 else f"{tree.text[:77]}...")
    return "a list" if isinstance(tree, Sequence) else "a mapping"


class _RecordReader:
    """Reads one record of a file: values, places, references, problems."""

    def __init__(self, sort: str) -> None:
        self.sort = sort
        self.subject = ""
        self.problems: list[Problem] = []
        self.places: dict[tuple[str | int, ...], Place] = {}
        self.references: list[Reference] = []

    def record(self, tree: Tree, record: Record, path: tuple[str | int, ...]) -> object | None:
        """The value of a mapping, or None where a problem forbids it."""
        self.places[path] = tree.place
        if not isinstance(tree, Mapping):
            expected = f"the fields of a {record.name}"
            self._problem(tree.place, f"not a {record.name}", _found(tree), expected)
            return None
        if not path:
            self.subject = next(
                (v.text for k, v in tree.pairs if k.text == "id" and isinstance(v, Scalar)), ""
            )
        before = len(self.problems)
        values = dict(self._fields(tree, record, path))
        meant = {problem.suggestion for problem in self.problems[before:]}
        for wanted in record.fields:
            if wanted.required and wanted.name not in values and wanted.name not in meant:
                expected = f"`{wanted.name}`: {wanted.description}"
                self._problem(
                    tree.place, f"a {record.name} without {wanted.name!r}", None, expected
                )
        if len(self.problems) > before:
            return None
        if record.name == "relation":
            values["subject"] = self.subject
        return record.build(**values)

    def _fields(
        self, tree: Mapping, record: Record, path: tuple[str | int, ...]
    ) -> Iterator[tuple[str, object]]:
        known = {wanted.name: wanted for wanted in record.fields}
        seen: dict[str, Place] = {}
        for key, value in tree.pairs:
            wanted = known.get(key.text)
            if wanted is None:
                self._problem(
                    key.place,
                    f"unknown field of a {record.name}",
                    repr(key.text),
                    f"one of {', '.join(known)}",
                    nearest(key.text, known),
                )
            elif key.text in seen:
                self._problem(key.place, f"{key.text!r} stands twice", None, None)
            else:
                seen[key.text] = key.place
                yield wanted.name, self._field(value, wanted, (*path, wanted.name))

    def _field(self, tree: Tree, wanted: Field, path: tuple[str | int, ...]) -> object:
        self.places[path] = tree.place
        if not wanted.many:
            return self._value(tree, wanted.type, wanted.name, path)
        if isinstance(tree, Sequence):
            return tuple(
                self._value(item, wanted.type, wanted.name, (*path, n))
                for n, item in enumerate(tree.items)
            )
        self._problem(tree.place, f"{wanted.name!r} is not a list", _found(tree), "a list")
        return ()

    def _value(
        self, tree: Tree, type: FieldType, name: str, path: tuple[str | int, ...]
    ) -> object | None:
        self.places[path] = tree.place
        if isinstance(type, Record):
            return self.record(tree, type, path)
        if not isinstance(tree, Scalar):
            hint = "text in double quotes" if isinstance(tree, Sequence) else "text"
            self._problem(tree.place, f"{name!r} is not text", _found(tree), hint)
            return None
        return self._scalar(tree, type, name)

    def _scalar(self, tree: Scalar, type: FieldType, name: str) -> object | None:
        text = tree.text
        if not text.strip() or len(text) > _MAX_TEXT:
            expected = f"text of 1 to {_MAX_TEXT:,} characters"
            self._problem(tree.place, f"{name!r} is empty or too long", _found(tree), expected)
            return None
        match type:
            case Plain():
                return self._plain(tree, type, name)
            case Pattern(pattern, expected):
                if re.fullmatch(pattern, text):
                    return text
                self._problem(tree.place, f"bad {name!r}", _found(tree), expected)
            case Ref(sorts):
                self.references.append(Reference(tree.place, sorts, text))
                return text
            case Words(terms):
                if text in {term.value for term in terms}:
                    return terms(text)
                words = [term.value for term in terms]
                expected = f"one of {', '.join(words)}"
                self._problem(
                    tree.place, f"unknown {name!r}", _found(tree), expected, nearest(text, words)
                )
            case _:  # records are read elsewhere
                raise AssertionError(type)
        return None

    def _plain(self, tree: Scalar, type: Plain, name: str) -> object | None:
        text = tree.text
        try:
            if type.name == "edtf":
                return parse_edtf(text)
            if type.name == "integer" and re.fullmatch(r"-?[0-9]{1,9}", text):
                return int(text)
            if type.name == "decimal" and re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,12})?", text):
                return Decimal(text)
            if type.name == "flag" and text in _TERMS:
                return _TERMS[text]
        except EdtfError as error:
            self._problem(tree.place, f"bad date in {name!r}", _found(tree), str(error))
            return None
        except InvalidOperation:  # pragma: no cover -- the pattern above lets none through
            pass
        if type.name == "text":
            return text
        expected = {
            "integer": "a whole number",
            "decimal": "a number in full digits, such as 78.5",
            "flag": "true or false",
        }[type.name]
        self._problem(tree.place, f"bad {name!r}", _found(tree), expected)
        return None

    def _problem(
        self,
        place: Place,
        message: str,
        found: str | None,
        expected: str | None,
        suggestion: str | None = None,
    ) -> None:
        whose = f"{self.sort} {self.subject!r}: " if self.subject else ""
        self.problems.append(Problem(place, f"{whose}{message}", found, expected, suggestion))
