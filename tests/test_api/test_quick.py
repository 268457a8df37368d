"""Which questions the event loop answers by itself, and that it gives the answers of the threads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from graphql import parse
from starlette.testclient import TestClient

from api import operations
from api.app import create_app
from api.documents import Documents
from api.graphs import ServedGraph
from api.operations import Operations
from api.query import schema
from api.quick import is_quick, is_tried
from api.settings import Settings
from graph.load import packaged_seed_folder
from tests.test_api.golden import DOCUMENTS, record

QUICK = [
    '{ entity(id: "wechat") { id name { en } owner { id } } }',
    "query A { graph { version } } query B { graph { name } }",
    '{ entity(id: "wechat") { timeline(first: 3) { nodes { ...E } } } } fragment E on Event { id }',
    '{ timeline(filter: { window: { since: "2020" }, channels: [LINK_SHARING] }) { nodes { id } } }',
    "query($ids: [Channel!]) { timeline(filter: { channels: $ids }) { nodes { id } } }",
    '{ access(from: "wechat", to: "taobao", channel: LINK_SHARING, asOf: "2024") { verdict } }',
]
SLOW = [
    '{ path(from: "wechat", to: "taobao") { verdict } }',
    '{ search(text: "wechat") { nodes { __typename } } }',
    '{ entity(id: "wechat") { timeline { totalCount } } }',
    '{ entity(id: "wechat") { ...T } } fragment T on Entity { timeline { totalCount } }',
    '{ timeline(filter: { channels: [PAYMENT], entity: "wechat" }) { nodes { id } } }',
    '{ timeline(filter: { entity: "wechat", includeProducts: true }) { nodes { id } } }',
    '{ timeline(filter: { certainly: true, window: { since: "2020" } }) { nodes { id } } }',
    "query($filter: TimelineFilter) { timeline(filter: $filter) { nodes { id } } }",
    "{ timeline(evidence: { sources: 2 }) { nodes { id } } }",
    "{ entities { nodes { id } } }",
    '{ nodes(ids: ["wechat"]) { id } }',
    '{ source(id: "yicai-2024-09") { citedBy { id } } }',
    '{ access(from: "wechat", to: "taobao") { sources { citedBy { id } } } }',
    '{ entity(id: "tencent") { products { entity { id } } } }',
    '{ entity(id: "tencent") { links(first: 1) { nodes { id } } } }',
    "{ ...Q } fragment Q on Query { graph { version } }",
    '{ a: graph { version } b: matrix(asOf: "2024") { rows { id } } }',
]


@pytest.mark.parametrize("text", QUICK)
def test_looking_up(text: str) -> None:
    """What is looked up by id, or read off one index, is quick."""
    assert is_quick(parse(text))


@pytest.mark.parametrize("text", SLOW)
def test_searching(text: str) -> None:
    """What searches, counts, filters twice or compiles anew is not, nor what is not known to be quick."""
    assert not is_quick(parse(text))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note in which thread each answer is made."""
    noted: list[str] = []
    answer = Operations.answer

    def noting(self: Operations, *arguments: Any) -> Any:
        noted.append(threading.current_thread().name)
        return answer(self, *arguments)

    monkeypatch.setattr(Operations, "answer", noting)
    return noted


def is_loop(name: str) -> bool:
    """Whether a thread is that of the event loop; those of the workers are named by their pool."""
    return not name.startswith("AnyIO worker")


def test_where_it_is_answered(answering: list[str]) -> None:
    """In the loop from the second time on, once the graph is ready, and only if it costs little."""
    graph = ServedGraph.from_folder(packaged_seed_folder())
    app = create_app(graph, Settings(kept_bytes=0))
    page = 'query($n: Int) { entity(id: "wechat") { timeline(first: $n) { nodes { id } } } }'
    client = TestClient(app)  # without a lifespan, nobody makes the graph ready

    def ask(query: str, **variables: Any) -> tuple[bool, Any]:
        answer = client.post("/graphql", json={"query": query, "variables": variables}).json()
        return is_loop(answering[-1]), answer

    before = [ask(QUICK[0]) for _ in range(2)]
    assert not any(in_loop for in_loop, _ in before)

    graph.make_ready()
    assert ask(QUICK[0]) == (True, before[0][1])
    assert [ask(SLOW[1])[0] for _ in range(2)] == [False, False]
    assert [ask(page, n=n)[0] for n in (2, 2, 100)] == [False, True, True]
    assert [ask(page, n=n)[0] for n in ("x", -1)] == [True, True]  # mistakes are told at once


REACHED = "query($id: ID!) { reachable(from: $id, first: 5) { totalCount nodes { hops } } }"
TRIED = [
    SLOW[0],
    REACHED,
    'query($n: Int!) { path(from: "wechat", to: "taobao", maxHops: $n) { hops { sources { id } } } }',
    """{ temporalPath(from: "wechat", to: "taobao", notBefore: "2024", arriveBy: "2024") { arrives }
        entity(id: "wechat") { id } }""",
]
NOT_TRIED = [
    '{ path(from: "wechat", to: "taobao") { nearestMiss { reason } } }',
    '{ path(from: "wechat", to: "taobao", evidence: { sources: 2 }) { verdict } }',
    '{ path(from: "wechat", to: "taobao") { nodes { timeline { totalCount } } } }',
    '{ reachable(from: "wechat") { nodes { entity { figures { id } } } } }',
    '{ a: path(from: "wechat", to: "taobao") { verdict } b: matrix(asOf: "2024") { rows { id } } }',
    '{ search(text: "wechat") { totalCount } }',
]


@pytest.mark.parametrize("text", TRIED)
def test_searches_that_are_tried(text: str) -> None:
    """Searches that count what they look at are no quick questions, but may be short enough."""
    assert is_tried(parse(text))
    assert not is_quick(parse(text))


@pytest.mark.parametrize("text", NOT_TRIED)
def test_searches_that_are_not_tried(text: str) -> None:
    """Whatever else searches, counts or compiles anew within them is for a thread from the start."""
    assert not is_tried(parse(text))


def test_a_search_that_is_too_long(answering: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up in the loop and answered by a thread; the next ones are tried less often."""
    graph = ServedGraph.from_folder(packaged_seed_folder())
    graph.make_ready()
    client = TestClient(create_app(graph, Settings(kept_bytes=0)))

    def ask() -> tuple[list[bool], Any]:
        answering.clear()
        body = {"query": REACHED, "variables": {"id": "wechat"}}
        answer = client.post("/graphql", json=body).json()
        return list(map(is_loop, answering)), answer

    first = ask()
    short = ask()
    monkeypatch.setattr(operations, "WORK", 1)
    long = [ask() for _ in range(5)]

    assert first[0] == [False]
    assert short[0] == [True]
    assert [where for where, _ in long] == [
        *([True, False], [False], [True, False], [False], [False])
    ]
    assert {str(answer) for _, answer in (first, short, *long)} == {str(first[1])}


def test_golden_documents(answering: list[str]) -> None:
    """Every golden document has the same answer in the loop and in a thread."""
    graph = ServedGraph.from_folder(packaged_seed_folder())
    client = TestClient(create_app(graph, Settings(kept_bytes=0)))
    bodies = [
        {"query": document.read_text("utf-8"), "variables": record(document)["variables"]}
        for document in DOCUMENTS
    ]
    in_threads = [client.post("/graphql", json=body).json() for body in bodies]
    assert not any(map(is_loop, answering))

    graph.make_ready()
    answering.clear()
    assert [client.post("/graphql", json=body).json() for body in bodies] == in_threads

    known = Documents(schema)
    asked = [
        (body["query"], None, body["variables"])
        for body in bodies
        if not known.read(body["query"]).errors
    ]
    assert len(asked) == len(bodies)
    documents = [known.read(text) for text, _, _ in asked]
    little = [
        document.costs_little(None, variables)
        for document, (_, _, variables) in zip(documents, asked, strict=True)
    ]
    quick = [document.is_quick for document in documents]
    tried = [document.tries is not None for document in documents]
    in_the_loop = [a and (b or c) for a, b, c in zip(little, quick, tried, strict=True)]
    assert list(map(is_loop, answering)) == in_the_loop
    assert set(little) == set(quick) == set(tried) == {True, False}
