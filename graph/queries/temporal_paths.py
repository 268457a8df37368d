"""Paths through time: each hop on a day on which its link passes, none before the one before it.

A hop takes no time; waiting is allowed; several hops on one day are, unless `strict`. The best path
is found in two steps: what the objective and its ties come to (how many hops, departing and arriving
on which days), and then the first path of that shape by its list of ids. The store is asked once per
level of hops.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from graph.links import Link
from graph.queries.access import CandidateEvent, candidate_events, is_beyond_record
from graph.queries.budget import Budget, BudgetSpentError
from graph.queries.contacts import Contact, Contacts, State
from graph.queries.profiles import fastest_plan
from graph.queries.schedule import Plan, arrivals, departures
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["Objective", "TemporalHop", "TemporalPath", "temporal_path"]


class Objective(StrEnum):
    """What makes a path through time the best one.

    Ties: fewest hops, earliest arrival, latest departure, ids, days.
    """

    EARLIEST_ARRIVAL = "earliest_arrival"
    LATEST_DEPARTURE = "latest_departure"
    FASTEST = "fastest"
    FEWEST_HOPS = "fewest_hops"


@dataclass(frozen=True, slots=True)
class TemporalHop:
    """One hop of a path through time, and the day on which it is made."""

    link: Link
    day: int
    verdict: Verdict
    candidates: tuple[CandidateEvent, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that the hop stands on, in order."""
        cited = {c.source for candidate in self.candidates for c in candidate.event.citations}
        return tuple(sorted(cited))


@dataclass(frozen=True, slots=True)
class TemporalPath:
    """The best path through time, if there is one.

    `departs` and `arrives` are the days of the first and the last hop; None without hops. `complete`
    is false where a budget ran out before all was looked at.
    """

    origin: str
    destination: str
    not_before: int
    arrive_by: int
    objective: Objective
    verdict: Verdict
    nodes: tuple[str, ...]
    hops: tuple[TemporalHop, ...]
    beyond_record: bool
    truncated: BudgetSpentError | None = None

    @property
    def found(self) -> bool:
        """Whether there is a path."""
        return bool(self.nodes)

    @property
    def complete(self) -> bool:
        """Whether all was looked at; if not, no path means none found."""
        return self.truncated is None

    @property
    def departs(self) -> int | None:
        """The day of the first hop."""
        return self.hops[0].day if self.hops else None

    @property
    def arrives(self) -> int | None:
        """The day of the last hop."""
        return self.hops[-1].day if self.hops else None


def temporal_path(
    reader: Reader,
    origin: str,
    destination: str,
    not_before: int,
    arrive_by: int,
    *,
    objective: Objective = Objective.EARLIEST_ARRIVAL,
    at_least: Verdict = Verdict.POSSIBLE,
    strict: bool = False,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int,
    via: Sequence[str] = (),
    avoid: Collection[str] = (),
    budget: Budget | None = None,
) -> TemporalPath:
    """The best path from `origin` to `destination` within the days `[not_before, arrive_by]`.

    `at_least` CERTAIN takes only hops that are certain. `via` must all be passed, in any order (an
    entity may then be passed twice); `avoid` must not.
    """
    contacts = Contacts(
        reader,
        origin,
        destination,
        (not_before, arrive_by),
        sure=at_least is Verdict.CERTAIN,
        strict=strict,
        channels=channels,
        allow_limited=allow_limited,
        via=tuple(via),
        avoid=frozenset(avoid),
        budget=budget or Budget(),
    )
    spent: BudgetSpentError | None = None
    made: list[tuple[Contact, int]] | None = [] if contacts.is_there else None
    if made is None:
        try:
            contacts.meet(max_hops)
            plan = _plan(contacts, objective, max_hops)
            made = _first_by_ids(contacts, plan) if plan else None
        except BudgetSpentError as error:
            spent = error
    hops = tuple(_hop(reader, contact, day, allow_limited) for contact, day in made or ())
    verdict = Verdict.UNKNOWN
    if made is not None:
        sure = all(hop.verdict is Verdict.CERTAIN for hop in hops)
        verdict = Verdict.CERTAIN if sure else Verdict.POSSIBLE
    return TemporalPath(
        origin,
        destination,
        not_before,
        arrive_by,
        objective,
        verdict,
        () if made is None else (origin, *(hop.link.triple.destination for hop in hops)),
        hops,
        is_beyond_record(reader, arrive_by),
        spent,
    )


def _hop(reader: Reader, contact: Contact, day: int, allow_limited: bool) -> TemporalHop:
    link = contact.link
    candidates = candidate_events(reader, link.candidates)
    return TemporalHop(link, day, link.verdict(allow_limited=allow_limited), candidates)


def _plan(contacts: Contacts, objective: Objective, max_hops: int) -> Plan | None:
    """How many hops the best path has, and the days on which it departs and arrives."""
    if objective is Objective.FASTEST:
        return fastest_plan(contacts, max_hops)
    goal = contacts.goal
    reached = arrivals(contacts, max_hops, until_reached=objective is Objective.FEWEST_HOPS)
    found = [(level[goal], hops) for hops, level in enumerate(reached) if goal in level]
    if not found:
        return None
    if objective is Objective.LATEST_DEPARTURE:
        leaving = departures(contacts, max_hops, contacts.last)
        start = contacts.start
        late = [(level[start], -hops) for hops, level in enumerate(leaving) if start in level]
        departs, fewest = max(late)
        hops = -fewest
        arrives = arrivals(contacts, hops, departing=departs)[hops][goal]
        return Plan(hops, departs, arrives)
    if objective is Objective.FEWEST_HOPS:
        arrives, hops = min(found, key=lambda best: best[1])
    else:
        arrives, hops = min(found)
    departs = departures(contacts, hops, arrives)[hops][contacts.start]
    return Plan(hops, departs, arrives)


def _first_by_ids(contacts: Contacts, plan: Plan) -> list[tuple[Contact, int]]:
    """The hops of the first path, by ids and then by days, that keeps to the plan."""
    leaving = departures(contacts, plan.hops, plan.arrives)
    made: list[tuple[Contact, int]] = []
    state, day = contacts.start, plan.departs
    for left in range(plan.hops - 1, -1, -1):
        options = []
        for after, contact in contacts.out_of(state):
            when = contact.first_day(day if not made else day + contacts.gap)
            if when is None or (not made and when != plan.departs):
                continue
            if _leads_on(contacts, leaving, after, when, left, plan.arrives):
                link = contact.link
                rank = (link.triple.destination, when, not contact.sure, link.triple.channel)
                options.append((rank, link.since, after, contact, when))
        _, _, state, contact, day = min(options, key=lambda option: option[:2])
        made.append((contact, day))
    return made


def _leads_on(
    contacts: Contacts,
    leaving: list[dict[State, int]],
    state: State,
    day: int,
    left: int,
    arrives: int,
) -> bool:
    """Whether the goal can still be reached with exactly so many hops left, after one on `day`."""
    if left == 0:
        return state == contacts.goal and day <= arrives
    return leaving[left].get(state, -1) >= day + contacts.gap
