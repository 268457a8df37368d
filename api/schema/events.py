"""Events: what happened, when, who took part, what it did to access, and on what evidence."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from api.context import Info
from api.schema.basics import EdtfDate, Node, Text
from api.schema.cypher import Cypher, cypher_of
from api.schema.described import field
from api.schema.evidence import Citation, Source, Statement, citations_of, sources_of
from api.schema.terms import (
    Access,
    Channel,
    Direction,
    EventKind,
    EventRelationKind,
    Role,
    Status,
)
from graph import model

if TYPE_CHECKING:
    from api.schema.entities import Entity

__all__ = ["Effect", "Event", "EventRelation", "Participant"]

EntityRef = Annotated["Entity", strawberry.lazy("api.schema.entities")]
EventRef = Annotated["Event", strawberry.lazy("api.schema.events")]
Kinds = Annotated[
    list[EventRelationKind] | None,
    strawberry.argument(description="Only relations of these kinds."),
]


@strawberry.type(description="An entity that took part in an event, and as what.")
class Participant:
    """A participant of the model."""

    wrapped: strawberry.Private[model.Participant]

    @field("Who or what took part.")
    def entity(self, info: Info) -> EntityRef:
        return info.context.get(self.wrapped.entity)

    @field("As what.")
    def role(self) -> Role:
        return self.wrapped.role


@strawberry.type(
    description=(
        "What an event did to access: from inside `origin`, a person can reach or use `destination`"
        " through `channel`, or no longer can."
    )
)
class Effect:
    """An effect of the model."""

    wrapped: strawberry.Private[model.Effect]

    @field("From inside which entity.")
    def origin(self, info: Info) -> EntityRef:
        return info.context.get(self.wrapped.origin)

    @field("Which other is reached or used.")
    def destination(self, info: Info) -> EntityRef:
        return info.context.get(self.wrapped.destination)

    @field("Through what.")
    def channel(self) -> Channel:
        return self.wrapped.channel

    @field("What became of it.")
    def access(self) -> Access:
        return self.wrapped.access

    @field("By which mechanism.")
    def mechanism(self, info: Info) -> EntityRef | None:
        return info.context.get(self.wrapped.mechanism)

    @field("Since when, where that is not the event's date.")
    def since(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.since)

    @field("The first day on which it no longer holds, where that is known.")
    def until(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.until)

    @field("The limits.")
    def limits(self) -> list[Text]:
        return [Text.of(limit) for limit in self.wrapped.limits]


@strawberry.type(description="How one event stands to another.")
class EventRelation:
    """A relation between events."""

    kind: EventRelationKind = strawberry.field(description="How it stands to the other.")
    subject: strawberry.Private[str]
    object: strawberry.Private[str]

    @field("The event that responds, follows, reverses or is a part.")
    def event(self, info: Info) -> EventRef:
        return info.context.get(self.subject)

    @field("The other event.")
    def other(self, info: Info) -> EventRef:
        return info.context.get(self.object)


@strawberry.type(description="Something that happened, once.")
class Event(Node):
    """An event of the model."""

    wrapped: strawberry.Private[model.Event]

    @classmethod
    def of(cls, event: model.Event) -> Self:
        """Wrap an event of the model."""
        return cls(id=strawberry.ID(event.id), wrapped=event)

    @field("What sort of thing happened.")
    def kind(self) -> EventKind:
        return self.wrapped.kind

    @field("What happened, in a line.")
    def title(self) -> Text:
        return Text.of(self.wrapped.title)

    @field("When, as precisely as it is known.")
    def date(self) -> EdtfDate:
        return EdtfDate.of(self.wrapped.date)

    @field("How far the thing had come.")
    def status(self) -> Status:
        return self.wrapped.status

    @field("Whether it opens or closes access.")
    def direction(self) -> Direction:
        return self.wrapped.direction

    @field("The channels that it is about.")
    def channels(self) -> list[Channel]:
        return list(self.wrapped.channels)

    @field("Who took part, as what, in the order of the seed.")
    def participants(self, info: Info) -> list[Participant]:
        info.context.expect(_touched(self.wrapped))
        return [Participant(wrapped=participant) for participant in self.wrapped.participants]

    @field("What it did to access.")
    def effects(self, info: Info) -> list[Effect]:
        info.context.expect(_touched(self.wrapped))
        return [Effect(wrapped=effect) for effect in self.wrapped.effects]

    @field("How it stands to other events, as it says itself.")
    def relations(self, info: Info, kinds: Kinds = None) -> list[EventRelation]:
        info.context.expect(relation.event for relation in self.wrapped.relations)
        return [
            EventRelation(kind=relation.kind, subject=self.wrapped.id, object=relation.event)
            for relation in self.wrapped.relations
            if kinds is None or relation.kind in kinds
        ]

    @field("How other events stand to it: what responds to it, follows it, reverses it …")
    def related_by(self, info: Info, kinds: Kinds = None) -> list[EventRelation]:
        found = [
            EventRelation(kind=relation.kind, subject=id, object=relation.event)
            for id, relation in info.context.reader.event_relations([self.wrapped.id])
            if relation.event == self.wrapped.id and (kinds is None or relation.kind in kinds)
        ]
        info.context.expect(relation.subject for relation in found)
        return found

    @field("The events that it responds to.")
    def responds_to(self, info: Info) -> list[EventRef]:
        kind = EventRelationKind.RESPONDS_TO
        return info.context.get_all(r.event for r in self.wrapped.relations if r.kind is kind)

    @field("The events that respond to it.")
    def responses(self, info: Info) -> list[EventRef]:
        kind = EventRelationKind.RESPONDS_TO
        found = info.context.reader.event_relations([self.wrapped.id])
        return info.context.get_all(
            id for id, r in found if r.kind is kind and r.event == self.wrapped.id
        )

    @field("What was said about it, by date.")
    def statements(self, info: Info) -> list[Statement]:
        found = info.context.reader.statements(self.wrapped.id)
        return [info.context.wrap(statement) for statement in found]

    @field("Its place among the events of one day.")
    def sequence(self) -> int:
        return self.wrapped.sequence

    @field("A remark by the editors.")
    def note(self) -> Text | None:
        return Text.maybe(self.wrapped.note)

    @field("Whether no source was found.")
    def unverified(self) -> bool:
        return self.wrapped.unverified

    @field("What it stands on: sources with their words.")
    def citations(self, info: Info) -> list[Citation]:
        return citations_of(info, self.wrapped.citations)

    @field("The sources that it stands on, by id.")
    def sources(self, info: Info) -> list[Source]:
        return sources_of(info, self.wrapped.citations)

    @field("Cypher that draws it, and who took part, in the Neo4j Browser; null without a Neo4j.")
    def cypher(self, info: Info) -> Cypher | None:
        return cypher_of(info, "timeline", {"events": [self.wrapped.id]})


def _touched(event: model.Event) -> Iterator[str]:
    """Ids of all that it touches, worked out where they are wanted."""
    yield from event.touched
