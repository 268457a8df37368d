"""Seeds for the commands: a copy of the packaged one, and one that git keeps."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.load import packaged_seed_folder

Git = Callable[..., str]


@pytest.fixture
def seed_folder(tmp_path: Path) -> Path:
    """Copy the packaged seed."""
    folder = tmp_path / "seed"
    ignored = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(packaged_seed_folder(), folder, ignore=ignored)
    return folder


@pytest.fixture
def git(seed_folder: Path) -> Git:
    """Run git in the copy's parent, which is a repository with one commit."""

    def run(*arguments: str) -> str:
        who = ["-c", "user.name=A curator", "-c", "user.email=curator@example.org"]
        command = ["git", "-C", str(seed_folder.parent), *who, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    run("init", "--quiet", "--initial-branch=main")
    run("add", ".")
    run("commit", "--quiet", "--message=First")
    return run
