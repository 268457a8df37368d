"""Openness over time: of the ways that are on record, how many one gets through.

On a day, a triple is *recorded* if a link holds on it, *certain* or *possible* by its verdict. The
share that certainly passes is certain / recorded, the share that possibly does is (certain +
possible) / recorded; where nothing is recorded there is no share. It speaks of what is on record:
what nobody wrote down counts neither as open nor as closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from graph.links import Link
from graph.queries.budget import Budget
from graph.store.base import Reader
from graph.store.pages import Key, PageRequest
from graph.vocabulary import Channel, Verdict

__all__ = ["Point", "links_of_day", "openness"]

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Point:
    """The numbers of triples on the day, by verdict."""

    day: int
    recorded: int
    certain: int
    possible: int
    blocked: int

    @property
    def certain_share(self) -> float | None:
        """The share that certainly passes."""
        return self.certain / self.recorded if self.recorded else None

    @property
    def possible_share(self) -> float | None:
        """The share that passes at least possibly."""
        return (self.certain + self.possible) / self.recorded if self.recorded else None


def openness(
    reader: Reader,
    days: Iterable[int],
    *,
    entities: Collection[str] | None = None,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    budget: Budget | None = None,
) -> list[Point]:
    """A point for each day, in their order, over the links out of `entities` (None: all links).

    Links between two of the entities do not count: it is about who is open to others. Raises
    `BudgetSpentError` where that is too much to look at.
    """
    budget = budget or Budget()
    days = list(days)
    if entities is None:
        budget.go_on()
        each = reader.verdict_counts(days, channels, allow_limited=allow_limited)
        budget.spend(sum(map(len, each)))  # numbers, not links: these the store counts by itself
        return [_point(day, counts) for day, counts in zip(days, each, strict=True)]
    points = []
    for day in days:
        found = reader.links_from(entities, day, channels)
        budget.spend(len(found))
        outward = (link for link in found if link.triple.destination not in entities)
        counts = Counter(link.verdict(allow_limited=allow_limited) for link in outward)
        points.append(_point(day, counts))
    return points


def _point(day: int, counts: Counter[Verdict]) -> Point:
    numbers = (counts[v] for v in (Verdict.CERTAIN, Verdict.POSSIBLE, Verdict.BLOCKED))
    return Point(day, counts.total(), *numbers)


def links_of_day(
    reader: Reader, day: int, channels: Collection[Channel] | None, budget: Budget
) -> Iterator[Link]:
    """All links that hold on a day, read page by page within the budget."""
    after: Key | None = None
    while True:
        page = reader.links_on(day, channels, PageRequest(_CHUNK, after))
        budget.spend(len(page.items))
        yield from page.items
        if not page.more_after:
            return
        after = page.keys[-1]
