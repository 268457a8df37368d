"""`interop neo4j`, as people and scripts see it: what it says, where, and with which exit code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from graph.neo4j_server import jars
from graph.neo4j_server.jars import lib_folder
from tests.neo4j_fixture import GivenNeo4j
from tests.test_neo4j_server.conftest import Tool

COMMAND = Path(sys.executable).with_name("interop")
PATIENCE = 240


def interop(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, ["neo4j", *arguments])


def script(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command that people run."""
    return subprocess.run(
        [COMMAND, "neo4j", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.neo4j
def test_a_life(home: Path) -> None:
    """Up, up again, status, down, status, down again, and all of it gone."""
    try:
        up = script(
            "up", "--with", "java", "--bolt-port", "0", "--http-port", "0", "--heap", "512m"
        )
        assert up.returncode == 0, up.stderr
        assert re.search(r"^Neo4j 5\S+ \(community\) runs: process \d+, log in \S+", up.stdout)
        uri = re.search(r"address   (neo4j://127\.0\.0\.1:\d+)\n", up.stdout)
        assert uri
        for expected in (
            "browser   http://127.0.0.1:",
            "user      neo4j\n",
            f"password  in {home}/password\n",
            f'export NEO4J_PASSWORD="$(cat {home}/password)"\n',
            f"interop seed apply --store {uri[1]}\n",
            "once logged in: :play http://127.0.0.1:8000/neo4j/guide.html\n",
        ):
            assert expected in up.stdout
        assert (home / "password").read_text("utf-8").strip() not in up.stdout + up.stderr

        again = script("up")
        assert again.returncode == 0
        assert "runs already: process" in again.stdout
        assert uri[1] in again.stdout

        status = script("status")
        assert status.returncode == 0
        assert uri[1] in status.stdout
    finally:
        down = script("down")
    assert (down.returncode, down.stdout) == (0, "Neo4j has stopped.\n")

    assert script("status").returncode == 3
    assert "nothing to stop" in script("down").stdout
    assert (home / "data").is_dir()
    assert "are deleted" in script("down", "--delete-data").stdout
    assert not home.exists()


@pytest.mark.neo4j
@pytest.mark.parametrize("command", ["up", "status"])
def test_given_server(
    home: Path, neo4j_server: GivenNeo4j, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """With NEO4J_URI nothing is started: the server there is looked at."""
    monkeypatch.setenv("NEO4J_URI", neo4j_server.uri)
    monkeypatch.setenv("NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)

    result = interop(command)

    assert result.exit_code == 0
    assert f"answers at {neo4j_server.uri}, as NEO4J_URI says" in result.stdout
    assert not home.exists()


@pytest.mark.parametrize("command", ["up", "status"])
def test_given_server_is_not_there(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """A server that does not answer is exit code 3; nothing on standard output."""
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:1")

    result = interop(command)

    assert (result.exit_code, result.stdout) == (3, "")
    assert "No Neo4j answers at bolt://127.0.0.1:1" in result.stderr


def test_given_server_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something that cannot be an address is wrong usage."""
    monkeypatch.setenv("NEO4J_URI", "ftp://127.0.0.1")

    assert interop("up").exit_code == 2


def test_no_server(home: Path) -> None:
    """Status says so, with exit code 3 and what to type."""
    result = interop("status")

    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == f"No server of {home} runs; `interop neo4j up` starts one.\n"


@pytest.mark.usefixtures("tool")
def test_no_java(home: Path) -> None:
    """On a machine without Java and Docker: exit code 3, and what to install."""
    result = interop("up")

    assert result.exit_code == 3
    assert "Neo4j needs Java 17 or newer, and there is none on PATH. On Debian" in result.stderr


def test_home_as_option(tmp_path: Path, home: Path) -> None:
    """The option wins over INTEROP_NEO4J_HOME."""
    assert f"No server of {tmp_path} runs" in interop("status", "--home", str(tmp_path)).stderr


def test_default_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without both, it is where the system wants data of programs."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    assert f"of {tmp_path}/platform-interop-graph/neo4j runs" in interop("status").stderr


@pytest.mark.usefixtures("home")
def test_short_password(monkeypatch: pytest.MonkeyPatch, real_cache: Path, tool: Tool) -> None:
    """A password that Neo4j would refuse is wrong usage, told of before anything starts."""
    tool("java", """echo 'openjdk version "17"' >&2""")
    monkeypatch.setenv("NEO4J_PASSWORD", "short")
    monkeypatch.setattr("graph.neo4j_server.local.ensure_jars", lambda *_: real_cache)

    result = interop("up", "--bolt-port", "0", "--http-port", "0")

    assert result.exit_code == 2
    assert "NEO4J_PASSWORD: found '5 characters', expected 8 or more" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["up", "--bolt-port", "70000"],
        ["up", "--with", "podman"],
        ["up", "--guide", "https://example.org/guide.html"],
        ["up", "--guide", "guide.html"],
        ["down", "--all"],
    ],
)
def test_wrong_usage(home: Path, arguments: list[str]) -> None:
    """What cannot be meant is exit code 2, and does nothing."""
    assert interop(*arguments).exit_code == 2
    assert not home.exists()


@pytest.mark.usefixtures("home")
def test_download_is_shown(tmp_path: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download is announced once where there is no terminal to draw on; broken jars are refused."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    tool("java", """echo 'openjdk version "17"' >&2""")
    tool(
        "mvn", 'for word; do case $word in -DoutputDirectory=*) mkdir -p "${word#*=}" ;; esac; done'
    )

    result = interop("up")

    assert result.exit_code == 3
    assert result.stderr.count("Downloading Neo4j (214 files, once) …") == 1
    assert "is missing in" in result.stderr
    assert not lib_folder(tmp_path / "cache" / "platform-interop-graph").exists()
    assert len(jars.expected_hashes()) == 214
