"""Kept answers: the same bytes as anew, until the graph is another one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import graphql_http
from api.app import create_app
from api.documents import Documents
from api.graphs import ServedGraph
from api.headers import VERSION_HEADER
from api.kept import KeptAnswer, KeptAnswers, question_of
from api.settings import Settings
from api.wishes import GRAPHQL_JSON
from graph.model import Entity, Seed, Text
from graph.store import NetworkXStore
from graph.vocabulary import Access, EntityKind
from tests.strategies import make_event, make_seed

NAME = "query($id: ID!) { entity(id: $id) { name { en } } }"
PATH = '{ path(from: "a", to: "b") { found complete } }'


def seed_of(word: str) -> Seed:
    """A seed whose entities say of which it is."""
    named = [Entity(id, EntityKind.APP, Text(f"The {word} {id}")) for id in ("a", "b")]
    return make_seed(*named, make_event("e", "2020-01-01", Access.OPEN))


@pytest.fixture
def store() -> NetworkXStore:
    """Return a store with one graph."""
    return NetworkXStore(seed_of("first"))


@pytest.fixture
def client(store: NetworkXStore) -> Iterator[TestClient]:
    """Yield a client of a server over it."""
    with TestClient(create_app(ServedGraph(store), Settings())) as client:
        yield client


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Return the names of the operations that are really executed, as they are."""
    names: list[str | None] = []
    execute = Documents.execute

    def watched(self: Documents, document: Any, name: Any, *rest: Any) -> Any:
        names.append(name)
        return execute(self, document, name, *rest)

    monkeypatch.setattr(Documents, "execute", watched)
    return names


def ask(client: TestClient, query: str = NAME, id: str = "a", **headers: str) -> Any:
    """Ask for an entity."""
    body = {"query": query, "variables": {"id": id} if query == NAME else {}}
    return client.post("/graphql", json=body, headers=headers)


def test_asked_again(client: TestClient, executed: list[str | None]) -> None:
    """The second time nothing is executed, and the answer is the same, headers included."""
    first, second = ask(client), ask(client)

    assert second.content == first.content
    assert first.json() == {"data": {"entity": {"name": {"en": "The first a"}}}}
    first_headers, second_headers = dict(first.headers), dict(second.headers)
    assert first_headers.pop("x-request-id") != second_headers.pop("x-request-id")
    assert second_headers == first_headers
    assert first.headers[VERSION_HEADER]
    assert len(executed) == 1


def test_other_questions(client: TestClient, executed: list[str | None]) -> None:
    """Other variables, another document or another form of answer is another question."""
    answers = [
        ask(client),
        ask(client, id="b"),
        ask(client, f"{PATH} # of another length"),
        ask(client, PATH),
        ask(client, accept=GRAPHQL_JSON),
    ]

    assert len(executed) == len(answers)
    assert answers[4].content == answers[0].content
    assert answers[4].headers["content-type"] != answers[0].headers["content-type"]


@pytest.mark.parametrize("again", ["first", "second"])
def test_other_graph(
    client: TestClient, store: NetworkXStore, executed: list[str | None], again: str
) -> None:
    """After another seed was applied, all is asked anew; also after the first has come back."""
    ask(client)
    store.apply(seed_of("second"))
    store.apply(seed_of(again))

    answer = ask(client)

    assert answer.json()["data"]["entity"]["name"]["en"] == f"The {again} a"
    assert answer.headers[VERSION_HEADER] == store.reader().info.version
    assert len(executed) == 2


def test_tomorrow(
    client: TestClient, executed: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On another day it is another question, since `asOf` is today where none is given."""
    ask(client, PATH)
    monkeypatch.setattr(graphql_http, "today", lambda: 1)

    ask(client, PATH)

    assert len(executed) == 2


def test_errors_are_not_kept(client: TestClient, executed: list[str | None]) -> None:
    """An answer with an error is made anew each time: what failed may not fail again."""
    answers = [ask(client, id="nobody") for _ in range(2)]

    assert [answer.json()["errors"][0]["extensions"]["code"] for answer in answers] == [
        "UNKNOWN_ENTITY"
    ] * 2
    assert len(executed) == 2


def test_half_answers_are_not_kept(store: NetworkXStore, executed: list[str | None]) -> None:
    """What a search did not find for want of time it may find the next time."""
    with TestClient(create_app(ServedGraph(store), Settings(search_seconds=1e-9))) as client:
        answers = [ask(client, PATH) for _ in range(2)]

    assert [a.json() for a in answers] == [
        {"data": {"path": {"found": False, "complete": False}}}
    ] * 2
    assert len(executed) == 2


def test_none_are_kept(store: NetworkXStore, executed: list[str | None]) -> None:
    """With no memory for it, each answer is made anew."""
    with TestClient(create_app(ServedGraph(store), Settings(kept_bytes=0))) as client:
        assert ask(client).content == ask(client).content

    assert len(executed) == 2


@pytest.mark.parametrize("sent", ["{etag}", 'W/{etag}, "other"', "*"])
def test_known_to_the_client(client: TestClient, sent: str) -> None:
    """Who asks by GET and has the answer already is told that it is still right."""
    parameters = {"query": '{ entity(id: "a") { id } }'}
    first = client.get("/graphql", params=parameters)
    etag = first.headers["etag"]

    headers = {"if-none-match": sent.format(etag=etag)}
    second = client.get("/graphql", params=parameters, headers=headers)
    other = client.get("/graphql", params=parameters, headers={"if-none-match": '"other"'})

    assert (first.status_code, second.status_code, other.status_code) == (200, 304, 200)
    assert (second.content, second.headers["etag"]) == (b"", etag)
    assert first.headers["cache-control"] == second.headers["cache-control"] == "no-cache"
    assert "cache-control" not in ask(client).headers


def test_long_questions() -> None:
    """A question weighs the same however long it is: only its digest is kept, and still tells it apart."""
    short, long, other = (
        question_of(("v", 1), "json", "{ q }", {"id": id}, None)
        for id in ("a", "a" * 100_000, "a" * 99_999 + "b")
    )

    assert sum(map(len, long)) == sum(map(len, short)) < 100
    assert len({short, long, other}) == 3


def test_bounded() -> None:
    """The answers used least go first, and one that is too large is not kept at all."""
    kept = KeptAnswers(5_000)
    questions = [question_of(("v", 1), "json", f"{{ q{n} }}", None, None) for n in range(4)]
    for question in questions[:3]:
        kept.put(question, KeptAnswer.of(b"x" * 500, "v"))
    assert kept.get(questions[0])

    kept.put(questions[3], KeptAnswer.of(b"x" * 500, "v"))
    kept.put(questions[1], KeptAnswer.of(b"x" * 5_000, "v"))

    assert [kept.get(question) is not None for question in questions] == [True, False, True, True]
    assert (len(kept), kept.hits, kept.misses) == (3, 4, 1)
