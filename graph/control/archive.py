"""A seed on its way to a server: a tar of its files, as they are, mistakes and all.

The server reads them itself, so that it trusts nobody and can say in which line a problem is.
"""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from graph.errors import GraphError
from graph.load import Problem, SeedError, load_seed
from graph.load.files import FileList, read_content
from graph.load.lines import is_lines
from graph.model import Seed

__all__ = ["BadArchiveError", "load_unpacked", "pack", "unpack"]

_MOST_FILES = 100_000


class BadArchiveError(GraphError, ValueError):
    """What was sent is no tar of a seed's files, or holds too much."""

    code = "BAD_ARCHIVE"


def pack(seed: Path, to: IO[bytes]) -> None:
    """Write the files of a seed to a tar: of its folder, or the one file of JSON lines.

    Raises `SeedError` where they cannot all be sent, with all that is wrong with the seed.
    """
    with tarfile.open(fileobj=to, mode="w") as tar:
        for name, content in _contents(seed):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def _contents(seed: Path) -> Iterator[tuple[str, bytes]]:
    if is_lines(seed):
        if not seed.is_file():
            load_seed(seed)  # says what is wrong
        yield seed.name, seed.read_bytes()
        return
    files = FileList(seed)
    if files.problems:
        _refuse(seed, files.problems)
    for path in [files.info, *(path for _, path in files.records)]:
        if path is not None:
            content = read_content(path, files.name_of(path))
            if isinstance(content, Problem):
                _refuse(seed, [content])
            else:
                yield path.relative_to(seed).as_posix(), content


def _refuse(seed: Path, problems: list[Problem]) -> None:
    load_seed(seed)  # says these problems, and all others
    raise SeedError(problems)


def unpack(source: IO[bytes], folder: Path, max_bytes: int) -> None:
    """Write the files of a tar into an empty folder; raises `BadArchiveError`.

    Nothing is written outside the folder, no link is made or followed, and only so much is written.
    """
    left = max_bytes
    try:
        with tarfile.open(fileobj=source, mode="r|*") as tar:
            for count, member in enumerate(tar):
                left -= member.size
                if left < 0 or count > _MOST_FILES:
                    raise BadArchiveError(f"The seed is larger than {max_bytes:,} bytes.")
                content = tar.extractfile(member) if member.isreg() else None
                if content is not None:
                    _write(content, folder, member.name)
    except (tarfile.TarError, EOFError) as error:
        raise BadArchiveError(f"What was sent is no tar of a seed's files: {error}.") from error


def _write(content: IO[bytes], folder: Path, name: str) -> None:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name:
        raise BadArchiveError(f"{name!r} is no name of a file inside a seed.")
    target = folder.joinpath(*path.parts)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            shutil.copyfileobj(content, file)
    except (FileExistsError, IsADirectoryError, NotADirectoryError) as error:
        raise BadArchiveError(f"{name!r} stands in the archive twice.") from error


def load_unpacked(folder: Path) -> Seed:
    """The checked seed of what was unpacked; raises `SeedError`."""
    lines = [path for path in folder.iterdir() if is_lines(path)]
    return load_seed(lines[0] if len(lines) == 1 else folder)
