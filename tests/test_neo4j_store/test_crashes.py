"""Loaders and servers that are killed: the old graph is there, or the new one, whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from neo4j import Driver

from graph.errors import StoreError
from graph.model import Seed
from graph.neo4j_server import LocalServer
from graph.plain import digest
from graph.store.neo4j_store import Neo4jStore
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import connect, empty, settings_of
from tests.test_neo4j_store.loader import SEEDS
from tests.test_neo4j_store.test_apply import all_rows, holds

Rows = list[dict[str, object]]


class Loaders:
    """Starts loaders, one after the other, and kills them."""

    def __init__(self, server: GivenNeo4j) -> None:
        """Start the process whose children they are: it has imported all that they need."""
        module = "tests.test_neo4j_store.loader"
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, server.uri, server.password],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        name: str,
        seconds: float | str = "-",
        batches: int | str = "-",
        max_rows: int = 10_000,
    ) -> tuple[int, float]:
        """Run a loader, kill it after so much of either; its exit code, and how long it took."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{name} {max_rows} 10 {seconds} {batches}\n")
        self.process.stdin.flush()
        code, took = self.process.stdout.readline().split()
        return int(code), float(took)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


@pytest.fixture
def loaders(server: GivenNeo4j) -> Iterator[Loaders]:
    """Yield what starts and kills loaders."""
    loaders = Loaders(server)
    yield loaders
    loaders.close()


def dumps(store: Neo4jStore, driver: Driver, server: GivenNeo4j) -> dict[str, Rows]:
    """All that is stored of each graph, by its version."""
    found: dict[str, Rows] = {}
    for seed in SEEDS.values():
        empty(server)
        store.apply(seed)
        found[digest(seed)] = all_rows(driver)
    return found


def test_loader_killed(
    server: GivenNeo4j, store: Neo4jStore, driver: Driver, loaders: Loaders
) -> None:
    """Killed at any moment, a loader leaves one of the graphs, whole, and the next one completes."""
    whole = dumps(store, driver, server)
    store.apply(SEEDS["world"])
    code, needed = loaders.run("changed")
    assert code == 0
    chance = random.Random(20)
    killed = 0
    for n in range(20):
        name = ("world", "changed")[n % 2]
        code, took = loaders.run(name, chance.uniform(0, needed))
        if code == 0:
            needed = took  # the first run is slow where Neo4j has just started; none after it would be killed
        else:
            assert code == -signal.SIGKILL
            killed += 1

        version, stored = settled(driver)
        assert stored == whole[version]
        assert loaders.run(name)[0] == 0
        assert store.reader().info.version == digest(SEEDS[name]) == version_in(driver)
        assert all_rows(driver) == whole[digest(SEEDS[name])]
    assert killed >= 5


def settled(driver: Driver) -> tuple[str, Rows]:
    """What is stored, once nothing of it changes: a transaction may end after who began it."""
    before = None
    while (found := (version_in(driver), all_rows(driver))) != before:
        before = found
    return found


def version_in(driver: Driver) -> str:
    """The version that the graph's own node has."""
    text = "MATCH (g:InteropGraph {name: 'graph'}) RETURN g.version AS version"
    (record,) = driver.execute_query(text).records
    return str(record["version"])


def test_loader_killed_while_filling(
    server: GivenNeo4j, store: Neo4jStore, driver: Driver, loaders: Loaders
) -> None:
    """Killed between its batches, a loader leaves a store without a graph; the next goes on."""
    whole = dumps(store, driver, server)
    for name, seed in SEEDS.items():
        empty(server)
        before: Rows = []
        for batches in (5, 4, 2):
            code, _ = loaders.run(name, batches=batches, max_rows=20)
            stored = all_rows(driver)

            assert code == -signal.SIGKILL
            assert len(stored) > len(before)
            with pytest.raises(StoreError) as refused:
                store.reader()
            assert refused.value.code == "STORE_EMPTY"
            before = stored

        assert loaders.run(name, max_rows=20)[0] == 0
        assert all_rows(driver) == whole[digest(seed)]
        assert holds(store, seed)


def test_server_killed(own_server: LocalServer) -> None:
    """Killed while a loader works, Neo4j comes back with one graph, whole, and can be loaded."""
    given = GivenNeo4j(own_server.uri, own_server.user, own_server.password or "")
    with connect(given) as driver, Neo4jStore(settings_of(given)) as store:
        whole = dumps(store, driver, given)
    errors: list[StoreError] = []
    over = Event()

    def keep_loading() -> None:
        with Neo4jStore(settings_of(given)) as store:
            while not over.is_set():
                for seed in SEEDS.values():
                    try:
                        store.apply(seed)
                    except StoreError as error:
                        errors.append(error)

    loader = Thread(target=keep_loading)
    loader.start()
    time.sleep(random.Random(3).uniform(1, 3))
    own_server.kill()
    over.set()
    own_server.start()
    loader.join()

    assert {error.code for error in errors} <= {"STORE_UNAVAILABLE"}
    with connect(given) as driver, Neo4jStore(settings_of(given)) as store:
        version = version_in(driver)
        assert all_rows(driver) == whole[version]
        for seed in ordered(version):
            store.apply(seed)
            assert store.reader().info.version == digest(seed)
            assert all_rows(driver) == whole[digest(seed)]


def ordered(version: str) -> list[Seed]:
    """Both seeds, first the one that is not there."""
    return sorted(SEEDS.values(), key=lambda seed: digest(seed) == version)
