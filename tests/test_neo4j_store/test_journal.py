"""How a graph in Neo4j came to be what it is: kept with it, and written by whoever changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver

from api.graphs import ServedGraph
from graph.errors import StoreError, UnknownIdError
from graph.load import load_seed
from graph.plain import digest
from graph.store import seed_in
from graph.store.neo4j_store import Neo4jStore
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import rows, settings_of
from tests.strategies import make_seed
from tests.test_live.listening import CHANGES, event_stream
from tests.test_live.serving import renamed_seed, serving_graph, small_seed
from tests.test_live.test_commands import interop
from tests.test_store.world import WORLD, changed_world

EMPTY_SEED = make_seed()


def test_changes_of_any_loader(store: Neo4jStore, neo4j_server: GivenNeo4j) -> None:
    """Each change is there for all who read, once, in order; an apply of the same seed is none."""
    store.apply(WORLD)
    with Neo4jStore(settings_of(neo4j_server)) as other:
        other.apply(changed_world())
        other.apply(changed_world())
    store.apply(WORLD)

    journal = store.journal()

    one, two = digest(WORLD), digest(changed_world())
    steps = [(c.number, c.previous, c.version) for c in journal.changes]
    assert steps == [(1, None, one), (2, one, two), (3, two, one)]
    assert journal.version == store.reader().info.version == one
    assert journal.changes[1].added.ids == ("game",)
    assert journal.since(two) == journal.changes[2:]
    assert journal.since(one) == ()


def test_nothing_is_there(store: Neo4jStore) -> None:
    """An empty store has a journal of nothing."""
    journal = store.journal()

    assert (journal.version, journal.changes, journal.number) == ("", (), 0)


def test_a_graph_from_elsewhere(store: Neo4jStore, driver: Driver) -> None:
    """What an import left, or an older version, has no journal: it begins with the next change."""
    store.apply(WORLD)
    rows(driver, "MATCH (g:InteropGraph) REMOVE g.journal")
    assert store.journal().changes == ()

    store.apply(changed_world())

    (change,) = store.journal().changes
    assert (change.number, change.previous) == (1, digest(WORLD))
    with pytest.raises(UnknownIdError, match="read anew"):
        store.journal().since("0123456789abcdef")


def test_trying_an_empty_store(store: Neo4jStore, driver: Driver) -> None:
    """All would be new; nothing is written."""
    would_be = store.difference(WORLD)

    assert (would_be.added, would_be.changed, would_be.removed) == (25, 0, 0)
    assert would_be.previous is None
    assert all_of(driver) == []


def test_what_a_newer_version_wrote(store: Neo4jStore, driver: Driver) -> None:
    """It is not compared with, as little as it is overwritten."""
    store.apply(WORLD)
    rows(driver, "MATCH (g:InteropGraph) SET g.schemaVersion = 99")

    with pytest.raises(StoreError) as error:
        store.difference(changed_world())

    assert error.value.code == "STORE_TOO_NEW"


def test_the_seed_of_an_empty_graph(store: Neo4jStore) -> None:
    """A seed without things is read back as one."""
    store.apply(EMPTY_SEED)

    assert seed_in(store.reader()) == EMPTY_SEED


def all_of(driver: Driver) -> list[dict[str, Any]]:
    """What is there of ours."""
    return rows(driver, "MATCH (n:Interop|InteropGraph) RETURN n")


def test_listeners_of_a_server(
    store: Neo4jStore, neo4j_server: GivenNeo4j, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Who listens to a server that reads from Neo4j is told of what any loader changes there."""
    store.apply(WORLD)
    reading = Neo4jStore(settings_of(neo4j_server))
    graph = ServedGraph(reading, in_neo4j=True, new_reader=reading.reader_from_last)
    with (
        serving_graph(graph, tmp_path_factory.mktemp("s"), poll_seconds=0.1) as live,
        event_stream(live, CHANGES, since=digest(WORLD)) as events,
    ):
        store.apply(changed_world())
        change = events.change()
        store.apply(WORLD)
        back = events.change()
        answer = live.post("{ changes { version kept changes { version } } }").json()["data"]

    one, two = digest(WORLD), digest(changed_world())
    assert (change["previous"], change["version"], change["added"]["ids"]) == (one, two, ["game"])
    assert (back["previous"], back["version"]) == (two, one)
    assert answer["changes"] == {
        "version": one,
        "kept": True,
        "changes": [{"version": version} for version in (one, two, one)],
    }


def test_commands(store: Neo4jStore, neo4j_server: GivenNeo4j, tmp_path: Path) -> None:
    """Trying, planning, keeping and restoring do for a Neo4j what they do for a running server."""
    first, second = small_seed(tmp_path / "first"), renamed_seed(tmp_path / "second", "OICQ")
    given = {"user": neo4j_server.user, "password": neo4j_server.password, "seconds": "120"}
    environment = {f"NEO4J_{name.upper()}": value for name, value in given.items()}
    backup = tmp_path / "b.jsonl"

    def run(*arguments: object) -> tuple[int, str]:
        done = interop("seed", *arguments, "--store", neo4j_server.uri, **environment)
        return done.exit_code, done.stdout

    assert run("plan", "--seed", first)[1].startswith("Graph (none) would become")
    assert run("apply", "--seed", first, "--backup", backup)[0] == 0
    assert not backup.exists()
    one, two = digest(load_seed(first)), digest(load_seed(second))
    counts = "0 added, 1 changed, 0 removed.\n"
    assert run("apply", "--seed", second, "--dry-run") == (0, f"Graph {two} would be: {counts}")
    assert run("plan", "--seed", second, "--exit-code")[0] == 4
    assert run("apply", "--seed", second, "--if-version", two)[0] == 3
    assert store.reader().info.version == one
    assert run("apply", "--seed", second, "--backup", backup) == (0, f"Graph {two}: {counts}")
    assert run("restore", backup) == (0, f"Graph {one}: {counts}")
    assert [change.version for change in store.journal().changes] == [one, two, one]
