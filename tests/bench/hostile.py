"""`python -m tests.bench hostile`: a served process under requests that mean no good.

A third of the requests are questions that Hypothesis makes up from the schema, the others are made by
`HOSTILE` from their number, so that one that fails can be made again. All the while another client asks
a plain question again and again, and has to be answered. Wrong is: a status of 5xx without one of the
documented codes, a mistake of ours (INTERNAL_ERROR), an answer that is none, a plain question that
is not answered, a process that ends.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import click
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from api.query import schema
from tests.bench.hostile_requests import JSON, PATIENCE, PLAIN, Siege, sent
from tests.bench.processes import peak_mib, serving
from tests.bench.service import COMMAND

__all__ = ["besiege", "besieged", "command", "made_up"]


def made_up(count: int, siege: Siege, seed: int = 0) -> None:
    """Send so many questions that Hypothesis makes up: right by the schema, and hardly ever sensible."""
    scalars = {
        "DayInput": st.sampled_from(["2024-05", "today", "0001", "nope", ""]).map(nodes.String)
    }
    patient = settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=seed == 0,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @patient
    @given(queries(schema.as_str(), custom_scalars=scalars))
    def ask(query: str) -> None:
        siege.post("made up", json.dumps({"query": query}))

    ask()


@contextmanager
def besieged(address: str) -> Iterator[Siege]:
    """While the context lasts, ask plain questions; and hold connections that say nothing."""
    siege, stop = Siege(address), threading.Event()
    there = urlsplit(address)

    def ask() -> None:
        while not stop.wait(0.05):
            begun = time.monotonic()
            connection = HTTPConnection(there.hostname or "", there.port, timeout=PATIENCE)
            try:
                connection.request("POST", "/graphql", PLAIN, JSON)
                response = connection.getresponse()
                if response.status != 200 or b"platform-interop" not in response.read():
                    siege.wrong.append(f"a plain question: {response.status}")
            except (OSError, HTTPException) as error:
                siege.wrong.append(f"a plain question: {error!r}")
            finally:
                connection.close()
            siege.plain.append(time.monotonic() - begun)

    idle = [socket.create_connection((there.hostname, there.port)) for _ in range(100)]
    for number, one in enumerate(idle):
        one.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\n"[: number % 30])
    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield siege
    finally:
        stop.set()
        asking.join(PATIENCE)
        for one in idle:
            one.close()


def besiege(siege: Siege, requests: int, first: int = 0, senders: int = 4) -> None:
    """Send so many requests, several at a time."""
    numbers = range(first, first + requests - requests // 3)

    def send(mine: range) -> None:
        for number in mine:
            sent(number, siege)

    with ThreadPoolExecutor(senders + 1) as pool:
        made = pool.submit(made_up, requests // 3, siege, first)
        others = [pool.submit(send, numbers[start::senders]) for start in range(senders)]
        for one in (made, *others):
            one.result()


@click.command()
@click.option("--requests", type=click.IntRange(1), default=2_000, show_default=True)
@click.option("--first", type=int, default=0, help="The number of the first request.")
@click.option("--senders", type=click.IntRange(1), default=4, show_default=True)
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write a file of JSON too.")
def command(requests: int, first: int, senders: int, path: Path | None) -> None:
    """Besiege a server of its own with so many requests, and say what came of it."""
    begun = time.monotonic()
    with (
        serving([str(COMMAND), "serve", "--port", "0"]) as service,
        besieged(service.address) as siege,
    ):
        besiege(siege, requests, first, senders)
        peak = peak_mib(service.pid)
    plain = sorted(siege.plain)
    found = {
        "requests": requests,
        "seconds": round(time.monotonic() - begun, 1),
        "statuses": dict(siege.statuses.most_common()),
        "codes": dict(siege.codes.most_common()),
        "slowest": {"seconds": round(siege.slowest[0], 2), "what": siege.slowest[1]},
        "plain": {
            "asked": len(plain),
            "median_ms": round(plain[len(plain) // 2] * 1e3, 1),
            "worst_ms": round(plain[-1] * 1e3, 1),
        },
        "peak_mib": peak,
        "wrong": siege.wrong,
    }
    text = json.dumps(found, ensure_ascii=False, indent=2)
    click.echo(text)
    if path:
        path.write_text(text + "\n", "utf-8")
    raise SystemExit(1 if siege.wrong else 0)
