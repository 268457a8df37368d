"""Closed-loop load: so many callers, each asking again as soon as it has its answer.

Over HTTP by wrk, which costs the machine little; where there is no wrk, by threads of this process,
as for everything that is not HTTP: then high rates are bounded by the load, not by the service.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

__all__ = ["Timing", "time_calls", "time_requests", "time_tasks"]

PATIENCE = 60  # seconds for one answer
SCRIPT = Path(__file__).with_name("post.lua")
Item = TypeVar("Item")
JSON_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Timing:
    """What so many callers got in so many seconds; latencies in milliseconds.

    `load_average` is the machine's (of one minute) just before: how much else there was to do.
    """

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    errors: int
    load_average: float = field(default_factory=lambda: round(os.getloadavg()[0], 2))

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"rate": round(self.rate, 1)}


def time_requests(address: str, bodies: Sequence[bytes], callers: int, seconds: float) -> Timing:
    """Post the bodies to an address, round and round."""
    if shutil.which("wrk"):
        return _by_wrk(address, bodies, callers, seconds)
    own = threading.local()

    def post(body: bytes) -> bool:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        own.connection.request("POST", urlsplit(address).path, body, JSON_HEADERS)
        response = own.connection.getresponse()
        return response.status == 200 and b'"errors":' not in response.read()

    return time_calls(post, bodies, callers, seconds)


def _by_wrk(address: str, bodies: Sequence[bytes], callers: int, seconds: float) -> Timing:
    at = urlsplit(address)
    load_average = round(os.getloadavg()[0], 2)
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\n".join(bodies))
        file.flush()
        said = subprocess.run(
            [
                *("wrk", "-t1", f"-c{callers}", f"-d{max(1, round(seconds))}s"),
                *(f"--timeout={PATIENCE}s", f"--script={SCRIPT}", f"http://{at.netloc}"),
            ],
            env={**os.environ, "BODIES": file.name, "REQUEST_PATH": at.path},
            capture_output=True,
            text=True,
            check=True,
        )
    found = json.loads(said.stdout.partition("RESULT ")[2])
    return Timing(**found, load_average=load_average)


def time_calls(
    call: Callable[[Item], bool], items: Sequence[Item], callers: int, seconds: float
) -> Timing:
    """Call with each item, round and round, in so many threads; False or an error is an error.

    Each calls once at least.
    """
    calls = _Calls(items, seconds)

    def work() -> None:
        while True:
            with calls.one() as (item, answered):
                answered(call(item))
            if calls.is_over:
                return

    threads = [threading.Thread(target=work) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return calls.timing()


async def time_tasks(
    call: Callable[[Item], Awaitable[bool]], items: Sequence[Item], callers: int, seconds: float
) -> Timing:
    """The same with so many tasks of the running event loop."""
    calls = _Calls(items, seconds)

    async def work() -> None:
        while True:
            with calls.one() as (item, answered):
                answered(await call(item))
            if calls.is_over:
                return

    await asyncio.gather(*(work() for _ in range(callers)))
    return calls.timing()


class _Calls(Generic[Item]):
    """The calls of one measurement, whoever makes them."""

    def __init__(self, items: Sequence[Item], seconds: float) -> None:
        self.load_average = round(os.getloadavg()[0], 2)
        self.items = items
        self.numbers = count()
        self.latencies: list[float] = []
        self.errors: list[object] = []
        self.begin = time.perf_counter()
        self.end = self.begin + seconds

    @property
    def is_over(self) -> bool:
        return time.perf_counter() >= self.end

    @contextmanager
    def one(self) -> Iterator[tuple[Item, Callable[[bool], None]]]:
        """The next item, and whom to tell whether it was answered; an error is none."""
        item = self.items[next(self.numbers) % len(self.items)]
        begin = time.perf_counter()
        try:
            yield item, lambda is_answer: None if is_answer else self.errors.append(item)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is no answer
            self.errors.append(error)
        self.latencies.append(time.perf_counter() - begin)

    def timing(self) -> Timing:
        taken = time.perf_counter() - self.begin
        latencies = sorted(self.latencies)
        p50, p99 = (latencies[int(len(latencies) * part)] * 1000 for part in (0.5, 0.99))
        return Timing(
            *(len(latencies), taken, round(p50, 3), round(p99, 3), len(self.errors)),
            self.load_average,
        )
