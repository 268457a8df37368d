"""`interop seed log`: between folders, between revisions, and what cannot be compared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.test_seed_commands.conftest import Git
from tests.test_seed_commands.running import interop_seed

ADDED = "entities:\n  - {id: zz-new, kind: app, name: {en: New, zh: 新的}}\n"


@pytest.fixture
def changed_seed(seed_folder: Path, git: Git) -> Path:
    """Add an entity to the seed after its first commit."""
    (seed_folder / "entities" / "zz-new.yaml").write_text(ADDED, "utf-8")
    return seed_folder


def test_since_the_last_commit(changed_seed: Path) -> None:
    """Without arguments it tells what was not committed yet."""
    answer = interop_seed("log", "--seed", changed_seed)

    assert answer.exit_code == 0
    assert answer.stdout == "+ entity zz-new added: New\n1 added, 0 changed, 0 removed.\n"


def test_between_revisions(changed_seed: Path, git: Git) -> None:
    """Two revisions are compared whatever the folder holds now."""
    git("add", ".")
    git("commit", "--quiet", "--message=Second")
    shutil.rmtree(changed_seed / "entities")
    answer = interop_seed("log", "HEAD", "HEAD~1", "--seed", changed_seed)

    assert answer.exit_code == 0
    assert answer.stdout == "- entity zz-new removed: New\n0 added, 0 changed, 1 removed.\n"


def test_between_folders(seed_folder: Path, tmp_path: Path) -> None:
    """Two folders are compared without git; as JSON with the whole record."""
    other = tmp_path / "other"
    shutil.copytree(seed_folder, other)
    (other / "entities" / "zz-new.yaml").write_text(ADDED, "utf-8")
    answer = interop_seed("log", seed_folder, other, "--json")

    assert answer.exit_code == 0
    record = {"id": "zz-new", "kind": "app", "name": {"en": "New", "zh": "新的"}}
    row = {"sort": "entity", "id": "zz-new", "record": record}
    assert json.loads(answer.stdout) == {"added": [row], "changed": [], "removed": []}


def test_nothing_changed(seed_folder: Path) -> None:
    """A folder does not differ from itself."""
    answer = interop_seed("log", seed_folder, seed_folder)

    assert (answer.exit_code, answer.stdout) == (0, "Nothing changed.\n")


def test_no_such_revision(changed_seed: Path) -> None:
    """What is neither a folder nor a revision is wrong usage; so is what looks like an option."""
    for revision in ("nowhere", "HEAD~99", "--output=x"):
        answer = interop_seed("log", "--seed", changed_seed, "--", revision)

        assert answer.exit_code == 2
        assert f"OLD: found '{revision}', expected a folder, or a revision" in answer.stderr


def test_no_repository(seed_folder: Path) -> None:
    """A revision of a folder that git does not keep is wrong usage."""
    answer = interop_seed("log", "HEAD", "--seed", seed_folder)

    assert answer.exit_code == 2
    assert "expected a folder, or (where the seed's folder is in a git repository)" in answer.stderr


def test_a_version_with_problems(changed_seed: Path, git: Git) -> None:
    """A seed that cannot be loaded ends it: exit code 1 for a folder, and its revision is named."""
    broken = changed_seed / "entities" / "zz-new.yaml"
    broken.write_text(ADDED.replace("app", "ap"), "utf-8")
    now = interop_seed("log", "HEAD", "--seed", changed_seed)
    git("add", ".")
    git("commit", "--quiet", "--message=Broken")
    broken.unlink()
    then = interop_seed("log", "HEAD", "--seed", changed_seed)

    assert (now.exit_code, then.exit_code) == (1, 1)
    assert "unknown 'kind'" in now.stderr
    assert then.stderr.startswith("At the revision 'HEAD': The seed has 1 problem:")
