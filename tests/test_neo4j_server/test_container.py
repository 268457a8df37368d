"""A server in Docker, as far as it can be seen without an engine.

A script plays `docker`: it writes down what it was asked and keeps containers and volumes as files.
In place of the container's server stands the one of the test run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.neo4j_server import LocalServer
from graph.neo4j_server.at_hand import Wish, known_server, wished_server
from graph.neo4j_server.container import Container, has_docker
from graph.neo4j_server.errors import HomeError, ServerStartError, ToolMissingError
from graph.neo4j_server.settings import Neo4jSettings
from tests.neo4j_fixture import GivenNeo4j
from tests.test_neo4j_server.conftest import Tool

DOCKER = """
cd {folder}
echo "$*" >>asked
case "$1 $2" in
    "info --format") [ -e engine ] ;;
    "container inspect") [ -e container ] && cat container ;;
    "container logs") echo "no memory left" ;;
    "container rm") rm -f container ;;
    "volume inspect") [ -e volume ] ;;
    "volume rm") rm -f volume ;;
    "run "*)
        for word; do
            case $word in
                *container.env) cp "$word" environment; stat -c %a "$word" >mode ;;
                interop.ports=*) ports=${{word#*=}} ;;
            esac
        done
        touch volume; [ -e broken ] || echo "true $ports" >container ;;
esac
"""


@pytest.fixture
def engine(tool: Tool, tmp_path: Path) -> Path:
    """Return the folder of an engine that runs."""
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "engine").touch()
    tool("docker", DOCKER.format(folder=folder))
    return folder


@contextmanager
def ports_left_alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the port of the stand-in count as free."""
    with monkeypatch.context() as patch:
        patch.setattr("graph.neo4j_server.container.take_ports", lambda server: None)
        yield


@pytest.mark.neo4j
def test_start_and_stop(
    engine: Path, home: Path, neo4j_server: GivenNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image runs on loopback ports, with the password from a file that nobody else reads."""
    port = urlsplit(neo4j_server.uri).port
    assert port
    container = Container(home, port, 17474, password=neo4j_server.password)
    with ports_left_alone(monkeypatch):
        container.start()

    asked = (engine / "asked").read_text("utf-8")
    (run,) = (line for line in asked.splitlines() if line.startswith("run "))
    assert f"--publish=127.0.0.1:{port}:7687 --publish=127.0.0.1:17474:7474" in run
    assert f"--volume={container.volume}:/data neo4j:5.26" in run
    assert neo4j_server.password not in asked
    assert (engine / "mode").read_text("utf-8") == "600\n"
    variables = (engine / "environment").read_text("utf-8").splitlines()
    assert f"NEO4J_AUTH=neo4j/{neo4j_server.password}" in variables
    assert f"NEO4J_server_bolt_advertised__address=127.0.0.1:{port}" in variables
    assert not (home / "container.env").exists()

    again = Container(home)
    assert again.is_running()
    assert (again.bolt_port, again.http_port) == (port, 17474)
    again.start()
    assert (engine / "asked").read_text("utf-8").count("\nrun ") == 1

    assert again.stop()
    assert not again.stop()
    assert (engine / "volume").exists()
    again.delete_data()
    assert not (engine / "volume").exists()
    assert not home.exists()


def test_start_fails(engine: Path, home: Path) -> None:
    """The end of the container's log is shown, and no container stays."""
    (engine / "broken").touch()

    with pytest.raises(ServerStartError, match=r"not start in Docker(.|\n)*no memory left"):
        Container(home, 0, 0).start()
    assert "container rm" in (engine / "asked").read_text("utf-8").splitlines()[-1]


def test_engine_first(engine: Path, home: Path) -> None:
    """A new home takes Docker where an engine runs, and Java where only the command is there."""
    wish = Wish(home, 0, 0)
    assert has_docker()
    assert isinstance(wished_server(wish, Neo4jSettings()), Container)

    (engine / "engine").unlink()

    assert not has_docker()
    assert isinstance(wished_server(wish, Neo4jSettings()), LocalServer)


@pytest.mark.usefixtures("tool")
def test_no_command() -> None:
    """Without the command there is no engine either."""
    assert not has_docker()


def test_home_remembers(engine: Path, home: Path) -> None:
    """Data in Docker are not silently left for an empty server when the engine is gone."""
    container = Container(home)
    container.files.prepare("docker")
    (engine / "engine").unlink()

    assert isinstance(known_server(home, Neo4jSettings()), Container)
    with pytest.raises(ToolMissingError, match=r"runs in Docker, and Docker does not answer"):
        wished_server(Wish(home, 0, 0), Neo4jSettings())
    with pytest.raises(HomeError, match="runs by docker"):
        wished_server(Wish(home, 0, 0, means="java"), Neo4jSettings()).start()


def test_data_of_java_stay_with_java(engine: Path, home: Path) -> None:
    """An engine that comes later does not take over."""
    LocalServer(home).files.prepare("java")

    assert has_docker()
    assert isinstance(wished_server(Wish(home, 0, 0), Neo4jSettings()), LocalServer)
    assert "run" not in (engine / "asked").read_text("utf-8")
