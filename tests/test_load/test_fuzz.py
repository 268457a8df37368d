"""Spoilt seeds: each is refused with its problems or loaded whole, soon, and in little memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

COUNT = int(os.environ.get("INTEROP_FUZZ", "500"))


def test_spoilt_seeds() -> None:
    """So many cases give no traceback, no hang, no half-loaded graph, and stay within the memory."""
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.test_load.fuzz", str(COUNT)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )

    assert answer.returncode == 0, answer.stderr[-3000:]
    found = json.loads(answer.stdout)
    assert found["tried"] == found["loaded"] + found["refused"] == COUNT
    assert found["loaded"] > 0
    assert all(kind in found["spoils"] for kind in ("bytes", "lines", "values", "bombs"))
