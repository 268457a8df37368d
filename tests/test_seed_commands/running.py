"""The command run in this process, with nothing of our own environment."""

from __future__ import annotations

import os
from pathlib import Path

from click.testing import CliRunner, Result

from graph.seed_commands import seed

__all__ = ["interop_seed"]

OURS = {name for name in os.environ if name.startswith(("INTEROP_", "NEO4J_"))}


def interop_seed(*arguments: str | Path, answers: str | None = None) -> Result:
    """Run `interop seed …`; the answers are what is typed, a line for each question."""
    env: dict[str, str | None] = dict.fromkeys(OURS) | {"COLUMNS": "200"}
    runner = CliRunner(env=env)
    return runner.invoke(seed, [str(argument) for argument in arguments], input=answers)
