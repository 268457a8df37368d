"""One Cypher statement for each question, written by hand over the peers' graph, by the asynchronous driver."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final, LiteralString

from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase

from graph.dates import day_to_iso
from tests.bench.dialects import place
from tests.bench.load import Timing, time_tasks
from tests.bench.neo4j_graphs import Neo4jGraphs
from tests.bench.questions import Answer, Parameters

__all__ = ["STATEMENTS", "RawCypher"]

STATEMENTS: Final[Mapping[str, LiteralString]] = {
    "Q1": """
MATCH (e:PeerEntity {id: $id})
OPTIONAL MATCH (e)<-[:PEER_OPERATES]-(owner)
RETURN e.id, e.name, e.kind, owner.id, owner.name
""",
    # By channel as well: only then the planner reads the index backwards, and stops after a page.
    "Q2": """
MATCH (e:PeerEvent) WHERE e.channel = $channel AND $low <= e.ord < $high
WITH e ORDER BY e.channel DESC, e.ord DESC LIMIT 20
MATCH (e)-[:PEER_SOURCE]->(s) MATCH (e)-[:PEER_TARGET]->(t)
RETURN e.id, e.kind, e.date, s.id, s.name, t.id, t.name ORDER BY e.ord DESC
""",
    "Q3": """
MATCH (:PeerEntity {id: $id})<-[:PEER_SOURCE|PEER_TARGET]-(e:PeerEvent)
WITH DISTINCT e ORDER BY e.ord DESC LIMIT 20
MATCH (e)-[:PEER_SOURCE]->(s) MATCH (e)-[:PEER_TARGET]->(t)
RETURN e.id, e.kind, e.date, s.id, s.name, t.id, t.name ORDER BY e.ord DESC
""",
    "Q4": """
MATCH (a:PeerEntity {id: $from}), (b:PeerEntity {id: $to})
MATCH p = shortestPath((a)-[:PEER_OPEN*..6]->(b))
WHERE all(r IN relationships(p) WHERE r.since <= $day AND r.until > $day)
RETURN [n IN nodes(p) | n.id]
""",
    # Nothing in Cypher respects time along a path: one, two and three hops, each level at its least.
    "Q5": """
MATCH (a:PeerEntity {id: $from}), (b:PeerEntity {id: $to})
CALL (a, b) {
  MATCH (a)-[r:PEER_OPEN]->(b) WHERE r.until > $since AND r.since <= $until
  RETURN min(CASE WHEN r.since > $since THEN r.since ELSE $since END) AS t
  UNION ALL
  MATCH (a)-[r:PEER_OPEN]->(x) WHERE r.until > $since AND r.since <= $until
  WITH b, x, min(CASE WHEN r.since > $since THEN r.since ELSE $since END) AS t1
  MATCH (x)-[q:PEER_OPEN]->(b) WHERE q.until > t1 AND q.since <= $until
  RETURN min(CASE WHEN q.since > t1 THEN q.since ELSE t1 END) AS t
  UNION ALL
  MATCH (a)-[r:PEER_OPEN]->(x) WHERE r.until > $since AND r.since <= $until
  WITH b, x, min(CASE WHEN r.since > $since THEN r.since ELSE $since END) AS t1
  MATCH (x)-[q:PEER_OPEN]->(y) WHERE q.until > t1 AND q.since <= $until
  WITH b, y, min(CASE WHEN q.since > t1 THEN q.since ELSE t1 END) AS t2
  MATCH (y)-[s:PEER_OPEN]->(b) WHERE s.until > t2 AND s.since <= $until
  RETURN min(CASE WHEN s.since > t2 THEN s.since ELSE t2 END) AS t
}
RETURN min(t)
""",
    "Q6": """
MATCH p = (a:PeerEntity {id: $id})-[:PEER_OPEN*1..2]->(n)
WHERE all(r IN relationships(p) WHERE r.since <= $day AND r.until > $day) AND n <> a
WITH n.id AS id, min(length(p)) AS hops, n.name AS name ORDER BY hops, id
WITH collect([id, name]) AS found
RETURN size(found), found[..100]
""",
}


def variables(parameters: Parameters) -> Parameters:
    """What a statement is given."""
    if "channel" not in parameters:
        return parameters
    low, high = place(parameters["since"], 0), place(parameters["until"] + 1, 0)
    return {"channel": parameters["channel"], "low": low, "high": high}


def read(question: str, rows: Sequence[Sequence[Any]]) -> Answer:
    """Its rows as the answer that is compared."""
    match question:
        case "Q2" | "Q3":
            return [list(row) for row in rows]
        case "Q4":
            return list(rows[0][0]) if rows else []
        case "Q5":
            return [None if rows[0][0] is None else day_to_iso(rows[0][0])]
        case "Q6":
            count, found = rows[0]
            return [count, [id for id, _ in found]]
        case _:
            return list(rows[0])


class RawCypher:
    """The statements and the asynchronous driver: in this process, as tasks of one event loop."""

    def __init__(self, graphs: Neo4jGraphs) -> None:
        """Ask a server with both graphs; each measurement opens a driver of its own."""
        self.processes: Mapping[str, int] = {"neo4j": graphs.pid}
        self._graphs = graphs

    def answer(self, question: str, parameters: Parameters) -> Answer:
        """One answer."""

        async def ask() -> Answer:
            async with self._driver() as driver:
                return read(question, await _rows(driver, question, variables(parameters)))

        return asyncio.run(ask())

    def timing(
        self, question: str, asked: Sequence[Parameters], callers: int, seconds: float
    ) -> Timing:
        """So many tasks, each in a session of its own."""

        async def time() -> Timing:
            async with self._driver() as driver:
                await driver.verify_connectivity()

                async def call(given: Parameters) -> bool:
                    return await _rows(driver, question, given) is not None

                return await time_tasks(call, [variables(one) for one in asked], callers, seconds)

        return asyncio.run(time())

    def notes(self, question: str) -> dict[str, Any]:
        """Nothing."""
        return {}

    def _driver(self) -> AsyncDriver:
        return AsyncGraphDatabase.driver(
            self._graphs.uri, auth=(self._graphs.user, self._graphs.password)
        )


async def _rows(driver: AsyncDriver, question: str, given: Parameters) -> list[list[Any]]:
    async with driver.session(
        database="neo4j", default_access_mode=READ_ACCESS, fetch_size=-1
    ) as session:
        result = await session.run(STATEMENTS[question], given)
        return [list(row) async for row in result]
