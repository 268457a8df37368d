"""The contract that every store keeps, as two small protocols: reading and writing.

A `Store` hands out a `Reader` for each question: a view of one whole graph, which does not change
while it is asked. `apply` replaces the graph by a seed, all or nothing. Every sequence that a reader
returns has a stated order, so that two stores give equal answers. The conformance tests hold every
promise made here, for every store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from graph.links import Link
from graph.model import (
    Entity,
    Event,
    EventRelation,
    Figure,
    Node,
    Relation,
    Seed,
    SeedInfo,
    Source,
    Statement,
    Triple,
)
from graph.store.pages import DateBounds, Page, PageRequest, TimelineFilter
from graph.store.ways import WayIndex, WaySource
from graph.vocabulary import Channel, EntityKind, Verdict

__all__ = ["Applied", "ChangedIds", "GraphInfo", "LinkChange", "Reader", "Store"]


@dataclass(frozen=True, slots=True)
class GraphInfo:
    """Which graph it is: `version` is the digest of its seed; `counts` are by sort of thing."""

    version: str
    seed: SeedInfo
    counts: Mapping[str, int]
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class ChangedIds:
    """Ids of what is new, of what is not the same, and of what is gone; each in order."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: Mapping[str, object], after: Mapping[str, object]) -> Self:
        """What differs between two sets of things by id."""
        both = before.keys() & after.keys()
        return cls(
            added=tuple(sorted(after.keys() - both)),
            changed=tuple(sorted(id for id in both if before[id] != after[id])),
            removed=tuple(sorted(before.keys() - both)),
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What an `apply` did, in things with an id; all zero where the graph was that seed already.

    `kept` are ids that the seed no longer has, but that others have tied something to: they stay,
    no longer as ours. `ids` names them all. `previous` is the version before; None of no graph.
    """

    version: str
    added: int
    changed: int
    removed: int
    kept: tuple[str, ...] = ()
    ids: ChangedIds = ChangedIds()
    previous: str | None = field(default=None, compare=False)

    @classmethod
    def of(
        cls, version: str, ids: ChangedIds, previous: str | None, kept: tuple[str, ...] = ()
    ) -> Self:
        """Count what the ids name."""
        counts = (len(ids.added), len(ids.changed), len(ids.removed))
        return cls(version, *counts, kept, ids, previous)


@dataclass(frozen=True, slots=True)
class LinkChange:
    """What holds on a triple on one day and on another; None where nothing does."""

    triple: Triple
    before: Link | None
    after: Link | None


class Reader(Protocol):
    """One graph, to be asked. Ids in arguments need not exist; what does not is left out.

    Days are ordinals (`graph.dates`). `channels=None` means all channels.
    """

    @property
    def info(self) -> GraphInfo:
        """Which graph this is."""
        ...

    @property
    def ways(self) -> WayIndex | WaySource | None:
        """What searches run over, where the graph is kept so or the store reads it; else links are."""
        ...

    def is_current(self) -> bool:
        """Whether all that was read is of this one graph: asked last, before an answer is given.

        A store that others write to cannot hold its graph still; it says here that it changed.
        """
        ...

    def nodes(self, ids: Sequence[str]) -> list[Node | None]:
        """What has these ids: one answer for each, in the same order, None for a gap."""
        ...

    def entities(self, kinds: Collection[EntityKind] | None, page: PageRequest) -> Page[Entity]:
        """Entities of these kinds (None: of all), by id; the keys of the page are `(id,)`."""
        ...

    def count_entities(self, kinds: Collection[EntityKind] | None) -> int:
        """How many entities of these kinds there are."""
        ...

    def timeline(self, wanted: TimelineFilter, page: PageRequest) -> Page[Event]:
        """Events that pass the filter, by earliest day, latest day, sequence and id.

        The keys of the page are these four. A page costs about its own size, not the graph's.
        """
        ...

    def count_timeline(self, wanted: TimelineFilter) -> int:
        """How many events pass the filter."""
        ...

    def timeline_dates(self, wanted: TimelineFilter) -> Iterable[DateBounds]:
        """The bounds of the date of each event that passes, in any order."""
        ...

    def relations(self, ids: Collection[str]) -> list[Relation]:
        """Relations that have one of `ids` at either end, by (kind, subject, entity, since)."""
        ...

    def event_relations(self, ids: Collection[str]) -> list[tuple[str, EventRelation]]:
        """Relations between events with one of `ids` at either end.

        Each with the event that names it, by (event, kind, other event).
        """
        ...

    def events_on(self, triple: Triple, day: int) -> list[Event]:
        """Events with an effect on the triple that surely begins on `day`, by (sequence, id)."""
        ...

    def links_between(
        self, origin: str, destination: str, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """All links of all times from `origin` to `destination`, by (channel, since)."""
        ...

    def links_from(
        self, origins: Collection[str], day: int | None, channels: Collection[Channel] | None = None
    ) -> list[Link]:
        """Links out of `origins`, by (origin, destination, channel, since).

        Those that hold on `day`, passable or not; with None, those of all times.
        """
        ...

    def links_to(
        self,
        destinations: Collection[str],
        day: int | None,
        channels: Collection[Channel] | None = None,
    ) -> list[Link]:
        """Links into `destinations`; otherwise as `links_from`, and in the same order."""
        ...

    def links_on(
        self, day: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[Link]:
        """All links that hold on `day`; the keys are `(origin, destination, channel)`."""
        ...

    def verdict_counts(
        self, days: Sequence[int], channels: Collection[Channel] | None, *, allow_limited: bool
    ) -> list[Counter[Verdict]]:
        """For each of the days, how many links hold on it, by their verdicts."""
        ...

    def link_changes(
        self, first: int, second: int, channels: Collection[Channel] | None, page: PageRequest
    ) -> Page[LinkChange]:
        """Triples on which not the same link holds on the two days; keys as of `links_on`."""
        ...

    def figures(self, entity: str) -> list[Figure]:
        """Figures about an entity, by (period, metric, id)."""
        ...

    def statements(self, about: str) -> list[Statement]:
        """Statements about, or by, something, by (said, id); what is undated comes last."""
        ...

    def cited_by(self, source: str) -> list[Node]:
        """Events, figures, statements and entities that cite a source, by id."""
        ...

    def search_candidates(self, words: str) -> list[Entity | Event | Source]:
        """What may answer to `words`: a superset of every good answer, in any order."""
        ...

    def ids(self, sort: str) -> list[str]:
        """All ids of one sort (entity, event, source, figure, statement), in order.

        For suggestions after a mistake, and for checks; not on the way of a good question.
        """
        ...


class Store(Protocol):
    """Keeps one graph."""

    def reader(self) -> Reader:
        """A view of the graph as it is now; later changes do not show in it."""
        ...

    def apply(self, seed: Seed) -> Applied:
        """Make the graph be `seed`: all or nothing, whatever was there before.

        Applying the same seed again changes nothing. The order of the seed never matters.
        """
        ...

    def difference(self, seed: Seed) -> Applied:
        """What `apply` would do now, without doing it; nothing is known to be `kept`."""
        ...

    def close(self) -> None:
        """Let go of what is held; a closed store is not asked again."""
        ...

    def __enter__(self) -> Self:
        """Use the store as a context manager: it is closed at the end."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        ...
