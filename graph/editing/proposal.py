"""A change of seed files that is looked at before it is made: checked, shown, then written at once."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from graph.changes import changes_between
from graph.editing.placing import Placing, PlacingError
from graph.errors import GraphError
from graph.load import Checked, SeedError, checked_folder
from graph.load.files import FileList
from graph.load.read import read_seed_folder
from graph.load.records import Located
from graph.model import Node, Seed

__all__ = ["OutdatedError", "Proposal", "write_at_once"]


class OutdatedError(GraphError):
    """A file was changed by somebody else since it was read: nothing is written."""

    code = "OUTDATED"


class Proposal:
    """Records to be added to the seed in `root`, which has no problems now.

    Raises `SeedError` where it has.
    """

    def __init__(self, root: Path, progress: Callable[[int, int], object] | None = None) -> None:
        """Read and check the seed; `progress` is told of its files, as by `checked_folder`."""
        self.root = root
        checked = checked_folder(root, progress)
        if checked.seed is None:
            raise SeedError(checked.problems)
        self.seed: Seed = checked.seed
        self.warnings = checked.warnings
        self.nodes: list[Node] = []
        self._before: dict[str, str | None] = {}
        self._after: dict[str, str] = {}
        self._placing = Placing(root, checked.records)

    @property
    def files(self) -> list[str]:
        """The files that would change, by name."""
        return sorted(self._after)

    def add(self, node: Node, file: str | None = None) -> str:
        """Put a record into a file (that of its nearest like); the file's name.

        Raises `PlacingError`.
        """
        placing = self._placing
        name = placing.checked_file(node, file) if file else placing.file_for(node)
        if name not in self._before:
            path = self.root / name
            self._before[name] = _text(path) if path.exists() else None
        text = self._after.get(name, self._before[name])
        self._after[name] = placing.put(node, name, text)
        self.nodes.append(node)
        others = [record for record in placing.records if record.place.file != name]
        self._placing = Placing(self.root, [*others, *self._records_of(name)])
        return name

    def diff(self) -> Iterator[str]:
        """The lines that would change, as `diff -u` shows them."""
        for name in self.files:
            before = (self._before[name] or "").splitlines()
            after = self._after[name].splitlines()
            old = name if self._before[name] is not None else "/dev/null"
            yield from difflib.unified_diff(before, after, old, name, lineterm="")

    def checked(self, progress: Callable[[int, int], object] | None = None) -> Checked:
        """What would be said of the seed with the records in it, and of nothing else changed.

        Raises `SeedError` where something would be wrong, and `PlacingError` where a record would
        change what is there already.
        """
        with tempfile.TemporaryDirectory(prefix="interop-seed-") as copy:
            self._write_copy(Path(copy))
            checked = checked_folder(Path(copy), progress)
        if checked.seed is None:
            raise SeedError(checked.problems)
        changes = changes_between(self.seed, checked.seed)
        added = {change.id for change in changes.added}
        if changes.changed or changes.removed or added != {node.id for node in self.nodes}:
            raise PlacingError(f"It cannot be put into {', '.join(self.files)}: name a new file.")
        return checked

    def write(self) -> list[Path]:
        """Write the files, each at once or not at all; their paths.

        Raises `OutdatedError` if one of them is no longer as it was read, before any is written.
        """
        for name, before in self._before.items():
            path = self.root / name
            if (_text(path) if path.exists() else None) != before:
                raise OutdatedError(f"{name} was changed meanwhile. Nothing is written: try again.")
        return [write_at_once(self.root / name, self._after[name]) for name in self.files]

    def _records_of(self, name: str) -> list[Located]:
        """The records of a file as it would be, with their places."""
        with tempfile.TemporaryDirectory(prefix="interop-seed-") as copy:
            path = Path(copy) / name
            path.parent.mkdir(parents=True)
            path.write_bytes(self._after[name].encode())
            return read_seed_folder(Path(copy)).records

    def _write_copy(self, copy: Path) -> None:
        files = FileList(self.root)
        paths = [path for _, path in files.records]
        for path in [*paths, *([files.info] if files.info else [])]:
            target = copy / path.relative_to(self.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        for name, text in self._after.items():
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


def write_at_once(path: Path, text: str) -> Path:
    """Write a file so that whoever reads it sees the old text or the new one, and never a half."""
    target = path.resolve()  # a link stays one
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return path
