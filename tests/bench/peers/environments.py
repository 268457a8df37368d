"""Environments of contestants whose packages must not mix with ours: made when asked for, in the caches."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from shutil import rmtree

from graph.neo4j_server.settings import Neo4jSettings

__all__ = ["CannotTakePartError", "environment", "peers_folder"]

LOCKS = Path(__file__).parent
ENOUGH = 800  # characters of what an installation says last


class CannotTakePartError(Exception):
    """Something that a contestant needs cannot be had on this machine."""


def peers_folder() -> Path:
    """The folder of the caches for what is installed for the contest alone."""
    folder = Neo4jSettings().cache / "bench-peers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def environment(name: str, *, beside_ours: bool = False) -> Path:
    """The Python of an environment with what the lock of that name says; `beside_ours`: and with our packages."""
    lock = (LOCKS / f"{name}.txt").read_text("utf-8")
    folder = peers_folder() / f"{name}-{sys.version_info.major}.{sys.version_info.minor}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    installed = folder / "installed.txt"
    wanted = f"{sys.prefix if beside_ours else ''}\n{lock}"
    if python.exists() and installed.is_file() and installed.read_text("utf-8") == wanted:
        return python
    rmtree(folder, ignore_errors=True)
    _run(name, sys.executable, "-m", "venv", str(folder))
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    _run(name, str(python), *pip, "-r", str(LOCKS / f"{name}.txt"))
    if beside_ours:
        (site,) = folder.glob("[Ll]ib/**/site-packages")
        (site / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    installed.write_text(wanted, "utf-8")
    return python


def _run(name: str, *command: str) -> None:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        said = (ran.stdout + ran.stderr).strip()[-ENOUGH:]
        raise CannotTakePartError(f"{name} cannot be installed here: {said}")
