"""Search from one end, level by level: all entities at one distance together.

One request to the store per level, so that it costs the same few round trips in every store. Each
entity reached keeps the first path to it by the list of entity ids (code points), which is how ties
between equally short paths are broken everywhere.

Why the first path is found without comparing any: forward, a level is gone through in the order of
the paths to it, and the ways out of each entity by their ends, so that what is found first is reached
by the first path. Backward, a path begins with the entity itself, and the one after it decides: so a
level is gone through by ids.
"""

from __future__ import annotations

from itertools import islice

from graph.queries.ways import Place, Ways

__all__ = ["Wave", "first_path", "may_go_on"]


class Wave:
    """What can be reached from `start` on `day` (or, `backward`, from where `start` can be).

    `before` maps each place reached to the number, in `places`, of the place next to it on the way
    to the start. The level at distance n is `places[bounds[n]:bounds[n + 1]]`: backward, by id;
    forward, by the paths.
    """

    __slots__ = ("backward", "before", "bounds", "day", "passable", "places", "ways")

    def __init__(
        self, ways: Ways, start: Place, day: int, passable: bytes, *, backward: bool = False
    ) -> None:
        """Stand at the start; `passable` says which ways may be used, by how they pass."""
        self.ways = ways
        self.day = day
        self.passable = passable
        self.backward = backward
        self.before: dict[Place, int] = {start: -1}
        self.places: list[Place] = [start]
        self.bounds: list[int] = [0, 1]

    @property
    def hops(self) -> int:
        """How far it has gone."""
        return len(self.bounds) - 2

    @property
    def has_more(self) -> bool:
        """Whether the last hop reached anything."""
        return self.bounds[-1] > self.bounds[-2]

    def advance(self) -> None:
        """Go one hop further."""
        ways, places, before = self.ways, self.places, self.before
        day, passable = self.day, self.passable
        number, end = self.bounds[-2:]
        frontier = places[number:]
        if self.backward:
            ways.load_entering(frontier)
            table = ways.entering
        else:
            ways.load_leaving(frontier)
            table = ways.leaving
        for here in frontier:
            for there, since, until, passing in table[here]:
                if since <= day < until and there not in before and passable[passing]:
                    before[there] = number
            number += 1
        fresh = islice(before, end, None)  # in the order in which they were found
        places += sorted(fresh) if self.backward else fresh
        self.bounds.append(len(places))

    def level(self, distance: int) -> list[Place]:
        """The places at one distance by id, reached when first asked for."""
        while self.hops < distance:
            self.advance()
        return sorted(self.places[self.bounds[distance] : self.bounds[distance + 1]])

    def path(self, place: Place) -> list[Place]:
        """The first path between the start and a place, from origin to destination."""
        places, before = self.places, self.before
        path = [place]
        number = before[place]
        while number >= 0:
            place = places[number]
            path.append(place)
            number = before[place]
        return path if self.backward else path[::-1]

    def path_of_ids(self, place: Place) -> tuple[str, ...]:
        """The same as ids."""
        return tuple(map(self.ways.id, self.path(place)))


def may_go_on(
    ways: Ways, start: Place, goal: Place, day: int, passable: bytes, max_hops: int
) -> bool:
    """Whether the limit of hops may be why there is no path: there is more beyond it from either end.

    If not, all that can be reached from one of the two was looked at.
    """
    waves = [
        Wave(ways, place, day, passable, backward=backward)
        for place, backward in ((start, False), (goal, True))
    ]
    for _ in range(max_hops):
        for wave in waves:
            if not wave.has_more:
                return False
            wave.advance()
    return all(wave.has_more for wave in waves)


def first_path(
    ways: Ways, start: Place, goal: Place, day: int, passable: bytes, max_hops: int
) -> list[Place] | None:
    """The shortest path of at most `max_hops` on a day, the first by its ids; None if there is none.

    From both ends, where less is to be looked at first, until they meet. It is two waves written out
    flat, since nothing else is asked for as often.
    """
    ahead: dict[Place, Place] = {start: start}
    behind: dict[Place, Place] = {goal: goal}
    front, back = [start], [goal]
    out, into = ways.count_leaving(front), ways.count_entering(back)
    for _ in range(max_hops):
        if not out or not into:
            return None
        fresh: list[Place] = []
        if out <= into:
            ways.load_leaving(front, out)
            leaving = ways.leaving
            for here in front:
                for there, since, until, passing in leaving[here]:
                    if since <= day < until and there not in ahead and passable[passing]:
                        ahead[there] = here
                        if there in behind:  # no other is reached by an earlier path
                            return _joined(there, ahead, behind)
                        fresh.append(there)
            front = fresh
            out = ways.count_leaving(front)
        else:
            ways.load_entering(back, into)
            entering = ways.entering
            have_met = False
            for here in back:
                for there, since, until, passing in entering[here]:
                    if since <= day < until and there not in behind and passable[passing]:
                        behind[there] = here
                        if there in ahead:
                            have_met = True
                        fresh.append(there)
            if have_met:  # all that both have reached is in the last level of either
                return _joined(next(p for p in front if p in behind), ahead, behind)
            back = sorted(fresh)
            into = ways.count_entering(back)
    return None


def _joined(met: Place, ahead: dict[Place, Place], behind: dict[Place, Place]) -> list[Place]:
    """The path through a place that both ends have reached."""
    path = [met]
    here = met
    while (before := ahead[here]) != here:
        path.append(before)
        here = before
    path.reverse()
    here = met
    while (after := behind[here]) != here:
        path.append(after)
        here = after
    return path
