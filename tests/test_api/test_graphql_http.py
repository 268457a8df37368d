"""GraphQL over HTTP: which requests are taken, and in which types and with which statuses answered.

The rules are those of the specification's draft, https://graphql.github.io/graphql-over-http.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from api.wishes import GRAPHQL_JSON, accepted_media_type

JSON = "application/json"
NAME = "{ graph { name } }"
ANSWER = {"data": {"graph": {"name": "platform-interop"}}}
both_types = pytest.mark.parametrize("media_type", [JSON, GRAPHQL_JSON])


def post(client: TestClient, content: str | bytes, **headers: str) -> Any:
    """Send a body as it is."""
    headers = {"content-type": JSON, "accept": GRAPHQL_JSON} | headers
    return client.post("/graphql", content=content, headers=headers)


def ask(client: TestClient, query: str, accept: str = GRAPHQL_JSON, **parameters: Any) -> Any:
    """Send a question as JSON."""
    return post(client, json.dumps({"query": query, **parameters}), accept=accept)


def code_of(response: Any) -> str:
    """Return the code of the only error of a response that has no `data`."""
    body = response.json()
    (error,) = body["errors"]
    assert body.keys() == {"errors"}
    code: str = error["extensions"]["code"]
    return code


@both_types
def test_a_question(client: TestClient, media_type: str) -> None:
    """A question is answered with 200, in the media type that is accepted, in UTF-8."""
    response = ask(client, '{ entity(id: "taobao") { name { zh } } }', accept=media_type)

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["vary"] == "Accept, Accept-Encoding"
    assert "淘宝".encode() in response.content
    assert response.json() == {"data": {"entity": {"name": {"zh": "淘宝"}}}}


@both_types
def test_a_question_by_get(client: TestClient, media_type: str) -> None:
    """A query may be asked by GET, with the parameters in the address."""
    parameters = {
        "query": "query A { graph { name } } query B($id: ID!) { entity(id: $id) { id } }",
        "operationName": "B",
        "variables": '{"id": "微信"}',
        "extensions": "{}",
    }

    response = client.get("/graphql", params=parameters, headers={"accept": media_type})

    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.json() == {"data": {"entity": {"id": "wechat"}}}


def test_a_question_by_head(client: TestClient) -> None:
    """HEAD is GET without the body."""
    response = client.head("/graphql", params={"query": NAME})

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"variables": None, "operationName": None},
        {"extensions": {}},
        {"extensions": {"trace": [1]}},
        {"operationName": ""},
        {"unknown": 1},
    ],
    ids=str,
)
def test_what_may_be_left_out(client: TestClient, parameters: dict[str, Any]) -> None:
    """All but the query may be missing, null or empty; what is not known does no harm."""
    assert ask(client, NAME, **parameters).json() == ANSWER


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nope }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($id: ID!) { entity(id: $id) { id } }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { nope }", "GRAPHQL_VALIDATION_FAILED"),
        ('{ path(from: "a", to: "b", asOf: "nope") { found } }', "BAD_DATE"),
        ("{" * 9_000, "GRAPHQL_PARSE_FAILED"),
        ("{ graph " * 2_000, "GRAPHQL_PARSE_FAILED"),
        ("{ nodes(ids: " + "[" * 4_000 + "]" * 4_000 + ") { id } }", "GRAPHQL_PARSE_FAILED"),
    ],
    ids=lambda text: text[:40],
)
def test_refused_before_execution(client: TestClient, query: str, code: str) -> None:
    """The newer media type has 400 for what is not executed, the older one 200; neither has `data`."""
    newer, older = ask(client, query), ask(client, query, accept=JSON)

    assert (newer.status_code, code_of(newer)) == (400, code)
    assert (older.status_code, code_of(older)) == (200, code)
    assert newer.json() == older.json()


@both_types
def test_an_error_of_execution(client: TestClient, media_type: str) -> None:
    """What is executed has 200 and `data`, even if that is null."""
    response = ask(client, '{ entity(id: "nope") { id } }', accept=media_type)

    assert response.status_code == 200
    assert response.json()["data"] is None
    assert response.json()["errors"][0]["extensions"]["code"] == "UNKNOWN_ENTITY"


def test_a_part_of_an_answer(client: TestClient) -> None:
    """An answer with errors in parts that may be null has both."""
    response = ask(
        client,
        '{ node(id: "qq") { ... on App { links(first: -1) { totalCount } } } graph { name } }',
    )

    assert response.status_code == 200
    assert response.json()["data"] == {"node": None} | ANSWER["data"]
    assert len(response.json()["errors"]) == 1


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("query A { graph { name } } query B { graph { name } }", None),
        ("query A { graph { name } } query B { graph { name } }", ""),
        ("query A { graph { name } } query B { graph { name } }", "C"),
        ("query A { graph { name } }", "B"),
        (NAME, "A"),
        ("fragment A on Query { graph { name } }", None),
    ],
)
def test_which_operation(client: TestClient, query: str, name: str | None) -> None:
    """Where it is not clear which operation is meant, none is executed."""
    newer, older = (
        ask(client, query, accept, operationName=name) for accept in (GRAPHQL_JSON, JSON)
    )

    assert (newer.status_code, code_of(newer)) == (400, "BAD_REQUEST")
    assert (older.status_code, code_of(older)) == (200, "BAD_REQUEST")


def test_the_operation_that_is_named(client: TestClient) -> None:
    """Of several operations the one named is executed; words alone make no second one."""
    query = "query A { graph { name } } query B { graph { licence } }"

    assert ask(client, query, operationName="A").json() == ANSWER
    assert ask(client, "# a query, a mutation\nquery query { graph { name } }").json() == ANSWER


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, JSON])
def test_a_mutation_by_get(client: TestClient, accept: str) -> None:
    """GET changes nothing, so a mutation is refused with the method that takes one."""
    response = client.get(
        "/graphql", params={"query": "mutation { nope }"}, headers={"accept": accept}
    )

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert code_of(response) == "METHOD_NOT_ALLOWED"


def test_a_subscription(client: TestClient) -> None:
    """It has no one answer, and it is said how to get the many."""
    response = ask(client, "subscription { graphChanged { version } }")

    assert response.status_code == 400
    assert "text/event-stream" in response.json()["errors"][0]["message"]
    assert code_of(response) == "BAD_REQUEST"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_another_method(client: TestClient, method: str) -> None:
    """Other methods are refused, with those that are taken."""
    response = client.request(method, "/graphql", params={"query": NAME})

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST"
    assert code_of(response) == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "0",
        "-1.5",
        '"x"',
        "[]",
        f'[{{"query": "{NAME}"}}]',
        "null",
        "true",
        "{}",
        "{",
        '{"query": }',
        '{"query": null}',
        '{"query": 1}',
        '{"query": ""}',
        '{"query": " \\n"}',
        '{"query": ["{ graph { name } }"]}',
        f'{{"query": "{NAME}", "variables": []}}',
        f'{{"query": "{NAME}", "variables": "{{}}"}}',
        f'{{"query": "{NAME}", "variables": 0}}',
        f'{{"query": "{NAME}", "operationName": 1}}',
        f'{{"query": "{NAME}", "extensions": []}}',
        f'{{"query": "{NAME}", "extensions": "x"}}',
        f'{{"query": "{NAME}", "x": NaN}}',
        f'{{"query": "{NAME}", "x": -Infinity}}',
        f'{{"query": "{NAME}", "x": 1e400}}',
        f'{{"query": "{NAME}", "x": {"9" * 5_000}}}',
        f'{{"query": "{NAME}"}} x',
        "[" * 19_000,
        f'{{"query": "{NAME}", "x": {"[" * 9_000}{"]" * 9_000}}}',
        b"\xff",
        '{"query": "{ search(text: \\"é\\") { totalCount } }"}'.encode("latin-1"),
    ],
    ids=lambda body: repr(body)[:50],
)
def test_a_body_that_is_no_request(client: TestClient, body: str | bytes) -> None:
    """What is not JSON, or not the JSON of a request, is refused in both media types."""
    for accept in (GRAPHQL_JSON, JSON):
        response = post(client, body, accept=accept)

        assert response.status_code == 400
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"
        assert code_of(response) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": ""},
        {"query": NAME, "variables": "{"},
        {"query": NAME, "variables": "[]"},
        {"query": NAME, "variables": "NaN"},
        {"query": NAME, "extensions": "1"},
    ],
    ids=str,
)
def test_an_address_that_is_no_request(client: TestClient, parameters: dict[str, str]) -> None:
    """The same by GET."""
    response = client.get("/graphql", params=parameters)

    assert response.status_code == 400
    assert code_of(response) == "BAD_REQUEST"


@pytest.mark.parametrize(
    "body", ["\ufeff" + json.dumps({"query": NAME}), json.dumps({"query": f"\ufeff{NAME}"})]
)
def test_a_byte_order_mark(client: TestClient, body: str) -> None:
    """A mark that some editors write does no harm."""
    assert post(client, body.encode()).json() == ANSWER


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("Application/JSON", 200),
        ("application/json;charset=utf-8", 200),
        ('application/json; Charset="UTF-8"', 200),
        ("application/json; charset=utf8; x=y", 200),
        ("application/json; charset=latin-1", 415),
        ("application/json; charset=utf-16", 415),
        ("application/jsonx", 415),
        ("application/graphql", 415),
        ("application/graphql-response+json", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
    ],
)
def test_the_type_of_the_body(client: TestClient, content_type: str, status: int) -> None:
    """A body is JSON in UTF-8, and nothing that a page of others may send unasked."""
    response = post(client, json.dumps({"query": NAME}), **{"content-type": content_type})

    assert response.status_code == status
    if status != 200:
        assert code_of(response) == "UNSUPPORTED_MEDIA_TYPE"


def test_the_largest_body(client: TestClient) -> None:
    """A body of the limit is read (20,000 bytes here), one byte more is not."""
    text = json.dumps({"query": NAME, "x": ""})
    fits = text.replace('""', f'"{"x" * (20_000 - len(text))}"')

    assert post(client, fits).json() == ANSWER
    response = post(client, fits + " ")
    assert response.status_code == 413
    assert response.headers["connection"] == "close"
    assert code_of(response) == "REQUEST_TOO_LARGE"


def test_a_body_without_end(graph: ServedGraph) -> None:
    """A body that comes in parts is read no further than the limit."""
    parts, sent = itertools.count(1), []

    async def receive() -> dict[str, Any]:
        next(parts)
        return {"type": "http.request", "body": b" " * 1_000, "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-type", JSON.encode())]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b""}
    app = create_app(graph, Settings(max_body_bytes=20_000))
    asyncio.run(app(scope | {"headers": headers}, receive, send))

    assert sent[0]["status"] == 413
    assert next(parts) == 22


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        ("APPLICATION/JSON", JSON),
        (f"{GRAPHQL_JSON}, {JSON}", GRAPHQL_JSON),
        (f"{JSON}, {GRAPHQL_JSON}", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL_JSON),
        (f"{JSON};q=0.9, {GRAPHQL_JSON};q=0.8", JSON),
        (f"{JSON}; q=0.8 , {GRAPHQL_JSON}; q=0.9", GRAPHQL_JSON),
        (f"{JSON}, */*", JSON),
        (f"{GRAPHQL_JSON}, */*;q=0.1", GRAPHQL_JSON),
        (f"{JSON};q=0.1, */*", GRAPHQL_JSON),
        (f"{JSON};q=0, */*", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0, */*", JSON),
        (f"{GRAPHQL_JSON};q=0, application/*;q=0.5", JSON),
        ("text/html, application/*;q=0.1", JSON),
        ("text/html, application/json;q=0.5", JSON),
        ("nonsense, application/json", JSON),
        (f"{JSON};Q=0, {GRAPHQL_JSON};q=0.001", GRAPHQL_JSON),
        (f"{JSON};q=0", None),
        (f"{JSON};q=.", None),
        ("*/*;q=0", None),
        ("*/*, application/*;q=0", None),
        ("text/html", None),
        ("text/*", None),
        ("image/png, text/plain;q=0.5", None),
        ("nonsense", None),
        (",", None),
    ],
)
def test_the_type_of_the_answer(accept: str, media_type: str | None) -> None:
    """The weightiest type that is accepted, by the narrowest range that holds it, if any is."""
    assert accepted_media_type(accept) == media_type


def test_no_type_is_accepted(client: TestClient) -> None:
    """The refusal comes as JSON, since it must come as something."""
    response = ask(client, NAME, accept="image/png")

    assert response.status_code == 406
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert code_of(response) == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    "text", ["\ud800", "\0", "\u2028", "\U0001f600", "\\", '"', "淘宝" * 50, "x" * 9_000], ids=ascii
)
def test_any_text_comes_back(client: TestClient, text: str) -> None:
    """What cannot be found is told as it was asked for, whatever letters are in it."""
    response = ask(client, "query($id: ID!) { entity(id: $id) { id } }", variables={"id": text})

    assert response.status_code == 200
    assert response.json()["errors"][0]["extensions"]["found"] == text
