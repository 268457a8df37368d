"""The statements themselves: constants only, read only, each with a limit, each from an index."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, LiteralString

import pytest
from neo4j import Driver, ManagedTransaction, Query, Session

from graph.errors import StoreError
from graph.queries.search import search
from graph.store import neo4j_store
from graph.store.neo4j_store import Neo4jStore, cypher
from graph.store.neo4j_store.connect import Connection
from graph.store.pages import PageRequest, TimelineFilter
from tests.dict_store import DictReader
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import PATIENCE, connect, drop_schema, empty, make_neo4j_store, settings_of
from tests.test_store.everything import everything
from tests.test_store.world import WORLD, changed_world

SOURCES = sorted(Path(neo4j_store.__file__).parent.glob("*.py"))
STATEMENTS: dict[str, str] = {
    name: text
    for name, text in vars(cypher).items()
    if isinstance(text, str) and name.isupper() and not name.startswith("_")
}
STATEMENTS |= {f"FIRST_PATHS[{hops}]": text for hops, text in cypher.FIRST_PATHS.items()}
PARAMETERS: dict[str, Any] = {
    "allowLimited": True,
    "ids": ["a", "b"],
    "days": [1, 2],
    "id": "a",
    "sort": "entity",
    "kinds": None,
    "limit": 10,
    "after": "",
    "before": "~",
    "low": "",
    "high": "~",
    "first": 0,
    "last": 10**6,
    "certainly": False,
    "channels": None,
    "directions": None,
    "entities": ["a", "b"],
    "origin": "a",
    "destination": "b",
    "begin": "x",
    "day": 5,
    "query": '"abc"',
    "rows": [],
    "labels": ["App"],
    "seconds": 1,
    "version": "",
    "seed": "",
    "counts": "",
    "loadedAt": "",
    "schemaVersion": 1,
    "caption": "",
}
WHOLE = {"STORED_NODES", "STORED_RELATIONSHIPS"}  # a loader compares all that is there
NO_GRAPH = {"AWAIT_INDEXES", "END_READING", "ONLINE_INDEXES", "SERVER_VERSION", "SEARCH"}


# Constants.


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_text_is_made(path: Path) -> None:
    """No statement is formatted: Cypher stands in `cypher` only, and there in plain literals."""
    tree = ast.parse(path.read_text("utf-8"))
    if path.stem == "cypher":
        made = [n for n in ast.walk(tree) if isinstance(n, ast.JoinedStr | ast.Call)]
        assert [ast.unparse(node) for node in made] == []
        return
    texts = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
    docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, _DOCUMENTED)}
    words = ("MATCH (", "MERGE (", "CREATE (", "RETURN ", "UNWIND ", "CALL db")
    found = [t for t in texts if isinstance(t, str) and t not in docs and t.startswith(words)]
    assert found == []


_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef


def test_only_constants_are_run(
    store: Neo4jStore, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that is sent while a store is filled, changed and asked is one of the constants."""
    sent: set[str] = set()

    def watched(run: Callable[..., Any]) -> Callable[..., Any]:
        def watch(self: Any, query: Any, *arguments: Any, **named: Any) -> Any:
            sent.add(query.text if isinstance(query, Query) else query)
            return run(self, query, *arguments, **named)

        return watch

    drop_schema(driver)
    monkeypatch.setattr(Session, "run", watched(Session.run))
    monkeypatch.setattr(ManagedTransaction, "run", watched(ManagedTransaction.run))
    store.apply(WORLD)
    store.apply(changed_world())
    everything(store.reader(), WORLD, [738885])
    search(store.reader(), "shop")

    assert sent <= {*STATEMENTS.values(), *cypher.SCHEMA.values()}
    assert len(sent) > 40


# Read only.


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
@pytest.mark.parametrize(
    "text",
    [
        "CREATE (:Written)",
        "MATCH (n:Interop) SET n.name = 'x'",
        "MATCH (n:Interop) DETACH DELETE n",
        "CREATE INDEX written FOR (n:Written) ON (n.x)",
    ],
)
def test_no_write(server: GivenNeo4j, store: Neo4jStore, scheme: str, text: LiteralString) -> None:
    """The server refuses what would write, when it is asked as readers ask."""
    store.apply(WORLD)
    uri = server.uri.replace("neo4j://", f"{scheme}://")
    connection = Connection(settings_of(server, uri=uri))

    with pytest.raises(StoreError, match="read access mode") as refused:
        connection.read(text)

    connection.close()
    assert refused.value.code == "STORE_ERROR"
    assert getattr(refused.value.__cause__, "code", "").endswith("Statement.AccessMode")
    assert store.reader().is_current()


# Limits.


def test_slow_statement(server: GivenNeo4j) -> None:
    """A statement that takes too long is ended by the server, soon."""
    connection = Connection(settings_of(server, seconds=0.3))
    begun = time.monotonic()

    with pytest.raises(StoreError, match=r"took longer than 0\.3 s") as refused:
        connection.read(
            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b) AS most"
        )

    connection.close()
    assert refused.value.code == "STORE_TIMEOUT"
    assert time.monotonic() - begun < 20  # without the limit it would be hours


def test_every_statement_has_a_limit(
    store: Neo4jStore, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a reader runs goes to the server with a time limit."""
    limits: list[float | None] = []
    run = Session.run

    def watch(self: Session, query: Query, *arguments: Any, **named: Any) -> Any:
        limits.append(query.timeout)
        return run(self, query, *arguments, **named)

    store.apply(WORLD)
    monkeypatch.setattr(Session, "run", watch)
    everything(store.reader(), WORLD, [738885])

    assert len(limits) > 100
    assert set(limits) == {PATIENCE}


# Texts that nobody would think of.


@pytest.mark.parametrize(
    "text",
    ["\ud83d", "a\x00b", "'; MATCH (n) DETACH DELETE n //", "a" * 50_000, "\U0010ffff", "", '"'],
    ids=["half a pair", "null", "injection", "long", "last", "empty", "quote"],
)
def test_text(store: Neo4jStore, text: str) -> None:
    """Any text is a value: it is looked for, and not found, as in the simplest store."""
    store.apply(WORLD)
    reader, simple = store.reader(), DictReader(WORLD)

    assert reader.nodes([text, "shop", text]) == simple.nodes([text, "shop", text])
    assert reader.relations([text]) == []
    assert reader.links_from([text], None) == []
    assert reader.links_between(text, text) == []
    assert reader.cited_by(text) == []
    assert search(reader, text) == search(simple, text)
    for from_end in (True, False):
        page = PageRequest(3, (text,), None, from_end)
        assert reader.entities(None, page) == simple.entities(None, page)
        page = PageRequest(3, None, (738885, 10**20, -(10**20), text), from_end)
        assert reader.timeline(TimelineFilter(), page) == simple.timeline(TimelineFilter(), page)
    assert reader.is_current()


def test_many_letters(store: Neo4jStore) -> None:
    """A search for more words than the index takes finds what there is, or nothing."""
    store.apply(WORLD)
    words = " ".join(
        f"{a}{b}{c}" for a in "abcdefghijkl" for b in "mnopqrstuv" for c in "wxyz012345"
    )

    assert search(store.reader(), words) == []


# Plans.


@pytest.fixture(scope="module")
def planned(neo4j_server: GivenNeo4j) -> Iterator[Driver]:
    """Yield a way to a database in which ours is a small part."""
    with make_neo4j_store(neo4j_server, WORLD), connect(neo4j_server) as driver:
        driver.execute_query(
            "UNWIND range(1, 3000) AS n CREATE (:OfATest {id: n})-[:CITES]->(:OfATest)"
        )
        yield driver
    empty(neo4j_server)


def operators(plan: dict[str, Any]) -> list[tuple[str, str]]:
    """The operators of a plan with their details, from the last to the first."""
    below = [row for child in plan.get("children", []) for row in operators(child)]
    name = plan["operatorType"].removesuffix("@neo4j")
    return [(name, str(plan["args"].get("Details", ""))), *below]


@pytest.mark.parametrize("name", STATEMENTS)
def test_plan(planned: Driver, name: str) -> None:
    """Every statement begins at an index, whatever else the database holds."""
    found = operators(plan_of(planned, name))

    scans = {operator for operator, _ in found if operator.endswith("Scan")}
    seeks = {operator for operator, _ in found if "Seek" in operator}
    assert scans == ({"NodeByLabelScan"} if name in WHOLE else set())
    assert bool(seeks) == (name not in WHOLE | NO_GRAPH)


def plan_of(driver: Driver, name: str) -> dict[str, Any]:
    """How the server would run a statement."""
    plan = driver.execute_query(Query("EXPLAIN " + STATEMENTS[name]), PARAMETERS).summary.plan
    assert plan is not None
    return plan


@pytest.mark.parametrize("name", ["TIMELINE", "TIMELINE_FROM_END", "ENTITIES", "ENTITIES_FROM_END"])
def test_page(planned: Driver, name: str) -> None:
    """A page is read off an index in its order, and no further than it is long."""
    found = operators(plan_of(planned, name))

    index = "Interop(order)" if "TIMELINE" in name else "Interop(sort, id)"
    (at,) = [at for at, (name, details) in enumerate(found) if index in details and "Seek" in name]
    assert [name for name, _ in found[at - 2 : at]] == ["Limit", "Filter"]
