"""`python -m tests.bench.meanwhile ADDRESS`: asks a plain question again and again, until its input ends.

It is a process of its own, so that who sends other requests meanwhile does not slow it down. At the end
it prints how long each answer took, and what was wrong with those that were none.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.bench.hostile_requests import JSON, PATIENCE, PLAIN

__all__ = ["Meanwhile", "asking"]

PAUSE = 0.05  # seconds
EXPECTED = b"platform-interop"


@dataclass(slots=True)
class Meanwhile:
    """The plain questions that were put while something else went on."""

    seconds: list[float] = field(default_factory=list)
    """How long each took, the shortest first."""
    wrong: list[str] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """How long all but a hundredth took at most."""
        return self.seconds[len(self.seconds) * 99 // 100]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "asked": len(self.seconds),
            "median_ms": round(self.seconds[len(self.seconds) // 2] * 1e3, 1),
            "p99_ms": round(self.p99 * 1e3, 1),
            "worst_ms": round(self.seconds[-1] * 1e3, 1),
        }


@contextmanager
def asking(address: str) -> Iterator[Meanwhile]:
    """While the context lasts, ask; what came of it is there afterwards."""
    found = Meanwhile()
    command = [sys.executable, "-m", "tests.bench.meanwhile", address]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        process.stdout.readline()  # it has begun
        try:
            yield found
        finally:
            said, _ = process.communicate()
    seconds, found.wrong = json.loads(said)
    found.seconds = sorted(seconds)


def main(address: str) -> None:
    """Ask until the input ends."""
    sys.stdout.write("asking\n")
    sys.stdout.flush()
    seconds: list[float] = []
    wrong: list[str] = []
    while True:
        begun = time.monotonic()
        problem = _problem(address)
        seconds.append(time.monotonic() - begun)
        if problem is not None:
            wrong.append(f"a plain question: {problem}")
        if select.select([sys.stdin], [], [], PAUSE)[0]:
            break
    sys.stdout.write(json.dumps([seconds, wrong]))


def _problem(address: str) -> str | None:
    """Ask once; what is wrong with the answer."""
    there = urlsplit(address)
    connection = HTTPConnection(there.hostname or "", there.port, timeout=PATIENCE)
    try:
        connection.request("POST", "/graphql", PLAIN, JSON)
        response = connection.getresponse()
        is_right = EXPECTED in response.read() and response.status == 200
        return None if is_right else str(response.status)
    except (OSError, HTTPException) as error:
        return repr(error)
    finally:
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
