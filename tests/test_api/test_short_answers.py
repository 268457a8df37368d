"""The protocol's short way: whatever comes in, and in whatever pieces, what goes out is the same."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from uvicorn.server import ServerState

from api.app import create_app
from api.graphql_response import Answer
from api.graphs import ServedGraph
from api.protocol import ShortAnswer, protocol
from api.settings import Settings
from graph.store import NetworkXStore
from tests.test_api.test_kept import seed_of

ENTITY = b'{"query": "{ entity(id: \\"a\\") { name { en } } }"}'
UNKNOWN = b'{"query": "{ entity(id: \\"nobody\\") { id } }"}'
SEARCH = b'{"query": "{ search(text: \\"a\\", first: 1) { nodes { __typename } } }"}'


def post(body: bytes, *headers: str, version: str = "1.1", path: str = "/graphql") -> bytes:
    """Return a request with a body, and further headers."""
    lines = [
        f"POST {path} HTTP/{version}",
        *("Host: localhost", "Content-Type: application/json", f"Content-Length: {len(body)}"),
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def get(path: str, method: str = "GET", *headers: str) -> bytes:
    """Return a request without a body."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


CHUNKED = (
    b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(ENTITY), ENTITY)
)
NAMED = "/graphql?query=%7Bentity(id%3A%22a%22)%7Bid%7D%7D"
REQUESTS = [
    post(ENTITY),
    post(ENTITY),
    post(UNKNOWN),
    post(SEARCH),
    post(ENTITY, "Accept: application/graphql-response+json"),
    post(ENTITY, "Accept: image/png"),
    post(ENTITY, "Accept: text/event-stream"),
    post(ENTITY, "X-Request-ID: mine"),
    post(ENTITY, "Origin: https://page.example"),
    post(ENTITY, "Expect: 100-continue"),
    post(ENTITY, path="/graphql?query=x"),
    post(ENTITY, path="/graphql/"),
    post(ENTITY, path="//graphql"),
    post(ENTITY, path="/%67raphql"),
    post(ENTITY, path="http://localhost/graphql"),
    post(b""),
    post(b"no JSON"),
    post(b" " * 70_000 + ENTITY),
    post(b" " * 200_000),
    CHUNKED,
    get(NAMED),
    get(NAMED),
    get(NAMED, "HEAD"),
    get(NAMED, "GET", "If-None-Match: *"),
    get("/graphql"),
    get("/healthz"),
    get("/graphql", "DELETE"),
]
LAST = [
    post(ENTITY, "Connection: close"),
    post(ENTITY, version="1.0"),
    post(ENTITY)[:-5],
]
"""What no other request comes after."""
WRONG = [
    b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nContent-Length: 10\r\n\r\n",
    b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"nonsense\r\n\r\n",
]
"""What Uvicorn refuses at once, before it has answered what came along with it."""


QUIET = 50  # rounds of the loop


class Wire(asyncio.Transport):
    """A connection that takes all that is written."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        super().__init__()
        self.written: list[bytes] = []
        self.is_closed = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Say who speaks with whom."""
        return {"sockname": ("127.0.0.1", 80), "peername": ("127.0.0.1", 5000)}.get(name, default)

    def write(self, data: Any) -> None:
        """Take it, if the connection is open."""
        if not self.is_closed:
            self.written.append(bytes(data))

    def can_write_eof(self) -> bool:
        """Say that one side may end before the other."""
        return True

    def write_eof(self) -> None:
        """End one side: whether there is still something to come by then is a matter of time."""

    def close(self) -> None:
        """End it."""
        self.is_closed = True

    def is_closing(self) -> bool:
        """Say whether it has ended."""
        return self.is_closed

    def pause_reading(self) -> None:
        """What is sent comes all the same."""

    def resume_reading(self) -> None:
        """See above."""


async def said(app: Starlette, short: ShortAnswer | None, parts: Sequence[bytes]) -> bytes:
    """Send the parts one after the other, and return all that is written, but for ids."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", server_header=False)
    config.load()
    state, wire = ServerState(), Wire()
    end = protocol(20, short)(config, state, {})
    end.connection_made(wire)
    for part in parts:
        if wire.is_closed:
            break
        end.data_received(part)
        await asyncio.sleep(0)
    rounds = so_far = 0
    while state.tasks and rounds < QUIET:  # one that waits for its body goes on for ever
        await asyncio.sleep(0.001)
        rounds = rounds + 1 if len(wire.written) == so_far else 0
        so_far = len(wire.written)
    end.connection_lost(None)
    while state.tasks:
        await asyncio.sleep(0.001)
    text = re.sub(rb"x-request-id: [0-9a-f]{32}\r\n", b"", b"".join(wire.written))
    return text + (b"closed" if wire.is_closed else b"")


def parts_of(text: bytes, cuts: Sequence[int]) -> list[bytes]:
    """Cut a text at these places, as far as it has them."""
    places = sorted({0, len(text), *(cut % len(text) for cut in cuts)})
    return [text[a:b] for a, b in pairwise(places)]


@pytest.fixture(scope="module", params=[0, 1_000_000], ids=["nothing is kept", "kept"])
def app(request: pytest.FixtureRequest) -> Starlette:
    """Return the service over a small graph, with all documents read."""
    graph = ServedGraph(NetworkXStore(seed_of("first")))
    graph.make_ready()
    found = create_app(graph, Settings(kept_bytes=request.param))
    asyncio.run(said(found, None, [post(ENTITY), post(SEARCH)]))
    return found


def noting(app: Starlette, noted: list[bool]) -> ShortAnswer:
    """Return what answers at once, and notes whether it does."""

    def answer(scope: Any, body: bytes) -> Answer | None:
        found: Answer | None = app.state.short_answer(scope, body)
        noted.append(found is not None)
        return found

    return answer


@pytest.mark.parametrize("number", range(len(REQUESTS + LAST + WRONG)))
def test_each(app: Starlette, number: int) -> None:
    """One request, whole, is answered with the same bytes on both ways."""
    text = (REQUESTS + LAST + WRONG)[number]

    short, long = (asyncio.run(said(app, way, [text])) for way in (app.state.short_answer, None))

    assert short == long


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.integers(0, len(REQUESTS) - 1), max_size=9),
    st.integers(0, len(LAST)),
    st.lists(st.integers(0, 500_000), max_size=6),
)
def test_any(app: Starlette, numbers: list[int], last: int, cuts: list[int]) -> None:
    """Several on one connection, in any pieces: the same answers, in the order of the questions."""
    text = b"".join([*(REQUESTS[number] for number in numbers), [b"", *LAST][last]])
    parts = parts_of(text, cuts) if text else []

    async def both() -> tuple[bytes, bytes]:
        return await said(app, app.state.short_answer, parts), await said(app, None, parts)

    short, long = asyncio.run(both())

    assert short == long


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([post(ENTITY)], [True]),
        ([post(ENTITY) * 3], [True] * 3),
        ([post(ENTITY), post(ENTITY)], [True, True]),
        ([post(ENTITY) * 9, post(ENTITY)], [True] * 4),
        ([post(ENTITY) * 4, post(ENTITY) * 4], [True] * 8),
        ([post(b"no JSON")], [False]),
        ([post(ENTITY)[:-1], post(ENTITY)[-1:]], []),
        ([post(ENTITY)[:20], post(ENTITY)[20:]], [True]),
        ([post(b"no JSON") + post(ENTITY)], [False]),
        ([post(ENTITY, "Connection: close")], []),
        ([post(ENTITY, version="1.0")], []),
        ([post(ENTITY, "Expect: 100-continue")], []),
        ([CHUNKED], []),
        ([get("/healthz")], []),
    ],
)
def test_which_are_short(app: Starlette, parts: list[bytes], expected: list[bool]) -> None:
    """Questions that come whole, to which nothing else stands in the way; others are not even asked."""
    noted: list[bool] = []

    asyncio.run(said(app, noting(app, noted), parts))

    assert noted == expected


def test_an_error_of_ours(app: Starlette, caplog: pytest.LogCaptureFixture) -> None:
    """Where the short way fails, the long one answers, and the log says what happened."""

    def fail(scope: Any, body: bytes) -> Answer | None:
        raise ZeroDivisionError

    assert asyncio.run(said(app, fail, [post(ENTITY)])) == asyncio.run(
        said(app, None, [post(ENTITY)])
    )
    assert "no answer at once" in caplog.text


def test_when_it_takes_its_leave(app: Starlette) -> None:
    """A server that ends closes each connection with its answer, so nothing is short any more."""
    noted: list[bool] = []

    async def leaving() -> Wire:
        config = uvicorn.Config(app, log_config=None, lifespan="off")
        config.load()
        state, wire = ServerState(), Wire()
        state.default_headers = [(b"date", b"today"), (b"connection", b"close")]
        end = protocol(20, noting(app, noted))(config, state, {})
        end.connection_made(wire)
        end.data_received(post(ENTITY))
        while state.tasks:
            await asyncio.sleep(0.001)
        return wire

    wire = asyncio.run(leaving())

    assert noted == []
    assert wire.is_closed
    assert b"connection: close" in wire.written[0]


def test_without_it(app: Starlette) -> None:
    """Where requests are traced, there is no short way past what traces them."""
    make: Callable[..., Any] = create_app
    graph = ServedGraph(NetworkXStore(seed_of("first")))
    traced = make(graph, Settings(traces="http://127.0.0.1:9/v1/traces"))

    assert traced.state.short_answer is None
    assert app.state.short_answer is not None
