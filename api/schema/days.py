"""The graph on a day, what differs between two days, and openness over time."""

from collections.abc import Callable
from enum import Enum

import strawberry

from api.context import Info
from api.schema.basics import After, Before, First, Last
from api.schema.connections import Connection, list_connection, store_connection
from api.schema.described import describe_enum, field
from api.schema.entities import Entity
from api.schema.events import Event
from api.schema.links import Link
from api.schema.scalars import Day
from api.schema.terms import Channel
from graph.queries.differences import Change as ChangeModel
from graph.queries.differences import ChangeKind
from graph.queries.openness import Point as PointModel
from graph.queries.openness import links_of_day
from graph.store import Reader

__all__ = ["Change", "ChangeKind", "OpennessBy", "OpennessPoint", "OpennessSeries", "Snapshot"]

describe_enum(
    ChangeKind,
    "What became of access from one day to another.",
    GAINED="One did not get through, and does.",
    LOST="One got through, and does not.",
    LIMITED="One gets through on both days, with limits on the second only.",
    FREED="One gets through on both days, with limits on the first only.",
    SURER="One gets through on both days, certainly on the second only.",
    LESS_SURE="One gets through on both days, certainly on the first only.",
    REFUSED="One gets through on neither day, and is blocked on the second only.",
    CHANGED="The verdict is the same, the events that decide are not.",
)


class OpennessBy(Enum):
    """What there is a series of openness for."""

    ALL = "all"
    CHANNEL = "channel"
    COMPANY = "company"


describe_enum(
    OpennessBy,
    "What there is a series of openness for.",
    ALL="One series over all links.",
    CHANNEL="One for each channel that has a link.",
    COMPANY="One for each company: links out of what it runs, to what it does not run.",
)


@strawberry.type(description="What changed on a triple between two days.")
class Change:
    """A change of the model."""

    wrapped: strawberry.Private[ChangeModel]

    @field("From inside which entity.")
    def origin(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.triple.origin)

    @field("Which other is reached or used.")
    def destination(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.triple.destination)

    @field("Through what.")
    def channel(self) -> Channel:
        return self.wrapped.triple.channel

    @field("What became of access.")
    def kind(self) -> ChangeKind:
        return self.wrapped.kind

    @field("What held on the first day.")
    def before(self) -> Link | None:
        return None if self.wrapped.before is None else Link.of(self.wrapped.before)

    @field("What holds on the second day.")
    def after(self) -> Link | None:
        return None if self.wrapped.after is None else Link.of(self.wrapped.after)

    @field("The events that are responsible: those that decide on one of the days only, or all.")
    def events(self, info: Info) -> list[Event]:
        return info.context.get_all(self.wrapped.events)


@strawberry.type(description="The graph on a day: what stood then.")
class Snapshot:
    """A day of a graph."""

    seen: strawberry.Private[Reader]
    channels: strawberry.Private[list[Channel] | None]
    as_of: Day = strawberry.field(description="The day; what counts is the state at its end.")

    @field("The links that hold on the day, by origin, destination and channel.")
    def links(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Link]:
        return store_connection(
            "linksOn",
            ("", "", ""),
            (first, after, last, before),
            lambda page: self.seen.links_on(self.as_of, self.channels, page),
            info.context.wrap,
            self._count(info),
        )

    @field("The entities at either end of a link that holds on the day, by id.")
    def entities(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Entity]:
        links = links_of_day(self.seen, self.as_of, self.channels, info.context.budget())
        ends = {id for link in links for id in (link.triple.origin, link.triple.destination)}
        rows = [((id,), id) for id in sorted(ends)]
        arguments = (first, after, last, before)
        return list_connection("entitiesOn", rows, arguments, info.context.get, ("",))

    def _count(self, info: Info) -> Callable[[], int]:
        def count() -> int:
            links = links_of_day(self.seen, self.as_of, self.channels, info.context.budget())
            return sum(1 for _ in links)

        return count


@strawberry.type(description="How open it is on a day, over what is on record.")
class OpennessPoint:
    """A point of the model."""

    wrapped: strawberry.Private[PointModel]

    @field("The day.")
    def day(self) -> Day:
        return Day(self.wrapped.day)

    @field("Triples on which anything is on record.")
    def recorded(self) -> int:
        return self.wrapped.recorded

    @field("Those that certainly pass.")
    def certain(self) -> int:
        return self.wrapped.certain

    @field("Those that possibly pass, and not certainly.")
    def possible(self) -> int:
        return self.wrapped.possible

    @field("Those that are certainly refused or over.")
    def blocked(self) -> int:
        return self.wrapped.blocked

    @field("The share that certainly passes; null where nothing is on record.")
    def certain_share(self) -> float | None:
        return self.wrapped.certain_share

    @field("The share that passes at least possibly; null where nothing is on record.")
    def possible_share(self) -> float | None:
        return self.wrapped.possible_share


@strawberry.type(description="Openness over time.")
class OpennessSeries:
    """A series of points."""

    company_id: strawberry.Private[str | None]
    channel: Channel | None = strawberry.field(description="The channel that it is about, if one.")
    points: list[OpennessPoint] = strawberry.field(description="A point for the end of each step.")

    @field("The company that it is about, if one.")
    def company(self, info: Info) -> Entity | None:
        return info.context.get(self.company_id)
