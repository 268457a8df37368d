"""`neo4j-admin` of the server at hand: the same tool, from the same jars."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from graph.neo4j_server.errors import AdminError, HomeError
from graph.neo4j_server.home import Home, write_secret

__all__ = ["import_files", "run_admin"]

ARGUMENTS = "arguments.txt"
"""What `interop seed export --format neo4j-admin` calls its file of arguments."""
_TAIL = 2_000  # characters of what the tool said; a failure is explained at the end


def run_admin(
    java: str,
    lib: Path,
    home: Home,
    words: Sequence[str],
    *,
    heap: str = "512m",
    cwd: Path | None = None,
    seconds: float | None = None,
) -> None:
    """Run the tool on the server of a home, and wait; raises `AdminError` with what it said."""
    arguments = home.path / "start.args"  # a file, since anyone can read a command line
    command = [f"-Xmx{heap}", "-cp", f"{lib}/*", "org.neo4j.cli.AdminTool", *words]
    write_secret(arguments, "\n".join(map(_quoted, command)) + "\n")
    try:
        said = subprocess.run(
            [java, f"@{arguments}"],
            env={
                "LC_ALL": "C.UTF-8",  # how Java reads the file
                "NEO4J_HOME": str(home.path),
                "NEO4J_CONF": str(home.conf),
            },
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AdminError(f"neo4j-admin has not ended after {seconds:.0f} seconds.") from error
    finally:
        arguments.unlink()
    if said.returncode:
        raise AdminError(f"neo4j-admin failed:\n{(said.stdout + said.stderr).strip()[-_TAIL:]}")


def import_files(
    java: str, lib: Path, home: Home, folder: Path, *, heap: str, overwrite: bool
) -> None:
    """Make the files of a folder the database `neo4j` of a home whose server does not run."""
    if not (folder / ARGUMENTS).is_file():
        raise HomeError(
            f"{folder} holds no {ARGUMENTS}: make it with `interop seed export --format neo4j-admin "
            f"--to {folder}`."
        )
    if (home.path / "data" / "databases" / "neo4j").exists() and not overwrite:
        raise HomeError(
            f"{home.path} holds a database already: --overwrite replaces all that is in it."
        )
    words = ["database", "import", "full", "neo4j", "--overwrite-destination=true"]
    run_admin(java, lib, home, [*words, f"@{ARGUMENTS}"], heap=heap, cwd=folder)


def _quoted(word: str) -> str:
    """Write a word for Java's file of arguments."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
