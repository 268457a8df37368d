"""What is said of a server that does not let us in, or is none."""

import socket
import time
from collections.abc import Iterator

import pytest
from neo4j import GraphDatabase

from graph.errors import BadArgumentError
from graph.neo4j_server.answers import ask
from graph.neo4j_server.errors import RefusedError, UnreachableError, WrongPasswordError
from tests.neo4j_fixture import GivenNeo4j

GUEST = "interop_guest"
PASSWORD = "of-the-guest"


@pytest.fixture
def guest(neo4j_server: GivenNeo4j) -> Iterator[str]:
    """Make a user of our own, so that nobody else is locked out; return the server's address."""
    auth = (neo4j_server.user, neo4j_server.password)
    with GraphDatabase.driver(neo4j_server.uri, auth=auth, database="system") as driver:
        driver.execute_query(
            "CREATE OR REPLACE USER $name SET PASSWORD $password CHANGE REQUIRED",
            name=GUEST,
            password=PASSWORD,
        )
        yield neo4j_server.uri
        driver.execute_query("DROP USER $name", name=GUEST)


@pytest.mark.neo4j
def test_answer(neo4j_server: GivenNeo4j) -> None:
    """A server says its version and edition."""
    answer = ask(neo4j_server.uri, neo4j_server.user, neo4j_server.password)

    assert answer.version[0].isdigit()
    assert answer.edition in ("community", "enterprise")


@pytest.mark.neo4j
def test_no_password(neo4j_server: GivenNeo4j) -> None:
    """The message says that one is wanted, and where to give it."""
    with pytest.raises(WrongPasswordError, match=r"wants a password.*NEO4J_PASSWORD"):
        ask(neo4j_server.uri, neo4j_server.user, None)


@pytest.mark.neo4j
def test_first_password_is_still_in_force(guest: str) -> None:
    """A password that must be changed first is told from a wrong one."""
    with pytest.raises(RefusedError, match=r"must be changed.*ALTER CURRENT USER SET PASSWORD"):
        ask(guest, GUEST, PASSWORD)


@pytest.mark.neo4j
def test_wrong_passwords(guest: str) -> None:
    """A wrong password is told of; after some the server refuses every one, and that is told too."""
    with pytest.raises(WrongPasswordError, match=r"password is wrong.*NEO4J_PASSWORD"):
        ask(guest, GUEST, "not-that-one")
    for _ in range(3):
        with pytest.raises(RefusedError):
            ask(guest, GUEST, "not-that-one")

    with pytest.raises(RefusedError, match=r"too many wrong passwords.*Wait") as caught:
        ask(guest, GUEST, PASSWORD)
    assert not isinstance(caught.value, WrongPasswordError)


def test_nothing_there() -> None:
    """Where nothing listens, that is said at once, with the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    began = time.monotonic()

    with pytest.raises(UnreachableError, match=f"No Neo4j answers at neo4j://127.0.0.1:{port}"):
        ask(f"neo4j://127.0.0.1:{port}", "neo4j", "password")
    assert time.monotonic() - began < 10


def test_something_else_there() -> None:
    """What takes a connection and says nothing is given up soon."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        uri = f"bolt://127.0.0.1:{server.getsockname()[1]}"

        with pytest.raises(UnreachableError, match="No Neo4j answers"):
            ask(uri, "neo4j", "password", seconds=1)


@pytest.mark.parametrize("uri", ["http://127.0.0.1", "127.0.0.1:7687", "neo4j//127.0.0.1", "neo4j"])
def test_not_an_address(uri: str) -> None:
    """What is no address of a Neo4j is wrong usage, not a server that is down."""
    with pytest.raises(BadArgumentError, match=r"NEO4J_URI: found .* expected neo4j://HOST:PORT"):
        ask(uri, "neo4j", "password")
