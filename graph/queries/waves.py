"""Search from one end, level by level: all entities at one distance together.

One request to the store per level, so that it costs the same few round trips in every store. Each
entity reached keeps the first path to it by the list of entity ids (code points), which is how ties
between equally short paths are broken everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from graph.links import Link
from graph.queries.budget import Budget
from graph.store.base import Reader
from graph.vocabulary import Channel

__all__ = ["Kept", "Passes", "Wave", "first_path"]

Passes = Callable[[Link], bool]
Kept = dict[tuple[bool, tuple[str, ...]], list[Link]]
"""Links that were read, by direction and by the entities that they were read for."""


@dataclass(slots=True)
class Wave:
    """What can be reached from `start` on `day` (or, `backward`, from where `start` can be).

    `kept` holds what was read, level by level; waves of the same day and channels may share it, so
    that a second search does not read what the first has seen. `paths` maps each entity reached to the first of the shortest paths, always written from origin
    to destination. `levels[n]` holds the entities at distance n.
    """

    reader: Reader
    start: str
    day: int
    passes: Passes
    channels: Collection[Channel] | None
    budget: Budget
    backward: bool = False
    kept: Kept = field(default_factory=dict)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)
    levels: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Stand at the start."""
        self.paths[self.start] = (self.start,)
        self.levels.append([self.start])

    @property
    def frontier(self) -> list[str]:
        """The entities reached last."""
        return self.levels[-1]

    def advance(self) -> list[str]:
        """Go one hop further; the entities reached by it, in the order of their ids."""
        fresh: dict[str, tuple[str, ...]] = {}
        for link in self._links():
            if not self.passes(link):
                continue
            here, there = link.triple.origin, link.triple.destination
            if self.backward:
                here, there = there, here
            if there in self.paths:
                continue
            path = self.paths[here]
            longer = (there, *path) if self.backward else (*path, there)
            if there not in fresh or longer < fresh[there]:
                fresh[there] = longer
        self.paths.update(fresh)
        self.levels.append(sorted(fresh))
        return self.levels[-1]

    def _links(self) -> list[Link]:
        asked = (self.backward, tuple(self.frontier))
        if asked not in self.kept:
            ask = self.reader.links_to if self.backward else self.reader.links_from
            self.kept[asked] = ask(self.frontier, self.day, self.channels)
            self.budget.spend(len(self.kept[asked]))
        return self.kept[asked]


def first_path(forward: Wave, backward: Wave, max_hops: int) -> tuple[str, ...] | None:
    """The shortest path of at most `max_hops` between the two starts, the first by its ids.

    Both waves advance, the smaller first, until they meet. None if there is no such path.
    """
    if forward.start == backward.start:
        return (forward.start,)
    hops = 0
    while hops < max_hops and forward.frontier and backward.frontier:
        wave, other = forward, backward
        if len(backward.frontier) < len(forward.frontier):
            wave, other = backward, forward
        hops += 1
        met = [id for id in wave.advance() if id in other.paths]
        if met:
            return min(forward.paths[id] + backward.paths[id][1:] for id in met)
    return None
