"""Seeds made at random, and by hand: small on purpose, so that what can collide does collide.

A few entities, two channels, some events on six days that span the end of a year. The channels
stand in the vocabulary in the other order than their names do. Dates are of every shape that
`graph.dates` knows, and bound nothing outside `DAYS`; what holds on its first or its last day holds
for ever before or after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations_with_replacement
from typing import Any

from hypothesis import strategies as st

from graph.dates import AFTER_ALL, BEFORE_ALL, EdtfDate, day_to_iso, iso_to_day, parse_edtf
from graph.links import EffectConflictError, compile_links
from graph.model import (
    Citation,
    Effect,
    Entity,
    Event,
    EventRelation,
    Figure,
    Node,
    Participant,
    Relation,
    Seed,
    SeedInfo,
    Source,
    Statement,
    Text,
    Triple,
)
from graph.store.contents import put_in
from graph.store.pages import TimelineFilter
from graph.vocabulary import (
    Access,
    Channel,
    Confidence,
    Direction,
    EntityKind,
    EventKind,
    EventRelationKind,
    Metric,
    Operator,
    RelationKind,
    Role,
    StatementKind,
    Status,
    Tier,
)

__all__ = [
    "CHANNELS",
    "DAYS",
    "ENTITIES",
    "FIRST",
    "LAST",
    "dates",
    "disjoint_events",
    "make_effect",
    "make_event",
    "make_seed",
    "seeds",
    "timeline_filters",
    "triple_events",
    "without_conflicts",
]

FIRST = iso_to_day("2023-12-29")
LAST = FIRST + 5
DAYS = range(FIRST - 3, LAST + 4)
ENTITIES = ("a", "b", "c")
CHANNELS = (Channel.LINK_SHARING, Channel.ACCOUNTS)
TRIPLE = Triple("a", "b", CHANNELS[0])
SEQUENCES = st.sampled_from((0, 0, 0, 1, 2))


@cache
def edtf(text: str) -> EdtfDate:
    """Read a date, once."""
    return parse_edtf(text)


# By hand.


def make_effect(
    access: Access,
    origin: str = "a",
    destination: str = "b",
    channel: Channel = Channel.LINK_SHARING,
    *,
    since: str | None = None,
    until: str | None = None,
    limits: Sequence[str] = (),
    mechanism: str | None = None,
) -> Effect:
    """An effect, by default on the triple that most tests are about."""
    return Effect(
        origin,
        destination,
        channel,
        access,
        mechanism,
        edtf(since) if since else None,
        edtf(until) if until else None,
        tuple(map(Text, limits)),
    )


def make_event(
    id: str,
    date: str,
    *effects: Effect | Access,
    sequence: int = 0,
    follows: Iterable[str] = (),
    reverses: Iterable[str] = (),
    kind: EventKind = EventKind.LINK_UNBLOCK,
    direction: Direction = Direction.OPENS,
    channels: Iterable[Channel] = (),
    participants: Iterable[Participant] = (),
    relations: Iterable[EventRelation] = (),
    sources: Iterable[str] = (),
) -> Event:
    """An event; an access alone is an effect on the triple that most tests are about."""
    full = tuple(make_effect(e) if isinstance(e, Access) else e for e in effects)
    return Event(
        id,
        kind,
        Text(f"Event {id}"),
        edtf(date),
        Status.LAUNCHED,
        direction,
        tuple(c for c in Channel if c in {*channels, *(e.channel for e in full)}),
        tuple(participants),
        full,
        (
            *relations,
            *(EventRelation(EventRelationKind.FOLLOWS, other) for other in follows),
            *(EventRelation(EventRelationKind.REVERSES, other) for other in reverses),
        ),
        sequence,
        citations=tuple(Citation(source, Confidence.HIGH) for source in sources),
    )


def make_seed(*nodes: Node, recorded_until: str = "2024-01-02") -> Seed:
    """A seed of these things; entities and sources that events name are added where missing."""
    seed = Seed(SeedInfo("small", Text("Small"), edtf(recorded_until), "CC0-1.0"))
    for node in sorted(nodes, key=lambda node: node.id):
        put_in(seed, node)
    touched = {id for event in seed.events.values() for id in event.entities}
    for id in sorted(touched - seed.entities.keys()):
        seed.entities[id] = Entity(id, EntityKind.APP, Text(id.upper()))
    cited = {citation.source for event in seed.events.values() for citation in event.citations}
    for id in sorted(cited - seed.sources.keys()):
        seed.sources[id] = Source(id, f"Page {id}", "A Paper", "en", Tier.PRESS)
    return seed


# At random.


def _iso(day: int) -> str:
    text = day_to_iso(day)
    assert text is not None
    return text


_DAYS = [_iso(day) for day in range(FIRST, LAST + 1)]
_SHAPES = {  # with how often they come
    "{0}": 8,
    "[{0}..{1}]": 4,
    "[{0},{1}]": 1,
    "[..{0}]": 1,
    "[{0}..]": 1,
    "{0}?": 1,
    "{0}~": 1,
    "{0}%": 1,
    "{0}/{1}": 1,
    "{0}/..": 1,
    "../{0}": 1,
    "/{0}": 1,
    "{0}/": 1,
    "{0}~/{1}?": 1,
}
_DATES = [
    edtf(shape.format(*pair))
    for shape, weight in _SHAPES.items()
    for pair in combinations_with_replacement(_DAYS, 2)
    for _ in range(weight)
]


def _one_of(values: Sequence[EdtfDate]) -> st.SearchStrategy[EdtfDate]:
    """As `sampled_from`, which would show the whole list in each report."""
    return st.integers(0, len(values) - 1).map(lambda n: values[n])


_days = st.sampled_from(_DAYS)
dates = _one_of(_DATES)
"""Dates of every shape, single days more often than the rest."""
_sometimes = st.one_of(st.none(), st.none(), dates)

_sets = _one_of([date for date in _DATES if ".." in date.text and date.is_set])
_COARSE = [
    "2023",
    "2024",
    "2023?",
    "2024-XX",
    "2023-36",
    "2024-33",
    "2023-12",
    "2024-01",
    "[2023,2024]",
    "2023/2023",
    "2024/2024",
    "2023-12/2024-01",
    "2023-11/2024-02",
    "2023/..",
    "../2024",
    "2023/",
]
coarse_dates = _one_of([*_DATES, *map(edtf, _COARSE * 8)])
"""Months, quarters, years and decades too: more days than one could try one by one."""


def effects(*triples: Triple) -> st.SearchStrategy[Effect]:
    """What an event does to one of the triples."""

    def effect(
        triple: Triple,
        access: Access,
        since: EdtfDate | None,
        until: EdtfDate | None,
        limit: str,
    ) -> Effect:
        ends = until if access in (Access.OPEN, Access.LIMITED) else None
        limits = (Text(limit),) if access is Access.LIMITED else ()
        return Effect(
            triple.origin, triple.destination, triple.channel, access, None, since, ends, limits
        )

    return st.builds(
        effect,
        st.sampled_from(triples),
        st.sampled_from(Access),
        _sometimes,
        _sometimes,
        st.sampled_from(("in the morning", "small sums")),
    )


_effect = effects(TRIPLE)


def _choices(effect: Effect, date: EdtfDate) -> int:
    """About how many ways a world has to place the effect."""
    since = effect.since or date
    bounds = [(since.earliest, since.latest)]
    if effect.until:
        bounds.append((effect.until.earliest, effect.until.latest))
    ways = 1
    for earliest, latest in bounds:
        ways *= sum(earliest <= day <= latest for day in (BEFORE_ALL, *DAYS, AFTER_ALL))
    return ways


@st.composite
def triple_events(draw: st.DrawFn, max_worlds: int = 1500) -> list[Event]:
    """Events with an effect on `TRIPLE`, in any order; some contradict themselves.

    Some follow each other in a chain, with room for days to be carried along it.
    What would make more than `max_worlds` worlds is made simpler: the oracle looks at each.
    """
    events: list[Event] = []
    worlds = 1
    ids = draw(st.permutations("vwxyz"))[: draw(st.sampled_from((1, 2, 3, 3, 4, 4, 5)))]
    chained = draw(st.integers(0, 3)) == 0
    for id in ids:
        effect, date = draw(_effect), draw(_sets if chained else dates)
        if worlds * _choices(effect, date) > max_worlds:
            effect, date = replace(effect, since=None, until=None), edtf(draw(_days))
        worlds *= _choices(effect, date)
        earlier = [e.id for e in events] if draw(st.integers(0, 19)) else ids  # perhaps a circle
        before = draw(st.sets(st.sampled_from(earlier), max_size=2)) if earlier else set()
        kinds = (EventRelationKind.FOLLOWS, EventRelationKind.REVERSES)
        relations = [
            EventRelation(draw(st.sampled_from(kinds)), other)
            for other in sorted(before)
            if other != id and draw(st.booleans())
        ]
        if chained and events:
            relations = [EventRelation(EventRelationKind.FOLLOWS, events[-1].id)]
        event = make_event(id, date.text, effect, sequence=draw(SEQUENCES), relations=relations)
        events.append(event)
    return events


@st.composite
def disjoint_events(draw: st.DrawFn) -> list[Event]:
    """Events with an effect on `TRIPLE` whose bounds have no day in common."""
    days = draw(st.lists(st.integers(FIRST, FIRST + 30), min_size=2, max_size=12, unique=True))
    days = sorted(days)[: len(days) // 2 * 2]
    spans = [f"[{_iso(a)}..{_iso(b)}]" for a, b in zip(days[::2], days[1::2], strict=True)]
    events = []
    ids = iter(draw(st.permutations("uvwxyz")))
    while spans:
        since = spans.pop(0)
        access = draw(st.sampled_from(Access))
        until = None
        if spans and access in (Access.OPEN, Access.LIMITED) and draw(st.booleans()):
            until = spans.pop(draw(st.integers(0, len(spans) - 1)))
        effect = make_effect(access, until=until)
        events.append(make_event(next(ids), since, effect, sequence=draw(SEQUENCES)))
    return draw(st.permutations(events))


def _triples(entities: Sequence[str]) -> list[Triple]:
    return [
        Triple(a, b, channel) for a in entities for b in entities if a != b for channel in CHANNELS
    ]


_citations = st.lists(
    st.builds(Citation, st.sampled_from(("s1", "s2")), st.sampled_from(Confidence)), max_size=2
).map(tuple)


def _events(
    entities: Sequence[str],
    min_events: int,
    max_events: int,
    event_dates: st.SearchStrategy[EdtfDate],
) -> st.SearchStrategy[list[Event]]:
    kinds, roles = list(EventKind)[:3], list(Role)[:2]
    relation = st.tuples(st.sampled_from(EventRelationKind), st.integers(0, max_events))
    participant = st.builds(Participant, st.sampled_from(entities), st.sampled_from(roles))
    draft = st.tuples(
        event_dates,
        st.lists(effects(*_triples(entities)), max_size=3, unique_by=lambda effect: effect.triple),
        SEQUENCES,
        st.sampled_from(kinds),
        st.sampled_from(Direction),
        st.sampled_from([(), *((channel,) for channel in CHANNELS)]),
        st.lists(participant, max_size=2, unique=True),
        st.lists(relation, max_size=2, unique=True),
        _citations,
    )

    def written(drafts: Sequence[tuple[Any, ...]]) -> list[Event]:
        ids = [f"e{n * 3 % 10}" for n in range(len(drafts))]  # not in the order of the list
        events = []
        for n, (date, changes, sequence, kind, direction, *rest) in enumerate(drafts):
            channels, participants, relations, citations = rest
            event = make_event(
                ids[n],
                date.text,
                *changes,
                sequence=sequence,
                kind=kind,
                direction=direction,
                channels=channels,
                participants=participants,
                relations=[EventRelation(kind, ids[k]) for kind, k in relations if k < n],
            )
            events.append(replace(event, citations=citations))
        return without_conflicts(events)

    return st.lists(draft, min_size=min_events, max_size=max_events).map(written)


def without_conflicts(events: list[Event]) -> list[Event]:
    """Events that contradict themselves lose what they may contradict themselves by."""
    try:
        compile_links(events)
    except EffectConflictError:
        return [
            replace(
                event,
                relations=(),
                effects=tuple(replace(effect, until=None) for effect in event.effects),
            )
            for event in events
        ]
    return events


def _entities(entities: Sequence[str]) -> st.SearchStrategy[list[Entity]]:
    def named(id: str, kind: EntityKind, relations: list[tuple[RelationKind, str, bool]]) -> Entity:
        made = [
            Relation(kind, id, other, edtf("2023") if dated else None, None, (), unverified=True)
            for kind, other, dated in relations
            if other != id
        ]
        return Entity(id, kind, Text(f"The {id}", f"甲{id}"), relations=tuple(made))

    relation = st.tuples(st.sampled_from(RelationKind), st.sampled_from(entities), st.booleans())
    relations = st.lists(relation, max_size=2, unique=True)
    kinds = st.sampled_from(list(EntityKind)[:3])
    return st.tuples(*(st.builds(named, st.just(id), kinds, relations) for id in entities)).map(
        list
    )


def _texts(entities: Sequence[str]) -> st.SearchStrategy[list[Node]]:
    """Sources, figures and statements."""

    def figure(id: str, entity: str | None, metric: Metric, period: str) -> Figure:
        about = None if entity else Text("The market")
        value = Decimal("1.50")
        return Figure(id, metric, value, Operator.EQUAL, "CNY", edtf(period), entity, about)

    def statement(
        id: str, speaker: str | None, about: set[str], said: EdtfDate | None
    ) -> Statement:
        name = None if speaker else Text("Somebody")
        return Statement(
            id,
            StatementKind.OPINION,
            Text("So be it"),
            speaker,
            name,
            None,
            tuple(sorted(about)),
            said,
        )

    someone = st.one_of(st.none(), st.sampled_from(entities))
    figures = st.builds(
        figure,
        st.sampled_from(("f1", "f2", "f3")),
        someone,
        st.sampled_from(list(Metric)[:2]),
        st.sampled_from(("2023", "2023-36", "2024")),
    )
    statements = st.builds(
        statement,
        st.sampled_from(("t1", "t2", "t3")),
        someone,
        st.sets(st.sampled_from([*entities, "e0", "f1"]), max_size=2),
        st.one_of(st.none(), coarse_dates),
    )
    sources = [Source(id, f"Page {id}", "A Paper", "en", Tier.PRESS) for id in ("s1", "s2")]
    cited = st.one_of(figures, statements).flatmap(
        lambda node: _citations.map(lambda citations: replace(node, citations=citations))
    )
    return st.lists(cited, max_size=4, unique_by=lambda node: node.id).map(
        lambda nodes: [*sources, *nodes]
    )


def seeds(
    entities: Sequence[str] = ENTITIES,
    min_events: int = 0,
    max_events: int = 5,
    event_dates: st.SearchStrategy[EdtfDate] = dates,
    *,
    full: bool = False,
) -> st.SearchStrategy[Seed]:
    """Seeds that are in order; `full` ones hold sources, figures, statements and relations too."""
    plain: list[Node] = [Entity(id, EntityKind.APP, Text(id.upper())) for id in entities]
    events = _events(entities, min_events, max_events, event_dates)
    if not full:
        return events.map(lambda events: make_seed(*events, *plain))
    return st.builds(
        lambda events, entities, texts: make_seed(*events, *entities, *texts),
        events,
        _entities(entities),
        _texts(entities),
    )


def _some(values: Iterable[str]) -> st.SearchStrategy[frozenset[str] | None]:
    """Mostly None: filters of many sets let nothing pass."""
    some = st.frozensets(st.sampled_from(sorted(values)), max_size=2)
    return st.integers(0, 3).flatmap(lambda n: some if n == 3 else st.none())


timeline_filters: st.SearchStrategy[TimelineFilter] = st.builds(
    lambda window, certainly, entities, channels, kinds, directions: TimelineFilter(
        min(window),
        max(window),
        certainly,
        entities,
        channels and frozenset(map(Channel, channels)),
        kinds and frozenset(map(EventKind, kinds)),
        directions and frozenset(map(Direction, directions)),
    ),
    st.one_of(
        st.just((BEFORE_ALL, AFTER_ALL)),
        st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
        st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)),
        st.tuples(st.sampled_from(DAYS), st.sampled_from((BEFORE_ALL, AFTER_ALL))),
    ),
    st.sampled_from((False, False, True)),
    _some([*ENTITIES, "nobody"]),
    _some(CHANNELS),
    _some(list(EventKind)[:3]),
    _some(list(Direction)),
)
"""Filters of a timeline: windows of any size, and sets of each sort, empty ones too."""
