"""Every question about days and through time, asked with the same arguments, for laws and parity.

A law changes a seed, and with it what is asked, and says what becomes of the answers; `mapped` changes
any of the three. Answers are values of `graph.queries`, so that nothing of them is left unseen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from itertools import permutations
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from graph.dates import AFTER_ALL, EdtfDate
from graph.model import Effect, Entity, Event, EventRelation, Relation, Seed, Source, Text, Triple
from graph.queries.access import access
from graph.queries.budget import Budget
from graph.queries.connection import connection
from graph.queries.critical import critical_events, unsupported_without
from graph.queries.differences import changes_around, judged
from graph.queries.entities import holdings
from graph.queries.evidence import Evidence, seen_through
from graph.queries.later import Later
from graph.queries.matrix import matrix
from graph.queries.openness import links_of_day, openness
from graph.queries.paths import path_on_day
from graph.queries.reachability import reachability
from graph.queries.reachable import Reached, reachable
from graph.queries.reachable_through import reachable_through
from graph.queries.shortest_paths import shortest_paths
from graph.queries.temporal_paths import Objective, temporal_path
from graph.store import NetworkXStore, PageRequest, Reader
from graph.vocabulary import (
    Access,
    Channel,
    EntityKind,
    EventRelationKind,
    RelationKind,
    Tier,
    Verdict,
)
from tests.strategies import (
    CHANNELS,
    DAYS,
    FIRST,
    dates,
    edtf,
    make_event,
    make_seed,
    without_conflicts,
)

__all__ = [
    "IDS",
    "PATIENCE",
    "QUESTIONS",
    "Asked",
    "answer",
    "answers",
    "asked",
    "evidences",
    "lively_seeds",
    "mapped",
    "reader_of",
    "shifted",
    "times",
    "without",
]

Value = TypeVar("Value")
PATIENCE = 120.0  # seconds; this machine may be busy
_TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))
_LONG, _SHORT = PageRequest(1_000), PageRequest(2)
_FIRST_ORDINAL = 500_000  # what is as large is a day, as no number of hops or of things is here


@dataclass(frozen=True)
class Asked:
    """With what a question is asked; each takes what it knows."""

    origin: str
    destination: str
    first: int
    last: int
    channels: frozenset[Channel] | None = None
    allow_limited: bool = True
    max_hops: int = 6
    at_least: Verdict = Verdict.POSSIBLE
    strict: bool = False
    objective: Objective = Objective.EARLIEST_ARRIVAL
    via: tuple[str, ...] = ()
    avoid: frozenset[str] = frozenset()
    limit: int = 5
    evidence: Evidence | None = None

    @property
    def search(self) -> dict[str, Any]:
        """What every search takes."""
        return {**self.filter, "max_hops": self.max_hops, "budget": Budget(10**9, PATIENCE)}

    @property
    def filter(self) -> dict[str, Any]:
        """Which links count."""
        return {"channels": self.channels, "allow_limited": self.allow_limited}

    @property
    def through(self) -> dict[str, Any]:
        """What searches through time take."""
        return {**self.search, "at_least": self.at_least, "strict": self.strict}

    @property
    def ends(self) -> tuple[str, str]:
        """From where, to where."""
        return self.origin, self.destination


def times(examples: int) -> int:
    """So many random examples, or, for a long run, that many times EXAMPLES_TIMES."""
    return examples * _TIMES


Question = Callable[[Reader, Asked], object]


def _path(reader: Reader, ask: Asked) -> object:
    return path_on_day(reader, *ask.ends, ask.first, **ask.search)


def _paths(reader: Reader, ask: Asked) -> object:
    search = {**ask.search, "at_least": ask.at_least}
    return shortest_paths(reader, *ask.ends, ask.first, ask.limit, **search)


def _temporal_path(reader: Reader, ask: Asked) -> object:
    options = {**ask.through, "objective": ask.objective, "via": ask.via, "avoid": ask.avoid}
    return temporal_path(reader, *ask.ends, ask.first, ask.last, **options)


def _reachable(reader: Reader, ask: Asked) -> object:
    return list(reachable(reader, ask.origin, ask.first, **ask.search))


def _reachable_through(reader: Reader, ask: Asked) -> object:
    return reachable_through(reader, ask.origin, ask.first, ask.last, **ask.through)


def _reachability(reader: Reader, ask: Asked) -> object:
    return reachability(reader, *ask.ends, **ask.search)


def _access(reader: Reader, ask: Asked) -> object:
    channel = min(ask.channels, default=None) if ask.channels else None
    limited = ask.allow_limited
    return access(reader, *ask.ends, ask.first, channel=channel, allow_limited=limited)


def _diff(reader: Reader, ask: Asked) -> object:
    days = ask.first, ask.last
    page = reader.link_changes(*days, ask.channels, _LONG)
    around = changes_around(reader, [ask.origin], *days, channels=ask.channels)
    return [
        [judged(change, allow_limited=ask.allow_limited) for change in page.items],
        [judged(change, allow_limited=ask.allow_limited) for change in around],
        reader.link_changes(*days, ask.channels, _SHORT),
        reader.link_changes(*days, ask.channels, replace(_SHORT, from_end=True)),
    ]


def _snapshot(reader: Reader, ask: Asked) -> object:
    return [
        list(links_of_day(reader, ask.first, ask.channels, Budget(10**9, PATIENCE))),
        reader.links_on(ask.first, ask.channels, _SHORT),
        reader.links_on(ask.first, ask.channels, replace(_SHORT, from_end=True)),
    ]


def _matrix(reader: Reader, ask: Asked) -> object:
    ids = reader.ids("entity")[:20]
    alone = {id: [id] for id in ids}
    holding = {id: holdings(reader, [id]) for id in ids[:4]}
    budget = Budget(10**9, PATIENCE)
    return [
        matrix(reader, members, ask.first, **ask.filter, budget=budget)
        for members in (alone, holding)
    ]


def _openness(reader: Reader, ask: Asked) -> object:
    days = [ask.first, ask.last]
    budget = Budget(10**9, PATIENCE)
    return [
        openness(reader, days, entities=entities, **ask.filter, budget=budget)
        for entities in (None, holdings(reader, [ask.origin]))
    ]


def _critical_events(reader: Reader, ask: Asked) -> object:
    return critical_events(reader, *ask.ends, ask.first, **ask.search)


def _history(reader: Reader, ask: Asked) -> object:
    return reader.links_between(*ask.ends, ask.channels)


def _unsupported_without(reader: Reader, ask: Asked) -> object:
    budget = Budget(10**9, PATIENCE)
    return [
        unsupported_without(reader, source, budget=budget) for source in reader.ids("source")[:3]
    ]


def _connection(reader: Reader, ask: Asked) -> object:
    budget = Budget(10**9, PATIENCE)
    return connection(reader, *ask.ends, max_steps=ask.max_hops, budget=budget)


QUESTIONS: Mapping[str, Question] = {
    "access": _access,
    "connection": _connection,
    "critical events": _critical_events,
    "diff": _diff,
    "history": _history,
    "matrix": _matrix,
    "openness": _openness,
    "path": _path,
    "paths": _paths,
    "reachability": _reachability,
    "reachable": _reachable,
    "reachable through": _reachable_through,
    "snapshot": _snapshot,
    "temporal path": _temporal_path,
    "unsupported without": _unsupported_without,
}


def answer(reader: Reader, name: str, ask: Asked) -> tuple[object, list[str]]:
    """What one question answers, and the events that it left out."""
    if ask.evidence is None:
        return QUESTIONS[name](reader, ask), []
    seen = seen_through(reader, ask.evidence)
    found = QUESTIONS[name](seen, ask)
    whole = getattr(found, "complete", True)  # to say so may take a look at more
    assert whole in (True, False)
    return found, sorted(seen.left_out)


def answers(reader: Reader, *asks: Asked) -> dict[str, list[object]]:
    """What each question answers."""
    return {name: [answer(reader, name, ask) for ask in asks] for name in QUESTIONS}


# Changes of seeds, of what is asked, and of answers.


def mapped(
    value: Value,
    *,
    text: Callable[[str], str] = lambda text: text,
    day: Callable[[int], int] = lambda day: day,
    event: Callable[[Event], Event] = lambda event: event,
) -> Value:
    """The same value with every text, every day and every event in it made another."""

    def change(part: Any) -> Any:
        match part:
            case None | bool() | Enum():
                return part
            case str():
                return text(part)
            case int():
                return day(part) if _FIRST_ORDINAL < part < AFTER_ALL else part
            case dict():
                return {change(key): change(other) for key, other in part.items()}
            case tuple() if hasattr(part, "_fields"):
                return type(part)(*map(change, part))
            case tuple() | list() | frozenset() | set():
                return type(part)(map(change, part))
            case Event():
                return event(changed(part))
            case Later():
                return Later(change, part.value)
            case Reached():
                nodes = change(part.nodes)
                return Reached(change(part.entity), part.verdict, part.hops, lambda: nodes)
        return changed(part) if is_dataclass(part) else part

    def changed(part: Any) -> Any:
        kept = [field.name for field in fields(part) if field.init]
        return replace(part, **{name: change(getattr(part, name)) for name in kept})

    return cast("Value", change(value))


def shifted(value: Value, days: int) -> Value:
    """The same so many days later; what is open stays open."""
    return mapped(value, day=lambda day: day + days)


def without(seed: Seed, ids: frozenset[str]) -> Seed:
    """The seed without some of its events, and without what others say of them."""
    events = {
        id: replace(event, relations=tuple(r for r in event.relations if r.event not in ids))
        for id, event in seed.events.items()
        if id not in ids
    }
    return replace(seed, events=events)


def reader_of(seed: Seed) -> Reader:
    """A reader of the embedded store."""
    return NetworkXStore(seed).reader()


# At random.


_RARELY = st.sampled_from((True, False, False))
_SOURCES = (
    Source("s1", "One page", "A Paper", "en", Tier.PRESS, published=edtf("2023-12-30")),
    Source("s2", "Another page", "Us", "zh", Tier.OFFICIAL, published=edtf("2024-01")),
)
IDS = ("a", "b", "c", "d")
_TRIPLES = [
    Triple(*ends, channel) for ends in permutations(IDS, 2) for channel in (*CHANNELS, CHANNELS[0])
]
_ACCESSES = [Access.OPEN] * 5 + [Access.LIMITED] * 2 + [Access.BLOCKED, Access.CLOSED]


@st.composite
def lively_seeds(draw: st.DrawFn, days: st.SearchStrategy[EdtfDate] = dates) -> Seed:
    """Seeds in which much is open, for a while or for good, now surely and now perhaps.

    There are sources of two tiers, published at different times, and what some events follow.
    """
    events: list[Event] = []
    kinds = (EventRelationKind.FOLLOWS, EventRelationKind.REVERSES)
    for n in range(draw(st.integers(8, 16))):
        access = draw(st.sampled_from(_ACCESSES))
        until = draw(days) if access in (Access.OPEN, Access.LIMITED) and draw(_RARELY) else None
        triple = draw(st.sampled_from(_TRIPLES))
        ends = (triple.origin, triple.destination, triple.channel)
        effect = Effect(*ends, access, until=until)
        relations: list[EventRelation] = []
        follows = draw(_RARELY)
        if events and follows:
            earlier = draw(st.integers(0, len(events) - 1))
            relations = [EventRelation(draw(st.sampled_from(kinds)), events[earlier].id)]
        event = make_event(
            f"e{n * 7 % 16:02}",  # not in the order of the list
            draw(days).text,
            effect,
            sequence=draw(st.sampled_from((0, 0, 1))),
            relations=relations,
            sources=draw(st.sampled_from(((), ("s1",), ("s2",), ("s1", "s2")))),
        )
        events.append(event)
    apps = [Entity(id, EntityKind.APP, Text(id.upper()), relations=_owning(id)) for id in IDS]
    return make_seed(*without_conflicts(events), *apps, *_SOURCES)


def _owning(id: str) -> tuple[Relation, ...]:
    """The first has the second as a part of it."""
    kind = RelationKind.OPERATES
    return (Relation(kind, id, "b", None, None, (), unverified=True),) if id == "a" else ()


evidences = st.builds(
    Evidence,
    st.sampled_from((None, None, FIRST + 1, AFTER_ALL)),
    st.sampled_from((Tier.SECONDARY, Tier.PRESS, Tier.OFFICIAL)),
    st.sampled_from((1, 1, 2)),
    st.booleans(),
    st.frozensets(st.sampled_from([f"e{n:02}" for n in range(16)]), max_size=2),
)


def asked(
    ids: Sequence[str] = IDS,
    days: Sequence[int] = DAYS,
    channels: Sequence[Channel] = CHANNELS,
    evidence: st.SearchStrategy[Evidence | None] = st.none(),  # noqa: B008 -- a value
) -> st.SearchStrategy[Asked]:
    """With what to ask: every option of every question, mostly so that there is an answer."""
    some, day = st.sampled_from(ids), st.sampled_from(days)
    middle = st.sampled_from(days[len(days) // 2 :])
    nobody: frozenset[str] = frozenset()
    return st.builds(
        lambda ends, window, **options: Asked(*ends, *sorted(window), **options),
        st.tuples(some, some).filter(lambda ends: ends[0] != ends[1]),
        st.one_of(st.tuples(day, day), st.tuples(middle, st.just(days[-1]))),
        channels=st.one_of(*[st.none()] * 3, st.frozensets(st.sampled_from(channels), min_size=1)),
        allow_limited=st.sampled_from((True, True, False)),
        max_hops=st.sampled_from((6, 4, 3, 2, 1)),
        at_least=st.sampled_from((Verdict.POSSIBLE, Verdict.POSSIBLE, Verdict.CERTAIN)),
        strict=st.booleans(),
        objective=st.sampled_from(Objective),
        via=st.one_of(*[st.just(())] * 3, st.lists(some, max_size=2).map(tuple)),
        avoid=st.one_of(*[st.just(nobody)] * 3, st.frozensets(some, max_size=1)),
        limit=st.integers(1, 5),
        evidence=evidence,
    )
