"""Which events count: those known on a day, and those that stand on evidence that is good enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.dates import AFTER_ALL
from graph.model import Event, Source
from graph.queries.budget import Budget
from graph.store.base import Reader
from graph.store.filtered import Compiled, FilteredReader
from graph.store.ways import WayIndex
from graph.vocabulary import Tier

__all__ = ["Evidence", "known_since", "seen_through"]

_RANK = {Tier.OFFICIAL: 2, Tier.PRESS: 1, Tier.SECONDARY: 0}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is asked of an event so that it counts; the default asks nothing.

    It must have been known on the day `known_at` by at least `sources` sources of the tier
    `minimum_tier` or better; one without any source counts only if `include_unverified`. Events in
    `without` never count.
    """

    known_at: int | None = None
    minimum_tier: Tier = Tier.SECONDARY
    sources: int = 1
    include_unverified: bool = True
    without: frozenset[str] = frozenset()

    @property
    def asks_nothing(self) -> bool:
        """Whether every event counts."""
        return self == Evidence()


def known_since(source: Source) -> int:
    """The day from which a source is known: the last day on which it can have been published.

    Without such a date, the day on which it was retrieved or recorded.
    """
    for date in (source.published, source.retrieved, source.recorded):
        if date is not None and date.latest < AFTER_ALL:
            return date.latest
    return AFTER_ALL


def seen_through(
    reader: Reader, evidence: Evidence, budget: Budget | None = None
) -> FilteredReader:
    """The graph as it is when only events with this evidence count.

    To find out costs the budget of the question that is asked of it, if one is given. Where the
    store keeps its graph compiled, what was compiled for the filters asked for last is kept for the
    next answer.
    """

    def made() -> tuple[Callable[[Event], bool], Compiled]:
        return _judge(reader, evidence), Compiled()

    ways = reader.ways if isinstance(reader.ways, WayIndex) else None
    if ways is None or evidence.without:  # "what if not" is asked of one after the other
        judge, compiled = made()
    else:
        judge, compiled = ways.filtered.get(evidence, made)
    spend = (lambda events: None) if budget is None else budget.spend
    return FilteredReader(reader, judge, spend, compiled)


def _judge(reader: Reader, evidence: Evidence) -> Callable[[Event], bool]:
    sources: dict[str, Source | None] = {}

    def source(id: str) -> Source | None:
        if id not in sources:
            (found,) = reader.nodes([id])
            sources[id] = found if isinstance(found, Source) else None
        return sources[id]

    def counts(found: Source | None) -> bool:
        if found is None or _RANK[found.tier] < _RANK[evidence.minimum_tier]:
            return False
        return evidence.known_at is None or known_since(found) <= evidence.known_at

    def admits(event: Event) -> bool:
        if event.id in evidence.without:
            return False
        if not event.citations:
            recorded = AFTER_ALL if event.recorded is None else event.recorded.latest
            known = evidence.known_at is None or recorded <= evidence.known_at
            return evidence.include_unverified and known
        cited = {citation.source for citation in event.citations}
        return sum(counts(source(id)) for id in cited) >= evidence.sources

    return admits
