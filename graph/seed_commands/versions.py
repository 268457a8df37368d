"""A version of a seed: a folder, or a revision of one that git keeps."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from graph.errors import BadArgumentError, GraphError, StoreError
from graph.load import SeedError, load_seed
from graph.model import Seed

__all__ = ["VersionError", "seed_version"]


class VersionError(GraphError, ValueError):
    """A revision of a seed that cannot be loaded."""

    code = "BAD_SEED"

    def __init__(self, version: str, error: SeedError) -> None:
        """Say which revision it is, and all that is wrong with it."""
        super().__init__(f"At the revision {version!r}: {error}")


def seed_version(argument: str, version: str, folder: Path) -> Seed:
    """The seed in the folder `version`, or else the revision of that name of the seed in `folder`.

    Raises `BadArgumentError` for what is neither, `StoreError` where git cannot be asked, and
    `SeedError` or `VersionError` for a seed with problems.
    """
    if Path(version).is_dir():
        return load_seed(Path(version))
    archive = _archive(argument, version, folder)
    with tempfile.TemporaryDirectory(prefix="interop-seed-") as name:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(name, filter="data")
        try:
            return load_seed(Path(name))
        except SeedError as error:
            raise VersionError(version, error) from None


def _archive(argument: str, version: str, folder: Path) -> bytes:
    """The seed's folder at a revision, as git packs it."""
    if not folder.is_dir() or _git(folder, "rev-parse", "--git-dir").returncode:
        expected = "a folder, or (where the seed's folder is in a git repository) a revision"
        raise BadArgumentError(argument, version, expected)
    wanted = f"{version}^{{commit}}"
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    if found.returncode:
        expected = f"a folder, or a revision that git knows in {folder}"
        raise BadArgumentError(argument, version, expected)
    packed = _git(folder, "archive", "--format=tar", found.stdout.decode().strip())
    if packed.returncode:
        said = packed.stderr.decode("utf-8", "replace").strip()
        raise StoreError(f"git cannot show {folder} at {version!r}: {said}")
    return packed.stdout


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=False)
    except FileNotFoundError:
        raise StoreError("git is not installed: give two folders.") from None
