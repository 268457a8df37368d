"""A control directory: what a server keeps of its graph, and how several processes share one.

`journal.json` says which graph is served and how it came to be that; `graph-VERSION.jsonl` is that
graph's seed. The journal is written last and in one step, so it is what counts: before it the old
graph is served, from it on the new one, whatever happens in between. Each process follows it. Who
changes it holds the lock; the system lets go of it when a process dies.
"""

from __future__ import annotations

import json
import os
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from graph.control.errors import ControlError
from graph.control.members import Members
from graph.control.places import SOCKET_NAME, locked, private_folder
from graph.load import SeedError, load_seed
from graph.load.lines import write_lines
from graph.model import Seed
from graph.plain import digest
from graph.store import Journal
from graph.store.journal import change_from_plain, change_to_plain

__all__ = ["ControlFolder"]

_FORMAT = 1


class ControlFolder:
    """One control directory."""

    def __init__(self, path: Path) -> None:
        """Take a folder that others cannot enter; raises `ControlError` for any other."""
        self.path = private_folder(path.absolute())
        self.members = Members(self.path / "processes")

    @property
    def socket(self) -> Path:
        """Where one of the processes listens for commands."""
        return self.path / SOCKET_NAME

    @property
    def journal_file(self) -> Path:
        """What each process watches."""
        return self.path / "journal.json"

    def locked(self, *, wait: bool) -> AbstractContextManager[bool]:
        """Be the only process that changes what is here; false if another is at it."""
        return locked(self.path / "change.lock", wait=wait)

    def journal(self) -> Journal | None:
        """Which graph is served here, and how it came to be that; None before the first."""
        try:
            plain = json.loads(self.journal_file.read_text("utf-8"))
            if plain["format"] != _FORMAT:
                raise ControlError(
                    f"{self.journal_file} was written by another version of this program."
                )
            return Journal(plain["version"], tuple(map(change_from_plain, plain["changes"])))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise ControlError(f"{self.journal_file} cannot be read: {error}.") from error

    def seed(self, version: str) -> Seed:
        """The seed of the graph of this version, which is the journal's."""
        path = self._graph_file(version)
        try:
            seed = load_seed(path)
        except SeedError as error:
            raise ControlError(
                f"{path} cannot be read: {error}\nApply a seed, or delete {self.journal_file} to begin"
                " with the seed that the server is started with."
            ) from error
        if digest(seed) != version:
            raise ControlError(f"{path} is not what was written there: apply a seed again.")
        return seed

    def commit(self, seed: Seed, journal: Journal) -> None:
        """Make this graph the one that is served; raises `ControlError`, and then it is not."""
        keep = self._graph_file(journal.version)
        try:
            write_lines(seed, keep)
            _keep(keep)
            _write_whole(self.journal_file, json.dumps(_to_plain(journal)))
        except OSError as error:
            self._give_up(keep, journal.version)
            raise ControlError(f"Cannot write into {self.path}: {error.strerror}.") from error
        for path in self.path.glob("graph-*.jsonl"):
            if path != keep:
                with suppress(OSError):  # it is in nobody's way, and the next change tries again
                    path.unlink()

    def _give_up(self, written: Path, version: str) -> None:
        """Take away the graph of a change that came to nothing: there may be no room for it."""
        with suppress(OSError, ControlError):
            journal = self.journal()
            if journal is None or journal.version != version:
                written.unlink()

    def _graph_file(self, version: str) -> Path:
        return self.path / f"graph-{version}.jsonl"


def _to_plain(journal: Journal) -> dict[str, object]:
    changes = [change_to_plain(change) for change in journal.changes]
    return {"format": _FORMAT, "version": journal.version, "changes": changes}


def _write_whole(path: Path, text: str) -> None:
    """Write a file in one step, and so that it is there after a power cut."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
        _keep(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _keep(path.parent)


def _keep(path: Path) -> None:
    """Have a file, or the names in a folder, on the disc before anything else is done."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
