"""Only the very process that was started is ever ended."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from graph.neo4j_server import LocalServer
from graph.neo4j_server.errors import PidFileError
from graph.neo4j_server.home import Home
from graph.neo4j_server.processes import Running, begin_of, end, is_alive, read_running


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """Start a process that is nobody's server."""
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def server(home: Path) -> LocalServer:
    """Return a server that was never started, with its home made."""
    Home(home).prepare("java")
    return LocalServer(home)


def running(process: subprocess.Popen[bytes]) -> Running:
    """Return what the file would say of a process."""
    return Running(process.pid, begin_of(process.pid) or "", 7687, 7474, "5")


def test_begin_is_a_fact_of_the_process(sleeper: subprocess.Popen[bytes]) -> None:
    """Asked twice, the same; of another process, another."""
    assert begin_of(sleeper.pid) == begin_of(sleeper.pid)
    assert begin_of(sleeper.pid) != begin_of(os.getpid())


def test_begin_of_none() -> None:
    """A process that has ended has no beginning, even while it waits to be buried."""
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

    assert begin_of(process.pid) is None
    process.wait()
    assert begin_of(process.pid) is None


def test_end(sleeper: subprocess.Popen[bytes]) -> None:
    """The process is asked to end, and gone."""
    assert end(running(sleeper), 10)
    assert sleeper.wait() == -15


def test_end_at_once(sleeper: subprocess.Popen[bytes]) -> None:
    """The process is not asked."""
    assert end(running(sleeper), 10, kill=True)
    assert sleeper.wait() == -9


def test_end_takes_too_long() -> None:
    """A process that does not listen is left, and told of."""
    command = ["sh", "-c", "trap '' TERM; echo ready; sleep 60 & wait; wait"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        process.stdout.readline()

        assert not end(running(process), 0.2)
        assert process.poll() is None

        os.killpg(process.pid, 9)


def test_file_round_trip(tmp_path: Path) -> None:
    """What is written is read, and no other file stays."""
    written = Running(1, "then", 2, 3, "5.26")

    written.write(tmp_path / "server.json")

    assert read_running(tmp_path / "server.json") == written
    assert len(list(tmp_path.iterdir())) == 1


def test_no_file(tmp_path: Path) -> None:
    """No file, no server."""
    assert read_running(tmp_path / "server.json") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4711",
        "{}",
        json.dumps({"pid": "1", "begin": "", "bolt_port": 1, "http_port": 1, "version": ""}),
        json.dumps({"pid": -1, "begin": "", "bolt_port": 1, "http_port": 1, "version": ""}),
        json.dumps({"pid": True, "begin": "", "bolt_port": 1, "http_port": 1, "version": ""}),
    ],
)
def test_file_that_we_did_not_write(server: LocalServer, text: str) -> None:
    """Nothing is guessed from it and nothing ended: a person is asked to look."""
    server.files.server_file.write_text(text, "utf-8")

    for act in (server.stop, server.kill, server.running, server.start):
        with pytest.raises(PidFileError, match=r"server\.json does not say .* delete the file"):
            act()


def test_process_id_of_a_stranger(server: LocalServer, sleeper: subprocess.Popen[bytes]) -> None:
    """A process with the number of the server, but another beginning, is left alone."""
    stale = replace(running(sleeper), begin="long ago")
    stale.write(server.files.server_file)

    assert not is_alive(stale)
    assert server.running() is None
    assert not server.stop()
    assert sleeper.poll() is None
    assert not server.files.server_file.exists()
