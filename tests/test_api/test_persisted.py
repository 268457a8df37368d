"""Persisted documents: what is kept, how it is asked for, and running nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from api.app import create_app
from api.ask.client import document
from api.cli import main as interop
from api.documents import Documents
from api.graphs import ServedGraph
from api.persisted import PersistedDocumentsError, own_documents, persisted_documents
from api.query import schema
from api.settings import Settings
from api.wishes import GRAPHQL_JSON
from tests.test_api.test_graphql_http import ANSWER, JSON, NAME, code_of

BY_ID = "query Named($id: ID!) { entity(id: $id) { name { en } } }"
QQ = {"data": {"entity": {"name": {"en": "QQ"}}}}
Client = Callable[..., TestClient]


def sha256(text: str) -> str:
    """Return the id that every client can make of a document."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a document, and a manifest of each sort."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "named.graphql").write_text(BY_ID, "utf-8")
    (folder / "README.md").write_text("Not a document.", "utf-8")
    (folder / "relay.json").write_text(json.dumps({"0123abcd": NAME, sha256(NAME): NAME}), "utf-8")
    operation = {"id": "x-apollo:1", "name": "Named", "type": "query", "body": BY_ID + "\n"}
    manifest = {"format": "apollo-persisted-query-manifest", "operations": [operation]}
    (folder / "apollo.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture
def client_of(graph: ServedGraph, folder: Path) -> Client:
    """Give a client of an application with these documents."""

    def client(**settings: Any) -> TestClient:
        app = create_app(graph, Settings(**{"documents": folder} | settings))
        return TestClient(app, raise_server_exceptions=False)

    return client


def post(client: TestClient, accept: str = GRAPHQL_JSON, **body: Any) -> Any:
    """Send a question as JSON."""
    return client.post("/graphql", json=body, headers={"accept": accept})


@pytest.mark.parametrize("id", ["named", "x-apollo:1", sha256(BY_ID), sha256(BY_ID + "\n")])
def test_a_document_by_its_id(client_of: Client, id: str) -> None:
    """It is run as if its text had been sent, by POST and by GET."""
    client = client_of()
    variables = {"id": "qq"}
    asked = {"documentId": id, "variables": json.dumps(variables)}

    assert post(client, documentId=id, variables=variables, operationName="Named").json() == QQ
    assert post(client, documentId=id, query=None, variables=variables).json() == QQ
    assert client.get("/graphql", params=asked).json() == QQ
    assert client.get("/graphql", params=asked | {"query": ""}).json() == QQ


def test_an_id_as_clients_of_apollo_send_it(client_of: Client) -> None:
    """It stands in the extensions; beside a text it is only told, and the text is what counts."""
    client = client_of()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "x-apollo:1"}}
    variables = {"id": "qq"}

    assert post(client, extensions=extensions, variables=variables).json() == QQ
    assert post(client, query=NAME, extensions=extensions).json() == ANSWER
    unknown = {"persistedQuery": {"version": 1, "sha256Hash": "x-apollo:2"}}
    assert code_of(post(client, extensions=unknown)) == "UNKNOWN_DOCUMENT"
    no_ids: list[Any] = [{}, {"sha256Hash": None}, {"sha256Hash": 1}, 1, [], None]
    for wrong in no_ids:
        assert code_of(post(client, extensions={"persistedQuery": wrong})) == "BAD_REQUEST"


def test_answers_are_kept_for_text_and_id_alike(client_of: Client) -> None:
    """A document has the validator of its answer, whichever way it was asked for."""
    client = client_of()
    tag = post(client, JSON, query=NAME).headers["etag"]

    by_id = client.get(
        "/graphql", params={"documentId": "0123abcd"}, headers={"if-none-match": tag}
    )

    assert by_id.status_code == 304


def test_a_variable_that_is_missing(client_of: Client) -> None:
    """A document is refused for what is sent with it as ever."""
    response = post(client_of(), documentId="named")

    assert response.status_code == 400
    assert code_of(response) == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, JSON])
@pytest.mark.parametrize(
    "id", ["Named", "", "sha256:", sha256("{ x }"), "x:y:z", "\ud800", "n" * 999]
)
def test_a_document_that_is_not_there(client_of: Client, id: str, accept: str) -> None:
    """It is told as one error, in the media type that is accepted."""
    content = json.dumps({"documentId": id})
    headers = {"accept": accept, "content-type": JSON}

    response = client_of().post("/graphql", content=content, headers=headers)

    assert response.status_code == (400 if accept == GRAPHQL_JSON else 200)
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert code_of(response) == "UNKNOWN_DOCUMENT"


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": 1},
        {"documentId": ["named"]},
        {"documentId": {}},
        {"documentId": False},
        {"documentId": None},
        {"documentId": "named", "query": BY_ID},
        {"documentId": "named", "query": 1},
        {"documentId": "named", "variables": []},
    ],
    ids=str,
)
def test_no_request_for_a_document(client_of: Client, body: dict[str, Any]) -> None:
    """An id is text, and stands alone."""
    for trusted_only in (False, True):
        response = post(client_of(trusted_only=trusted_only), **body)

        assert response.status_code == 400
        assert code_of(response) == "BAD_REQUEST"


@pytest.mark.parametrize("text", [BY_ID, BY_ID + "\n", NAME, document("search")])
def test_trusted_documents(client_of: Client, text: str) -> None:
    """Where only trusted ones are run, they are so by id and by text, and those of the program are."""
    client = client_of(trusted_only=True)
    variables = {"id": "qq", "text": "qq", "first": 1}

    by_text = post(client, query=text, variables=variables).json()
    by_id = post(client, documentId=sha256(text), variables=variables).json()

    assert by_text == by_id
    assert by_text["data"]


@pytest.mark.parametrize(
    "text", ["{ graph { name }}", "{ __schema { description } }", "{", "{ x }"]
)
def test_documents_that_are_not_trusted(client_of: Client, text: str) -> None:
    """They are refused before they are read, in both media types."""
    for accept in (GRAPHQL_JSON, JSON):
        response = post(client_of(trusted_only=True), accept, query=text)

        assert response.status_code == 403
        assert code_of(response) == "UNTRUSTED_DOCUMENT"
    assert client_of().get("/graphql", params={"query": NAME}).json() == ANSWER


def test_events_of_trusted_documents_only(client_of: Client) -> None:
    """What is asked for as events, or over a WebSocket, is asked for under the same rules."""
    client = client_of(trusted_only=True)
    events = {"accept": "text/event-stream"}

    assert client.get("/graphql", params={"query": "{ x }"}, headers=events).status_code == 403
    assert client.get("/graphql", params={"documentId": "x"}, headers=events).status_code == 400
    answer = client.get("/graphql", params={"documentId": "0123abcd"}, headers=events)
    assert f"data: {json.dumps(ANSWER, separators=(',', ':'))}\n" in answer.text
    with client.websocket_connect("/graphql", subprotocols=["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json() == {"type": "connection_ack"}
        for id, refused, code in (
            ("1", {"query": "{ graph { name }}"}, "UNTRUSTED_DOCUMENT"),
            ("2", {"documentId": "nope"}, "UNKNOWN_DOCUMENT"),
        ):
            socket.send_json({"type": "subscribe", "id": id, "payload": refused})
            heard = socket.receive_json()
            assert (heard["id"], heard["type"]) == (id, "error")
            assert heard["payload"][0]["extensions"]["code"] == code
        payload = {"documentId": "named", "variables": {"id": "qq"}}
        socket.send_json({"type": "subscribe", "id": "3", "payload": payload})
        assert socket.receive_json() == {"type": "next", "id": "3", "payload": QQ}
        assert socket.receive_json() == {"type": "complete", "id": "3"}


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.graphql", "{ nope }", "a.graphql: Cannot query field 'nope' on type 'Query'."),
        ("a.graphql", "{", "a.graphql: Syntax Error: Expected Name, found <EOF>."),
        ("a.graphql", "fragment A on Query { graph { name } }", "Fragment 'A' is never used."),
        ("é.graphql", NAME, "é.graphql: an id has letters and digits of ASCII"),
        ("a.json", "[]", "a.json: expected an object of ids and documents"),
        ("a.json", '{"a": 1}', "a.json: expected an object of ids and documents"),
        ("a.json", '{"operations": [{"id": {}, "body": "{}"}, 3]}', "a.json: expected an object"),
        ("a.json", "{", "a.json: Expecting property name"),
        ("a.json", "[" * 99_999, "a.json: "),
        (
            "a.json",
            json.dumps({"named": NAME}),
            "named.graphql: another document has this id already",
        ),
        ("a.json", json.dumps({"x:1": NAME}), "a.json: 'x:1': an id has"),
        (
            "a.json",
            json.dumps({sha256("x"): NAME}),
            f"the digest of the document is {sha256(NAME)}",
        ),
    ],
)
def test_documents_that_cannot_be_kept(folder: Path, name: str, text: str, problem: str) -> None:
    """They are told with their place; nothing is served with a part of them."""
    (folder / name).write_text(text, "utf-8")

    with pytest.raises(PersistedDocumentsError) as error:
        persisted_documents(folder, Documents(schema))

    (told,) = error.value.problems
    assert problem in told


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Each problem of each file is told, and so is a folder without any document."""
    documents = Documents(schema)
    with pytest.raises(PersistedDocumentsError, match="no documents"):
        persisted_documents(tmp_path, documents)
    with pytest.raises(PersistedDocumentsError, match="No such file"):
        persisted_documents(tmp_path / "nowhere", documents)
    (tmp_path / "a.json").write_text(json.dumps({"1": "{", "2": "{ nope }", "3": NAME}), "utf-8")
    (tmp_path / "b.graphql").write_bytes(b"\xff")

    with pytest.raises(PersistedDocumentsError) as error:
        persisted_documents(tmp_path, documents)

    assert [problem.split(":")[0] for problem in error.value.problems] == ["a.json"] * 2 + [
        "b.graphql"
    ]


def test_a_byte_order_mark_is_no_part_of_a_document(tmp_path: Path) -> None:
    """Ids are of the text as GraphQL reads it, with the ends of lines that it has."""
    text = NAME + "\r\n"
    (tmp_path / "a.graphql").write_bytes(b"\xef\xbb\xbf" + text.encode())

    found = persisted_documents(tmp_path, Documents(schema))

    assert found.find("a") == found.find(sha256(text)) == text


def test_the_documents_of_the_program() -> None:
    """All that the explorer and the command line ask fits the schema, and is kept without a folder."""
    documents = Documents(schema)
    own = own_documents()

    assert len(own) > 15
    assert [text for text in own if documents.read(text).errors] == []
    kept = persisted_documents(None, documents, trusted_only=True)
    assert all(kept.allows(text) and kept.find(sha256(text)) == text for text in own)
    assert not kept.allows(NAME)


def test_a_server_with_documents_that_cannot_be_kept(tmp_path: Path) -> None:
    """The command ends with the exit code of problems, and tells them."""
    (tmp_path / "a.graphql").write_text("{ nope }", "utf-8")

    ended = CliRunner().invoke(interop, ["serve", "--port=0", f"--documents={tmp_path}"])

    assert ended.exit_code == 1
    assert "a.graphql: Cannot query field 'nope' on type 'Query'." in ended.stderr
