"""What changed between two days: who was gained, lost, limited or freed, and by which events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from graph.links import Link
from graph.model import Triple
from graph.queries.access import PASSABLE
from graph.queries.budget import Budget
from graph.store.base import LinkChange, Reader
from graph.vocabulary import Access, Channel, Verdict

__all__ = ["Change", "ChangeKind", "changes_around", "judged"]


class ChangeKind(StrEnum):
    """What became of a triple from one day to another."""

    GAINED = "gained"
    LOST = "lost"
    LIMITED = "limited"
    FREED = "freed"
    SURER = "surer"
    LESS_SURE = "less_sure"
    REFUSED = "refused"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A triple on which something else holds on the second day than on the first.

    `events` are ids of those that decide on one of the days only, or, where these are the same, of
    all that decide.
    """

    triple: Triple
    kind: ChangeKind
    before: Link | None
    after: Link | None
    events: tuple[str, ...]


def judged(change: LinkChange, *, allow_limited: bool = True) -> Change:
    """What a change means; read the other way round, it is the change mirrored."""
    sides = [_verdict(link, allow_limited) for link in (change.before, change.after)]
    kind = _kind(change, *sides)
    old, new = (
        {c.event for c in link.candidates} if link else set()
        for link in (change.before, change.after)
    )
    events = tuple(sorted(old ^ new or old | new))
    return Change(change.triple, kind, change.before, change.after, events)


def _verdict(link: Link | None, allow_limited: bool) -> Verdict:
    return Verdict.UNKNOWN if link is None else link.verdict(allow_limited=allow_limited)


def _kind(change: LinkChange, old: Verdict, new: Verdict) -> ChangeKind:
    passed, passes = old in PASSABLE, new in PASSABLE
    if passed != passes:
        return ChangeKind.GAINED if passes else ChangeKind.LOST
    if not passes:
        refused = new is Verdict.BLOCKED and old is not Verdict.BLOCKED
        return ChangeKind.REFUSED if refused else ChangeKind.CHANGED
    limited, limits = (
        link is not None and Access.LIMITED in link.accesses
        for link in (change.before, change.after)
    )
    if limited != limits:
        return ChangeKind.LIMITED if limits else ChangeKind.FREED
    if old is not new:
        return ChangeKind.SURER if new is Verdict.CERTAIN else ChangeKind.LESS_SURE
    return ChangeKind.CHANGED


def changes_around(
    reader: Reader,
    entities: Collection[str],
    first: int,
    second: int,
    *,
    channels: Collection[Channel] | None = None,
    budget: Budget | None = None,
) -> list[LinkChange]:
    """The changes on triples with one of the entities at either end, by triple.

    Raises `BudgetSpentError` where that is too much to look at.
    """
    budget = budget or Budget()
    before, after = (_around(reader, entities, day, channels, budget) for day in (first, second))
    return [
        LinkChange(triple, before.get(triple), after.get(triple))
        for triple in sorted(before.keys() | after.keys())
        if before.get(triple) != after.get(triple)
    ]


def _around(
    reader: Reader,
    entities: Collection[str],
    day: int,
    channels: Collection[Channel] | None,
    budget: Budget,
) -> dict[Triple, Link]:
    links = [
        *reader.links_from(entities, day, channels),
        *reader.links_to(entities, day, channels),
    ]
    budget.spend(len(links))
    return {link.triple: link for link in links}
