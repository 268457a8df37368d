"""What can be reached from an entity on a day, and how far away it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import pairwise
from typing import overload

from graph.links import passable
from graph.queries.budget import Budget
from graph.queries.waves import Wave
from graph.queries.ways import Place, ways_of
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["Reached", "ReachedSet", "reachable"]


class Reached:
    """An entity that can be reached, how many hops away, and the path's verdict."""

    __slots__ = ("_path", "entity", "hops", "verdict")

    def __init__(
        self, entity: str, verdict: Verdict, hops: int, path: Callable[[], tuple[str, ...]]
    ) -> None:
        """`path` gives the ids along it; it is looked for where somebody wants it."""
        self.entity = entity
        self.verdict = verdict
        self.hops = hops
        self._path = path

    @property
    def nodes(self) -> tuple[str, ...]:
        """The ids along the path (as `path` has), both ends included."""
        return self._path()

    def __eq__(self, other: object) -> bool:
        """Whether another is the same entity, reached in the same way."""
        if not isinstance(other, Reached):
            return NotImplemented
        return (self.entity, self.verdict, self.nodes) == (other.entity, other.verdict, other.nodes)

    def __hash__(self) -> int:
        """As of what is compared."""
        return hash((self.entity, self.verdict, self.nodes))

    def __repr__(self) -> str:
        """With its path."""
        return f"Reached({self.entity!r}, {self.verdict}, {self.nodes})"


class ReachedSet(Sequence[Reached]):
    """All that was reached, by (hops, id); paths are put together as they are looked at."""

    __slots__ = ("_hops", "_numbers", "_rows", "_waves")

    def __init__(self, waves: Sequence[tuple[Verdict, Wave]]) -> None:
        """Take the waves, the surest first; what an earlier one reached is not the next one's."""
        self._waves = waves
        self._rows: list[Place] = []
        self._hops: list[int] = []
        """Of each row how many hops away it is."""
        self._numbers: list[int] = []
        """Of each row the number of its wave; none where there is one wave only."""
        if len(waves) == 1:
            ((_, wave),) = waves
            for hops, (start, end) in enumerate(pairwise(wave.bounds[1:]), start=1):
                self._rows += sorted(wave.places[start:end])
                self._hops += [hops] * (end - start)
        elif waves:
            self._merge()

    def _merge(self) -> None:
        for hops in range(1, max(wave.hops for _, wave in self._waves) + 1):
            level = [
                (place, number)
                for number, (_, wave) in enumerate(self._waves)
                if hops <= wave.hops
                for place in wave.level(hops)
                if not any(place in surer.before for _, surer in self._waves[:number])
            ]
            self._rows += [place for place, _ in sorted(level)]
            self._numbers += [number for _, number in sorted(level)]
            self._hops += [hops] * len(level)

    def __len__(self) -> int:
        """How many were reached."""
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Reached: ...

    @overload
    def __getitem__(self, place: slice) -> list[Reached]: ...

    def __getitem__(self, place: int | slice) -> Reached | list[Reached]:
        """One or some of them."""
        if isinstance(place, slice):
            return [self._reached(row) for row in range(len(self._rows))[place]]
        return self._reached(range(len(self._rows))[place])

    def __eq__(self, other: object) -> bool:
        """Whether another sequence holds the same."""
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        """As of a tuple of the same."""
        return hash(tuple(self))

    def ids(self, limit: int | None = None) -> list[str]:
        """The ids of the first so many (None: of all)."""
        return list(map(self._waves[0][1].ways.id, self._rows[:limit])) if self._rows else []

    def _reached(self, row: int) -> Reached:
        verdict, wave = self._waves[self._numbers[row] if self._numbers else 0]
        place = self._rows[row]
        path = partial(wave.path_of_ids, place)
        return Reached(wave.ways.id(place), verdict, self._hops[row], path)


def reachable(
    reader: Reader,
    origin: str,
    as_of: int,
    *,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int,
    budget: Budget | None = None,
) -> ReachedSet:
    """All that can be reached within `max_hops`, without the start, by (hops, id).

    Each is what the path question would answer: by CERTAIN hops if there is such a path.
    Raises `BudgetSpentError` where that is too much to look at.
    """
    ways = ways_of(reader, (as_of, as_of), channels, budget or Budget())
    start = ways.place(origin)
    if start is None:
        return ReachedSet(())
    usable = passable(channels, allow_limited)

    def wave(passing: bytes) -> Wave:
        found = Wave(ways, start, as_of, passing)
        for _ in range(max_hops):
            if not found.has_more:
                break
            found.advance()
        return found

    waves = [(Verdict.CERTAIN, wave(usable.sure))]
    if usable.differ(ways.passing):  # else a second search would find the same
        waves.append((Verdict.POSSIBLE, wave(usable.all)))
    return ReachedSet(waves)
