"""Being told of changes, as the client libraries of both protocols see it."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.app import create_app
from api.graphs import ServedGraph
from graph.control import ControlFolder
from tests.test_clients.node import started
from tests.test_live.listening import CHANGES
from tests.test_live.serving import (
    Live,
    renamed_seed,
    running,
    serving,
    small_seed,
    wait_until,
)

each_library = pytest.mark.parametrize("library", ["graphql-ws", "graphql-sse"])
Next = Callable[[], Any]


@contextmanager
def listening(
    library: str, live: Live, query: str, leave_after: int = 0, **variables: Any
) -> Iterator[Next]:
    """Put an operation with a library; gives what it is told next."""
    parameters = json.dumps({"query": query, "variables": variables})
    with started("listen.mjs", library, f"{live.url}/graphql", parameters, leave_after) as process:
        yield lambda: told(process)


def told(process: subprocess.Popen[str]) -> Any:
    """The next line that a script prints, as JSON."""
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """Write the small seed."""
    return small_seed(tmp_path / "first")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Write the small seed, with QQ called OICQ."""
    return renamed_seed(tmp_path / "second", "OICQ")


@each_library
def test_changes(library: str, first: Path, second: Path, sockets: Path) -> None:
    """Each change is told as it is made; who leaves is forgotten."""
    with serving(first, sockets) as live:
        before = live.version()
        with listening(library, live, CHANGES, leave_after=2, since=before) as next_:
            wait_until(lambda: live.graph.bell.is_heard)
            there = live.apply(second)["version"]
            change = next_()["result"]["data"]["graphChanged"]
            assert (change["version"], change["previous"]) == (there, before)
            assert change["changed"]["ids"] == ["qq"]
            live.apply(first)
            change = next_()["result"]["data"]["graphChanged"]
            assert (change["version"], change["previous"]) == (before, there)
            assert next_() == {"end": "complete"}
            wait_until(lambda: not live.graph.bell.is_heard)


@each_library
def test_a_query(library: str, served: Live) -> None:
    """It has one result."""
    with listening(library, served, "{ graph { version } }") as next_:
        assert next_() == {"result": {"data": {"graph": {"version": served.version()}}}}
        assert next_() == {"end": "complete"}


@each_library
def test_mistakes(library: str, served: Live) -> None:
    """They are told with their codes: as an error, or in the protocol without errors as a result."""
    with listening(library, served, "subscription { nope }") as next_:
        heard = next_()
    errors = heard["error"] if library == "graphql-ws" else heard["result"]["errors"]
    assert errors[0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    with listening(library, served, CHANGES, since="nope") as next_:
        heard = next_()

    errors = heard["error"] if "error" in heard else heard["result"]["errors"]
    assert errors[0]["extensions"]["code"] == "UNKNOWN_VERSION"


@each_library
def test_a_server_that_ends_and_comes_back(
    library: str, first: Path, second: Path, sockets: Path
) -> None:
    """The library connects again by itself, and is told what it would have missed."""
    control = ControlFolder(sockets / "control")
    with serving(first, sockets, control) as live:
        since, port = live.version(), urlsplit(live.url).port
    with ExitStack() as stack:
        before = ServedGraph.from_folder(first, control)
        with running(create_app(before), listener(port)):
            next_ = stack.enter_context(listening(library, live, CHANGES, 1, since=since))
            wait_until(lambda: before.bell.is_heard)
            before.bell.close()
        after = ServedGraph.from_folder(first, control)
        with running(create_app(after), listener(port)):
            version = live.apply(second)["version"]
            change = next_()["result"]["data"]["graphChanged"]

    assert (change["version"], change["previous"]) == (version, since)


def listener(port: int | None) -> socket.socket:
    """Listen on the port that a server had before."""
    return socket.create_server(("127.0.0.1", port or 0))
