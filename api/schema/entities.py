"""Entities: companies, apps, payment systems and the others, with all that hangs on them."""

from enum import Enum
from typing import Annotated, Any, Self

import strawberry

from api.context import Info
from api.schema.basics import After, Before, EdtfDate, First, Last, Node, Text
from api.schema.connections import Connection, list_connection
from api.schema.described import describe_enum, field
from api.schema.evidence import Citation, Figure, Statement, citations_of
from api.schema.links import Link
from api.schema.scalars import DaySpan
from api.schema.terms import Channel, EntityKind, RelationKind, TimelineOrder
from api.schema.timeline import TimelineConnection, TimelineInput, timeline
from graph import model
from graph.queries.entities import operators, products

__all__ = [
    "ENTITY_TYPES",
    "App",
    "Company",
    "Entity",
    "LinkEnd",
    "Mechanism",
    "Occasion",
    "Organization",
    "PaymentSystem",
    "Person",
    "Relation",
    "Standard",
]

EntityRef = Annotated["Entity", strawberry.lazy("api.schema.entities")]


class LinkEnd(Enum):
    """At which end of its links an entity stands."""

    FROM = "from"
    TO = "to"
    BOTH = "both"


describe_enum(
    LinkEnd,
    "At which end of its links an entity stands.",
    FROM="Links from it to others.",
    TO="Links from others to it.",
    BOTH="All its links.",
)

Filter = Annotated[
    TimelineInput | None, strawberry.argument(description="Which events; all if not given.")
]
Order = Annotated[TimelineOrder, strawberry.argument(description="Which way it runs.")]
AsOf = Annotated[
    DaySpan | None, strawberry.argument(description="Only links that hold on this day.")
]
End = Annotated[LinkEnd, strawberry.argument(description="Which of its links.")]
Channels = Annotated[
    list[Channel] | None, strawberry.argument(description="Only links through these channels.")
]


@strawberry.type(description="A lasting relation between two entities.")
class Relation:
    """A relation of the model."""

    wrapped: strawberry.Private[model.Relation]

    @field("How the subject stands to the other.")
    def kind(self) -> RelationKind:
        return self.wrapped.kind

    @field("Who owns, operates, employs or is a part.")
    def subject(self, info: Info) -> EntityRef:
        return info.context.get(self.wrapped.subject)

    @field("The other.")
    def entity(self, info: Info) -> EntityRef:
        return info.context.get(self.wrapped.entity)

    @field("Since when.")
    def since(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.since)

    @field("The first day on which it no longer holds.")
    def until(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.until)

    @field("Whether no source was found.")
    def unverified(self) -> bool:
        return self.wrapped.unverified

    @field("What it stands on.")
    def citations(self, info: Info) -> list[Citation]:
        return citations_of(info, self.wrapped.citations)


@strawberry.interface(description="Something that lasts: a company, an app, a payment system …")
class Entity(Node):
    """An entity of the model."""

    wrapped: strawberry.Private[model.Entity]

    @classmethod
    def of(cls, entity: model.Entity) -> Self:
        """Wrap an entity of the model."""
        return cls(id=strawberry.ID(entity.id), wrapped=entity)

    @field("What it is.")
    def kind(self) -> EntityKind:
        return self.wrapped.kind

    @field("Its name.")
    def name(self) -> Text:
        return Text.of(self.wrapped.name)

    @field("Other spellings that a reader meets.")
    def aliases(self) -> list[str]:
        return list(self.wrapped.aliases)

    @field("What it is, in a sentence.")
    def description(self) -> Text | None:
        return Text.maybe(self.wrapped.description)

    @field("Its Wikidata item.")
    def wikidata(self) -> str | None:
        return self.wrapped.wikidata

    @field("Its home page.")
    def homepage(self) -> str | None:
        return self.wrapped.homepage

    @field("Who owns or operates it, or what it is part of: the first that has not ended.")
    def owner(self, info: Info) -> EntityRef | None:
        found = operators(info.context.reader, self.wrapped.id)
        lasting = [relation for relation in found if relation.until is None]
        return info.context.get(_holder(lasting[0])) if lasting else None

    @field("All who own or operate it, and what it is part of, with dates and sources.")
    def owners(self, info: Info) -> list[Relation]:
        return _relations(info, operators(info.context.reader, self.wrapped.id))

    @field("What it owns, operates or has as parts, with dates and sources.")
    def products(self, info: Info) -> list[Relation]:
        return _relations(info, products(info.context.reader, self.wrapped.id))

    @field("All its lasting relations, in both directions.")
    def relations(self, info: Info) -> list[Relation]:
        return _relations(info, info.context.reader.relations([self.wrapped.id]))

    @field("The events that touch it.")
    def timeline(
        self,
        info: Info,
        filter: Filter = None,
        order: Order = TimelineOrder.OLDEST_FIRST,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> TimelineConnection:
        return timeline(info, filter, order, (first, after, last, before), of=self.wrapped.id)

    @field("Its links, by (origin, destination, channel, since).")
    def links(
        self,
        info: Info,
        end: End = LinkEnd.FROM,
        as_of: AsOf = None,
        channels: Channels = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Link]:
        day = None
        if as_of is not None:
            day = info.context.today if as_of.last is None else as_of.last
        found = []
        if end is not LinkEnd.TO:
            found += info.context.reader.links_from([self.wrapped.id], day, channels)
        if end is not LinkEnd.FROM:
            found += info.context.reader.links_to([self.wrapped.id], day, channels)
        rows = [
            (
                (link.triple.origin, link.triple.destination, str(link.triple.channel), link.since),
                link,
            )
            for link in sorted(found, key=lambda link: (link.triple, link.since))
        ]
        info.context.expect(id for key, _ in rows for id in key[:2])
        return list_connection(
            "links", rows, (first, after, last, before), info.context.wrap, ("", "", "", 0)
        )

    @field("Figures about it, by period.")
    def figures(self, info: Info) -> list[Figure]:
        return [
            info.context.wrap(figure) for figure in info.context.reader.figures(self.wrapped.id)
        ]

    @field("What was said about it or by it, by date.")
    def statements(self, info: Info) -> list[Statement]:
        found = info.context.reader.statements(self.wrapped.id)
        return [info.context.wrap(statement) for statement in found]


def _relations(info: Info, relations: list[model.Relation]) -> list[Any]:
    info.context.expect(id for relation in relations for id in (relation.subject, relation.entity))
    return [Relation(wrapped=relation) for relation in relations]


def _holder(relation: model.Relation) -> str:
    return relation.entity if relation.kind is RelationKind.PART_OF else relation.subject


@strawberry.type(description=EntityKind.COMPANY.description)
class Company(Entity):
    """A company."""


@strawberry.type(description=EntityKind.APP.description)
class App(Entity):
    """An app."""


@strawberry.type(description=EntityKind.PAYMENT_SYSTEM.description)
class PaymentSystem(Entity):
    """A payment system."""


@strawberry.type(description=EntityKind.ORGANIZATION.description)
class Organization(Entity):
    """An organisation."""


@strawberry.type(description=EntityKind.PERSON.description)
class Person(Entity):
    """A person."""


@strawberry.type(description=EntityKind.STANDARD.description)
class Standard(Entity):
    """A standard."""


@strawberry.type(description=EntityKind.MECHANISM.description)
class Mechanism(Entity):
    """A mechanism."""


@strawberry.type(description=EntityKind.OCCASION.description)
class Occasion(Entity):
    """An occasion."""


ENTITY_TYPES: dict[EntityKind, type[Entity]] = {
    EntityKind.COMPANY: Company,
    EntityKind.APP: App,
    EntityKind.PAYMENT_SYSTEM: PaymentSystem,
    EntityKind.ORGANIZATION: Organization,
    EntityKind.PERSON: Person,
    EntityKind.STANDARD: Standard,
    EntityKind.MECHANISM: Mechanism,
    EntityKind.OCCASION: Occasion,
}
