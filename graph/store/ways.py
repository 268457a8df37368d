"""The ways of a whole graph, compiled once: what searches run over, as plain numbers.

Or, where the graph is elsewhere, what a store promises that reads them for a search.

Entities are numbered in the order of their ids, so that numbers break ties as ids do. For each there
is a tuple of ways out and one of ways in: the entity at the other end, the days `[since, until)`, and
how it passes (`graph.links.passing`). Links of one triple that touch and pass alike are one way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Protocol

from graph.links import Link, passing_number
from graph.store.recent import Recent
from graph.vocabulary import Channel

__all__ = ["Way", "WayIndex", "WaySource"]

_MOST_FILTERS = 16
Channels = Collection[Channel] | None
Way = tuple[int, int, int, int]
"""The other end, since, until, and how it passes."""


class WaySource(Protocol):
    """Ways as a store reads them, where they are not all at hand; entities are their ids here."""

    most_hops: int
    """How far `first_path` may be asked to look."""

    def leaving(
        self, ids: Collection[str], days: tuple[int, int] | None, channels: Channels
    ) -> Mapping[str, Sequence[tuple[str, int, int, int]]]:
        """The ways out of each, by the other end and channel; those between two days, both included."""
        ...

    def entering(
        self, ids: Collection[str], days: tuple[int, int] | None, channels: Channels
    ) -> Mapping[str, Sequence[tuple[str, int, int, int]]]:
        """The ways into each, in the same order."""
        ...

    def first_path(
        self,
        origin: str,
        destination: str,
        day: int,
        channels: Channels,
        *,
        allow_limited: bool,
        max_hops: int,
        seconds: float,
    ) -> tuple[bool, list[str]] | None:
        """The shortest path between two that are not the same, the first by its ids; None without.

        Of certain hops (True) if there is one such, else of any that pass.
        """
        ...


class WayIndex:
    """Every link that passes at all, by both ends."""

    def __init__(self, runs: Iterable[Sequence[Link]]) -> None:
        """Compile the links of each triple, by day; the triples are in order."""
        runs = list(runs)
        ends = {run[0].triple.origin for run in runs} | {run[0].triple.destination for run in runs}
        self.ids: list[str] = sorted(ends)
        """The ids, by number."""
        self.numbers: dict[str, int] = {id: number for number, id in enumerate(self.ids)}
        self.passing: set[int] = set()
        """All the ways of passing that there are."""
        leaving: list[list[Way]] = [[] for _ in self.ids]
        entering: list[list[Way]] = [[] for _ in self.ids]
        for run in runs:
            origin, destination, _ = run[0].triple
            first, second = self.numbers[origin], self.numbers[destination]
            out, into = leaving[first], entering[second]
            for since, until, number in _stretches(run):
                out.append((second, since, until, number))
                into.append((first, since, until, number))
                self.passing.add(number)
        self.leaving: list[tuple[Way, ...]] = list(map(tuple, leaving))
        """The ways out of each entity, by the other end's number and channel."""
        self.entering: list[tuple[Way, ...]] = list(map(tuple, entering))
        """The ways into each entity, in the same order."""
        self.filtered: Recent[Any, Any] = Recent(_MOST_FILTERS)
        """What was compiled of this graph for the evidence filters asked for last."""


def _stretches(run: Sequence[Link]) -> list[tuple[int, int, int]]:
    """The stretches of days on which a triple passes in one way."""
    stretches: list[tuple[int, int, int]] = []
    since = until = -1
    number: int | None = None
    for link in run:
        passing = passing_number(link)
        _, begin, end, _, _ = link
        if passing == number and begin == until:
            until = end
            continue
        if number is not None:
            stretches.append((since, until, number))
        since, until, number = begin, end, passing
    if number is not None:
        stretches.append((since, until, number))
    return stretches
