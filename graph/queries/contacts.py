"""What a path through time can use: ways with the days on which a hop can be made.

A *state* is where one is: a place, or, where some entities must be passed, a place and which of them
have been. All that looks for a path through time goes from state to state; states can be compared,
and are in the order of the ids.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from graph.links import passable
from graph.queries.budget import Budget
from graph.queries.ways import Place, Table, Way, ways_of
from graph.store.base import Reader
from graph.vocabulary import Channel

__all__ = ["Contacts", "State"]

State = Any


class Contacts:
    """The ways of one question through time, read level by level and kept."""

    def __init__(
        self,
        reader: Reader,
        origin: str,
        destination: str | None,
        window: tuple[int, int],
        *,
        sure: bool,
        strict: bool,
        channels: Collection[Channel] | None,
        allow_limited: bool,
        via: tuple[str, ...],
        avoid: frozenset[str],
        budget: Budget,
    ) -> None:
        """Nothing is read yet; `window` holds the first and last day, both included.

        Without a destination there is no goal: everywhere is looked at.
        """
        self.ways = ways_of(reader, window, channels, budget)
        usable = passable(channels, allow_limited)
        self.passing = usable.sure if sure else usable.all
        self.sure = usable.sure
        self.first, self.last = window
        self.gap = 1 if strict else 0
        self._bits = {id: 1 << n for n, id in enumerate(dict.fromkeys(via))}
        all_passed = (1 << len(self._bits)) - 1
        passed = self._bits.get(origin, 0)
        self.is_there = origin == destination and passed == all_passed
        """Whether the start is the goal already."""
        self._budget = budget
        self._behind: dict[Place, list[Way]] = {}
        self._met = 0
        self._has_detours = bool(self._bits or avoid)
        self._ahead: Table = self.ways.leaving
        self._near: Table = self._behind
        self.start: State = self.ways.place(origin)
        self.goal: State = None if destination is None else self.ways.place(destination)
        if self._has_detours:
            bits = {self.ways.place(id): bit for id, bit in self._bits.items()}
            closed = {self.ways.place(id) for id in avoid}
            self._ahead = _Passing(self._ahead, bits, closed)
            self._near = _Passing(self._near, bits, closed)
            self.start = None if self.start is None else (self.start, passed)
            self.goal = None if self.goal is None else (self.goal, all_passed)

    def meet(self, max_hops: int) -> bool:
        """Read what leads to the goal from behind, for the last half of the hops.

        Then the first half only has to be read from the start: the two meet in the middle, and far
        fewer ways are looked at than from one end alone. Returns whether anything leads there.
        """
        if self.start is None or self.goal is None:
            return False
        self._met = max_hops // 2
        ways, first, last, passing = self.ways, self.first, self.last, self.passing
        frontier = [self.place_of(self.goal)]
        seen = set(frontier)
        for _ in range(self._met):
            ways.load_entering(frontier)
            fresh: list[Place] = []
            for place in frontier:
                for origin, since, until, number in ways.entering[place]:
                    if since <= last and until > first and passing[number]:
                        self._behind.setdefault(origin, []).append((place, since, until, number))
                        if origin not in seen:
                            seen.add(origin)
                            fresh.append(origin)
            frontier = fresh
        return bool(self._behind) or not self._met

    def out_of(
        self, states: Collection[State], left: int
    ) -> Iterable[tuple[State, Sequence[tuple[State, int, int, int]]]]:
        """The ways out of these states, to states, in any order; `left` hops may still be made.

        Where the way from behind has been read that far, only what leads to the goal is there.
        """
        if left <= self._met:
            behind = self._behind
            # States are gone through again and again, on every level.
            self._budget.go_on(min(len(states), len(behind)))
            if self._has_detours:
                return [(state, self._near[state]) for state in states if state[0] in behind]
            if len(behind) < len(states):
                return [(place, ways) for place, ways in behind.items() if place in states]
            return [(place, behind[place]) for place in states if place in behind]
        places = {place for place, _ in states} if self._has_detours else states
        self.ways.load_leaving(places)
        return zip(states, map(self._ahead.__getitem__, states), strict=True)

    def place_of(self, state: State) -> Place:
        """The place of a state."""
        return state[0] if self._has_detours else state


class _Passing(dict[State, Any]):
    """A table of states: which of the entities to be passed have been; what is closed is left out."""

    def __init__(self, table: Table, bits: Mapping[Place, int], closed: Collection[Place]) -> None:
        super().__init__()
        self._table = table
        self._bits = bits
        self._closed = closed

    def __missing__(self, state: State) -> list[tuple[State, int, int, int]]:
        place, passed = state
        found = (
            []
            if place in self._closed
            else [
                ((there, passed | self._bits.get(there, 0)), since, until, number)
                for there, since, until, number in self._table[place]
                if there not in self._closed
            ]
        )
        self[state] = found
        return found
