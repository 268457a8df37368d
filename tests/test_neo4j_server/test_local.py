"""A real server, run by Java."""

import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import pytest
from neo4j import GraphDatabase

from graph.neo4j_server import LocalServer
from graph.neo4j_server.errors import (
    PortInUseError,
    ServerStartError,
    ToolMissingError,
    WrongPasswordError,
)
from graph.neo4j_server.jars import NEO4J_VERSION, ensure_jars

GUIDE = "play http://127.0.0.1:1/guide.html"


@pytest.fixture(scope="module")
def jars(real_cache: Path) -> Path:
    """Have the jars, downloaded if need be; return their cache."""
    ensure_jars(real_cache)
    return real_cache


@pytest.fixture(scope="module")
def server(jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """Start a server for this module."""
    home = tmp_path_factory.mktemp("neo4j") / "home"
    server = LocalServer(home, 0, 0, heap="512m", post_connect=GUIDE, cache=jars)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def run(server: LocalServer, query: LiteralString) -> list[object]:
    """Run a query with the server's own password and return the first column."""
    with GraphDatabase.driver(server.uri, auth=(server.user, str(server.password))) as driver:
        return [row[0] for row in driver.execute_query(query).records]


@pytest.mark.neo4j
def test_first_start(server: LocalServer) -> None:
    """It answers by Bolt, as what it is, and shows Neo4j Browser with our settings."""
    answer = server.answer()
    assert (answer.version, answer.edition) == (NEO4J_VERSION, "community")
    assert 0 not in (server.bolt_port, server.http_port)

    with urllib.request.urlopen(server.browser_url, timeout=10) as page:
        assert b"Neo4j Browser" in page.read()
    setting = "SHOW SETTINGS YIELD name, value WHERE name = 'browser.post_connect_cmd' RETURN value"
    assert run(server, setting) == [GUIDE]


@pytest.mark.neo4j
def test_listens_on_one_address_only(server: LocalServer) -> None:
    """What would answer on every address would answer on another loopback one too."""
    for port in (server.bolt_port, server.http_port):
        with socket.create_connection(("127.0.0.1", port), timeout=10):
            pass
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", port), timeout=10)


@pytest.mark.neo4j
def test_secrets_are_not_shown(server: LocalServer) -> None:
    """The password is in its file and in no command line, setting or log."""
    running = server.running()
    assert running
    assert server.password
    assert server.files.password() == server.password
    assert server.password not in repr(server)

    command = Path(f"/proc/{running.pid}/cmdline").read_text("utf-8")
    texts = [path.read_text("utf-8") for path in (*server.files.conf.iterdir(), server.files.log)]

    assert not any(server.password in text for text in (command, *texts))
    assert not (server.home / "start.args").exists()


@pytest.mark.neo4j
def test_second_start(server: LocalServer) -> None:
    """Starting what runs starts nothing, and finds the ports and the password."""
    again = LocalServer(server.home, cache=server.cache)

    again.start()

    assert again.running() == server.running()
    assert (again.uri, again.password) == (server.uri, server.password)


@pytest.mark.neo4j
def test_start_with_another_password(server: LocalServer) -> None:
    """A password other than that of the data is told of; the server and the kept one stay."""
    again = LocalServer(server.home, password="not-that-one", cache=server.cache)

    with pytest.raises(WrongPasswordError, match=r"password is wrong.*NEO4J_PASSWORD.*another"):
        again.start()
    assert server.running()
    assert server.files.password() == server.password


@pytest.mark.neo4j
def test_data_survive(server: LocalServer) -> None:
    """Data are whole after a power cut, and after a stop; ports can change in between."""
    run(server, "CREATE (:Kept {n: 1})")
    before = server.running()

    assert server.kill()
    assert not server.kill()
    server.bolt_port = 0
    server.start()

    assert server.running() != before
    assert run(server, "MATCH (k:Kept) RETURN k.n") == [1]

    run(server, "CREATE (:Kept {n: 2})")
    assert server.stop()
    assert server.running() is None
    server.start()
    assert run(server, "MATCH (k:Kept) RETURN k.n ORDER BY k.n") == [1, 2]


@pytest.mark.neo4j
def test_start_fails(home: Path, jars: Path) -> None:
    """The end of the log is shown, and nothing runs afterwards."""
    server = LocalServer(home, 0, 0, heap="much", cache=jars)

    with pytest.raises(
        ServerStartError, match=r"ended while starting.*log(.|\n)*heap size: -Xmxmuch"
    ):
        server.start()
    assert server.running() is None
    assert not server.files.server_file.exists()


@pytest.mark.neo4j
def test_start_takes_too_long(home: Path, jars: Path) -> None:
    """A start has an end: the server is stopped again."""
    server = LocalServer(home, 0, 0, cache=jars, seconds=4)

    with pytest.raises(ServerStartError, match="does not answer after 4 seconds"):
        server.start()
    assert server.running() is None


@pytest.mark.neo4j
@pytest.mark.parametrize("option", ["bolt_port", "http_port"])
def test_port_in_use(home: Path, jars: Path, option: str) -> None:
    """The message names the port and the option that chooses another."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = LocalServer(home, 0, 0, cache=jars)
        setattr(server, option, port)

        with pytest.raises(PortInUseError, match=rf"Port {port} is in use .*--{option[:4]}-port"):
            server.start()
    assert not server.files.has_data


@pytest.mark.usefixtures("tool")
def test_no_java(home: Path) -> None:
    """Without Java nothing is downloaded or started, and the message says what to install."""
    with pytest.raises(ToolMissingError, match=r"none on PATH.*default-jre-headless"):
        LocalServer(home).start()


def test_nothing_to_stop(home: Path) -> None:
    """Stopping what never ran does nothing, not even make a folder."""
    assert not LocalServer(home).stop()
    assert not home.exists()
