"""Questions of the graph on a day, of what differs between two days, and of openness over time."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import strawberry

from api.context import Info
from api.pages import MAX_PAGE
from api.schema.arguments import AsOf, Evidence, day_of
from api.schema.basics import After, Before, First, Last
from api.schema.connections import Connection, list_connection, store_connection
from api.schema.days import Change, OpennessBy, OpennessPoint, OpennessSeries, Snapshot
from api.schema.described import field
from api.schema.entities import Channels
from api.schema.evidence_filter import graph_seen
from api.schema.links import AllowLimited
from api.schema.scalars import Day, DaySpan
from api.schema.terms import Channel, EntityKind, Step
from api.schema.timeline import WindowInput, days_of
from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.errors import BadArgumentError
from graph.queries.differences import changes_around, judged
from graph.queries.entities import get_entity, holdings
from graph.queries.openness import openness
from graph.store import LinkChange, PageRequest
from graph.store.pages import triple_key

__all__ = ["DayQuestions"]

MOST_STEPS = 240
_MONTHS = {Step.YEAR: 12, Step.QUARTER: 3, Step.MONTH: 1}
_COUNTED_AT_ONCE = 500


@strawberry.type
class DayQuestions:
    """Fields of the root of all questions."""

    @field("The graph on a day: the links that hold, and the entities at their ends.")
    def snapshot(
        self,
        info: Info,
        as_of: AsOf = None,
        channels: Channels = None,
        evidence: Evidence = None,
    ) -> Snapshot:
        seen = graph_seen(info, evidence)
        return Snapshot(seen=seen, channels=channels, as_of=Day(day_of(info, as_of)))

    @field("What changed between two days: gained, lost, limited, freed, and by which events.")
    def diff(
        self,
        info: Info,
        from_: Annotated[
            DaySpan, strawberry.argument(name="from", description="The first of the two days.")
        ],
        to: Annotated[DaySpan, strawberry.argument(description="The second of the two days.")],
        entity: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only with this entity at either end."),
        ] = None,
        include_products: Annotated[
            bool, strawberry.argument(description="Or with what it owns, operates or has as parts.")
        ] = False,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        evidence: Evidence = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Change]:
        reader = graph_seen(info, evidence)
        days = day_of(info, from_), day_of(info, to)
        arguments, shape = (first, after, last, before), ("", "", "")

        def wrap(change: LinkChange) -> Change:
            found = judged(change, allow_limited=allow_limited)
            info.context.expect([found.triple.origin, found.triple.destination, *found.events])
            return Change(wrapped=found)

        def count() -> int:
            total, key = 0, None
            while True:
                request = PageRequest(_COUNTED_AT_ONCE, key)
                page = reader.link_changes(*days, channels, request)
                total += len(page.items)
                info.context.budget().spend(len(page.items))
                if not page.more_after:
                    return total
                key = page.keys[-1]

        if entity is not None:
            id = get_entity(reader, entity).id
            around = holdings(reader, [id]) if include_products else {id}
            budget = info.context.budget()
            found = changes_around(reader, around, *days, channels=channels, budget=budget)
            rows = [(triple_key(change.triple), change) for change in found]
            return list_connection("diff", rows, arguments, wrap, shape)
        return store_connection(
            "diff",
            shape,
            arguments,
            lambda page: reader.link_changes(*days, channels, page),
            wrap,
            count,
        )

    @field("How open it is over time: of the ways on record, the share that one gets through.")
    def openness(
        self,
        info: Info,
        window: Annotated[
            WindowInput, strawberry.argument(description="Both ends are wanted: how far it goes.")
        ],
        by: Annotated[
            OpennessBy, strawberry.argument(description="What there is a series for.")
        ] = OpennessBy.ALL,
        step: Annotated[
            Step, strawberry.argument(description="A point at the end of each.")
        ] = Step.YEAR,
        entities: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="By company: only these, at most as many as a page has."
            ),
        ] = None,
        channels: Channels = None,
        allow_limited: AllowLimited = True,
        evidence: Evidence = None,
    ) -> list[OpennessSeries]:
        reader = graph_seen(info, evidence)
        days = list(_ends(*days_of(window, info.context.today), step))
        budget = info.context.budget()

        def series(only: list[Channel] | None, company: str | None = None) -> OpennessSeries | None:
            points = openness(
                reader,
                days,
                entities=None if company is None else holdings(reader, [company]),
                channels=only,
                allow_limited=allow_limited,
                budget=budget,
            )
            if by is not OpennessBy.ALL and not any(point.recorded for point in points):
                return None
            channel = only[0] if only and by is OpennessBy.CHANNEL else None
            wrapped = [OpennessPoint(wrapped=point) for point in points]
            return OpennessSeries(company_id=company, channel=channel, points=wrapped)

        if by is OpennessBy.CHANNEL:
            each = [series([channel]) for channel in channels or Channel]
        elif by is OpennessBy.COMPANY:
            each = [series(channels, id) for id in _companies(info, entities)]
        else:
            each = [series(channels)]
        return [found for found in each if found is not None]


def _companies(info: Info, entities: list[strawberry.ID] | None) -> list[str]:
    reader = info.context.reader
    if entities is not None:
        if len(entities) > MAX_PAGE:
            found = f"{len(entities)} ids"
            raise BadArgumentError("entities", found, f"at most {MAX_PAGE}", code="PAGE_TOO_LARGE")
        return sorted({get_entity(reader, id).id for id in entities})
    page = reader.entities({EntityKind.COMPANY}, PageRequest(MAX_PAGE))
    return [entity.id for entity in page.items]


def _ends(first: int, last: int, step: Step) -> Iterator[int]:
    """The last day of each step that begins in the window, or of the window itself."""
    if first == BEFORE_ALL or last == AFTER_ALL:
        expected = "a window with both ends: `since` and `until`"
        raise BadArgumentError("window", "an open end", expected, code="BAD_WINDOW")
    months = _MONTHS[step]
    begin, end = date.fromordinal(first), date.fromordinal(last)
    number = (begin.year * 12 + begin.month - 1) // months
    final = (end.year * 12 + end.month - 1) // months
    if final - number >= MOST_STEPS:
        expected = f"a window of at most {MOST_STEPS} steps"
        raise BadArgumentError("step", step.name, expected, code="WINDOW_TOO_LONG")
    for n in range(number, final + 1):
        year, month = divmod((n + 1) * months, 12)
        following = date(year, month + 1, 1).toordinal() if year <= date.max.year else AFTER_ALL
        yield min(following - 1, last)
