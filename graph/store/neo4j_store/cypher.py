"""Every Cypher statement, as constants; values go in as parameters only.

The model: `(:Interop:Entity:App)`, `(:Interop:Event)-[:INVOLVES {roles}]->(:Interop:Entity)`,
`-[:CITES {quote}]->(:Interop:Source)`, and a derived `(:Entity)-[:REACHES]->(:Entity)` for each
link. `:Interop` marks what is ours; others may add what they like beside it. Days stand twice: as
DATE for people, as whole numbers (`…Day`) for comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, LiteralString

__all__: list[str] = []

SCHEMA: Final[Mapping[str, LiteralString]] = {
    "interop_id": "CREATE CONSTRAINT interop_id IF NOT EXISTS FOR (n:Interop) REQUIRE n.id IS UNIQUE",
    "interop_graph": (
        "CREATE CONSTRAINT interop_graph IF NOT EXISTS"
        " FOR (g:InteropGraph) REQUIRE g.name IS UNIQUE"
    ),
    "interop_reaches": (
        "CREATE CONSTRAINT interop_reaches IF NOT EXISTS"
        " FOR ()-[r:REACHES]-() REQUIRE r.interopKey IS UNIQUE"
    ),
    "interop_involves": (
        "CREATE CONSTRAINT interop_involves IF NOT EXISTS"
        " FOR ()-[r:INVOLVES]-() REQUIRE r.interopKey IS UNIQUE"
    ),
    "interop_cites": (
        "CREATE CONSTRAINT interop_cites IF NOT EXISTS"
        " FOR ()-[r:CITES]-() REQUIRE r.interopKey IS UNIQUE"
    ),
    "interop_former": "CREATE INDEX interop_former IF NOT EXISTS FOR (n:FormerInterop) ON (n.id)",
    "interop_sort": "CREATE INDEX interop_sort IF NOT EXISTS FOR (n:Interop) ON (n.sort, n.id)",
    "interop_order": "CREATE INDEX interop_order IF NOT EXISTS FOR (n:Interop) ON (n.order)",
    "interop_imprecise": (
        "CREATE INDEX interop_imprecise IF NOT EXISTS FOR (n:Imprecise) ON (n.reachDay)"
    ),
    "interop_name": "CREATE INDEX interop_name IF NOT EXISTS FOR (n:Interop) ON (n.name)",
    "interop_names": (
        "CREATE FULLTEXT INDEX interop_names IF NOT EXISTS FOR (n:Entity|Event|Source)"
        " ON EACH [n.names] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    ),
    "interop_grams": (
        "CREATE FULLTEXT INDEX interop_grams IF NOT EXISTS FOR (n:Interop)"
        " ON EACH [n.grams] OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
    ),
}
"""Indexes and constraints by name; a constraint has an index of its own name."""
ONLINE_INDEXES: Final = "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name"
AWAIT_INDEXES: Final = "CALL db.awaitIndexes(300)"

SERVER_VERSION: Final = """
CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel'
RETURN versions[0] AS version
"""

END_READING: Final = """
SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.reading = $reading
TERMINATE TRANSACTIONS id YIELD message
RETURN count(*) AS count
"""

# The graph itself.

GRAPH: Final = """
MATCH (g:InteropGraph {name: 'graph'})
RETURN g.version AS version, g.seed AS seed, g.counts AS counts, g.loadedAt AS loadedAt,
       g.schemaVersion AS schemaVersion
"""
JOURNAL: Final = """
MATCH (g:InteropGraph {name: 'graph'}) RETURN g.version AS version, g.journal AS journal
"""
CHANGE: Final = """
MATCH (c:InteropGraph {name: 'change'}) RETURN c.until > datetime() AS underWay
"""
# First whether a change is under way, and only then which graph it is: what is collected is read
# before the next part begins.
UNCHANGED: Final = """
OPTIONAL MATCH (c:InteropGraph {name: 'change'})
WITH collect(c.until > datetime()) AS changes
MATCH (g:InteropGraph {name: 'graph'})
RETURN true IN changes AS underWay, g.version AS version, g.loadedAt AS loadedAt
"""

# Things by id, and lists by id.

NODES: Final = """
MATCH (n:Interop) WHERE n.id IN $ids
RETURN n.id AS id, n.sort AS sort, n.json AS json
"""
IDS: Final = """
MATCH (n:Interop) USING INDEX SEEK n:Interop(sort, id)
WHERE n.sort = $sort AND n.id > ''
RETURN n.id AS id ORDER BY n.sort, n.id
"""
ENTITIES: Final = """
MATCH (n:Interop) USING INDEX SEEK n:Interop(sort, id)
WHERE n.sort = 'entity' AND n.id > $after AND n.id < $before
  AND ($kinds IS NULL OR n.kind IN $kinds)
RETURN n.id AS id, n.sort AS sort, n.json AS json
ORDER BY n.sort, n.id LIMIT $limit
"""
ENTITIES_FROM_END: Final = """
MATCH (n:Interop) USING INDEX SEEK n:Interop(sort, id)
WHERE n.sort = 'entity' AND n.id > $after AND n.id < $before
  AND ($kinds IS NULL OR n.kind IN $kinds)
RETURN n.id AS id, n.sort AS sort, n.json AS json
ORDER BY n.sort DESC, n.id DESC LIMIT $limit
"""
COUNT_ENTITIES: Final = """
MATCH (n:Interop) USING INDEX SEEK n:Interop(sort, id)
WHERE n.sort = 'entity' AND n.id > '' AND ($kinds IS NULL OR n.kind IN $kinds)
RETURN count(n) AS count
"""

# Timelines. An event that began before the window lies in it only if it is imprecise or long: few
# are, and they have an index of their own.

_TIMELINE_FILTER: Final = """
  ($channels IS NULL OR any(channel IN v.channels WHERE channel IN $channels))
  AND ($kinds IS NULL OR v.kind IN $kinds)
  AND ($directions IS NULL OR v.direction IN $directions)
  AND (NOT $certainly
       OR (v.endEarliestDay IS NULL AND v.earliestDay >= $first AND v.latestDay <= $last)
       OR (v.endEarliestDay IS NOT NULL AND v.latestDay <= $last AND v.endEarliestDay >= $first))
"""
# By its length, since a pattern in a list takes no hint: asked whether it is there at all, the planner
# may read the whole index of the key instead of the few relationships of each event.
_TIMELINE_ROW: Final = """
  v.order AS order, v.id AS id, v.json AS json,
  [(v)-[i:INVOLVES]->(e:Interop) WHERE size(i.interopKey) > 0 | [e.id, e.json]] AS ends
"""
_BEGUN_IN_WINDOW: Final = (
    """
CALL () {
  MATCH (v:Interop) USING INDEX SEEK v:Interop(order)
  WHERE v.order > $low AND v.order < $high AND v.reachDay >= $first AND """
    + _TIMELINE_FILTER
)
_BEGUN_EARLIER: Final = (
    """
  UNION ALL
  MATCH (v:Imprecise) USING INDEX SEEK v:Imprecise(reachDay)
  WHERE v:Interop AND v.reachDay >= $first AND v.order > $after AND v.order < $before
    AND v.order <= $low AND """
    + _TIMELINE_FILTER
)
TIMELINE: Final = (
    _BEGUN_IN_WINDOW
    + " RETURN v ORDER BY v.order LIMIT $limit "
    + _BEGUN_EARLIER
    + " RETURN v ORDER BY v.order LIMIT $limit } RETURN"
    + _TIMELINE_ROW
    + "ORDER BY order LIMIT $limit"
)
TIMELINE_FROM_END: Final = (
    _BEGUN_IN_WINDOW
    + " RETURN v ORDER BY v.order DESC LIMIT $limit "
    + _BEGUN_EARLIER
    + " RETURN v ORDER BY v.order DESC LIMIT $limit } RETURN"
    + _TIMELINE_ROW
    + "ORDER BY order DESC LIMIT $limit"
)
_TIMELINE_OF_ENTITIES: Final = (
    """
UNWIND $entities AS id
MATCH (e:Interop {id: id})<-[r:INVOLVES]-(v) USING INDEX SEEK e:Interop(id)
WHERE r.interopKey IS NOT NULL
WITH DISTINCT v
WHERE v:Interop AND v.order > $after AND v.order < $before
  AND v.earliestDay <= $last AND v.reachDay >= $first AND """
    + _TIMELINE_FILTER
)
TIMELINE_OF_ENTITIES: Final = (
    _TIMELINE_OF_ENTITIES + "RETURN" + _TIMELINE_ROW + "ORDER BY order LIMIT $limit"
)
TIMELINE_OF_ENTITIES_FROM_END: Final = (
    _TIMELINE_OF_ENTITIES + "RETURN" + _TIMELINE_ROW + "ORDER BY order DESC LIMIT $limit"
)
_ALL_EVENTS: Final = _BEGUN_IN_WINDOW + " RETURN v " + _BEGUN_EARLIER + " RETURN v } "
_DATES: Final = """
RETURN v.earliestDay AS earliest, v.latestDay AS latest,
       v.endEarliestDay AS endEarliest, v.endLatestDay AS endLatest
"""
COUNT_TIMELINE: Final = _ALL_EVENTS + " RETURN count(v) AS count"
COUNT_TIMELINE_OF_ENTITIES: Final = _TIMELINE_OF_ENTITIES + "RETURN count(v) AS count"
TIMELINE_DATES: Final = _ALL_EVENTS + _DATES
TIMELINE_DATES_OF_ENTITIES: Final = _TIMELINE_OF_ENTITIES + _DATES
EVENTS_ON: Final = """
MATCH (e:Interop {id: $origin})<-[r:INVOLVES]-(v:Interop) USING INDEX SEEK e:Interop(id)
WHERE r.interopKey IS NOT NULL AND $begin IN v.begins
RETURN v.id AS id, v.sort AS sort, v.json AS json
ORDER BY v.sequence, v.id
"""

# Relations.

RELATIONS: Final = """
CALL () {
  MATCH (a:Interop)-[r:OWNS|OPERATES|PART_OF|EMPLOYS]->(:Interop) USING INDEX SEEK a:Interop(id)
  WHERE a.id IN $ids AND a.sort = 'entity' AND r.interopKey IS NOT NULL RETURN a, r
  UNION
  MATCH (a:Interop)-[r:OWNS|OPERATES|PART_OF|EMPLOYS]->(b:Interop) USING INDEX SEEK b:Interop(id)
  WHERE b.id IN $ids AND a.sort = 'entity' AND r.interopKey IS NOT NULL RETURN a, r
}
WITH a, r, CASE type(r) WHEN 'PART_OF' THEN endNode(r) ELSE a END AS holder
RETURN a.id AS subject, r.json AS json, holder.id AS holder,
       CASE WHEN NOT holder.id IN $ids THEN holder.json END AS holderJson
ORDER BY subject, r.place
"""
EVENT_RELATIONS: Final = """
CALL () {
  MATCH (a:Interop)-[r:RESPONDS_TO|PART_OF|FOLLOWS|REVERSES]->(b:Interop)
  USING INDEX SEEK a:Interop(id)
  WHERE a.id IN $ids AND a.sort = 'event' AND r.interopKey IS NOT NULL RETURN a, r, b
  UNION
  MATCH (a:Interop)-[r:RESPONDS_TO|PART_OF|FOLLOWS|REVERSES]->(b:Interop)
  USING INDEX SEEK b:Interop(id)
  WHERE b.id IN $ids AND a.sort = 'event' AND r.interopKey IS NOT NULL RETURN a, r, b
}
RETURN a.id AS id, r.kind AS kind, b.id AS other
ORDER BY id, kind, other
"""
FIGURES: Final = """
MATCH (n:Interop)-[r:ABOUT]->(e:Interop {id: $id}) USING INDEX SEEK e:Interop(id)
WHERE n.sort = 'figure' AND r.interopKey IS NOT NULL
RETURN n.id AS id, n.sort AS sort, n.json AS json
"""
STATEMENTS: Final = """
MATCH (n:Interop)-[r:ABOUT|SPOKEN_BY]->(e:Interop {id: $id}) USING INDEX SEEK e:Interop(id)
WHERE n.sort = 'statement' AND r.interopKey IS NOT NULL
RETURN DISTINCT n.id AS id, n.sort AS sort, n.json AS json
"""
CITED_BY: Final = """
MATCH (n:Interop)-[r:CITES]->(s:Interop {id: $id}) USING INDEX SEEK s:Interop(id)
WHERE r.interopKey IS NOT NULL
RETURN DISTINCT n.id AS id, n.sort AS sort, n.json AS json ORDER BY n.id
"""

# Links.

_LINK: Final = """
RETURN a.id AS origin, b.id AS destination, r.channel AS channel, r.sinceDay AS since,
       r.untilDay AS until, r.candidates AS candidates, r.nothing AS nothing
ORDER BY origin, destination, channel, since
"""
_ON_DAY: Final = " AND r.sinceDay <= $day AND $day < r.untilDay "
_IN_CHANNELS: Final = " AND ($channels IS NULL OR r.channel IN $channels) "
_OURS: Final = " AND r.interopKey IS NOT NULL "
_OUT_OF: Final = """
MATCH (a:Interop)-[r:REACHES]->(b:Interop) USING INDEX SEEK a:Interop(id) WHERE a.id IN $ids
"""
_INTO: Final = """
MATCH (a:Interop)-[r:REACHES]->(b:Interop) USING INDEX SEEK b:Interop(id) WHERE b.id IN $ids
"""
LINKS_BETWEEN: Final = (
    """
MATCH (a:Interop {id: $origin})-[r:REACHES]->(b:Interop {id: $destination})
USING INDEX SEEK a:Interop(id) WHERE true
"""
    + _OURS
    + _LINK
)
LINKS_FROM: Final = _OUT_OF + _OURS + _IN_CHANNELS + _LINK
LINKS_TO: Final = _INTO + _OURS + _IN_CHANNELS + _LINK
LINKS_FROM_ON: Final = _OUT_OF + _OURS + _ON_DAY + _IN_CHANNELS + _LINK
LINKS_TO_ON: Final = _INTO + _OURS + _ON_DAY + _IN_CHANNELS + _LINK

VERDICT_COUNTS: Final = (
    """
MATCH (a:Interop)-[r:REACHES]->(:Interop) USING INDEX SEEK a:Interop(sort, id)
WHERE a.sort = 'entity' AND a.id > ''
"""
    + _OURS
    + _IN_CHANNELS
    + """
UNWIND $days AS day
WITH day, r WHERE r.sinceDay <= day AND day < r.untilDay
RETURN day, CASE WHEN $allowLimited THEN r.verdict ELSE r.openVerdict END AS verdict,
       count(*) AS count
"""
)

# Ways: of a link, only what searches look at.

_PASSING_BETWEEN: Final = """
  AND r.sinceDay <= $last AND r.untilDay > $first AND r.verdict IN ['certain', 'possible']
"""
WAYS_LEAVING: Final = (
    _OUT_OF
    + _OURS
    + _PASSING_BETWEEN
    + _IN_CHANNELS
    + """
RETURN a.id AS here,
       collect([b.id, r.sinceDay, r.untilDay, r.channel, r.verdict, r.openVerdict]) AS ways
"""
)
WAYS_ENTERING: Final = (
    _INTO
    + _OURS
    + _PASSING_BETWEEN
    + _IN_CHANNELS
    + """
RETURN b.id AS here,
       collect([a.id, r.sinceDay, r.untilDay, r.channel, r.verdict, r.openVerdict]) AS ways
"""
)

# The path on a day. One of the shortest of all is quickly found, or that there is none; only then
# are all the shortest looked at for the first by ids, those of certain hops before the others.

_USABLE: Final = """
WHERE all(x IN r WHERE x.interopKey IS NOT NULL AND x.sinceDay <= $day AND $day < x.untilDay
          AND ($channels IS NULL OR x.channel IN $channels)
          AND (CASE WHEN $allowLimited THEN x.verdict ELSE x.openVerdict END)
"""
_SURE: Final = "= 'certain')"
_MAYBE: Final = "IN ['certain', 'possible'])"
_FIRST_BY_IDS: Final = " WITH [n IN nodes(p) | n.id] AS ids ORDER BY ids LIMIT 1 RETURN ids }"
_ENDS: Final = """
MATCH (a:Interop {id: $origin}) USING INDEX SEEK a:Interop(id)
MATCH (b:Interop {id: $destination}) USING INDEX SEEK b:Interop(id)
"""
_ANY_SHORTEST: Final = "MATCH p = shortestPath((a)-[r:REACHES*.."
_ALL_SHORTEST: Final = "MATCH p = allShortestPaths((a)-[r:REACHES*.."
_TO_THE_END: Final = "]->(b)) "
FIRST_PATHS: Final[Mapping[int, LiteralString]] = {
    hops: (
        _ENDS
        + (_ANY_SHORTEST + limit + _TO_THE_END + _USABLE + _MAYBE)
        + " WITH a, b, p CALL (a, b) { OPTIONAL "
        + (_ALL_SHORTEST + limit + _TO_THE_END + _USABLE + _SURE + _FIRST_BY_IDS)
        + " WITH a, b, ids AS sure CALL (a, b, sure) { WITH a, b, sure WHERE sure IS NULL "
        + (_ALL_SHORTEST + limit + _TO_THE_END + _USABLE + _MAYBE)
        + " WITH [n IN nodes(p) | n.id] AS ids ORDER BY ids LIMIT 1 RETURN ids"
        + " UNION WITH sure WHERE sure IS NOT NULL RETURN sure AS ids }"
        + " RETURN sure IS NOT NULL AS sure, ids"
    )
    for hops, limit in (
        *((1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5"), (6, "6")),
        *((7, "7"), (8, "8"), (9, "9"), (10, "10"), (11, "11"), (12, "12")),
    )
}
"""By the most hops: a pattern's length is no parameter."""

# All links of a day, origin by origin: the index gives the origins in order, so a page stops early.

_ORIGINS: Final = """
MATCH (a:Interop) USING INDEX SEEK a:Interop(sort, id)
WHERE a.sort = 'entity' AND a.id >= $lowOrigin AND a.id <= $highOrigin
MATCH (a)-[r:REACHES]->(b:Interop)
WHERE r.interopKey IS NOT NULL
  AND (a.id > $lowOrigin OR b.id > $lowDestination
       OR (b.id = $lowDestination AND r.channel > $lowChannel))
  AND (a.id < $highOrigin OR b.id < $highDestination
       OR (b.id = $highDestination AND r.channel < $highChannel))
"""
_LINK_ROW: Final = """
RETURN a.id AS origin, b.id AS destination, r.channel AS channel, r.sinceDay AS since,
       r.untilDay AS until, r.candidates AS candidates, r.nothing AS nothing
"""
_FORWARD: Final = "ORDER BY origin, destination, channel, since LIMIT $limit"
_BACKWARD: Final = "ORDER BY origin DESC, destination DESC, channel DESC, since DESC LIMIT $limit"
LINKS_ON: Final = _ORIGINS + _ON_DAY + _IN_CHANNELS + _LINK_ROW + _FORWARD
LINKS_ON_FROM_END: Final = _ORIGINS + _ON_DAY + _IN_CHANNELS + _LINK_ROW + _BACKWARD
_ON_ONE_OF_TWO: Final = """
  AND (r.sinceDay <= $first AND $first < r.untilDay)
      <> (r.sinceDay <= $second AND $second < r.untilDay)
"""
LINK_CHANGES: Final = _ORIGINS + _ON_ONE_OF_TWO + _IN_CHANNELS + _LINK_ROW + _FORWARD
LINK_CHANGES_FROM_END: Final = _ORIGINS + _ON_ONE_OF_TWO + _IN_CHANNELS + _LINK_ROW + _BACKWARD

# Search.

SEARCH: Final = """
CALL db.index.fulltext.queryNodes('interop_grams', $query, {limit: $limit}) YIELD node
RETURN node.id AS id, node.sort AS sort, node.json AS json
"""

# Applying a seed.

LOCK: Final = """
MERGE (g:InteropGraph {name: 'graph'})
SET g.lock = coalesce(g.lock, 0) + 1
REMOVE g.lock
RETURN g.version AS version, g.schemaVersion AS schemaVersion, g.journal AS journal
"""
STORED_NODES: Final = "MATCH (n:Interop) WHERE n.hash IS NOT NULL RETURN n.id AS id, n.hash AS hash"
STORED_RELATIONSHIPS: Final = """
MATCH (:Interop)-[r]->() WHERE r.interopKey IS NOT NULL
RETURN elementId(r) AS at, r.interopKey AS key, r.hash AS hash
"""
DELETE_RELATIONSHIPS: Final = """
MATCH ()-[r]->() WHERE elementId(r) IN $rows DELETE r RETURN count(*) AS count
"""
READOPT_NODES: Final = """
UNWIND $rows AS row
MATCH (n:FormerInterop {id: row.id})
SET n:Interop REMOVE n:FormerInterop
RETURN count(*) AS count
"""
PUT_NODES: Final = """
UNWIND $rows AS row
MERGE (n:Interop {id: row.id})
REMOVE n:$(row.otherLabels)
SET n:$(row.labels), n += row.properties
SET n.earliest = date(row.earliest), n.latest = date(row.latest)
RETURN count(*) AS count
"""
PUT_RELATIONSHIPS: Final = """
UNWIND $rows AS row
MATCH (a:Interop {id: row.start})
MATCH (b:Interop {id: row.end})
CREATE (a)-[r:$(row.type)]->(b)
SET r = row.properties
SET r.since = date(row.since), r.until = date(row.until)
RETURN count(*) AS count
"""
KEEP_FOREIGN: Final = """
UNWIND $rows AS id
MATCH (n:Interop {id: id}) WHERE EXISTS { (n)-[r]-() WHERE r.interopKey IS NULL }
SET n:FormerInterop
REMOVE n:$($labels)
REMOVE n.hash
RETURN n.id AS id ORDER BY id
"""
DELETE_NODES: Final = """
UNWIND $rows AS id MATCH (n:Interop {id: id}) DELETE n RETURN count(*) AS count
"""
BEGIN_CHANGE: Final = """
MERGE (c:InteropGraph {name: 'change'})
SET c.until = datetime() + duration({seconds: $seconds})
RETURN count(*) AS count
"""
END_CHANGE: Final = "MATCH (c:InteropGraph {name: 'change'}) DELETE c RETURN count(*) AS count"
SET_GRAPH: Final = """
MERGE (g:InteropGraph {name: 'graph'})
SET g.version = $version, g.seed = $seed, g.counts = $counts, g.loadedAt = $loadedAt,
    g.schemaVersion = $schemaVersion, g.caption = $caption, g.journal = $journal
RETURN count(*) AS count
"""
