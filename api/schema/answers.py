"""The answers to questions of access and paths."""

from typing import Annotated, Self

import strawberry

from api.context import Info
from api.schema.basics import Interval, Text, finite
from api.schema.cypher import Cypher, cypher_of
from api.schema.described import field
from api.schema.entities import Entity
from api.schema.events import Event
from api.schema.evidence import Source
from api.schema.evidence_filter import left_out_of
from api.schema.links import Candidate, Link
from api.schema.scalars import Day
from api.schema.terms import Access, Channel, MissReason, Verdict
from graph.dates import day_to_iso
from graph.queries.access import AccessAnswer as AccessModel
from graph.queries.budget import BudgetSpentError
from graph.queries.misses import NearestMiss as MissModel
from graph.queries.paths import Hop as HopModel
from graph.queries.paths import PathAnswer as PathModel
from graph.queries.reachable import Reached as ReachedModel
from graph.store import Reader

__all__ = ["AccessAnswer", "Hop", "NearestMiss", "PathAnswer", "Reached", "Truncation"]


@strawberry.type(
    description="Whether one gets from one entity to another on a day, and how surely."
)
class AccessAnswer:
    """An answer on one channel, or over all that are recorded."""

    wrapped: strawberry.Private[AccessModel]
    seen: strawberry.Private[Reader | None] = None

    @field("From inside which entity.", name="from")
    def from_(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.origin)

    @field("Which other is to be reached or used.")
    def to(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.destination)

    @field("Through what; null where the answer is over all recorded channels.")
    def channel(self) -> Channel | None:
        return self.wrapped.channel

    @field("The day; what counts is the state at its end.")
    def as_of(self) -> Day:
        return Day(self.wrapped.as_of)

    @field("Whether one gets through, and how surely.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("The access, where only one is possible; null otherwise.")
    def access(self) -> Access | None:
        only = len(self.wrapped.accesses) == 1 and not self.wrapped.nothing
        return self.wrapped.accesses[0] if only else None

    @field("The accesses that are possible on the day.")
    def accesses(self) -> list[Access]:
        return list(self.wrapped.accesses)

    @field("Whether possibly nothing has begun by the day.")
    def nothing(self) -> bool:
        return self.wrapped.nothing

    @field("The limits that may hold.")
    def limits(self) -> list[Text]:
        return [Text.of(limit) for limit in self.wrapped.limits]

    @field("The events that may decide, each with the access that it gives.")
    def candidates(self) -> list[Candidate]:
        return [Candidate(wrapped=candidate) for candidate in self.wrapped.candidates]

    @field("Those events, each once.")
    def events(self, info: Info) -> list[Event]:
        ids = dict.fromkeys(candidate.event.id for candidate in self.wrapped.candidates)
        return info.context.get_all(ids)

    @field("What began on the day itself and no longer decides at its end, in order.")
    def earlier_that_day(self) -> list[Candidate]:
        return [Candidate(wrapped=candidate) for candidate in self.wrapped.earlier_that_day]

    @field("The sources that the answer stands on, by id.")
    def sources(self, info: Info) -> list[Source]:
        return info.context.get_all(self.wrapped.sources)

    @field("The longest run of days around the day on which it is CERTAIN; null if it is not.")
    def certain_during(self) -> Interval | None:
        return Interval.maybe(self.wrapped.certain_during)

    @field("The longest run of days around the day on which one may get through; null if not.")
    def possible_during(self) -> Interval | None:
        return Interval.maybe(self.wrapped.possible_during)

    @field("The link that holds on the day; null over all channels, or where there is none.")
    def link(self, info: Info) -> Link | None:
        return None if self.wrapped.link is None else Link.of(self.wrapped.link)

    @field("Events that do not count, as the evidence filter says, but were met on the way; by id.")
    def left_out(self, info: Info) -> list[Event]:
        return info.context.get_all(left_out_of(self.seen))

    @field("Whether the day is after the last one that the seed claims to know.")
    def beyond_record(self) -> bool:
        return self.wrapped.beyond_record

    @field("Cypher that draws it in the Neo4j Browser; null where the graph is not in a Neo4j.")
    def cypher(self, info: Info) -> Cypher | None:
        answer = self.wrapped
        parameters = {
            "from": answer.origin,
            "to": answer.destination,
            "channel": answer.channel,
            "asOf": day_to_iso(answer.as_of),
            "events": sorted({candidate.event.id for candidate in answer.candidates}),
        }
        return cypher_of(info, "access", parameters)

    @field("Without a channel in the question: the answer on each recorded channel.")
    def channels(self) -> list[Annotated["AccessAnswer", strawberry.lazy("api.schema.answers")]]:
        return [AccessAnswer(wrapped=answer) for answer in self.wrapped.channels]


@strawberry.type(description="One step of a path: a link, on whose evidence, and how surely.")
class Hop:
    """A hop of the model."""

    wrapped: strawberry.Private[HopModel]

    @field("From inside which entity.", name="from")
    def from_(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.link.triple.origin)

    @field("Which other is reached or used.")
    def to(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.link.triple.destination)

    @field("Through what.")
    def channel(self) -> Channel:
        return self.wrapped.link.triple.channel

    @field("How surely it passes.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("The accesses that are possible on the day.")
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


@strawberry.type(description="A way on which all hops pass on the day but one.")
class NearestMiss:
    """A nearest miss of the model."""

    wrapped: strawberry.Private[MissModel]

    @field("The entities along the way.")
    def nodes(self, info: Info) -> list[Entity]:
        return info.context.get_all(self.wrapped.nodes)

    @field("The hop that fails: from inside which entity.", name="from")
    def from_(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.triple.origin)

    @field("The hop that fails: which other is not reached.")
    def to(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.triple.destination)

    @field("The hop that fails: through what.")
    def channel(self) -> Channel:
        return self.wrapped.triple.channel

    @field("Why it fails.")
    def reason(self) -> MissReason:
        return self.wrapped.reason

    @field("What holds on the day, if anything is on record.")
    def link(self) -> Link | None:
        return None if self.wrapped.link is None else Link.of(self.wrapped.link)

    @field("The events that decide it on the day.")
    def events(self, info: Info) -> list[Event]:
        return info.context.get_all(dict.fromkeys(c.event.id for c in self.wrapped.candidates))

    @field("The first later day on which it passes.")
    def passes_from(self) -> Day | None:
        return finite(self.wrapped.passes_from)


@strawberry.type(description="Why a search stopped before it had looked everywhere.")
class Truncation:
    """A budget that ran out."""

    reason: str = strawberry.field(description="VISITS, TIME or HOPS: which budget ran out.")
    depth: int = strawberry.field(
        description="How many levels of hops had been looked at, from either end."
    )
    visited: int = strawberry.field(description="How many links had been looked at.")

    @classmethod
    def maybe(cls, spent: BudgetSpentError | None) -> Self | None:
        """Wrap what ran out, or pass None on."""
        if spent is None:
            return None
        return cls(reason=spent.reason, depth=spent.depth, visited=spent.visited)


@strawberry.type(description="The path from one entity to another on a day, or why there is none.")
class PathAnswer:
    """A path of the model."""

    wrapped: strawberry.Private[PathModel]
    seen: strawberry.Private[Reader | None] = None

    @field("Where it starts.", name="from")
    def from_(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.origin)

    @field("Where it leads.")
    def to(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.destination)

    @field("The day; what counts is the state at its end.")
    def as_of(self) -> Day:
        return Day(self.wrapped.as_of)

    @field("CERTAIN or POSSIBLE, the weakest of its hops; UNKNOWN where there is no path.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("Whether there is a path.")
    def found(self) -> bool:
        return self.wrapped.found

    @field("The number of hops; null without a path.")
    def length(self) -> int | None:
        return self.wrapped.length

    @field("The entities along the path.")
    def nodes(self, info: Info) -> list[Entity]:
        return info.context.get_all(self.wrapped.nodes)

    @field("The hops, each with its events and sources.")
    def hops(self) -> list[Hop]:
        return [Hop(wrapped=hop) for hop in self.wrapped.hops]

    @field("The longest run of days around the day on which every hop keeps the path's verdict.")
    def valid_during(self) -> Interval | None:
        return Interval.maybe(self.wrapped.valid_during)

    @field("Without a path: the way that fails in one hop only.")
    def nearest_miss(self) -> NearestMiss | None:
        return None if self.wrapped.miss is None else NearestMiss(wrapped=self.wrapped.miss)

    @field("Without a path: the first later day on which there possibly is one.")
    def first_possible_day(self) -> Day | None:
        return self._day("first_possible")

    @field("Without a path: the first later day on which there certainly is one.")
    def first_certain_day(self) -> Day | None:
        return self._day("first_certain")

    @field("Without a path: the last earlier day on which there possibly was one.")
    def last_possible_day(self) -> Day | None:
        return self._day("last_possible")

    @field("Without a path: the last earlier day on which there certainly was one.")
    def last_certain_day(self) -> Day | None:
        return self._day("last_certain")

    def _day(self, name: str) -> Day | None:
        days = self.wrapped.other_days
        return None if days is None else finite(getattr(days, name))

    @field("Cypher that draws it in the Neo4j Browser; null where the graph is not in a Neo4j.")
    def cypher(self, info: Info) -> Cypher | None:
        hops = self.wrapped.hops
        events = {candidate.event.id for hop in hops for candidate in hop.candidates}
        parameters = {"links": [hop.link.id for hop in hops], "events": sorted(events)}
        return cypher_of(info, "path", parameters)

    @field("The sources that the path stands on, by id.")
    def sources(self, info: Info) -> list[Source]:
        return info.context.get_all(sorted({id for hop in self.wrapped.hops for id in hop.sources}))

    @field("Events that do not count, as the evidence filter says, but were met on the way; by id.")
    def left_out(self, info: Info) -> list[Event]:
        _ = (
            self.wrapped.complete
        )  # to say so may meet more of them: the same, whatever is asked first
        return info.context.get_all(left_out_of(self.seen))

    @field("Whether the day is after the last one that the seed claims to know.")
    def beyond_record(self) -> bool:
        return self.wrapped.beyond_record

    @field("Whether the search looked everywhere; if not, no path means none found.")
    def complete(self) -> bool:
        return self.wrapped.complete

    @field("Why it did not look everywhere.")
    def truncated(self) -> Truncation | None:
        return Truncation.maybe(self.wrapped.truncated)


@strawberry.type(description="An entity that can be reached, and how.")
class Reached:
    """A reached entity of the model."""

    wrapped: strawberry.Private[ReachedModel]

    @field("The entity.")
    def entity(self, info: Info) -> Entity:
        return _entity(info, self.wrapped.entity)

    @field("How many hops away it is.")
    def hops(self) -> int:
        return self.wrapped.hops

    @field("How surely it is reached.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("The entities along the path, both ends included.")
    def nodes(self, info: Info) -> list[Entity]:
        return info.context.get_all(self.wrapped.nodes)


def _entity(info: Info, id: str) -> Entity:
    found: Entity = info.context.get(id)
    return found
