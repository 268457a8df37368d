"""Links: what the effects of events make of access, run by run."""

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from api.context import Info
from api.schema.basics import Interval, Node, Text
from api.schema.described import field
from api.schema.events import Event
from api.schema.evidence import Source
from api.schema.terms import Access, Channel, Verdict
from graph import links
from graph.queries.access import CandidateEvent, candidate_events

if TYPE_CHECKING:
    from api.schema.entities import Entity

__all__ = ["AllowLimited", "Candidate", "Link"]

EntityRef = Annotated["Entity", strawberry.lazy("api.schema.entities")]
AllowLimited = Annotated[
    bool, strawberry.argument(description="Whether access with limits counts as getting through.")
]


@strawberry.type(description="An event that may be the one that decides, and what it would give.")
class Candidate:
    """A candidate of the model, with its event."""

    wrapped: strawberry.Private[CandidateEvent]

    @field("The event.")
    def event(self, info: Info) -> Event:
        wrapped: Event = info.context.wrap(self.wrapped.event)
        return wrapped

    @field("The access that it gives; CLOSED where it has ended by then.")
    def access(self) -> Access:
        return self.wrapped.access

    @field("The limits that it sets.")
    def limits(self) -> list[Text]:
        return [Text.of(limit) for limit in self.wrapped.limits]

    @field("The mechanism by which one gets through.")
    def mechanism(self, info: Info) -> EntityRef | None:
        return info.context.get(self.wrapped.mechanism)


@strawberry.type(
    description=(
        "A run of days on which the same events may decide access from one entity to another"
        " through one channel."
    )
)
class Link(Node):
    """A link of the graph."""

    wrapped: strawberry.Private[links.Link]

    @classmethod
    def of(cls, link: links.Link) -> Self:
        """Wrap a link."""
        return cls(id=strawberry.ID(link.id), wrapped=link)

    @field("From inside which entity.")
    def origin(self, info: Info) -> EntityRef:
        return info.context.get(self.wrapped.triple.origin)

    @field("Which other is reached or used.")
    def destination(self, info: Info) -> EntityRef:
        return info.context.get(self.wrapped.triple.destination)

    @field("Through what.")
    def channel(self) -> Channel:
        return self.wrapped.triple.channel

    @field("Whether one gets through, and how surely.")
    def verdict(self, allow_limited: AllowLimited = True) -> Verdict:
        return self.wrapped.verdict(allow_limited=allow_limited)

    @field("The accesses that are possible.")
    def accesses(self) -> list[Access]:
        return list(self.wrapped.accesses)

    @field("Whether possibly nothing has begun yet.")
    def nothing(self) -> bool:
        return self.wrapped.nothing

    @field("The days on which it holds.")
    def during(self) -> Interval:
        return Interval.maybe((self.wrapped.since, self.wrapped.until)) or Interval(
            since=None, until=None
        )

    @field("The events that may decide, in the order of a day.")
    def candidates(self, info: Info) -> list[Candidate]:
        found = candidate_events(info.context.reader, self.wrapped.candidates)
        return [Candidate(wrapped=candidate) for candidate in found]

    @field("Those events, each once.")
    def events(self, info: Info) -> list[Event]:
        return info.context.get_all(dict.fromkeys(c.event for c in self.wrapped.candidates))

    @field("The sources that it stands on, by id.")
    def sources(self, info: Info) -> list[Source]:
        found = candidate_events(info.context.reader, self.wrapped.candidates)
        cited = {citation.source for c in found for citation in c.event.citations}
        return info.context.get_all(sorted(cited))
