"""Which files make up a seed: those in its folders, and nothing that looks like one elsewhere."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from graph.load.document import MAX_BYTES
from graph.load.format import FOLDERS
from graph.load.nearest import nearest
from graph.load.problems import Place, Problem

__all__ = ["SEED_FILE", "FileList", "read_content"]

SEED_FILE = "seed.yaml"
_SUFFIXES = (".yaml", ".yml")
_FOLDERS = ", ".join(f"{name}/" for name in FOLDERS)


class FileList:
    """The files of the seed in `root`: `info`, and (folder, path) in `records`, by name.

    Hidden files and folders are passed over; a seed file in no folder of the format is a problem,
    since it would be forgotten in silence.
    """

    def __init__(self, root: Path) -> None:
        """Look through the folder."""
        self.root = root
        self.info: Path | None = None
        self.records: list[tuple[str, Path]] = []
        self.problems: list[Problem] = []
        self.unread: set[str] = set()
        """Folders of which not every file can be seen."""
        self._visited: set[tuple[int, int]] = set()
        if self._is_folder():
            self._walk()
            self.records.sort(key=lambda record: (list(FOLDERS).index(record[0]), record[1]))
            if self.info is None:
                self._problem(SEED_FILE, "no such file", None, "a file that names the seed")

    def name_of(self, path: Path) -> str:
        """The path inside the seed's folder, in characters that can be shown."""
        name = path.relative_to(self.root).as_posix()
        return name.encode("utf-8", "backslashreplace").decode()

    def _is_folder(self) -> bool:
        message = "no such folder"
        try:
            if self.root.is_dir():
                return True
            if self.root.exists():
                message = "not a folder"
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
        shown = str(self.root).encode("utf-8", "backslashreplace").decode()
        self._problem(shown, message, None, f"the folder of a seed: {SEED_FILE}, {_FOLDERS}")
        return False

    def _walk(self) -> None:
        for at, folders, names in os.walk(self.root, onerror=self._take_error, followlinks=True):
            folder = Path(at)
            folders[:] = [name for name in folders if self._is_new(folder / name)]
            for name in names:
                if not name.startswith("."):
                    self._take(folder / name)

    def _is_new(self, folder: Path) -> bool:
        """Whether to look into a folder: not a hidden one, nor one that a link leads back to."""
        status = None
        with suppress(OSError):
            status = folder.stat()
        if folder.name.startswith(".") or status is None:
            return False
        place = (status.st_dev, status.st_ino)
        is_new = place not in self._visited
        self._visited.add(place)
        return is_new

    def _take(self, path: Path) -> None:
        parts = path.relative_to(self.root).parts
        if len(parts) == 1 and path.name == SEED_FILE:
            self.info = path
        elif len(parts) == 1 and path.name in FOLDERS:
            self._problem(path.name, "not a folder", "a file", "a folder of seed files")
            self.unread.add(path.name)
        elif path.suffix.lower() in _SUFFIXES:
            if len(parts) > 1 and parts[0] in FOLDERS:
                self.records.append((parts[0], path))
            else:
                self._take_stray(path, parts)
        elif path.suffix.lower() == ".json" and parts[0] in FOLDERS:
            meant = path.with_suffix(_SUFFIXES[0]).name
            self._problem(self.name_of(path), "not read", None, "a name that ends in .yaml", meant)

    def _take_stray(self, path: Path, parts: tuple[str, ...]) -> None:
        expected = f"{SEED_FILE}, or seed files in {_FOLDERS}"
        if len(parts) == 1:
            meant = nearest(path.name, [SEED_FILE])
        elif (folder := nearest(parts[0], FOLDERS)) is not None:
            meant = "/".join((folder, *parts[1:]))
        else:
            meant = None
        message = "a seed file where none is read"
        self._problem(self.name_of(path), message, None, expected, meant)

    def _take_error(self, error: OSError) -> None:
        path = Path(error.filename)
        self._problem(self.name_of(path), f"cannot be read: {error.strerror}")
        parts = path.relative_to(self.root).parts
        self.unread.update(parts[:1] or FOLDERS)

    def _problem(
        self,
        name: str,
        message: str,
        found: str | None = None,
        expected: str | None = None,
        suggestion: str | None = None,
    ) -> None:
        self.problems.append(Problem(Place(name), message, found, expected, suggestion))


def read_content(path: Path, name: str) -> bytes | Problem:
    """The content of a file of the seed, called `name` in problems, or why there is none."""
    try:
        if not path.is_file() and path.exists():  # opening a pipe would wait for ever
            return Problem(Place(name), "not a file", None, "a file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Problem(Place(name), f"cannot be read: {error.strerror}")
    if len(content) > MAX_BYTES:
        found = f"more than {MAX_BYTES >> 20} MiB"
        expected = "a smaller file: several files in a folder are one list"
        return Problem(Place(name), "the file is too large", found, expected)
    return content
