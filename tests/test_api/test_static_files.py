"""The files of the pages: packed and plain, each with what caches need to know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import STATIC, create_app
from tests.docs_support import served

MEGABYTE = 1_000_000
D3 = "/static/vendor/d3/d3.min.js"
PLAIN = {"Accept-Encoding": "identity"}
PACKED = {"Accept-Encoding": "br, gzip;q=0.8"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Serve the packaged seed."""
    with TestClient(create_app(served())) as client:
        yield client


@pytest.mark.parametrize("path", ["/", D3, "/static/explorer/documents/path.graphql"])
def test_packed_and_plain(client: TestClient, path: str) -> None:
    """Both are the same text under two ETags, and say on what it hangs which of them one gets."""
    plain, packed = client.get(path, headers=PLAIN), client.get(path, headers=PACKED)

    assert plain.content == packed.content
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 1.5
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer in (plain, packed):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-type"] == plain.headers["content-type"]


@pytest.mark.parametrize("form", [PLAIN, PACKED], ids=["plain", "packed"])
def test_asked_again(client: TestClient, form: dict[str, str]) -> None:
    """Who has this form of it is told so, and who has the other gets it."""
    first = client.get(D3, headers=form)
    other = client.get(D3, headers=PLAIN if form is PACKED else PACKED)
    again = client.get(D3, headers={**form, "If-None-Match": first.headers["etag"]})
    crossed = client.get(D3, headers={**form, "If-None-Match": other.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["vary"] == "Accept-Encoding"
    assert crossed.status_code == 200


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br", "", "x-gzip-not"])
def test_gzip_not_wanted(client: TestClient, accepted: str) -> None:
    """It is sent as it is."""
    answer = client.get(D3, headers={"Accept-Encoding": accepted})

    assert "content-encoding" not in answer.headers
    assert answer.content == (STATIC / "vendor/d3/d3.min.js").read_bytes()


def test_graphiql_hangs_on_accept_too(client: TestClient) -> None:
    """The address of GraphiQL is that of the questions: caches must tell the two apart."""
    answer = client.get("/graphql", headers={**PACKED, "Accept": "text/html"})

    assert answer.headers["content-encoding"] == "gzip"
    assert {each.strip() for each in answer.headers["vary"].split(",")} == {
        "Accept",
        "Accept-Encoding",
    }


def test_weight(client: TestClient) -> None:
    """All that the explorer loads is less than a megabyte as it is sent."""
    files = [path for path in (STATIC / "explorer").rglob("*") if path.is_file()]
    paths = ["/", D3, *(f"/static/{path.relative_to(STATIC).as_posix()}" for path in files)]
    sizes = [int(client.get(path, headers=PACKED).headers["content-length"]) for path in paths]

    assert len(sizes) > 50
    assert sum(sizes) < MEGABYTE
