"""The answers to questions that go through time, and to what an answer hangs on."""

import strawberry

from api.context import Info
from api.schema.answers import Hop, Truncation
from api.schema.basics import Interval, Text, finite
from api.schema.described import describe_enum, field
from api.schema.entities import Entity, Relation
from api.schema.events import Event
from api.schema.evidence import Source
from api.schema.evidence_filter import left_out_of
from api.schema.links import Candidate, Link
from api.schema.scalars import Day
from api.schema.terms import Access, Channel, Verdict
from graph.queries.connection import Connection as ConnectionModel
from graph.queries.connection import Step as StepModel
from graph.queries.critical import Unsupported as UnsupportedModel
from graph.queries.paths import Hop as HopModel
from graph.queries.reachability import Stretch as StretchModel
from graph.queries.reachable_through import Arrival as ArrivalModel
from graph.queries.temporal_paths import Objective
from graph.queries.temporal_paths import TemporalHop as TemporalHopModel
from graph.queries.temporal_paths import TemporalPath as TemporalPathModel
from graph.store import Reader

__all__ = [
    "Arrival",
    "Chain",
    "ChainStep",
    "Objective",
    "Path",
    "Reachability",
    "Stretch",
    "TemporalHop",
    "TemporalPath",
    "Triple",
    "Unsupported",
]

describe_enum(
    Objective,
    "What makes a path through time the best; ties: fewest hops, earliest arrival, latest departure,"
    " ids.",
    EARLIEST_ARRIVAL="Arrive as early as can be.",
    LATEST_DEPARTURE="Depart as late as can be.",
    FASTEST="As few days between departure and arrival as can be.",
    FEWEST_HOPS="As few hops as can be.",
)


@strawberry.type(description="One hop of a path through time, and the day on which it is made.")
class TemporalHop:
    """A hop of the model."""

    wrapped: strawberry.Private[TemporalHopModel]

    @field("From inside which entity.", name="from")
    def from_(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.link.triple.origin)

    @field("Which other is reached or used.")
    def to(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.link.triple.destination)

    @field("Through what.")
    def channel(self) -> Channel:
        return self.wrapped.link.triple.channel

    @field("The day on which the hop is made.")
    def day(self) -> Day:
        return Day(self.wrapped.day)

    @field("How surely it passes on that day.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("The accesses that are possible on that day.")
    def accesses(self) -> list[Access]:
        return list(self.wrapped.link.accesses)

    @field("The limits that may hold.")
    def limits(self) -> list[Text]:
        limits = dict.fromkeys(limit for c in self.wrapped.candidates for limit in c.limits)
        return [Text.of(limit) for limit in limits]

    @field("The link.")
    def link(self) -> Link:
        return Link.of(self.wrapped.link)

    @field("The events that may decide, each with the access that it gives.")
    def candidates(self) -> list[Candidate]:
        return [Candidate(wrapped=candidate) for candidate in self.wrapped.candidates]

    @field("Those events, each once.")
    def events(self, info: Info) -> list[Event]:
        return info.context.get_all(dict.fromkeys(c.event.id for c in self.wrapped.candidates))

    @field("The sources that the hop stands on, by id.")
    def sources(self, info: Info) -> list[Source]:
        return info.context.get_all(self.wrapped.sources)


@strawberry.type(description="The best path through time within a window, if there is one.")
class TemporalPath:
    """A path through time of the model."""

    wrapped: strawberry.Private[TemporalPathModel]
    seen: strawberry.Private[Reader]

    @field("Where it starts.", name="from")
    def from_(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.origin)

    @field("Where it leads.")
    def to(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.destination)

    @field("The first day of the window.")
    def not_before(self) -> Day | None:
        return finite(self.wrapped.not_before)

    @field("The last day of the window.")
    def arrive_by(self) -> Day | None:
        return finite(self.wrapped.arrive_by)

    @field("What makes it the best.")
    def objective(self) -> Objective:
        return self.wrapped.objective

    @field("CERTAIN or POSSIBLE, the weakest of its hops; UNKNOWN where there is no path.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("Whether there is a path.")
    def found(self) -> bool:
        return self.wrapped.found

    @field("The number of hops; null without a path.")
    def length(self) -> int | None:
        return len(self.wrapped.hops) if self.wrapped.found else None

    @field("The day of the first hop.")
    def departs(self) -> Day | None:
        return finite(self.wrapped.departs)

    @field("The day of the last hop.")
    def arrives(self) -> Day | None:
        return finite(self.wrapped.arrives)

    @field("The entities along the path.")
    def nodes(self, info: Info) -> list[Entity]:
        return info.context.get_all(self.wrapped.nodes)

    @field("The hops, each with its day, events and sources.")
    def hops(self) -> list[TemporalHop]:
        return [TemporalHop(wrapped=hop) for hop in self.wrapped.hops]

    @field("The sources that the path stands on, by id.")
    def sources(self, info: Info) -> list[Source]:
        return info.context.get_all(sorted({id for hop in self.wrapped.hops for id in hop.sources}))

    @field("Events that do not count, as the evidence filter says, but were met on the way; by id.")
    def left_out(self, info: Info) -> list[Event]:
        _ = (
            self.wrapped.complete
        )  # to say so may meet more of them: the same, whatever is asked first
        return info.context.get_all(left_out_of(self.seen))

    @field("Whether the window ends after the last day that the seed claims to know.")
    def beyond_record(self) -> bool:
        return self.wrapped.beyond_record

    @field("Whether the search looked everywhere; if not, no path means none found.")
    def complete(self) -> bool:
        return self.wrapped.complete

    @field("Why it did not look everywhere.")
    def truncated(self) -> Truncation | None:
        return Truncation.maybe(self.wrapped.truncated)


@strawberry.type(description="An entity that is reached within a window, and from which day on.")
class Arrival:
    """An arrival of the model."""

    wrapped: strawberry.Private[ArrivalModel]

    @field("The entity.")
    def entity(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.entity)

    @field("The earliest day on which a path through time arrives.")
    def day(self) -> Day:
        return Day(self.wrapped.day)

    @field("The fewest hops that arrive on that day.")
    def hops(self) -> int:
        return self.wrapped.hops


@strawberry.type(description="One of several paths on a day.")
class Path:
    """A path of the model."""

    hops_made: strawberry.Private[tuple[HopModel, ...]]
    origin: strawberry.Private[str]

    @field("The number of hops.")
    def length(self) -> int:
        return len(self.hops_made)

    @field("CERTAIN or POSSIBLE, the weakest of its hops.")
    def verdict(self) -> Verdict:
        sure = all(hop.verdict is Verdict.CERTAIN for hop in self.hops_made)
        return Verdict.CERTAIN if sure else Verdict.POSSIBLE

    @field("The entities along the path.")
    def nodes(self, info: Info) -> list[Entity]:
        ends = [hop.link.triple.destination for hop in self.hops_made]
        return info.context.get_all([self.origin, *ends])

    @field("The hops, each with its events and sources.")
    def hops(self) -> list[Hop]:
        return [Hop(wrapped=hop) for hop in self.hops_made]


@strawberry.type(description="A maximal run of days with one verdict of the path question.")
class Stretch:
    """A stretch of the model."""

    wrapped: strawberry.Private[StretchModel]

    @field("The days; open where nothing on record begins or ends it.")
    def during(self) -> Interval:
        since, until = self.wrapped.since, self.wrapped.until
        return Interval(since=finite(since), until=finite(until))

    @field("CERTAIN, POSSIBLE or UNKNOWN, on each of these days.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("The events that made or broke the path where the run begins.")
    def began_by(self, info: Info) -> list[Event]:
        return info.context.get_all(self.wrapped.began_by)

    @field("The events that made or broke the path where the run ends.")
    def ended_by(self, info: Info) -> list[Event]:
        return info.context.get_all(self.wrapped.ended_by)


@strawberry.type(description="Since when and until when there is a path, over all time.")
class Reachability:
    """The stretches of all time."""

    seen: strawberry.Private[Reader]
    stretches: list[Stretch] = strawberry.field(
        description="All days, in order: runs with one verdict, without gaps."
    )

    @field("Events that do not count, as the evidence filter says, but were met on the way; by id.")
    def left_out(self, info: Info) -> list[Event]:
        return info.context.get_all(left_out_of(self.seen))


@strawberry.type(
    description="A step of a chain: by a relation, a link of any day, or a shared event."
)
class ChainStep:
    """A step of the model."""

    wrapped: strawberry.Private[StepModel]

    @field("From which entity.", name="from")
    def from_(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.start)

    @field("To which other.")
    def to(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.end)

    @field("The relation, where it is one.")
    def relation(self) -> Relation | None:
        return None if self.wrapped.relation is None else Relation(wrapped=self.wrapped.relation)

    @field("The link, where it is one; its direction may be the other way round.")
    def link(self) -> Link | None:
        return None if self.wrapped.link is None else Link.of(self.wrapped.link)

    @field("The event that touches both, where it is one.")
    def event(self, info: Info) -> Event | None:
        return None if self.wrapped.event is None else info.context.wrap(self.wrapped.event)


@strawberry.type(description="The shortest chain of any relations between two entities.")
class Chain:
    """A chain of the model."""

    wrapped: strawberry.Private[ConnectionModel]

    @field("Whether there is one.")
    def found(self) -> bool:
        return self.wrapped.found

    @field("The number of steps; null without a chain.")
    def length(self) -> int | None:
        return len(self.wrapped.steps) if self.wrapped.found else None

    @field("The steps, in order.")
    def steps(self) -> list[ChainStep]:
        return [ChainStep(wrapped=step) for step in self.wrapped.steps]

    @field("Whether the search looked everywhere; if not, no chain means none found.")
    def complete(self) -> bool:
        return self.wrapped.truncated is None

    @field("Why it did not look everywhere.")
    def truncated(self) -> Truncation | None:
        return Truncation.maybe(self.wrapped.truncated)


@strawberry.type(description="From inside one entity, another through one channel.")
class Triple:
    """A triple of the model."""

    origin_id: strawberry.Private[str]
    destination_id: strawberry.Private[str]
    channel: Channel = strawberry.field(description="Through what.")

    @field("From inside which entity.")
    def origin(self, info: Info) -> Entity:
        return info.context.get(self.origin_id)

    @field("Which other is reached or used.")
    def destination(self, info: Info) -> Entity:
        return info.context.get(self.destination_id)


@strawberry.type(description="What falls with a source.")
class Unsupported:
    """What falls, of the model."""

    wrapped: strawberry.Private[UnsupportedModel]

    @field("The source.")
    def source(self, info: Info) -> Source:
        return info.context.get(self.wrapped.source)

    @field("The events that cite no other source, by id.")
    def events(self, info: Info) -> list[Event]:
        return [info.context.wrap(event) for event in self.wrapped.events]

    @field("Where access would be another on some day without these events.")
    def triples(self) -> list[Triple]:
        return [
            Triple(origin_id=t.origin, destination_id=t.destination, channel=t.channel)
            for t in self.wrapped.triples
        ]
