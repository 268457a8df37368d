"""Since when, until when: reachability through all time, as runs of days with one verdict.

Equal to asking the path question on every day. Each boundary names the events that made or broke
the path there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from graph.links import Link
from graph.queries.access import PASSABLE, SURE
from graph.queries.budget import Budget
from graph.queries.intervals import EVER, Days, minus
from graph.queries.paths import EXPLAIN_NOTHING, path_on_day
from graph.queries.reach_days import days_with_path
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["Stretch", "reachability"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A maximal run of days `[since, until)` with one verdict of the path question.

    `began_by` and `ended_by` are ids of the events that made or broke the path at each end: those
    that decide, on the day before or on the day itself, the hops that differ between the two.
    """

    since: int
    until: int
    verdict: Verdict
    began_by: tuple[str, ...]
    ended_by: tuple[str, ...]


def reachability(
    reader: Reader,
    origin: str,
    destination: str,
    *,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int,
    budget: Budget | None = None,
) -> list[Stretch]:
    """The stretches of all time, in order, without gaps: CERTAIN, POSSIBLE or UNKNOWN.

    Raises `BudgetSpentError` where that is too much to look at.
    """
    budget = budget or Budget()
    certain, passable = (
        days_with_path(
            reader,
            origin,
            destination,
            verdicts,
            channels=channels,
            allow_limited=allow_limited,
            max_hops=max_hops,
            budget=budget,
        )
        for verdicts in (SURE, PASSABLE)
    )
    runs = _runs(certain, passable)

    def hops_on(day: int) -> list[Link]:
        answer = path_on_day(
            reader,
            origin,
            destination,
            day,
            channels=channels,
            allow_limited=allow_limited,
            max_hops=max_hops,
            budget=budget,
            explain=EXPLAIN_NOTHING,
        )
        if answer.spent is not None:
            raise answer.spent
        return [hop.link for hop in answer.hops]

    changes = [_deciding(reader, hops_on(day - 1) + hops_on(day), day) for day, _, _ in runs[1:]]
    began, ended = [(), *changes], [*changes, ()]
    return [
        Stretch(since, until, verdict, made, broke)
        for (since, until, verdict), made, broke in zip(runs, began, ended, strict=True)
    ]


def _deciding(reader: Reader, hops: list[Link], day: int) -> tuple[str, ...]:
    """The events that decide, on either side of a boundary, the hops that differ between the two."""
    found: set[str] = set()
    for triple in {hop.triple for hop in hops}:
        links = reader.links_between(triple.origin, triple.destination, {triple.channel})
        before, after = (
            next((link for link in links if link.holds_on(side)), None) for side in (day - 1, day)
        )
        if before == after:
            continue
        for link in (before, after):
            found |= {candidate.event for candidate in link.candidates} if link else set()
    return tuple(sorted(found))


def _runs(certain: Days, passable: Days) -> list[tuple[int, int, Verdict]]:
    """All days, cut where the verdict changes."""
    found = [(*run, Verdict.CERTAIN) for run in certain]
    found += [(*run, Verdict.POSSIBLE) for run in minus(passable, certain)]
    found += [(*run, Verdict.UNKNOWN) for run in minus(EVER, passable)]
    return sorted(found)
