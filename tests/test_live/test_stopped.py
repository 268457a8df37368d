"""A process that stands still for some seconds while a seed is applied, as one that is swapped out does."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaitingError
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from graph.load import digest
from tests.test_live.fleet import serving_together
from tests.test_live.serving import applied, loaded, wait_until

CONNECTIONS = 16  # enough for both processes to have some
SECONDS = 1.0
LARGE = b"GET /static/vendor/graphiql/graphiql.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    """Stop a process until the context ends."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def version(url: str, client: httpx2.Client) -> str | None:
    """The graph that answers on a connection; None where nobody does for a while."""
    try:
        answer = client.get(f"{url}/graphql?query={{graph{{version}}}}")
    except httpx2.TimeoutException:
        return None
    found: str = answer.json()["data"]["graph"]["version"]
    return found


def test_while_a_seed_is_applied(first: Path, second: Path) -> None:
    """The command waits for it, others answer meanwhile, and once it goes on it serves the new graph.

    Where it is the one that listens for commands, the seed is applied when it goes on; else the other
    serves it at once.
    """
    old, new = digest(loaded(first)), digest(loaded(second))
    meanwhile = []
    with serving_together(first, "--workers", "2") as fleet, ThreadPoolExecutor(20) as pool:
        for pid in sorted(fleet.living()):
            with ExitStack() as stack:
                clients = [
                    stack.enter_context(httpx2.Client(timeout=SECONDS)) for _ in range(CONNECTIONS)
                ]
                ask = partial(version, fleet.url)
                assert set(pool.map(ask, clients)) == {old}

                with standing_still(pid):
                    applying = pool.submit(applied, fleet.control, second)
                    with pytest.raises(StillWaitingError):
                        applying.result(SECONDS)
                    meanwhile.append(set(pool.map(ask, clients)))
                assert applying.result(SECONDS * 30)["version"] == new

            assert fleet.versions() == {new}
            applied(fleet.control, first)

    assert {None, old} in meanwhile
    assert {None, new} in meanwhile


def test_a_client_that_stands_still(first: Path) -> None:
    """Who asks and reads nothing keeps nobody else from being answered, nor the server from ending."""
    with serving_together(first, "--workers", "2") as fleet, ExitStack() as stack:
        there = urlsplit(fleet.url)
        for number in range(40):
            mute = stack.enter_context(socket.create_connection((there.hostname, there.port)))
            mute.sendall(LARGE if number % 2 else LARGE[:20])
        assert fleet.versions() == {digest(loaded(first))}
        fleet.watch.terminate()
        wait_until(lambda: fleet.watch.poll() == 0)
