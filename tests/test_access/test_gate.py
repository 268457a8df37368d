"""Who may ask: everybody, who has a key, or whom a proxy names; and how often."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from api.access.keys import KeyFile
from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.store import NetworkXStore
from tests.test_api.test_kept import seed_of

PROXY, OUTSIDE = "10.1.2.3", "192.0.2.1"
QUESTION = {"query": "{ graph { name } }"}
PAGES = ["/", "/healthz", "/readyz", "/static/site.css", "/favicon.ico"]
CLOSED = ["/graphql?query=%7Bgraph%7Bname%7D%7D", "/schema.graphql", "/metrics", "/neo4j/"]
Asking = Callable[..., TestClient]


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    """Return a file of keys that is not there yet."""
    return KeyFile(tmp_path / "keys.json")


@pytest.fixture
def asking() -> Iterator[Asking]:
    """Return what makes clients of one application, from an address."""
    graph, open_ = ServedGraph(NetworkXStore(seed_of("first"))), []

    def client(peer: str = OUTSIDE, *, app: Any = None, **settings: Any) -> TestClient:
        app = app or create_app(graph, Settings(**settings))
        made = TestClient(app, client=(peer, 1234), raise_server_exceptions=False)
        open_.append(made)
        return made

    yield client
    for made in open_:
        made.close()


def code_of(response: Any) -> str:
    """Return the code of the only error."""
    (error,) = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


def bearer(key: str) -> dict[str, str]:
    """Show a key."""
    return {"authorization": f"Bearer {key}"}


def test_open(asking: Asking) -> None:
    """Unless it is said otherwise, everybody may ask everything."""
    client = asking()

    assert {client.get(path).status_code for path in [*PAGES, *CLOSED]} == {200}


def test_keys(asking: Asking, keys: KeyFile) -> None:
    """Without a key there are pages and health, and nothing of the graph; with one there is all."""
    key = keys.add("me", ["ask", "metrics"])
    client = asking(access="keys", keys=keys.path)

    assert {client.get(path).status_code for path in PAGES} == {200}
    for path in CLOSED:
        for headers in ({}, bearer("interop_nope"), bearer(""), {"authorization": key}):
            refused = client.get(path, headers=headers)
            assert (refused.status_code, code_of(refused)) == (401, "UNKNOWN_KEY")
            assert refused.headers["www-authenticate"] == "Bearer"
        assert client.get(path, headers=bearer(key)).status_code == 200


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        (["ask"], (200, 403)),
        (["metrics"], (403, 200)),
        (["admin"], (200, 200)),
        (["ask", "metrics"], (200, 200)),
    ],
)
def test_scopes(
    asking: Asking, keys: KeyFile, scopes: list[str], statuses: tuple[int, int]
) -> None:
    """A key opens what it is for; one for administration opens all."""
    headers = bearer(keys.add("me", scopes))
    client = asking(access="keys", keys=keys.path)
    found = [
        client.post("/graphql", json=QUESTION, headers=headers),
        client.get("/metrics", headers=headers),
    ]

    assert tuple(response.status_code for response in found) == statuses
    assert {code_of(refused) for refused in found if refused.status_code == 403} <= {"KEY_SCOPE"}


@pytest.mark.parametrize("scopes", [["ask"], ["metrics"]])
def test_no_administration(asking: Asking, keys: KeyFile, scopes: list[str]) -> None:
    """A key for asking changes no graph."""
    headers = bearer(keys.add("me", scopes))
    response = asking(keys=keys.path).get("/admin/seed", headers=headers)

    assert (response.status_code, code_of(response)) == (401, "UNKNOWN_KEY")


def test_a_revoked_key(asking: Asking, keys: KeyFile) -> None:
    """It is worth nothing from the next request on, and a new one opens at once."""
    headers = bearer(keys.add("me", ["ask"]))
    client = asking(access="keys", keys=keys.path)
    assert client.post("/graphql", json=QUESTION, headers=headers).status_code == 200

    keys.revoke("me")
    assert client.post("/graphql", json=QUESTION, headers=headers).status_code == 401
    other = bearer(keys.add("other", ["ask"]))
    assert client.post("/graphql", json=QUESTION, headers=other).status_code == 200


def test_keys_of_before(keys: KeyFile) -> None:
    """A file that was written before keys had scopes holds keys for administration."""
    key = keys.add("me")
    plain = json.loads(keys.path.read_text())
    del plain["keys"][0]["scopes"]
    keys.path.write_text(json.dumps(plain))

    assert keys.name_of(key) == "me"


def test_a_file_that_cannot_be_read(asking: Asking, keys: KeyFile) -> None:
    """Nobody is let in, and it is no fault of theirs."""
    keys.path.write_text("no JSON")
    refused = asking(access="keys", keys=keys.path).get("/schema.graphql", headers=bearer("x"))

    assert (refused.status_code, code_of(refused)) == (503, "KEY_FILE")


def test_web_sockets_want_a_key_too(asking: Asking, keys: KeyFile) -> None:
    """The other way to ask is closed as well."""
    client = asking(access="keys", keys=keys.path)
    headers = bearer(keys.add("me", ["ask"]))

    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/graphql", ["graphql-transport-ws"]),
    ):
        pytest.fail("let in")
    with client.websocket_connect("/graphql", ["graphql-transport-ws"], headers=headers) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"


@pytest.mark.parametrize(
    "path", ["/graphql/", "/%67raphql", "/graphql;x", "/Graphql", "/./graphql"]
)
def test_no_way_around(asking: Asking, keys: KeyFile, path: str) -> None:
    """However the address is written, nothing of the graph comes without a key."""
    response = asking(access="keys", keys=keys.path).post(path, json=QUESTION)

    assert response.status_code in (401, 404)


def test_a_proxy_says_who_asks(asking: Asking) -> None:
    """Only the proxy is believed; everything but health is asked through it."""
    who = {"x-remote-user": "alice"}
    settings: dict[str, Any] = {
        "access": "proxy",
        "trusted_proxies": "10.0.0.0/8",
        "identity_header": "X-Remote-User",
    }
    for path in [*PAGES, *CLOSED]:
        through = asking(PROXY, **settings).get(path, headers=who)
        past, nameless = (
            asking(OUTSIDE, **settings).get(path, headers=who),
            asking(PROXY, **settings).get(path),
        )

        assert through.status_code == 200
        if path in ("/healthz", "/readyz"):
            assert past.status_code == nameless.status_code == 200
        else:
            assert (past.status_code, code_of(past)) == (401, "NO_IDENTITY")
            assert (nameless.status_code, code_of(nameless)) == (401, "NO_IDENTITY")


def test_requests_of_one_client(asking: Asking) -> None:
    """Beyond so many a minute a client is told when to come back; others and health are not touched."""
    first = asking(requests_per_minute=3)
    statuses = [first.post("/graphql", json=QUESTION).status_code for _ in range(4)]
    refused = first.get("/")

    assert statuses == [200, 200, 200, 429]
    assert code_of(refused) == "TOO_MANY_REQUESTS"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert first.get("/healthz").status_code == 200
    assert asking("192.0.2.2", app=first.app).post("/graphql", json=QUESTION).status_code == 200


def test_behind_a_proxy(asking: Asking) -> None:
    """Clients of one proxy are counted apart, whatever they write themselves."""
    proxy = asking(PROXY, requests_per_minute=2, trusted_proxies="10.0.0.0/8")
    statuses = {
        name: [
            proxy.get("/", headers={"x-forwarded-for": f"{n}.1.1.1, {name}"}).status_code
            for n in (1, 2, 3)
        ]
        for name in ("198.51.100.7", "198.51.100.8")
    }
    past = [
        asking(OUTSIDE, app=proxy.app).get("/", headers={"x-forwarded-for": f"{n}.1.1.1"})
        for n in (1, 2, 3)
    ]

    assert set(map(tuple, statuses.values())) == {(200, 200, 429)}
    assert [response.status_code for response in past] == [200, 200, 429]


def test_of_this_machine(asking: Asking) -> None:
    """Who is at this machine is not counted, unless they came through a proxy here."""
    local = asking("127.0.0.1", requests_per_minute=1)

    assert {local.get("/").status_code for _ in range(5)} == {200}
    through = {"x-forwarded-for": "198.51.100.7"}
    assert [local.get("/", headers=through).status_code for _ in range(2)] == [200, 429]


def test_wrong_keys_are_counted(asking: Asking, keys: KeyFile) -> None:
    """Who tries keys is stopped, and a client with a key has its own count."""
    key = keys.add("me", ["ask"])
    client = asking(access="keys", keys=keys.path, requests_per_minute=2)
    tried = [
        client.post("/graphql", json=QUESTION, headers=bearer("x")).status_code for _ in range(3)
    ]

    assert tried == [401, 401, 429]
    asked = [
        client.post("/graphql", json=QUESTION, headers=bearer(key)).status_code for _ in range(3)
    ]
    assert asked == [200, 200, 429]


def test_operations_on_a_web_socket(asking: Asking) -> None:
    """Each counts as a request, so that one connection is no way around."""
    client = asking(requests_per_minute=3)
    with client.websocket_connect("/graphql", ["graphql-transport-ws"]) as socket:
        socket.send_json({"type": "connection_init"})
        assert socket.receive_json()["type"] == "connection_ack"
        said = []
        for n in range(3):
            socket.send_json({"type": "subscribe", "id": str(n), "payload": QUESTION})
            said.append(socket.receive_json())
            if said[-1]["type"] == "next":
                assert socket.receive_json()["type"] == "complete"

    assert [message["type"] for message in said] == ["next", "next", "error"]
    assert said[2]["payload"][0]["extensions"] == {"code": "TOO_MANY_REQUESTS"}


def test_nothing_is_started_before_somebody_asks() -> None:
    """An application has no thread until it is used, so that its process can fork."""
    before = set(threading.enumerate())
    graph = ServedGraph(NetworkXStore(seed_of("first")))
    create_app(graph, Settings(traces="http://127.0.0.1:1/v1/traces"))

    assert set(threading.enumerate()) <= before


def test_without_a_count(asking: Asking) -> None:
    """With 0 nobody is counted."""
    client = asking(requests_per_minute=0)

    assert {client.get("/healthz").status_code for _ in range(20)} == {200}


def test_pages_of_others(asking: Asking) -> None:
    """A page of an origin on the list may ask and read; of any other it may not."""
    client = asking(cors_origins="https://app.example, http://localhost:3000")
    for origin, is_let_in in (("https://app.example", True), ("https://evil.example", False)):
        headers = {
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        }
        before = client.options("/graphql", headers=headers)
        asked = client.post("/graphql", json=QUESTION, headers={"origin": origin})

        assert before.status_code == (200 if is_let_in else 400)
        allowed = asked.headers.get("access-control-allow-origin")
        assert allowed == (origin if is_let_in else None)
        assert "Origin" in asked.headers["vary"] or not is_let_in


@pytest.mark.parametrize("origins", [None, "https://app.example"])
def test_web_sockets_of_others(asking: Asking, origins: str | None) -> None:
    """The same for WebSockets, for which no browser asks first."""
    client = asking(cors_origins=origins)
    let_in = []
    for origin in ("https://app.example", "https://evil.example", "http://testserver"):
        try:
            with client.websocket_connect(
                "/graphql", ["graphql-transport-ws"], headers={"origin": origin}
            ):
                let_in.append(origin)
        except WebSocketDisconnect:
            continue

    assert (
        let_in == ["http://testserver"]
        if origins is None
        else ["https://app.example", "http://testserver"]
    )


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None]
)
def test_what_any_page_may_send(asking: Asking, content_type: str | None) -> None:
    """What a browser sends for any page without asking first is never executed."""
    headers = {} if content_type is None else {"content-type": content_type}
    response = asking().post("/graphql", content='{"query": "{ graph { name } }"}', headers=headers)

    assert response.status_code == 415


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"access": "keys"}, "INTEROP_KEYS"),
        ({"access": "nobody"}, "'open', 'keys' or 'proxy'"),
        ({"trusted_proxies": "proxy.example"}, "does not appear to be"),
        ({"cors_origins": "*"}, "is no origin"),
        ({"cors_origins": "https://a.example/path"}, "is no origin"),
        ({"identity_header": "X User"}, "pattern"),
    ],
)
def test_settings_that_cannot_be(settings: dict[str, Any], said: str) -> None:
    """What cannot be meant is refused at the start."""
    with pytest.raises(ValueError, match="error") as error:
        Settings(**settings)

    assert said in str(error.value)


def test_nothing_of_a_key_is_kept(keys: KeyFile) -> None:
    """The file holds a digest, what the key is for, and is its owner's alone."""
    key = keys.add("me", ["ask"])

    assert key not in keys.path.read_text()
    assert keys.keys()[0].scopes == ("ask",)
    assert keys.path.stat().st_mode & 0o777 == 0o600
