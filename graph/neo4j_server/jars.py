"""The files of the server: 214 jars, fetched by Maven, each known by its hash.

Maven has no lock file, so `jars.sha256` is ours: what is not in it does not run. A download goes to a
folder beside the final one, which appears under its name only when all is there and right: an
interrupted download leaves no half of a server, and the next one goes on with what it fetched.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from graph.neo4j_server.errors import DownloadError, ToolMissingError

__all__ = ["NEO4J_VERSION", "Progress", "ensure_jars", "expected_hashes", "lib_folder", "verify"]

NEO4J_VERSION = "5.26.30"
DATA = files("graph.neo4j_server")
MAVEN_OPTIONS = (
    "-B",
    "-q",
    "--strict-checksums",  # what arrives broken is not kept
    "-Dmaven.wagon.rto=60000",  # a stalled connection ends after a minute, Maven 3 …
    "-Daether.connector.requestTimeout=60000",  # … and later ones
    "-DincludeScope=runtime",
)

Progress = Callable[[int, int, int], None]
"""Told every now and then: jars fetched, jars in all, bytes fetched."""


def lib_folder(cache: Path) -> Path:
    """Return the folder of the jars: one for each version of the server."""
    return cache / f"neo4j-{NEO4J_VERSION}" / "lib"


def expected_hashes() -> dict[str, str]:
    """Return the SHA-256 of each jar by its name."""
    lines = DATA.joinpath("jars.sha256").read_text("ascii").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def ensure_jars(cache: Path, progress: Progress | None = None) -> Path:
    """Return the folder of the jars, all there and right; download them if there is none."""
    lib = lib_folder(cache)
    if not lib.is_dir():
        with _locked(lib.parent):
            if not lib.is_dir():  # another command may have brought them while we waited
                _download(lib, progress or (lambda *_: None))
    verify(lib, f"Delete the folder {lib} and try again.")
    return lib


def verify(lib: Path, advice: str) -> None:
    """Refuse a folder that lacks a jar, has one too many, or one with another content.

    Every byte is read: it takes half a second where a start takes ten, and no trust in dates.
    """
    expected = expected_hashes()
    found = {path.name: path for path in lib.iterdir()}
    for name in sorted(expected.keys() - found.keys()):
        raise DownloadError(f"{name} is missing in {lib}. {advice}")
    for name in sorted(found.keys() - expected.keys()):
        raise DownloadError(f"{name} does not belong in {lib}, and would be run. {advice}")
    for name, digest in expected.items():
        with found[name].open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if actual != digest:
            raise DownloadError(
                f"{found[name]} is not the file that this project was tested with: its SHA-256 is "
                f"{actual}, expected {digest}. {advice}"
            )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time work in a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w", encoding="ascii")
    except OSError as error:
        raise DownloadError(f"The cache {folder} cannot be written: {error.strerror}.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _download(lib: Path, progress: Progress) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise ToolMissingError(
            "Neo4j is downloaded with Maven, and there is no mvn on PATH. On Debian or Ubuntu: "
            "sudo apt-get install maven. Or use a server that runs already: set NEO4J_URI."
        )
    repository, fetched = lib.with_name("maven"), lib.with_name("lib.new")
    shutil.rmtree(fetched, ignore_errors=True)
    _run_maven(maven, repository, fetched, progress)
    try:
        verify(fetched, "Nothing was installed; try again, and report it if it stays so.")
    except DownloadError:  # so that the next try fetches everything anew
        shutil.rmtree(repository, ignore_errors=True)
        shutil.rmtree(fetched, ignore_errors=True)
        raise
    fetched.rename(lib)
    shutil.rmtree(repository, ignore_errors=True)  # Maven's own copies, of no use now


def _run_maven(maven: str, repository: Path, fetched: Path, progress: Progress) -> None:
    expected = expected_hashes()
    log = fetched.with_name("maven.log")
    with as_file(DATA.joinpath("pom.xml")) as pom, log.open("wb") as output:
        command = [
            *(maven, "-f", str(pom), *MAVEN_OPTIONS),
            *(f"-Dmaven.repo.local={repository}", f"-DoutputDirectory={fetched}"),
            "dependency:copy-dependencies",
        ]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            while process.poll() is None:
                progress(*_fetched(repository, expected))
                time.sleep(0.25)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
    if process.returncode:
        said = log.read_text("utf-8", "replace").strip().splitlines()[:12]
        raise DownloadError(
            "\n".join(
                [
                    "Maven could not fetch Neo4j; what arrived is kept for the next try. It said:",
                    *said,
                ]
            )
        )
    progress(*_fetched(fetched, expected))


def _fetched(folder: Path, expected: Mapping[str, str]) -> tuple[int, int, int]:
    """Count the jars in a folder and below it, and their bytes."""
    sizes = []
    for path in folder.rglob("*.jar"):
        if path.name in expected:
            try:
                sizes.append(path.stat().st_size)
            except FileNotFoundError:  # Maven has just given it another name
                continue
    return len(sizes), len(expected), sum(sizes)
