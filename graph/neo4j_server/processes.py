"""The server's process: who it is, and how it is ended; no other process is ever touched.

A process id alone is not enough: after a crash or a reboot the number may belong to a stranger. So
the file says as well when the process began.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import PositiveInt, TypeAdapter, ValidationError

from graph.neo4j_server.errors import PidFileError

__all__ = ["Running", "begin_of", "end", "is_alive", "read_running"]


@dataclass(frozen=True, slots=True)
class Running:
    """A server that was started, and where it listens."""

    pid: PositiveInt
    begin: str
    bolt_port: PositiveInt
    http_port: PositiveInt
    version: str

    def write(self, path: Path) -> None:
        """Write it to a file, all or nothing."""
        new = path.with_name(path.name + ".new")
        new.write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")
        new.replace(path)


def read_running(path: Path) -> Running | None:
    """Return what a file says; None if there is no file."""
    try:
        return TypeAdapter(Running).validate_json(path.read_bytes(), strict=True)
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise PidFileError(
            f"{path} does not say which process the server is ({error.error_count()} mistakes); "
            "`interop neo4j` did not write that. If no Neo4j runs with this home, delete the file and try again."
        ) from error


def begin_of(pid: int) -> str | None:
    """Return when a process began, as a text to compare; None if there is no such process."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            # The name, in parentheses, may hold anything; the numbers stand after it.
            state, *numbers = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            return None
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return None if state in "ZX" else f"{boot} {numbers[18]}"
    said = subprocess.run(
        ["ps", "-o", "state=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, begin = said.stdout.strip().partition(" ")
    return None if not state or state[0] == "Z" else begin.strip()


def is_alive(running: Running) -> bool:
    """Whether the very process that was started still runs."""
    return begin_of(running.pid) == running.begin


def end(running: Running, seconds: float, *, kill: bool = False) -> bool:
    """Ask the process to end (or end it at once) and wait; True when it is gone."""
    deadline = time.monotonic() + seconds
    if is_alive(running):
        os.kill(running.pid, signal.SIGKILL if kill else signal.SIGTERM)
    while is_alive(running):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
