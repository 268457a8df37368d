"""The nearest miss: a way on which all hops pass on the day but one, and why that one does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from graph.links import Link, passable
from graph.model import Triple
from graph.queries.access import CandidateEvent, candidate_events
from graph.queries.budget import Budget
from graph.queries.waves import Wave
from graph.queries.ways import Ways, ways_of
from graph.store.base import Reader
from graph.vocabulary import Access, Channel

__all__ = ["MissReason", "NearestMiss", "nearest_miss"]


class MissReason(StrEnum):
    """Why a hop does not pass, the most hopeful first."""

    NOT_YET = "not_yet"
    ENDED = "ended"
    BLOCKED = "blocked"
    LIMITED = "limited"
    WRONG_WAY = "wrong_way"


_RANK = {reason: rank for rank, reason in enumerate(MissReason)}


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """The ids along the way, and the hop that fails: its triple, why, and what decides it.

    `link` is what holds on the day, if anything does. `candidates` are the events behind it.
    `passes_from` is the first later day on which it passes, for NOT_YET and others that heal.
    """

    nodes: tuple[str, ...]
    triple: Triple
    reason: MissReason
    link: Link | None
    candidates: tuple[CandidateEvent, ...]
    passes_from: int | None


@dataclass(frozen=True, slots=True)
class _Miss:
    triple: Triple
    reason: MissReason
    link: Link | None
    passes_from: int | None


def nearest_miss(
    reader: Reader,
    origin: str,
    destination: str,
    as_of: int,
    *,
    channels: Collection[Channel] | None,
    allow_limited: bool,
    max_hops: int,
    budget: Budget,
    ways: Ways | None = None,
) -> NearestMiss | None:
    """The nearest miss of at most `max_hops`: fewest hops, then reason, then ids, then channel.

    To be asked only where there is no path. `ways` are those of the day, where some were read before.
    """
    ways = ways or ways_of(reader, (as_of, as_of), channels, budget)
    passing = passable(channels, allow_limited).all
    forward, backward = (
        _Side(ways, id, as_of, passing, backward=back)
        for id, back in ((origin, False), (destination, True))
    )
    judge = _Judge(reader, as_of, channels, allow_limited, budget)
    for hops in range(1, max_hops + 1):
        found = [
            (_RANK[miss.reason], nodes, miss.triple.channel, miss)
            for before in range(hops)
            for miss in judge.misses(forward.level(before), backward.level(hops - 1 - before))
            for nodes in [forward.path(miss.triple.origin) + backward.path(miss.triple.destination)]
        ]
        if found:
            _, nodes, _, miss = min(found, key=lambda row: row[:3])
            candidates = candidate_events(reader, miss.link.candidates if miss.link else ())
            return NearestMiss(
                nodes, miss.triple, miss.reason, miss.link, candidates, miss.passes_from
            )
    return None


class _Side:
    """What is reached from one end, as ids; where no way begins, that end alone."""

    def __init__(self, ways: Ways, id: str, day: int, passing: bytes, *, backward: bool) -> None:
        start = ways.place(id)
        self.ways = ways
        self.id = id
        self.wave = None if start is None else Wave(ways, start, day, passing, backward=backward)

    def level(self, distance: int) -> list[str]:
        """The entities at one distance, by id."""
        if self.wave is None:
            return [] if distance else [self.id]
        return [self.ways.id(place) for place in self.wave.level(distance)]

    def path(self, id: str) -> tuple[str, ...]:
        """The first path between the end and an entity that was reached."""
        return (id,) if self.wave is None else self.wave.path_of_ids(self.ways.place(id))


@dataclass(frozen=True, slots=True)
class _Judge:
    reader: Reader
    day: int
    channels: Collection[Channel] | None
    allow_limited: bool
    budget: Budget

    def misses(self, origins: Collection[str], destinations: Collection[str]) -> Iterable[_Miss]:
        """The triples from any of the one to any of the other that fail, each with its reason."""
        if not origins or not destinations:
            return
        recorded: defaultdict[Triple, list[Link]] = defaultdict(list)
        for link in self._between(origins, destinations):
            recorded[link.triple].append(link)
        wrong_way = {
            Triple(link.triple.destination, link.triple.origin, link.triple.channel)
            for link in self._between(destinations, origins)
            if link.holds_on(self.day) and link.is_passable(allow_limited=self.allow_limited)
        }
        for triple in sorted(recorded.keys() | wrong_way):
            miss = self._judge(triple, recorded.get(triple, []), triple in wrong_way)
            if miss is not None:
                yield miss

    def _between(self, origins: Collection[str], destinations: Collection[str]) -> list[Link]:
        """Links of all times from any of the one to any of the other, asked at the smaller end."""
        if len(origins) <= len(destinations):
            links = self.reader.links_from(origins, None, self.channels)
        else:
            links = self.reader.links_to(destinations, None, self.channels)
        self.budget.spend(len(links))
        starts, ends = set(origins), set(destinations)
        return [li for li in links if li.triple.origin in starts and li.triple.destination in ends]

    def _judge(self, triple: Triple, links: list[Link], reverse_passes: bool) -> _Miss | None:
        link = next((link for link in links if link.holds_on(self.day)), None)
        later = [
            max(link.since, self.day + 1)
            for link in links
            if link.until > self.day + 1 and link.is_passable(allow_limited=self.allow_limited)
        ]
        passes_from = min(later, default=None)
        accesses = link.accesses if link else ()
        if link is not None and link.is_passable(allow_limited=self.allow_limited):
            return None
        if Access.BLOCKED in accesses:
            reason = MissReason.BLOCKED
        elif Access.CLOSED in accesses:
            reason = MissReason.ENDED
        elif Access.LIMITED in accesses:
            reason = MissReason.LIMITED
        elif passes_from is not None:
            reason = MissReason.NOT_YET
        elif reverse_passes:
            reason = MissReason.WRONG_WAY
        else:
            return None
        return _Miss(triple, reason, link, passes_from)
