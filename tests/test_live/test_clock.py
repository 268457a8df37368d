"""The clock of the machine moves: over midnight, and back by an hour, while a server answers.

`clock` is where this process reads the time, as far as the service does.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access.keys import KeyFile
from api.access.rates import Rates
from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.control import ControlFolder
from graph.model import Seed
from graph.store import NetworkXStore
from graph.vocabulary import Access
from tests.strategies import make_event, make_seed
from tests.test_live.serving import loaded

PATH = '{ path(from: "a", to: "b") { found } }'
CHANGES = "query($since: String) { changes(since: $since) { cursor changes { version at } } }"
HOUR = timedelta(hours=1)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime

    def move(self, by: timedelta) -> None:
        """Move it, or back."""
        self.now += by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Have the service read the time from a clock that shows a second before midnight."""
    clock = Clock(datetime(2024, 5, 31, 23, 59, 59, tzinfo=UTC))

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return clock.now.astimezone(tz)

    for module in ("api.graphs", "api.access.keys"):
        monkeypatch.setattr(f"{module}.datetime", Moved)
    monkeypatch.setattr(time, "time", lambda: clock.now.timestamp())
    return clock


def opening() -> Seed:
    """A seed with a way from the first of June on."""
    return make_seed(make_event("e", "2024-06-01", Access.OPEN))


def test_the_day_changes(clock: Clock) -> None:
    """An answer that is kept is that of its day: neither the next nor the day before gets it."""
    with TestClient(create_app(ServedGraph(NetworkXStore(opening())), Settings())) as client:

        def ask(etag: str = "") -> Any:
            return client.get("/graphql", params={"query": PATH}, headers={"if-none-match": etag})

        before = ask()
        assert ask(before.headers["etag"]).status_code == 304
        clock.move(timedelta(seconds=2))
        after = ask(before.headers["etag"])
        assert ask(after.headers["etag"]).status_code == 304
        clock.move(-HOUR)
        again = ask(after.headers["etag"])

    found = [answer.json()["data"]["path"]["found"] for answer in (before, after, again)]
    assert found == [False, True, False]
    assert again.headers["etag"] == before.headers["etag"]


def test_journals_and_cursors(clock: Clock, first: Path, second: Path, tmp_path: Path) -> None:
    """With the clock put back, changes keep their order, and cursors and other processes theirs."""
    control = ControlFolder(tmp_path / "c")
    graph, other = (ServedGraph.from_folder(first, control) for _ in range(2))
    with TestClient(create_app(graph, Settings())) as client:

        def changes(since: str | None = None) -> Any:
            body = {"query": CHANGES, "variables": {"since": since}}
            return client.post("/graphql", json=body).json()["data"]["changes"]

        there = graph.apply(lambda: loaded(second)).version
        other.follow()
        cursor = changes()["cursor"]
        assert changes(cursor)["changes"] == []
        clock.move(-HOUR)
        back = graph.apply(lambda: loaded(first)).version
        other.follow()

        assert [change["version"] for change in changes()["changes"]] == [there, back]
        assert [change["version"] for change in changes(cursor)["changes"]] == [back]
        ats = [datetime.fromisoformat(change["at"]) for change in changes()["changes"]]
        assert ats[1] - ats[0] == -HOUR
    assert other.journal() == graph.journal() == control.journal()
    assert other.reader().info == graph.reader().info
    assert ServedGraph.from_folder(second, control).journal() == graph.journal()


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_how_often_one_may_ask(clock: Clock, by: timedelta) -> None:
    """Whoever was refused is let in again, at the latest after a minute, and is counted as before."""
    rates = Rates(2)
    assert [rates.wait("me") > 0 for _ in range(3)] == [False, False, True]

    clock.move(by)
    waits = [rates.wait("me") for _ in range(3)]
    assert [wait > 0 for wait in waits] == [False, False, True]
    assert 1 <= waits[2] <= 60
    clock.move(timedelta(minutes=2))
    assert rates.wait("me") == 0


def test_keys(clock: Clock, tmp_path: Path) -> None:
    """A file of keys is read anew when it is another, also where it seems older than before."""
    keys = KeyFile(tmp_path / "keys.json")
    text = keys.add("early", ["ask"])
    assert keys.kept_key(text) is not None

    clock.move(-HOUR)
    late = keys.add("late", ["ask"])
    put_back(keys.path)
    assert [key.name for key in map(keys.kept_key, (text, late)) if key] == ["early", "late"]

    keys.revoke("early")
    put_back(keys.path)
    assert keys.kept_key(text) is None
    assert keys.kept_key(late) is not None


def put_back(file: Path) -> None:
    """Have a file say that it was written an hour ago."""
    status = file.stat()
    hour = HOUR // timedelta(microseconds=1) * 1_000
    os.utime(file, ns=(status.st_atime_ns - hour, status.st_mtime_ns - hour))
