"""Being told of changes: over server-sent events and WebSockets, at once or after being away."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.event_stream import EventStream
from api.feed import Feed
from api.graphs import ServedGraph
from graph.control import ControlFolder
from graph.store import Applied, ChangedIds, Journal
from graph.store.journal import MAX_CHANGES, MAX_IDS, change_from_plain, change_to_plain
from tests.test_live.listening import CHANGES, Talk, event_stream, talk
from tests.test_live.serving import PATIENCE, Live, loaded, serving, wait_until

Listen = Callable[[Live, str | None], Any]
WHO = "{ graph { version } }"


@contextmanager
def by_events(live: Live, since: str | None) -> Iterator[Callable[[], Any]]:
    """Listen over server-sent events; gives the next change."""
    with event_stream(live, CHANGES, since=since) as events:
        yield events.change


@contextmanager
def by_web_socket(live: Live, since: str | None) -> Iterator[Callable[[], Any]]:
    """Listen over a WebSocket; gives the next change."""
    with talk(live) as talking:
        talking.subscribe("1", CHANGES, since=since)
        yield lambda: talking.change("1")


each_way = pytest.mark.parametrize("listen", [by_events, by_web_socket])


def heard(live: Live) -> bool:
    """Whether somebody listens."""
    return live.graph.bell.is_heard


@each_way
def test_a_change(live: Live, first: Path, second: Path, listen: Listen) -> None:
    """It is told, with what it touched; then the next one, and an apply of the same seed is none."""
    before = live.version()
    with listen(live, None) as change:
        wait_until(lambda: heard(live))
        version = live.apply(second)["version"]

        assert change() == {
            "version": version,
            "previous": before,
            "cursor": f"{version}-1",
            "added": {"count": 0, "ids": [], "complete": True},
            "changed": {"count": 1, "ids": ["qq"]},
            "removed": {"count": 0},
        }
        live.apply(second)
        live.apply(first)
        assert (change()["version"], live.version()) == (before, before)
    wait_until(lambda: not heard(live))


@each_way
def test_being_away(live: Live, first: Path, second: Path, listen: Listen) -> None:
    """Who comes back since the last version it was told gets all that it missed, and nothing twice."""
    seeds, told = [second, first], []
    with listen(live, live.version()) as change:
        told += [live.apply(seed)["version"] for seed in seeds[:1]]
        assert change()["version"] == told[0]
    missed = [live.apply(first)["version"]]

    with listen(live, told[-1]) as change:
        assert [change()["version"] for _ in missed] == missed
        later = live.apply(second)["version"]
        assert change()["version"] == later
    assert (
        live.post("query Q($since: String) { changes(since: $since) { version } }", since=later)
    ).json()["data"] == {"changes": {"version": later}}


@each_way
def test_a_storm_of_changes(live: Live, first: Path, second: Path, listen: Listen) -> None:
    """While changes come one after the other, a listener that breaks off again and again misses none."""
    seeds = [loaded(second), loaded(first)] * 3
    version, place = live.version(), live.graph.journal().cursor
    told: list[str] = []

    def storm() -> None:
        for seed in seeds:
            live.graph.apply(partial(copy, seed))

    with ExitStack() as stack:
        thread = threading.Thread(target=storm)
        stack.callback(thread.join, PATIENCE)
        thread.start()
        while len(told) < len(seeds):
            with listen(live, place) as change:
                for _ in range(2):
                    found = change()
                    assert found["previous"] == version
                    version, place = found["version"], found["cursor"]
                    told.append(version)
        wait_until(lambda: not thread.is_alive())
        made = [c.version for c in live.graph.journal().changes]

    assert told == made


def test_changes_since(live: Live, first: Path, second: Path) -> None:
    """A question for those who were away: in order, each once, and where one stands then."""
    query = """
    query Q($since: String) { changes(since: $since) { version kept changes { version previous } } }
    """
    one = live.version()
    two = live.apply(second)["version"]
    live.apply(first)

    def since(version: str | None) -> Any:
        return live.post(query, since=version).json()["data"]["changes"]

    steps = [{"version": two, "previous": one}, {"version": one, "previous": two}]
    assert since(None) == {"version": one, "kept": False, "changes": steps}
    assert since(two)["changes"] == steps[1:]
    assert since(one)["changes"] == []
    assert since(f"{one}-0")["changes"] == steps
    assert since(f"{two}-1")["changes"] == since(f"{two}-99")["changes"] == steps[1:]
    assert since(f"{one}-2")["changes"] == since(f"{one}-99")["changes"] == []


@each_way
def test_an_unknown_version(live: Live, listen: Listen) -> None:
    """Who comes from a version that the journal does not know is told so, by a code."""
    query = 'query { changes(since: "0123456789abcdef") { version } }'
    (error,) = live.post(query).json()["errors"]
    assert error["extensions"]["code"] == "UNKNOWN_VERSION"
    assert "read anew" in error["message"]

    if listen is by_events:
        with event_stream(live, CHANGES, since="0123456789abcdef") as events:
            name, body = events.next()
            assert (name, events.next()[0]) == ("next", "complete")
            (error,) = body["errors"]
    else:
        with talk(live) as talking:
            talking.subscribe("1", CHANGES, since="0123456789abcdef")
            (error,) = talking.hear()["payload"]
    assert error["extensions"]["code"] == "UNKNOWN_VERSION"


def test_after_a_restart(first: Path, second: Path, sockets: Path) -> None:
    """With a control directory a listener goes on where it was, as if nothing had been."""
    folder = sockets / "control"
    with serving(first, sockets, ControlFolder(folder)) as live:
        one = live.version()
        two = live.apply(second)["version"]

    with serving(first, sockets, ControlFolder(folder)) as live:
        with event_stream(live, CHANGES, since=one) as events:
            assert events.change()["version"] == two
            live.apply(first)
            assert events.change()["version"] == one
        assert live.post("{ changes { kept } }").json()["data"]["changes"]["kept"]


def test_a_change_by_another_process(first: Path, second: Path, sockets: Path) -> None:
    """Listeners of each process that shares a control directory are told."""
    control = ControlFolder(sockets / "control")
    with (
        serving(first, sockets, control) as one,
        serving(first, sockets, control) as other,
        event_stream(other, CHANGES, since=other.version()) as events,
    ):
        version = one.apply(second)["version"]

        assert events.change()["version"] == version


def test_queries_as_events(live: Live) -> None:
    """A query has one result, and is complete; a mistake is one too."""
    with event_stream(live, WHO) as events:
        assert events.response.headers["content-type"].startswith("text/event-stream")
        assert events.next() == ("next", {"data": {"graph": {"version": live.version()}}})
        assert events.next() == ("complete", None)
    for query, code in (
        ("{ graph { vers } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("query A { graph { name } } query B { graph { name } }", "BAD_REQUEST"),
    ):
        with event_stream(live, query) as events:
            name, body = events.next()
            assert (name, body["errors"][0]["extensions"]["code"]) == ("next", code)
            assert events.next()[0] == "complete"


def test_no_request_for_events(live: Live) -> None:
    """What is no GraphQL request is refused as everywhere; a subscription wants a way to come."""
    accept = {"Accept": "text/event-stream"}
    assert httpx2.get(f"{live.url}/graphql", headers=accept, timeout=PATIENCE).status_code == 400
    query = {"query": "subscription { graphChanged { version } }"}

    refused = httpx2.post(f"{live.url}/graphql", json=query, timeout=PATIENCE)

    assert refused.status_code == 400
    assert "text/event-stream" in refused.json()["errors"][0]["message"]
    address = f"{live.url}/graphql"
    with httpx2.stream("GET", address, params=query, headers=accept, timeout=PATIENCE) as response:
        assert response.status_code == 200


def test_queries_over_a_web_socket(live: Live) -> None:
    """Many operations share a connection; each ends by itself, or when it is told to."""
    with talk(live) as talking:
        talking.subscribe("a", CHANGES)
        talking.subscribe("b", WHO)
        answer = {"data": {"graph": {"version": live.version()}}}
        assert talking.hear() == {"id": "b", "type": "next", "payload": answer}
        assert talking.hear() == {"id": "b", "type": "complete"}
        talking.subscribe("b", "{ graph { vers } }")
        heard_ = talking.hear()
        assert (heard_["id"], heard_["type"]) == ("b", "error")
        assert heard_["payload"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        talking.say("ping")
        assert talking.hear() == {"type": "pong"}
        wait_until(lambda: heard(live))
        talking.say("complete", id="a")
        wait_until(lambda: not heard(live))


def consume(talking: Talk) -> None:
    """Hear all there is to hear."""
    while True:
        talking.hear()


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["nonsense"], 4400),
        (["[]"], 4400),
        (['{"type": "subscribe", "id": 1}'], 4400),
        (['{"type": "dance"}'], 4400),
        ([b"\x00"], 4400),
        (['{"type": "subscribe", "id": "1", "payload": {"query": "{ graph { name } }"}}'], 4401),
        (['{"type": "connection_init"}', '{"type": "connection_init"}'], 4429),
        (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1"}'], 4400),
        (['{"type": "connection_init"}', '{"type": "subscribe", "id": "1", "payload": []}'], 4400),
    ],
)
def test_bad_manners(live: Live, messages: list[str | bytes], code: int) -> None:
    """They end the connection, with the code of the protocol."""
    with talk(live, hello=False) as talking:
        for message in messages:
            talking.connection.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            consume(talking)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == code


def test_who_may_connect(live: Live) -> None:
    """Pages of other hosts may not, nor who speaks another protocol."""
    ours = live.url.removeprefix("http://")
    for how, status in (
        ({"origin": "https://elsewhere.example"}, 403),
        ({"subprotocols": ["graphql-ws"]}, 400),
        ({"subprotocols": None}, 400),
    ):
        with pytest.raises(InvalidStatus) as refused, talk(live, **how):
            pytest.fail("let in")
        assert refused.value.response.status_code == status
    with talk(live, origin=f"http://{ours}") as talking:
        talking.subscribe("1", WHO)
        assert talking.hear()["type"] == "next"


def test_no_room(first: Path, sockets: Path) -> None:
    """No more may be connected than there is room for; who leaves makes room."""
    with serving(first, sockets, max_subscribers=2, ping_seconds=0.1) as live:
        with event_stream(live, CHANGES), talk(live):
            with event_stream(live, CHANGES) as events:
                assert events.response.status_code == 503
                events.response.read()
                code = events.response.json()["errors"][0]["extensions"]["code"]
                assert code == "TOO_MANY_SUBSCRIBERS"
            with pytest.raises(InvalidStatus) as refused, talk(live):
                pytest.fail("let in")
            assert refused.value.response.status_code == 503
            assert live.version()

        def is_let_in() -> bool:
            with event_stream(live, WHO) as events:
                return events.response.status_code == 200

        wait_until(is_let_in)


def test_too_many_operations(live: Live) -> None:
    """One connection has room for some, and refuses the others."""
    with talk(live) as talking:
        for number in range(21):
            talking.subscribe(str(number), CHANGES)
        refusal = talking.hear()

    assert (refusal["id"], refusal["type"]) == ("20", "error")


def test_signs_of_life(first: Path, sockets: Path) -> None:
    """While nothing happens there is a comment now and then."""
    with (
        serving(first, sockets, ping_seconds=0.05) as live,
        event_stream(live, CHANGES, since=live.version()) as events,
    ):
        lines = events.response.iter_raw()
        seen = b""
        while seen.count(b":\n\n") < 3:
            seen += next(lines)

    assert set(seen.split(b"\n\n")) == {b":", b""}


def test_the_server_ends(first: Path, sockets: Path) -> None:
    """Who listens is let go at once, and not told that it is complete: there may be more elsewhere."""
    with ExitStack() as stack:
        live = stack.enter_context(serving(first, sockets))
        events = stack.enter_context(event_stream(live, CHANGES))
        talking = stack.enter_context(talk(live))
        talking.subscribe("1", CHANGES)
        wait_until(lambda: len(live.graph.bell._waiting) == 2)

        live.graph.bell.close()

        assert events.next()[0] == "ended"
        with pytest.raises(ConnectionClosed) as closed:
            talking.hear()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012


def test_a_slow_reader(first: Path) -> None:
    """One that takes nothing is left after a while, and nothing is kept for it meanwhile."""
    ended = []

    async def bodies() -> Any:
        while True:
            yield {"data": "x"}

    async def stuck(message: Any) -> None:
        if message["type"] == "http.response.body" and len(sent) > 3:
            await asyncio.sleep(PATIENCE)
        sent.append(message)

    async def receive() -> Any:
        await asyncio.sleep(PATIENCE)

    sent: list[Any] = []
    stream = EventStream(bodies(), ping=1, patience=0.1, ended=lambda: ended.append(True))
    asyncio.run(stream({"type": "http"}, receive, stuck))

    assert (len(sent), ended) == (4, [True])


def test_who_falls_out_of_the_journal(first: Path, second: Path) -> None:
    """A listener that is too slow for the journal is told so, and has to begin anew."""
    graph = ServedGraph.from_folder(first)
    seeds = [loaded(second), loaded(first)]

    async def listen() -> str:
        changes = Feed(graph).changes(graph.journal().version)
        graph.apply(lambda: seeds[0])
        await anext(changes)
        journal = graph.journal()
        for number in range(MAX_CHANGES + 1):
            journal = journal.with_change(Applied(f"v{number}", 0, 1, 0), journal.changes[0].at)
        graph._journal = journal
        graph.bell.ring()
        with pytest.raises(LookupError) as error:
            await anext(changes)
        return str(error.value)

    assert "read anew" in asyncio.run(asyncio.wait_for(listen(), PATIENCE))


def test_a_bounded_journal(first: Path) -> None:
    """It keeps the last changes, and some ids of each; how many there were is known."""
    at = ServedGraph.from_folder(first).reader().info.loaded_at
    ids = ChangedIds(added=tuple(f"e{n:04}" for n in range(MAX_IDS + 5)))
    journal = Journal("v0")
    for number in range(1, MAX_CHANGES + 3):
        journal = journal.with_change(Applied.of(f"v{number}", ids, journal.version), at)

    assert (len(journal.changes), journal.number) == (MAX_CHANGES, MAX_CHANGES + 2)
    change = journal.changes[-1]
    assert (change.added.count, len(change.added.ids)) == (MAX_IDS + 5, MAX_IDS)
    assert not change.added.is_complete
    assert journal.since("v2") == journal.changes
    for gone in ("v0", "v1"):
        with pytest.raises(LookupError):
            journal.since(gone)
    assert change_from_plain(json.loads(json.dumps(change_to_plain(change)))) == change
