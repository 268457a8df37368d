"""A seed as JSON lines, read quickly, on the supposition that nothing is wrong with it.

If anything may be, that is all that is said: `graph.load.lines` reads everything once more then. Of a
large file a second process, where there may be one, takes the digest, and sees that no line says a
thing twice, while this one makes the values: it reads the lines for itself, so that nothing is sent.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations, islice
from pathlib import Path
from typing import IO, Any

import orjson

from graph.collector import collector_resting
from graph.load.beside import beside, can_fork
from graph.load.check import folded_name
from graph.load.check_order import check_order
from graph.load.check_records import check_record, is_plainly_sound
from graph.load.document import Mapping
from graph.load.format import FOLDERS, SEED_INFO, SORTS
from graph.load.lines import CANNOT_READ, open_lines, tree_in
from graph.load.problems import Place, Problem
from graph.load.quick import NOT_PLAIN, QuickReader
from graph.load.records import Located, read_record
from graph.model import Event, Node, Seed, SeedInfo
from graph.plain import LineDigest, are_plain_lines, plain_line

__all__ = ["quick_seed"]

_RECORDS = {"seed": SEED_INFO, **FOLDERS}
_TOGETHER = 100
"""So many lines are looked at together."""
_LARGE = 8 * 2**20
"""So many bytes are worth a second process."""
_DOUBT, _UNORDERED = "doubt", "unordered"
"""What is said of lines that have no digest."""


def quick_seed(path: Path, processes: int | None = None) -> Seed | None:
    """The seed in a file of lines; None unless it is plainly sound.

    Read by one process or by two; if that is not said, by two where they are of use, and safe.
    """
    with collector_resting():
        try:
            if processes is None:
                processes = 2 if path.stat().st_size >= _LARGE and can_fork() else 1
            return _by_one(path) if processes == 1 else _by_two(path)
        except CANNOT_READ:
            return None


def _by_one(path: Path) -> Seed | None:
    settling = _Settling()
    with open_lines(path) as lines:
        seed = _Quick(settling).read(lines)
    return None if seed is None else _with_digest(seed, settling.digest)


def _by_two(path: Path) -> Seed | None:
    quick = _Quick()
    with open_lines(path) as lines, open_lines(path) as again:
        before = _state(lines)
        with beside(partial(_said_of, again)) as said:
            seed = quick.read(lines)
            word = None if seed is None else said()
        if seed is None or word == _DOUBT:
            return None
        if word is None or not before == _state(lines) == _state(again):
            return _by_one(path)  # it could not be done together, or not with the same lines
        # What took a closer look may be written in another way than the second process took it for.
        return _with_digest(seed, None if word == _UNORDERED or quick.closer_looks else word)


def _with_digest(seed: Seed, digest: str | None) -> Seed:
    object.__setattr__(seed, "digest", digest)  # known before all else
    return seed


def _state(file: IO[bytes]) -> tuple[int, ...]:
    """Which file it is, and whether it was written to."""
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _said_of(lines: IO[bytes], is_waited_for: Callable[[], bool]) -> str | None:
    """The digest of lines, in the second process; it fails at what the first does not take."""
    settling, quick = _Settling(), _Quick()
    for some in _some_at_a_time(lines):
        if not is_waited_for():
            return None
        plains = list(map(orjson.loads, some))
        if not settling.take(some, plains, partial(quick.values, some, plains)):
            return _DOUBT
    return settling.digest or _UNORDERED


def _some_at_a_time(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines without their ends, but for empty ones."""
    lines = iter(lines)
    while some := [line.rstrip(b" \t\r\n") for line in islice(lines, _TOGETHER)]:
        yield list(filter(None, some))


class _Settling:
    """Takes the digest of sound lines, and sees that none of them says a thing twice."""

    def __init__(self) -> None:
        self._digest = LineDigest()

    @property
    def digest(self) -> str | None:
        """That of all lines taken; None if they did not come in order."""
        return self._digest.value

    def take(
        self,
        lines: list[bytes],
        plains: list[Any],
        values: Callable[[], list[Any] | None],
        *,
        is_plain: bool = True,
    ) -> bool:
        """Add lines, in which JSON found this; whether surely none of them says a thing twice.

        `is_plain` says that what stands there is of the types that the format has.
        """
        sorts = [sort for plain in plains for sort in plain]
        ids = [plain[sort].get("id", "") for sort, plain in zip(sorts, plains, strict=True)]
        settled = lines
        if not is_plain or not are_plain_lines(lines, sorts, plains):
            found = values()
            if found is None or any(map(_may_repeat_keys, plains, lines)):
                return False
            settled = list(map(plain_line, sorts, found))
            ids = [getattr(value, "id", "") for value in found]
        self._digest.add(list(zip(sorts, ids, strict=True)), settled)
        return True


class _Quick:
    """Makes values of lines, some at a time, for as long as all is well."""

    def __init__(self, settling: _Settling | None = None) -> None:
        """Begin with nothing read; `settling` gets the lines too."""
        self._reader = QuickReader()
        self._readers = {key: self._reader.reader(record) for key, record in _RECORDS.items()}
        self._info: SeedInfo | None = None
        self._nodes: dict[str, dict[str, Any]] = {key: {} for key in FOLDERS}
        self._count = 0
        self._doubtful: list[tuple[str, Node]] = []
        """What takes a closer look when all is read: an event that follows another, say."""
        self.closer_looks = 0
        """How many records were sound, and not plainly so: with a number for a text, say."""
        self._settling = settling

    def read(self, lines: IO[bytes]) -> Seed | None:
        """The seed in lines; None unless it is plainly sound."""
        return self.seed() if all(map(self.take, _some_at_a_time(lines))) else None

    def take(self, lines: list[bytes]) -> bool:
        """Whether the next lines are plainly sound."""
        try:
            plains = list(map(orjson.loads, lines))
        except orjson.JSONDecodeError:
            return False
        before = self.closer_looks
        values = self.values(lines, plains)
        if values is None or not self._keep(plains, values):
            return False
        is_plain = self.closer_looks == before
        return self._settling is None or self._settling.take(
            lines, plains, lambda: values, is_plain=is_plain
        )

    def values(self, lines: list[bytes], plains: list[Any]) -> list[Any] | None:
        """The values in lines, from what JSON found in them; None if one is not plainly sound."""
        values: list[Any] = []
        for line, plain in zip(lines, plains, strict=True):
            try:
                ((key, item),) = plain.items()
                value = self._readers[key](item)
            except NOT_PLAIN:
                value = self._by_a_closer_look(line)
            if value is None:
                return None
            values.append(value)
        return values

    def _keep(self, plains: list[Any], values: list[Any]) -> bool:
        """Keep the values; whether the seed is named once."""
        for plain, value in zip(plains, values, strict=True):
            (key,) = plain
            if key == "events":
                if not is_plainly_sound(value):
                    self._doubtful.append((key, value))
            elif key == "seed":
                if self._info is not None:
                    return False
                self._info = value
                continue
            elif key != "entities" or value.relations:
                self._doubtful.append((key, value))
            self._nodes[key][value.id] = value
            self._count += 1
        return True

    def _by_a_closer_look(self, line: bytes) -> Node | None:
        """A record that is sound, and only not plainly so: a date with spaces in a text, say."""
        self.closer_looks += 1
        tree = tree_in(line)
        if not isinstance(tree, Mapping) or len(tree.pairs) != 1:
            return None
        ((key, item),) = tree.pairs
        if key.text not in FOLDERS:
            return None
        located, problems = read_record(item, FOLDERS[key.text], SORTS[key.text])
        if located is None or problems:
            return None
        for reference in located.references:
            self._reader.references[reference.sorts][reference.id] = reference.id
        return located.value

    def seed(self) -> Seed | None:
        """The seed, if all that must hold between its records does."""
        nodes = {key: _by_id(some) for key, some in self._nodes.items()}
        if self._info is None or not self._ids_are_fine() or not _names_are_fine(nodes):
            return None
        if any(self._problems_between(nodes)):
            return None
        return Seed(self._info, **nodes)

    def _ids_are_fine(self) -> bool:
        """Whether each id stands once, and all that are named exist."""
        ids = [some.keys() for some in self._nodes.values()]
        if sum(map(len, ids)) < self._count:
            return False
        if not all(one.isdisjoint(other) for one, other in combinations(ids, 2)):
            return False
        known = {SORTS[key]: nodes.keys() for key, nodes in self._nodes.items()}
        return all(
            any(id in known[sort] for sort in sorts)
            for sorts, ids in self._reader.references.items()
            for id in ids
        )

    def _problems_between(self, nodes: dict[str, dict[str, Any]]) -> Iterator[Problem]:
        """What is wrong inside the records and between them, as far as ids and names do not tell."""
        kinds = {id: entity.kind for id, entity in nodes["entities"].items()}
        for key, value in self._doubtful:
            yield from check_record(_located(key, value, Place("")), kinds)
        have_order = any(isinstance(v, Event) and v.relations for _, v in self._doubtful)
        if have_order or any(figure.superseded_by for figure in nodes["figures"].values()):
            checked = ("events", "figures")
            yield from check_order(
                _located(key, value, Place("")) for key in checked for value in nodes[key].values()
            )


def _by_id(nodes: dict[str, Any]) -> dict[str, Any]:
    ordered = sorted(nodes)
    return nodes if list(nodes) == ordered else {id: nodes[id] for id in ordered}


def _may_repeat_keys(plain: object, line: bytes) -> bool:
    """Whether a key may stand twice in a line: of what stands once, nothing is lost."""
    if len(orjson.dumps(plain)) == len(line):
        return False
    try:
        json.loads(line, object_pairs_hook=_each_once)
    except ValueError:
        return True
    return False


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError


def _names_are_fine(nodes: dict[str, dict[str, Any]]) -> bool:
    """Whether each name and alias is that of one entity, and stands there once."""
    taken: dict[str, str] = {}
    for entity in nodes["entities"].values():
        for name in filter(None, (entity.name.en, entity.name.zh)):
            if taken.setdefault(folded_name(name), entity.id) != entity.id:
                return False
        for alias in entity.aliases:
            if folded_name(alias) in taken:
                return False
            taken[folded_name(alias)] = entity.id
    return True


def _located(key: str, value: Node, place: Place) -> Located:
    """A sound record at a place, without the places inside it."""
    return Located(SORTS[key], value, place, {}, [], set())
