"""The real command, and where the machine's browser is: for tests and for screenshots."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.neo4j_stores import PATIENCE
from tests.test_browser.conftest import BROWSERS, COMMAND, wait_for_address

__all__ = ["browser_path", "serving"]


def browser_path() -> str:
    """Return the browser of the machine."""
    names = (os.environ["CHROMIUM"],) if os.environ.get("CHROMIUM") else BROWSERS
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, f"none of {', '.join(names)} is installed; `make test` says how to get one"
    return path


@contextmanager
def serving(port: int = 0, *options: str) -> Iterator[str]:
    """Run `interop serve`, on a free port by default, with more options; yield its address.

    It has more patience with Neo4j than it has by itself: this machine may be busy.
    """
    environment = {**os.environ, "NEO4J_SECONDS": str(PATIENCE)}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output.txt")
        with output.open("wb") as file:
            process = subprocess.Popen(
                [COMMAND, "serve", "--port", str(port), *options],
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        try:
            yield wait_for_address(process, output)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
