"""What searches run over: the ways between entities, compiled by the store or read level by level.

A *place* stands for an entity: its number where the store has compiled its graph, its id elsewhere.
Places of one search can be compared, and are in the order of the ids. So each search is written once,
for every store; whether it costs requests or only steps in memory is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any, Protocol

from graph.errors import StoreError
from graph.links import Link, passing_number
from graph.queries.budget import Budget
from graph.store.base import Reader
from graph.store.ways import WayIndex, WaySource
from graph.vocabulary import Channel

__all__ = ["Place", "Table", "Way", "Ways", "ways_of"]

Place = Any
Way = tuple[Place, int, int, int]
"""The place at the other end, the days `[since, until)`, and how it passes."""


class Table(Protocol):
    """The ways of each place."""

    def __getitem__(self, place: Place, /) -> Sequence[Way]:
        """The ways of one that was loaded, by the places at their other ends."""
        ...


class Ways(Protocol):
    """The ways that one question may use; what it looks at is taken from its budget."""

    @property
    def leaving(self) -> Table:
        """The ways out of each place that was loaded."""
        ...

    @property
    def entering(self) -> Table:
        """The ways into each place that was loaded."""
        ...

    @property
    def passing(self) -> Collection[int]:
        """How the ways that were loaded pass: each number that occurs."""
        ...

    def place(self, id: str, /) -> Place | None:
        """The place of an entity; None where no way leads to or from it."""
        ...

    def id(self, place: Place, /) -> str:
        """The id of the entity at a place."""
        ...

    def load_leaving(self, places: Collection[Place], count: int | None = None) -> None:
        """Make the ways out of these ready in `leaving`, all by one request.

        `count` is what `count_leaving` says of them, where it was asked.
        """
        ...

    def load_entering(self, places: Collection[Place], count: int | None = None) -> None:
        """Make the ways into these ready in `entering`."""
        ...

    def count_leaving(self, places: Collection[Place]) -> int:
        """How much there is to look at in the ways out of these, roughly, without a request."""
        ...

    def count_entering(self, places: Collection[Place]) -> int:
        """The same of the ways into these."""
        ...

    def links(self, origin: Place, destination: Place) -> Iterable[Link]:
        """The links of the ways from one place to another, as far as they were loaded."""
        ...

    def first_path(
        self, origin: Place, destination: Place, day: int, *, allow_limited: bool, max_hops: int
    ) -> tuple[bool, list[Place] | None] | None:
        """The path on a day, and whether it is sure, if the store finds it; None: it is to be searched."""
        ...


def ways_of(
    reader: Reader,
    days: tuple[int, int] | None,
    channels: Collection[Channel] | None,
    budget: Budget,
) -> Ways:
    """The ways of a graph that may be looked at for a question about `days`.

    These are the first and the last of them, both included (None: all days). There may be more than
    asked for: other days and channels are still to be passed over.
    """
    budget.depth = 0
    if reader.ways is None:
        return _ReadWays(reader, days, channels, budget)
    if isinstance(reader.ways, WayIndex):
        return _CompiledWays(reader, reader.ways, budget)
    return _SourceWays(reader, reader.ways, days, channels, budget)


class _CompiledWays:
    """The ways as the store has compiled them: all are ready."""

    __slots__ = ("_budget", "_index", "_reader", "entering", "id", "leaving", "passing", "place")

    def __init__(self, reader: Reader, index: WayIndex, budget: Budget) -> None:
        self.leaving: Sequence[tuple[Way, ...]] = index.leaving
        self.entering: Sequence[tuple[Way, ...]] = index.entering
        self.passing: Collection[int] = index.passing
        self.place = index.numbers.get
        self.id = index.ids.__getitem__
        self._index = index
        self._reader = reader
        self._budget = budget

    def load_leaving(self, places: Collection[int], count: int | None = None) -> None:
        self._budget.spend_on_level(self.count_leaving(places) if count is None else count)

    def load_entering(self, places: Collection[int], count: int | None = None) -> None:
        self._budget.spend_on_level(self.count_entering(places) if count is None else count)

    def count_leaving(self, places: Collection[int]) -> int:
        return sum(map(len, map(self.leaving.__getitem__, places)))

    def count_entering(self, places: Collection[int]) -> int:
        return sum(map(len, map(self.entering.__getitem__, places)))

    def links(self, origin: int, destination: int) -> list[Link]:
        return self._reader.links_between(self.id(origin), self.id(destination))

    def first_path(
        self, origin: int, destination: int, day: int, *, allow_limited: bool, max_hops: int
    ) -> None:
        return None


class _ReadWays:
    """The ways as they are read from the store; ids are the places. Nothing is read twice."""

    def __init__(
        self,
        reader: Reader,
        days: tuple[int, int] | None,
        channels: Collection[Channel] | None,
        budget: Budget,
    ) -> None:
        self.leaving: dict[str, list[Way]] = {}
        self.entering: dict[str, list[Way]] = {}
        self.passing: set[int] = set()
        self._reader = reader
        self._day = days[0] if days and days[0] == days[1] else None
        self._channels = channels
        self._budget = budget
        self._links: defaultdict[tuple[str, str], list[Link]] = defaultdict(list)

    def place(self, id: str) -> str:
        return id

    def id(self, place: str) -> str:
        return place

    def load_leaving(self, places: Collection[str], count: int | None = None) -> None:
        fresh = [place for place in places if place not in self.leaving]
        if fresh:
            self._take(self._reader.links_from(fresh, self._day, self._channels), self.leaving, 0)
            self.leaving |= {place: [] for place in fresh if place not in self.leaving}

    def load_entering(self, places: Collection[str], count: int | None = None) -> None:
        fresh = [place for place in places if place not in self.entering]
        if fresh:
            self._take(self._reader.links_to(fresh, self._day, self._channels), self.entering, 1)
            self.entering |= {place: [] for place in fresh if place not in self.entering}

    def count_leaving(self, places: Collection[str]) -> int:
        return len(places)

    def count_entering(self, places: Collection[str]) -> int:
        return len(places)

    def _take(self, links: Collection[Link], table: dict[str, list[Way]], here: int) -> None:
        """Note links, which come in the order of their triples, at the end that was asked for."""
        self._budget.spend_on_level(len(links))
        end = itemgetter(here)
        other = itemgetter(1 - here)
        for link in links:
            self._links[link.triple[:2]].append(link)
            number = passing_number(link)
            if number is not None:
                ways = table.setdefault(end(link.triple), [])
                ways.append((other(link.triple), link.since, link.until, number))
                self.passing.add(number)

    def links(self, origin: str, destination: str) -> list[Link]:
        return self._links[origin, destination]

    def first_path(
        self, origin: str, destination: str, day: int, *, allow_limited: bool, max_hops: int
    ) -> tuple[bool, list[str] | None] | None:
        return None


class _SourceWays(_ReadWays):
    """The ways as the store itself reads them for searches; links are read for those on a path."""

    def __init__(
        self,
        reader: Reader,
        source: WaySource,
        days: tuple[int, int] | None,
        channels: Collection[Channel] | None,
        budget: Budget,
    ) -> None:
        super().__init__(reader, days, channels, budget)
        self._source = source
        self._days = days

    def load_leaving(self, places: Collection[str], count: int | None = None) -> None:
        self._load(places, self.leaving, self._source.leaving)

    def load_entering(self, places: Collection[str], count: int | None = None) -> None:
        self._load(places, self.entering, self._source.entering)

    def _load(
        self, places: Collection[str], table: dict[str, list[Way]], read: Callable[..., Any]
    ) -> None:
        fresh = [place for place in places if place not in table]
        if not fresh:
            return
        table |= {place: [] for place in fresh}
        found = read(fresh, self._days, self._channels)
        self._budget.spend_on_level(sum(map(len, found.values())))
        table |= found
        self.passing.update(way[3] for ways in found.values() for way in ways)

    def links(self, origin: str, destination: str) -> list[Link]:
        return self._reader.links_between(origin, destination)

    def first_path(
        self, origin: str, destination: str, day: int, *, allow_limited: bool, max_hops: int
    ) -> tuple[bool, list[str] | None] | None:
        if not 0 < max_hops <= self._source.most_hops:
            return None
        self._budget.go_on()
        try:
            found = self._source.first_path(
                origin,
                destination,
                day,
                self._channels,
                allow_limited=allow_limited,
                max_hops=max_hops,
                seconds=self._budget.left,
            )
        except StoreError as error:
            if error.code == "STORE_TIMEOUT":
                raise self._budget.ran_out("TIME") from error
            raise
        return (False, None) if found is None else found
