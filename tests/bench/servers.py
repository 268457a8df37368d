"""`python -m tests.bench servers`: the same application under uvicorn and under granian.

A fixed answer, a kept one and a lookup that is worked out, by one process and by two, for one caller and for
16; and what becomes of those who ask when SIGTERM comes. What is compared is measured in turns.
"""

from __future__ import annotations

import json
import os
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click

from api.settings import Settings
from tests.bench.dialects import OURS
from tests.bench.load import JSON_HEADERS, Timing, time_requests
from tests.bench.peers.environments import CannotTakePartError, environment
from tests.bench.processes import Service, serving
from tests.bench.questions import QUESTIONS, Reference
from tests.bench.report import short, table
from tests.bench.rows import SEED, SIZES, synthetic_rows
from tests.bench.service import COMMAND
from tests.bench.synthetic import synthetic_seed, write_jsonl

__all__ = ["ended", "report", "under"]

SERVERS = ("uvicorn", "granian")
ANSWERS = ("fixed", "kept", "lookup")
CALLERS = (1, 16)
QUESTION = "Q1"
ASKING = 8  # callers, when it is to end
OUTCOMES = ("answered", "cut", "turned away")
LONGEST = 30.0  # seconds until a server has to be up, or down


@contextmanager
def under(server: str, processes: int, kind: str, value: object) -> Iterator[Service]:
    """A server with an application (`peers/under.py`) that answers."""
    python = sys.executable if server == "uvicorn" else str(environment(server, beside_ours=True))
    command = [python, "-m", "tests.bench.peers.under", server, str(processes), kind, str(value)]
    with serving(command) as service:
        _wait(service.address)
        yield service


def _wait(address: str) -> None:
    """Until something answers there, whatever it says."""
    end = time.monotonic() + LONGEST
    while True:
        try:
            with urlopen(f"{address}/healthz", timeout=1):
                return
        except HTTPError:
            return
        except URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def bodies() -> list[bytes]:
    """Lookups, as they are posted."""
    (question,) = (one for one in QUESTIONS if one.name == QUESTION)
    reference = Reference(synthetic_rows(SIZES["S"], SEED))
    return [OURS.body(QUESTION, given) for given in question.parameters(reference, 50, SEED)]


def timings(
    processes: int, asked: Sequence[bytes], seconds: float, rounds: int
) -> dict[tuple[str, int, str], list[Timing]]:
    """By answer, callers and server; the servers take turns."""
    found: dict[tuple[str, int, str], list[Timing]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = _addresses(processes, asked, folder, stack)
        for _ in range(rounds):
            for kind in ANSWERS:
                for callers in CALLERS:
                    for server in SERVERS:
                        address = addresses[server, kind]
                        timing = time_requests(address, asked, callers, seconds)
                        found.setdefault((kind, callers, server), []).append(timing)
    return found


def _addresses(
    processes: int, asked: Sequence[bytes], folder: Path, stack: ExitStack
) -> Mapping[tuple[str, str], str]:
    """Where to post to, by server and answer; all are up and warm."""
    found = {}
    fixed = folder / "fixed.json"
    for server in SERVERS:
        for kind, kept_bytes in (("lookup", 0), ("kept", Settings().kept_bytes)):
            service = stack.enter_context(under(server, processes, "graph", kept_bytes))
            found[server, kind] = f"{service.address}/graphql"
        request = Request(found[server, "lookup"], asked[0], JSON_HEADERS)
        with urlopen(request) as response:
            fixed.write_text(json.dumps({QUESTION: response.read().decode()}), "utf-8")
        service = stack.enter_context(under(server, processes, "fixed", fixed))
        found[server, "fixed"] = f"{service.address}/{QUESTION}/graphql"
    for address in found.values():
        time_requests(address, asked, 8, 1)
    return found


@contextmanager
def as_users_run_it(server: str, processes: int, seed: Path) -> Iterator[Service]:
    """The server as it is to be ended: of uvicorn's that is `interop serve`."""
    if server != "uvicorn":
        with under(server, processes, "graph", 0) as service:
            yield service
        return
    command = [str(COMMAND), "serve", "--port", "0", "--seed", str(seed)]
    with serving([*command, "--workers", str(processes)], {"INTEROP_KEPT_BYTES": "0"}) as service:
        yield service


def ended(service: Service, asked: Sequence[bytes], seconds: float) -> dict[str, Any]:
    """What those got who asked while SIGTERM came, and how many seconds the server took to end.

    Cut is a request that was sent before the signal and not answered, turned away one that was sent after
    it, on a connection that stood. A connection that is refused is how one learns of the end.
    """
    said: Counter[str] = Counter()
    told = threading.Event()
    callers = [
        threading.Thread(target=_ask, args=(service.address, asked[n % len(asked) :], said, told))
        for n in range(ASKING)
    ]
    for caller in callers:
        caller.start()
    time.sleep(seconds)
    begin = time.monotonic()
    told.set()
    os.kill(service.pid, signal.SIGTERM)
    while not os.waitid(os.P_PID, service.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
        if time.monotonic() > begin + LONGEST:
            os.kill(service.pid, signal.SIGKILL)
        time.sleep(0.01)
    taken = time.monotonic() - begin
    for caller in callers:
        caller.join()
    return {"seconds": round(taken, 2), **{name: said[name] for name in OUTCOMES}}


def _ask(address: str, asked: Sequence[bytes], said: Counter[str], told: threading.Event) -> None:
    """Ask on one connection after another until none is taken."""
    bodies = cycle(asked)
    while True:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=LONGEST)
        try:
            connection.connect()
        except OSError:
            return
        is_open = True
        while is_open:
            is_late = told.is_set()
            try:
                connection.request("POST", "/graphql", next(bodies), JSON_HEADERS)
                response = connection.getresponse()
                response.read()
                is_open = not response.will_close
                said["answered"] += told.is_set()
            except (HTTPException, OSError):
                is_open = False
                said["turned away" if is_late else "cut"] += 1
        connection.close()


def report(found: Mapping[int, Mapping[tuple[str, int, str], Sequence[Timing]]]) -> list[str]:
    """The table: by processes, answer and callers; the medians of all rounds."""
    rows = []
    for processes, timings in found.items():
        for kind in ANSWERS:
            for callers in CALLERS:
                of = [timings[kind, callers, server] for server in SERVERS]
                rates = [statistics.median(one.rate for one in some) for some in of]
                errors = sum(one.errors for some in of for one in some)
                rows.append(
                    [
                        *(f"{processes}", kind if not errors else f"{kind} ({errors} errors)"),
                        *(str(callers), *map(short, rates), f"{rates[1] / rates[0]:.2f}"),
                        *(_latencies(some) for some in of),
                    ]
                )
    head = ("processes", "answer", "callers", *(f"{name}, answers/s" for name in SERVERS))
    ratio = f"{SERVERS[1]} / {SERVERS[0]}"
    return table((*head, ratio, *(f"{name}, p50 / p99 ms" for name in SERVERS)), rows)


def _latencies(some: Sequence[Timing]) -> str:
    p50, p99 = (
        statistics.median(getattr(one, name) for one in some) for name in ("p50_ms", "p99_ms")
    )
    return f"{short(p50)} / {short(p99)}"


def _ends(asked: Sequence[bytes], rounds: int) -> list[str]:
    """The table of what SIGTERM does."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        seed = Path(folder) / "seed.jsonl"
        write_jsonl(synthetic_seed(SIZES["S"]), seed)
        for processes in (1, 2):
            for server in SERVERS:
                for _ in range(rounds):
                    with as_users_run_it(server, processes, seed) as service:
                        found = ended(service, asked, 1.0)
                    rows.append([server, str(processes), *map(str, found.values())])
    head = ("SIGTERM", "processes", "seconds until it ended", *OUTCOMES)
    return table(head, rows)


@click.command(name="servers")
@click.option("--seconds", default=3.0, show_default=True, help="For each figure.")
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
def command(seconds: float, rounds: int) -> None:
    """Put the same application under two servers, side by side."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended all the same
    try:
        environment("granian", beside_ours=True)
    except CannotTakePartError as error:
        raise click.ClickException(str(error)) from error
    asked = bodies()
    before = os.getloadavg()[0]
    found = {count: timings(count, asked, seconds, rounds) for count in (1, 2)}
    click.echo("\n".join(report(found)))
    click.echo()
    click.echo("\n".join(_ends(asked, rounds)))
    click.echo(f"\nLoad average {before:.1f} before, {os.getloadavg()[0]:.1f} after")
