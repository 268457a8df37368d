"""Every query of the guide and every saved query, on a real Neo4j with the packaged seed.

Where a query asks what GraphQL can be asked, both give the same answer over the same store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from neo4j import GraphDatabase, Record
from neo4j.exceptions import ClientError

from api.neo4j_browser.guide import Block, read_guide
from api.neo4j_browser.saved import saved_queries
from graph.store.neo4j_store import Neo4jStore
from tests.neo4j_fixture import GivenNeo4j
from tests.test_api.asking import ask

pytestmark = pytest.mark.neo4j

BLOCKS = {
    f"{slide.title}: {block.id}, {number}": block
    for slide in read_guide().slides
    for number, block in enumerate(slide.blocks)
    if block.kind == "cypher"
}
DAYS = [
    "2013-01-01",
    "2013-11-22",
    "2019-06-30",
    "2021-09-17",
    "2022-06-01",
    "2024-01-28",
    "2024-09-30",
]
PAIRS = [
    ("wechat", "taobao"),
    ("wechat", "alipay"),
    ("wechat", "wechat-pay"),
    ("taobao", "wechat-pay"),
    ("pinduoduo", "alipay"),
    ("qq", "taobao"),
    ("jd-pay", "wechat-pay"),
    ("wechat-pay", "jd-pay"),
]

each_day = pytest.mark.parametrize("day", DAYS)
each_pair = pytest.mark.parametrize(("origin", "destination"), PAIRS)

Run = Callable[..., list[Record]]


@pytest.fixture(scope="module")
def run(neo4j_server: GivenNeo4j, store: Neo4jStore) -> Iterator[Run]:
    """Yield what runs Cypher for reading only; a column with an open end cannot be looked into."""
    auth = (neo4j_server.user, neo4j_server.password)
    with GraphDatabase.driver(neo4j_server.uri, auth=auth) as driver:

        def run(text: str, **parameters: Any) -> list[Record]:
            with driver.session(default_access_mode="READ") as session:
                result = session.run(text, parameters)
                rows = list(result)
                warnings = [n for n in result.consume().gql_status_objects if n.is_notification]
                assert warnings == []
                return rows

        yield run


def saved(run: Run, name: str, **parameters: Any) -> list[Record]:
    """Run a saved query; a parameter that is not given has the value of its line."""
    query = saved_queries()[name]
    assert parameters.keys() <= query.parameters.keys()
    values = {
        name: run(f"RETURN {text} AS value")[0]["value"] for name, text in query.parameters.items()
    }
    return run(query.text, **{**values, **parameters})


def graphql(store: Neo4jStore, query: str, **variables: Any) -> Any:
    """Return the answer to the one question in a query."""
    answer = ask(query, variables, store.reader())
    assert "errors" not in answer
    return next(iter(answer["data"].values()))


def columns(rows: list[Record], *names: str) -> list[tuple[Any, ...]]:
    """Return some columns of the rows."""
    return [tuple(row[name] for name in names) for row in rows]


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_block_of_the_guide(run: Run, block: Block) -> None:
    """A block runs as it stands, and finds something."""
    assert run(block.text)


@pytest.mark.parametrize("name", saved_queries())
def test_saved_query(run: Run, name: str) -> None:
    """A saved query runs with the parameters of its lines, finds something, and so it does as constants."""
    found = saved(run, name)

    assert found
    assert len(run(saved_queries()[name].with_constants())) == len(found)


def test_writing_is_refused(run: Run) -> None:
    """These tests see whatever would write: the server refuses it."""
    with pytest.raises(ClientError):
        run("CREATE (:Nothing)")


@each_day
@each_pair
def test_access(run: Run, store: Neo4jStore, origin: str, destination: str, day: str) -> None:
    """Access on a day is GraphQL's, on each channel."""
    query = """query($from: ID!, $to: ID!, $day: DayInput) {
      access(from: $from, to: $to, asOf: $day) {
        channels { channel verdict accesses link { during { since until } } events { id } }
      }
    }"""
    variables = {"from": origin, "to": destination, "day": day}
    answer = graphql(store, query, **variables)
    rows = saved(run, "access-on-a-day", **{**variables, "day": date.fromisoformat(day)})

    expected = [
        (
            each["channel"].lower(),
            each["verdict"].lower(),
            [access.lower() for access in each["accesses"]],
            *(
                (each["link"]["during"][end] or "open") if each["link"] else None
                for end in ("since", "until")
            ),
            [event["id"] for event in each["events"]] if each["link"] else None,
        )
        for each in answer["channels"]
    ]
    assert columns(rows, "channel", "verdict", "accesses", "since", "until", "events") == expected


@each_day
@each_pair
def test_path(run: Run, store: Neo4jStore, origin: str, destination: str, day: str) -> None:
    """The path on a day is GraphQL's, with its verdict, events and sources."""
    query = """query($from: ID!, $to: ID!, $day: DayInput) {
      path(from: $from, to: $to, asOf: $day) {
        verdict nodes { id } hops { channel events { id } sources { id } }
      }
    }"""
    variables = {"from": origin, "to": destination, "day": day}
    answer = graphql(store, query, **variables)
    text = saved_queries()["path-on-a-day"].text
    # A path, event or source as a whole may have an open end in it, which Python cannot read.
    text += """, [l IN relationships(path) | l.channel] AS channels, event.id AS eventId,
      source.id AS sourceId"""
    rows = run(text, **{**variables, "day": date.fromisoformat(day)})

    entities = [node["id"] for node in answer["nodes"]]
    verdicts = {(answer["verdict"].lower(), *entities)} if entities else set()
    assert {(row["verdict"], *row["entities"]) for row in rows} == verdicts
    hops = answer["hops"]
    assert {tuple(row["channels"]) for row in rows} == (
        {tuple(hop["channel"].lower() for hop in hops)} if hops else set()
    )
    assert {row["eventId"] for row in rows} == {e["id"] for hop in hops for e in hop["events"]}
    assert {row["sourceId"] for row in rows} == {s["id"] for hop in hops for s in hop["sources"]}


@each_day
@pytest.mark.parametrize("origin", ["wechat", "taobao", "douyin", "qq", "alipay"])
def test_reachable(run: Run, store: Neo4jStore, origin: str, day: str) -> None:
    """What can be reached on a day is GraphQL's, by the same paths, in the same order."""
    query = """query($from: ID!, $day: DayInput) {
      reachable(from: $from, asOf: $day, first: 100) {
        nodes { hops verdict entity { id } nodes { id } }
      }
    }"""
    answer = graphql(store, query, **{"from": origin, "day": day})
    text = saved_queries()["reachable"].text.replace(
        "best.path AS path", "[n IN nodes(best.path) | n.id] AS nodes"
    )
    rows = run(text, **{"from": origin, "day": date.fromisoformat(day)})

    assert columns(rows, "id", "hops", "verdict", "nodes") == [
        (
            each["entity"]["id"],
            each["hops"],
            each["verdict"].lower(),
            [node["id"] for node in each["nodes"]],
        )
        for each in answer["nodes"]
    ]


@pytest.mark.parametrize("entity", ["wechat-pay", "taobao", "miit", "analysys"])
@pytest.mark.parametrize(
    ("since", "until"),
    [("2013-01-01", "2024-10-31"), ("2013-06-01", "2013-12-31"), ("2021-09-10", "2021-09-17")],
)
def test_timeline(run: Run, store: Neo4jStore, entity: str, since: str, until: str) -> None:
    """A timeline is GraphQL's, in the same order, as surely in the window."""
    query = """query($entity: ID!, $since: DayInput, $until: DayInput) {
      timeline(filter: {entity: $entity, window: {since: $since, until: $until}}, first: 100) {
        edges { inWindow node { id status date { text } title { en } } }
      }
    }"""
    answer = graphql(store, query, entity=entity, since=since, until=until)
    days = {"since": date.fromisoformat(since), "until": date.fromisoformat(until)}
    rows = saved(run, "timeline", entity=entity, **days)

    assert columns(rows, "id", "inWindow", "date", "what", "status") == [
        (
            edge["node"]["id"],
            edge["inWindow"].lower(),
            edge["node"]["date"]["text"],
            edge["node"]["title"]["en"],
            edge["node"]["status"].lower(),
        )
        for edge in answer["edges"]
    ]
