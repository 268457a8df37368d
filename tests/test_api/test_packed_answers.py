"""Larger answers are packed for who takes them so: two forms of one answer, with a validator each."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import packing
from api.app import create_app
from api.packing import LEAST, packed
from api.settings import Settings
from tests.docs_support import served

ENTITIES = "{ entities(first: 90) { nodes { id name { en } } } }"
PLAIN, PACKED = {"accept-encoding": "identity"}, {"accept-encoding": "br, gzip;q=0.8"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Serve the packaged seed."""
    with TestClient(create_app(served())) as client:
        yield client


def get(client: TestClient, query: str = ENTITIES, **headers: str) -> Any:
    """Ask by GET."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get("/graphql", params={"query": query}, headers=PLAIN | named)


def is_packed(response: Any) -> bool:
    """Whether it came packed, and says so."""
    assert response.headers.get("content-encoding") in (None, "gzip")
    return "content-encoding" in response.headers


def test_packed_and_plain(client: TestClient) -> None:
    """Both are the same text, the packed one shorter, and say on what it hangs which one gets."""
    plain, packed = get(client), get(client, **PACKED)

    assert plain.content == packed.content
    assert not is_packed(plain)
    assert is_packed(packed)
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept, Accept-Encoding"
    assert plain.headers["content-type"] == packed.headers["content-type"]


def test_packed_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an answer that is kept the packed form is kept too, also for requests that differ in form."""
    times = []
    pack = packing._packed

    def watched(content: bytes) -> bytes:
        times.append(len(content))
        return pack(content)

    monkeypatch.setattr(packing, "_packed", watched)
    query = f"{ENTITIES} # once"

    answers = [get(client, query, **PACKED), get(client, query)]
    answers += [get(client, query, accept_encoding=each) for each in ("gzip", "gzip, br", "gzip")]

    assert [is_packed(answer) for answer in answers] == [True, False, True, True, True]
    assert times == [len(answers[1].content)]


def test_known_to_the_client(client: TestClient) -> None:
    """Who has a form that it takes hears that it has it; who has only the packed one and takes it no more, not."""
    plain, packed = (get(client, **form).headers["etag"] for form in (PLAIN, PACKED))
    assert packed == f'{plain[:-1]}-gzip"'

    def answer(tag: str, form: dict[str, str]) -> tuple[int, str]:
        found = get(client, if_none_match=tag, **form)
        assert found.headers["vary"] == "Accept, Accept-Encoding"
        return found.status_code, found.headers["etag"]

    assert answer(packed, PACKED) == (304, packed)
    assert answer(plain, PACKED) == (304, plain)
    assert answer("*", PACKED) == (304, packed)
    assert answer(plain, PLAIN) == (304, plain)
    assert answer(packed, PLAIN) == (200, plain)
    assert answer('"other"', PACKED) == (200, packed)


@pytest.mark.parametrize("accepted", ["gzip;q=0", "br", "", "x-gzip-not"])
def test_gzip_not_wanted(client: TestClient, accepted: str) -> None:
    """It is sent as it is."""
    assert not is_packed(get(client, accept_encoding=accepted))


def test_small_answers(client: TestClient) -> None:
    """What fits into two packets as it is, is not packed."""
    answer = get(client, "{ graph { name } }", **PACKED)

    assert len(answer.content) < LEAST
    assert not is_packed(answer)


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none", "cross-site"])
def test_asked_for_by_a_page(client: TestClient, site: str) -> None:
    """What the page of another site has a browser ask is not packed: its length would tell of it."""
    assert is_packed(get(client, sec_fetch_site=site, **PACKED)) == (site != "cross-site")


def test_switched_off() -> None:
    """Nothing is packed, and nothing hangs on who takes it so."""
    with TestClient(create_app(served(), Settings(gzip=False))) as client:
        answer = get(client, **PACKED)

    assert not is_packed(answer)
    assert answer.headers["vary"] == "Accept"


def test_not_kept() -> None:
    """Where no answers are kept they are packed all the same."""
    with TestClient(create_app(served(), Settings(kept_bytes=0))) as client:
        answers = [get(client, **PACKED) for _ in range(2)]

    assert [is_packed(answer) for answer in answers] == [True, True]


def test_streams_are_not_packed(client: TestClient) -> None:
    """Events are sent as they come."""
    answer = get(client, accept="text/event-stream", **PACKED)

    assert not is_packed(answer)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert len(answer.content) > LEAST


@pytest.mark.parametrize("size", [2_000, 200_000])
def test_equal_answers_pack_equally(size: int) -> None:
    """Short and long ones are the same bytes each time, and unpack to what they were."""

    async def twice() -> list[bytes]:
        return [await packed(b"a" * size) for _ in range(2)]

    first, second = asyncio.run(twice())

    assert first == second
    assert gzip.decompress(first) == b"a" * size
