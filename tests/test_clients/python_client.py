"""A client in Python with gql, as anybody could write it: what it asks is checked, answers have types."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator

from gql import Client, GraphQLRequest
from gql.transport.requests import RequestsHTTPTransport
from gql.transport.websockets import WebsocketsTransport
from pydantic import BaseModel

TIMELINE = """
query Timeline($entity: ID!, $after: String) {
  timeline(filter: { entity: $entity }, first: 20, after: $after) {
    nodes { id title { en zh } date { text } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CHANGES = """
subscription Changes($since: String) {
  graphChanged(since: $since) { version cursor }
}
"""


class Title(BaseModel):
    """A text in English, and in Chinese where there is one."""

    en: str
    zh: str | None


class Date(BaseModel):
    """A date in EDTF."""

    text: str


class Event(BaseModel):
    """What happened."""

    id: str
    title: Title
    date: Date


class Change(BaseModel):
    """A change of the graph."""

    version: str
    cursor: str


def timeline(address: str, schema: str, entity: str) -> Iterator[Event]:
    """All that happened to an entity, page by page; a question that the schema has not is not sent."""
    with Client(transport=RequestsHTTPTransport(url=address), schema=schema) as session:
        after = None
        while True:
            variables = {"entity": entity, "after": after}
            answer = session.execute(GraphQLRequest(TIMELINE, variable_values=variables))
            found = answer["timeline"]
            yield from (Event.model_validate(node) for node in found["nodes"])
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]


async def changes(address: str, since: str) -> AsyncGenerator[Change, None]:
    """What becomes of the graph since a version, as it happens."""
    async with Client(transport=WebsocketsTransport(url=address)) as session:
        request = GraphQLRequest(CHANGES, variable_values={"since": since})
        async for answer in session.subscribe(request):
            yield Change.model_validate(answer["graphChanged"])
