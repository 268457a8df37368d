"""Questions that go through time, and questions of what an answer hangs on."""

from typing import Annotated

import strawberry

from api.context import Info
from api.pages import MAX_PAGE
from api.schema.arguments import AsOf, Evidence, From, MaxHops, To, day_of, hops_of
from api.schema.basics import After, Before, First, Last
from api.schema.connections import Connection, list_connection
from api.schema.described import field
from api.schema.entities import Channels
from api.schema.events import Event
from api.schema.evidence_filter import graph_seen
from api.schema.links import AllowLimited, Link
from api.schema.matrices import Matrix, MatrixBy
from api.schema.scalars import Day, DaySpan
from api.schema.terms import EntityKind, Verdict
from api.schema.through_time import (
    Arrival,
    Chain,
    Objective,
    Path,
    Reachability,
    Stretch,
    TemporalPath,
    Unsupported,
)
from api.schema.timeline import WindowInput, days_of
from graph.errors import BadArgumentError, UnknownIdError
from graph.model import Source
from graph.queries.connection import connection
from graph.queries.critical import critical_events, unsupported_without
from graph.queries.entities import end_ids, get_entity, holdings
from graph.queries.matrix import matrix
from graph.queries.paths import DEFAULT_MAX_HOPS
from graph.queries.reachability import reachability
from graph.queries.reachable_through import Arrival as ArrivalModel
from graph.queries.reachable_through import reachable_through
from graph.queries.search import nearest_ids
from graph.queries.shortest_paths import shortest_paths
from graph.queries.temporal_paths import temporal_path
from graph.store import PageRequest

__all__ = ["TimeQuestions"]

MOST_PATHS = 50
MOST_STEPS = 8
_MOST_VIA = 4

AtLeast = Annotated[
    Verdict,
    strawberry.argument(description="POSSIBLE takes hops that may pass, CERTAIN only sure ones."),
]
Strict = Annotated[bool, strawberry.argument(description="Whether each hop needs a later day.")]
Window = (
    "The first day; no hop is made before it.",
    "The last day; every hop is made by then.",
)


def _at_least(verdict: Verdict) -> Verdict:
    if verdict not in (Verdict.CERTAIN, Verdict.POSSIBLE):
        raise BadArgumentError("atLeast", verdict.name, "CERTAIN or POSSIBLE")
    return verdict


def _rows(info: Info, by: MatrixBy, entities: list[strawberry.ID] | None) -> tuple[list[str], bool]:
    """The ids of a matrix's rows, and whether these are all there are."""
    reader = info.context.reader
    if entities is not None:
        if len(entities) > MAX_PAGE:
            found = f"{len(entities)} ids"
            raise BadArgumentError("entities", found, f"at most {MAX_PAGE}", code="PAGE_TOO_LARGE")
        return sorted({get_entity(reader, id).id for id in entities}), True
    kinds = {EntityKind.COMPANY}
    if by is MatrixBy.PRODUCT:
        kinds = {EntityKind.APP, EntityKind.PAYMENT_SYSTEM}
    page = reader.entities(kinds, PageRequest(MAX_PAGE))
    return [entity.id for entity in page.items], not page.more_after


@strawberry.type
class TimeQuestions:
    """Fields of the root of all questions."""

    @field(
        "The best path through time: each hop on a day on which its link passes, none before the"
        " one before it; waiting in between is allowed."
    )
    def temporal_path(
        self,
        info: Info,
        from_: From,
        to: To,
        not_before: Annotated[DaySpan, strawberry.argument(description=Window[0])],
        arrive_by: Annotated[DaySpan, strawberry.argument(description=Window[1])],
        objective: Annotated[
            Objective, strawberry.argument(description="What makes a path the best.")
        ] = Objective.EARLIEST_ARRIVAL,
        at_least: AtLeast = Verdict.POSSIBLE,
        strict: Strict = False,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        max_hops: MaxHops = DEFAULT_MAX_HOPS,
        via: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="All of these must be passed, in any order."),
        ] = None,
        avoid: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="None of these may be passed."),
        ] = None,
        evidence: Evidence = None,
    ) -> TemporalPath:
        reader = graph_seen(info, evidence)
        window = WindowInput(since=not_before, until=arrive_by)
        first, last = days_of(window, info.context.today, "notBefore and arriveBy")
        passed = [get_entity(reader, id).id for id in via or ()]
        if len(set(passed)) > _MOST_VIA:
            expected = f"at most {_MOST_VIA} entities"
            raise BadArgumentError("via", f"{len(passed)} entities", expected)
        found = temporal_path(
            reader,
            *end_ids(reader, from_, to),
            first,
            last,
            objective=objective,
            at_least=_at_least(at_least),
            strict=strict,
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops_of(max_hops),
            via=passed,
            avoid={get_entity(reader, id).id for id in avoid or ()},
            budget=info.context.budget(),
        )
        info.context.expect(found.nodes)
        return TemporalPath(wrapped=found, seen=reader)

    @field("Several paths on a day: the shortest ones, by hops and then by their entities' ids.")
    def paths(
        self,
        info: Info,
        from_: From,
        to: To,
        as_of: AsOf = None,
        limit: Annotated[
            int, strawberry.argument(description=f"At most so many, up to {MOST_PATHS}.")
        ] = 5,
        at_least: AtLeast = Verdict.POSSIBLE,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        max_hops: MaxHops = DEFAULT_MAX_HOPS,
        evidence: Evidence = None,
    ) -> list[Path]:
        if not 1 <= limit <= MOST_PATHS:
            raise BadArgumentError("limit", limit, f"a number from 1 to {MOST_PATHS}")
        reader = graph_seen(info, evidence)
        origin, destination = end_ids(reader, from_, to)
        found = shortest_paths(
            reader,
            origin,
            destination,
            day_of(info, as_of),
            limit,
            at_least=_at_least(at_least),
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops_of(max_hops),
            budget=info.context.budget(),
        )
        return [Path(hops_made=hops, origin=origin) for hops in found]

    @field("What can be reached within a window of time, by earliest day, hops and id.")
    def reachable_through(
        self,
        info: Info,
        from_: From,
        not_before: Annotated[DaySpan, strawberry.argument(description=Window[0])],
        arrive_by: Annotated[DaySpan, strawberry.argument(description=Window[1])],
        at_least: AtLeast = Verdict.POSSIBLE,
        strict: Strict = False,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        max_hops: MaxHops = DEFAULT_MAX_HOPS,
        evidence: Evidence = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Arrival]:
        reader = graph_seen(info, evidence)
        window = WindowInput(since=not_before, until=arrive_by)
        days = days_of(window, info.context.today, "notBefore and arriveBy")
        found = reachable_through(
            reader,
            get_entity(reader, from_).id,
            *days,
            at_least=_at_least(at_least),
            strict=strict,
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops_of(max_hops),
            budget=info.context.budget(),
        )

        def wrap(arrival: ArrivalModel) -> Arrival:
            info.context.expect([arrival.entity])
            return Arrival(wrapped=arrival)

        rows = [((arrival.day, arrival.hops, arrival.entity), arrival) for arrival in found]
        arguments = (first, after, last, before)
        return list_connection("reachableThrough", rows, arguments, wrap, (0, 0, ""))

    @field("All that is on record from one entity to another: links, by channel and day.")
    def history(
        self,
        info: Info,
        from_: From,
        to: To,
        channels: Channels = None,
        evidence: Evidence = None,
    ) -> list[Link]:
        reader = graph_seen(info, evidence)
        found = reader.links_between(*end_ids(reader, from_, to), channels)
        info.context.budget().spend(len(found))
        return [Link.of(link) for link in found]

    @field("Who is open to whom on a day: products or companies against each other.")
    def matrix(
        self,
        info: Info,
        as_of: AsOf = None,
        by: Annotated[
            MatrixBy, strawberry.argument(description="What the rows and columns are.")
        ] = MatrixBy.PRODUCT,
        entities: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description=f"Only these, at most {MAX_PAGE}; else the first {MAX_PAGE} by id."
            ),
        ] = None,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        evidence: Evidence = None,
    ) -> Matrix:
        reader = graph_seen(info, evidence)
        day = day_of(info, as_of)
        rows, complete = _rows(info, by, entities)
        info.context.expect(rows)
        members = {id: holdings(reader, [id]) if by is MatrixBy.COMPANY else [id] for id in rows}
        found = matrix(
            reader,
            members,
            day,
            channels=channels,
            allow_limited=allow_limited,
            budget=info.context.budget(),
        )
        return Matrix(found=found, row_ids=rows, seen=reader, as_of=Day(day), complete=complete)

    @field("The shortest chain of relations, links and shared events, whatever their time.")
    def connection(
        self,
        info: Info,
        from_: From,
        to: To,
        max_steps: Annotated[
            int, strawberry.argument(description=f"At most so many steps, up to {MOST_STEPS}.")
        ] = 6,
        evidence: Evidence = None,
    ) -> Chain:
        if not 0 <= max_steps <= MOST_STEPS:
            raise BadArgumentError("maxSteps", max_steps, f"a number from 0 to {MOST_STEPS}")
        reader = graph_seen(info, evidence)
        ends = end_ids(reader, from_, to)
        found = connection(reader, *ends, max_steps=max_steps, budget=info.context.budget())
        return Chain(wrapped=found)

    @field("Since when and until when there is a path: all time as runs of days with one verdict.")
    def reachability(
        self,
        info: Info,
        from_: From,
        to: To,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        max_hops: MaxHops = DEFAULT_MAX_HOPS,
        evidence: Evidence = None,
    ) -> Reachability:
        reader = graph_seen(info, evidence)
        found = reachability(
            reader,
            *end_ids(reader, from_, to),
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops_of(max_hops),
            budget=info.context.budget(),
        )
        info.context.expect(id for stretch in found for id in stretch.began_by)
        return Reachability(stretches=[Stretch(wrapped=s) for s in found], seen=reader)

    @field("Events without any one of which no path would stand on the day, by id.")
    def critical_events(
        self,
        info: Info,
        from_: From,
        to: To,
        as_of: AsOf = None,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        max_hops: MaxHops = DEFAULT_MAX_HOPS,
        evidence: Evidence = None,
    ) -> list[Event]:
        reader = graph_seen(info, evidence)
        found = critical_events(
            reader,
            *end_ids(reader, from_, to),
            day_of(info, as_of),
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops_of(max_hops),
            budget=info.context.budget(),
        )
        return info.context.get_all(found)

    @field("What falls with a source: the events that stand on it alone, and what they decide.")
    def unsupported_without(
        self,
        info: Info,
        source: Annotated[strawberry.ID, strawberry.argument(description="The source's id.")],
    ) -> Unsupported:
        reader = info.context.reader
        (found,) = reader.nodes([source])
        if not isinstance(found, Source):
            raise UnknownIdError("source", source, nearest_ids(reader, source, "source"))
        budget = info.context.budget()
        return Unsupported(wrapped=unsupported_without(reader, source, budget=budget))
