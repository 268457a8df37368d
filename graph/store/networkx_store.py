"""The embedded store: one graph in memory, what was compiled from it, and a NetworkX `MultiDiGraph`.

The `MultiDiGraph` is what users get and extend: nodes are everything with an id (attribute `node`),
arcs are relations, participations, citations and links (attribute `kind`, and the value itself). It
is made when it is first asked for, since at a million events it takes as much memory as all else.
Questions are answered from indexes, made once, when a seed is applied; a reader never changes
afterwards.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from heapq import merge
from itertools import chain, islice, takewhile
from types import TracebackType
from typing import Self, TypeVar

import networkx as nx

from graph.collector import collector_resting
from graph.links import Link, by_triple, compile_links, compile_triple, sure_days
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
from graph.store.base import Applied, ChangedIds, GraphInfo, LinkChange
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
from graph.store.timeline_index import EventOrder, TimelineIndex
from graph.store.ways import WayIndex
from graph.vocabulary import Channel, EntityKind, Verdict

__all__ = ["NetworkXReader", "NetworkXStore", "build_graph"]

Item = TypeVar("Item")
Run = tuple[Link, ...]
"""The links of one triple, by day."""
_SORTS = ("entities", "events", "sources", "figures", "statements")


def build_graph(seed: Seed, links: Iterable[Link] | None = None) -> nx.MultiDiGraph[str]:
    """The seed as a NetworkX graph, links included.

    Nodes are ids, with the value as `node` and `sort` ("entity", "event" …). Arcs have a `kind`:
    a relation's or "REACHES" with its `link`, "INVOLVES" with the `participant`, "CITES" with the
    `citation`, an event relation's. `links` are those of the seed, where they are known already.
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
    if links is None:
        links = chain.from_iterable(compile_links(seed.events.values()).values())
    for link in links:
        triple = link.triple
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

    def apply(
        self,
        seed: Seed,
        *,
        ready: Callable[[Applied], object] | None = None,
        at: datetime | None = None,
    ) -> Applied:
        """Build the new graph beside the old one, then change over in one step.

        `ready` is called in between, if anything changes; what it raises leaves the old graph. `at` is
        when the new one counts as loaded; now, if it is not said.
        """
        applied = self.difference(seed)
        if applied.version != applied.previous:
            new = NetworkXReader(seed, at)
            if ready is not None:
                ready(applied)
            self._reader = new
        return applied

    def count_as_loaded(self, at: datetime) -> None:
        """Say another time at which the graph was loaded: it may have left and come back elsewhere."""
        self._reader.info = replace(self._reader.info, loaded_at=at)

    def difference(self, seed: Seed) -> Applied:
        """What `apply` would do now."""
        old = self._reader
        after: dict[str, Node] = {}
        for sort in _SORTS:
            after.update(getattr(seed, sort))
        ids = ChangedIds.between(old.all_nodes(), after)
        return Applied.of(digest(seed), ids, old.info.version)

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

    def __init__(self, seed: Seed, loaded_at: datetime | None = None) -> None:
        """Make the indexes of a seed, which counts as loaded now if nothing else is said."""
        self._seed = seed
        self.is_ready = False
        """Whether all indexes are made."""
        with collector_resting():
            self._index_entities(seed)
            self._index_events(seed)
            self._index_links(seed)
            self._index_evidence(seed)
            version = digest(seed)
        self.info = GraphInfo(
            version=version,
            seed=seed.info,
            counts={sort: len(getattr(seed, sort)) for sort in _SORTS}
            | {"links": sum(map(len, self._runs))},
            loaded_at=loaded_at or datetime.now(UTC),
        )

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The graph as NetworkX has it, for algorithms of others: see `build_graph`."""
        return build_graph(self._seed, chain.from_iterable(self._runs))

    @cached_property
    def _search(self) -> SearchIndex:
        """Made when something is first searched for: it takes as long as all other indexes."""
        seed = self._seed
        with collector_resting():
            return SearchIndex(
                chain(seed.entities.values(), seed.events.values(), seed.sources.values())
            )

    def make_ready(self) -> None:
        """Make what is else made when it is first needed, so that no question waits for it."""
        with collector_resting():
            self._search  # noqa: B018 -- asked for, and so made
            for index in (self._all_events, *self._large_indexes()):
                index.make_ready()
        self.is_ready = True

    def _large_indexes(self) -> Iterator[TimelineIndex]:
        for name in ("channels", "kinds", "directions"):
            for value in self._places[name]:
                yield self._index(name, value)

    def all_nodes(self) -> dict[str, Node]:
        """Everything with an id."""
        return {id: node for sort in _SORTS for id, node in getattr(self._seed, sort).items()}

    def _node(self, id: str) -> Node | None:
        seed = self._seed
        return (
            seed.events.get(id)
            or seed.entities.get(id)
            or seed.sources.get(id)
            or seed.figures.get(id)
            or seed.statements.get(id)
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
        self._order = EventOrder(seed.events.values())
        self._places: dict[str, defaultdict[str, array[int]]] = {
            name: defaultdict(_new_places)
            for name in ("entities", "channels", "kinds", "directions")
        }
        """The places of events in their order: of those that touch an entity, and so on."""
        entities, channels, kinds, directions = self._places.values()
        self._event_relations: defaultdict[str, list[tuple[str, EventRelation]]] = defaultdict(list)
        for place, event in enumerate(self._order.events):
            kinds[event.kind].append(place)
            directions[event.direction].append(place)
            for entity in event.touched:
                entities[entity].append(place)
            for channel in event.channels:
                channels[channel].append(place)
            for relation in event.relations:
                for end in {event.id, relation.event}:
                    self._event_relations[end].append((event.id, relation))
        self._all_events = TimelineIndex(self._order, range(len(self._order.events)))
        self._indexes: dict[tuple[str, str], TimelineIndex] = {}

    def _index_links(self, seed: Seed) -> None:
        found = by_triple(seed.events.values())
        self._triples: list[Triple] = sorted(found)
        self._runs: list[Run] = [compile_triple(triple, found[triple]) for triple in self._triples]
        self._several = {triple: events for triple, events in found.items() if len(events) > 1}
        """The events that have an effect on a triple, where it is not one only."""
        self._into: defaultdict[str, array[int]] = defaultdict(_new_places)
        """The places of the triples that lead to each entity."""
        for place, triple in enumerate(self._triples):
            self._into[triple.destination].append(place)
        self.ways = WayIndex(self._runs)

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
        return list(map(self._node, ids))

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
            some = [self._index(name, v) for v in sorted(values) if v in self._places[name]]
            total = sum(map(len, some))
            if given == 1 or total < size:
                best, size = some, total
        return best, wanted.certainly or given > 1

    def _index(self, name: str, value: str) -> TimelineIndex:
        """The events of one entity, channel, kind or direction; kept, as some indexes grow with use."""
        index = self._indexes.get((name, value))
        if index is None:
            index = TimelineIndex(self._order, self._places[name][value])
            self._indexes[name, value] = index
        return index

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
        events = self._several.get(triple) or self._only_event(triple)
        days = sure_days(triple, events)
        found = [event for event in events if days.get(event.id) == day]
        return sorted(found, key=lambda event: (event.sequence, event.id))

    def _only_event(self, triple: Triple) -> list[Event]:
        """The event behind the links of a triple that no other has an effect on."""
        place = bisect_left(self._triples, triple)
        if place == len(self._triples) or self._triples[place] != triple:
            return []
        return [self._seed.events[self._runs[place][0].candidates[0].event]]

    def links_between(
        self, origin: str, destination: str, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """All links of all times between the two, by channel and day."""
        return list(_links(self._runs_of((origin, destination)), None, channels))

    def links_from(
        self, origins: Collection[str], day: int | None, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """Links out of `origins`."""
        runs = chain.from_iterable(self._runs_of((id,)) for id in sorted(set(origins)))
        return list(_links(runs, day, channels))

    def links_to(
        self,
        destinations: Collection[str],
        day: int | None,
        channels: Collection[Channel] | None = None,
    ) -> list[Link]:
        """Links into `destinations`."""
        places = sorted(chain.from_iterable(self._into.get(id, ()) for id in set(destinations)))
        return list(_links(map(self._runs.__getitem__, places), day, channels))

    def _runs_of(self, ends: tuple[str, ...]) -> Iterator[Run]:
        """The links of each triple that begins so, in order."""
        size = len(ends)
        for place in range(bisect_left(self._triples, ends), len(self._triples)):
            if self._triples[place][:size] != ends:
                break
            yield self._runs[place]

    def links_on(
        self, day: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[Link]:
        """All links that hold on `day`."""

        def at(run: Run) -> Link | None:
            return next((link for link in run if link.holds_on(day)), None)

        return self._by_triple(at, channels, page)

    def verdict_counts(
        self, days: Sequence[int], channels: Collection[Channel] | None, *, allow_limited: bool
    ) -> list[Counter[Verdict]]:
        """For each day, how many links hold on it: what begins and what ends from day to day."""
        order = sorted(set(days))
        changes: list[Counter[Verdict]] = [Counter() for _ in (*order, None)]
        for run in self._runs:
            for link in run if channels is None or run[0].triple.channel in channels else ():
                first, end = bisect_left(order, link.since), bisect_left(order, link.until)
                if first < end:
                    verdict = link.verdict(allow_limited=allow_limited)
                    changes[first][verdict] += 1
                    changes[end][verdict] -= 1
        holding: Counter[Verdict] = Counter()
        counts: dict[int, Counter[Verdict]] = {}
        for day, change in zip(order, changes, strict=False):
            holding.update(change)
            counts[day] = +holding
        return [counts[day].copy() for day in days]

    def link_changes(
        self, first: int, second: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[LinkChange]:
        """Triples on which not the same link holds on the two days."""

        def change(run: Run) -> LinkChange | None:
            before, after = (
                next((link for link in run if link.holds_on(day)), None) for day in (first, second)
            )
            return None if before is after else LinkChange(run[0].triple, before, after)

        return self._by_triple(change, channels, page)

    def _by_triple(
        self,
        pick: Callable[[Run], Item | None],
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
                        found.append((triple_key(run[0].triple), item))
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
        found = map(self._node, sorted(self._cited_by.get(source, ())))
        return [node for node in found if node is not None]

    def search_candidates(self, words: str) -> list[Searchable]:
        """What shares letters with `words`."""
        return self._search.candidates(words)

    def ids(self, sort: str) -> list[str]:
        """All ids of one sort."""
        return sorted(
            id for name in _SORTS if _singular(name) == sort for id in getattr(self._seed, name)
        )


def _new_places() -> array[int]:
    return array("I")


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
    runs: Iterable[Run], day: int | None, channels: Collection[Channel] | None
) -> Iterator[Link]:
    for run in runs:
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
