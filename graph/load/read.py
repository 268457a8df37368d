"""From the files of a seed to model values, each remembering its file and line.

What one file says is read here; what must hold between files is in `graph.load.check`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.load.document import (
    Broken,
    Document,
    Mapping,
    Remark,
    Scalar,
    Sequence,
    Tree,
    read_document,
)
from graph.load.files import SEED_FILE, FileList, read_content
from graph.load.format import FOLDERS, ID_PATTERN, SEED_INFO, SORTS
from graph.load.nearest import nearest
from graph.load.problems import Place, Problem
from graph.load.records import Located, read_info, read_record
from graph.load.values import found_in
from graph.model import SeedInfo

__all__ = ["RawSeed", "read_seed_folder"]

_MAX_PROBLEMS = 10_000  # in one file; nobody reads more
_ID = re.compile(ID_PATTERN)


@dataclass(slots=True)
class RawSeed:
    """All that could be read, and all that could not.

    Records with problems are among `records` too, as far as they could be read.
    """

    info: SeedInfo | None = None
    records: list[Located] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Sorts of which a whole file could not be opened: any id may be in it."""
    maybe: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Sort → words in what could not be read, each of which may be the id of something there."""

    remarks: list[Remark] = field(default_factory=list)
    """The comments `# ok: …`, as they stand in the files."""

    def may_hold(self, sort: str, id: str) -> bool:
        """Whether something of that sort and id may be in what could not be read."""
        return sort in self.unread or id in self.maybe[sort]


def read_seed_folder(folder: Path, progress: Callable[[int, int], object] | None = None) -> RawSeed:
    """Read every file of the seed in `folder`; problems are collected, not raised.

    `progress` is told before each file how many are read, and how many there are.
    """
    seed = RawSeed()
    files = FileList(folder)
    seed.problems.extend(files.problems)
    seed.unread.update(SORTS[name] for name in files.unread)
    if files.info is not None:
        _read_info(files.info, seed)
    for number, (key, path) in enumerate(files.records):
        if progress is not None:
            progress(number, len(files.records))
        _read_records(path, files.name_of(path), key, seed)
    return seed


def _read_info(path: Path, seed: RawSeed) -> None:
    document = _load(path, SEED_FILE, seed)
    if document is not None and document.tree is not None and document.is_whole:
        seed.info, problems = read_info(document.tree, SEED_INFO)
        seed.problems.extend(problems)


def _load(path: Path, name: str, seed: RawSeed) -> Document | None:
    content = read_content(path, name)
    if isinstance(content, Problem):
        seed.problems.append(content)
        return None
    document = read_document(content, name)
    seed.problems.extend(document.problems)
    return document


def _read_records(path: Path, name: str, key: str, seed: RawSeed) -> None:
    document = _load(path, name, seed)
    if document is None:
        seed.unread.add(SORTS[key])
        return
    seed.maybe[SORTS[key]].update(_ID.findall(document.unread))
    seed.remarks.extend(document.remarks)
    most = len(seed.problems) + _MAX_PROBLEMS
    for under, item in _items(document, key, name, seed):
        sort = SORTS[under]
        if len(seed.problems) > most:
            seed.maybe[sort].update(_guessed_ids(item))
            continue
        located, problems = read_record(item, FOLDERS[under], sort)
        seed.problems.extend(problems)
        if located is not None:
            seed.records.append(located)
        if located is None or not located.is_sound("id"):
            seed.maybe[sort].update(_guessed_ids(item))
        if len(seed.problems) > most:
            found = f"more than {_MAX_PROBLEMS:,} problems"
            message, expected = "the rest of the file is not read", "fewer"
            seed.problems.append(Problem(item.place, message, found, expected))


def _items(document: Document, key: str, name: str, seed: RawSeed) -> Iterator[tuple[str, Tree]]:
    """The items of the list under the file's one key, each with that key.

    What stands under another key is read as what it was probably meant to be, so that the ids in it
    are known.
    """
    expected = f"a list under the one key `{key}:`"
    tree = document.tree
    if not isinstance(tree, Mapping) or "id" in {at.text for at, _ in tree.pairs}:
        if document.is_whole and tree is not None and not isinstance(tree, Broken):
            found = found_in(tree)
            seed.problems.append(Problem(tree.place, "not a seed file", found, expected))
        yield from _items_of(tree, key, seed)
        return
    if not tree.pairs and document.is_whole:
        seed.problems.append(Problem(Place(name), "the file is empty", None, expected))
    seen: Place | None = None
    for at, value in tree.pairs:
        seed.problems.extend(_pair_problems(at, value, key, seen))
        if at.text == key:
            seen = seen or at.place
        near = at.text if at.text in FOLDERS else nearest(at.text, FOLDERS)
        if near is None:
            seed.maybe[SORTS[key]].update(_guessed_ids(value))
        else:
            yield from _items_of(value, near, seed)


def _pair_problems(at: Scalar, value: Tree, key: str, seen: Place | None) -> Iterator[Problem]:
    """What is wrong with a key of a file and the list under it; `seen` is where the key stood."""
    expected = f"a list under the one key `{key}:`"
    if at.text != key:
        hint = f"{at.text}/" if at.text in FOLDERS else nearest(at.text, [key])
        yield Problem(at.place, "unknown key", repr(at.text), expected, hint)
        return
    if seen is not None:
        yield Problem(at.place, f"{key!r} stands twice", None, f"it once: see line {seen.line}")
    is_empty = isinstance(value, Scalar) and not value.text
    if not isinstance(value, Sequence | Broken) and not is_empty:
        yield Problem(value.place, "not a list", found_in(value), expected)


def _items_of(tree: Tree | None, key: str, seed: RawSeed) -> Iterator[tuple[str, Tree]]:
    if isinstance(tree, Sequence):
        yield from ((key, item) for item in tree.items)
    elif tree is not None:
        seed.maybe[SORTS[key]].update(_guessed_ids(tree))


def _guessed_ids(tree: Tree) -> Iterator[str]:
    """What may be meant as the id of something that is not written as the format wants it."""
    if isinstance(tree, Scalar):
        yield tree.text
        yield "-".join(_ID.findall(tree.text.lower()))
    elif isinstance(tree, Mapping):
        for key, value in tree.pairs:
            yield key.text
            yield from _guessed_ids(value)
    elif isinstance(tree, Sequence):
        for item in tree.items:
            yield from _guessed_ids(item)
