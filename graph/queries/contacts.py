"""What a path through time can use: links as stretches of days on which a hop can be made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from graph.links import Link
from graph.queries.access import PASSABLE, SURE
from graph.queries.budget import Budget
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["Contact", "Contacts", "State"]

State = tuple[str, int]
"""Where one is, and which of the entities to be passed have been: a bit for each."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A link within the window: a hop can be made on each day of `[first, last]`."""

    link: Link
    first: int
    last: int
    sure: bool

    def first_day(self, earliest: int) -> int | None:
        """The first day from `earliest` on on which the hop can be made."""
        day = max(self.first, earliest)
        return day if day <= self.last else None


class Contacts:
    """The contacts of one question, read from the store level by level and kept."""

    def __init__(
        self,
        reader: Reader,
        origin: str,
        destination: str,
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
        """Nothing is read yet; `window` holds the first and last day, both included."""
        self._reader = reader
        self._bits = {id: 1 << n for n, id in enumerate(dict.fromkeys(via))}
        self._verdicts: frozenset[Verdict] = SURE if sure else PASSABLE
        self._channels = channels
        self._allow_limited = allow_limited
        self._avoid = avoid
        self._budget = budget
        self._out: dict[str, list[Contact]] = {}
        self._behind: dict[str, list[Contact]] = {}
        self._distance: dict[str, int] = {}
        self._met = 0
        self.first, self.last = window
        self.gap = 1 if strict else 0
        self.start: State = (origin, self._bits.get(origin, 0))
        self.goal: State = (destination, (1 << len(self._bits)) - 1)

    @property
    def is_there(self) -> bool:
        """Whether the start is the goal already."""
        return self.start == self.goal

    def meet(self, max_hops: int) -> None:
        """Read what leads to the goal from behind, for the last half of the hops.

        Then the first half only has to be read from the start: the two meet in the middle, and far
        fewer links are looked at than from one end alone.
        """
        destination, _ = self.goal
        distance = {destination: 0}
        frontier = {destination}
        for hops in range(1, max_hops // 2 + 1):
            if not frontier:
                break
            fresh: set[str] = set()
            for contact in self._usable(self._reader.links_to(frontier, None, self._channels)):
                origin = contact.link.triple.origin
                self._behind.setdefault(origin, []).append(contact)
                if origin not in distance:
                    distance[origin] = hops
                    fresh.add(origin)
            frontier = fresh
        self._distance = distance
        self._met = max_hops // 2

    def load(self, states: Iterable[State], left: int) -> None:
        """Read what leads out of these, in one request; `left` hops may still be made.

        Where the way from behind has been read that far, nothing more is asked for.
        """
        fresh = {id for id, _ in states} - self._out.keys()
        if not fresh:
            return
        if left <= self._met:
            for id in fresh:
                near = self._distance.get(id, left + 1) <= left
                self._out[id] = self._behind.get(id, []) if near else []
            return
        self._out |= {id: [] for id in fresh}
        for contact in self._usable(self._reader.links_from(fresh, None, self._channels)):
            self._out[contact.link.triple.origin].append(contact)

    def _usable(self, links: list[Link]) -> Iterator[Contact]:
        """The links that can be used within the window, as contacts."""
        self._budget.spend(len(links))
        for link in links:
            first, last = max(link.since, self.first), min(link.until - 1, self.last)
            verdict = link.verdict(allow_limited=self._allow_limited)
            usable = first <= last and verdict in self._verdicts
            if usable and self._avoid.isdisjoint((link.triple.origin, link.triple.destination)):
                yield Contact(link, first, last, verdict is Verdict.CERTAIN)

    def out_of(self, state: State) -> Iterator[tuple[State, Contact]]:
        """The contacts out of a state that was loaded, with the state to which each leads."""
        id, passed = state
        for contact in self._out.get(id, ()):
            there = contact.link.triple.destination
            yield (there, passed | self._bits.get(there, 0)), contact
