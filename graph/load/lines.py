"""A seed as JSON lines: one record in each line, `{"events": {…}}`, with the fields of the YAML files.

Here they are read carefully, by the same reader and the same checks as seed folders, and every problem
is found with its line. `graph.load.quick_lines` reads what is sound, and says no more of all else.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from pathlib import Path
from typing import IO, Any, cast

from graph.load.document import Mapping, Scalar, Sequence, Tree
from graph.load.format import FOLDERS, ID_PATTERN, SEED_INFO, SORTS
from graph.load.nearest import nearest
from graph.load.problems import Place, Problem
from graph.load.read import RawSeed
from graph.load.records import read_info, read_record
from graph.load.values import found_in
from graph.model import Seed
from graph.plain import seed_lines

__all__ = [
    "CANNOT_READ",
    "NO_SEED_LINE",
    "is_lines",
    "open_lines",
    "read_seed_lines",
    "tree_in",
    "write_lines",
]

NO_SEED_LINE = "it is not said which seed this is"
_SUFFIXES = (".jsonl", ".jsonl.gz")
_MAX_LINE = 8 * 2**20
_MAX_PROBLEMS = 10_000
_ID = re.compile(ID_PATTERN)
_RECORDS = {"seed": SEED_INFO, **FOLDERS}
_KEYS = f"one of {', '.join(['seed', *FOLDERS])}"
CANNOT_READ = (OSError, EOFError, zlib.error)


def is_lines(path: Path) -> bool:
    """Whether a seed at this path is a file of JSON lines, by its name."""
    return path.name.endswith(_SUFFIXES)


def open_lines(path: Path) -> IO[bytes]:
    """The lines of such a file, unpacked."""
    return cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def write_lines(seed: Seed, path: Path) -> None:
    """Write a seed as JSON lines, in the order in which its digest is taken.

    The file is there when it is whole: it is written under another name at first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    try:
        with unfinished.open("wb") as file:
            # Neither the name nor the time is packed along: equal seeds are equal files.
            packed = gzip.GzipFile("", "wb", 6, file, 0) if path.suffix == ".gz" else None
            lines = (f"{line}\n".encode() for line in seed_lines(seed))
            (packed or file).writelines(lines)
            if packed is not None:
                packed.close()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


class _Number(str):
    """A number as it is written."""


_EXACTLY: dict[str, Any] = {
    "object_pairs_hook": lambda pairs: ("mapping", pairs),
    "parse_float": _Number,
    "parse_int": _Number,
    "parse_constant": _Number,
}
_WORDS = {True: "true", False: "false", None: "null"}


def _tree(found: Any, place: Place) -> Tree:
    """What JSON holds, as the tree of a YAML file would have it; all at one place."""
    if isinstance(found, tuple):
        pairs = [(Scalar(place, key, False), _tree(item, place)) for key, item in found[1]]
        return Mapping(place, pairs)
    if isinstance(found, list):
        return Sequence(place, [_tree(item, place) for item in found])
    if isinstance(found, str):
        return Scalar(place, str(found), isinstance(found, _Number))
    return Scalar(place, _WORDS[found], True)


def tree_in(line: bytes) -> Tree | None:
    """What a line holds, all at one place; None if it is too deep."""
    try:
        return _tree(json.loads(line, **_EXACTLY), Place(""))
    except RecursionError:
        return None


def read_seed_lines(path: Path) -> RawSeed:
    """Read every line, with all that is wrong in each."""
    careful = _Careful(path.name)
    try:
        with open_lines(path) as lines:
            for number, line in enumerate(lines, 1):
                if not careful.take(line, number):
                    break
    except FileNotFoundError:
        careful.report(Place(path.name), "no such file", None, "a file of JSON lines")
        careful.seed.unread.update(SORTS.values())
    except CANNOT_READ as error:
        careful.report(
            Place(path.name), f"cannot be read: {getattr(error, 'strerror', None) or error}"
        )
        careful.seed.unread.update(SORTS.values())
    careful.end()
    return careful.seed


class _Careful:
    """Takes line after line, and notes what is wrong with each."""

    def __init__(self, file: str) -> None:
        self.seed = RawSeed()
        self._file = file
        self._info_place: Place | None = None

    def report(
        self, place: Place, message: str, found: str | None = None, expected: str | None = None
    ) -> None:
        """Note a problem."""
        self.seed.problems.append(Problem(place, message, found, expected))

    def take(self, line: bytes, number: int) -> bool:
        """Take a line; whether to go on with the next."""
        if not line.strip():
            return True
        place = Place(self._file, number)
        if len(self.seed.problems) >= _MAX_PROBLEMS:
            found = f"more than {_MAX_PROBLEMS:,} problems"
            self.report(place, "the rest of the file is not read", found, "fewer")
            self.seed.unread.update(SORTS.values())
            return False
        tree = self._parsed(line, place)
        if tree is None:
            words = set(_ID.findall(line.decode("utf-8", "replace")))
            for sort in SORTS.values():
                self.seed.maybe[sort].update(words)
            return True
        ((key, item),) = tree.pairs
        if key.text == "seed":
            self._take_info(item, place)
        else:
            self._take_record(key.text, item, line, place)
        return True

    def _parsed(self, line: bytes, place: Place) -> Mapping | None:
        """The line as a mapping with one known key."""
        expected = 'a record under its key, such as {"events": {…}}'
        try:
            tree = _tree(json.loads(line.decode("utf-8"), **_EXACTLY), place)
        except json.JSONDecodeError as error:
            at = place._replace(column=error.colno)
            found = (
                repr(error.doc[error.pos : error.pos + 20])
                if error.doc[error.pos :].strip()
                else None
            )
            self.report(
                at, f"not JSON: {error.msg}", found or "the end of the line", "JSON in one line"
            )
        except UnicodeDecodeError as error:
            at = place._replace(column=error.start + 1)
            self.report(at, "not UTF-8 text", f"the byte {line[error.start]:#04x}", "UTF-8")
        except RecursionError:
            self.report(place, "lists or mappings in too many levels", None, expected)
        else:
            if not isinstance(tree, Mapping) or len(tree.pairs) != 1:
                self.report(place, "not one record", found_in(tree), expected)
            elif len(line) > _MAX_LINE:
                self.report(place, "the line is too long", None, f"at most {_MAX_LINE >> 20} MiB")
            elif tree.pairs[0][0].text not in ("seed", *FOLDERS):
                word = tree.pairs[0][0].text
                meant = nearest(word, ["seed", *FOLDERS])
                problem = Problem(place, "unknown key", repr(word), _KEYS, meant)
                self.seed.problems.append(problem)
            else:
                return tree
        return None

    def _take_info(self, item: Tree, place: Place) -> None:
        if self._info_place is not None:
            first = f"it once: see line {self._info_place.line}"
            self.report(place, "'seed' stands twice", None, first)
            return
        self._info_place = place
        self.seed.info, problems = read_info(item, SEED_INFO)
        self.seed.problems.extend(problems)

    def _take_record(self, key: str, item: Tree, line: bytes, place: Place) -> None:
        located, problems = read_record(item, FOLDERS[key], SORTS[key])
        self.seed.problems.extend(problems)
        if located is None or not located.is_sound("id"):
            words = set(_ID.findall(line.decode("utf-8", "replace")))
            self.seed.maybe[SORTS[key]].update(words)
        if located is None:
            return
        if not problems:  # all stands in one line: what is inside needs no places of its own
            located.places.clear()
        self.seed.records.append(located)

    def end(self) -> None:
        """What is missing at the end."""
        if self._info_place is None and "event" not in self.seed.unread:
            expected = 'a line that names the seed: {"seed": {…}}'
            self.report(Place(self._file), NO_SEED_LINE, None, expected)
