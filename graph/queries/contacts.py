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
_DETOUR = 4
"""How much longer it takes to look at a way with entities to be passed or not than at one without."""


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
        bits = {id: 1 << n for n, id in enumerate(dict.fromkeys(via))}
        all_passed = (1 << len(bits)) - 1
        passed = bits.get(origin, 0)
        self.is_there = origin == destination and passed == all_passed
        """Whether the start is the goal already."""
        self.met = 0
        """How many of the last hops have been read from behind."""
        self._budget = budget
        self._has_detours = bool(bits or avoid)
        self._bits = {self.ways.place(id): bit for id, bit in bits.items()}
        self._closed = {self.ways.place(id) for id in avoid}
        start = self.ways.place(origin)
        goal = None if destination is None else self.ways.place(destination)
        self._behind: dict[Place, list[Way]] = {}
        self._frontier: list[Place] = [] if goal is None else [goal]
        self._seen = set(self._frontier)
        self._ahead: Table = self._by_state(self.ways.leaving)
        self._near: Table = self._by_state(self._behind)
        self.start = self._state(start, passed)
        self.goal = self._state(goal, all_passed)

    def _by_state(self, table: Table) -> Table:
        """A table of places as one of states."""
        return _Passing(table, self._bits, self._closed) if self._has_detours else table

    def _state(self, place: Place | None, passed: int) -> State | None:
        return (place, passed) if self._has_detours and place is not None else place

    def meet(self, hops: int) -> bool:
        """Read what leads to the goal from behind, so many hops; whether anything does.

        Then the others only have to be read from the start: the two meet in between, and far fewer
        ways are looked at than from one end alone.
        """
        for _ in range(hops):
            self.read_behind()
        return self.may_meet

    @property
    def may_meet(self) -> bool:
        """Whether there may be a way to the goal, as far as was read from behind."""
        return bool(self._behind) or not self.met

    def is_less_ahead(self, states: Collection[State]) -> bool:
        """Whether there is less to look at in the ways out of these than in the next ones from behind."""
        ahead = self.ways.count_leaving(self._places(states))
        return ahead <= self.ways.count_entering(self._frontier)

    def read_behind(self) -> None:
        """Read what leads to the goal from behind, one hop more."""
        ways, first, last, passing = self.ways, self.first, self.last, self.passing
        ways.load_entering(self._frontier)
        behind, seen = self._behind, self._seen
        fresh: list[Place] = []
        for place in self._frontier:
            for origin, since, until, number in ways.entering[place]:
                if since <= last and until > first and passing[number]:
                    behind.setdefault(origin, []).append((place, since, until, number))
                    if origin not in seen:
                        seen.add(origin)
                        fresh.append(origin)
        self._frontier = fresh
        self.met += 1
        self._near = self._by_state(behind)

    def out_of(
        self, states: Collection[State], left: int
    ) -> Iterable[tuple[State, Sequence[tuple[State, int, int, int]]]]:
        """The ways out of these states, to states, in any order; `left` hops may still be made.

        Where the way from behind has been read that far, only what leads to the goal is there.
        """
        if left <= self.met:
            behind = self._behind
            # States are gone through again and again, on every level.
            self.work(min(len(states), len(behind)))
            if self._has_detours:
                return [(state, self._near[state]) for state in states if state[0] in behind]
            if len(behind) < len(states):
                return [(place, ways) for place, ways in behind.items() if place in states]
            return [(place, behind[place]) for place in states if place in behind]
        places = self._places(states)
        self.ways.load_leaving(places)
        if self._has_detours:
            self.work(_DETOUR * self.ways.count_leaving(places))
        return zip(states, map(self._ahead.__getitem__, states), strict=True)

    def work(self, steps: int) -> None:
        """Note work that takes as long as to look at so many ways, though none is looked at anew."""
        self._budget.go_on(steps)

    def _places(self, states: Collection[State]) -> Collection[Place]:
        return {place for place, _ in states} if self._has_detours else states

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
