"""Which events shall count for an answer."""

import strawberry

from api.context import Info
from api.schema.scalars import DaySpan
from api.schema.terms import Tier
from graph.errors import BadArgumentError
from graph.queries.entities import get_event
from graph.queries.evidence import Evidence, seen_through
from graph.store import Reader
from graph.store.filtered import FilteredReader

__all__ = ["EvidenceInput", "graph_seen", "left_out_of"]

_MOST_WITHOUT = 50


@strawberry.input(
    description=(
        "Which events count: the answer is that of a seed without the others. `leftOut` lists those"
        " that it would otherwise have stood on."
    ),
    name="EvidenceFilter",
)
class EvidenceInput:
    """What is asked of an event."""

    known_at: DaySpan | None = strawberry.field(
        default=None, description="Only what was publicly known on this day."
    )
    minimum_tier: Tier = strawberry.field(
        default=Tier.SECONDARY, description="Only sources of this tier or better count."
    )
    sources: int = strawberry.field(default=1, description="At least so many sources.")
    include_unverified: bool = strawberry.field(
        default=True, description="Whether events without any source count."
    )
    without: list[strawberry.ID] | None = strawberry.field(
        default=None, description="As if these events had not happened."
    )


def graph_seen(info: Info, wanted: EvidenceInput | None) -> Reader:
    """The graph in which only events with this evidence count.

    Raises `BadArgumentError`, or `UnknownIdError` for an event that is not there.
    """
    reader = info.context.reader
    if wanted is None:
        return reader
    if wanted.sources < 1:
        raise BadArgumentError("evidence.sources", wanted.sources, "1 or more")
    without = wanted.without or []
    if len(without) > _MOST_WITHOUT:
        expected = f"at most {_MOST_WITHOUT} events"
        raise BadArgumentError("evidence.without", f"{len(without)} events", expected)
    known_at = None
    if wanted.known_at is not None:
        last = wanted.known_at.last
        known_at = info.context.today if last is None else last
    evidence = Evidence(
        known_at,
        wanted.minimum_tier,
        wanted.sources,
        wanted.include_unverified,
        frozenset(get_event(reader, id).id for id in without),
    )
    return (
        reader if evidence.asks_nothing else seen_through(reader, evidence, info.context.budget())
    )


def left_out_of(reader: Reader | None) -> list[str]:
    """Ids of the events that a question met and that did not count; in order."""
    return sorted(reader.left_out) if isinstance(reader, FilteredReader) else []
