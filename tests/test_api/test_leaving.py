"""A client that goes away: the work on its answer ends, and all others are answered meanwhile.

The server is the real command, and its clients are plain sockets.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.types import Message

from api.context import Context
from api.documents import Documents
from api.graphql_http import GraphQLEndpoint
from api.operations import Operations
from api.query import schema
from api.schema.wrap import wrap
from graph.asker import Asker, AskerGoneError
from graph.model import Entity, Seed, Text
from graph.queries.budget import Budget
from graph.queries.shortest_paths import shortest_paths
from graph.store import NetworkXStore
from graph.vocabulary import Access, EntityKind
from tests.bench.synthetic import write_folder
from tests.strategies import FIRST, make_effect, make_event, make_seed

COMMAND = Path(sys.executable).with_name("interop")
PATIENCE = 60.0  # seconds; a busy machine is no failure
CROWD = [f"x{n:02}" for n in range(18)]
LONG = (
    """{ paths(from: "start", to: "goal", asOf: "2024-01-01", limit: 2, maxHops: 12) { length } }"""
)
STOPPED = re.compile(r"a client went away: stopped after [\d.]+ s")


def endless() -> Seed:
    """A graph with one path, in which looking for a second one takes longer than anybody has.

    Whatever leads to the goal leads through the gate, which each path has passed already; in the
    crowd behind it there are more ways to try than seconds.
    """
    ways = [("start", "gate"), ("gate", "goal"), *permutations(CROWD, 2)]
    ways += [way for id in CROWD for way in (("gate", id), (id, "gate"))]
    opened = make_event("opened", "2023", *(make_effect(Access.OPEN, *ends) for ends in ways))
    ids = ("start", "gate", "goal", *CROWD)
    entities = [Entity(id, EntityKind.APP, Text(f"The {id}", f"甲{id}")) for id in ids]
    title = Text("All was opened", "全部开放")
    return make_seed(replace(opened, title=title, unverified=True), *entities)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the server writes what it has to say."""
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, log: Path) -> Iterator[str]:
    """Start the server over the graph without an end, with more patience than the tests have."""
    folder = tmp_path_factory.mktemp("seed")
    write_folder(endless(), folder)
    environment = os.environ | {"INTEROP_SEARCH_SECONDS": "3600"}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--seed", folder],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment,
        )
    try:
        said = soon(lambda: re.search(r"listening on (http://\S+)|problems", log.read_text()))
        assert said, log.read_text()
        assert said[1], log.read_text()
        yield said[1]
    finally:
        process.kill()
        process.wait()


def soon(look: Callable[[], re.Match[str] | None]) -> re.Match[str] | None:
    """Look again and again until there is something to see, or patience ends."""
    deadline = time.monotonic() + PATIENCE
    while (found := look()) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def begin(address: str, query: str) -> socket.socket:
    """Ask, and do not wait for the answer."""
    host, port = urlsplit(address).hostname, urlsplit(address).port
    body = json.dumps({"query": query}).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    client = socket.create_connection((host, port), timeout=PATIENCE)
    client.sendall(head.encode() + body)
    return client


def ask(address: str, query: str) -> object:
    """What a client gets that stays."""
    request = urllib.request.Request(
        f"{address}/graphql",
        json.dumps({"query": query}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:
        return json.load(response)


def test_client_goes_away(server: str, log: Path) -> None:
    """While it waits, others are answered; when it goes, the search ends; one that stays keeps its."""
    short = """{ access(from: "start", to: "gate", asOf: "2024-01-01") { verdict } }"""
    leaving, staying = begin(server, LONG), begin(server, LONG)

    answers = [ask(server, short) for _ in range(3)]
    assert answers == [{"data": {"access": {"verdict": "CERTAIN"}}}] * 3
    assert not STOPPED.search(log.read_text())

    leaving.close()
    assert soon(lambda: STOPPED.search(log.read_text()))
    assert ask(server, short) == {"data": {"access": {"verdict": "CERTAIN"}}}
    assert len(STOPPED.findall(log.read_text())) == 1

    staying.close()
    assert soon(lambda: re.search(rf"(?s){STOPPED.pattern}.*{STOPPED.pattern}", log.read_text()))


def test_search_ends_when_its_asker_has_left() -> None:
    """The next time that a search looks at what it may spend, it ends: without an answer."""
    asker = Asker()
    asker.leave()

    with pytest.raises(AskerGoneError):
        shortest_paths(
            NetworkXStore(endless()).reader(),
            *("start", "goal", FIRST, 2),
            max_hops=12,
            budget=Budget(asker=asker),
        )


def test_no_part_of_an_answer_goes_on() -> None:
    """Of several questions in one request, none is taken up after the client has gone."""
    asked: list[str] = []
    messages: list[Message] = [
        {"type": "http.request", "body": b"", "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    def new_context(asker: Asker) -> Context:
        reader = NetworkXStore(endless()).reader()
        while not asker.is_gone:  # as if it took long to begin
            time.sleep(0.01)
        asked.append("begun")
        return Context(reader, wrap, FIRST, asker=asker)

    query = "query=%7Ba%3Aentity(id%3A%22start%22)%7Bid%7D%20b%3Aentity(id%3A%22goal%22)%7Bid%7D%7D"
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/graphql",
        "query_string": query.encode(),
        "headers": [],
    }

    response = asyncio.run(
        GraphQLEndpoint(Operations(Documents(schema)), 1000).respond(
            Request(scope, receive), new_context
        )
    )

    assert (response.status, response.body, asked) == (499, b"", ["begun"])


def test_what_waits_is_woken_when_the_asker_leaves() -> None:
    """What was to be called is called once; what is over is not, and nothing new begins."""
    asker, called = Asker(), []
    with asker.when_leaving(lambda: called.append("over")):
        pass

    with asker.when_leaving(lambda: called.append("waiting")):
        asker.leave()
        asker.leave()
        deadline = time.monotonic() + PATIENCE
        while not called and time.monotonic() < deadline:
            time.sleep(0.01)

    assert called == ["waiting"]
    with pytest.raises(AskerGoneError), asker.when_leaving(lambda: called.append("late")):
        pytest.fail("begun for nobody")
