"""The timeline's arguments and its connection; used at the root and on every entity."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.context import Info
from api.pages import PageArguments, page_request, to_cursor
from api.schema.basics import PageInfo
from api.schema.connections import page_info
from api.schema.cypher import Cypher, cypher_of
from api.schema.described import field
from api.schema.scalars import Day, DaySpan
from api.schema.terms import Channel, Direction, EventKind, Step, TimelineOrder, Verdict
from graph.dates import AFTER_ALL, BEFORE_ALL, certainly_within
from graph.errors import BadArgumentError
from graph.model import Event as EventModel
from graph.queries.entities import get_entity, holdings
from graph.queries.timeline import timeline_counts
from graph.store import Key, Page, Reader, TimelineFilter

if TYPE_CHECKING:
    from api.schema.events import Event

__all__ = [
    "TimelineConnection",
    "TimelineCount",
    "TimelineEdge",
    "TimelineInput",
    "WindowInput",
    "count_events",
    "days_of",
    "timeline",
]

EventRef = Annotated["Event", strawberry.lazy("api.schema.events")]
_SHAPE = (0, 0, 0, "")


@strawberry.input(description="A stretch of time; both days belong to it.")
class WindowInput:
    """A window."""

    since: DaySpan | None = strawberry.field(default=None, description="The first day; else open.")
    until: DaySpan | None = strawberry.field(default=None, description="The last day; else open.")


@strawberry.input(
    description="Which events; what is not given does not matter.", name="TimelineFilter"
)
class TimelineInput:
    """A timeline's filter."""

    window: WindowInput | None = strawberry.field(
        default=None, description="Events that may lie in this window."
    )
    certainly: bool = strawberry.field(
        default=False,
        description="Only those that lie in the window in every reading of their date.",
    )
    entity: strawberry.ID | None = strawberry.field(
        default=None, description="Events that touch this entity (an id, or a name or alias)."
    )
    include_products: bool = strawberry.field(
        default=False, description="Also those that touch what the entity owns or operates."
    )
    channels: list[Channel] | None = strawberry.field(
        default=None, description="Events about one of these channels."
    )
    kinds: list[EventKind] | None = strawberry.field(
        default=None, description="Events of one of these kinds."
    )
    directions: list[Direction] | None = strawberry.field(
        default=None, description="Opening or closing events, for instance."
    )


@strawberry.type(description="An event on a timeline.")
class TimelineEdge:
    """Relay's edge, with how surely the event lies in the window."""

    key: strawberry.Private[Key]
    event: strawberry.Private[Any]
    window: strawberry.Private[tuple[int, int]]

    @field("Where the event stands on the timeline.")
    def cursor(self) -> str:
        return to_cursor("timeline", self.key)

    @field("The event.")
    def node(self) -> EventRef:
        return self.event

    @field("CERTAIN if it lies in the window in every reading of its date, else POSSIBLE.")
    def in_window(self) -> Verdict:
        within = certainly_within(self.event.wrapped.date, *self.window)
        return Verdict.CERTAIN if within else Verdict.POSSIBLE


@strawberry.type(description="A page of a timeline.")
class TimelineConnection:
    """Relay's connection."""

    edges: list[TimelineEdge] = strawberry.field(description="The events, each with its cursor.")
    page: strawberry.Private[Page[EventModel]]
    backwards: strawberry.Private[bool]
    count: strawberry.Private[Callable[[], int]]

    @field("Where the page stands on the timeline.")
    def page_info(self) -> PageInfo:
        return page_info("timeline", self.page, backwards=self.backwards)

    @field("The events alone.")
    def nodes(self) -> list[EventRef]:
        return [edge.event for edge in self.edges]

    @field("How many events there are on the whole timeline.")
    def total_count(self) -> int:
        return self.count()

    @field("Cypher that draws this page in the Neo4j Browser; null without a Neo4j.")
    def cypher(self, info: Info) -> Cypher | None:
        return cypher_of(info, "timeline", {"events": [edge.event.id for edge in self.edges]})


@strawberry.type(description="How many events lie in a year, quarter or month.")
class TimelineCount:
    """A count of the timeline."""

    label: str = strawberry.field(
        description="The time in EDTF: `2024`, `2024-33` (first quarter), `2024-05`."
    )
    since: Day = strawberry.field(description="Its first day.")
    until: Day = strawberry.field(description="The first day after it.")
    certain: int = strawberry.field(description="Events that lie in it in every reading.")
    possible: int = strawberry.field(
        description="Events that may lie in it, the certain ones included; one event may count often."
    )


def days_of(window: WindowInput | None, today: int, argument: str = "window") -> tuple[int, int]:
    """The first and last day of a window; raises `BadArgumentError` where it ends too early."""
    since = window.since if window else None
    until = window.until if window else None
    first = BEFORE_ALL if since is None else today if since.first is None else since.first
    last = AFTER_ALL if until is None else today if until.last is None else until.last
    if first > last and since is not None and until is not None:
        found = f"{since.text} to {until.text}"
        expected = "a window that does not end before it begins"
        raise BadArgumentError(argument, found, expected, code="BAD_WINDOW")
    return first, last


def to_filter(info: Info, wanted: TimelineInput | None, of: str | None = None) -> TimelineFilter:
    """The store's filter; `of` is the entity whose timeline it is, if any."""
    wanted = wanted or TimelineInput()
    first, last = days_of(wanted.window, info.context.today, "filter.window")
    reader = info.context.reader
    entities = [get_entity(reader, id).id for id in (of, wanted.entity) if id is not None]
    held = [
        holdings(reader, [id]) if wanted.include_products else frozenset({id}) for id in entities
    ]
    if len(held) == 2:  # an entity's own timeline, asked for what touches another too
        raise BadArgumentError("filter.entity", wanted.entity, "no entity: this is one's timeline")
    return TimelineFilter(
        first,
        last,
        certainly=wanted.certainly,
        entities=held[0] if held else None,
        channels=_set(wanted.channels),
        kinds=_set(wanted.kinds),
        directions=_set(wanted.directions),
    )


def _set(values: list[Any] | None) -> frozenset[Any] | None:
    return None if values is None else frozenset(values)


def timeline(
    info: Info,
    wanted: TimelineInput | None,
    order: TimelineOrder,
    arguments: PageArguments,
    of: str | None = None,
    seen: Reader | None = None,
) -> TimelineConnection:
    """A page of a timeline; `seen` is the graph as an evidence filter shows it, if there is one."""
    context = info.context
    reader = seen or context.reader
    found = to_filter(info, wanted, of)
    backwards = order is TimelineOrder.NEWEST_FIRST
    request = page_request("timeline", _SHAPE, arguments, backwards=backwards)
    page = reader.timeline(found, request)
    rows = list(zip(page.keys, page.items, strict=True))
    if backwards:
        rows.reverse()
    context.expect(id for event in page.items for id in _mentioned(event))
    window = (found.first, found.last)
    edges = [TimelineEdge(key=key, window=window, event=context.wrap(event)) for key, event in rows]
    return TimelineConnection(
        edges=edges,
        page=page,
        backwards=backwards,
        count=lambda: reader.count_timeline(found),
    )


def _mentioned(event: EventModel) -> set[str]:
    """Ids that the fields of an event may ask for."""
    cited = {citation.source for citation in event.citations}
    return {*event.entities, *cited, *(relation.event for relation in event.relations)}


def count_events(
    info: Info, wanted: TimelineInput | None, step: Step, seen: Reader | None = None
) -> list[TimelineCount]:
    """The counts of a timeline; `seen` as for `timeline`."""
    counts = timeline_counts(seen or info.context.reader, to_filter(info, wanted), step)
    return [
        TimelineCount(
            label=count.label,
            since=Day(count.since),
            until=Day(count.until),
            certain=count.certain,
            possible=count.possible,
        )
        for count in counts
    ]
