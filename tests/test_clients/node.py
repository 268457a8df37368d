"""Scripts and programs in `tests/node`, where `.ci/setup test` installs what they need of npm."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import playwright

__all__ = ["FOLDER", "MODULES", "asked", "run", "started"]

# Playwright brings a Node of its own, so that it is the same one on every machine.
NODE = Path(playwright.__file__).parent / "driver" / "node"
FOLDER = Path(__file__).parents[1] / "node"
MODULES = FOLDER / "node_modules"
PATIENCE = 120  # seconds; on an idle machine nothing takes ten


def run(
    script: str | Path, *arguments: object, folder: Path = FOLDER
) -> subprocess.CompletedProcess[str]:
    """Run a script of `tests/node`, or a program by its path, to its end."""
    command = [str(part) for part in (NODE, FOLDER / script, *arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=folder, timeout=PATIENCE, check=False
    )


def asked(script: str | Path, *arguments: object) -> Any:
    """What a script prints as JSON."""
    answer = run(script, *arguments)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@contextmanager
def started(script: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run a script that prints line by line, until the context ends."""
    command = [str(part) for part in (NODE, FOLDER / script, *arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=FOLDER
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
