"""The fastest plain way that we know to search the synthetic graph: lists of intervals, by number.

Nothing of `graph` is used. It knows no verdicts, no channels and no ties, and gives no reasons: what
our own questions take beside it is the price of these.
"""

from __future__ import annotations

from tests.bench.rows import Rows

__all__ = ["Lists"]

_NEVER = 10**9
Interval = tuple[int, int, int]
"""The entity at the other end, and the days `[since, until)`."""


class Lists:
    """For each entity the intervals out of it and into it."""

    def __init__(self, rows: Rows) -> None:
        """Number the entities, and sort the openings by both ends."""
        self.ids = [row.id for row in rows.entities]
        self.numbers = {id: number for number, id in enumerate(self.ids)}
        self.leaving: list[list[Interval]] = [[] for _ in self.ids]
        self.entering: list[list[Interval]] = [[] for _ in self.ids]
        for event in rows.events:
            if event.opens:
                origin, destination = self.numbers[event.origin], self.numbers[event.destination]
                until = _NEVER if event.until is None else event.until
                self.leaving[origin].append((destination, event.day, until))
                self.entering[destination].append((origin, event.day, until))

    def path(self, start: str, end: str, day: int) -> list[str]:
        """A shortest path on a day: from both ends, the smaller side first, until they meet."""
        origin, destination = self.numbers[start], self.numbers[end]
        ahead, behind = {origin: -1}, {destination: -1}
        front, back = [origin], [destination]
        while front and back:
            forward = len(front) <= len(back)
            frontier, mine, other, table = (
                (front, ahead, behind, self.leaving)
                if forward
                else (back, behind, ahead, self.entering)
            )
            fresh = []
            for here in frontier:
                for there, since, until in table[here]:
                    if since <= day < until and there not in mine:
                        mine[there] = here
                        if there in other:
                            return self._joined(there, ahead, behind)
                        fresh.append(there)
            if forward:
                front = fresh
            else:
                back = fresh
        return []

    def _joined(self, met: int, ahead: dict[int, int], behind: dict[int, int]) -> list[str]:
        path, here = [], met
        while here >= 0:
            path.append(here)
            here = ahead[here]
        path.reverse()
        here = behind[met]
        while here >= 0:
            path.append(here)
            here = behind[here]
        return [self.ids[number] for number in path]

    def arrival(
        self, start: str, end: str, since: int, until: int, max_hops: int, *, strict: bool
    ) -> int | None:
        """The earliest arrival in a window, waiting allowed; strictly, each hop on a later day."""
        goal, best = self.numbers[end], None
        days = {self.numbers[start]: since}
        gap = 0
        for _ in range(max_hops):
            fresh: dict[int, int] = {}
            get = fresh.get
            for here, day in days.items():
                earliest = day + gap
                for there, opened, closed in self.leaving[here]:
                    when = opened if opened > earliest else earliest  # noqa: FURB136 -- max() is slow
                    if when <= until and when < closed and when < get(there, _NEVER):
                        fresh[there] = when
            days = fresh
            gap = int(strict)
            found = days.get(goal)
            if found is not None and (best is None or found < best):
                best = found
        return best

    def within_two(self, start: str, day: int, limit: int) -> tuple[int, list[str]]:
        """How many are reached by one or two hops on a day, and the first of them by hops and id."""
        origin, leaving = self.numbers[start], self.leaving
        one = {there for there, since, until in leaving[origin] if since <= day < until}
        two: set[int] = set()
        for here in one:
            two.update(there for there, since, until in leaving[here] if since <= day < until)
        one.discard(origin)
        two -= one
        two.discard(origin)
        found = sorted(one)
        if len(found) < limit:
            found += sorted(two)
        return len(one) + len(two), [self.ids[number] for number in found[:limit]]
