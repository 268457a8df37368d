"""GraphQL over HTTP: JSON of any shape is answered, and never by a mistake of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.app import create_app
from api.graphs import ServedGraph
from api.wishes import GRAPHQL_JSON
from tests.test_api.test_graphql_http import NAME, post

QUESTION = """
query($id: ID!, $day: DayInput, $filter: TimelineFilter, $first: Int) {
  access(from: "wechat", to: $id, asOf: $day) { verdict }
  timeline(filter: $filter, first: $first) { totalCount }
}
"""
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(["query", "variables", "operationName", "extensions", "documentId", "x"])
REQUESTS = st.dictionaries(NAMES, VALUES | st.sampled_from([NAME, "{", "A"]))
VARIABLES = st.fixed_dictionaries(
    {"id": VALUES | st.just("taobao")},
    optional={
        "day": VALUES | st.just("2024-10-01"),
        "filter": VALUES | st.dictionaries(st.sampled_from(["entity", "window", "kinds"]), VALUES),
        "first": VALUES,
    },
)


@pytest.fixture(scope="module")
def client(graph: ServedGraph) -> Iterator[TestClient]:
    """Ask one application; its mistakes are answers, as they are for clients."""
    with TestClient(create_app(graph), raise_server_exceptions=False) as client:
        yield client


def codes(response: Any) -> set[str]:
    """Return the codes of a response's errors."""
    return {error["extensions"]["code"] for error in response.json().get("errors", ())}


@given(body=VALUES | REQUESTS)
def test_a_body_of_any_shape(client: TestClient, body: Any) -> None:
    """It is a request and has an answer, or is refused with what is wrong."""
    response = post(client, json.dumps(body))

    assert response.status_code in (200, 400)
    assert response.headers["content-type"] == f"{GRAPHQL_JSON}; charset=utf-8"
    assert (response.status_code == 200) == ("data" in response.json())
    assert (response.status_code == 400) == bool(codes(response))


@given(variables=VARIABLES)
def test_variables_of_any_shape(client: TestClient, variables: dict[str, Any]) -> None:
    """They fit the question, or it is said what does not."""
    response = post(client, json.dumps({"query": QUESTION, "variables": variables}))

    assert response.status_code in (200, 400)
    assert "INTERNAL_ERROR" not in codes(response)
    assert response.json().get("data") or codes(response)


@given(parameters=st.dictionaries(NAMES, VALUES.map(json.dumps) | st.just(NAME) | st.text()))
def test_an_address_of_any_shape(client: TestClient, parameters: dict[str, str]) -> None:
    """The same by GET."""
    response = client.get("/graphql", params=parameters)

    assert response.status_code in (200, 400)
    assert "INTERNAL_ERROR" not in codes(response)


TYPES = st.sampled_from(["connection_init", "ping", "pong", "subscribe", "complete", "next"])
MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "type": TYPES | VALUES,
        "id": st.just("1") | VALUES,
        "payload": REQUESTS | VALUES,
    },
)


@given(messages=st.lists(MESSAGES | VALUES, max_size=3))
def test_messages_of_any_shape(client: TestClient, messages: list[Any]) -> None:
    """The conversation over a WebSocket goes on, or ends with a code of its protocol."""
    ends = {"type": "complete", "id": "last"}
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        for message in messages:
            socket.send_text(json.dumps(message))
        socket.send_json({"type": "subscribe", "id": "last", "payload": {"query": NAME}})
        try:
            while socket.receive_json() != ends:
                pass
        except WebSocketDisconnect as ended:
            assert ended.code in (4400, 4409, 4429)
