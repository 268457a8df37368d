"""Applying a seed to a Neo4j: what is written, what is left alone, and what is refused."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, LiteralString, cast

import pytest
from neo4j import READ_ACCESS, Driver

from graph.dates import parse_edtf
from graph.errors import StoreError
from graph.model import (
    Entity,
    Figure,
    Node,
    Participant,
    Relation,
    Seed,
    Statement,
    Text,
)
from graph.plain import digest
from graph.store.base import Applied
from graph.store.neo4j_store import Neo4jStore, changes, cypher
from graph.store.neo4j_store.rows import LABELS, PROPERTIES, SCHEMA_VERSION, node_rows
from graph.store.pages import PageRequest, TimelineFilter
from graph.vocabulary import (
    Access,
    EntityKind,
    Metric,
    Operator,
    RelationKind,
    Role,
    StatementKind,
)
from tests.dict_store import DictReader
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import EMPTY, PATIENCE, drop_schema, empty, rows, settings_of
from tests.strategies import make_effect, make_event, make_seed
from tests.test_live.serving import wait_until
from tests.test_store.everything import everything
from tests.test_store.world import WORLD, changed_world

WAITING = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN status"
# Dates as text: the driver's own end with the year 9999.
EVERYTHING = """
MATCH (n) WHERE NOT n:InteropGraph
OPTIONAL MATCH (n)-[r]->(m)
RETURN labels(n) AS labels, type(r) AS type, m.id AS end,
       n{.*, earliest: toString(n.earliest), latest: toString(n.latest)} AS node,
       r{.*, since: toString(r.since), until: toString(r.until)} AS r
ORDER BY n.id, type, r.interopKey
"""
PLAIN = make_seed(make_event("e1", "2024-01-01", Access.OPEN))


def all_rows(driver: Driver) -> list[dict[str, Any]]:
    """All that is stored, but for the graph's own node."""
    return [{**row, "labels": sorted(row["labels"])} for row in rows(driver, EVERYTHING)]


def things(seed: Seed) -> int:
    """How many things with an id a seed has."""
    return (
        len(seed.entities)
        + len(seed.events)
        + len(seed.sources)
        + len(seed.figures)
        + len(seed.statements)
    )


def holds(store: Neo4jStore, seed: Seed) -> bool:
    """Whether the store gives every answer as the simplest one does."""
    days = [738885, 738886]
    return everything(store.reader(), seed, days) == everything(DictReader(seed), seed, days)


def committed(driver: Driver) -> frozenset[str]:
    """The last transaction that wrote anything, as the server names it."""
    with driver.session(default_access_mode=READ_ACCESS) as session:
        session.run("RETURN 1").consume()
        return session.last_bookmarks().raw_values


# What is written.


def test_second_run(store: Neo4jStore, driver: Driver, packaged_seed: Seed) -> None:
    """Applied twice, a seed changes nothing: the server has no new transaction that wrote."""
    first = store.apply(packaged_seed)
    before = all_rows(driver), committed(driver)

    second = store.apply(packaged_seed)

    assert (first.added, first.changed, first.removed) == (things(packaged_seed), 0, 0)
    assert second == Applied(first.version, 0, 0, 0)
    assert (all_rows(driver), committed(driver)) == before


def test_one_change(store: Neo4jStore, driver: Driver) -> None:
    """Only what differs is written: one event anew touches no other node."""
    store.apply(WORLD)
    seed = replace(WORLD, events=dict(WORLD.events))
    id, event = next(iter(seed.events.items()))
    seed.events[id] = replace(event, title=Text("Another title"))
    driver.execute_query("MATCH (n:Interop) SET n.theirs = n.hash")

    applied = store.apply(seed)

    assert (applied.added, applied.changed, applied.removed) == (0, 1, 0)
    assert [row["n.id"] for row in rows(driver, _REWRITTEN)] == [id]
    assert holds(store, seed)


_REWRITTEN = "MATCH (n:Interop) WHERE n.hash <> n.theirs RETURN n.id"


def test_order_of_the_seed(store: Neo4jStore, driver: Driver, server: GivenNeo4j) -> None:
    """The seed backwards is the same seed: the same rows, and nothing to be written."""
    backwards = Seed(WORLD.info)
    for sort in ("statements", "figures", "sources", "events", "entities"):
        getattr(backwards, sort).update(reversed(getattr(WORLD, sort).items()))
    store.apply(WORLD)
    before = all_rows(driver)

    assert store.apply(backwards).changed == 0
    assert all_rows(driver) == before
    empty(server)
    store.apply(backwards)
    assert all_rows(driver) == before


def test_another_seed(store: Neo4jStore, driver: Driver, packaged_seed: Seed) -> None:
    """What the new seed does not have goes; nothing of the old one is left."""
    store.apply(WORLD)
    alone = all_rows(driver)
    store.apply(packaged_seed)

    applied = store.apply(WORLD)

    assert applied.removed == things(packaged_seed)
    assert all_rows(driver) == alone
    assert holds(store, WORLD)


A, B, C = (Entity(id, EntityKind.APP, Text(id.upper())) for id in "abc")
_FIGURE = Figure(
    "f", Metric.USERS, Decimal(1), Operator.EQUAL, "users", parse_edtf("2024"), "a", None
)
_STATEMENT = Statement("s", StatementKind.OPINION, Text("So"), "a", None, None, ("b",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([_FIGURE], [replace(_FIGURE, entity="c")], id="whom a figure is about"),
        pytest.param([_STATEMENT], [replace(_STATEMENT, speaker="c")], id="who says it"),
        pytest.param([_STATEMENT], [replace(_STATEMENT, about=("c",))], id="what it is about"),
        pytest.param(
            [make_event("x", "2024-01-01", Access.OPEN)],
            [Entity("x", EntityKind.APP, Text("X"))],
            id="an event that becomes an entity",
        ),
        pytest.param(
            [Entity("x", EntityKind.APP, Text("X"), wikidata="Q1", aliases=("ex",))],
            [make_event("x", "2024", make_effect(Access.OPEN, "b", "c"))],
            id="an entity that becomes an event",
        ),
        pytest.param(
            [make_event("x", "2024", participants=[Participant("a", Role.INITIATOR)])],
            [make_event("x", "2024", participants=[Participant("b", Role.INITIATOR)])],
            id="who takes part",
        ),
        pytest.param(
            [make_event("x", "2024"), make_event("y", "2024", follows=["x"])],
            [make_event("y", "2024"), make_event("x", "2024", follows=["y"])],
            id="which follows which",
        ),
        pytest.param(
            [replace(C, relations=(Relation(RelationKind.OWNS, "c", "a", unverified=True),))],
            [replace(C, relations=(Relation(RelationKind.OWNS, "c", "b", unverified=True),))],
            id="what it owns",
        ),
        pytest.param(
            [make_event("x", "2024-01-01", Access.OPEN, sources=["s1"])],
            [make_event("x", "2024-01-01", Access.OPEN, sources=["s2"])],
            id="what it cites",
        ),
    ],
)
def test_change(
    store: Neo4jStore, driver: Driver, server: GivenNeo4j, before: list[Node], after: list[Node]
) -> None:
    """A change of this sort leaves what the new seed leaves that is applied alone."""
    old, new = (
        make_seed(*{node.id: node for node in (A, B, C, *nodes)}.values())
        for nodes in (before, after)
    )
    store.apply(old)

    store.apply(new)

    assert holds(store, new)
    changed = all_rows(driver)
    empty(server)
    store.apply(new)
    assert all_rows(driver) == changed


def test_properties_and_labels(packaged_seed: Seed) -> None:
    """The lists of what is ours, by which old things are taken away, are complete."""
    for seed in (packaged_seed, WORLD):
        for row in node_rows(seed):
            assert row.properties.keys() <= set(PROPERTIES)
            assert set(row.labels) <= set(LABELS)


def test_relations_alike(store: Neo4jStore) -> None:
    """Relations that no order tells apart stay in the order in which the seed has them."""
    relations = tuple(
        Relation(RelationKind.OWNS, "a", "b", None, parse_edtf(until), unverified=True)
        for until in ("2024", "2022", "2023", "2021")
    )
    seed = make_seed(replace(A, relations=relations), B)
    store.apply(seed)

    assert store.reader().relations(["b"]) == list(relations)


# What others added.


def test_foreign_properties(store: Neo4jStore, driver: Driver) -> None:
    """A property that others gave to a node of ours stays, also when the node is written anew."""
    store.apply(WORLD)
    driver.execute_query("MATCH (n:Interop) SET n.theirs = 7, n:Theirs")

    store.apply(changed_world())

    there = "MATCH (n:Theirs {theirs: 7}) RETURN count(n) AS count"
    assert rows(driver, there)[0]["count"] == _kept(WORLD, changed_world())
    assert holds(store, changed_world())


def _kept(old: Seed, new: Seed) -> int:
    """How many ids both have."""
    return len(DictReader(old).all_nodes.keys() & DictReader(new).all_nodes.keys())


def test_foreign_relationship_to_what_goes(store: Neo4jStore, driver: Driver) -> None:
    """What others tied something to stays, reported, and no longer as ours; no answer has it."""
    seed = make_seed(A, B, make_event("x", "2024-01-01", Access.OPEN))
    store.apply(seed)
    driver.execute_query(
        "MATCH (n {id: 'x'}), (b {id: 'b'}) CREATE (:OfATest)-[:ABOUT]->(n), (b)-[:LIKES]->(n)"
    )
    without = make_seed(A, B)

    applied = store.apply(without)

    assert (applied.removed, applied.kept) == (1, ("x",))
    (left,) = rows(driver, "MATCH (n {id: 'x'})--() RETURN DISTINCT labels(n) AS labels, n.hash")
    assert left == {"labels": ["FormerInterop"], "n.hash": None}
    assert rows(driver, "MATCH (n {id: 'x'})-[r]-() RETURN count(r) AS count") == [{"count": 2}]
    assert holds(store, without)
    assert store.reader().nodes(["x"]) == [None]
    assert store.apply(without) == Applied(applied.version, 0, 0, 0)


def test_id_comes_back(store: Neo4jStore, driver: Driver) -> None:
    """A node that was kept for others is ours again when its id is, with what is tied to it."""
    seed = make_seed(A, B, make_event("x", "2024-01-01", Access.OPEN))
    store.apply(seed)
    driver.execute_query("MATCH (n {id: 'x'}) SET n.theirs = 7 CREATE (:OfATest)-[:ABOUT]->(n)")
    store.apply(make_seed(A, B))

    applied = store.apply(seed)

    assert (applied.added, applied.kept) == (1, ())
    (found,) = rows(
        driver, "MATCH (:OfATest)-[:ABOUT]->(n) RETURN n.id, n.theirs, labels(n) AS labels"
    )
    assert (found["n.id"], found["n.theirs"]) == ("x", 7)
    assert set(found["labels"]) == {"Interop", "Event"}
    assert holds(store, seed)
    assert rows(driver, "MATCH (n {id: 'x'}) RETURN count(n) AS count") == [{"count": 1}]


def test_full_of_foreign_data(store: Neo4jStore, driver: Driver) -> None:
    """Nodes and relationships that look like ours are neither read nor touched."""
    driver.execute_query(
        "UNWIND ['a', 'b', 'x', 'zz'] AS id CREATE (n:OfATest:Entity:App:Event:Imprecise:FormerInterop {"
        " id: id, sort: 'entity', order: '0738885', reachDay: 999999, grams: 'a', json: '{}'})"
        " CREATE (n)-[:REACHES {channel: 'maps', sinceDay: 0, untilDay: 9999999}]->(n)"
        " SET n.id = CASE id WHEN 'x' THEN null ELSE id END REMOVE n:FormerInterop"
    )
    driver.execute_query(
        "CREATE (:OfATest:Interop {note: 'no id'}), (:OfATest:InteropGraph {name: 'theirs'})"
    )
    theirs = rows(driver, "MATCH (n) RETURN n{.*} AS n, labels(n) AS labels ORDER BY n.id")
    seed = make_seed(A, B, make_event("x", "2024-01-01", Access.OPEN), _FIGURE, _STATEMENT)

    store.apply(seed)
    driver.execute_query(
        "MATCH (a:Interop {id: 'a'}), (b:Interop {id: 'b'}), (x:Interop {id: 'x'}),"
        " (f:Interop {id: 'f'}), (s:Interop {id: 's'})"
        " CREATE (b)-[:REACHES {channel: 'maps', sinceDay: 0, untilDay: 9999999}]->(a),"
        " (a)-[:OWNS]->(b), (x)-[:FOLLOWS]->(x), (x)-[:INVOLVES]->(f), (f)-[:ABOUT]->(b),"
        " (s)-[:SPOKEN_BY]->(b), (f)-[:CITES]->(b)"
    )

    assert holds(store, seed)
    assert store.reader().timeline(TimelineFilter(), PageRequest(9)).items == (seed.events["x"],)
    store.apply(make_seed(A, B))
    store.apply(make_seed())
    found = rows(driver, "MATCH (n) RETURN n{.*} AS n, labels(n) AS labels ORDER BY n.id")
    assert [row for row in found if row in theirs] == theirs


# Layouts.


def test_older_layout(store: Neo4jStore, driver: Driver) -> None:
    """A graph of an older layout is refused when it is to be served, and renewed by applying."""
    store.apply(WORLD)
    expected = all_rows(driver)
    driver.execute_query(
        "MATCH (g:InteropGraph) SET g.schemaVersion = 0"
        " WITH g MATCH (n:Interop) SET n.hash = 'older' REMOVE n.json"
        " WITH DISTINCT g MATCH ()-[r]->() SET r.hash = 'older', r.old = 1"
    )

    with pytest.raises(StoreError, match=r"layout 0.* run `interop seed apply`") as refused:
        store.reader()
    applied = store.apply(WORLD)

    assert refused.value.code == "STORE_OTHER_LAYOUT"
    assert applied.changed == len(DictReader(WORLD).all_nodes)
    assert all_rows(driver) == expected


def test_newer_layout(store: Neo4jStore, driver: Driver) -> None:
    """A graph of a newer layout is neither served nor overwritten."""
    store.apply(WORLD)
    driver.execute_query(
        "MATCH (g:InteropGraph) SET g.schemaVersion = $new", new=SCHEMA_VERSION + 1
    )
    before = committed(driver)

    with pytest.raises(StoreError, match="upgrade") as read:
        store.reader()
    with pytest.raises(StoreError, match="upgrade the package") as written:
        store.apply(PLAIN)

    assert (read.value.code, written.value.code) == ("STORE_OTHER_LAYOUT", "STORE_TOO_NEW")
    assert committed(driver) == before


# Sizes.


def test_too_many_rows(store: Neo4jStore, driver: Driver) -> None:
    """More changes than one transaction takes are refused, with what to do, and nothing is done."""
    store.apply(PLAIN)
    before = all_rows(driver)

    with pytest.raises(StoreError, match=r"rows differ.*empty the store") as refused:
        store.apply(WORLD, max_rows=20)

    assert refused.value.code == "STORE_TOO_LARGE"
    assert all_rows(driver) == before
    assert holds(store, PLAIN)


def test_filled_in_batches(
    store: Neo4jStore, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty store takes any number of rows, in batches; until all are in, it has no graph."""
    store.apply(WORLD)
    expected = all_rows(driver)
    driver.execute_query(EMPTY)
    monkeypatch.setattr(changes, "_BATCH", 10)
    seen: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> None:
        with pytest.raises(StoreError) as refused:
            store.reader()
        assert refused.value.code == "STORE_EMPTY"
        seen.append((done, total))

    applied = store.apply(WORLD, progress=watch, max_rows=20)

    assert applied.added == len(DictReader(WORLD).all_nodes)
    assert seen[-1][0] == seen[-1][1] > 80
    assert len(seen) > 8
    assert all_rows(driver) == expected
    assert holds(store, WORLD)


def test_empty_and_fill(store: Neo4jStore, driver: Driver) -> None:
    """What the refusal advises works: emptied as the documentation says, the store takes it all."""
    store.apply(PLAIN)
    statement = documented_statement()

    with driver.session() as session:
        session.run(statement).consume()
    store.apply(WORLD, max_rows=20)

    assert holds(store, WORLD)


def documented_statement() -> LiteralString:
    """The statement by which `docs/operations.md` empties a store."""
    text = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    found = re.search(r"```text\n(MATCH \(n:Interop\|.*?)```", text, re.DOTALL)
    assert found
    return cast("LiteralString", found[1])


# Two at once.


def test_two_loaders(server: GivenNeo4j, driver: Driver) -> None:
    """Two loaders at once take turns: both end well, and one of the two graphs is there, whole."""
    seeds = (WORLD, changed_world())
    for _ in range(3):
        done = in_threads(lambda seed: _apply_alone(server, seed), seeds)

        assert len(done) == 2
        with Neo4jStore(settings_of(server)) as store:
            last = max(seeds, key=lambda seed: digest(seed) == store.reader().info.version)
            assert holds(store, last)


def test_two_loaders_of_one_seed(
    server: GivenNeo4j, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that fill the same new database, in batches, with no index yet: one works, one waits."""
    drop_schema(driver)
    monkeypatch.setattr(changes, "_BATCH", 10)

    done = in_threads(lambda seed: _apply_alone(server, seed, max_rows=20), (WORLD, WORLD))

    size = len(DictReader(WORLD).all_nodes)
    assert sorted(applied.added for applied in done) == [0, size]
    with Neo4jStore(settings_of(server)) as store:
        assert holds(store, WORLD)
    keys = "MATCH ()-[r]->() RETURN count(r) AS all, count(DISTINCT r.interopKey) AS keys"
    assert len({*rows(driver, keys)[0].values()}) == 1


def _apply_alone(server: GivenNeo4j, seed: Seed, **options: Any) -> Applied:
    with Neo4jStore(settings_of(server)) as store:
        return store.apply(seed, **options)


def in_threads(do: Callable[[Seed], Applied], seeds: Iterable[Seed]) -> list[Applied]:
    """What each gives, all begun at once."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(do, seeds))


def test_an_expected_version(store: Neo4jStore, server: GivenNeo4j, driver: Driver) -> None:
    """It is looked at under the lock: who waits for another loader is refused over its graph."""
    store.apply(WORLD)
    begun, go_on = threading.Event(), threading.Event()

    def slowly(done: int, total: int) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    with ThreadPoolExecutor() as loaders:
        first = loaders.submit(_apply_alone, server, changed_world(), progress=slowly)
        try:
            assert begun.wait(PATIENCE)
            second = loaders.submit(_apply_alone, server, PLAIN, expected=digest(WORLD))
            wait_until(lambda: second.done() or bool(rows(driver, WAITING)))
        finally:
            go_on.set()
        one = first.result(PATIENCE)
        with pytest.raises(StoreError, match=one.version) as error:
            second.result(PATIENCE)

    assert error.value.code == "OTHER_VERSION"
    assert holds(store, changed_world())
    with pytest.raises(StoreError):
        store.apply(changed_world(), expected=digest(WORLD))
    assert store.apply(PLAIN, expected=one.version).previous == one.version


def test_schema_is_made_once(store: Neo4jStore, driver: Driver) -> None:
    """A new database gets every index; a small change afterwards does not ask for them again."""
    drop_schema(driver)
    store.apply(WORLD)
    names = {row["name"] for row in rows(driver, cypher.ONLINE_INDEXES)}
    assert names >= cypher.SCHEMA.keys()
    driver.execute_query("DROP INDEX interop_name")
    store.apply(changed_world())

    assert {row["name"] for row in rows(driver, cypher.ONLINE_INDEXES)} == names


def test_graph_without_indexes(store: Neo4jStore, driver: Driver) -> None:
    """A graph that came by another way can be asked, but for searches; applying gives it the rest."""
    store.apply(WORLD)
    before = all_rows(driver)
    drop_schema(driver)
    assert holds(store, WORLD)
    with pytest.raises(StoreError) as refused:
        store.reader().search_candidates("shop")
    assert refused.value.code == "STORE_ERROR"

    applied = store.apply(WORLD)

    assert applied == Applied(applied.version, 0, 0, 0)
    assert all_rows(driver) == before
    assert store.reader().search_candidates("shop")
