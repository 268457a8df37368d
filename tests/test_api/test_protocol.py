"""Requests that do not come in, and servers that end while they answer: the real command, plain sockets."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.bell import Bell
from api.server import Server
from tests.bench.processes import serving
from tests.bench.synthetic import write_folder
from tests.test_api.test_leaving import COMMAND, LONG, PATIENCE, ask, begin, endless

HEAD = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 31\r\n"
BODY = b'{"query": "{ graph { name } }"}'


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start a server that waits for half a second."""
    command = [str(COMMAND), "serve", "--port", "0"]
    with serving(command, {"INTEROP_RECEIVE_SECONDS": "0.5"}) as service:
        yield service.address


def said(client: socket.socket) -> str:
    """All that comes until the connection ends."""
    parts = []
    client.settimeout(PATIENCE)
    while part := client.recv(10_000):
        parts.append(part)
    return b"".join(parts).decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", "408 Request Timeout"),
        (b"POST /gra", "408 Request Timeout"),
        (HEAD, "408 Request Timeout"),
        (HEAD + b"\r\n" + BODY[:9], "408 Request Timeout"),
        (HEAD + b"\r\n" + BODY + HEAD[:40], "200 OK"),
    ],
)
def test_a_request_that_does_not_come_in(address: str, sent: bytes, status: str) -> None:
    """It is told so, and the connection ends; also where there was a whole one before."""
    there = urlsplit(address)
    with socket.create_connection((there.hostname, there.port)) as client:
        client.sendall(sent)
        answer = said(client)

    assert answer.startswith(f"HTTP/1.1 {status}\r\n")
    if status.startswith("200"):
        assert "408 Request Timeout" in answer
    elif b"\r\n\r\n" in sent:
        assert "REQUEST_TOO_SLOW" in answer


def test_a_request_in_time(address: str) -> None:
    """One that comes in pieces, but in time, is answered, and the next on the connection too."""
    there = urlsplit(address)
    with socket.create_connection((there.hostname, there.port)) as client:
        client.settimeout(PATIENCE)
        for _ in range(3):
            for part in (HEAD[:30], HEAD[30:] + b"\r\n" + BODY[:5], BODY[5:]):
                client.sendall(part)
                time.sleep(0.1)
            assert b"platform-interop" in client.recv(10_000)


def test_the_end_of_a_server(tmp_path: Path) -> None:
    """A server that is told to stop answers what is under way, takes nothing new, and ends with 0."""
    folder = tmp_path / "seed"
    write_folder(endless(), folder)
    environment = {"INTEROP_SEARCH_SECONDS": "3600", "INTEROP_REQUEST_SECONDS": "2"}
    output = tmp_path / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--seed", folder],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=os.environ | environment,
        )
    try:
        while "listening on " not in output.read_text():
            time.sleep(0.05)
        address = output.read_text().partition("listening on ")[2].split()[0]
        with begin(address, LONG) as waiting:
            assert ask(address, '{ entity(id: "start") { id } }')
            process.send_signal(signal.SIGTERM)
            answer = said(waiting)

        assert answer.startswith("HTTP/1.1 503 ")
        assert "TIMED_OUT" in answer
        assert process.wait(PATIENCE) == 0
        with pytest.raises(ConnectionRefusedError):
            begin(address, LONG)
    finally:
        process.kill()
        process.wait()


def test_the_last_request_on_a_connection() -> None:
    """Who asks once more while the server takes leave is answered, and told that it was the last time."""

    async def hello(request: Request) -> Response:
        return PlainTextResponse("hello")

    async def conversation() -> tuple[bytes, bytes]:
        app = Starlette(routes=[Route("/", hello)])
        listening = socket.create_server(("127.0.0.1", 0))
        server = Server(uvicorn.Config(app, log_config=None), Bell(), lambda: None)
        server.leave_seconds = PATIENCE
        serving = asyncio.create_task(server.serve([listening]))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        first = await reader.readuntil(b"hello")
        server.should_exit = True
        while (b"connection", b"close") not in server.server_state.default_headers:
            await asyncio.sleep(0.01)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        last = await reader.read()
        writer.close()
        await serving
        return first, last

    first, last = asyncio.run(asyncio.wait_for(conversation(), PATIENCE))

    assert b"connection: close" not in first
    assert last.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"connection: close\r\n" in last
    assert last.endswith(b"hello")


@pytest.mark.parametrize("size", [100_001, 3_000_000])
def test_a_body_that_is_too_large(address: str, size: int) -> None:
    """Who sends all of it before they read gets to read why it is refused."""
    there = urlsplit(address)
    for _ in range(3):
        connection = HTTPConnection(there.hostname or "", there.port, timeout=PATIENCE)
        connection.request("POST", "/graphql", b" " * size, {"content-type": "application/json"})
        response = connection.getresponse()

        assert response.status == 413
        assert b"REQUEST_TOO_LARGE" in response.read()
        connection.close()


def test_a_body_that_goes_on_and_on(address: str) -> None:
    """There is an end to what is read of it: a client that goes on sending is cut off."""
    there = urlsplit(address)
    head = HEAD.replace(b"Content-Length: 31", b"Content-Length: 900000000") + b"\r\n"
    with socket.create_connection((there.hostname, there.port), timeout=PATIENCE) as client:
        client.sendall(head)
        with pytest.raises(OSError, match=r"reset|[Bb]roken"):
            client.sendall(b" " * 100_000_000)


def test_a_head_that_goes_on_and_on(address: str) -> None:
    """What comes without an end before there is a request is refused, as soon as it is too much."""
    there = urlsplit(address)
    for start in (b"GET /", b"GET / HTTP/1.1\r\nAccept: "):
        with socket.create_connection((there.hostname, there.port), timeout=PATIENCE) as client:
            client.sendall(start)
            for _ in range(7):
                time.sleep(0.02)
                client.sendall(b"a" * 10_000)

            assert said(client).startswith("HTTP/1.1 431 ")


def test_headers_of_many_parts(address: str) -> None:
    """Of a header with more parts than anybody has, only the first are looked at."""
    there = urlsplit(address)
    accept = f"application/graphql-response+json, {'a/b, ' * 10_000}text/event-stream"
    connection = HTTPConnection(there.hostname or "", there.port, timeout=PATIENCE)
    connection.request(
        "POST", "/graphql", BODY, {"content-type": "application/json", "accept": accept}
    )
    response = connection.getresponse()

    assert response.status == 200
    assert response.headers["content-type"].startswith("application/graphql-response+json")
    connection.close()
