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
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from api.query import schema
from tests.bench.hostile_requests import Siege, sent
from tests.bench.meanwhile import Meanwhile, asking
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
def besieged(address: str) -> Iterator[tuple[Siege, Meanwhile]]:
    """While the context lasts, ask plain questions; and hold connections that say nothing."""
    there = urlsplit(address)
    idle = [socket.create_connection((there.hostname, there.port)) for _ in range(100)]
    for number, one in enumerate(idle):
        one.sendall(b"POST /graphql HTTP/1.1\r\nHost: localhost\r\n"[: number % 30])
    try:
        with asking(address) as meanwhile:
            yield Siege(address), meanwhile
    finally:
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
@click.option("--quiet", type=click.FloatRange(0.1), default=20.0, show_default=True)
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write a file of JSON too.")
def command(requests: int, first: int, senders: int, quiet: float, path: Path | None) -> None:
    """Besiege a server of its own with so many requests, and say what came of it.

    To compare with, plain questions are asked before, for some quiet seconds, and meanwhile of another
    server, which nobody besieges on the same busy machine.
    """
    serve = [str(COMMAND), "serve", "--port", "0"]
    with serving(serve) as service, serving(serve) as other:
        with asking(service.address) as before:
            time.sleep(quiet)
        rested = peak_mib(service.pid)
        begun = time.monotonic()
        with asking(other.address) as beside, besieged(service.address) as (siege, meanwhile):
            besiege(siege, requests, first, senders)
        seconds = time.monotonic() - begun
        peak = peak_mib(service.pid)
    wrong = [*siege.wrong, *before.wrong, *beside.wrong, *meanwhile.wrong]
    found = {
        "requests": requests,
        "seconds": round(seconds, 1),
        "statuses": dict(siege.statuses.most_common()),
        "codes": dict(siege.codes.most_common()),
        "slowest": {"seconds": round(siege.slowest[0], 2), "what": siege.slowest[1]},
        "plain_before": before.plain(),
        "plain_beside": beside.plain(),
        "plain_meanwhile": meanwhile.plain(),
        "p99_to_before": round(meanwhile.p99 / before.p99, 2),
        "p99_to_beside": round(meanwhile.p99 / beside.p99, 2),
        "peak_mib": {"before": rested, "after": peak},
        "wrong": wrong,
    }
    text = json.dumps(found, ensure_ascii=False, indent=2)
    click.echo(text)
    if path:
        path.write_text(text + "\n", "utf-8")
    raise SystemExit(1 if wrong else 0)
