"""Several paths on a day: the shortest ones, in order, each as sure as its weakest hop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice, pairwise

from graph.links import Link, passable
from graph.queries.access import PASSABLE, SURE, candidate_events
from graph.queries.budget import Budget
from graph.queries.paths import Hop
from graph.queries.waves import Wave
from graph.queries.ways import ways_of
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["shortest_paths"]


def shortest_paths(
    reader: Reader,
    origin: str,
    destination: str,
    as_of: int,
    limit: int,
    *,
    at_least: Verdict = Verdict.POSSIBLE,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int,
    budget: Budget | None = None,
) -> list[tuple[Hop, ...]]:
    """Up to `limit` paths without a repeated entity, by number of hops, then by the list of ids.

    Between two entities the surest link is taken. Raises `BudgetSpentError`.
    """
    verdicts = SURE if at_least is Verdict.CERTAIN else PASSABLE
    budget = budget or Budget()
    if origin == destination:
        return [()]
    ways = ways_of(reader, (as_of, as_of), channels, budget)
    goal = ways.place(destination)
    if goal is None:
        return []
    usable = passable(channels, allow_limited)
    passing = usable.sure if at_least is Verdict.CERTAIN else usable.all
    backward = Wave(ways, goal, as_of, passing, backward=True)
    while backward.has_more and backward.hops < max_hops:
        backward.advance()
    left = {
        ways.id(place): hops for hops in range(backward.hops + 1) for place in backward.level(hops)
    }
    steps = _Steps(reader, as_of, channels, allow_limited, verdicts, budget)
    found: list[tuple[Hop, ...]] = []
    for hops in range(1, max_hops + 1):
        paths = _paths(steps, (origin,), destination, hops, left)
        found += map(steps.hops, islice(paths, limit - len(found)))
        if len(found) == limit:
            break
    return found


class _Steps:
    """The best link from each entity to each other on the day, read when first asked for."""

    def __init__(
        self,
        reader: Reader,
        day: int,
        channels: Collection[Channel] | None,
        allow_limited: bool,
        verdicts: Collection[Verdict],
        budget: Budget,
    ) -> None:
        self.reader = reader
        self.day = day
        self.channels = channels
        self.allow_limited = allow_limited
        self.verdicts = verdicts
        self.budget = budget
        self._best: dict[str, dict[str, Link]] = {}

    def verdict(self, link: Link) -> Verdict:
        return link.verdict(allow_limited=self.allow_limited)

    def out_of(self, id: str) -> dict[str, Link]:
        """The best link to each neighbour, by the neighbours' ids."""
        if id not in self._best:
            links = self.reader.links_from([id], self.day, self.channels)
            self.budget.spend(len(links))
            by_end: defaultdict[str, list[Link]] = defaultdict(list)
            for link in links:
                if self.verdict(link) in self.verdicts:
                    by_end[link.triple.destination].append(link)
            self._best[id] = {
                end: min(some, key=lambda li: (self.verdict(li) not in SURE, li.triple.channel))
                for end, some in sorted(by_end.items())
            }
        return self._best[id]

    def hops(self, nodes: tuple[str, ...]) -> tuple[Hop, ...]:
        """The hops along a path."""
        links = [self.out_of(here)[there] for here, there in pairwise(nodes)]
        return tuple(
            Hop(link, self.verdict(link), candidate_events(self.reader, link.candidates))
            for link in links
        )


def _paths(
    steps: _Steps, nodes: tuple[str, ...], destination: str, hops: int, left: dict[str, int]
) -> Iterator[tuple[str, ...]]:
    """Simple paths with exactly so many more hops, by their ids."""
    steps.budget.go_on()  # there may be far more ways to try than links
    for there in steps.out_of(nodes[-1]):
        if there in nodes or left.get(there, hops) > hops - 1:
            continue
        if hops == 1:
            if there == destination:
                yield (*nodes, there)
        elif there != destination:
            yield from _paths(steps, (*nodes, there), destination, hops - 1, left)
