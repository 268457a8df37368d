"""How two entities hang together at all: the shortest chain of relations, links and shared events.

Time and direction do not matter here: it is about who has to do with whom, and through what.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from graph.links import Link
from graph.model import Event, Relation
from graph.queries.budget import Budget, BudgetSpentError
from graph.store.base import Reader
from graph.store.pages import Key, PageRequest, TimelineFilter

__all__ = ["Connection", "Step", "connection"]

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Step:
    """From one entity to the next: by a relation, by a link (of any day), or by an event of both.

    Where several would do, relations come first, then links, then events; then their order.
    """

    start: str
    end: str
    relation: Relation | None = None
    link: Link | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """The shortest chain, or none; `truncated` says why not all was looked at."""

    steps: tuple[Step, ...]
    found: bool
    truncated: BudgetSpentError | None = None


def connection(
    reader: Reader, origin: str, destination: str, *, max_steps: int, budget: Budget | None = None
) -> Connection:
    """The chain with fewest steps; ties go to the first list of entity ids."""
    budget = budget or Budget()
    if origin == destination:
        return Connection((), found=True)
    budget.depth = 0
    paths: dict[str, tuple[str, ...]] = {origin: (origin,)}
    steps: dict[tuple[str, str], Step] = {}
    frontier = [origin]
    try:
        for _ in range(max_steps):
            fresh: dict[str, tuple[str, ...]] = {}
            budget.depth += 1
            for step in _steps(reader, frontier, budget):
                if step.end in paths:
                    continue
                longer = (*paths[step.start], step.end)
                steps.setdefault((step.start, step.end), step)
                if step.end not in fresh or longer < fresh[step.end]:
                    fresh[step.end] = longer
            paths |= fresh
            frontier = sorted(fresh)
            if destination in fresh:
                nodes = fresh[destination]
                chain = tuple(steps[pair] for pair in pairwise(nodes))
                return Connection(chain, found=True)
            if not frontier:
                return Connection((), found=False)
    except BudgetSpentError as error:
        return Connection((), found=False, truncated=error)
    spent = BudgetSpentError("HOPS", budget.visited, max_steps)
    return Connection((), found=False, truncated=spent)


def _steps(reader: Reader, frontier: Collection[str], budget: Budget) -> Iterator[Step]:
    """All steps out of the frontier, the preferred ones first."""
    starts = set(frontier)
    relations = reader.relations(frontier)
    budget.spend(len(relations))
    for relation in relations:
        for start, end in _both_ways(relation.subject, relation.entity, starts):
            yield Step(start, end, relation=relation)
    links = [*reader.links_from(frontier, None), *reader.links_to(frontier, None)]
    budget.spend(len(links))
    for link in sorted(links, key=lambda link: (link.triple, link.since)):
        for start, end in _both_ways(link.triple.origin, link.triple.destination, starts):
            yield Step(start, end, link=link)
    for event in _events(reader, frozenset(frontier), budget):
        for start in event.entities:
            if start in starts:
                yield from (Step(start, end, event=event) for end in event.entities if end != start)


def _both_ways(one: str, other: str, starts: set[str]) -> Iterator[tuple[str, str]]:
    if one in starts:
        yield one, other
    if other in starts:
        yield other, one


def _events(reader: Reader, entities: frozenset[str], budget: Budget) -> Iterator[Event]:
    """All events that touch any of the entities, by date."""
    wanted = TimelineFilter(entities=entities)
    after: Key | None = None
    while True:
        page = reader.timeline(wanted, PageRequest(_CHUNK, after))
        budget.spend(len(page.items))
        yield from page.items
        if len(page.items) < _CHUNK:
            return
        after = page.keys[-1]
