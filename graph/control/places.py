"""Where servers of this machine can be spoken with: sockets in folders that others cannot enter.

Whoever can open such a socket may change the graph, so it is the folder that keeps others out: it must
be the user's own and closed to everybody else. It is never made fit quietly, since somebody who made
it first could still hold it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from graph.control.errors import ControlError
from graph.settings import Runtime

__all__ = [
    "SOCKET_NAME",
    "checked_socket",
    "is_alive",
    "locked",
    "private_folder",
    "running_sockets",
    "runtime_folder",
]

SOCKET_NAME = "interop.sock"
"""The socket in a control directory."""
_LONGEST = (
    100  # bytes; what systems take for a socket's path differs, and none of them says so well
)
_SECONDS = 2.0


def runtime_folder() -> Path:
    """Where the sockets of this user's servers are, if no control directory is named."""
    given = Runtime().xdg_runtime_dir
    if given is not None and given.is_absolute() and given.is_dir():
        return given / "interop"
    return Path(tempfile.gettempdir()) / f"interop-{os.getuid()}"


def private_folder(folder: Path) -> Path:
    """The folder, made if it is not there; raises `ControlError` if others may enter it."""
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700, parents=True)
        status = folder.lstat()
    except OSError as error:
        raise ControlError(f"Cannot make the folder {folder}: {error.strerror}.") from error
    if not stat.S_ISDIR(status.st_mode):
        raise ControlError(f"{folder} is no folder, but something else.")
    if status.st_uid != os.getuid():
        raise ControlError(f"{folder} belongs to another user: name another folder.")
    if status.st_mode & 0o077:
        raise ControlError(f"Others may enter {folder}: run chmod 700 on it, or name another.")
    return folder


def checked_socket(path: Path) -> Path:
    """The path, if a socket can be there; raises `ControlError` where it is too long."""
    if len(os.fsencode(path)) > _LONGEST:
        raise ControlError(f"{path} is too long for a socket: name a folder with a shorter path.")
    return path


def running_sockets() -> list[Path]:
    """The sockets of this user's servers that answer, by name."""
    folder = runtime_folder()
    if not folder.is_dir():
        return []
    return [path for path in sorted(private_folder(folder).glob("*.sock")) if is_alive(path)]


def is_alive(path: Path) -> bool:
    """Whether a server listens there."""
    with closing(socket.socket(socket.AF_UNIX)) as trial:
        trial.settimeout(_SECONDS)
        try:
            trial.connect(str(checked_socket(path)))
        except OSError:
            return False
    return True


@contextmanager
def locked(path: Path, *, wait: bool, leave: bool = True) -> Iterator[bool]:
    """Hold the lock of this file; false if somebody else has it and one does not wait.

    The system lets go of it when a process dies. Unless it is to be left, the file goes afterwards.
    """
    with _lock_file(path, wait=wait) as file:
        try:
            yield file is not None
        finally:
            if file is not None and not leave:
                path.unlink(missing_ok=True)


@contextmanager
def _lock_file(path: Path, *, wait: bool) -> Iterator[IO[str] | None]:
    while True:
        with path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            if _is_there(path, file):  # else it was taken away before it was ours: try the new one
                yield file
                return


def _is_there(path: Path, file: IO[str]) -> bool:
    try:
        return path.stat().st_ino == os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return False
