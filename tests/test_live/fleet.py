"""`interop serve` with several processes, as tests run it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from graph.control import Server
from tests.test_browser.conftest import COMMAND, wait_for_address
from tests.test_live.serving import PATIENCE

__all__ = ["COUNT", "EACH", "Fleet", "has_ended", "serving_together", "version"]

COUNT = 3
EACH = 8  # so many new connections for each process find all of them, nearly surely


@dataclass(frozen=True, slots=True)
class Fleet:
    """A server of several processes, and the one that keeps watch over them."""

    url: str
    watch: subprocess.Popen[bytes]
    control: Server
    output: Path

    def living(self) -> set[int]:
        """The ids of the processes that answer."""
        listed = Path(f"/proc/{self.watch.pid}/task/{self.watch.pid}/children").read_text("ascii")
        return set(map(int, listed.split()))

    def versions(self) -> set[str]:
        """Which graphs answer, asked over many connections."""
        with ThreadPoolExecutor(4) as pool:
            return set(pool.map(lambda _: version(self.url), range(COUNT * EACH)))


def version(url: str) -> str:
    """The graph that answers over a connection of its own."""
    answer = httpx2.post(
        f"{url}/graphql", json={"query": "{ graph { version } }"}, timeout=PATIENCE
    )
    found: str = answer.json()["data"]["graph"]["version"]
    return found


@contextmanager
def serving_together(seed: Path, *arguments: str | Path) -> Iterator[Fleet]:
    """Run `interop serve` over a seed until the context ends, or it ended before."""
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        output = Path(folder, "output.txt")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("INTEROP_")
        }
        command = [COMMAND, "serve", "--port", "0", "--seed", seed, *arguments]
        with output.open("wb") as file:
            process = subprocess.Popen(
                command,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environment | {"XDG_RUNTIME_DIR": folder, "TMPDIR": folder},
            )
        try:
            url = wait_for_address(process, output)
            socket = Path(folder, "interop", f"{url.rpartition(':')[2]}.sock")
            yield Fleet(url, process, Server(socket), output)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def has_ended(pid: int) -> bool:
    """Whether there is no such process any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
