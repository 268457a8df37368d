"""The path on a day: how to get there through several openings, on whose evidence, and since when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from graph.links import Link
from graph.queries.access import (
    PASSABLE,
    SURE,
    CandidateEvent,
    candidate_events,
    days_with,
    is_beyond_record,
)
from graph.queries.budget import Budget, BudgetSpentError
from graph.queries.intervals import EVER, Interval, containing, intersection
from graph.queries.misses import NearestMiss, nearest_miss
from graph.queries.reach_days import PathDays, path_days
from graph.queries.waves import Kept, Passes, Wave, first_path
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = [
    "DEFAULT_MAX_HOPS",
    "EXPLAIN_ALL",
    "EXPLAIN_NOTHING",
    "MAX_HOPS",
    "Explain",
    "Hop",
    "PathAnswer",
    "path_on_day",
]

Explain = frozenset[Literal["miss", "days"]]
EXPLAIN_ALL: Explain = frozenset({"miss", "days"})
EXPLAIN_NOTHING: Explain = frozenset()
DEFAULT_MAX_HOPS = 6
MAX_HOPS = 12


@dataclass(frozen=True, slots=True)
class Hop:
    """One link of a path, with the events that may decide it."""

    link: Link
    verdict: Verdict
    candidates: tuple[CandidateEvent, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that the hop stands on, in order."""
        cited = {c.source for candidate in self.candidates for c in candidate.event.citations}
        return tuple(sorted(cited))


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """A path on a day, or why there is none.

    `nodes` holds the ids along the path; `length` is the number of hops. `valid_during` is the
    longest run of days around the day on which every hop keeps at least the path's verdict. Without
    a path the verdict is UNKNOWN, and `miss` and `other_days` tell what is nearest. `complete` is
    false where a budget ran out: then "no path" means "none found".
    """

    origin: str
    destination: str
    as_of: int
    verdict: Verdict
    nodes: tuple[str, ...]
    hops: tuple[Hop, ...]
    valid_during: Interval | None
    miss: NearestMiss | None
    other_days: PathDays | None
    beyond_record: bool
    complete: bool = True
    truncated: BudgetSpentError | None = None

    @property
    def found(self) -> bool:
        """Whether there is a path."""
        return bool(self.nodes)

    @property
    def length(self) -> int | None:
        """The number of hops, or None without a path."""
        return len(self.hops) if self.nodes else None


def path_on_day(
    reader: Reader,
    origin: str,
    destination: str,
    as_of: int,
    *,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int = DEFAULT_MAX_HOPS,
    budget: Budget | None = None,
    explain: Explain = EXPLAIN_ALL,
) -> PathAnswer:
    """The path with fewest hops, of CERTAIN hops if there is one, else over passable links.

    Ties go to the first list of entity ids, then hop by hop to CERTAIN, then to the channel. Without
    a path, the answer says what is nearest, as far as `explain` wants it.
    """
    search = _Search(reader, as_of, channels, allow_limited, max_hops, budget or Budget())
    spent: BudgetSpentError | None = None
    nodes: Sequence[str] = ()
    miss, other_days = None, None
    try:
        nodes = search.nodes(origin, destination)
        wanted = frozenset() if nodes else explain
        options: dict[str, Any] = {
            "channels": channels,
            "allow_limited": allow_limited,
            "max_hops": max_hops,
            "budget": search.budget,
        }
        if "miss" in wanted:
            miss = nearest_miss(reader, origin, destination, as_of, **options)
        if "days" in wanted:
            other_days = path_days(reader, origin, destination, as_of, **options)
    except BudgetSpentError as error:
        spent = error
    hops = search.hops(nodes)
    verdict = Verdict.UNKNOWN
    if nodes:
        sure = all(hop.verdict is Verdict.CERTAIN for hop in hops)
        verdict = Verdict.CERTAIN if sure else Verdict.POSSIBLE
    return PathAnswer(
        origin,
        destination,
        as_of,
        verdict,
        tuple(nodes),
        hops,
        search.valid_during(hops, verdict) if nodes else None,
        miss,
        other_days,
        is_beyond_record(reader, as_of),
        complete=spent is None,
        truncated=spent,
    )


@dataclass(frozen=True, slots=True)
class _Search:
    reader: Reader
    day: int
    channels: Collection[Channel] | None
    allow_limited: bool
    max_hops: int
    budget: Budget
    kept: Kept = field(default_factory=dict)

    def verdict(self, link: Link) -> Verdict:
        return link.verdict(allow_limited=self.allow_limited)

    def nodes(self, origin: str, destination: str) -> tuple[str, ...]:
        """The ids along the path; none without a path."""
        for verdicts in (SURE, PASSABLE):

            def passes(link: Link, verdicts: frozenset[Verdict] = verdicts) -> bool:
                return self.verdict(link) in verdicts

            path = self._first_path(origin, destination, passes)
            if path is not None:
                return path
        return ()

    def _first_path(self, origin: str, destination: str, passes: Passes) -> tuple[str, ...] | None:
        forward, backward = (
            Wave(
                self.reader,
                start,
                self.day,
                passes,
                self.channels,
                self.budget,
                backward=back,
                kept=self.kept,
            )
            for start, back in ((origin, False), (destination, True))
        )
        return first_path(forward, backward, self.max_hops)

    def hops(self, nodes: Sequence[str]) -> tuple[Hop, ...]:
        """The best link of each step: CERTAIN first, then by channel."""
        found = []
        links = self.reader.links_from(nodes[:-1], self.day, self.channels) if nodes else []
        for origin, destination in pairwise(nodes):
            between = [
                link
                for link in links
                if (link.triple.origin, link.triple.destination) == (origin, destination)
                and self.verdict(link) in PASSABLE
            ]
            best = min(between, key=lambda li: (self.verdict(li) not in SURE, li.triple.channel))
            events = candidate_events(self.reader, best.candidates)
            found.append(Hop(best, self.verdict(best), events))
        return tuple(found)

    def valid_during(self, hops: Sequence[Hop], verdict: Verdict) -> Interval | None:
        """The longest run of days around the day on which every hop keeps the verdict."""
        enough = SURE if verdict is Verdict.CERTAIN else PASSABLE
        days = EVER
        for hop in hops:
            triple = hop.link.triple
            links = self.reader.links_between(triple.origin, triple.destination, {triple.channel})
            days = intersection(days, days_with(links, enough, allow_limited=self.allow_limited))
        return containing(days, self.day)
