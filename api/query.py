"""The questions: one field of `Query` each; and the schema."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext
from strawberry.types.nodes import SelectedField

from api.change_questions import ChangeQuestions, Subscription
from api.context import Info
from api.day_questions import DayQuestions
from api.executor import ShortExecutor
from api.pages import MAX_PAGE, page_request, to_cursor
from api.prepared import ShortInfo
from api.schema.answers import AccessAnswer, PathAnswer, Reached
from api.schema.arguments import AsOf, Evidence, From, MaxHops, To, day_of, hops_of
from api.schema.basics import After, Before, First, Last, Node, PageInfo, Text
from api.schema.connections import (
    Connection,
    Keyed,
    connection,
    list_connection,
    page_info,
    page_of,
)
from api.schema.described import field
from api.schema.entities import (
    ENTITY_TYPES,
    App,
    Channels,
    Company,
    Entity,
    Filter,
    Order,
    PaymentSystem,
)
from api.schema.events import Event
from api.schema.evidence import Figure, Source, Statement
from api.schema.evidence_filter import graph_seen
from api.schema.links import AllowLimited, Link
from api.schema.scalars import SCALARS, Day
from api.schema.terms import Channel, EntityKind, SearchSort, Step, TimelineOrder
from api.schema.timeline import TimelineConnection, TimelineCount, count_events, timeline
from api.time_questions import TimeQuestions
from graph import model
from graph.errors import BadArgumentError, UnknownIdError
from graph.queries.access import access
from graph.queries.entities import end_ids, get_entity, get_event, holdings
from graph.queries.paths import DEFAULT_MAX_HOPS, Explain, path_on_day
from graph.queries.reachable import Reached as ReachedModel
from graph.queries.reachable import reachable
from graph.queries.search import nearest_ids, search

__all__ = ["Query", "schema"]

EntityId = Annotated[strawberry.ID, strawberry.argument(description="An id, a name or an alias.")]
HeldBy = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only what this entity owns, operates or has as parts."),
]
Kinds = Annotated[
    list[EntityKind] | None, strawberry.argument(description="Only entities of these kinds.")
]


@strawberry.type(description="How many of each there are.")
class GraphCounts:
    """Counts of a graph."""

    entities: int = strawberry.field(description="Entities.")
    events: int = strawberry.field(description="Events.")
    sources: int = strawberry.field(description="Sources.")
    figures: int = strawberry.field(description="Figures.")
    statements: int = strawberry.field(description="Statements.")
    links: int = strawberry.field(description="Links, compiled from the effects of the events.")


@strawberry.type(description="Which graph this is.")
class GraphInfo:
    """The graph's own data."""

    version: str = strawberry.field(
        description="A digest of the seed: equal seeds, equal versions."
    )
    name: str = strawberry.field(description="The seed's name.")
    title: Text = strawberry.field(description="What the seed is about.")
    recorded_until: Day = strawberry.field(description="The last day that the seed claims to know.")
    licence: str = strawberry.field(description="The licence of the data.")
    counts: GraphCounts = strawberry.field(description="How many of each there are.")
    loaded_at: datetime = strawberry.field(description="When the graph was loaded.")


@strawberry.type(description="Something that answers to what was searched.")
class SearchEdge:
    """Relay's edge, with what matched."""

    cursor: str = strawberry.field(description="Where it stands in the list.")
    node: Node = strawberry.field(description="An entity, an event or a source.")
    score: int = strawberry.field(description="How well it answers, from 1 to 100.")
    matched: str = strawberry.field(description="The name, alias, title or id that matched.")


@strawberry.type(description="A page of search results, best first.")
class SearchConnection:
    """Relay's connection."""

    edges: list[SearchEdge] = strawberry.field(description="The results, each with its cursor.")
    page_info: PageInfo = strawberry.field(description="Where the page stands in the list.")
    total_count: int = strawberry.field(description="How many results there are.")

    @field("The results alone.")
    def nodes(self) -> list[Node]:
        return [edge.node for edge in self.edges]


def _of_kind(info: Info, id: str, kind: EntityKind) -> Any:
    """The entity, if it is of this kind."""
    found = get_entity(info.context.reader, id)
    if found.kind is not kind:
        hint = f"the id of a {kind.value}; {found.id!r} is a {found.kind.value}"
        raise BadArgumentError("id", id, hint, code="WRONG_KIND")
    return info.context.wrap(found)


def _entities(
    info: Info,
    kinds: Iterable[EntityKind] | None,
    held_by: str | None,
    arguments: tuple[int | None, str | None, int | None, str | None],
) -> Connection[Any]:
    context = info.context
    wanted = None if kinds is None else frozenset(kinds)
    if held_by is None:
        page = context.reader.entities(wanted, page_request("entities", ("",), arguments))
        count = lambda: context.reader.count_entities(wanted)
        return connection("entities", page, context.wrap, count)
    holder = get_entity(context.reader, held_by).id
    held = sorted(holdings(context.reader, [holder]) - {holder})
    found = [n for n in context.reader.nodes(held) if isinstance(n, model.Entity)]
    rows = [((node.id,), node) for node in found if wanted is None or node.kind in wanted]
    return list_connection("entities", rows, arguments, context.wrap, ("",))


@strawberry.type(description="The questions that the graph answers.")
class Query(TimeQuestions, DayQuestions, ChangeQuestions):
    """The root of all questions."""

    @field("Which graph this is: its version, what it covers, how much is in it.")
    def graph(self, info: Info) -> GraphInfo:
        found = info.context.reader.info
        return GraphInfo(
            version=found.version,
            name=found.seed.name,
            title=Text.of(found.seed.title),
            recorded_until=Day(found.seed.recorded_until.latest),
            licence=found.seed.licence,
            counts=GraphCounts(**found.counts),
            loaded_at=found.loaded_at,
        )

    @field("Anything by its id (Relay); null if there is no such thing.")
    def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The id.")]
    ) -> Node | None:
        found: Node | None = _nodes(info, [id])[0]
        return found

    @field("Things by their ids, in the same order, with null for what does not exist.")
    def nodes(
        self,
        info: Info,
        ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")],
    ) -> list[Node | None]:
        if len(ids) > MAX_PAGE:
            raise BadArgumentError(
                "ids", f"{len(ids)} ids", f"at most {MAX_PAGE}", code="PAGE_TOO_LARGE"
            )
        return _nodes(info, ids)

    @field("An entity by its id, name or alias.")
    def entity(self, info: Info, id: EntityId) -> Entity:
        found: Entity = info.context.wrap(get_entity(info.context.reader, id))
        return found

    @field("Entities, by id.")
    def entities(
        self,
        info: Info,
        kinds: Kinds = None,
        held_by: HeldBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Entity]:
        return _entities(info, kinds, held_by, (first, after, last, before))

    @field("A company by its id, name or alias.")
    def company(self, info: Info, id: EntityId) -> Company:
        found: Company = _of_kind(info, id, EntityKind.COMPANY)
        return found

    @field("Companies, by id.")
    def companies(
        self,
        info: Info,
        held_by: HeldBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Company]:
        return _entities(info, [EntityKind.COMPANY], held_by, (first, after, last, before))

    @field("An app by its id, name or alias.")
    def app(self, info: Info, id: EntityId) -> App:
        found: App = _of_kind(info, id, EntityKind.APP)
        return found

    @field("Apps, by id.")
    def apps(
        self,
        info: Info,
        held_by: HeldBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[App]:
        return _entities(info, [EntityKind.APP], held_by, (first, after, last, before))

    @field("A payment system by its id, name or alias.")
    def payment_system(self, info: Info, id: EntityId) -> PaymentSystem:
        found: PaymentSystem = _of_kind(info, id, EntityKind.PAYMENT_SYSTEM)
        return found

    @field("Payment systems, by id.")
    def payment_systems(
        self,
        info: Info,
        held_by: HeldBy = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PaymentSystem]:
        return _entities(info, [EntityKind.PAYMENT_SYSTEM], held_by, (first, after, last, before))

    @field("An event by its id.")
    def event(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The id.")]
    ) -> Event:
        found: Event = info.context.wrap(get_event(info.context.reader, id))
        return found

    @field("A source by its id.")
    def source(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The id.")]
    ) -> Source:
        (found,) = info.context.reader.nodes([id])
        if not isinstance(found, model.Source):
            nearest = nearest_ids(info.context.reader, id, "source")
            raise UnknownIdError("source", id, nearest)
        return Source.of(found)

    @field("Sources, by id.")
    def sources(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Source]:
        reader = info.context.reader
        rows: list[tuple[Any, Any]] = [((id,), id) for id in reader.ids("source")]
        return list_connection(
            "sources", rows, (first, after, last, before), info.context.get, ("",)
        )

    @field("What happened, in order: in a window, for an entity, by channel, kind or direction.")
    def timeline(
        self,
        info: Info,
        filter: Filter = None,
        order: Order = TimelineOrder.OLDEST_FIRST,
        evidence: Evidence = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> TimelineConnection:
        seen = graph_seen(info, evidence)
        return timeline(info, filter, order, (first, after, last, before), seen=seen)

    @field("How many events there are per year, quarter or month.")
    def timeline_counts(
        self,
        info: Info,
        step: Annotated[
            Step, strawberry.argument(description="How long each count is.")
        ] = Step.YEAR,
        filter: Filter = None,
        evidence: Evidence = None,
    ) -> list[TimelineCount]:
        return count_events(info, filter, step, graph_seen(info, evidence))

    @field(
        "Whether a person inside one entity can reach or use another on a day; without a channel,"
        " over all that are recorded."
    )
    def access(
        self,
        info: Info,
        from_: From,
        to: To,
        channel: Annotated[
            Channel | None, strawberry.argument(description="Through what; any if not given.")
        ] = None,
        as_of: AsOf = None,
        allow_limited: AllowLimited = True,
        evidence: Evidence = None,
    ) -> AccessAnswer:
        reader = graph_seen(info, evidence)
        found = access(
            reader,
            *end_ids(reader, from_, to),
            day_of(info, as_of),
            channel=channel,
            allow_limited=allow_limited,
        )
        return AccessAnswer(wrapped=found, seen=reader)

    @field("The path from one entity to another on a day, with fewest hops, the surest first.")
    def path(
        self,
        info: Info,
        from_: From,
        to: To,
        as_of: AsOf = None,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        max_hops: MaxHops = DEFAULT_MAX_HOPS,
        evidence: Evidence = None,
    ) -> PathAnswer:
        reader = graph_seen(info, evidence)
        found = path_on_day(
            reader,
            *end_ids(reader, from_, to),
            day_of(info, as_of),
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops_of(max_hops),
            budget=info.context.budget(),
            explain=_explained(info),
        )
        info.context.expect(found.nodes)
        return PathAnswer(wrapped=found, seen=reader)

    @field("What can be reached from an entity on a day, by hops and id.")
    def reachable(
        self,
        info: Info,
        from_: From,
        as_of: AsOf = None,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        max_hops: MaxHops = DEFAULT_MAX_HOPS,
        evidence: Evidence = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Reached]:
        reader = graph_seen(info, evidence)
        found = reachable(
            reader,
            get_entity(reader, from_).id,
            day_of(info, as_of),
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops_of(max_hops),
            budget=info.context.budget(),
        )

        def wrap(reached: ReachedModel) -> Reached:
            info.context.expect([reached.entity])
            return Reached(wrapped=reached)

        rows = Keyed(found, lambda reached: (reached.hops, reached.entity))
        return list_connection("reachable", rows, (first, after, last, before), wrap, (0, ""))

    @field("Find entities, events and sources by what somebody types, in English or Chinese.")
    def search(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="A name, title or part of one.")],
        sorts: Annotated[
            list[SearchSort] | None, strawberry.argument(description="What to search; else all.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> SearchConnection:
        if len(text) > 200:
            raise BadArgumentError("text", f"{len(text)} characters", "at most 200")
        wanted = None if sorts is None else frozenset(sort.value for sort in sorts)
        hits = search(info.context.reader, text, sorts=wanted)
        rows = [((-hit.score, _SORTS[type(hit.node)], hit.node.id), hit) for hit in hits]
        page = page_of("search", rows, (first, after, last, before), (0, 0, ""))
        edges = [
            SearchEdge(
                cursor=to_cursor("search", key),
                node=info.context.wrap(hit.node),
                score=hit.score,
                matched=hit.matched,
            )
            for key, hit in zip(page.keys, page.items, strict=True)
        ]
        return SearchConnection(
            edges=edges, page_info=page_info("search", page), total_count=len(rows)
        )


_SORTS = {model.Entity: 0, model.Event: 1, model.Source: 2}  # as equal hits are ordered


_EXPLAINED: dict[str, Literal["miss", "days"]] = {
    "nearestMiss": "miss",
    "firstPossibleDay": "days",
    "firstCertainDay": "days",
    "lastPossibleDay": "days",
    "lastCertainDay": "days",
}


def _explained(info: Info) -> Explain:
    """What a question of paths wants to know where there is none: it costs, so only if asked for."""
    asked = info.asked if isinstance(info, ShortInfo) else None
    names = _names_within(info) if asked is None else asked
    return frozenset(_EXPLAINED[name] for name in names & _EXPLAINED.keys())


def _names_within(info: Info) -> set[str]:
    """The names of all fields that are asked for within this one."""
    asked: set[str] = set()
    selections = [s for field in info.selected_fields for s in field.selections]
    while selections:
        selection = selections.pop()
        if isinstance(selection, SelectedField):
            asked.add(selection.name)
        else:
            selections += selection.selections
    return asked


def _nodes(info: Info, ids: list[Any]) -> list[Any]:
    """What has these ids: nodes of the seed, and links."""
    info.context.expect(id for id in ids if not id.startswith("link:"))
    return [_link(info, id) if id.startswith("link:") else info.context.get(id) for id in ids]


def _link(info: Info, id: str) -> Any:
    """A link by its id, `link:origin:destination:channel:since`."""
    parts = id.split(":")
    if len(parts) != 5 or parts[3] not in {channel.value for channel in Channel}:
        return None
    _, origin, destination, channel, _ = parts
    found = info.context.reader.links_between(origin, destination, {Channel(channel)})
    return next((Link.of(link) for link in found if link.id == id), None)


class _Schema(strawberry.Schema):
    """The schema; errors are logged where they are shown (`api.errors`), not twice."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Leave it to the endpoint."""


schema = _Schema(
    Query,
    subscription=Subscription,
    types=[*ENTITY_TYPES.values(), Event, Source, Figure, Statement, Link],
    execution_context_class=ShortExecutor,
    config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=False),
)
