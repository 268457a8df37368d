"""Seeds applied to a server that runs, by its socket and over HTTP."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import tarfile
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from api.access.keys import KeyFile
from api.admin.routes import admin_routes
from api.graphs import NotAppliedError, ServedGraph
from graph.control import BadArchiveError, ControlError, RefusedError, Server, pack, unpack
from graph.load import SeedError, digest, load_seed
from graph.model import Seed
from graph.store import NetworkXStore
from tests.test_live.serving import (
    PATIENCE,
    Live,
    applied,
    edited,
    loaded,
    serving,
    serving_graph,
    small_seed,
)

QUESTION = '{ graph { version } entity(id: "qq") { name { en } } }'


def test_another_seed(live: Live, second: Path) -> None:
    """It is served from then on, and what that changed is said; every answer names its graph."""
    before = live.version()

    done = live.apply(second)

    assert (done["added"], done["changed"], done["removed"]) == (0, 1, 0)
    assert done["ids"] == {"added": [], "changed": ["qq"], "removed": []}
    assert done["previous"] == before
    assert done["version"] == digest(loaded(second))
    answer = live.post(QUESTION)
    assert answer.headers["Interop-Graph-Version"] == done["version"]
    assert answer.json()["data"] == {
        "graph": {"version": done["version"]},
        "entity": {"name": {"en": "OICQ"}},
    }


def test_the_same_seed(live: Live, first: Path) -> None:
    """Nothing is changed."""
    done = live.apply(first)

    assert (done["added"], done["changed"], done["removed"]) == (0, 0, 0)
    assert done["version"] == done["previous"] == live.version()
    assert live.graph.journal().changes == ()


def test_trying_a_seed(live: Live, second: Path) -> None:
    """What it would change is said, and nothing is changed."""
    before = live.version()

    done = live.apply(second, dry_run=True)

    assert (done["dryRun"], done["changed"], done["previous"]) == (True, 1, before)
    assert live.version() == before


def test_a_bad_seed(live: Live, tmp_path: Path) -> None:
    """All its problems come back, each with file and line, and the good graph stays."""
    bad, before = small_seed(tmp_path / "bad"), live.version()
    edited(
        bad, "entities/apps.yaml", "kind: app\n    name: {en: QQ,", "kind: ap\n    name: {en: QQ,"
    )
    edited(bad, "seed.yaml", "recorded_until: 2024-10-31", "recorded_until: 2024-10-32")

    with pytest.raises(SeedError) as error:
        live.apply(bad)

    with pytest.raises(SeedError) as here:
        load_seed(bad)
    assert error.value.problems == here.value.problems
    assert len(here.value.problems) == 2
    assert live.version() == before
    assert httpx2.get(f"{live.url}/readyz", timeout=PATIENCE).status_code == 200


def test_an_expected_version(live: Live, second: Path) -> None:
    """A seed is taken if that version is served, and refused if not."""
    before = live.version()

    with pytest.raises(RefusedError, match=before) as error:
        live.apply(second, version="0123456789abcdef")
    assert (error.value.code, error.value.status) == ("OTHER_VERSION", 412)
    assert live.version() == before

    assert live.apply(second, version=before)["changed"] == 1


def test_under_load(live: Live, first: Path, second: Path) -> None:
    """While seeds alternate no question fails, and each answer is right for the graph it names."""
    names = {digest(loaded(first)): "QQ", digest(loaded(second)): "OICQ"}
    stop, seen = threading.Event(), set()

    def ask() -> int:
        count = 0
        with httpx2.Client(timeout=PATIENCE) as client:
            while not stop.is_set():
                answer = client.post(f"{live.url}/graphql", json={"query": QUESTION})
                assert answer.status_code == 200
                data, version = answer.json()["data"], answer.headers["Interop-Graph-Version"]
                assert data["graph"]["version"] == version
                assert data["entity"]["name"]["en"] == names[version]
                seen.add(version)
                count += 1
        return count

    with ThreadPoolExecutor(4) as askers:
        asking = [askers.submit(ask) for _ in range(4)]
        try:
            changes = [live.apply(seed)["changed"] for _ in range(3) for seed in (second, first)]
        finally:
            stop.set()

    assert changes == [1] * 6
    assert all(asked.result(PATIENCE) > 0 for asked in asking)
    assert seen == names.keys()


def test_two_at_once(live: Live, second: Path) -> None:
    """While one seed is being applied another is refused, and says so; then it is taken."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> Seed:
        begun.set()
        assert go_on.wait(PATIENCE)
        return loaded(second)

    with ThreadPoolExecutor(1) as other:
        applying = other.submit(live.graph.apply, slowly)
        try:
            assert begun.wait(PATIENCE)
            with pytest.raises(RefusedError) as error:
                live.apply(second)
            assert not applying.done()
            assert live.post(QUESTION).status_code == 200
        finally:
            go_on.set()
        assert applying.result(PATIENCE).changed == 1

    assert (error.value.code, error.value.status) == ("APPLYING", 409)
    assert live.apply(second)["changed"] == 0


def test_a_graph_in_neo4j(live: Live, second: Path, sockets: Path) -> None:
    """A server over another store than memory says where seeds are applied instead."""

    class Elsewhere:
        """Reads as the graph does, and is none of ours to change."""

        reader = live.graph.reader

        def close(self) -> None:
            """Nothing is held."""

    graph = ServedGraph(Elsewhere())  # type: ignore[arg-type]
    with (
        serving_graph(graph, sockets) as other,
        pytest.raises(RefusedError, match="--store") as error,
    ):
        other.apply(second)

    assert error.value.code == "IN_NEO4J"


def test_keys(first: Path, second: Path, sockets: Path, tmp_path: Path) -> None:
    """Over HTTP a seed is taken with a key, and not without, with another, or with a revoked one."""
    keys = KeyFile(tmp_path / "keys.json")
    key = keys.add("ci")
    with serving(first, sockets, keys=keys.path) as live:
        before = live.version()
        digest_of_it = keys.keys()[0].sha256
        for wrong in (None, "", "interop_wrong", key[:-1], f"{key}x", digest_of_it):
            with pytest.raises(RefusedError) as error:
                applied(Server(live.url, wrong), second)
            assert (error.value.code, error.value.status) == ("UNKNOWN_KEY", 401)
        assert live.version() == before

        assert applied(Server(live.url, key), second)["changed"] == 1
        assert Server(live.url, key).seed() == loaded(second)

        keys.revoke("ci")
        with pytest.raises(RefusedError) as error:
            applied(Server(live.url, key), first)
        assert error.value.code == "UNKNOWN_KEY"


def test_no_file_of_keys(live: Live, second: Path) -> None:
    """Nothing can be changed, or fetched, over HTTP."""
    with pytest.raises(RefusedError) as error:
        applied(Server(live.url, "interop_any"), second)

    assert (error.value.code, error.value.status) == ("NO_KEYS", 403)
    assert httpx2.get(f"{live.url}/admin/seed", timeout=PATIENCE).status_code == 403


def test_a_key_is_a_secret(
    first: Path, second: Path, sockets: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It stands neither in the file nor in the log; its name does, with what was done."""
    keys = KeyFile(tmp_path / "keys.json")
    key = keys.add("ci")

    with caplog.at_level(logging.DEBUG), serving(first, sockets, keys=keys.path) as live:
        done = applied(Server(live.url, key), second)
        with pytest.raises(RefusedError):
            applied(Server(live.url, f"{key}x"), second)

    assert key not in keys.path.read_text("utf-8")
    assert keys.path.stat().st_mode & 0o077 == 0
    assert key not in caplog.text
    assert f"key 'ci' applied graph {done['version']}" in caplog.text
    assert key not in repr(Server(live.url, key))


def test_a_broken_file_of_keys(first: Path, second: Path, sockets: Path, tmp_path: Path) -> None:
    """Nobody is let in."""
    path = tmp_path / "keys.json"
    path.write_text("{", "utf-8")

    with serving(first, sockets, keys=path) as live, pytest.raises(RefusedError) as error:
        applied(Server(live.url, "interop_any"), second)

    assert (error.value.code, error.value.status) == ("KEY_FILE", 503)


def test_a_seed_that_is_too_large(first: Path, sockets: Path) -> None:
    """It is refused, whether all of it is sent or only said."""
    with (
        serving(first, sockets, max_seed_bytes=2_000) as live,
        pytest.raises(RefusedError, match="2,000") as error,
    ):
        live.apply(first)

    assert (error.value.code, error.value.status) == ("BAD_ARCHIVE", 400)


@pytest.mark.parametrize("refused", [False, True])
def test_a_seed_that_stops_coming_in(first: Path, *, refused: bool) -> None:
    """Who says nothing any more is told so, and who may not apply is not waited for without end."""
    parts, sent = iter([{"type": "http.request", "body": b"a seed", "more_body": True}]), []

    def who(_: Request) -> str:
        if refused:
            raise NotAppliedError("Not you.", "UNKNOWN_KEY")
        return "somebody"

    async def receive() -> Any:
        for part in parts:
            return part
        return await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "PUT", "path": "/admin/seed", "query_string": b""}
    app = Starlette(routes=admin_routes(ServedGraph.from_folder(first), 1_000, 0.05, who))
    asyncio.run(app(scope | {"headers": []}, receive, send))

    status, code = (401, "UNKNOWN_KEY") if refused else (408, "REQUEST_TOO_SLOW")
    assert sent[0]["status"] == status
    assert json.loads(sent[1]["body"])["errors"][0]["extensions"] == {"code": code}


def test_no_archive(live: Live) -> None:
    """What is no tar is refused."""
    with pytest.raises(RefusedError) as error:
        live.control.apply(io.BytesIO(b"a seed, honestly" * 100))

    assert error.value.code == "BAD_ARCHIVE"


@pytest.mark.parametrize(
    "name", ["../seed.yaml", "/etc/seed.yaml", "events/../../seed.yaml", "seed.yaml/x"]
)
def test_names_that_lead_out(name: str, tmp_path: Path) -> None:
    """An archive writes into its own folder, and nothing twice."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for each in ("seed.yaml", name):
            member = tarfile.TarInfo(each)
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
    archive.seek(0)
    folder = tmp_path / "in"
    folder.mkdir()

    with pytest.raises(BadArchiveError, match=r"seed\.yaml"):
        unpack(archive, folder, 1_000)

    assert [path.name for path in tmp_path.rglob("*")] == ["in", "seed.yaml"]


def test_links_in_an_archive(tmp_path: Path) -> None:
    """They are not made."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        member = tarfile.TarInfo("events")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(member)
    archive.seek(0)

    unpack(archive, tmp_path, 1_000)

    assert list(tmp_path.iterdir()) == []


def test_a_seed_that_cannot_be_sent(tmp_path: Path) -> None:
    """What is wrong with it is said before anything is sent."""
    bad = small_seed(tmp_path / "bad")
    (bad / "evetns").mkdir()
    (bad / "evetns" / "new.yaml").write_text("events: []", "utf-8")
    (bad / "entities" / "more.yaml").write_text("entities: 3", "utf-8")

    with tempfile.TemporaryFile() as archive, pytest.raises(SeedError) as error:
        pack(bad, archive)

    assert sorted(problem.place.file for problem in error.value.problems) == [
        "entities/more.yaml",
        "evetns/new.yaml",
    ]


def test_nobody_listens(tmp_path: Path) -> None:
    """It is said where."""
    with pytest.raises(ControlError, match=r"nowhere\.sock"):
        applied(Server(tmp_path / "nowhere.sock"), small_seed(tmp_path / "seed"))


def test_what_fails_while_changing_over(first: Path, second: Path) -> None:
    """If the new graph is built and cannot be kept, the old one stays."""
    store = NetworkXStore(loaded(first))
    before = store.reader()

    def fail(applied: object) -> None:
        raise ControlError("no room")

    with pytest.raises(ControlError):
        store.apply(loaded(second), ready=fail)

    assert store.reader() is before
    assert partial(store.apply, loaded(second))().changed == 1
