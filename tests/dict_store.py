"""The simplest store that could be right: it looks through the whole seed for every answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar

from graph.dates import AFTER_ALL
from graph.links import Link, compile_links, place_effects
from graph.model import (
    Entity,
    Event,
    EventRelation,
    Figure,
    Node,
    Relation,
    Seed,
    Source,
    Statement,
    Triple,
)
from graph.plain import digest
from graph.store.base import Applied, ChangedIds, GraphInfo, LinkChange
from graph.store.pages import DateBounds, Key, Page, PageRequest, TimelineFilter
from graph.vocabulary import Channel, EntityKind, Verdict
from tests.oracle import shows_in

__all__ = ["DictReader", "DictStore"]

Item = TypeVar("Item")


def _nodes(seed: Seed) -> dict[str, Node]:
    return {**seed.entities, **seed.events, **seed.sources, **seed.figures, **seed.statements}


class DictStore:
    """Keeps the seed as it is."""

    def __init__(self, seed: Seed) -> None:
        """Start with a seed."""
        self._reader = DictReader(seed)

    def reader(self) -> DictReader:
        """A view of the graph as it is now."""
        return self._reader

    def apply(self, seed: Seed) -> Applied:
        """Take the new seed in place of the old one."""
        applied = self.difference(seed)
        self._reader = DictReader(seed)
        return applied

    def difference(self, seed: Seed) -> Applied:
        """What is in one seed and not in the other, and what is in both and not the same."""
        before, after = self._reader.all_nodes, _nodes(seed)
        added = sorted(id for id in after if id not in before)
        changed = sorted(id for id in after if id in before and after[id] != before[id])
        removed = sorted(id for id in before if id not in after)
        ids = ChangedIds(tuple(added), tuple(changed), tuple(removed))
        counts = (len(added), len(changed), len(removed))
        return Applied(digest(seed), *counts, ids=ids, previous=self._reader.info.version)

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


class DictReader:
    """One seed, looked through; see `graph.store.base.Reader`."""

    def __init__(self, seed: Seed) -> None:
        """Compile the links; keep the rest as it is."""
        self.seed = seed
        self.all_nodes = _nodes(seed)
        self.links = [link for run in compile_links(seed.events.values()).values() for link in run]
        counts = {
            "entities": len(seed.entities),
            "events": len(seed.events),
            "sources": len(seed.sources),
            "figures": len(seed.figures),
            "statements": len(seed.statements),
            "links": len(self.links),
        }
        self.info = GraphInfo(digest(seed), seed.info, counts, datetime.now(UTC))

    @property
    def ways(self) -> None:
        """None: searches read what they need."""
        return None

    def is_current(self) -> bool:
        """Nobody else writes here."""
        return True

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """What has these ids."""
        return [self.all_nodes.get(id) for id in ids]

    def _entities(self, kinds: Collection[EntityKind] | None) -> list[Entity]:
        found = [e for e in self.seed.entities.values() if kinds is None or e.kind in kinds]
        return sorted(found, key=lambda entity: entity.id)

    def entities(self, kinds: Collection[EntityKind] | None, page: PageRequest) -> Page[Entity]:
        """Entities of these kinds."""
        return page_of([((entity.id,), entity) for entity in self._entities(kinds)], page)

    def count_entities(self, kinds: Collection[EntityKind] | None) -> int:
        """How many there are."""
        return len(self._entities(kinds))

    def _timeline(self, wanted: TimelineFilter) -> list[tuple[Key, Event]]:
        rows: list[tuple[Key, Event]] = [
            ((event.date.earliest, event.date.latest, event.sequence, event.id), event)
            for event in self.seed.events.values()
            if shows_in(event, wanted)
        ]
        return sorted(rows, key=lambda row: row[0])

    def timeline(self, wanted: TimelineFilter, page: PageRequest) -> Page[Event]:
        """Events that pass."""
        return page_of(self._timeline(wanted), page)

    def count_timeline(self, wanted: TimelineFilter) -> int:
        """How many pass."""
        return len(self._timeline(wanted))

    def timeline_dates(self, wanted: TimelineFilter) -> Iterator[DateBounds]:
        """The bounds of their dates."""
        for _, event in self._timeline(wanted):
            date = event.date
            yield date.earliest, date.latest, date.end_earliest, date.end_latest

    def relations(self, ids: Collection[str]) -> list[Relation]:
        """Relations with one of `ids` at either end."""
        found = [
            relation
            for entity in self.seed.entities.values()
            for relation in entity.relations
            if relation.subject in ids or relation.entity in ids
        ]

        def key(relation: Relation) -> tuple[str, str, str, int]:
            since = relation.since.earliest if relation.since else AFTER_ALL
            return str(relation.kind), relation.subject, relation.entity, since

        return sorted(found, key=key)

    def event_relations(self, ids: Collection[str]) -> list[tuple[str, EventRelation]]:
        """Relations between events with one of `ids` at either end."""
        found = [
            (event.id, relation)
            for event in self.seed.events.values()
            for relation in event.relations
            if event.id in ids or relation.event in ids
        ]
        return sorted(found, key=lambda row: (row[0], str(row[1].kind), row[1].event))

    def events_on(self, triple: Triple, day: int) -> list[Event]:
        """Events with an effect on the triple that surely begins on `day`."""
        touching = [e for e in self.seed.events.values() if triple in {f.triple for f in e.effects}]
        placed = {effect.event: effect for effect in place_effects(triple, touching)}
        found = [e for e in touching if placed[e.id].earliest == placed[e.id].latest == day]
        return sorted(found, key=lambda event: (event.sequence, event.id))

    def _links(self, day: int | None, channels: Collection[Channel] | None) -> list[Link]:
        found = [
            link
            for link in self.links
            if (day is None or link.since <= day < link.until)
            and (channels is None or link.triple.channel in channels)
        ]

        def key(link: Link) -> tuple[str, str, str, int]:
            triple = link.triple
            return triple.origin, triple.destination, str(triple.channel), link.since

        return sorted(found, key=key)

    def links_between(
        self, origin: str, destination: str, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """All links of all times between the two."""
        return [
            link
            for link in self._links(None, channels)
            if (link.triple.origin, link.triple.destination) == (origin, destination)
        ]

    def links_from(
        self, origins: Collection[str], day: int | None, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """Links out of `origins`."""
        return [link for link in self._links(day, channels) if link.triple.origin in origins]

    def links_to(
        self,
        destinations: Collection[str],
        day: int | None,
        channels: Collection[Channel] | None = None,
    ) -> list[Link]:
        """Links into `destinations`."""
        found = self._links(day, channels)
        return [link for link in found if link.triple.destination in destinations]

    def links_on(
        self, day: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[Link]:
        """All links that hold on `day`."""
        rows = [(_triple_key(link.triple), link) for link in self._links(day, channels)]
        return page_of(rows, page)

    def verdict_counts(
        self, days: Sequence[int], channels: Collection[Channel] | None, *, allow_limited: bool
    ) -> list[Counter[Verdict]]:
        """How many links hold on each day."""
        return [
            Counter(li.verdict(allow_limited=allow_limited) for li in self._links(day, channels))
            for day in days
        ]

    def link_changes(
        self, first: int, second: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[LinkChange]:
        """Triples on which not the same link holds on the two days."""
        before = {link.triple: link for link in self._links(first, channels)}
        after = {link.triple: link for link in self._links(second, channels)}
        rows = [
            (_triple_key(triple), LinkChange(triple, before.get(triple), after.get(triple)))
            for triple in sorted(before.keys() | after.keys())
            if before.get(triple) != after.get(triple)
        ]
        return page_of(rows, page)

    def figures(self, entity: str) -> list[Figure]:
        """Figures about an entity."""
        found = [figure for figure in self.seed.figures.values() if figure.entity == entity]
        return sorted(found, key=lambda f: (f.period.earliest, f.period.latest, f.metric, f.id))

    def statements(self, about: str) -> list[Statement]:
        """Statements about, or by, something."""
        found = [
            statement
            for statement in self.seed.statements.values()
            if about in statement.about or about == statement.speaker
        ]

        def key(statement: Statement) -> tuple[int, int, str]:
            said = statement.said
            earliest, latest = (said.earliest, said.latest) if said else (AFTER_ALL, AFTER_ALL)
            return earliest, latest, statement.id

        return sorted(found, key=key)

    def cited_by(self, source: str) -> list[Node]:
        """What cites a source."""
        return [
            node
            for _, node in sorted(self.all_nodes.items())
            if any(source == cited for cited in _cites(node))
        ]

    def search_candidates(self, words: str) -> list[Entity | Event | Source]:
        """Everything: who ranks it leaves out what does not answer."""
        found = self.all_nodes.values()
        return [node for node in found if isinstance(node, Entity | Event | Source)]

    def ids(self, sort: str) -> list[str]:
        """All ids of one sort."""
        sorts: dict[str, Collection[str]] = {
            "entity": self.seed.entities,
            "event": self.seed.events,
            "source": self.seed.sources,
            "figure": self.seed.figures,
            "statement": self.seed.statements,
        }
        return sorted(sorts[sort])


def _triple_key(triple: Triple) -> Key:
    return (triple.origin, triple.destination, str(triple.channel))


def _cites(node: Node) -> Iterator[str]:
    if isinstance(node, Entity):
        yield from (c.source for relation in node.relations for c in relation.citations)
    elif not isinstance(node, Source):
        yield from (citation.source for citation in node.citations)


def page_of(rows: Sequence[tuple[Key, Item]], page: PageRequest) -> Page[Item]:
    """A page of a whole list, found by looking at each place in it.

    A page without items lies where it would begin: after `after`, or, asked for from the end,
    before `before`.
    """
    places = [
        place
        for place, (key, _) in enumerate(rows)
        if (page.after is None or key > page.after) and (page.before is None or key < page.before)
    ]
    places = places[max(0, len(places) - page.limit) :] if page.from_end else places[: page.limit]
    if places:
        start, end = places[0], places[-1] + 1
    else:
        if page.from_end:
            start = sum(page.before is None or key < page.before for key, _ in rows)
        else:
            start = sum(page.after is not None and key <= page.after for key, _ in rows)
        end = start
    return Page(
        tuple(rows[place][1] for place in places),
        tuple(rows[place][0] for place in places),
        more_before=start > 0,
        more_after=end < len(rows),
    )
