"""A disk that is full while a seed is applied: the command says so, and the old graph stays.

Full is what `/dev/full` is, to which names in the control directory lead, or what the system does not
let a process write, however large the disk is.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main as interop
from graph.control import ControlFolder, RefusedError, Server
from graph.load import digest
from graph.seed_commands import EXIT_UNABLE
from tests.test_live.fleet import Fleet, serving_together
from tests.test_live.serving import applied, loaded

SMALL = 4_096  # bytes, less than a tar of any seed has


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a control directory."""
    return ControlFolder(tmp_path / "c").path


@contextmanager
def lasting(first: Path, folder: Path) -> Iterator[Fleet]:
    """Serve over this control directory, by two processes."""
    with serving_together(first, "--workers", "2", "--control", folder) as fleet:
        yield replace(fleet, control=Server(folder / "interop.sock"))


def test_control_directory(first: Path, second: Path, folder: Path) -> None:
    """It is said, with exit code 3; nothing is left half, and with room the same is done."""
    old, new = digest(loaded(first)), digest(loaded(second))
    command = ["seed", "apply", "--seed", str(second), "--control", str(folder)]
    with lasting(first, folder) as fleet:
        graph = [folder / f".graph-{new}.jsonl"]
        journal = [folder / f".journal.json.{pid}" for pid in fleet.living()]
        for full in (graph, journal):
            for path in full:
                path.symlink_to("/dev/full")
            told = CliRunner().invoke(interop, command)

            assert told.exit_code == EXIT_UNABLE
            assert "No space left on device" in told.output
            assert fleet.versions() == {old}
            assert [path.name for path in folder.glob("graph-*")] == [f"graph-{old}.jsonl"]
            for path in full:
                path.unlink(missing_ok=True)

    with lasting(first, folder) as fleet:
        assert fleet.versions() == {old}
        assert CliRunner().invoke(interop, command).exit_code == 0
        assert fleet.versions() == {new}


def test_nothing_can_be_written(first: Path, second: Path, folder: Path) -> None:
    """A server that cannot even put down what it is sent says so, and goes on with what it has."""
    with lasting(first, folder) as fleet:
        assert fleet.versions() == {digest(loaded(first))}
        processes = fleet.living()
        for pid in processes:
            limit_files(pid, SMALL)
        with pytest.raises(RefusedError, match="put down") as refused:
            applied(fleet.control, second)

        assert (refused.value.code, refused.value.status) == ("CONTROL_ERROR", 503)
        assert fleet.versions() == {digest(loaded(first))}
        for pid in processes:
            limit_files(pid, resource.RLIM_INFINITY)
        applied(fleet.control, second)
        assert fleet.versions() == {digest(loaded(second))}
        assert fleet.living() == processes


def test_no_room_to_say_how_far_one_is(tmp_path: Path) -> None:
    """Which change a process serves is said in the place of what it said before."""
    members = ControlFolder(tmp_path / "c").members
    with members.joined(7) as member:
        (file,) = (tmp_path / "c" / "processes").iterdir()
        before = file.stat()
        member.tell(8)

        assert members.wait_for(8, 0)
        assert not members.wait_for(9, 0)
        assert (file.stat().st_ino, file.stat().st_size) == (before.st_ino, before.st_size)


def limit_files(pid: int, most: int) -> None:
    """Let a process write no file larger than this from now on."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, hard))
