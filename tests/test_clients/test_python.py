"""A client in Python, by a library of others."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import partial
from pathlib import Path

import httpx2
import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLError

from tests.test_clients.python_client import changes, timeline
from tests.test_live.serving import PATIENCE, Live, renamed_seed, serving, small_seed


@pytest.fixture(scope="module")
def schema(served: Live) -> str:
    """Save the schema from its address."""
    return httpx2.get(f"{served.url}/schema.graphql", timeout=PATIENCE).text


def test_a_list_of_many_pages(served: Live, schema: str) -> None:
    """All its items are found, once each, in order."""
    found = list(timeline(f"{served.url}/graphql", schema, "wechat-pay"))

    question = (
        '{ timeline(filter: {entity: "wechat-pay"}, first: 100) { nodes { id title { zh } } } }'
    )
    nodes = served.post(question).json()["data"]["timeline"]["nodes"]
    assert len(nodes) > 20
    assert [(event.id, event.title.zh) for event in found] == [
        (node["id"], node["title"]["zh"]) for node in nodes
    ]


def test_questions_that_cannot_be_asked(served: Live, schema: str) -> None:
    """One that is not of the schema is not sent; one that the server refuses comes back with its code."""
    transport = RequestsHTTPTransport(url=f"{served.url}/graphql")
    with Client(transport=transport, schema=schema) as session:
        with pytest.raises(GraphQLError, match="Did you mean 'name'"):
            session.execute(GraphQLRequest("{ graph { nam } }"))
        with pytest.raises(TransportQueryError) as refused:
            session.execute(GraphQLRequest('{ entity(id: "wechat-pya") { id } }'))

    assert refused.value.errors
    assert refused.value.errors[0]["extensions"]["suggestions"] == ["wechat-pay", "wechat"]


def test_being_told_of_changes(tmp_path: Path, sockets: Path) -> None:
    """A change is told over a WebSocket as it is made."""
    second = renamed_seed(tmp_path / "second", "OICQ")

    async def first_change(live: Live) -> tuple[str, str]:
        address = live.url.replace("http", "ws", 1) + "/graphql"
        async with aclosing(changes(address, live.version())) as coming:
            telling = asyncio.ensure_future(anext(coming))
            applied = await asyncio.to_thread(partial(live.apply, second))
            return applied["version"], (await asyncio.wait_for(telling, PATIENCE)).version

    with serving(small_seed(tmp_path / "first"), sockets) as live:
        made, told = asyncio.run(first_change(live))

    assert made == told
