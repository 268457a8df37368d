"""What stands between a change of the seed and its merge: the hook before a commit, and the plan."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from graph.load import packaged_seed_folder
from tests.test_live.serving import edited

ROOT = Path(__file__).parents[2]
EVENTS = "seed_data/events/china-2024.yaml"
RIGHT, WRONG = 'date: "[2024-08-25..2024-08-31]"', "date: 27 August 2024"


class Clone:
    """A repository with the seed, and with what reviews changes of it."""

    def __init__(self, folder: Path) -> None:
        """Commit the files that are needed to the branch main, and set up the hook."""
        self.folder = folder
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(packaged_seed_folder(), folder / "seed_data", ignore=ignored)
        shutil.copytree(ROOT / ".ci", folder / ".ci")
        shutil.copy(ROOT / ".pre-commit-config.yaml", folder)
        (folder / ".venv").symlink_to(sys.prefix)
        (folder / ".gitignore").write_text(".venv", "utf-8")
        for arguments in (("init", "--initial-branch=main"), ("add", "."), ("commit", "-m", "One")):
            assert self.run("git", *arguments).returncode == 0
        assert self.run(".venv/bin/pre-commit", "install").returncode == 0

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it, as somebody who has a name."""
        who = {f"GIT_{role}_{what}": "ada@example.org" for role, what in _WHO}
        mine = {"PRE_COMMIT_HOME": str(self.folder.parent / "hooks"), "SKIP": "codespell,mypy"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return subprocess.run(
            command,
            check=False,
            cwd=self.folder,
            env={**kept, **who, **mine},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


_WHO = [(role, what) for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """Make one."""
    return Clone(tmp_path / "clone")


def test_hook(clone: Clone) -> None:
    """A commit with a mistake in the seed is refused, with the mistake; mended it goes through."""
    edited(clone.folder, EVENTS, RIGHT, WRONG)
    refused = clone.run("git", "commit", "--all", "--message=Two")
    edited(clone.folder, EVENTS, WRONG, "date: 2024-08-31")
    taken = clone.run("git", "commit", "--all", "--message=Two")

    assert refused.returncode == 1
    assert "events/china-2024.yaml" in refused.stdout
    assert "Did you mean '2024-08-27'?" in refused.stdout
    assert taken.returncode == 0, taken.stdout
    assert "interop seed check" in taken.stdout


def test_plan(clone: Clone) -> None:
    """The change of a branch is told against where it left main; one with a mistake fails."""
    clone.run("git", "switch", "--create", "change")
    edited(clone.folder, EVENTS, RIGHT, "date: 2024-08-31")
    planned = clone.run(".ci/plan", "main")
    nothing = clone.run(".ci/plan")
    edited(clone.folder, EVENTS, "date: 2024-08-31", WRONG)
    failed = clone.run(".ci/plan", "main")

    assert planned.returncode == 0, planned.stdout
    assert "date narrowed: [2024-08-25..2024-08-31] → 2024-08-31" in planned.stdout
    assert "0 added, 1 changed, 0 removed." in planned.stdout
    assert (nothing.returncode, "no origin/main here" in nothing.stdout) == (0, True)
    assert failed.returncode == 1
    assert "Did you mean '2024-08-27'?" in failed.stdout
