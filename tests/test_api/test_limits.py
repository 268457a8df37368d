"""What one document may hold and cost: the code, how far it goes, how far it may; and what fits."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from graphql import get_introspection_query
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.documents import Documents
from api.graphs import ServedGraph
from api.limits import Limits
from api.query import schema
from api.settings import Settings
from api.wishes import GRAPHQL_JSON
from tests.docs_support import STATIC, examples
from tests.test_api.golden import DOCUMENTS, record

SMALL = Limits(
    max_tokens=100, max_depth=4, max_aliases=2, max_directives=2, max_repeats=6, max_cost=100
)
DEEP = "{ entity(id: 1) { timeline { nodes { id } } } }"
DEEPER = "{ entity(id: 1) { timeline { nodes { title { en } } } } }"
THREE = "{ a: graph { name } b: graph { name } c: graph { name } }"
TWICE = "{ ...A ...B graph { name } } fragment A on Query { graph { name } }"
TWO_TYPES = '{ entity(id: "qq") { ...A ...B } } fragment A on App { name { en } }'
INTROSPECTION = "{ __schema { queryType { name } } }"


def refusal(query: str, limits: Limits = SMALL) -> dict[str, Any] | None:
    """What is said of a document that is not even checked against the schema, or too long."""
    error = next(iter(Documents(schema, limits).read(query).errors), None)
    original = error.original_error if error else None
    if original is None:
        return None
    return {name: getattr(original, name) for name in ("code", "found", "limit")}


def cost(query: str, **variables: Any) -> int:
    """What a document with one operation costs."""
    document = Documents(schema).read(query)
    assert document.errors == ()
    return document.cost(None, variables)


@pytest.mark.parametrize(
    ("query", "code", "found", "limit"),
    [
        ("{ graph { " + "name " * 100 + "} }", "TOO_MANY_TOKENS", 101, 100),
        ("#\n" * 200 + "{ graph { name } }", "TOO_MANY_TOKENS", 101, 100),
        (DEEPER, "TOO_DEEP", 5, 4),
        (f"query {{ ...A }} fragment A on Query {DEEP}", "TOO_DEEP", 5, 4),
        ("{ ... { ... { ... { graph { name } } } } }", "TOO_DEEP", 5, 4),
        ("{ nope " * 6 + "}" * 6, "TOO_DEEP", 6, 4),
        (THREE, "TOO_MANY_ALIASES", 3, 2),
        ("{ graph { name name name name name } }", "TOO_REPETITIVE", 10, 6),
        (
            f"{TWICE} fragment B on Query {{ graph {{ x: name name graph {{ name }} }} }}",
            "TOO_REPETITIVE",
            12,
            6,
        ),
        ("{ graph { name @a @b @c } }", "TOO_MANY_DIRECTIVES", 3, 2),
        ("query($x: ID @a) @b { ... @c { graph { name } } }", "TOO_MANY_DIRECTIVES", 3, 2),
        ("query { ...A @a ...A @b } fragment A on Query @c { id }", "TOO_MANY_DIRECTIVES", 3, 2),
    ],
    ids=lambda value: str(value)[:40],
)
def test_too_much(query: str, code: str, found: int, limit: int) -> None:
    """A document beyond a limit is refused before it is checked, with how far it goes."""
    assert refusal(query) == {"code": code, "found": found, "limit": limit}


@pytest.mark.parametrize(
    "query",
    [
        DEEP,
        "{ a: graph { name } b: graph { name } }",
        "{ graph { name @include(if: true) @skip(if: false) } }",
        "{ graph { name ...A } } fragment A on GraphInfo { name ...B } fragment B on GraphInfo { name }",
    ],
)
def test_as_much_as_may_be(query: str) -> None:
    """A document that goes up to the limit is taken."""
    assert Documents(schema, SMALL).read(query).errors == ()


def test_fragments_that_come_back() -> None:
    """A circle of fragments is told as what it is, however deep it would be."""
    query = "{ ...A } fragment A on Query { ...B } fragment B on Query { graph { name } ...A }"

    (error,) = Documents(schema).read(query).errors
    assert "Cannot spread fragment 'A' within itself" in error.message


def test_a_long_chain_of_fragments() -> None:
    """Fragments within one another count as braces do, so that none is followed for ever."""
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(400))
    query = f"{{ ...F0 }} {chain} fragment F400 on Query {{ graph {{ name }} }}"

    told = refusal(query, Limits())
    assert told is not None
    assert told["code"] == "TOO_DEEP"


def test_as_clients_are_told(graph: ServedGraph) -> None:
    """The newer media type has 400, the older 200; both the code, and the two numbers."""
    with TestClient(create_app(graph, Settings(max_aliases=2, max_cost=100))) as client:
        for query, code, found, limit in (
            (THREE, "TOO_MANY_ALIASES", 3, 2),
            ("{ entities(first: 100) { nodes { id } } }", "TOO_COSTLY", 101, 100),
        ):
            for media_type, status in ((GRAPHQL_JSON, 400), ("application/json", 200)):
                response = client.post(
                    "/graphql", json={"query": query}, headers={"accept": media_type}
                )

                assert response.status_code == status
                (error,) = response.json()["errors"]
                assert error["extensions"] == {"code": code, "found": found, "limit": limit}
                assert f"found {found}, at most {limit}" in error["message"]
                assert "data" not in response.json()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ graph { name } }", 1),
        ("{ graph { name title { en } } }", 2),
        ("{ entities { totalCount } }", 1),
        ("{ entities { nodes { id } } }", 21),
        ("{ entities { nodes { id } edges { cursor } } }", 41),
        ("{ entities(first: 7) { nodes { id name { en } } } }", 15),
        ("{ entities(last: 7) { edges { node { id } } } }", 15),
        ("{ entities(first: 0) { nodes { id } } }", 1),
        ("{ entities(first: null) { nodes { id } } }", 21),
        ("{ entities(first: 999999) { nodes { id } } }", 101),
        ('{ nodes(ids: ["qq", "wechat"]) { id } }', 2),
        ('{ nodes(ids: "qq") { id } }', 1),
        ("{ entities(first: 2) { nodes { timeline(first: 3) { nodes { id } } } } }", 11),
        ('{ path(from: "qq", to: "wechat") { found } }', 21),
        ('{ entity(id: "qq") { ... on App { owners { since { text } } } } }', 11),
        (f"{TWO_TYPES} fragment B on Company {{ name {{ en }} description {{ en }} }}", 3),
        ("{ __schema { types { name } } __typename }", 0),
    ],
)  # fmt: skip
def test_cost(query: str, expected: int) -> None:
    """Things count one each, as often as their page has room; of several types the dearest counts."""
    assert cost(query) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, 1 + 5 * (1 + 1 + 20)),
        ({"first": 10}, 1 + 10 * (1 + 1 + 20)),
        ({"first": 10, "inner": 3}, 1 + 10 * (1 + 1 + 3)),
        ({"first": None, "inner": 0}, 1 + 20 * (1 + 1 + 0)),
        ({"first": 1_000, "inner": -1}, 1 + 100 * (1 + 1 + 0)),
        ({"first": "x", "inner": [1]}, 1 + 100 * (1 + 1 + 100)),
    ],
)
def test_cost_by_variables(variables: dict[str, Any], expected: int) -> None:
    """Pages in variables count as they are sent, with the default of the document if they are not."""
    query = """query($first: Int = 5, $inner: Int) {
        entities(first: $first) { nodes { timeline(first: $inner) { nodes { id } } } }
    }"""

    assert cost(query, **variables) == expected


@given(st.lists(st.integers(0, 100), min_size=2, max_size=2))
def test_cost_by_variables_is_that_of_numbers(sizes: list[int]) -> None:
    """A page costs the same whether its size is written or sent."""
    text = "{ entities(first: %s) { nodes { timeline(last: %s) { edges { node { id } } } } } }"

    sent = cost("query($a: Int, $b: Int) " + text % ("$a", "$b"), a=sizes[0], b=sizes[1])
    assert sent == cost(text % tuple(sizes))


def test_cost_of_ids_that_are_sent() -> None:
    """As many as are sent, of what is no list one."""
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"

    assert cost(query, ids=["a", "b", "c"]) == 3
    assert cost(query, ids="a") == 1
    assert cost(query) == 1


def test_cost_of_what_doubles() -> None:
    """What is met along thousands of ways is added up once, also where it hangs on variables."""
    parts = "".join(
        f"fragment F{n} on Entity {{ timeline(first: $n) {{ nodes {{ participants"
        f" {{ entity {{ ...F{n + 1} }} }} }} edges {{ node {{ participants {{ entity"
        f" {{ ...F{n + 1} }} }} }} }} }} }} "
        for n in range(9)
    )
    last = "fragment F9 on Entity { id }"
    query = f"query($n: Int) {{ entity(id: 1) {{ ...F0 }} }} {parts} {last}"

    document = Documents(schema, Limits(max_depth=100)).read(query)
    assert document.cost(None, {"n": 1}) == 10**9


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_cost_of_a_real_answer(document: Path) -> None:
    """What an answer really holds is no more than was said, and all of them are well within."""
    recorded = record(document)
    estimated = cost(document.read_text("utf-8"), **recorded["variables"])

    assert things(recorded["response"]["data"]) <= estimated
    assert estimated <= Limits().max_cost / 20


def things(value: Any) -> int:
    """How many objects stand in an answer, without its root."""
    if isinstance(value, list):
        return sum(1 + things(item) if isinstance(item, dict) else things(item) for item in value)
    if isinstance(value, dict):
        return sum(
            things(item) + isinstance(item, dict) for item in value.values() if item is not None
        )
    return 0


def pages_documents() -> list[str]:
    """All documents of our own pages: the explorer's, the examples, and GraphiQL's first."""
    of_the_explorer = sorted((STATIC / "explorer" / "documents").glob("*.graphql"))
    texts = [path.read_text("utf-8") for path in of_the_explorer]
    return [*texts, *(example["query"] for example in examples()), get_introspection_query()]


def test_our_pages() -> None:
    """No limit stands in the way of our own pages, GraphiQL included."""
    documents = Documents(schema)
    found = [documents.read(text) for text in pages_documents()]

    assert [error.message for document in found for error in document.errors] == []
    assert max(document.cost(None, {}) for document in found) <= Limits().max_cost


def test_defaults() -> None:
    """The limits that are taken without settings are those of the settings."""
    assert Limits.of(Settings()) == Limits()
    assert {field.name for field in fields(Limits)} <= Settings.model_fields.keys()


@pytest.mark.parametrize("cached", [False, True])
def test_the_cost_is_told_to_who_asks(graph: ServedGraph, cached: bool) -> None:
    """With `extensions: {cost: true}` the answer says it; without, it is as small as ever."""
    plain = {"query": "{ entities(first: 7) { nodes { id } } }"}
    asking = plain | {"extensions": {"cost": True}}
    with TestClient(create_app(graph, Settings())) as client:
        if cached:
            assert "extensions" not in client.post("/graphql", json=plain).json()
            client.post("/graphql", json=asking)
        told = client.post("/graphql", json=asking).json()

        assert told["extensions"] == {"cost": {"estimated": 8, "limit": Limits().max_cost}}
        assert client.post("/graphql", json=plain).json() == {"data": told["data"]}


def test_a_hardened_server(graph: ServedGraph) -> None:
    """It tells no schema, no names that were meant, and has no GraphiQL; data it tells as ever."""
    browser = {"accept": "text/html"}
    variables = {"sorts": ["EVENTS"]}
    sorts = 'query($sorts: [SearchSort!]) { search(text: "qq", sorts: $sorts) { totalCount } }'
    questions = {
        INTROSPECTION: {},
        '{ __type(name: "App") { name } }': {},
        "{ graphs { name } }": {},
        sorts: variables,
    }
    said = {}
    for hardened in (False, True):
        with TestClient(create_app(graph, Settings(hardened=hardened))) as client:
            said[hardened] = [
                json.dumps(client.post("/graphql", json={"query": q, "variables": v}).json())
                for q, v in questions.items()
            ]
            page = client.get("/graphql", headers=browser)
            assert ("GraphiQL" in page.text, client.get("/graphiql").status_code == 404) == (
                not hardened,
                hardened,
            )
            assert client.post("/graphql", json={"query": "{ graph { name } }"}).json()["data"]

    assert all("INTROSPECTION_OFF" in text for text in said[True][:2])
    assert all("Did you mean" in text for text in said[False][2:])
    assert not any("Did you mean" in text for text in said[True])


def test_hardened_but_for() -> None:
    """What a hardened server does not tell can be told all the same."""
    found = Settings(hardened=True, graphiql=True)

    assert (found.graphiql, found.introspection, found.suggestions) == (True, False, False)
