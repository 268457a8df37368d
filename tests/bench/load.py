"""Closed-loop load: so many callers, each asking again as soon as it has its answer.

Over HTTP by wrk, which costs the machine little; where there is no wrk, by threads of this process,
as for everything that is not HTTP: then high rates are bounded by the load, not by the service.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

__all__ = ["Timing", "time_calls", "time_requests"]

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
    """Call with each item, round and round, in so many threads; False or an error is an error."""
    load_average = round(os.getloadavg()[0], 2)
    numbers = count()
    latencies: list[float] = []
    errors: list[object] = []
    begin = time.perf_counter()

    def work() -> None:
        now = time.perf_counter()
        while now < begin + seconds:
            item = items[next(numbers) % len(items)]
            try:
                if not call(item):
                    errors.append(item)
            except Exception as error:  # noqa: BLE001 -- whatever it is, it is no answer
                errors.append(error)
            before, now = now, time.perf_counter()
            latencies.append(now - before)

    threads = [threading.Thread(target=work) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - begin
    latencies.sort()
    p50, p99 = (latencies[int(len(latencies) * part)] * 1000 for part in (0.5, 0.99))
    return Timing(len(latencies), taken, round(p50, 3), round(p99, 3), len(errors), load_average)
