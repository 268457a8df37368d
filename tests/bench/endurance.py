"""`python -m tests.bench load`: mixed questions at full speed, while the graph is changed again and again.

A server of several processes is given three synthetic graphs in turn. Each answer names its graph, and is
compared with what a store in this process says of that graph. Wrong is: an answer that is another, a
status that is none of 200 and 304, a connection that breaks, a seed that is not applied. How much memory
the server's processes hold is looked at all the while.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

import click

from api.context import Context
from api.documents import Documents
from api.graphql_http import today
from api.graphql_response import body_of
from api.headers import VERSION_HEADER
from api.query import schema
from api.schema.wrap import wrap
from graph.control import Server, pack
from graph.errors import GraphError
from graph.load import digest
from graph.store import NetworkXStore, Reader
from tests.bench.dialects import OURS
from tests.bench.processes import children, serving
from tests.bench.questions import QUESTIONS, Reference
from tests.bench.rows import SEED, synthetic_rows
from tests.bench.service import COMMAND
from tests.bench.synthetic import to_seed, write_jsonl

__all__ = ["Endurance", "Graph", "Memory", "command", "endured"]

JSON = {"Content-Type": "application/json"}
GRAPHS = 3
PATIENCE = 60.0
ENOUGH = 20  # mistakes
A_CONNECTION = 300  # requests
LOOKS = 0.5  # seconds between looks at the memory
MORE = 1.1  # so much more may be held in the last quarter than in the third,
MIB_MORE = 8  # and so much besides: a graph that is being changed is there twice


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its variables."""

    query: str
    variables: Mapping[str, Any]

    def body(self) -> bytes:
        """It in a POST request."""
        return json.dumps({"query": self.query, "variables": self.variables}).encode()

    def address(self) -> str:
        """It in a GET request."""
        variables = json.dumps(self.variables)
        return "/graphql?" + urlencode({"query": self.query, "variables": variables})


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph that is served by turns: where its seed is, and the right answers to all questions."""

    seed: Path
    version: str
    answers: Sequence[Any]


@dataclass(slots=True)
class Memory:
    """What one process held, look by look, in MiB."""

    looks: list[float] = field(default_factory=list)

    def quarter(self, number: int) -> float:
        """The mean of a quarter of the time, from 1 to 4."""
        size = max(len(self.looks) // 4, 1)
        looks = self.looks[(number - 1) * size : number * size] or self.looks
        return sum(looks) / len(looks)

    @property
    def is_flat(self) -> bool:
        """Whether the last quarter holds no more than the third, by and large."""
        return self.quarter(4) <= self.quarter(3) * MORE + MIB_MORE


@dataclass(slots=True)
class Endurance:
    """What came of it."""

    wrong: list[str] = field(default_factory=list)
    graphs: Counter[str] = field(default_factory=Counter)
    """Answers by the graph that they name."""
    not_modified: int = 0
    applied: int = 0
    latencies: list[float] = field(default_factory=list)
    memory: dict[int, Memory] = field(default_factory=dict)

    def plain(self, seconds: float) -> dict[str, Any]:
        """For JSON."""
        latencies = sorted(self.latencies)
        return {
            "seconds": round(seconds, 1),
            "answers": len(latencies),
            "per_second": round(len(latencies) / seconds, 1),
            "not_modified": self.not_modified,
            "p50_ms": round(latencies[len(latencies) // 2] * 1e3, 1),
            "p99_ms": round(latencies[len(latencies) * 99 // 100] * 1e3, 1),
            "worst_ms": round(latencies[-1] * 1e3, 1),
            "graphs": dict(self.graphs),
            "applied": self.applied,
            "memory_mib": [
                [round(memory.quarter(number), 1) for number in (1, 2, 3, 4)]
                for memory in self.memory.values()
            ],
            "wrong": self.wrong,
        }


def questions(count: int, orgs: int) -> list[Asked]:
    """So many of each sort; all graphs of one size have the same ids."""
    reference = Reference(synthetic_rows(orgs, SEED))
    return [
        Asked(OURS.documents[question.name], OURS.variables(parameters))
        for question in QUESTIONS
        for parameters in question.parameters(reference, count, SEED)
    ]


def graphs(folder: Path, asked: Sequence[Asked], orgs: int) -> list[Graph]:
    """The graphs, written into a folder, and what is to be answered from each of them."""
    found = []
    for number in range(GRAPHS):
        seed = to_seed(synthetic_rows(orgs, SEED + number))
        path = folder / f"{number}.jsonl"
        write_jsonl(seed, path)
        reader = NetworkXStore(seed).reader()
        found.append(Graph(path, digest(seed), [answer(reader, one) for one in asked]))
    return found


def answer(reader: Reader, asked: Asked, documents: Documents = Documents(schema)) -> Any:  # noqa: B008 -- made once
    """What is to be answered from this graph."""
    document = documents.read(asked.query)
    context = Context(reader, wrap, today())
    result = documents.execute(document, None, dict(asked.variables), context)
    return json.loads(json.dumps(body_of(result)[0]))


class _Client:
    """One who asks again as soon as they are answered."""

    def __init__(self, number: int, address: str, run: _Run) -> None:
        there = urlsplit(address)
        self._there = (there.hostname or "", there.port)
        self._dice = Random(number)
        self._run = run
        self._known: dict[int, tuple[str, Any]] = {}
        """By question: the validator of the last answer, and it."""

    def ask_on(self) -> None:
        """Until the run ends."""
        while not self._run.has_ended:
            with closing(HTTPConnection(*self._there, timeout=PATIENCE)) as connection:
                for _ in range(A_CONNECTION):
                    if self._run.has_ended:
                        return
                    self._ask(connection, self._dice.randrange(len(self._run.asked)))

    def _ask(self, connection: HTTPConnection, number: int) -> None:
        begun = time.monotonic()
        try:
            self._send(connection, number)
            response = connection.getresponse()
            self._look_at(number, response, response.read())
        except (OSError, HTTPException, ValueError) as error:
            self._run.fail(f"question {number}: {error!r}")
            connection.close()
        self._run.found.latencies.append(time.monotonic() - begun)

    def _send(self, connection: HTTPConnection, number: int) -> None:
        asked = self._run.asked[number]
        if self._dice.random() < 0.5:
            connection.request("POST", "/graphql", asked.body(), JSON)
            return
        known = self._known.get(number) if self._dice.random() < 0.5 else None
        headers = {} if known is None else {"If-None-Match": known[0]}
        connection.request("GET", asked.address(), headers=headers)

    def _look_at(self, number: int, response: HTTPResponse, content: bytes) -> None:
        version = response.headers.get(VERSION_HEADER, "none")
        graph = self._run.graphs.get(version)
        if graph is None or response.status not in (200, 304):
            self._run.fail(f"question {number}: {response.status} {version} {content[:300]!r}")
            return
        etag = response.headers.get("ETag", "none")
        if response.status == 304:
            known, said = self._known[number]
            self._run.found.not_modified += 1
            if etag != known:
                self._run.fail(f"question {number}: 304, but {etag} is not {known}")
        else:
            said = json.loads(content)
            self._known[number] = (etag, said)
        if said != graph.answers[number]:
            self._run.fail(f"question {number}: {response.status} {version} {said}")
        self._run.found.graphs[version] += 1


class _Run:
    """What clients, who applies, and who looks at the memory have in common."""

    def __init__(self, asked: Sequence[Asked], graphs: Sequence[Graph], seconds: float) -> None:
        self.asked = asked
        self.graphs = {graph.version: graph for graph in graphs}
        self.found = Endurance()
        self._until = time.monotonic() + seconds
        self._broken = threading.Event()

    @property
    def has_ended(self) -> bool:
        return self._broken.is_set() or time.monotonic() > self._until

    def fail(self, what: str) -> None:
        self.found.wrong.append(what)
        if len(self.found.wrong) >= ENOUGH:
            self._broken.set()

    def pauses(self, seconds: float) -> Iterator[int]:
        """Count up, with a pause before each, until the run ends."""
        number, left = 0, self._until - time.monotonic()
        while left > seconds and not self._broken.wait(seconds):
            yield number
            number, left = number + 1, self._until - time.monotonic()

    def apply(self, server: Server, every: float) -> None:
        """Apply one graph after the other."""
        seeds = [graph.seed for graph in self.graphs.values()]
        for number in self.pauses(every):
            with tempfile.TemporaryFile() as archive:
                pack(seeds[(number + 1) % len(seeds)], archive)
                archive.seek(0)
                try:
                    server.apply(archive)
                    self.found.applied += 1
                except GraphError as error:
                    self.fail(f"apply: {error}")

    def watch(self, pid: int) -> None:
        """Look at the memory of the processes that belong to this one, and at whether they live."""
        first = children(pid)
        for _ in self.pauses(LOOKS):
            if children(pid) != first:
                self.fail(f"processes {first} became {children(pid)}")
                return
            for child in first:
                looks = self.found.memory.setdefault(child, Memory()).looks
                looks.append(_held_mib(child))


def _held_mib(pid: int) -> float:
    """What a process holds, its part of what it shares included."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    (held,) = (int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return held / 1024


@contextmanager
def _served(seed: Path, workers: int) -> Iterator[tuple[str, int, Server]]:
    """A server of several processes: its address, the process that keeps watch, and its socket."""
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        arguments = ["serve", "--port", "0", "--workers", str(workers), "--seed", str(seed)]
        with serving([str(COMMAND), *arguments], {"XDG_RUNTIME_DIR": folder}) as service:
            port = urlsplit(service.address).port
            socket = Path(folder, "interop", f"{port}.sock")
            yield service.address, service.pid, Server(socket)


def endured(
    seconds: float, every: float, *, orgs: int, clients: int = 6, count: int = 30, workers: int = 2
) -> Endurance:
    """Ask for so long, with another graph applied `every` so many seconds."""
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        asked = questions(count, orgs)
        served = graphs(Path(folder), asked, orgs)
        with _served(served[0].seed, workers) as (address, pid, server):
            run = _Run(asked, served, seconds)
            with ThreadPoolExecutor(clients + 2) as pool:
                work = [pool.submit(_Client(n, address, run).ask_on) for n in range(clients)]
                work += [pool.submit(run.apply, server, every), pool.submit(run.watch, pid)]
            for one in work:
                one.result()
    return run.found


@click.command()
@click.option("--minutes", type=click.FloatRange(0.1, 60), default=10.0, show_default=True)
@click.option("--every", type=click.FloatRange(1), default=20.0, show_default=True)
@click.option("--orgs", type=click.IntRange(10), default=400, show_default=True)
@click.option("--clients", type=click.IntRange(1), default=6, show_default=True)
@click.option("--workers", type=click.IntRange(2), default=2, show_default=True)
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write a file of JSON too.")
def command(
    minutes: float, every: float, orgs: int, clients: int, workers: int, path: Path | None
) -> None:
    """Ask for so many minutes, and apply a seed every so many seconds; say what came of it."""
    begun = time.monotonic()
    found = endured(minutes * 60, every, orgs=orgs, clients=clients, workers=workers)
    text = json.dumps(found.plain(minutes * 60), ensure_ascii=False, indent=2)
    click.echo(f"{text}\n{time.monotonic() - begun:.0f} s in all")
    if path:
        path.write_text(text + "\n", "utf-8")
    flat = all(memory.is_flat for memory in found.memory.values())
    raise SystemExit(0 if flat and not found.wrong else 1)
