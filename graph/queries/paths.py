"""The path on a day: how to get there through several openings, on whose evidence, and since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from graph.links import Link, passable
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
from graph.queries.later import NOTHING, Later
from graph.queries.misses import NearestMiss, nearest_miss
from graph.queries.reach_days import PathDays, path_days
from graph.queries.waves import first_path, may_go_on
from graph.queries.ways import Place, Ways, ways_of
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = [
    "DEFAULT_MAX_HOPS",
    "EXPLAIN_ALL",
    "EXPLAIN_NOTHING",
    "MAX_HOPS",
    "Explain",
    "Explained",
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


class Explained(NamedTuple):
    """What is known of a path beyond its ids: read from the store when first looked at."""

    hops: tuple[Hop, ...]
    valid_during: Interval | None


class PathAnswer(NamedTuple):
    """A path on a day, or why there is none.

    `nodes` holds the ids along the path; `length` is the number of hops. Without a path the verdict
    is UNKNOWN, and `miss` and `other_days` tell what is nearest. `spent` says that a budget ran out,
    `cut` that there is more beyond the limit of hops.
    """

    origin: str
    destination: str
    as_of: int
    verdict: Verdict
    nodes: tuple[str, ...]
    explained: Later[Explained]
    miss: NearestMiss | None
    other_days: PathDays | None
    beyond_record: bool
    cut: Later[BudgetSpentError | None] | Later[None]
    spent: BudgetSpentError | None = None

    @property
    def truncated(self) -> BudgetSpentError | None:
        """Why the search did not look everywhere, if it did not."""
        return self.spent or self.cut.value

    @property
    def complete(self) -> bool:
        """Whether the search looked everywhere; if not, no path means none found."""
        return self.truncated is None

    @property
    def found(self) -> bool:
        """Whether there is a path."""
        return bool(self.nodes)

    @property
    def length(self) -> int | None:
        """The number of hops, or None without a path."""
        return len(self.nodes) - 1 if self.nodes else None

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The hops, each with its link and the events behind it."""
        return self.explained.value.hops

    @property
    def valid_during(self) -> Interval | None:
        """The longest run of days around the day on which every hop keeps the path's verdict."""
        return self.explained.value.valid_during


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
    budget = budget or Budget()
    ways = ways_of(reader, (as_of, as_of), channels, budget)
    usable = passable(channels, allow_limited).all
    spent: BudgetSpentError | None = None
    verdict = Verdict.UNKNOWN
    places: list[Place] | None = None
    miss, other_days = None, None
    try:
        if origin == destination:
            verdict, places = Verdict.CERTAIN, []
        else:
            verdict, places = _path(
                ways, origin, destination, as_of, channels, allow_limited, max_hops
            )
        if places is None and explain:
            options: dict[str, Any] = {
                "channels": channels,
                "allow_limited": allow_limited,
                "max_hops": max_hops,
                "budget": budget,
            }
            if "miss" in explain:
                miss = nearest_miss(reader, origin, destination, as_of, ways=ways, **options)
            if "days" in explain:
                other_days = path_days(reader, origin, destination, as_of, **options)
    except BudgetSpentError as error:
        spent = error
    return PathAnswer(
        origin,
        destination,
        as_of,
        verdict,
        () if places is None else tuple(map(ways.id, places)) or (origin,),
        Later(_explained, reader, ways, as_of, channels, allow_limited, verdict, places or ()),
        miss,
        other_days,
        is_beyond_record(reader, as_of),
        Later(_cut, ways, origin, destination, as_of, usable, max_hops, budget)
        if places is None
        else NOTHING,
        spent,
    )


def _cut(
    ways: Ways,
    origin: str,
    destination: str,
    day: int,
    usable: bytes,
    max_hops: int,
    budget: Budget,
) -> BudgetSpentError | None:
    """Whether the limit of hops may be why there is no path; or that it costs too much to say."""
    hops = BudgetSpentError("HOPS", budget.visited, max_hops)
    start, goal = ways.place(origin), ways.place(destination)
    if not max_hops:
        return hops
    if start is None or goal is None:
        return None
    try:
        cut = may_go_on(ways, start, goal, day, usable, max_hops)
    except BudgetSpentError as error:
        return error
    return hops if cut else None


def _path(
    ways: Ways,
    origin: str,
    destination: str,
    day: int,
    channels: Collection[Channel] | None,
    allow_limited: bool,
    max_hops: int,
) -> tuple[Verdict, list[Place] | None]:
    """The places along the path between two entities, and how sure it is."""
    start, goal = ways.place(origin), ways.place(destination)
    if start is None or goal is None:
        return Verdict.UNKNOWN, None
    found = ways.first_path(start, goal, day, allow_limited=allow_limited, max_hops=max_hops)
    if found is not None:
        sure, path = found
        passes = Verdict.CERTAIN if sure else Verdict.POSSIBLE
        return Verdict.UNKNOWN if path is None else passes, path
    usable = passable(channels, allow_limited)
    path = first_path(ways, start, goal, day, usable.sure, max_hops)
    if path is not None:
        return Verdict.CERTAIN, path
    # A second search would go the same ways, unless some of them are possible and not sure.
    if usable.differ(ways.passing):
        path = first_path(ways, start, goal, day, usable.all, max_hops)
    return Verdict.UNKNOWN if path is None else Verdict.POSSIBLE, path


def _explained(
    reader: Reader,
    ways: Ways,
    day: int,
    channels: Collection[Channel] | None,
    allow_limited: bool,
    verdict: Verdict,
    places: Sequence[Place],
) -> Explained:
    """The hops along the places, and the longest run of days on which all keep the verdict."""
    enough = SURE if verdict is Verdict.CERTAIN else PASSABLE
    days = EVER if verdict in PASSABLE else ()
    hops = []
    for origin, destination in pairwise(places):
        links = [
            link
            for link in ways.links(origin, destination)
            if link.holds_on(day) and (channels is None or link.triple.channel in channels)
        ]
        hop = _best_hop(reader, links, allow_limited)
        hops.append(hop)
        triple = hop.link.triple
        run = reader.links_between(triple.origin, triple.destination, {triple.channel})
        days = intersection(days, days_with(run, enough, allow_limited=allow_limited))
    return Explained(tuple(hops), containing(days, day))


def _best_hop(reader: Reader, links: Iterable[Link], allow_limited: bool) -> Hop:
    """The best link of a step: CERTAIN first, then by channel."""
    verdicts = [(link, link.verdict(allow_limited=allow_limited)) for link in links]
    passing = [(link, verdict) for link, verdict in verdicts if verdict in PASSABLE]
    best, verdict = min(passing, key=lambda row: (row[1] not in SURE, row[0].triple.channel))
    return Hop(best, verdict, candidate_events(reader, best.candidates))
