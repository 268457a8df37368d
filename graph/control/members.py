"""Which processes share a control directory, and how far each of them is.

Each has a file there while it lives, locked by it, which holds the number of the last change that it
serves. The system lets go of the lock when a process dies; its file is then cleared away.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from graph.control.places import locked, private_folder

__all__ = ["Member", "Members"]

_AGAIN = 0.02  # seconds between looks at the others
_DIGITS = 20


class Member:
    """One of the processes."""

    def __init__(self, file: Path) -> None:
        """Take its file, which it has locked."""
        self._file = file

    def tell(self, number: int) -> None:
        """Say that this change is served here now.

        In the place of what was said before, which takes no room: on a full disk this is said too.
        """
        opened = os.open(self._file, os.O_WRONLY)
        try:
            os.pwrite(opened, f"{number:0{_DIGITS}}".encode("ascii"), 0)
        finally:
            os.close(opened)


class Members:
    """The processes of one control directory."""

    def __init__(self, folder: Path) -> None:
        """Look after a folder of the directory."""
        self._folder = folder

    @contextmanager
    def joined(self, number: int) -> Iterator[Member]:
        """Be one of them, who serves what was made by the change of this number."""
        file = private_folder(self._folder) / f"{os.getpid()}-{uuid4().hex}"
        with locked(file, wait=True, leave=False):
            member = Member(file)
            member.tell(number)
            yield member

    def wait_for(self, number: int, seconds: float) -> bool:
        """Wait until all serve this change, or a later one; false if some still do not."""
        until = time.monotonic() + seconds
        while not all(_serves(file, number) for file in self._folder.glob("*")):
            if time.monotonic() > until:
                return False
            time.sleep(_AGAIN)
        return True


def _serves(file: Path, number: int) -> bool:
    """Whether the process of a file serves a change, or is gone."""
    try:
        return int(file.read_text("ascii") or -1) >= number or _is_left(file)
    except FileNotFoundError:
        return True


def _is_left(file: Path) -> bool:
    with locked(file, wait=False, leave=False) as is_ours:
        return is_ours
