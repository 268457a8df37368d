"""The embedded store: one graph in memory, a NetworkX `MultiDiGraph` and the indexes over it.

The graph is what users get and extend: nodes are everything with an id (attribute `node`), arcs are
relations, participations, citations and links (attribute `kind`, and the value itself). Indexes are
made from it once, when a seed is applied; a reader and its indexes never change afterwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from heapq import merge
from itertools import islice, takewhile
from types import TracebackType
from typing import Self, TypeVar

import networkx as nx

from graph.links import Link, compile_links
from graph.model import (
    Citation,
    Entity,
    Event,
    EventRelation,
    Figure,
    Node,
    Relation,
    Seed,
    Statement,
    Triple,
)
from graph.plain import digest
from graph.store.base import Applied, GraphInfo, LinkChange
from graph.store.order import figure_key, relation_key, statement_key
from graph.store.pages import (
    DateBounds,
    Key,
    Page,
    PageRequest,
    TimelineFilter,
    page_by,
    triple_key,
)
from graph.store.search_index import Searchable, SearchIndex
from graph.store.timeline_index import TimelineIndex
from graph.vocabulary import Channel, EntityKind

__all__ = ["NetworkXReader", "NetworkXStore", "build_graph"]

Item = TypeVar("Item")
_SORTS = ("entities", "events", "sources", "figures", "statements")


def build_graph(seed: Seed) -> nx.MultiDiGraph[str]:
    """The seed as a NetworkX graph, links included.

    Nodes are ids, with the value as `node` and `sort` ("entity", "event" …). Arcs have a `kind`:
    a relation's or "REACHES" with its `link`, "INVOLVES" with the `participant`, "CITES" with the
    `citation`, an event relation's.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=seed.info.name)
    for sort in _SORTS:
        for id, node in getattr(seed, sort).items():
            graph.add_node(id, node=node, sort=_singular(sort))
    for entity in seed.entities.values():
        for relation in entity.relations:
            graph.add_edge(entity.id, relation.entity, kind=relation.kind.name, relation=relation)
    for event in seed.events.values():
        for participant in event.participants:
            graph.add_edge(event.id, participant.entity, kind="INVOLVES", participant=participant)
        for event_relation in event.relations:
            kind = event_relation.kind.name
            graph.add_edge(event.id, event_relation.event, kind=kind, relation=event_relation)
    for id, citation in _citations(seed):
        graph.add_edge(id, citation.source, kind="CITES", citation=citation)
    for triple, links in compile_links(seed.events.values()).items():
        for link in links:
            graph.add_edge(triple.origin, triple.destination, kind="REACHES", link=link)
    return graph


def _singular(sort: str) -> str:
    return "entity" if sort == "entities" else sort.removesuffix("s")


def _citations(seed: Seed) -> Iterator[tuple[str, Citation]]:
    for entity in seed.entities.values():
        for relation in entity.relations:
            for citation in relation.citations:
                yield entity.id, citation
    for nodes in (seed.events, seed.figures, seed.statements):
        for id, node in nodes.items():
            for citation in node.citations:
                yield id, citation


class NetworkXStore:
    """Holds the current graph; readers keep the one that they were given."""

    def __init__(self, seed: Seed) -> None:
        """Start with a seed."""
        self._reader = NetworkXReader(seed)

    def reader(self) -> NetworkXReader:
        """A view of the graph as it is now."""
        return self._reader

    def apply(self, seed: Seed) -> Applied:
        """Build the new graph beside the old one, then change over in one step."""
        old = self._reader
        new = NetworkXReader(seed)
        before, after = old.all_nodes, new.all_nodes
        changed = sum(after[id] != before[id] for id in after.keys() & before.keys())
        if new.info.version != old.info.version:
            self._reader = new
        return Applied(
            new.info.version,
            added=len(after.keys() - before.keys()),
            changed=changed,
            removed=len(before.keys() - after.keys()),
        )

    def close(self) -> None:
        """Nothing is held."""

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()


class NetworkXReader:
    """One graph, with what makes asking it quick; see `graph.store.base.Reader`."""

    def __init__(self, seed: Seed) -> None:
        """Build the graph of a seed, and its indexes."""
        self.graph = build_graph(seed)
        self.all_nodes: dict[str, Node] = {
            id: data["node"] for id, data in self.graph.nodes(data=True)
        }
        self.info = GraphInfo(
            version=digest(seed),
            seed=seed.info,
            counts={sort: len(getattr(seed, sort)) for sort in _SORTS}
            | {"links": sum("link" in data for _, _, data in self.graph.edges(data=True))},
            loaded_at=datetime.now(UTC),
        )
        self._seed = seed
        self._index_entities(seed)
        self._index_events(seed)
        self._index_links()
        self._index_evidence(seed)
        self._search = SearchIndex(
            [*seed.entities.values(), *seed.events.values(), *seed.sources.values()]
        )

    def _index_entities(self, seed: Seed) -> None:
        self._entity_ids: dict[EntityKind | None, list[str]] = {None: sorted(seed.entities)}
        for kind in EntityKind:
            self._entity_ids[kind] = sorted(
                id for id, entity in seed.entities.items() if entity.kind is kind
            )
        self._relations: defaultdict[str, list[Relation]] = defaultdict(list)
        for entity in seed.entities.values():
            for relation in entity.relations:
                for end in {relation.subject, relation.entity}:
                    self._relations[end].append(relation)

    def _index_events(self, seed: Seed) -> None:
        events: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
        self._event_relations: defaultdict[str, list[tuple[str, EventRelation]]] = defaultdict(list)
        self._beginning: defaultdict[tuple[Triple, int], list[Event]] = defaultdict(list)
        for event in seed.events.values():
            events["kinds", event.kind].append(event)
            events["directions", event.direction].append(event)
            for entity in event.entities:
                events["entities", entity].append(event)
            for channel in event.channels:
                events["channels", channel].append(event)
            for relation in event.relations:
                for end in {event.id, relation.event}:
                    self._event_relations[end].append((event.id, relation))
            for effect in event.effects:
                since = effect.since or event.date
                if since.earliest == since.latest:
                    self._beginning[effect.triple, since.earliest].append(event)
        self._all_events = TimelineIndex(seed.events.values())
        self._events_by = {key: TimelineIndex(some) for key, some in events.items()}

    def _index_links(self) -> None:
        links: defaultdict[Triple, list[Link]] = defaultdict(list)
        for _, _, data in self.graph.edges(data=True):
            if "link" in data:
                links[data["link"].triple].append(data["link"])
        self._out: defaultdict[str, list[list[Link]]] = defaultdict(list)
        self._in: defaultdict[str, list[list[Link]]] = defaultdict(list)
        self._triples: list[Key] = []
        self._runs: list[list[Link]] = []
        for triple in sorted(links):
            run = sorted(links[triple], key=lambda link: link.since)
            self._triples.append(triple_key(triple))
            self._runs.append(run)
            self._out[triple.origin].append(run)
            self._in[triple.destination].append(run)

    def _index_evidence(self, seed: Seed) -> None:
        self._cited_by: defaultdict[str, set[str]] = defaultdict(set)
        for id, citation in _citations(seed):
            self._cited_by[citation.source].add(id)
        self._figures: defaultdict[str, list[Figure]] = defaultdict(list)
        for figure in sorted(seed.figures.values(), key=figure_key):
            if figure.entity is not None:
                self._figures[figure.entity].append(figure)
        self._statements: defaultdict[str, list[Statement]] = defaultdict(list)
        for statement in sorted(seed.statements.values(), key=statement_key):
            for id in sorted({*statement.about, statement.speaker or ""} - {""}):
                self._statements[id].append(statement)

    def is_current(self) -> bool:
        """Always: this graph does not change."""
        return True

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """What has these ids, gaps kept."""
        return [self.all_nodes.get(id) for id in ids]

    def entities(self, kinds: Collection[EntityKind] | None, page: PageRequest) -> Page[Entity]:
        """Entities of these kinds, by id."""
        lists = [self._entity_ids[kind] for kind in _each_kind(kinds)]
        ids = lists[0] if len(lists) == 1 else list(merge(*lists))

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Entity]]:
            start = 0 if after is None else bisect_right(ids, str(after[0]))
            end = len(ids) if before is None else bisect_left(ids, str(before[0]))
            found = ids[start:end]
            found = found[::-1][:limit] if from_end else found[:limit]
            return [((id,), self._seed.entities[id]) for id in found]

        return page_by(fetch, page)

    def count_entities(self, kinds: Collection[EntityKind] | None) -> int:
        """How many there are."""
        return sum(len(self._entity_ids[kind]) for kind in _each_kind(kinds))

    def timeline(self, wanted: TimelineFilter, page: PageRequest) -> Page[Event]:
        """Events that pass the filter, by date."""

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Event]]:
            if from_end:
                rows = self._backward(wanted, before)
                return list(islice(takewhile(lambda r: after is None or r[0] > after, rows), limit))
            rows = self._forward(wanted, after)
            return list(islice(takewhile(lambda r: before is None or r[0] < before, rows), limit))

        return page_by(fetch, page)

    def count_timeline(self, wanted: TimelineFilter) -> int:
        """How many pass: at once for a window and one index, by looking at each otherwise."""
        indexes, rest = self._choose(wanted)
        if rest or len(indexes) != 1:
            return sum(1 for _ in self._forward(wanted, None))
        return indexes[0].count(wanted.first, wanted.last)

    def timeline_dates(self, wanted: TimelineFilter) -> Iterator[DateBounds]:
        """The bounds of the dates of those that pass."""
        for _, event in self._forward(wanted, None):
            date = event.date
            yield date.earliest, date.latest, date.end_earliest, date.end_latest

    def _choose(self, wanted: TimelineFilter) -> tuple[list[TimelineIndex], bool]:
        """The indexes that leave the fewest events, and whether these must still be looked at."""
        best, size, given = [self._all_events], len(self._all_events), 0
        for name in ("entities", "channels", "kinds", "directions"):
            values = getattr(wanted, name)
            if values is None:
                continue
            given += 1
            some = [
                self._events_by[name, v] for v in sorted(values) if (name, v) in self._events_by
            ]
            total = sum(map(len, some))
            if given == 1 or total < size:
                best, size = some, total
        return best, wanted.certainly or given > 1

    def _forward(self, wanted: TimelineFilter, after: Key | None) -> Iterator[tuple[Key, Event]]:
        indexes, _ = self._choose(wanted)
        runs = [index.forward(wanted.first, wanted.last, after) for index in indexes]
        return _admitted(wanted, merge(*runs, key=_key) if len(runs) != 1 else runs[0])

    def _backward(self, wanted: TimelineFilter, before: Key | None) -> Iterator[tuple[Key, Event]]:
        indexes, _ = self._choose(wanted)
        runs = [index.backward(wanted.first, wanted.last, before) for index in indexes]
        joined = merge(*runs, key=_key, reverse=True) if len(runs) != 1 else runs[0]
        return _admitted(wanted, joined)

    def relations(self, ids: Collection[str]) -> list[Relation]:
        """Relations with one of `ids` at either end."""
        found = {id(r): r for end in ids for r in self._relations.get(end, ())}
        return sorted(found.values(), key=relation_key)

    def event_relations(self, ids: Collection[str]) -> list[tuple[str, EventRelation]]:
        """Relations between events with one of `ids` at either end."""
        found = {
            (id, r.kind, r.event): r for end in ids for id, r in self._event_relations.get(end, ())
        }
        return [(id, found[id, kind, other]) for id, kind, other in sorted(found)]

    def events_on(self, triple: Triple, day: int) -> list[Event]:
        """Events with an effect on the triple that surely begins on `day`."""
        return sorted(self._beginning.get((triple, day), ()), key=lambda e: (e.sequence, e.id))

    def links_between(
        self, origin: str, destination: str, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """All links of all times between the two, by channel and day."""
        return [
            link
            for run in self._out.get(origin, ())
            if run[0].triple.destination == destination
            for link in run
            if channels is None or link.triple.channel in channels
        ]

    def links_from(
        self, origins: Collection[str], day: int | None, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """Links out of `origins`."""
        return list(_links(self._out, sorted(set(origins)), day, channels))

    def links_to(
        self,
        destinations: Collection[str],
        day: int | None,
        channels: Collection[Channel] | None = None,
    ) -> list[Link]:
        """Links into `destinations`."""
        found = _links(self._in, set(destinations), day, channels)
        return sorted(found, key=lambda link: (link.triple, link.since))

    def links_on(
        self, day: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[Link]:
        """All links that hold on `day`."""

        def at(run: list[Link]) -> Link | None:
            return next((link for link in run if link.holds_on(day)), None)

        return self._by_triple(at, channels, page)

    def link_changes(
        self, first: int, second: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[LinkChange]:
        """Triples on which not the same link holds on the two days."""

        def change(run: list[Link]) -> LinkChange | None:
            before, after = (
                next((link for link in run if link.holds_on(day)), None) for day in (first, second)
            )
            return None if before is after else LinkChange(run[0].triple, before, after)

        return self._by_triple(change, channels, page)

    def _by_triple(
        self,
        pick: Callable[[list[Link]], Item | None],
        channels: Collection[Channel] | None,
        page: PageRequest,
    ) -> Page[Item]:
        """What `pick` finds in the links of each triple, by triple."""

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Item]]:
            start = 0 if after is None else bisect_right(self._triples, after)
            end = len(self._triples) if before is None else bisect_left(self._triples, before)
            order = range(end - 1, start - 1, -1) if from_end else range(start, end)
            found: list[tuple[Key, Item]] = []
            for number in order:
                if len(found) == limit:
                    break
                run = self._runs[number]
                if channels is None or run[0].triple.channel in channels:
                    item = pick(run)
                    if item is not None:
                        found.append((self._triples[number], item))
            return found

        return page_by(fetch, page)

    def figures(self, entity: str) -> list[Figure]:
        """Figures about an entity."""
        return list(self._figures.get(entity, ()))

    def statements(self, about: str) -> list[Statement]:
        """Statements about, or by, something."""
        return list(self._statements.get(about, ()))

    def cited_by(self, source: str) -> list[Node]:
        """What cites a source, by id."""
        return [self.all_nodes[id] for id in sorted(self._cited_by.get(source, ()))]

    def search_candidates(self, words: str) -> list[Searchable]:
        """What shares letters with `words`."""
        return self._search.candidates(words)

    def ids(self, sort: str) -> list[str]:
        """All ids of one sort."""
        return sorted(id for id, data in self.graph.nodes(data=True) if data["sort"] == sort)


def _each_kind(kinds: Collection[EntityKind] | None) -> Collection[EntityKind | None]:
    """The keys of the lists of entities: each kind once, or None for all."""
    return {None} if kinds is None else set(kinds)


def _key(row: tuple[Key, Event]) -> Key:
    return row[0]


def _admitted(
    wanted: TimelineFilter, rows: Iterable[tuple[Key, Event]]
) -> Iterator[tuple[Key, Event]]:
    """Rows that pass the whole filter, each once: several indexes may hold the same event."""
    last: Key | None = None
    for key, event in rows:
        if key != last and wanted.admits(event):
            yield key, event
        last = key


def _links(
    runs_of: dict[str, list[list[Link]]],
    ids: Iterable[str],
    day: int | None,
    channels: Collection[Channel] | None,
) -> Iterator[Link]:
    for id in ids:
        for run in runs_of.get(id, ()):
            if channels is not None and run[0].triple.channel not in channels:
                continue
            if day is None:
                yield from run
                continue
            for link in run:
                if link.since > day:
                    break
                if day < link.until:
                    yield link
                    break
