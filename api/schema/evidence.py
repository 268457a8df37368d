"""What facts stand on: sources and citations; and what was measured or said."""

from typing import TYPE_CHECKING, Annotated, Any, Self

import strawberry

from api.context import Info
from api.schema.basics import EdtfDate, Node, Text
from api.schema.described import field
from api.schema.terms import Confidence, Metric, Operator, StatementKind, Tier
from graph import model

if TYPE_CHECKING:
    from api.schema.entities import Entity

__all__ = ["Citation", "Figure", "Source", "Statement"]

EntityRef = Annotated["Entity", strawberry.lazy("api.schema.entities")]


@strawberry.type(description="A page, report or release that facts stand on.")
class Source(Node):
    """A source of the model."""

    wrapped: strawberry.Private[model.Source]

    @classmethod
    def of(cls, source: model.Source) -> Self:
        """Wrap a source of the model."""
        return cls(id=strawberry.ID(source.id), wrapped=source)

    @field("Its title, or a short description.")
    def title(self) -> str:
        return self.wrapped.title

    @field("Who published it.")
    def publisher(self) -> str:
        return self.wrapped.publisher

    @field("The publisher, where it is in the graph.")
    def publisher_entity(self, info: Info) -> EntityRef | None:
        return entity_or_none(info, self.wrapped.publisher_id)

    @field("Its address; null where there is none, or none that should be published.")
    def url(self) -> str | None:
        return self.wrapped.url

    @field("When it was published.")
    def published(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.published)

    @field("When it was read.")
    def retrieved(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.retrieved)

    @field("When it was written down here.")
    def recorded(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.recorded)

    @field("Its language, as a code.")
    def language(self) -> str:
        return self.wrapped.language

    @field("What sort of source it is.")
    def tier(self) -> Tier:
        return self.wrapped.tier

    @field("Who is behind it and has a stake.")
    def interested_parties(self, info: Info) -> list[EntityRef]:
        return info.context.get_all(self.wrapped.interested_parties)

    @field("A remark by the editors.")
    def note(self) -> Text | None:
        return Text.maybe(self.wrapped.note)

    @field("What cites it, by id.")
    def cited_by(self, info: Info) -> list[Node]:
        wrap = info.context.wrap
        return [wrap(node) for node in info.context.reader.cited_by(self.wrapped.id)]


@strawberry.type(description="A source for a fact: its words, and how far it is trusted.")
class Citation:
    """A citation of the model."""

    wrapped: strawberry.Private[model.Citation]

    @field("The source.")
    def source(self, info: Info) -> Source:
        found: Source = info.context.get(self.wrapped.source)
        return found

    @field("The source's own words, verbatim.")
    def quote(self) -> str | None:
        return self.wrapped.quote

    @field("Where in the source.")
    def page(self) -> str | None:
        return self.wrapped.page

    @field("How far it is trusted.")
    def confidence(self) -> Confidence:
        return self.wrapped.confidence

    @field("The date that this source gives, where it differs from the fact's own.")
    def date(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.date)

    @field("Whether the editors do not believe that date.")
    def date_rejected(self) -> bool:
        return self.wrapped.date_rejected

    @field("A remark by the editors.")
    def note(self) -> Text | None:
        return Text.maybe(self.wrapped.note)


def citations_of(info: Info, citations: tuple[model.Citation, ...]) -> list[Citation]:
    """Wrap citations; their sources may be asked for next."""
    info.context.expect(citation.source for citation in citations)
    return [Citation(wrapped=citation) for citation in citations]


def sources_of(info: Info, citations: tuple[model.Citation, ...]) -> list[Source]:
    """The sources of citations, each once, by id."""
    return info.context.get_all(sorted({citation.source for citation in citations}))


def entity_or_none(info: Info, id: str | None) -> Any:
    """The entity with this id, wrapped, or None."""
    return info.context.get(id)


@strawberry.type(description="A number about an entity, or about something that is not one.")
class Figure(Node):
    """A figure of the model."""

    wrapped: strawberry.Private[model.Figure]

    @classmethod
    def of(cls, figure: model.Figure) -> Self:
        """Wrap a figure of the model."""
        return cls(id=strawberry.ID(figure.id), wrapped=figure)

    @field("What it is about.")
    def entity(self, info: Info) -> EntityRef | None:
        return entity_or_none(info, self.wrapped.entity)

    @field("What it is about, where that is not in the graph.")
    def subject(self) -> Text | None:
        return Text.maybe(self.wrapped.subject)

    @field("What is measured.")
    def metric(self) -> Metric:
        return self.wrapped.metric

    @field("The number, in full digits; a text, so that nothing is lost.")
    def value(self) -> str:
        return format(self.wrapped.value, "f")

    @field("How the value is meant.")
    def operator(self) -> Operator:
        return self.wrapped.operator

    @field("The unit: CNY, percent, users …")
    def unit(self) -> str:
        return self.wrapped.unit

    @field("The time that it is about.")
    def period(self) -> EdtfDate:
        return EdtfDate.of(self.wrapped.period)

    @field("The change on a year before, in percent; a text, so that nothing is lost.")
    def change_on_year(self) -> str | None:
        change = self.wrapped.change_on_year
        return None if change is None else format(change, "f")

    @field("The figure that corrects this one; both stay.")
    def superseded_by(self, info: Info) -> Annotated["Figure", strawberry.lazy(__name__)] | None:
        found: Figure | None = info.context.get(self.wrapped.superseded_by)
        return found

    @field("What speaks against it.")
    def doubt(self) -> Text | None:
        return Text.maybe(self.wrapped.doubt)

    @field("Whether no source was found.")
    def unverified(self) -> bool:
        return self.wrapped.unverified

    @field("What it stands on.")
    def citations(self, info: Info) -> list[Citation]:
        return citations_of(info, self.wrapped.citations)


@strawberry.type(description="What somebody said or forecast.")
class Statement(Node):
    """A statement of the model."""

    wrapped: strawberry.Private[model.Statement]

    @classmethod
    def of(cls, statement: model.Statement) -> Self:
        """Wrap a statement of the model."""
        return cls(id=strawberry.ID(statement.id), wrapped=statement)

    @field("What sort of thing was said.")
    def kind(self) -> StatementKind:
        return self.wrapped.kind

    @field("Who said it, where that is in the graph.")
    def speaker(self, info: Info) -> EntityRef | None:
        return entity_or_none(info, self.wrapped.speaker)

    @field("Who said it, where that is not in the graph.")
    def speaker_name(self) -> Text | None:
        return Text.maybe(self.wrapped.speaker_name)

    @field("As what the speaker spoke.")
    def role(self) -> Text | None:
        return Text.maybe(self.wrapped.role)

    @field("Entities, events and figures that it is about.")
    def about(self, info: Info) -> list[Node]:
        return info.context.get_all(self.wrapped.about)

    @field("When it was said.")
    def said(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.said)

    @field("The time that it speaks of.")
    def period(self) -> EdtfDate | None:
        return EdtfDate.maybe(self.wrapped.period)

    @field("What was said, in the editors' words.")
    def summary(self) -> Text:
        return Text.of(self.wrapped.summary)

    @field("What speaks against it.")
    def doubt(self) -> Text | None:
        return Text.maybe(self.wrapped.doubt)

    @field("What it stands on, with the speaker's own words.")
    def citations(self, info: Info) -> list[Citation]:
        return citations_of(info, self.wrapped.citations)
