"""Who takes part in the contest: our service over both stores, and what stands beside it."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from neo4j import READ_ACCESS, Driver
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.store import Store
from graph.store.neo4j_store.connect import Reading
from tests.bench.dialects import NEO4J_GRAPHQL, OURS, STRAWBERRY, Dialect
from tests.bench.load import JSON_HEADERS, PATIENCE, Timing, time_calls, time_requests
from tests.bench.neo4j_graphs import Neo4jGraphs
from tests.bench.peers.environments import CannotTakePartError, environment, peers_folder
from tests.bench.processes import Service, serving
from tests.bench.questions import QUESTIONS, Answer, Parameters, Reference
from tests.bench.raphtory import RAPHTORY, write_tables
from tests.bench.raw_cypher import RawCypher
from tests.bench.rows import synthetic_rows

__all__ = ["CONTESTANTS", "Contestant", "InProcess", "Setting"]

TRIES = (1, 2, 4)  # seconds until a service is asked again: a database that just started is slow
PEERS = Path(__file__).with_name("peers")


class Contestant(Protocol):
    """Whoever answers the questions."""

    @property
    def processes(self) -> Mapping[str, int]:
        """Its server processes by name; a database counts too."""
        ...

    def answer(self, question: str, parameters: Parameters) -> Answer:
        """One answer, to be compared."""
        ...

    def timing(
        self, question: str, asked: Sequence[Parameters], callers: int, seconds: float
    ) -> Timing:
        """What so many callers get, who ask these one after another, round and round."""
        ...

    def notes(self, question: str) -> dict[str, Any]:
        """What else is to be known of its answers to a question."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """What the contestants are given; `neo4j` only where one of them needs it."""

    orgs: int
    seed: int
    folder: Path
    neo4j: Neo4jGraphs | None = None
    processes: int = 1

    @property
    def graphs(self) -> Neo4jGraphs:
        """The server with both graphs."""
        assert self.neo4j is not None
        return self.neo4j


@dataclass(frozen=True, slots=True)
class InProcess:
    """Our application in this process, over any store: to be checked, not timed."""

    client: TestClient
    processes: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def over(cls, store: Store) -> InProcess:
        """The application over a store, as it is served."""
        graph = ServedGraph(store, new_reader=getattr(store, "reader_from_last", None))
        return cls(TestClient(create_app(graph, Settings())))

    def answer(self, question: str, parameters: Parameters) -> Answer:
        """One answer."""
        body = OURS.body(question, parameters)
        response = self.client.post("/graphql", content=body, headers=JSON_HEADERS)
        return OURS.answer(question, parameters, response.content)

    def timing(
        self, question: str, asked: Sequence[Parameters], callers: int, seconds: float
    ) -> Timing:
        """Through the test client, which costs more than the application."""

        def ask(parameters: Parameters) -> bool:
            return bool(self.answer(question, parameters))

        return time_calls(ask, asked, callers, seconds)

    def notes(self, question: str) -> dict[str, Any]:
        """Nothing."""
        return {}


@dataclass(frozen=True, slots=True)
class OverHttp:
    """A service that speaks GraphQL."""

    service: Service
    dialect: Dialect
    others: Mapping[str, int] = field(default_factory=dict)
    path: str = "/graphql"

    @property
    def processes(self) -> Mapping[str, int]:
        """The service's own and what it stands on."""
        return {"service": self.service.pid, **self.others}

    @property
    def address(self) -> str:
        """Where questions are posted to."""
        return f"{self.service.address}{self.path}"

    def answer(self, question: str, parameters: Parameters) -> Answer:
        """One answer; a service that is not ready yet is asked again."""
        request = Request(self.address, self.dialect.body(question, parameters), JSON_HEADERS)
        for seconds in (*TRIES, None):
            try:
                with urlopen(request, timeout=PATIENCE) as response:
                    return self.dialect.answer(question, parameters, response.read())
            except HTTPError as error:
                said = error.read()
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE or seconds is None:
                    break
                time.sleep(seconds)
        return self.dialect.answer(question, parameters, said)

    def timing(
        self, question: str, asked: Sequence[Parameters], callers: int, seconds: float
    ) -> Timing:
        """By wrk, if there is one."""
        bodies = [self.dialect.body(question, parameters) for parameters in asked]
        return time_requests(self.address, bodies, callers, seconds)

    def notes(self, question: str) -> dict[str, Any]:
        """Nothing."""
        return {}


Statement = tuple[Any, dict[str, Any], list[dict[str, Any]]]
"""Its text and parameters, and the rows that it gave."""


class BareDriver:
    """The statements that our reader runs for each answer, run by the driver and nothing else.

    In threads of this process: what the driver and the database cost where no service is.
    """

    def __init__(self, driver: Driver, graphs: Neo4jGraphs) -> None:
        """Ask by a driver; statements are recorded as questions are answered."""
        self.driver = driver
        self.processes: Mapping[str, int] = {"neo4j": graphs.pid}
        self._ours = InProcess.over(graphs.store())
        self._recorded: dict[tuple[str, str], list[Statement]] = {}

    def answer(self, question: str, parameters: Parameters) -> Answer:
        """Our answer, while its statements are recorded; it is wrong if theirs give other rows."""
        with recording() as statements:
            answer = self._ours.answer(question, parameters)
        self._recorded[question, str(parameters)] = statements
        rows = self._run(statements)
        expected = [rows for _, _, rows in statements]
        return answer if rows == expected != [] else ["other rows", expected, rows]

    def timing(
        self, question: str, asked: Sequence[Parameters], callers: int, seconds: float
    ) -> Timing:
        """One session for an answer, as our reader has, and its statements one by one."""
        items = [self._recorded[question, str(parameters)] for parameters in asked]
        return time_calls(lambda item: bool(self._run(item)), items, callers, seconds)

    def notes(self, question: str) -> dict[str, Any]:
        """How many statements an answer takes: the least, the usual and the most."""
        counts = [len(found) for (name, _), found in self._recorded.items() if name == question]
        return {"statements": [min(counts), statistics.median(counts), max(counts)]}

    def _run(self, statements: Sequence[Statement]) -> list[list[dict[str, Any]]]:
        with self.driver.session(
            database="neo4j", default_access_mode=READ_ACCESS, fetch_size=-1
        ) as session:
            return [session.run(text, parameters).data() for text, parameters, _ in statements]


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Note every statement that our store reads by, with its rows."""
    statements: list[Statement] = []
    read = Reading.read

    def noting(self: Reading, text: Any, /, **options: Any) -> list[dict[str, Any]]:
        rows = read(self, text, **options)
        parameters = {name: value for name, value in options.items() if name != "patience"}
        statements.append((text, parameters, rows))
        return rows

    with patch.object(Reading, "read", noting):
        yield statements


@dataclass(frozen=True, slots=True)
class Fixed:
    """One answer for each question, whatever is asked: timed, and not to be checked."""

    service: Service
    answers: Mapping[str, str]

    @property
    def processes(self) -> Mapping[str, int]:
        """The server."""
        return {"service": self.service.pid}

    def answer(self, question: str, parameters: Parameters) -> Answer:
        """Nothing that could be right."""
        return ["always the same", question]

    def timing(
        self, question: str, asked: Sequence[Parameters], callers: int, seconds: float
    ) -> Timing:
        """The same requests as for our service, which are read and not looked at."""
        address = f"{self.service.address}/{question}/graphql"
        bodies = [OURS.body(question, parameters) for parameters in asked]
        return time_requests(address, bodies, callers, seconds)

    def notes(self, question: str) -> dict[str, Any]:
        """How long the answer is."""
        return {"bytes": len(self.answers[question].encode())}


@contextmanager
def embedded(setting: Setting, kept_bytes: int = 0) -> Iterator[Contestant]:
    """Our service over the embedded store; no answer is kept, so that each is worked out."""
    with serving(_python("tests.bench.serve", setting, kept_bytes)) as service:
        yield OverHttp(service, OURS)


@contextmanager
def kept(setting: Setting) -> Iterator[Contestant]:
    """Our service as it is by default, which keeps answers: the questions come again and again."""
    with embedded(setting, Settings().kept_bytes) as contestant:
        yield contestant


@contextmanager
def fixed(setting: Setting) -> Iterator[Contestant]:
    """The same server with one answer of ours for each question."""
    reference = Reference(synthetic_rows(setting.orgs, setting.seed))
    answers = {}
    with serving(_python("tests.bench.serve", setting, 0)) as service:
        for question in QUESTIONS:
            (parameters,) = question.parameters(reference, 1, setting.seed)
            body = OURS.body(question.name, parameters)
            request = Request(f"{service.address}/graphql", body, JSON_HEADERS)
            with urlopen(request, timeout=PATIENCE) as response:
                answers[question.name] = response.read().decode()
    file = setting.folder / "fixed.json"
    file.write_text(json.dumps(answers), "utf-8")
    command = [sys.executable, "-m", "tests.bench.peers.fixed", str(file), str(setting.processes)]
    with serving(command) as service:
        yield Fixed(service, answers)


@contextmanager
def over_neo4j(setting: Setting) -> Iterator[Contestant]:
    """Our service over Neo4j."""
    graphs = setting.graphs
    command = [sys.executable, "-m", "api", "serve", "--port", "0", "--store", graphs.uri]
    command += ["--workers", str(setting.processes)]
    with serving(command, graphs.environment) as service:
        yield OverHttp(service, OURS, {"neo4j": graphs.pid})


@contextmanager
def bare_driver(setting: Setting) -> Iterator[Contestant]:
    """The same statements without a service."""
    with setting.graphs.driver() as driver:
        yield BareDriver(driver, setting.graphs)


@contextmanager
def neo4j_graphql(setting: Setting) -> Iterator[Contestant]:
    """@neo4j/graphql on graphql-yoga; its packages are installed in a folder of the caches."""
    if not shutil.which("npm"):
        raise CannotTakePartError("npm is needed")
    folder = peers_folder()
    for name in ("package.json", "package-lock.json", ".npmrc", "server.mjs"):
        shutil.copy(PEERS / name, folder)
    installed = folder / "installed.json"
    lock = (PEERS / "package-lock.json").read_text("utf-8")
    if not installed.is_file() or installed.read_text("utf-8") != lock:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True)
        installed.write_text(lock, "utf-8")
    environment = {**setting.graphs.environment, "NODE_ENV": "production"}
    environment["PROCESSES"] = str(setting.processes)
    with serving(["node", "server.mjs"], environment, folder) as service:
        yield OverHttp(service, NEO4J_GRAPHQL, {"neo4j": setting.graphs.pid})


@contextmanager
def naive(setting: Setting) -> Iterator[Contestant]:
    """Strawberry over a NetworkX graph, as one writes it at first."""
    with serving(_python("tests.bench.peers.naive", setting)) as service:
        yield OverHttp(service, STRAWBERRY)


@contextmanager
def raw_cypher(setting: Setting) -> Iterator[Contestant]:
    """Statements written by hand, and no service."""
    yield RawCypher(setting.graphs)


@contextmanager
def raphtory(setting: Setting) -> Iterator[Contestant]:
    """Raphtory's own server, in one process; of its threads as many as others have processes."""
    python = environment("raphtory")
    folder = setting.folder / "raphtory"
    write_tables(synthetic_rows(setting.orgs, setting.seed), folder)
    threads = dict.fromkeys(("TOKIO_WORKER_THREADS", "RAYON_NUM_THREADS"), str(setting.processes))
    command = [str(python), str(PEERS / "raphtory_server.py"), str(folder), str(setting.processes)]
    with serving(command, threads) as service:
        yield OverHttp(service, RAPHTORY, path="/")


def _python(module: str, setting: Setting, *more: int) -> list[str]:
    numbers = (setting.orgs, setting.seed, setting.processes, *more)
    return [sys.executable, "-m", module, *map(str, numbers)]


CONTESTANTS: dict[str, Callable[[Setting], Any]] = {
    "embedded": embedded,
    "kept": kept,
    "fixed": fixed,
    "neo4j": over_neo4j,
    "bare-driver": bare_driver,
    "raw-cypher": raw_cypher,
    "neo4j-graphql": neo4j_graphql,
    "raphtory": raphtory,
    "naive": naive,
}
"""By name; each is a context manager over what it starts."""
