"""Answers that take long: so many at once, so many that wait, and none for ever."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from api.workers import BusyError, Deadline, Within, Workers
from graph.asker import Asker
from graph.store import NetworkXStore
from tests.test_api.test_leaving import LONG, PATIENCE, endless

SHORT = '{ entity(id: "start") { id } }'
COUNT = "{ timeline { totalCount } }"  # short, but never answered without a worker


def served(**settings: Any) -> TestClient:
    """A server over the graph in which a search has no end."""
    store = NetworkXStore(endless())
    return TestClient(create_app(ServedGraph(store), Settings(search_seconds=3_600, **settings)))


def ask(client: TestClient, query: str) -> Any:
    """Put a question."""
    return client.post("/graphql", json={"query": query})


@pytest.fixture
def one_at_a_time() -> Iterator[TestClient]:
    """Serve with one worker, and no room to wait."""
    with served(answers_at_once=1, answers_waiting=0, request_seconds=2) as client:
        yield client


def test_an_answer_without_end() -> None:
    """When its time is over it is refused, its work ends, and the next question is answered."""
    with served(request_seconds=0.3, answers_at_once=1) as client:
        response = ask(client, LONG)

        assert response.status_code == 503
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "TIMED_OUT"}
        assert "0.3 seconds" in error["message"]
        assert ask(client, SHORT).json() == {"data": {"entity": {"id": "start"}}}


def test_no_room_to_wait(one_at_a_time: TestClient) -> None:
    """While all workers work, and as many wait as may, a question is refused: to be asked again."""
    numbers = itertools.count()
    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(ask, one_at_a_time, LONG)
        refused = ask(one_at_a_time, COUNT)
        while refused.status_code == 200:
            if long.done():  # a short one was inside, and so the long one was refused
                long = pool.submit(ask, one_at_a_time, LONG)
            named = f"query N{next(numbers)} {COUNT}"  # no answer that is kept
            refused = ask(one_at_a_time, named)

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.json()["errors"][0]["extensions"] == {"code": "SERVER_BUSY"}
    assert long.result().json()["errors"][0]["extensions"] == {"code": "TIMED_OUT"}
    assert ask(one_at_a_time, SHORT).status_code == 200


def test_waiting_in_turn() -> None:
    """Who finds all workers at work waits, and one more than may wait is sent away."""
    begun, go_on = threading.Semaphore(0), threading.Event()

    def work() -> str:
        begun.release()
        assert go_on.wait(PATIENCE)
        return "done"

    async def crowd() -> list[Any]:
        workers = Workers(at_once=2, waiting=1)
        tasks = [asyncio.create_task(workers.run(work)) for _ in range(3)]
        await asyncio.sleep(0)
        assert workers.inside == 3
        with pytest.raises(BusyError):
            await workers.run(work)
        go_on.set()
        done = await asyncio.gather(*tasks)
        assert workers.inside == 0
        return done

    assert asyncio.run(crowd()) == ["done"] * 3
    assert [begun.acquire(blocking=False) for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize("leaves_first", [False, True])
def test_who_ended_the_work(leaves_first: bool) -> None:
    """A clock that runs out for somebody who is gone already has not ended anything."""

    async def wait() -> tuple[bool, bool]:
        asker = Asker()
        with Deadline(asker, 0.01) as deadline:
            if leaves_first:
                asker.leave()
            await asyncio.sleep(0.05)
        return deadline.has_passed, asker.is_gone

    assert asyncio.run(wait()) == (not leaves_first, True)


def test_in_time() -> None:
    """Who is answered in time keeps waiting for nothing."""

    async def answered() -> bool:
        asker = Asker()
        with Deadline(asker, 0.01):
            pass
        await asyncio.sleep(0.05)
        return asker.is_gone

    assert not asyncio.run(answered())


@pytest.mark.parametrize("seconds", [0.01, 30.0])
def test_within_a_time(seconds: float) -> None:
    """What takes longer ends with an error of time, and what does not goes on as if nothing was."""

    async def wait() -> str:
        try:
            with Within(seconds):
                await asyncio.sleep(0.1)
        except TimeoutError:
            await asyncio.sleep(0)  # the task can go on
            return "over"
        return "in time"

    assert asyncio.run(wait()) == ("over" if seconds < 1 else "in time")


def test_who_is_cancelled_by_others_while_there_is_time() -> None:
    """A cancellation from elsewhere is one, and no error of time."""

    async def wait() -> None:
        with Within(30):
            await asyncio.sleep(30)

    async def cancelled() -> bool:
        task = asyncio.create_task(wait())
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return task.cancelled()

    assert asyncio.run(cancelled())
