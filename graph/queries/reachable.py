"""What can be reached from an entity on a day, and how far away it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph.links import Link
from graph.queries.access import PASSABLE, SURE
from graph.queries.budget import Budget
from graph.queries.waves import Kept, Wave
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["Reached", "reachable"]


@dataclass(frozen=True, slots=True)
class Reached:
    """An entity that can be reached: the path's verdict, and the ids along it (as `path` has)."""

    entity: str
    verdict: Verdict
    nodes: tuple[str, ...]

    @property
    def hops(self) -> int:
        """How many hops away it is."""
        return len(self.nodes) - 1


def reachable(
    reader: Reader,
    origin: str,
    as_of: int,
    *,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int,
    budget: Budget | None = None,
) -> list[Reached]:
    """All that can be reached within `max_hops`, without the start, by (hops, id).

    Each is what the path question would answer: by CERTAIN hops if there is such a path.
    Raises `BudgetSpentError` where that is too much to look at.
    """
    budget = budget or Budget()
    found: dict[str, Reached] = {}
    kept: Kept = {}
    for verdict, verdicts in ((Verdict.CERTAIN, SURE), (Verdict.POSSIBLE, PASSABLE)):

        def passes(link: Link, verdicts: frozenset[Verdict] = verdicts) -> bool:
            return link.verdict(allow_limited=allow_limited) in verdicts

        wave = Wave(reader, origin, as_of, passes, channels, budget, kept=kept)
        while wave.frontier and len(wave.levels) <= max_hops:
            wave.advance()
        for id, nodes in wave.paths.items():
            found.setdefault(id, Reached(id, verdict, nodes))
    del found[origin]
    return sorted(found.values(), key=lambda reached: (reached.hops, reached.entity))
