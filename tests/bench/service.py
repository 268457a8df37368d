"""How long the command and the service take: to check a seed, to start, to answer."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.bench.synthetic import synthetic_seed, write_folder
from tests.test_api.asking import ask
from tests.test_api.golden import DOCUMENTS, record

__all__ = ["LARGE", "Row", "answers", "check", "check_large", "start"]

LARGE = 100_000  # events

COMMAND = Path(sys.executable).with_name("interop")
NAMES = ("graph", "wechat-pay-at-taobao", "wechat-pay-in-2024", "path-wechat-alipay", "reachable")


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; the note says what is aimed at, or what stands beside it."""

    name: str
    median: float
    unit: str
    note: str = ""


def check(rounds: int) -> Iterator[Row]:
    """The time that `interop seed check` takes over the packaged seed, its start included."""

    def run() -> None:
        subprocess.run([COMMAND, "seed", "check"], check=True, capture_output=True)

    yield _of_a_process("interop seed check", run, rounds, aim=1)


def check_large(rounds: int, events: int = LARGE) -> Iterator[Row]:
    """The same over a synthetic seed of so many events, most of which raise a warning."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_folder(synthetic_seed(events * 2 // 25), folder)

        def run() -> None:
            command = [str(COMMAND), "seed", "check", "--seed", str(folder)]
            subprocess.run(command, check=True, capture_output=True)

        yield _of_a_process(f"interop seed check, {events:,} events", run, rounds, aim=None)


def start(rounds: int) -> Iterator[Row]:
    """The time from the start of `interop serve` to its first answer."""
    yield _of_a_process("interop serve, to the first answer", _first_answer, rounds)


def _of_a_process(name: str, run: Callable[[], object], rounds: int, *, aim: int | None = 2) -> Row:
    """The time on the wall, and beside it what the processor did, which others disturb less."""
    before = os.times()
    seconds = _seconds(run, rounds)
    after = os.times()
    worked = after.children_user + after.children_system
    worked -= before.children_user + before.children_system
    aimed = f"; aim: less than {aim}" if aim is not None else ""
    return Row(name, seconds, "s", f"processor {worked / rounds:.2f}{aimed}")


def _first_answer() -> None:
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().removeprefix("listening on ").strip()
        body = json.dumps({"query": "{ graph { name } }"}).encode()
        request = Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
        with urlopen(request) as response:
            assert json.load(response)["data"]
    finally:
        process.kill()  # not the end is measured
        process.communicate()


def answers(rounds: int) -> Iterator[Row]:
    """How many golden documents one thread answers in a second, in this process, without HTTP."""
    for document in DOCUMENTS:
        if document.stem in NAMES:
            query, variables = document.read_text("utf-8"), record(document)["variables"]
            ask(
                query, variables
            )  # the document is read and checked once, as by a service that is up
            seconds = _seconds(lambda q=query, v=variables: ask(q, v), rounds)  # type: ignore[misc]
            kib = len(json.dumps(record(document)["response"], ensure_ascii=False).encode()) / 1024
            yield Row(
                f"answers: {document.stem}", round(1 / seconds, 1), "per s", f"{kib:.0f} KiB each"
            )


def _seconds(run: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return round(statistics.median(times), 6)
