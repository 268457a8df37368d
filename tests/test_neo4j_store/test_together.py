"""One run for all who ask at the same time, and never one that began before they asked."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from graph.store.neo4j_store.together import Together


def test_alone() -> None:
    """Who asks alone gets a run of its own, each time."""
    runs: list[list[str]] = []

    def run(askers: Sequence[str]) -> int:
        runs.append(list(askers))
        return len(runs)

    together = Together[str, int](run)

    assert [together.ask("a"), together.ask("b")] == [1, 2]
    assert runs == [["a"], ["b"]]


def test_those_who_wait_share_the_next_run() -> None:
    """While a run is under way, all who come get the one after it: it began after they asked."""
    started, go_on = Event(), Event()
    runs: list[list[str]] = []

    def run(askers: Sequence[str]) -> int:
        runs.append(sorted(askers))
        started.set()
        assert go_on.wait(30)
        return len(runs)

    together = Together[str, int](run)
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(together.ask, "first")
        assert started.wait(30)
        others = [pool.submit(together.ask, f"other {n}") for n in range(8)]
        while len(together._waiting) < len(others):
            pass
        go_on.set()

        assert first.result(30) == 1
        assert [other.result(30) for other in others] == [2] * 8

    assert runs == [["first"], sorted(f"other {n}" for n in range(8))]


def test_failure() -> None:
    """What a run raises, all who share it get; the next one is tried anew."""
    outcomes: list[Exception | None] = [ValueError("no"), None]

    def run(askers: Sequence[str]) -> str:
        if outcome := outcomes.pop(0):
            raise outcome
        return "yes"

    together = Together[str, str](run)

    with pytest.raises(ValueError, match="no"):
        together.ask("a")
    assert together.ask("b") == "yes"


def test_many_threads() -> None:
    """However many ask, each gets a run that began after it asked, and there are fewer runs."""
    clock, lock = [0], Lock()

    def tick() -> int:
        with lock:
            clock[0] += 1
            return clock[0]

    together = Together[None, int](lambda _: tick())

    def ask(_: int) -> tuple[int, int]:
        return tick(), together.ask(None)

    with ThreadPoolExecutor(16) as pool:
        times = list(pool.map(ask, range(2_000)))

    assert all(asked < began for asked, began in times)
