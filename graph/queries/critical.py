"""What it hangs on: events without which there would be no path, and what a source alone carries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph.links import Link
from graph.model import Event, Triple
from graph.queries.budget import Budget
from graph.queries.evidence import Evidence, seen_through
from graph.queries.paths import EXPLAIN_NOTHING, path_on_day
from graph.store.base import Reader
from graph.vocabulary import Channel

__all__ = ["Unsupported", "critical_events", "unsupported_without"]


def critical_events(
    reader: Reader,
    origin: str,
    destination: str,
    as_of: int,
    *,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int,
    budget: Budget | None = None,
) -> list[str]:
    """Ids of the events each of which, left out of the seed, would leave no path; in order.

    None are critical where there is no path to begin with. Only events that decide a hop of the
    path can be: without any other, that path is still there.
    """
    budget = budget or Budget()

    def hops_without(events: frozenset[str]) -> list[Link] | None:
        answer = path_on_day(
            seen_through(reader, Evidence(without=events), budget) if events else reader,
            origin,
            destination,
            as_of,
            channels=channels,
            allow_limited=allow_limited,
            max_hops=max_hops,
            budget=budget,
            explain=EXPLAIN_NOTHING,
        )
        if answer.spent is not None:
            raise answer.spent
        return [hop.link for hop in answer.hops] if answer.found else None

    hops = hops_without(frozenset())
    if not hops:
        return []
    deciding = {candidate.event for hop in hops for candidate in hop.candidates}
    return [id for id in sorted(deciding) if hops_without(frozenset({id})) is None]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What falls with a source: events that cite nothing else, and the triples that they decide."""

    source: str
    events: tuple[Event, ...]
    triples: tuple[Triple, ...]


def unsupported_without(
    reader: Reader, source: str, *, budget: Budget | None = None
) -> Unsupported:
    """The events that stand on this source alone, by id, and the triples that change without them.

    Raises `BudgetSpentError` where that is too much to look at.
    """
    budget = budget or Budget()
    alone = [
        node
        for node in reader.cited_by(source)
        if isinstance(node, Event) and {c.source for c in node.citations} == {source}
    ]
    evidence = Evidence(without=frozenset(event.id for event in alone))
    rest = seen_through(reader, evidence, budget)
    changed = []
    for triple in sorted({effect.triple for event in alone for effect in event.effects}):
        ends = (triple.origin, triple.destination, {triple.channel})
        links = reader.links_between(*ends)
        budget.spend(len(links))
        if links != rest.links_between(*ends):
            changed.append(triple)
    return Unsupported(source, tuple(alone), tuple(changed))
