"""The application: pages, health, headers, and how it lives with slow questions and bad seeds."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.headers import CONTENT_SECURITY_POLICY, HEADERS
from api.query import schema
from api.settings import Settings
from tests.test_api.readers import altered

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PATIENCE = 30.0  # seconds; on an idle machine none of this takes one


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something holds, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def version(client: TestClient) -> str:
    """Ask for the version of the graph."""
    response = client.post("/graphql", json={"query": "{ graph { version } }"})
    found: str = response.json()["data"]["graph"]["version"]
    return found


def test_front_page(client: TestClient) -> None:
    """The front page is a page."""
    response = client.get("/")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "GraphiQL" in response.text


def test_graphql_is_a_page_for_browsers(client: TestClient) -> None:
    """Browsers get GraphiQL where programs get answers, even with a question in the address."""
    for parameters in ({}, {"query": "{ graph { name } }"}):
        page = client.get("/graphql", params=parameters, headers={"accept": BROWSER})

        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "Accept" in page.headers["vary"].split(", ")
        assert "<title>GraphiQL" in page.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.5"])
def test_graphql_is_no_page_for_programs(client: TestClient, accept: str) -> None:
    """Whoever accepts JSON by name, or anything at all, gets the answer."""
    response = client.get(
        "/graphql", params={"query": "{ graph { name } }"}, headers={"accept": accept}
    )

    assert response.json() == {"data": {"graph": {"name": "platform-interop"}}}


def test_a_browser_posts(client: TestClient) -> None:
    """A page is given for GET only: what is posted is answered or refused."""
    response = client.post(
        "/graphql", json={"query": "{ graph { name } }"}, headers={"accept": BROWSER}
    )

    assert response.json() == {"data": {"graph": {"name": "platform-interop"}}}


@pytest.mark.parametrize(
    "query", ["", "?query=%7B%20graph%20%7B%20name%20%7D%20%7D&variables=%7B%7D"]
)
def test_graphiql_leads_on(client: TestClient, query: str) -> None:
    """The other address of GraphiQL leads to the one, with the question kept."""
    response = client.get(f"/graphiql{query}", follow_redirects=False)

    assert response.status_code == 307
    assert response.headers["location"] == f"graphql{query}"
    page = client.get(f"/graphiql{query}", headers={"accept": BROWSER})
    assert page.status_code == 200
    assert page.url.path == "/graphql"


def test_the_schema_as_text(client: TestClient) -> None:
    """The schema can be fetched for tools."""
    response = client.get("/schema.graphql")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == schema.as_str() + "\n"


def test_health(client: TestClient) -> None:
    """The process says that it is up."""
    assert client.get("/healthz").text == "ok\n"


def test_readiness(client: TestClient, graph: ServedGraph) -> None:
    """A service over a good seed is ready, and says with which graph."""
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "version": version(client),
        "loadedAt": graph.reader().info.loaded_at.isoformat(),
        "problems": [],
    }


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("site.css", "text/css; charset=utf-8"),
        ("graphiql.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
        ("examples.json", "application/json"),
        ("vendor/graphiql/graphiql.min.js", "text/javascript; charset=utf-8"),
    ],
)
def test_static_files(client: TestClient, name: str, media_type: str) -> None:
    """Scripts and styles come with their types, and are not sent again unchanged."""
    response = client.get(f"/static/{name}")

    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    again = client.get(f"/static/{name}", headers={"if-none-match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/static/",
        "/static",
    ],
)
def test_no_other_files(client: TestClient, path: str) -> None:
    """Nothing outside the static folder is served, and no list of what is in it."""
    assert client.get(path).status_code == 404


ANSWERS: list[tuple[str, str, int]] = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("POST", "/", 405),
    ("GET", "/graphql", 400),
    ("GET", "/graphql?query={graph{name}}", 200),
    ("POST", "/graphql", 415),
    ("DELETE", "/graphql", 405),
    ("OPTIONS", "/graphql", 405),
    ("GET", "/graphiql", 307),
    ("GET", "/schema.graphql", 200),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("GET", "/static/site.css", 200),
    ("GET", "/static/nope.css", 404),
    ("GET", "/nope", 404),
    ("GET", "/graphql/", 307),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_security_headers(client: TestClient, method: str, path: str, status: int) -> None:
    """Every answer has them, whatever it is."""
    response = client.request(method, path, follow_redirects=False)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_nothing_in() -> None:
    """No inline script, no evaluated text, no other host, no frame."""
    policy = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert not any("unsafe" in value or "http" in value for value in policy.values())


def test_a_mistake_of_ours(graph: ServedGraph, caplog: pytest.LogCaptureFixture) -> None:
    """What goes wrong outside of GraphQL is masked as it is inside, with the headers."""

    class Broken(ServedGraph):
        def state(self) -> Any:
            raise RuntimeError("the password is hunter2")

    client = TestClient(create_app(Broken(graph.store)), raise_server_exceptions=False)

    with caplog.at_level(logging.ERROR, "interop.errors"):
        response = client.get("/readyz")

    assert response.status_code == 500
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert error["extensions"]["errorId"] in caplog.text
    assert "hunter2" not in response.text


def test_the_store_is_closed_at_the_end(graph: ServedGraph) -> None:
    """The store lives as long as the application."""
    closed = []

    class Store:
        def reader(self) -> Any:
            return graph.reader()

        def close(self) -> None:
            closed.append(True)

    with TestClient(create_app(ServedGraph(Store()))) as client:  # type: ignore[arg-type]
        assert client.get("/readyz").status_code == 200
        assert closed == []
    assert closed == [True]


def test_a_slow_question_holds_nobody_up(graph: ServedGraph) -> None:
    """While one question is being answered, others are answered too."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(ids: Any) -> Any:
        begun.set()
        assert go_on.wait(PATIENCE)
        return graph.reader().nodes(ids)

    class Store:
        def reader(self) -> Any:
            return altered(graph.reader(), nodes=slow)

        def close(self) -> None:
            pass

    app = create_app(ServedGraph(Store()))  # type: ignore[arg-type]
    with TestClient(app) as client, ThreadPoolExecutor(1) as other:
        answer = other.submit(client.post, "/graphql", json={"query": '{ node(id: "qq") { id } }'})
        try:
            assert begun.wait(PATIENCE)
            assert client.get("/healthz").text == "ok\n"
            assert version(client) == graph.reader().info.version
            assert not answer.done()
        finally:
            go_on.set()
        assert answer.result(PATIENCE).json() == {"data": {"node": {"id": "qq"}}}


@pytest.fixture
def reloading(seed_folder: Path) -> Iterator[TestClient]:
    """Serve a copy of the packaged seed that is loaded anew when it changes."""
    app = create_app(ServedGraph.from_folder(seed_folder), Settings(reload=True))
    with TestClient(app) as client:
        yield client


def rewrite(path: Path, old: str, new: str) -> None:
    """Change a file of the seed."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def name_of_qq(client: TestClient) -> str:
    """Ask for a name that the tests change."""
    answer = client.post("/graphql", json={"query": '{ entity(id: "qq") { name { en } } }'}).json()
    name: str = answer["data"]["entity"]["name"]["en"]
    return name


def test_a_seed_changes(reloading: TestClient, seed_folder: Path) -> None:
    """A changed file is served without a new start."""
    before = version(reloading)

    rewrite(
        seed_folder / "entities" / "apps-china.yaml",
        "name: {en: QQ, zh: QQ}",
        "name: {en: OICQ, zh: QQ}",
    )
    wait_until(lambda: version(reloading) != before)

    assert name_of_qq(reloading) == "OICQ"
    assert reloading.get("/readyz").json()["ready"]


def test_a_seed_breaks_and_is_mended(reloading: TestClient, seed_folder: Path) -> None:
    """A bad seed makes the service not ready, and the last good graph answers; then all is well."""
    path, before = seed_folder / "entities" / "apps-china.yaml", version(reloading)

    rewrite(path, "kind: app\n    name: {en: QQ, zh: QQ}", "kind: ap\n    name: {en: QQ}")
    wait_until(lambda: reloading.get("/readyz").status_code == 503)

    body = reloading.get("/readyz").json()
    assert body["ready"] is False
    assert body["version"] == before
    assert len(body["problems"]) == 2
    assert all("entities/apps-china.yaml" in problem for problem in body["problems"])
    assert version(reloading) == before
    assert name_of_qq(reloading) == "QQ"

    rewrite(path, "kind: ap\n    name: {en: QQ}", "kind: app\n    name: {en: OICQ, zh: QQ}")
    wait_until(lambda: reloading.get("/readyz").status_code == 200)

    assert name_of_qq(reloading) == "OICQ"


def test_the_seed_is_gone(reloading: TestClient, seed_folder: Path) -> None:
    """A folder that vanishes is a problem of the seed, not of the service."""
    before = version(reloading)

    away = seed_folder.rename(seed_folder.with_name("away"))
    (away / "seed.yaml").touch()
    wait_until(lambda: reloading.get("/readyz").status_code == 503)

    assert version(reloading) == before


def test_loading_fails_unexpectedly(
    reloading: TestClient,
    seed_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Even a mistake of ours in loading does not end the watch."""
    path, before = seed_folder / "entities" / "apps-china.yaml", version(reloading)

    def fail(folder: Path) -> Any:
        raise RuntimeError("boom")

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "interop.watch"):
        patch.setattr("api.graphs.load_seed", fail)
        rewrite(path, "name: {en: QQ, zh: QQ}", "name: {en: OICQ, zh: QQ}")
        wait_until(lambda: "boom" in caplog.text)
    assert version(reloading) == before

    rewrite(path, "name: {en: OICQ, zh: QQ}", "name: {en: Tencent QQ Messenger, zh: QQ}")
    wait_until(lambda: version(reloading) != before)

    assert name_of_qq(reloading) == "Tencent QQ Messenger"


def test_without_reload_a_seed_may_change(seed_folder: Path) -> None:
    """Unless asked to, the service keeps the graph that it began with."""
    graph = ServedGraph.from_folder(seed_folder)
    with TestClient(create_app(graph, Settings(reload=False))) as client:
        before = version(client)
        rewrite(seed_folder / "seed.yaml", "name: platform-interop", "name: another")

        assert version(client) == before
        assert graph.reload()
        assert version(client) != before
