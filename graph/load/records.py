"""From the tree of one record to its model value, with every problem inside it.

A record with problems is read all the same, as far as it goes, so that what else is wrong with it
can be said at once. Such a value has None where a required field is missing or bad; it never leaves
`graph.load`, and `Located.is_sound` says of each of its parts whether it may be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from rapidfuzz.distance import OSA

from graph.load.document import Broken, Mapping, Scalar, Sequence, Tree
from graph.load.format import Field, FieldType, Record, Words
from graph.load.format import Reference as Ref
from graph.load.nearest import nearest
from graph.load.problems import Place, Problem
from graph.load.values import UnfitError, found_in, read_value, shortened
from graph.model import Node, SeedInfo

__all__ = ["Located", "Path", "RecordReader", "Reference", "read_info", "read_record"]

Path = tuple[str | int, ...]
"""The way to a part of a record: ("effects", 0, "since")."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that a record names, with the place where it does."""

    place: Place
    sorts: tuple[str, ...]
    id: str


@dataclass(slots=True)
class Located:
    """A record as read: the value, its place, the places inside it and the ids that it names.

    `broken` holds the paths of the parts that could not be read.
    """

    sort: str
    value: Node
    place: Place
    places: dict[Path, Place]
    references: list[Reference]
    broken: set[Path]

    def at(self, *path: str | int) -> Place:
        """The place of a path inside the record, or of the nearest part that is there."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, self.place)

    def is_sound(self, *path: str | int) -> bool:
        """Whether the part at `path` is as the file says: neither it nor what it is in is broken."""
        if not self.broken:
            return True
        return not any(path[:n] in self.broken for n in range(len(path) + 1))

    def is_sound_below(self, *path: str | int) -> bool:
        """Whether the part at `path` and all that it holds is as the file says."""
        length = len(path)
        return self.is_sound(*path) and not any(part[:length] == path for part in self.broken)


def read_record(tree: Tree, record: Record, sort: str) -> tuple[Located | None, list[Problem]]:
    """The record in `tree`, None where it is no mapping, and all that is wrong inside it."""
    reader = RecordReader(sort)
    value = cast("Node", reader.record(tree, record, ()))
    if not isinstance(tree, Mapping):
        return None, reader.problems
    located = Located(sort, value, tree.place, reader.places, reader.references, reader.broken)
    return located, reader.problems


def read_info(tree: Tree, record: Record) -> tuple[SeedInfo | None, list[Problem]]:
    """What the seed says of itself, None where there are problems."""
    reader = RecordReader("seed")
    info = cast("SeedInfo", reader.record(tree, record, ()))
    return None if reader.problems else info, reader.problems


class RecordReader:
    """Reads one record of a file: values, places, references, problems, and what is broken."""

    def __init__(self, sort: str) -> None:
        """Begin with nothing read."""
        self.sort = sort
        self.subject = ""
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}
        self.references: list[Reference] = []
        self.broken: set[Path] = set()

    def record(self, tree: Tree, record: Record, path: Path) -> object:
        """The value of a mapping; hollow where there are problems."""
        self.places[path] = tree.place
        values: dict[str, object] = {}
        if isinstance(tree, Mapping):
            if not path:
                self.subject = _text_under(tree, "id")
            values = dict(self._fields(tree, record, path))
            self._check_presence(tree, record, path, set(values))
        elif isinstance(tree, Broken):
            self.broken.add(path)
        else:
            expected = f"a mapping with {_some_of(record)}"
            self._problem(path, tree.place, f"not {_article(record.name)}", tree, expected)
        for field in record.fields:
            if field.required:
                values.setdefault(field.name, () if field.many else None)
        if not path and values.get("id", "") is None:
            values["id"] = self.subject
        if record.name == "relation":
            values["subject"] = self.subject
        return record.build(**values)

    def _fields(self, tree: Mapping, record: Record, path: Path) -> Iterator[tuple[str, object]]:
        known = {field.name: field for field in record.fields}
        written = {key.text for key, _ in tree.pairs}
        seen: dict[str, Place] = {}
        for key, value in tree.pairs:
            name = key.text
            if name not in known:
                name = self._unknown_field(key, value, record, path)
                if name in written or not _is_slip(key.text, name):
                    # Not clear enough what was meant to look inside: only do not miss it.
                    self.broken.add((*path, name))
                    continue
            if name in seen:
                message = f"{name!r} stands twice"
                first = f"it once: see line {seen[name].line}"
                self._problem((*path, name, "again"), key.place, message, None, first)
                continue
            seen[name] = key.place
            result = self._field(value, known[name], (*path, name))
            # What is broken is left out, so that the model's own default stands for it.
            if (*path, name) not in self.broken:
                yield name, result

    def _unknown_field(self, key: Scalar, value: Tree, record: Record, path: Path) -> str:
        """Report it; the field that was meant, or "" if none is near."""
        names = [field.name for field in record.fields]
        meant = nearest(key.text, names)
        expected = f"one of {', '.join(names)}"
        if isinstance(value, Scalar) and value.is_plain and not value.text and not meant:
            expected += "; text that holds a comma stands in double quotes inside { }"
        message = f"unknown field of {_article(record.name)}"
        self._report(key.place, message, found_in(key), expected, meant)
        return meant or ""

    def _check_presence(self, tree: Mapping, record: Record, path: Path, values: set[str]) -> None:
        def is_there(name: str) -> bool:
            return name in values or (*path, name) in self.broken

        for field in record.fields:
            if field.required and not is_there(field.name):
                message = f"{_article(record.name)} without {field.name!r}"
                expected = f"`{field.name}`: {field.description}"
                self._problem((*path, field.name), tree.place, message, None, expected)
        choice = [name for name in record.one_of if is_there(name)]
        if record.one_of and len(choice) != 1:
            found = " and ".join(f"`{name}`" for name in choice) or None
            expected = f"exactly one of {_quoted(record.one_of, 'and')}"
            self._report(tree.place, _article(record.name), found, expected)
        if record.any_of and not any(is_there(name) for name in record.any_of):
            message = "it is not said since when it is known"
            self._report(tree.place, message, None, _quoted(record.any_of, "or"))

    def _field(self, tree: Tree, field: Field, path: Path) -> object:
        self.places[path] = tree.place
        if not field.many:
            return self._value(tree, field.type, field.name, path)
        if not isinstance(tree, Sequence):
            expected = "a list: each item in a line of its own after `- `, or all in [ ]"
            self._problem(path, tree.place, f"{field.name!r} is not a list", tree, expected)
            return ()
        if isinstance(field.type, Ref | Words):
            self._check_repeats(tree, field.name, path)
        return tuple(
            self._value(item, field.type, field.name, (*path, n))
            for n, item in enumerate(tree.items)
        )

    def _check_repeats(self, tree: Sequence, name: str, path: Path) -> None:
        seen: set[str] = set()
        for n, item in enumerate(tree.items):
            if isinstance(item, Scalar):
                if item.text in seen:
                    message = f"the same twice in {name!r}"
                    self._problem((*path, n, "again"), item.place, message, item, "it once")
                seen.add(item.text)

    def _value(self, tree: Tree, type: FieldType, name: str, path: Path) -> object | None:
        self.places[path] = tree.place
        if isinstance(type, Record):
            return self.record(tree, type, path)
        if isinstance(tree, Broken):
            self.broken.add(path)
            return None
        try:
            value = read_value(tree, type, name)
        except UnfitError as unfit:
            found = unfit.found or found_in(tree)
            self.broken.add(path)
            self._report(tree.place, unfit.message, found, unfit.expected, unfit.suggestion)
            return None
        if isinstance(type, Ref):
            self.references.append(Reference(tree.place, type.sorts, str(value)))
        return value

    def _problem(
        self, path: Path, place: Place, message: str, tree: Tree | None, expected: str
    ) -> None:
        """Report a problem with the part at `path`, which is no longer sound."""
        self.broken.add(path)
        if not isinstance(tree, Broken):
            found = found_in(tree) if tree is not None else None
            self._report(place, message, found, expected)

    def _report(
        self,
        place: Place,
        message: str,
        found: str | None,
        expected: str,
        suggestion: str | None = None,
    ) -> None:
        whose = f"{self.sort} {shortened(self.subject)!r}: " if self.subject else ""
        self.problems.append(Problem(place, f"{whose}{message}", found, expected, suggestion))


def _text_under(tree: Mapping, name: str) -> str:
    """The text of a field, or of one whose name is nearly that."""
    texts = [(key.text, value.text) for key, value in tree.pairs if isinstance(value, Scalar)]
    exact = [text for key, text in texts if key == name]
    return next(iter(exact or [text for key, text in texts if _is_slip(key, name)]), "")


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word is so near to what was meant that it can be read as that."""
    allowed = 1 if len(meant) < 6 else 2
    return bool(meant) and OSA.distance(word.lower().replace("-", "_"), meant) <= allowed


def _some_of(record: Record) -> str:
    required = [field.name for field in record.fields if field.required]
    return _quoted(required or [field.name for field in record.fields], "and")


def _quoted(names: tuple[str, ...] | list[str], word: str) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
