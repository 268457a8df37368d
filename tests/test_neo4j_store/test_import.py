"""Bulk import: what `seed export` writes and `neo4j-admin` takes in is what `seed apply` writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from neo4j import Driver

from graph.model import Seed
from graph.neo4j_server import LocalServer
from graph.neo4j_server.cli import neo4j
from graph.neo4j_server.errors import AdminError, HomeError
from graph.store.neo4j_store import Neo4jSettings, Neo4jStore, cypher
from graph.store.neo4j_store.export import export_for_admin
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import PATIENCE, connect, make_neo4j_store, rows
from tests.test_store.world import WORLD, changed_world

pytestmark = pytest.mark.neo4j

NODES = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties"
RELATIONSHIPS = """
MATCH (a)-[r]->(b)
RETURN a.id AS start, type(r) AS type, b.id AS end, properties(r) AS properties
"""
OF_THE_MOMENT = {"loadedAt", "journal"}  # and how it came to be


@pytest.fixture(scope="module")
def imported(
    tmp_path_factory: pytest.TempPathFactory, packaged_seed: Seed
) -> Iterator[LocalServer]:
    """Start a server whose database came in as files, before its first start."""
    files = tmp_path_factory.mktemp("files")
    export_for_admin(packaged_seed, files)
    home = tmp_path_factory.mktemp("imported")
    server = LocalServer(home, 0, 0, password="of-the-import", heap="512m")
    server.import_files(files)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def everything(driver: Driver) -> list[list[Any]]:
    """All nodes and relationships with all their properties, in an order of their own."""
    found = []
    for text in (NODES, RELATIONSHIPS):
        some = rows(driver, text)
        for row in some:
            row["properties"] = sorted(
                f"{name}: {value}"
                for name, value in row["properties"].items()
                if name not in OF_THE_MOMENT
            )
            if "labels" in row:
                row["labels"] = sorted(row["labels"])
        found.append(sorted(some, key=str))
    return found


def test_equals_apply(imported: LocalServer, neo4j_server: GivenNeo4j, packaged_seed: Seed) -> None:
    """What came in is what `apply` writes, property by property; `apply` then makes the indexes."""
    given = GivenNeo4j(imported.uri, imported.user, imported.password or "")
    settings = Neo4jSettings(given.uri, given.user, given.password, seconds=PATIENCE)
    with (
        connect(given) as driver,
        make_neo4j_store(neo4j_server, packaged_seed),
        connect(neo4j_server) as other,
    ):
        brought = everything(driver)
        assert brought == everything(other)
        assert len(brought[0]) > len(packaged_seed.events)

        with Neo4jStore(settings) as store:
            applied = store.apply(packaged_seed)
            assert store.reader().info.counts["events"] == len(packaged_seed.events)

        assert (applied.added, applied.changed, applied.removed) == (0, 0, 0)
        assert everything(driver) == brought
        assert {row["name"] for row in rows(driver, cypher.ONLINE_INDEXES)} >= set(cypher.SCHEMA)


def test_running_server(imported: LocalServer, tmp_path: Path) -> None:
    """A database in use is left alone."""
    export_for_admin(WORLD, tmp_path)

    with pytest.raises(HomeError, match="The server runs: stop it"):
        imported.import_files(tmp_path, overwrite=True)


def test_by_command(tmp_path: Path) -> None:
    """The command says what is next; it replaces a database only where it is told to."""
    home, files, later = (tmp_path / name for name in ("home", "files", "later"))
    export_for_admin(WORLD, files)
    export_for_admin(changed_world(), later)
    run = CliRunner().invoke

    first = run(neo4j, ["import", str(files), "--home", str(home), "--heap", "512m"])
    refused = run(neo4j, ["import", str(later), "--home", str(home)])
    replaced = run(neo4j, ["import", str(later), "--home", str(home), "--overwrite"])

    assert (first.exit_code, refused.exit_code, replaced.exit_code) == (0, 3, 0)
    assert "interop neo4j up" in first.output
    assert "holds a database already: --overwrite replaces" in refused.output


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, (HomeError, "interop seed export --format neo4j-admin")),
        ({"arguments.txt": "--nodes=gone.csv\n"}, (AdminError, r"gone\.csv")),
    ],
    ids=["no files", "a file is missing"],
)
def test_wrong_folder(
    tmp_path: Path, files: dict[str, str], expected: tuple[type[Exception], str]
) -> None:
    """A folder without an export, or with half of one, is told of."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    error, message = expected

    with pytest.raises(error, match=message):
        LocalServer(tmp_path / "home").import_files(folder)
