"""A graph without some of its events, as if the seed had never held them.

For "what was known then", for stricter evidence, and for "what if it had not happened". Only what a
question touches is compiled anew, from the events of each triple and by the same compiler, so it
costs the same few requests in every store. Law: what it answers is what a store of the seed without
those events answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from heapq import merge
from itertools import groupby, islice, product

from graph.links import Link, compile_triple, sure_days
from graph.model import Entity, Event, EventRelation, Figure, Node, Relation, Statement, Triple
from graph.store.base import GraphInfo, LinkChange, Reader
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
from graph.store.search_index import Searchable
from graph.vocabulary import Channel, EntityKind, Verdict

__all__ = ["Compiled", "FilteredReader"]

_CHUNK = 100
_MANY = 1_000  # where all are wanted


class Compiled:
    """Links compiled for one filter, with the events left out of them: kept from answer to answer."""

    def __init__(self, most: int = 100_000) -> None:
        """Keep the links of at most so many triples."""
        self._most = most
        self._links: dict[Triple, tuple[tuple[Link, ...], frozenset[str]]] = {}

    def get(self, triple: Triple) -> tuple[tuple[Link, ...], frozenset[str]] | None:
        """The links of a triple, and the ids of the events left out of them."""
        return self._links.get(triple)

    def keep(self, triple: Triple, links: tuple[Link, ...], left_out: frozenset[str]) -> None:
        """Note what was compiled; where that grows too much, begin anew."""
        if len(self._links) >= self._most:
            self._links.clear()
        self._links[triple] = links, left_out


class FilteredReader:
    """A reader that leaves out the events that are not admitted; see `graph.store.base.Reader`.

    `left_out` gathers the ids of those that a question met and that were left out of its answer.
    """

    def __init__(
        self,
        reader: Reader,
        admits: Callable[[Event], bool],
        spend: Callable[[int], None] = lambda events: None,
        compiled: Compiled | None = None,
    ) -> None:
        """Read through `reader`; `admits` says of an event whether it is there.

        `spend` is told of the events that are looked at to compile links anew, and of none while a
        timeline is read; it may raise, to say that it is enough. `compiled` is what was compiled
        before, for the same graph and the same `admits`.
        """
        self._reader = reader
        self._admits = admits
        self._spend = spend
        self._compiled = Compiled() if compiled is None else compiled
        self._events_out_of: dict[tuple[str, Channel], dict[Triple, list[Event]]] = {}
        self._sure_days: dict[Triple, dict[str, int]] = {}
        self.left_out: set[str] = set()

    @property
    def info(self) -> GraphInfo:
        """Of the graph as a whole."""
        return self._reader.info

    @property
    def ways(self) -> None:
        """None: links are compiled as a question meets them."""
        return None

    def is_current(self) -> bool:
        """Whether all that was read is of one graph."""
        return self._reader.is_current()

    def _is_there(self, event: Event) -> bool:
        if self._admits(event):
            return True
        self.left_out.add(event.id)
        return False

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """What has these ids, gaps kept."""
        found = self._reader.nodes(ids)
        return [n if not isinstance(n, Event) or self._is_there(n) else None for n in found]

    def entities(self, kinds: Collection[EntityKind] | None, page: PageRequest) -> Page[Entity]:
        """Entities of these kinds, by id."""
        return self._reader.entities(kinds, page)

    def count_entities(self, kinds: Collection[EntityKind] | None) -> int:
        """How many there are."""
        return self._reader.count_entities(kinds)

    def timeline(self, wanted: TimelineFilter, page: PageRequest) -> Page[Event]:
        """Events that pass the filter, by date."""

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Event]]:
            rows = self._events(wanted, PageRequest(limit, after, before, from_end))
            return [
                (timeline_key(event), event) for event, _ in zip(rows, range(limit), strict=False)
            ]

        return page_by(fetch, page)

    def _events(self, wanted: TimelineFilter, start: PageRequest) -> Iterator[Event]:
        """Events of the timeline that are there, from one end, read chunk by chunk."""
        after, before = start.after, start.before
        while True:
            request = PageRequest(_CHUNK, after, before, start.from_end)
            page = self._reader.timeline(wanted, request)
            self._spend(0)
            items = page.items[::-1] if start.from_end else page.items
            yield from filter(self._is_there, items)
            if len(page.items) < _CHUNK:
                return
            if start.from_end:
                before = page.keys[0]
            else:
                after = page.keys[-1]

    def count_timeline(self, wanted: TimelineFilter) -> int:
        """How many pass."""
        return sum(1 for _ in self._events(wanted, PageRequest(_CHUNK)))

    def timeline_dates(self, wanted: TimelineFilter) -> Iterator[DateBounds]:
        """The bounds of the dates of those that pass."""
        for event in self._events(wanted, PageRequest(_CHUNK)):
            date = event.date
            yield date.earliest, date.latest, date.end_earliest, date.end_latest

    def events_on(self, triple: Triple, day: int) -> list[Event]:
        """Events with an effect on the triple that surely begins on `day`."""
        found = [e for e in self._reader.events_on(triple, day) if self._is_there(e)]
        if not found:
            return []
        # Without what is left out, a day may no longer be certain; none becomes so.
        if triple not in self._sure_days:
            there = [event for event in self._all_on(triple) if self._is_there(event)]
            self._sure_days[triple] = sure_days(triple, there)
        return [event for event in found if event.id in self._sure_days[triple]]

    def relations(self, ids: Collection[str]) -> list[Relation]:
        """Relations between entities; events have no part in them."""
        return self._reader.relations(ids)

    def event_relations(self, ids: Collection[str]) -> list[tuple[str, EventRelation]]:
        """Relations between events that are both there."""
        found = self._reader.event_relations(ids)
        ends = sorted({id for event, relation in found for id in (event, relation.event)})
        there = {n.id for n in self.nodes(ends) if n is not None}
        return [(id, relation) for id, relation in found if {id, relation.event} <= there]

    def links_between(
        self, origin: str, destination: str, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """All links of all times between the two."""
        return self._anew(self._reader.links_between(origin, destination, channels), None)

    def links_from(
        self, origins: Collection[str], day: int | None, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """Links out of `origins`."""
        return self._anew(self._reader.links_from(origins, None, channels), day)

    def links_to(
        self,
        destinations: Collection[str],
        day: int | None,
        channels: Collection[Channel] | None = None,
    ) -> list[Link]:
        """Links into `destinations`."""
        return self._anew(self._reader.links_to(destinations, None, channels), day)

    def links_on(
        self, day: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[Link]:
        """All links that hold on `day`; without what is left out there are none on more triples."""

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, Link]]:
            links = self._on(day, channels, PageRequest(limit, after, before, from_end))
            return [(triple_key(link.triple), link) for link in islice(links, limit)]

        return page_by(fetch, page)

    def _on(
        self, day: int, channels: Collection[Channel] | None, start: PageRequest
    ) -> Iterator[Link]:
        """The links of a day as they are without what is left out, read chunk by chunk."""
        after, before = start.after, start.before
        size = max(_CHUNK, min(start.limit, _MANY))
        while True:
            request = PageRequest(size, after, before, start.from_end)
            page = self._reader.links_on(day, channels, request)
            yield from self._holding([link.triple for link in page.items], day, start.from_end)
            if len(page.items) < size:
                return
            if start.from_end:
                before = page.keys[0]
            else:
                after = page.keys[-1]

    def _holding(self, triples: list[Triple], day: int, from_end: bool) -> list[Link]:
        """The links of these triples that hold on the day, in their order or from the end."""
        wanted = set(triples)
        channels = {triple.channel for triple in triples}
        links = self._reader.links_from({triple.origin for triple in triples}, None, channels)
        found = self._anew([link for link in links if link.triple in wanted], day)
        return found[::-1] if from_end else found

    def verdict_counts(
        self, days: Sequence[int], channels: Collection[Channel] | None, *, allow_limited: bool
    ) -> list[Counter[Verdict]]:
        """For each day, how many links hold on it, by verdict."""
        return [
            Counter(
                link.verdict(allow_limited=allow_limited)
                for link in self._on(day, channels, PageRequest(_MANY))
            )
            for day in days
        ]

    def link_changes(
        self, first: int, second: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[LinkChange]:
        """Triples on which not the same link holds on the two days."""

        def fetch(
            after: Key | None, before: Key | None, limit: int, from_end: bool
        ) -> list[tuple[Key, LinkChange]]:
            start = PageRequest(limit, after, before, from_end)
            changes = self._changes(first, second, channels, start)
            return [(triple_key(change.triple), change) for change in islice(changes, limit)]

        return page_by(fetch, page)

    def _changes(
        self, first: int, second: int, channels: Collection[Channel] | None, start: PageRequest
    ) -> Iterator[LinkChange]:
        """The changes, from the links of both days side by side."""

        def side(number: int, day: int) -> Iterator[tuple[Key, int, Link]]:
            for link in self._on(day, channels, start):
                yield triple_key(link.triple), number, link

        sides = [side(number, day) for number, day in enumerate((first, second))]
        rows = merge(*sides, key=lambda row: row[0], reverse=start.from_end)
        for _, both in groupby(rows, key=lambda row: row[0]):
            links = {number: link for _, number, link in both}
            before, after = links.get(0), links.get(1)
            if before != after:
                yield LinkChange(next(iter(links.values())).triple, before, after)

    def _anew(self, links: list[Link], day: int | None) -> list[Link]:
        """The links of the same triples, compiled without what is left out."""
        found: list[Link] = []
        self._read_events([t for t in {li.triple for li in links} if self._compiled.get(t) is None])
        for triple, run in groupby(links, key=lambda link: link.triple):
            known = self._compiled.get(triple)
            anew, left_out = self._compile(triple, tuple(run)) if known is None else known
            self.left_out |= left_out
            found += (li for li in anew if day is None or li.holds_on(day))
        return found

    def _compile(
        self, triple: Triple, links: tuple[Link, ...]
    ) -> tuple[tuple[Link, ...], frozenset[str]]:
        """Links as they are where nothing is left out, else compiled from the rest."""
        every = self._all_on(triple)
        there = [event for event in every if self._admits(event)]
        left_out = frozenset(event.id for event in every) - {event.id for event in there}
        anew = compile_triple(triple, there) if left_out else links
        self._compiled.keep(triple, anew, left_out)
        return anew, left_out

    def _all_on(self, triple: Triple) -> list[Event]:
        """All events with an effect on the triple, whether they are left out or not."""
        self._read_events([triple])
        return self._events_out_of[triple.origin, triple.channel].get(triple, [])

    def _read_events(self, triples: Collection[Triple]) -> None:
        """Read what has an effect on these triples, and on all others out of their origins, at once.

        A question mostly meets them all.
        """
        fresh = [t for t in triples if (t.origin, t.channel) not in self._events_out_of]
        if not fresh:
            return
        origins = frozenset(triple.origin for triple in fresh)
        channels = frozenset(triple.channel for triple in fresh)
        read: dict[tuple[str, Channel], dict[Triple, list[Event]]] = {
            place: {} for place in product(origins, channels)
        }
        for event in self._events_about(origins, channels):
            for triple in {effect.triple for effect in event.effects}:
                out_of = read.get((triple.origin, triple.channel))
                if out_of is not None:
                    out_of.setdefault(triple, []).append(event)
        self._events_out_of |= read

    def _events_about(
        self, entities: frozenset[str], channels: frozenset[Channel]
    ) -> Iterator[Event]:
        wanted = TimelineFilter(entities=entities, channels=channels)
        after: Key | None = None
        while True:
            page = self._reader.timeline(wanted, PageRequest(_MANY, after))
            self._spend(len(page.items))
            yield from page.items
            if len(page.items) < _MANY:
                return
            after = page.keys[-1]

    def figures(self, entity: str) -> list[Figure]:
        """Figures about an entity."""
        return self._reader.figures(entity)

    def statements(self, about: str) -> list[Statement]:
        """Statements about, or by, something."""
        return self._reader.statements(about)

    def cited_by(self, source: str) -> list[Node]:
        """What cites a source and is there."""
        found = self._reader.cited_by(source)
        return [n for n in found if not isinstance(n, Event) or self._is_there(n)]

    def search_candidates(self, words: str) -> list[Searchable]:
        """What may answer to `words` and is there."""
        found = self._reader.search_candidates(words)
        return [n for n in found if not isinstance(n, Event) or self._is_there(n)]

    def ids(self, sort: str) -> list[str]:
        """All ids of one sort; of events, those that are there."""
        found = self._reader.ids(sort)
        if sort != "event":
            return found
        return [n.id for n in self.nodes(found) if n is not None]
