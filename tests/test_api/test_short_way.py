"""The short way: the same request again gets the same reply, and every promise holds on it too."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import Message

from api.access.keys import KeyFile
from api.app import create_app
from api.graphql_http import GraphQLEndpoint
from api.graphs import ServedGraph
from api.headers import HEADERS
from api.kept import Asked, KeptAnswers, Reply
from api.persisted import digest_id
from api.settings import Settings
from api.short_way import ShortWay
from api.wishes import GRAPHQL_JSON, HANGS_ON
from graph.store import NetworkXStore
from tests.test_api.test_kept import seed_of

QUESTION = 'query Named { entity(id: "a") { name { en } } }'
BODY = b'{"query": "query Named { entity(id: \\"a\\") { name { en } } }"}'
OTHER = BODY.replace(b'\\"a', b'\\"b')
LARGE = b'{"query": "{ __schema { types { name description } } }"}'
JSON = {"content-type": "application/json", "accept": "application/json"}
PAGE = "https://page.example"
PROXY, OUTSIDE = "10.1.2.3", "192.0.2.1"
Serving = Callable[..., TestClient]


@pytest.fixture
def serving() -> Iterator[Serving]:
    """Return what starts a server of one graph with settings, and gives a client of it."""
    open_: list[TestClient] = []

    def start(
        peer: str = OUTSIDE, *, app: Starlette | None = None, ready: bool = False, **settings: Any
    ) -> TestClient:
        graph = ServedGraph(NetworkXStore(seed_of("first")))
        if ready:
            graph.make_ready()
        client = TestClient(app or create_app(graph, Settings(**settings)), client=(peer, 1))
        client.headers.clear()
        open_.append(client)
        return client

    yield start
    for client in open_:
        client.close()


@pytest.fixture
def long_ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the methods of the requests that come to the endpoint, as they come."""
    methods: list[str] = []
    respond = GraphQLEndpoint.respond

    async def watched(self: GraphQLEndpoint, request: Any, new_context: Any) -> Any:
        methods.append(request.method)
        return await respond(self, request, new_context)

    monkeypatch.setattr(GraphQLEndpoint, "respond", watched)
    return methods


def post(client: TestClient, body: bytes = BODY, **headers: str) -> Any:
    """Send a body with these headers beside those of JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/graphql", content=body, headers=JSON | named)


def get(client: TestClient, query: str = QUESTION, method: str = "GET", **headers: str) -> Any:
    """Ask by address."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(method, "/graphql", params={"query": query}, headers=named)


def shown(response: Any) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return all of a response but what names its request."""
    headers = [pair for pair in response.headers.multi_items() if pair[0] != "x-request-id"]
    return response.status_code, headers, response.content


def etag_of(client: TestClient) -> str:
    """Return the validator of the answer that GET gives."""
    return str(get(client).headers["etag"])


@pytest.mark.parametrize(
    "ask",
    [
        post,
        get,
        lambda client: get(client, method="HEAD"),
        lambda client: get(client, if_none_match=etag_of(client)),
        lambda client: post(client, origin=PAGE),
        lambda client: post(client, origin="https://other.example"),
        lambda client: post(client, accept=GRAPHQL_JSON),
    ],
    ids=["POST", "GET", "HEAD", "304", "a page of others", "a page not let in", "newer type"],
)
def test_asked_again(
    serving: Serving, long_ways: list[str], ask: Callable[[TestClient], Any]
) -> None:
    """The second time it is given before anything is read, and nothing of it differs but the id."""
    client = serving(cors_origins=PAGE)
    first = ask(client)
    so_far = len(long_ways)
    second = ask(client)

    assert shown(second) == shown(first)
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert first.headers.get_list("x-request-id") == [first.headers["x-request-id"]]
    assert (
        HEADERS.items()
        <= {
            **{name: second.headers.get(name) for name in HEADERS},
        }.items()
    )
    assert len(long_ways) == so_far


VARIED: list[Callable[[TestClient], Any]] = [
    post,
    lambda client: post(client, OTHER),
    lambda client: post(client, BODY + b" "),
    lambda client: post(client, b'{"query": "{ nothing }"}'),
    lambda client: post(client, b""),
    lambda client: post(client, accept=GRAPHQL_JSON),
    lambda client: post(client, accept="text/csv"),
    lambda client: post(client, accept="text/event-stream"),
    lambda client: post(client, content_type="text/plain"),
    lambda client: post(client, content_type="application/json; charset=latin-1"),
    lambda client: post(client, LARGE),
    lambda client: post(client, LARGE, accept_encoding="gzip"),
    lambda client: post(client, LARGE, accept_encoding="gzip", sec_fetch_site="cross-site"),
    lambda client: post(client, LARGE, accept_encoding="gzip", sec_fetch_site="none"),
    lambda client: post(client, origin=PAGE),
    lambda client: post(client, origin="https://other.example"),
    lambda client: client.request("PUT", "/graphql", content=BODY, headers=JSON),
    lambda client: client.post("/graphql?query={graph{name}}", content=BODY, headers=JSON),
    lambda client: client.post("/", content=BODY, headers=JSON),
    get,
    lambda client: get(client, method="HEAD"),
    lambda client: get(client, QUESTION.replace('"a"', '"b"')),
    lambda client: get(client, accept="text/html"),
    lambda client: get(client, if_none_match='"other"'),
    lambda client: get(client, if_none_match="*"),
    lambda client: client.get("/graphql"),
]
"""One request, and others that differ in one thing."""


def test_none_gets_the_answer_of_another(serving: Serving) -> None:
    """Whatever was asked before, each gets what a server gives that was asked nothing else."""
    asked_much = serving(cors_origins=PAGE)

    rounds = [[shown(ask(asked_much)) for ask in VARIED] for _ in range(3)]

    alone = [shown(ask(serving(cors_origins=PAGE))) for ask in VARIED]
    assert rounds == [alone] * 3


def test_at_once(serving: Serving, long_ways: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is little work is answered on the short way, byte by byte as on the long one."""
    short = serving(ready=True, kept_bytes=0)
    for ask in VARIED:  # documents are read on the long way
        ask(short)
    answers, at_once = [], []
    for ask in VARIED:
        so_far = len(long_ways)
        answers.append(shown(ask(short)))
        at_once.append(len(long_ways) == so_far)

    monkeypatch.setattr(ShortWay, "answer", lambda *_: None)
    long = serving(ready=True, kept_bytes=0)

    assert answers == [shown(ask(long)) for ask in VARIED]
    assert at_once[:6] == [True, True, True, False, False, True]


def test_every_header_that_is_read() -> None:
    """What makes two requests the same are all headers that the code asks for and answers hang on."""
    package = Path(create_app.__code__.co_filename).parent
    names = ("app.py", "graphql_http.py", "listeners.py", "packing.py", "wishes.py")
    lines = [
        line
        for name in names
        for line in (package / name).read_text("utf-8").splitlines()
        if "socket" not in line
    ]
    elsewhere = [line for line in lines if "headers.get(" in line or "headers[" in line]
    read = {name for line in lines for name in re.findall(r'sent\.get\("([\w-]+)"', line)}

    assert elsewhere == []
    assert read | {"origin"} == {name.decode() for name in HANGS_ON}


def test_keys(serving: Serving, tmp_path: Path, long_ways: list[str]) -> None:
    """Who asks is judged each time: a key that is no good gets nothing that is kept, nor a revoked one."""
    keys = KeyFile(tmp_path / "keys.json")
    mine, metrics = keys.add("mine", ["ask"]), keys.add("other", ["metrics"])
    client = serving(access="keys", keys=keys.path)

    def status(key: str) -> int:
        return int(post(client, authorization=f"Bearer {key}").status_code)

    assert [status(key) for key in (mine, mine, metrics, "interop_nope")] == [200, 200, 403, 401]
    assert post(client).status_code == 401
    keys.revoke("mine")
    refused = post(client, authorization=f"Bearer {mine}")

    assert refused.status_code == 401
    assert HEADERS["Content-Security-Policy"] == refused.headers["content-security-policy"]
    assert len(long_ways) == 1


def test_a_proxy_that_says_who_asks(serving: Serving) -> None:
    """Without a name there is nothing, and from elsewhere neither, whoever asked before."""
    settings = {"access": "proxy", "trusted_proxies": PROXY}
    client = serving(PROXY, **settings)
    elsewhere = serving(OUTSIDE, app=client.app)

    named = [post(client, x_forwarded_user=name).status_code for name in ("ann", "ann", "bob")]

    assert named == [200, 200, 200]
    assert post(client).status_code == 401
    assert post(elsewhere, x_forwarded_user="ann").status_code == 401


def test_each_is_counted_once(serving: Serving) -> None:
    """Requests count against the limit on both ways, once each, and for each client by itself."""
    client = serving(PROXY, trusted_proxies=PROXY, requests_per_minute=4)

    def status(body: bytes, of: str) -> int:
        return int(post(client, body, x_forwarded_for=of).status_code)

    statuses = [status(body, OUTSIDE) for body in (BODY, BODY, OTHER, b"no JSON", BODY, OTHER)]

    assert statuses == [200, 200, 200, 400, 429, 429]
    assert status(BODY, "192.0.2.2") == 200


def test_metrics(serving: Serving) -> None:
    """Requests, questions by their names, times and kept answers are counted as on the long way."""
    client = serving()
    for _ in range(3):
        post(client)
    get(client, if_none_match=etag_of(client))
    get(client, if_none_match=etag_of(client))

    lines = client.get("/metrics").text.splitlines()

    expected = {
        'interop_requests_total{method="POST",place="graphql",status="200"} 3.0',
        'interop_requests_total{method="GET",place="graphql",status="200"} 2.0',
        'interop_requests_total{method="GET",place="graphql",status="304"} 2.0',
        'interop_operations_total{operation="Named",outcome="answered"} 7.0',
        'interop_operation_seconds_count{operation="Named"} 7.0',
        'interop_kept_answers_total{result="hit"} 6.0',
        'interop_kept_answers_total{result="miss"} 1.0',
    }
    assert expected - set(lines) == set()


def test_logs(serving: Serving, caplog: pytest.LogCaptureFixture) -> None:
    """A line says the same of both ways, but that the answer was kept; the id is that of the request."""
    client = serving(log_requests=True, slow_seconds=1e-9)
    with caplog.at_level(logging.INFO):
        given = [post(client, x_request_id=id).headers["x-request-id"] for id in ("one", "two")]

    assert given == ["one", "two"]
    for name in ("interop.requests", "interop.slow"):
        fields = [vars(line)["fields"] for line in caplog.records if line.name == name]
        for each in fields:
            assert each.pop("seconds") >= 0
        assert [each.pop("kept") for each in fields] == ["miss", "hit"]
        assert fields[0] == fields[1]
        assert fields[0].keys() >= {"operation", "document", "client"}


def test_trusted_only(serving: Serving, tmp_path: Path) -> None:
    """What is not trusted is refused each time, and a document by its id given from memory."""
    (tmp_path / "known.graphql").write_text(QUESTION)
    client = serving(documents=tmp_path, trusted_only=True)
    by_id = b'{"documentId": "%b"}' % digest_id(QUESTION).encode()
    untrusted = b'{"query": "{ graph { name } }"}'

    statuses = [post(client, body).status_code for body in (by_id, untrusted) * 3]

    assert statuses == [200, 403] * 3
    assert post(client, by_id).content == post(client).content


def test_hardened(serving: Serving) -> None:
    """The schema is not told the second time either."""
    client = serving(hardened=True)

    answers = [post(client, b'{"query": "{ __schema { types { name } } }"}') for _ in range(2)]

    assert shown(answers[0]) == shown(answers[1])
    assert answers[0].json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_OFF"


def sent(app: Any, messages: list[Message]) -> list[Message]:
    """Return what is sent to who posts in these pieces, and after the last says nothing for ever."""
    pieces, heard = iter(messages), []

    async def receive() -> Message:
        for message in pieces:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        heard.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "server": ("here", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in JSON.items()],
    }
    asyncio.run(app(scope, receive, send))
    return heard


def piece(body: bytes, *, more: bool = False) -> Message:
    """Return a piece of a body."""
    return {"type": "http.request", "body": body, "more_body": more}


def test_in_pieces(serving: Serving) -> None:
    """A body that comes in pieces is read to its end."""
    app = serving().app
    whole = sent(app, [piece(BODY)])

    for ask in range(2):
        pieces = [piece(BODY[: 9 + ask], more=True), piece(BODY[9 + ask :])]
        answer = sent(app, pieces)

        assert answer[0]["status"] == 200
        assert answer[1]["body"] == whole[1]["body"]


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        ([], 408),
        ([piece(BODY[:9], more=True)], 408),
        ([{"type": "http.disconnect"}], 400),
        ([piece(BODY[:9], more=True), {"type": "http.disconnect"}], 400),
    ],
    ids=["nothing comes", "it stops half way", "gone at once", "gone half way"],
)
def test_what_does_not_come_in(serving: Serving, messages: list[Message], status: int) -> None:
    """It is refused as on the long way, also after the whole was asked."""
    app = serving(receive_seconds=0.05).app
    sent(app, [piece(BODY)])

    assert sent(app, messages)[0]["status"] == status


def test_bounded() -> None:
    """Replies count with the requests that they are kept by, and those used least go first."""
    kept = KeptAnswers(20_000)

    def asked(number: int, size: int = 4_000) -> Asked:
        return "v", 1, "POST", ((b"accept", b"x" * 1_000),), b"", b"%d" % number + b" " * size

    for number in range(3):
        kept.put(asked(number), Reply.to(asked(number), 200, (), b"answer", None, ""))
    weight = kept.weight
    assert 3 * 5_000 > weight > 2 * 5_000
    assert kept.reply(asked(0)) is None
    kept.put(asked(3, 30_000), Reply.to(asked(3, 30_000), 200, (), b"answer", None, ""))

    assert kept.reply(asked(3, 30_000)) is None
    assert kept.weight == weight
    kept.put(("w", 1, "GET", (), b"", b""), Reply.to(asked(0, 0), 200, (), b"", None, ""))
    assert len(kept) == 1
