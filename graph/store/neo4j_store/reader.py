"""What `graph.store.base.Reader` promises, answered by Neo4j.

Each method is one statement (a page may need a second, to see whether there is more). Things are
rebuilt from the JSON on their nodes; nothing of the graph is kept here but what was read last.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, LiteralString, cast

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.links import Candidate, Link
from graph.model import (
    Entity,
    Event,
    EventRelation,
    Figure,
    Node,
    Relation,
    Source,
    Statement,
    Triple,
)
from graph.plain import from_plain, relation_from_plain
from graph.store.base import GraphInfo, LinkChange
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.connect import Reading
from graph.store.neo4j_store.rows import MAX_SEQUENCE, begin_key, event_order
from graph.store.neo4j_store.ways import Neo4jWays, words
from graph.store.order import figure_key, relation_key, statement_key
from graph.store.pages import (
    DateBounds,
    Key,
    Page,
    PageRequest,
    TimelineFilter,
    page_by,
    timeline_key,
    triple_key,
)
from graph.store.search_index import MAX_CANDIDATES, Searchable, fold, grams_of
from graph.vocabulary import Access, Channel, EntityKind, EventRelationKind, Verdict

__all__ = ["Neo4jReader", "is_being_changed", "is_graph", "is_unchanged"]

_LAST = "~"  # after every id and every event's order, which are digits and small letters
_MAX_GRAMS = 1_000  # the index refuses a query of more than 1,024 parts
_TYPES: dict[str, Any] = {
    "entity": Entity,
    "event": Event,
    "source": Source,
    "figure": Figure,
    "statement": Statement,
}
Row = dict[str, Any]


class Neo4jReader:
    """One graph in a Neo4j, for one answer."""

    def __init__(
        self,
        reading: Reading,
        info: GraphInfo,
        *,
        known: Mapping[str, Node] | None = None,
        judged: Callable[[Neo4jReader, bool], None] | None = None,
        unchanged: Callable[[Neo4jReader], bool] | None = None,
    ) -> None:
        """Go on reading after `info` was read, and then that no change was under way.

        `known` are things of the same graph that were read before. `judged` is told, each time
        that it is asked, whether the graph is still the same; `unchanged` finds out.
        """
        self.reading = reading
        self.info = info
        self.ways = Neo4jWays(reading)
        self._between: dict[tuple[str, str], list[Link]] = {}
        self._known = known or {}
        self._judged = judged
        self._unchanged = unchanged or is_unchanged
        self.fetched: dict[str, Node] = {}
        """Things that this reader has read itself."""

    def _read(self, text: LiteralString, **parameters: Any) -> list[Row]:
        return self.reading.read(text, **parameters)

    def is_current(self) -> bool:
        """Whether the server held still since this reader began.

        The same graph loaded anew is another one: between the two there may have been a third. The
        order is the reverse of that at the beginning, so that no change fits in between unseen.
        """
        current = self._unchanged(self)
        if self._judged is not None:
            self._judged(self, current)
        return current

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """What has these ids, gaps kept."""
        wanted = sorted({id for id in ids if id not in self._known and id not in self.fetched})
        if wanted:
            rows = self._read(cypher.NODES, ids=wanted)
            self.fetched |= {row["id"]: _node(row) for row in rows}
        return [self._known.get(id) or self.fetched.get(id) for id in ids]

    def ids(self, sort: str) -> list[str]:
        """All ids of one sort."""
        return [row["id"] for row in self._read(cypher.IDS, sort=sort)]

    def entities(self, kinds: Collection[EntityKind] | None, page: PageRequest) -> Page[Entity]:
        """Entities of these kinds, by id."""
        wanted = words(kinds)

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Entity]]:
            text = cypher.ENTITIES_FROM_END if from_end else cypher.ENTITIES
            low, high = (after or ("",))[0], (before or (_LAST,))[0]
            rows = self._read(text, after=low, before=high, kinds=wanted, limit=limit)
            return [((row["id"],), cast("Entity", _node(row))) for row in rows]

        return page_by(fetch, page)

    def count_entities(self, kinds: Collection[EntityKind] | None) -> int:
        """How many there are."""
        if kinds is None:
            return self.info.counts["entities"]
        count: int = self._read(cypher.COUNT_ENTITIES, kinds=words(kinds))[0]["count"]
        return count

    def timeline(self, wanted: TimelineFilter, page: PageRequest) -> Page[Event]:
        """Events that pass the filter, by date."""

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Event]]:
            if wanted.entities is None:
                text = cypher.TIMELINE_FROM_END if from_end else cypher.TIMELINE
            elif from_end:
                text = cypher.TIMELINE_OF_ENTITIES_FROM_END
            else:
                text = cypher.TIMELINE_OF_ENTITIES
            bounds = _bounds(wanted, after, before)
            rows = self._read(text, **bounds, **_filter(wanted), limit=limit)
            events = [cast("Event", _decoded("event", row["json"])) for row in rows]
            # Whom an event touches is mostly what is asked next.
            for id, text in (end for row in rows for end in row["ends"]):
                if id not in self._known:
                    self.fetched[id] = _decoded("entity", text)
            return [(timeline_key(event), event) for event in events]

        return page_by(fetch, page)

    def count_timeline(self, wanted: TimelineFilter) -> int:
        """How many pass."""
        if wanted == TimelineFilter():
            return self.info.counts["events"]
        text = cypher.COUNT_TIMELINE
        if wanted.entities is not None:
            text = cypher.COUNT_TIMELINE_OF_ENTITIES
        rows = self._read(text, **_bounds(wanted, None, None), **_filter(wanted))
        count: int = rows[0]["count"]
        return count

    def timeline_dates(self, wanted: TimelineFilter) -> Iterable[DateBounds]:
        """The bounds of the dates of those that pass."""
        text = cypher.TIMELINE_DATES
        if wanted.entities is not None:
            text = cypher.TIMELINE_DATES_OF_ENTITIES
        for row in self._read(text, **_bounds(wanted, None, None), **_filter(wanted)):
            yield row["earliest"], row["latest"], row["endEarliest"], row["endLatest"]

    def events_on(self, triple: Triple, day: int) -> list[Event]:
        """Events with an effect on the triple that surely begins on `day`."""
        rows = self._read(cypher.EVENTS_ON, origin=triple.origin, begin=begin_key(triple, day))
        return [cast("Event", _node(row)) for row in rows]

    def relations(self, ids: Collection[str]) -> list[Relation]:
        """Relations with one of `ids` at either end."""
        rows = self._read(cypher.RELATIONS, ids=sorted(set(ids)))
        # Who holds a thing is mostly what is asked next, and there are few; what one holds is much.
        for row in rows:
            if row["holderJson"] is not None and row["holder"] not in self._known:
                self.fetched[row["holder"]] = _decoded("entity", row["holderJson"])
        found = [relation_from_plain(row["subject"], json.loads(row["json"])) for row in rows]
        return sorted(found, key=relation_key)

    def event_relations(self, ids: Collection[str]) -> list[tuple[str, EventRelation]]:
        """Relations between events with one of `ids` at either end."""
        rows = self._read(cypher.EVENT_RELATIONS, ids=sorted(set(ids)))
        return [
            (row["id"], EventRelation(EventRelationKind(row["kind"]), row["other"])) for row in rows
        ]

    def links_between(
        self, origin: str, destination: str, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """All links of all times between the two, by channel and day."""
        ends = (origin, destination)
        if ends not in self._between:  # the hops of a path are looked at from several sides
            rows = self._read(cypher.LINKS_BETWEEN, origin=origin, destination=destination)
            self._between[ends] = [_link(row) for row in rows]
        found = self._between[ends]
        return [li for li in found if channels is None or li.triple.channel in channels]

    def links_from(
        self, origins: Collection[str], day: int | None, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """Links out of `origins`."""
        return self._links(cypher.LINKS_FROM, cypher.LINKS_FROM_ON, origins, day, channels)

    def links_to(
        self,
        destinations: Collection[str],
        day: int | None,
        channels: Collection[Channel] | None = None,
    ) -> list[Link]:
        """Links into `destinations`."""
        return self._links(cypher.LINKS_TO, cypher.LINKS_TO_ON, destinations, day, channels)

    def _links(
        self,
        ever: LiteralString,
        on_day: LiteralString,
        ids: Collection[str],
        day: int | None,
        channels: Collection[Channel] | None,
    ) -> list[Link]:
        if not ids:
            return []
        wanted = {"ids": sorted(set(ids)), "channels": words(channels)}
        rows = self._read(ever, **wanted) if day is None else self._read(on_day, **wanted, day=day)
        return [_link(row) for row in rows]

    def links_on(
        self, day: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[Link]:
        """All links that hold on `day`."""
        wanted = words(channels)

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Link]]:
            text = cypher.LINKS_ON_FROM_END if from_end else cypher.LINKS_ON
            bounds = _triple_bounds(after, before)
            rows = self._read(text, **bounds, day=day, channels=wanted, limit=limit)
            return [(triple_key(link.triple), link) for link in map(_link, rows)]

        return page_by(fetch, page)

    def verdict_counts(
        self, days: Sequence[int], channels: Collection[Channel] | None, *, allow_limited: bool
    ) -> list[Counter[Verdict]]:
        """For each day, how many links hold on it, by verdict: counted by the server."""
        rows = self._read(
            cypher.VERDICT_COUNTS,
            days=sorted(set(days)),
            channels=words(channels),
            allowLimited=allow_limited,
        )
        counts: dict[int, Counter[Verdict]] = {day: Counter() for day in days}
        for row in rows:
            counts[row["day"]][Verdict(row["verdict"])] = row["count"]
        return [counts[day].copy() for day in days]

    def link_changes(
        self, first: int, second: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[LinkChange]:
        """Triples on which not the same link holds on the two days."""
        days = {"first": first, "second": second, "channels": words(channels)}

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, LinkChange]]:
            text = cypher.LINK_CHANGES_FROM_END if from_end else cypher.LINK_CHANGES
            bounds = _triple_bounds(after, before)
            # A triple has at most one link on each of the two days, so at most two rows.
            rows = self._read(text, **bounds, **days, limit=2 * limit)
            found: list[tuple[Key, LinkChange]] = []
            for triple, links in groupby(map(_link, rows), key=lambda link: link.triple):
                both = list(links)
                before_, after_ = (
                    next((link for link in both if link.holds_on(day)), None)
                    for day in (first, second)
                )
                found.append((triple_key(triple), LinkChange(triple, before_, after_)))
            return found[:limit]

        return page_by(fetch, page)

    def figures(self, entity: str) -> list[Figure]:
        """Figures about an entity."""
        rows = self._read(cypher.FIGURES, id=entity)
        return sorted((cast("Figure", _node(row)) for row in rows), key=figure_key)

    def statements(self, about: str) -> list[Statement]:
        """Statements about, or by, something."""
        rows = self._read(cypher.STATEMENTS, id=about)
        return sorted((cast("Statement", _node(row)) for row in rows), key=statement_key)

    def cited_by(self, source: str) -> list[Node]:
        """What cites a source, by id."""
        return [_node(row) for row in self._read(cypher.CITED_BY, id=source)]

    def search_candidates(self, words: str) -> list[Searchable]:
        """What shares letters with `words`, from the full-text index."""
        grams = sorted(set(grams_of(fold(words))))[:_MAX_GRAMS]
        if not grams:
            return []
        query = " OR ".join(f'"{gram}"' for gram in grams)
        rows = self._read(cypher.SEARCH, query=query, limit=MAX_CANDIDATES)
        return [cast("Searchable", _node(row)) for row in rows]


def is_unchanged(reader: Neo4jReader) -> bool:
    """Whether no change is under way, and then the graph is still the one that the reader read."""
    return is_graph(reader.info, reader.reading.read(cypher.UNCHANGED))


def is_graph(info: GraphInfo, rows: Sequence[Row]) -> bool:
    """Whether `cypher.UNCHANGED` found this graph, and no change under way."""
    stamp = (False, info.version, info.loaded_at.isoformat())
    return [(row["underWay"], row["version"], row["loadedAt"]) for row in rows] == [stamp]


def is_being_changed(reading: Reading) -> bool:
    """Whether a loader says that it commits a change right now."""
    rows = reading.read(cypher.CHANGE)
    return bool(rows) and bool(rows[0]["underWay"])


def _node(row: Row) -> Node:
    return _decoded(row["sort"], row["json"])


@lru_cache(maxsize=4_096)
def _decoded(sort: str, text: str) -> Node:
    """A value from its JSON; those read last are kept."""
    node: Node = from_plain(_TYPES[sort], json.loads(text))
    return node


def _link(row: Row) -> Link:
    candidates = []
    for text in row["candidates"] or ():
        event, effect, access = text.split("|")
        candidates.append(Candidate(event, int(effect), Access(access)))
    triple = Triple(row["origin"], row["destination"], Channel(row["channel"]))
    return Link(triple, row["since"], row["until"], tuple(candidates), row["nothing"])


def _filter(wanted: TimelineFilter) -> dict[str, Any]:
    """The parts of a filter that every statement on a timeline takes."""
    return {
        "first": wanted.first,
        "last": wanted.last,
        "certainly": wanted.certainly,
        "channels": words(wanted.channels),
        "kinds": words(wanted.kinds),
        "directions": words(wanted.directions),
        "entities": words(wanted.entities),
    }


def _bounds(wanted: TimelineFilter, after: Key | None, before: Key | None) -> dict[str, Any]:
    """Bounds of an event's order: of those that begin in the window, and of the page's keys."""
    low = "" if after is None else _order(after)
    high = _LAST if before is None else _order(before)
    return {
        "after": low,
        "before": high,
        "low": max(low, f"{wanted.first:07}"),
        "high": min(high, f"{wanted.last + 1:07}"),
    }


def _order(key: Key) -> str:
    """The order of an event with this key; a key that no event can have lies on the right side."""
    earliest, latest, sequence, id = key
    first, last = (max(BEFORE_ALL, min(int(day), AFTER_ALL + 1)) for day in (earliest, latest))
    place = max(-MAX_SEQUENCE, min(int(sequence), MAX_SEQUENCE))
    return event_order(first, last, place, str(id))


def _triple_bounds(after: Key | None, before: Key | None) -> dict[str, Any]:
    """Bounds of a triple, part by part, as the statements on all links take them."""
    low = after or ("", "", "")
    high = before or (_LAST, _LAST, _LAST)
    names = ("Origin", "Destination", "Channel")
    bounds = {f"low{name}": part for name, part in zip(names, low, strict=True)}
    return bounds | {f"high{name}": part for name, part in zip(names, high, strict=True)}
