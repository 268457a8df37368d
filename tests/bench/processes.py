"""Server processes of the contest: started, waited for, measured and ended."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

__all__ = ["Service", "children", "peak_mib", "serving"]

START_SECONDS = 900  # a large graph takes its time
STOP_SECONDS = 20
LISTENING = "listening on "


@dataclass(frozen=True, slots=True)
class Service:
    """A process that answers at an address, and how long it took until it did."""

    address: str
    pid: int
    start_seconds: float


@contextmanager
def serving(
    command: Sequence[str], environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Iterator[Service]:
    """Start a server that prints `listening on http://…`, and end it afterwards."""
    begin = time.monotonic()
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            while not (address := _address(said := _read(log))):
                late = time.monotonic() > begin + START_SECONDS
                if late or process.poll() is not None:
                    raise RuntimeError(f"{' '.join(command)} does not serve:\n{said[-2000:]}")
                time.sleep(0.05)
            yield Service(address, process.pid, round(time.monotonic() - begin, 1))
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
            process.kill()
            process.wait()


def _read(log: IO[str]) -> str:
    log.seek(0)
    return log.read()


def _address(said: str) -> str | None:
    """What stands after the last `listening on`, on a line that is complete."""
    lines = [line for line in said.splitlines(keepends=True) if LISTENING in line]
    if not lines or not lines[-1].endswith("\n"):
        return None
    return lines[-1].partition(LISTENING)[2].strip()


def children(pid: int) -> list[int]:
    """The processes that a process has begun, and that are there."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return sorted(map(int, listed.split()))


def peak_mib(pid: int) -> int | None:
    """The most memory that a process has held, or one that it has begun, in MiB.

    None where the system does not say.
    """
    try:
        each = [_peak_mib(one) for one in (pid, *children(pid))]
    except OSError:
        return None
    return max((peak for peak in each if peak is not None), default=None)


def _peak_mib(pid: int) -> int | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:
        return None
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    return peaks[0] // 1024 if peaks else None
