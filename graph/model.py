"""The things that a graph is made of, as values: frozen, without input or output.

Fields hold what a seed file says, in the same words. Ids are readable and unique over the whole
graph. Dates are `EdtfDate`; days (in `Link`) are proleptic ordinals, see `graph.dates`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from graph.dates import EdtfDate
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
    "Citation",
    "Effect",
    "Entity",
    "Event",
    "EventRelation",
    "Figure",
    "Node",
    "Participant",
    "Relation",
    "Seed",
    "SeedInfo",
    "Source",
    "Statement",
    "Text",
    "Triple",
]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in English and, where there is one, in Chinese (simplified)."""

    en: str
    zh: str | None = None


class Triple(NamedTuple):
    """From inside `origin`, a person can reach or use `destination` through `channel`."""

    origin: str
    destination: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Citation:
    """A source for a fact: where it says so, and how far it is trusted.

    `date` is the date that this source gives, where it differs from the event's own;
    `date_rejected` says that the editors do not believe that date.
    """

    source: str
    confidence: Confidence
    quote: str | None = None
    page: str | None = None
    date: EdtfDate | None = None
    date_rejected: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A lasting relation from `subject` to `entity`; half-open: `until` is the first day without.

    `unverified` says that no source was found.
    """

    kind: RelationKind
    subject: str
    entity: str
    since: EdtfDate | None = None
    until: EdtfDate | None = None
    citations: tuple[Citation, ...] = ()
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that lasts: a company, an app, a payment system …"""

    id: str
    kind: EntityKind
    name: Text
    aliases: tuple[str, ...] = ()
    description: Text | None = None
    wikidata: str | None = None
    homepage: str | None = None
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """An entity that took part in an event, and as what."""

    entity: str
    role: Role


@dataclass(frozen=True, slots=True)
class Effect:
    """What an event did to access on one triple.

    It starts at its own `since`, else at the event's date, and lasts until the next effect on its
    triple. `until` is the first day on which it no longer holds; only OPEN and LIMITED have one.
    """

    origin: str
    destination: str
    channel: Channel
    access: Access
    mechanism: str | None = None
    since: EdtfDate | None = None
    until: EdtfDate | None = None
    limits: tuple[Text, ...] = ()

    @property
    def triple(self) -> Triple:
        """What the effect is about."""
        # Quicker than by the name of the class; a large graph asks for millions.
        return tuple.__new__(Triple, (self.origin, self.destination, self.channel))


@dataclass(frozen=True, slots=True)
class EventRelation:
    """How an event stands to another event."""

    kind: EventRelationKind
    event: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, once.

    `channels` holds those of the effects too, in the order of the vocabulary. `sequence` is the
    order within a day. `unverified` says that no source was found.
    """

    id: str
    kind: EventKind
    title: Text
    date: EdtfDate
    status: Status
    direction: Direction
    channels: tuple[Channel, ...] = ()
    participants: tuple[Participant, ...] = ()
    effects: tuple[Effect, ...] = ()
    relations: tuple[EventRelation, ...] = ()
    sequence: int = 0
    note: Text | None = None
    recorded: EdtfDate | None = None
    unverified: bool = False
    citations: tuple[Citation, ...] = ()

    @property
    def entities(self) -> tuple[str, ...]:
        """Ids of everything that it touches: participants, ends and mechanisms; sorted."""
        return tuple(sorted(self.touched))

    @property
    def touched(self) -> set[str]:
        """The same in no order."""
        ids = set()
        for participant in self.participants:
            ids.add(participant.entity)
        for effect in self.effects:
            ids.add(effect.origin)
            ids.add(effect.destination)
            if effect.mechanism:
                ids.add(effect.mechanism)
        return ids


@dataclass(frozen=True, slots=True)
class Source:
    """A page, report or release that facts stand on.

    `url` is absent where there is none, or none that should be published.
    """

    id: str
    title: str
    publisher: str
    language: str
    tier: Tier
    publisher_id: str | None = None
    url: str | None = None
    published: EdtfDate | None = None
    retrieved: EdtfDate | None = None
    recorded: EdtfDate | None = None
    interested_parties: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number about an entity, or about a `subject` that is not one (a market).

    `superseded_by` names the figure that corrects this one; both stay.
    """

    id: str
    metric: Metric
    value: Decimal
    operator: Operator
    unit: str
    period: EdtfDate
    entity: str | None = None
    subject: Text | None = None
    change_on_year: Decimal | None = None
    superseded_by: str | None = None
    doubt: Text | None = None
    unverified: bool = False
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said: `said` is when, `period` the time that it speaks of."""

    id: str
    kind: StatementKind
    summary: Text
    speaker: str | None = None
    speaker_name: Text | None = None
    role: Text | None = None
    about: tuple[str, ...] = ()
    said: EdtfDate | None = None
    period: EdtfDate | None = None
    doubt: Text | None = None
    citations: tuple[Citation, ...] = ()


Node = Entity | Event | Source | Figure | Statement
"""Anything with an id of its own."""


@dataclass(frozen=True, slots=True)
class SeedInfo:
    """What a seed says of itself; `recorded_until` is the last day that it claims to know."""

    name: str
    title: Text
    recorded_until: EdtfDate
    licence: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A whole seed, checked; the mappings are by id, in the order of the ids.

    `digest` is that of `graph.plain`, where whoever made the seed knows it already.
    """

    info: SeedInfo
    entities: dict[str, Entity] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    digest: str | None = field(default=None, init=False, compare=False, repr=False)
