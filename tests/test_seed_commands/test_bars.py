"""Bars of the commands that may take long: at a terminal's standard error, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from graph.load import checked_folder, packaged_seed_folder
from graph.load.lines import write_lines
from graph.seed_commands.shared import progress_bar
from tests.test_live.serving import loaded
from tests.test_seed_commands.test_add import EVENT

COMMANDS = {
    "check": ("check", "--json"),
    "export": ("export", "--format", "jsonl", "--to", "-"),
    "import": ("import", "seed.jsonl", "--json"),
    "add": ("add", "event", *EVENT, "--yes"),
}
LABELS = {
    "check": ["checking"],
    "export": ["reading", "writing"],
    "import": ["reading and checking"],
    "add": ["reading the seed", "checking"],
}


def test_progress_is_told_by_files() -> None:
    """Each file is told of before it is read."""
    told: list[tuple[int, int]] = []
    checked_folder(packaged_seed_folder(), lambda done, total: told.append((done, total)))

    assert told == [(n, len(told)) for n in range(len(told))]
    files = [p for p in packaged_seed_folder().rglob("*.yaml") if p.name != "seed.yaml"]
    assert len(told) == len(files)


@pytest.mark.parametrize("name", COMMANDS)
def test_bar_at_a_terminal(name: str, seed_folder: Path, tmp_path: Path) -> None:
    """At a terminal a bar is shown; what is printed for programs is the same as without."""
    write_lines(loaded(packaged_seed_folder()), tmp_path / "seed.jsonl")
    command = [str(Path(sys.executable).with_name("interop")), "seed", *COMMANDS[name]]
    seed = ("--seed", str(seed_folder))
    leader, follower = pty.openpty()
    try:
        shown = subprocess.run(
            [*command, *seed],
            check=False,
            stdout=subprocess.PIPE,
            stderr=follower,
            cwd=tmp_path,
            env=_terminal(),
        )
        seen = os.read(leader, 65536).decode()
    finally:
        os.close(leader)
        os.close(follower)
    plain = subprocess.run([*command, *seed], check=False, capture_output=True, cwd=tmp_path)

    assert shown.returncode == plain.returncode == 0, seen
    if name != "add":  # the second time the id is another one
        assert shown.stdout == plain.stdout
    assert plain.stderr == b""
    assert [label for label in LABELS[name] if label not in seen] == []


def test_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody looks there is no bar to be told."""
    with progress_bar("checking") as progress:
        assert progress is None

    assert capsys.readouterr().err == ""


def _terminal() -> dict[str, str]:
    """The environment of a terminal that can do something."""
    return {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
