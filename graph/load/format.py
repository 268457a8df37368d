"""The seed's format as one table: what the reader accepts and what the JSON Schema says.

A record format names the fields of one dataclass of `graph.model`, in the order in which a seed
file writes them; the reader builds that dataclass from them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from graph import model
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
    Term,
    Tier,
)

__all__ = [
    "ENTITY_RECORD",
    "FOLDERS",
    "ID_PATTERN",
    "RELATION",
    "SEED_INFO",
    "SORTS",
    "Field",
    "FieldType",
    "Pattern",
    "Plain",
    "Record",
    "Reference",
    "Words",
    "direction_of",
    "told_by_effects",
]

ID_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"


@dataclass(frozen=True, slots=True)
class Plain:
    """A field that holds a simple kind: `text`, `edtf`, `day`, `integer`, `decimal`, `flag`."""

    name: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text of at most `longest` characters that matches a regular expression as a whole.

    `expected` says in words what the expression wants.
    """

    name: str
    pattern: str
    expected: str
    examples: tuple[str, ...] = ()
    longest: int = 100


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of something of one of these sorts: entity, event, source, figure, statement."""

    sorts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A word of a closed list."""

    terms: type[Term]


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with these fields, which becomes an instance of `build`.

    Of the fields named in `one_of` exactly one is there, of those in `any_of` at least one.
    """

    name: str
    build: Callable[..., object]
    fields: tuple[Field, ...]
    one_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    @property
    def model(self) -> type[Any]:
        """The dataclass that it becomes."""
        return model.Event if self.build is _build_event else cast("type[Any]", self.build)


FieldType = Plain | Pattern | Reference | Words | Record


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: its name, what it holds, and a sentence for editors."""

    name: str
    type: FieldType
    description: str
    required: bool = False
    many: bool = False


TEXT = Plain("text")
EDTF = Plain("edtf")
DAY = Plain("day")
INTEGER = Plain("integer")
DECIMAL = Plain("decimal")
FLAG = Plain("flag")
ID = Pattern(
    "id", ID_PATTERN, "lower-case letters and digits, joined by single hyphens", ("wechat-pay",)
)
ENTITY = Reference(("entity",))
EVENT = Reference(("event",))
SOURCE = Reference(("source",))
FIGURE = Reference(("figure",))
ADDRESS = Pattern(
    "address",
    r"https?://[^\s/?#@]+\.[^\s@]*",
    "an address that starts with https:// or http://",
    ("https://example.org/page",),
    longest=2000,
)
LANGUAGE = Pattern(
    "language", r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language code such as en or zh", ("en",)
)
WIKIDATA = Pattern("wikidata", r"Q[1-9][0-9]*", "a Wikidata id such as Q283233", ("Q283233",))

BILINGUAL = Record(
    "bilingual text",
    model.Text,
    (
        Field("en", TEXT, "The text in English.", required=True),
        Field("zh", TEXT, "The text in Chinese (simplified)."),
    ),
)
NAME = Record(
    "bilingual name",
    model.Text,
    (
        Field("en", TEXT, "The name in English.", required=True),
        Field("zh", TEXT, "The name in Chinese (simplified).", required=True),
    ),
)
NOTE = Field("note", BILINGUAL, "A remark by the editors.")
UNVERIFIED = Field("unverified", FLAG, "true where no source was found; then there is no citation.")

CITATION = Record(
    "citation",
    model.Citation,
    (
        Field("source", SOURCE, "The source.", required=True),
        Field("quote", TEXT, "The source's own words, short and verbatim."),
        Field("page", TEXT, "Where in the source."),
        Field("confidence", Words(Confidence), "How far it is trusted.", required=True),
        Field("date", EDTF, "The date that this source gives, where it differs."),
        Field("date_rejected", FLAG, "true where the editors do not believe that date."),
        NOTE,
    ),
)
CITATIONS = Field("citations", CITATION, "What the fact stands on.", many=True)

RELATION = Record(
    "relation",
    model.Relation,
    (
        Field("kind", Words(RelationKind), "How this entity stands to the other.", required=True),
        Field("entity", ENTITY, "The other entity.", required=True),
        Field("since", EDTF, "Since when."),
        Field("until", EDTF, "The first day on which it no longer holds."),
        UNVERIFIED,
        CITATIONS,
    ),
)
ENTITY_RECORD = Record(
    "entity",
    model.Entity,
    (
        Field("id", ID, "A readable id, unique over the whole seed.", required=True),
        Field("kind", Words(EntityKind), "What it is.", required=True),
        Field("name", NAME, "Its name.", required=True),
        Field("aliases", TEXT, "Other spellings that a reader meets.", many=True),
        Field("description", BILINGUAL, "What it is, in a sentence of your own."),
        Field("wikidata", WIKIDATA, "Its Wikidata item, if you are sure."),
        Field("homepage", ADDRESS, "Its home page."),
        Field("relations", RELATION, "What it owns, operates, is part of or employs.", many=True),
    ),
)
SOURCE_RECORD = Record(
    "source",
    model.Source,
    (
        Field("id", ID, "A readable id, unique over the whole seed.", required=True),
        Field("title", TEXT, "The page's own title, or a short description.", required=True),
        Field("publisher", TEXT, "Who published it.", required=True),
        Field("publisher_id", ENTITY, "The publisher, where it is in the graph."),
        Field("url", ADDRESS, "The original address; never a mirror's."),
        Field("published", EDTF, "When it was published."),
        Field("retrieved", EDTF, "When it was read."),
        Field("recorded", DAY, "The day on which it was written down here."),
        Field("language", LANGUAGE, "Its language.", required=True),
        Field("tier", Words(Tier), "What sort of source it is.", required=True),
        Field("interested_parties", ENTITY, "Who is behind it and has a stake.", many=True),
        NOTE,
    ),
    any_of=("published", "retrieved", "recorded"),
)
PARTICIPANT = Record(
    "participant",
    model.Participant,
    (
        Field("entity", ENTITY, "Who or what took part.", required=True),
        Field("role", Words(Role), "As what.", required=True),
    ),
)
EFFECT = Record(
    "effect",
    model.Effect,
    (
        Field("origin", ENTITY, "From inside which entity …", required=True),
        Field("destination", ENTITY, "… which other can be reached or used …", required=True),
        Field("channel", Words(Channel), "… through what.", required=True),
        Field("access", Words(Access), "What became of it.", required=True),
        Field("mechanism", ENTITY, "By which mechanism."),
        Field("since", EDTF, "Since when, where it is not the event's date."),
        Field("until", EDTF, "The first day on which it no longer holds (open and limited only)."),
        Field("limits", BILINGUAL, "The limits.", many=True),
    ),
)
EVENT_RELATION = Record(
    "event relation",
    model.EventRelation,
    (
        Field("kind", Words(EventRelationKind), "How it stands to the other event.", required=True),
        Field("event", EVENT, "The other event.", required=True),
    ),
)


def direction_of(effects: tuple[model.Effect, ...]) -> Direction:
    """Whether effects open or close, where the event does not say: opens, closes, or some of both.

    LIMITED counts as opening; an event without effects is neutral.
    """
    opens = {effect.access in (Access.OPEN, Access.LIMITED) for effect in effects}
    if not opens:
        return Direction.NEUTRAL
    if len(opens) == 2:
        return Direction.LIMITS
    return Direction.OPENS if opens == {True} else Direction.CLOSES


@cache  # few combinations occur, and equal ones are one tuple then
def _in_order(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
    return tuple(channel for channel in Channel if channel in channels)


def told_by_effects(
    direction: Direction | None, channels: tuple[Channel, ...], effects: tuple[model.Effect, ...]
) -> tuple[Direction, tuple[Channel, ...]]:
    """Direction and channels of an event, with what its effects say of them filled in."""
    if effects:
        channels += tuple([effect.channel for effect in effects])
    return direction or direction_of(effects), _in_order(channels)


def _build_event(
    *,
    direction: Direction | None = None,
    channels: tuple[Channel, ...] = (),
    effects: tuple[model.Effect, ...] = (),
    **rest: Any,
) -> model.Event:
    """An event with what its effects say of channels and direction filled in."""
    direction, channels = told_by_effects(direction, channels, effects)
    return model.Event(direction=direction, channels=channels, effects=effects, **rest)


EVENT_RECORD = Record(
    "event",
    _build_event,
    (
        Field("id", ID, "A readable id, unique over the whole seed.", required=True),
        Field("kind", Words(EventKind), "What sort of thing happened.", required=True),
        Field("title", NAME, "What happened, in a line.", required=True),
        Field("date", EDTF, "When, as precisely as it is known (EDTF).", required=True),
        Field("status", Words(Status), "How far it had come.", required=True),
        Field("direction", Words(Direction), "Opening or closing; else the effects tell."),
        Field("channels", Words(Channel), "Channels it is about, beside the effects'.", many=True),
        Field("participants", PARTICIPANT, "Who took part, as what.", many=True),
        Field("effects", EFFECT, "What it did to access.", many=True),
        Field("relations", EVENT_RELATION, "How it stands to other events.", many=True),
        Field("sequence", INTEGER, "Its place among the events of one day; 0 if not given."),
        NOTE,
        Field("recorded", DAY, "The day it was written down here, if no source has a date."),
        UNVERIFIED,
        CITATIONS,
    ),
)
FIGURE_RECORD = Record(
    "figure",
    model.Figure,
    (
        Field("id", ID, "A readable id, unique over the whole seed.", required=True),
        Field("entity", ENTITY, "What it is about …"),
        Field("subject", BILINGUAL, "… or, where that is not in the graph, its name."),
        Field("metric", Words(Metric), "What is measured.", required=True),
        Field("value", DECIMAL, "The number, in full: 1840000000000.", required=True),
        Field("operator", Words(Operator), "How it is meant.", required=True),
        Field("unit", TEXT, "CNY, percent, users …", required=True),
        Field("period", EDTF, "The time that it is about.", required=True),
        Field("change_on_year", DECIMAL, "Change on a year before, in percent."),
        Field("superseded_by", FIGURE, "The figure that corrects it."),
        Field("doubt", BILINGUAL, "What speaks against it."),
        UNVERIFIED,
        CITATIONS,
    ),
    one_of=("entity", "subject"),
)
STATEMENT_RECORD = Record(
    "statement",
    model.Statement,
    (
        Field("id", ID, "A readable id, unique over the whole seed.", required=True),
        Field("kind", Words(StatementKind), "What sort of thing was said.", required=True),
        Field("speaker", ENTITY, "Who said it …"),
        Field("speaker_name", BILINGUAL, "… or, where that is not in the graph, the name."),
        Field("role", BILINGUAL, "As what the speaker spoke."),
        Field(
            "about",
            Reference(("entity", "event", "figure")),
            "Entities, events or figures that it is about.",
            many=True,
        ),
        Field("said", EDTF, "When it was said."),
        Field("period", EDTF, "The time that it speaks of."),
        Field("summary", BILINGUAL, "What was said, in your own words.", required=True),
        Field("doubt", BILINGUAL, "What speaks against it."),
        replace(CITATIONS, required=True),
    ),
    one_of=("speaker", "speaker_name"),
)
SEED_INFO = Record(
    "seed",
    model.SeedInfo,
    (
        Field("name", ID, "A short name.", required=True),
        Field("title", BILINGUAL, "What the seed is about.", required=True),
        Field("recorded_until", DAY, "The last day that it claims to know.", required=True),
        Field("licence", TEXT, "The licence of the data.", required=True),
    ),
)

FOLDERS = {
    "entities": ENTITY_RECORD,
    "sources": SOURCE_RECORD,
    "events": EVENT_RECORD,
    "figures": FIGURE_RECORD,
    "statements": STATEMENT_RECORD,
}
"""Folder of the seed → what its files hold, as a list under a key of the same name."""

SORTS = {
    "entities": "entity",
    "sources": "source",
    "events": "event",
    "figures": "figure",
    "statements": "statement",
}
"""Folder of the seed → the sort of things in it."""
