"""What can be reached from an entity within a window of time, and from which day on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph.queries.budget import Budget
from graph.queries.contacts import Contacts
from graph.queries.schedule import arrivals
from graph.queries.ways import Place
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["Arrival", "reachable_through"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """An entity, the earliest day on which a path through time arrives, and its fewest hops."""

    entity: str
    day: int
    hops: int


def reachable_through(
    reader: Reader,
    origin: str,
    first: int,
    last: int,
    *,
    at_least: Verdict = Verdict.POSSIBLE,
    strict: bool = False,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int,
    budget: Budget | None = None,
) -> list[Arrival]:
    """All that a path through time reaches in the days `[first, last]`, by (day, hops, id).

    Without the start itself. Each is what the path question with the objective EARLIEST_ARRIVAL
    would answer. Raises `BudgetSpentError`.
    """
    contacts = Contacts(
        reader,
        origin,
        None,
        (first, last),
        sure=at_least is Verdict.CERTAIN,
        strict=strict,
        channels=channels,
        allow_limited=allow_limited,
        via=(),
        avoid=frozenset(),
        budget=budget or Budget(),
    )
    best: dict[Place, tuple[int, int]] = {}
    for hops, level in enumerate(arrivals(contacts, max_hops)):
        for place, day in level.items():
            best[place] = min(best.get(place, (day, hops)), (day, hops))
    best.pop(contacts.start, None)
    found = [Arrival(contacts.ways.id(place), *arrival) for place, arrival in best.items()]
    return sorted(found, key=lambda arrival: (arrival.day, arrival.hops, arrival.entity))
