"""The files as they are served."""

import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.headers import SecurityHeaders
from api.neo4j_browser import neo4j_browser_routes
from api.neo4j_browser.saved import saved_queries
from tests.test_neo4j_browser.slides import play

FILES = ("/neo4j/", "/neo4j/guide.html", "/neo4j/guide.adoc", "/neo4j/style.grass")
QUERIES = tuple(f"/neo4j/queries/{name}.cypher" for name in saved_queries())
OTHER = "http://127.0.0.1:7474"

each_path = pytest.mark.parametrize("path", [*FILES, *QUERIES])


async def more(request: Request) -> PlainTextResponse:
    """Answer as a route of somebody else."""
    return PlainTextResponse("more")


@pytest.fixture
def client() -> TestClient:
    """Return a client of the routes, with the headers of the service."""
    routes = neo4j_browser_routes(Route("/answer.html", more))
    app = Starlette(routes=routes, middleware=[Middleware(SecurityHeaders)])
    return TestClient(app, base_url="http://localhost:8000")


@each_path
def test_anybody_may_read(client: TestClient, path: str) -> None:
    """Each file is there, as text, for pages of every origin, and is asked for anew each time."""
    answer = client.get(path, headers={"Origin": OTHER})

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith(
        "text/html" if path[-1] in "/l" else "text/plain"
    )


@each_path
def test_preflight(client: TestClient, path: str) -> None:
    """Before `:play` fetches a guide with two headers more, it may ask whether it may."""
    asked = {
        "Origin": OTHER,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "cache-control,pragma",
    }
    answer = client.options(path, headers=asked)
    allowed = answer.headers["access-control-allow-headers"].lower().split(", ")

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"cache-control", "pragma"} <= set(allowed)


def test_other_methods(client: TestClient) -> None:
    """Pages of other origins may not even try to write."""
    asked = {"Origin": OTHER, "Access-Control-Request-Method": "PUT"}

    assert client.options("/neo4j/guide.html", headers=asked).status_code == 400
    assert client.put("/neo4j/guide.html").status_code == 405


@pytest.mark.parametrize("name", ["unknown", "..%2Fguide", "access-on-a-day.cypher%00"])
def test_unknown_query(client: TestClient, name: str) -> None:
    """What is no saved query is not found, and no other file is served in its place."""
    assert client.get(f"/neo4j/queries/{name}.cypher").status_code == 404


def test_saved_query_comes_as_it_is(client: TestClient) -> None:
    """A saved query is served as its file, title and parameters included."""
    answer = client.get("/neo4j/queries/timeline.cypher")

    assert answer.text == saved_queries()["timeline"].source


@pytest.mark.parametrize("host", ["graph.example", "127.0.0.1:8123", "[::1]:8000"])
def test_guide_names_its_own_address(client: TestClient, host: str) -> None:
    """The commands of a guide lead to where it was fetched from."""
    guide = play(client.get("/neo4j/guide.html", headers={"Host": host}).text)

    assert f":style http://{host}/neo4j/style.grass" in guide.runnable
    assert f":play http://{host}/neo4j/guide.html" in guide.runnable


@pytest.mark.parametrize("path", FILES)
def test_hostile_host(client: TestClient, path: str) -> None:
    """A Host header cannot bring markup into a page."""
    answer = client.get(path, headers={"Host": 'x"><script>alert(1)</script>'})

    assert path.endswith(".adoc") or "<script" not in answer.text


def test_index_page(client: TestClient) -> None:
    """The page names the commands and links every file; nothing in it needs more than our policy."""
    page = client.get("/neo4j/").text

    assert ":play http://localhost:8000/neo4j/guide.html" in page
    assert ":style http://localhost:8000/neo4j/style.grass" in page
    assert "must have <code>localhost</code> in it" in page
    assert set(re.findall(r'<a href="(.+?)"', page)) == {
        path.removeprefix("/neo4j/") for path in (*FILES[1:], *QUERIES)
    }
    assert not re.search(r"<script|<style|\son\w+=|style=", page)


def test_without_the_slash(client: TestClient) -> None:
    """The page is found without its last slash, too."""
    assert client.get("/neo4j").url.path == "/neo4j/"


def test_more_routes(client: TestClient) -> None:
    """Other routes can stand below the same address, with the same openness."""
    answer = client.get("/neo4j/answer.html", headers={"Origin": OTHER})

    assert answer.text == "more"
    assert answer.headers["access-control-allow-origin"] == "*"
