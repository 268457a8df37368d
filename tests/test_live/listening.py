"""Plain clients of both protocols, as anybody could write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from websockets.sync.client import ClientConnection, connect

from tests.test_live.serving import PATIENCE, Live

__all__ = ["CHANGES", "Events", "Talk", "event_stream", "talk"]

CHANGES = """
subscription Changes($since: String) {
  graphChanged(since: $since) {
    version
    previous
    cursor
    added { count ids complete }
    changed { count ids }
    removed { count }
  }
}
"""


class Events:
    """The events of a stream, one by one; comments are counted."""

    def __init__(self, response: httpx2.Response) -> None:
        """Read a response that has begun."""
        self.response = response
        self.comments = 0
        self._lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """The next event: its name, and its data."""
        name, data = "", ""
        for line in self._lines:
            if line.startswith(":"):
                self.comments += 1
            elif line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data:"):
                data = line.removeprefix("data:").strip()
            elif not line and name:
                return name, json.loads(data) if data else None
        return "ended", None

    def change(self) -> Any:
        """The next change."""
        name, body = self.next()
        assert name == "next", (name, body)
        return body["data"]["graphChanged"]


@contextmanager
def event_stream(live: Live, query: str, **variables: Any) -> Iterator[Events]:
    """Ask for results as events."""
    body = {"query": query, "variables": variables}
    headers = {"Accept": "text/event-stream"}
    with (
        httpx2.Client(timeout=PATIENCE) as client,
        client.stream("POST", f"{live.url}/graphql", json=body, headers=headers) as response,
    ):
        yield Events(response)


class Talk:
    """A conversation over a WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        """Take an open connection."""
        self.connection = connection

    def say(self, type: str, **rest: Any) -> None:
        """Send a message."""
        self.connection.send(json.dumps({"type": type, **rest}))

    def hear(self) -> Any:
        """The next message."""
        return json.loads(self.connection.recv(PATIENCE))

    def subscribe(self, id: str, query: str, **variables: Any) -> None:
        """Ask for the results of an operation."""
        self.say("subscribe", id=id, payload={"query": query, "variables": variables})

    def change(self, id: str) -> Any:
        """The next change of a subscription; it must be the next message."""
        heard = self.hear()
        assert (heard["type"], heard["id"]) == ("next", id), heard
        return heard["payload"]["data"]["graphChanged"]


@contextmanager
def talk(live: Live, *, hello: bool = True, **how: Any) -> Iterator[Talk]:
    """Connect, and say hello."""
    address = live.url.replace("http://", "ws://") + "/graphql"
    how = {"subprotocols": ["graphql-transport-ws"], **how}
    with connect(address, open_timeout=PATIENCE, close_timeout=1, **how) as connection:
        talking = Talk(connection)
        if hello:
            talking.say("connection_init")
            assert talking.hear() == {"type": "connection_ack"}
        yield talking
