"""Paths through time: each hop on a day on which its link passes, none before the one before it.

A hop takes no time; waiting is allowed; several hops on one day are, unless `strict`. The best path
is found in two steps: what the objective and its ties come to (how many hops, departing and arriving
on which days), and then the first path of that shape by its list of ids. The store is asked once per
level of hops.
"""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Any

from graph.links import Link, channel_of
from graph.queries.access import CandidateEvent, candidate_events, is_beyond_record
from graph.queries.budget import Budget, BudgetSpentError
from graph.queries.contacts import Contacts, State
from graph.queries.later import NOTHING, Later
from graph.queries.profiles import fastest_plan
from graph.queries.schedule import Level, Plan, arrivals, departures, first_arrivals
from graph.queries.ways import Place
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

    `nodes` are the ids along it, `days` those of the hops; `departs` and `arrives` are the first and
    the last of them, None without hops. `spent` says that a budget ran out, `cut` that there is more
    beyond the limit of hops.
    """

    origin: str
    destination: str
    not_before: int
    arrive_by: int
    objective: Objective
    verdict: Verdict
    nodes: tuple[str, ...]
    days: tuple[int, ...]
    explained: Later[tuple[TemporalHop, ...]]
    beyond_record: bool
    cut: Later[BudgetSpentError | None] | Later[None]
    spent: BudgetSpentError | None = None

    @property
    def found(self) -> bool:
        """Whether there is a path."""
        return bool(self.nodes)

    @property
    def truncated(self) -> BudgetSpentError | None:
        """Why not all was looked at, if it was not."""
        return self.spent or self.cut.value

    @property
    def complete(self) -> bool:
        """Whether all was looked at; if not, no path means none found."""
        return self.truncated is None

    @property
    def departs(self) -> int | None:
        """The day of the first hop."""
        return self.days[0] if self.days else None

    @property
    def arrives(self) -> int | None:
        """The day of the last hop."""
        return self.days[-1] if self.days else None

    @property
    def hops(self) -> tuple[TemporalHop, ...]:
        """The hops, each with its link and the events behind it."""
        return self.explained.value


@dataclass(frozen=True, slots=True)
class _Made:
    """A hop as the search has it: where it leads, on which day, and how the way passes."""

    state: State
    day: int
    number: int


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
    budget = budget or Budget()
    options: dict[str, Any] = {
        "sure": at_least is Verdict.CERTAIN,
        "strict": strict,
        "channels": channels,
        "allow_limited": allow_limited,
        "via": tuple(via),
        "avoid": frozenset(avoid),
        "budget": budget,
    }
    window = not_before, arrive_by
    contacts = Contacts(reader, origin, destination, window, **options)
    spent: BudgetSpentError | None = None
    made: list[_Made] | None = [] if contacts.is_there else None
    if made is None:
        try:
            made = _best(contacts, objective, max_hops)
        except BudgetSpentError as error:
            spent = error
    verdict = Verdict.UNKNOWN
    if made is not None:
        sure = all(contacts.sure[hop.number] for hop in made)
        verdict = Verdict.CERTAIN if sure else Verdict.POSSIBLE
    places = [contacts.place_of(hop.state) for hop in made or ()]
    return TemporalPath(
        origin,
        destination,
        not_before,
        arrive_by,
        objective,
        verdict,
        () if made is None else (origin, *map(contacts.ways.id, places)),
        tuple(hop.day for hop in made or ()),
        Later(_hops, reader, contacts, made or (), places, allow_limited),
        is_beyond_record(reader, arrive_by),
        Later(_cut, reader, origin, window, options, max_hops) if made is None else NOTHING,
        spent,
    )


def _cut(
    reader: Reader,
    origin: str,
    window: tuple[int, int],
    options: dict[str, Any],
    max_hops: int,
) -> BudgetSpentError | None:
    """Whether the limit of hops may be why there is no path: something is reached by all of them.

    If not, all that can be reached within the window was looked at. Or that it costs too much to say.
    """
    budget: Budget = options["budget"]
    try:
        levels = arrivals(Contacts(reader, origin, None, window, **options), max_hops)
    except BudgetSpentError as error:
        return error
    if max_hops and (len(levels) <= max_hops or not levels[max_hops]):
        return None
    return BudgetSpentError("HOPS", budget.visited, max_hops)


def _hops(
    reader: Reader,
    contacts: Contacts,
    made: Sequence[_Made],
    places: Sequence[Place],
    allow_limited: bool,
) -> tuple[TemporalHop, ...]:
    """The hops with what stands behind them: on a day, a triple has one link."""
    found = []
    start = () if contacts.start is None else (contacts.place_of(contacts.start),)
    for hop, ends in zip(made, pairwise([*start, *places]), strict=True):
        channel = channel_of(hop.number)
        link = next(
            link
            for link in contacts.ways.links(*ends)
            if link.triple.channel is channel and link.holds_on(hop.day)
        )
        verdict = link.verdict(allow_limited=allow_limited)
        candidates = candidate_events(reader, link.candidates)
        found.append(TemporalHop(link, hop.day, verdict, candidates))
    return tuple(found)


def _best(contacts: Contacts, objective: Objective, max_hops: int) -> list[_Made] | None:
    """The hops of the best path.

    First how many hops it has, and on which days it departs and arrives; then the first such path.
    What is reached only later, or by more hops, than as `arrivals` has it cannot be on it.
    """
    goal, start = contacts.goal, contacts.start
    if goal is None or start is None:
        return None
    match objective:
        case Objective.FASTEST:
            plan = fastest_plan(contacts, max_hops) if contacts.meet(max_hops // 2) else None
            return None if plan is None else _first_by_ids(contacts, plan)
        case Objective.LATEST_DEPARTURE:
            return _last_to_leave(contacts, max_hops) if contacts.meet(max_hops // 2) else None
    fewest_hops = objective is Objective.FEWEST_HOPS
    reached = first_arrivals(contacts, max_hops, fewest_hops=fewest_hops)
    if reached is None:
        return None
    hops, arrives = len(reached) - 1, reached[-1][goal]
    leaving = departures(contacts, hops, arrives, reached)
    return _along(contacts, Plan(hops, leaving[hops][start], arrives), leaving)


def _last_to_leave(contacts: Contacts, max_hops: int) -> list[_Made] | None:
    goal, start = contacts.goal, contacts.start
    reached = arrivals(contacts, max_hops)
    if not any(goal in level for level in reached):
        return None
    within: list[set[State]] = list(accumulate(map(set, reached), operator.or_))
    within += within[-1:] * (max_hops + 1 - len(within))
    leaving = departures(contacts, max_hops, contacts.last, within)
    departs, fewest = max((level[start], -n) for n, level in enumerate(leaving) if start in level)
    arrives = arrivals(contacts, -fewest, departing=departs)[-fewest][goal]
    return _first_by_ids(contacts, Plan(-fewest, departs, arrives))


def _first_by_ids(contacts: Contacts, plan: Plan) -> list[_Made]:
    """The hops of the first path, by ids and then by days, that keeps to the plan."""
    reached = arrivals(contacts, plan.hops, departing=plan.departs)
    leaving = departures(contacts, plan.hops, plan.arrives, reached)
    return _along(contacts, plan, leaving)


def _along(contacts: Contacts, plan: Plan, leaving: list[Level]) -> list[_Made]:
    """The same, where it is known how late one may be where."""
    made: list[_Made] = []
    state, earliest = contacts.start, plan.departs
    for left in range(plan.hops, 0, -1):
        latest = earliest if left == plan.hops else plan.arrives
        goals = {contacts.goal: plan.arrives + contacts.gap} if left == 1 else leaving[left - 1]
        options = []
        for after, since, until, number in _ways_out(contacts, state, left):
            when = max(since, earliest)
            fits = when < until and when <= latest and contacts.passing[number]
            if fits and when + contacts.gap <= goals.get(after, -1):
                sure = contacts.sure[number]
                options.append((after, when, not sure, channel_of(number), number))
        state, day, _, _, number = min(options)
        made.append(_Made(state, day, number))
        earliest = day + contacts.gap
    return made


def _ways_out(contacts: Contacts, state: State, left: int) -> Iterator[tuple[State, int, int, int]]:
    for _, ways in contacts.out_of([state], left):
        yield from ways
