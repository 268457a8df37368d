"""Arguments that several questions take, each with its description, and how they are read."""

from typing import Annotated

import strawberry

from api.context import Info
from api.schema.evidence_filter import EvidenceInput
from api.schema.scalars import DaySpan
from graph.errors import BadArgumentError
from graph.queries.paths import MAX_HOPS

__all__ = ["AsOf", "Evidence", "From", "MaxHops", "To", "day_of", "hops_of"]

From = Annotated[
    strawberry.ID,
    strawberry.argument(name="from", description="From inside which entity: id, name or alias."),
]
To = Annotated[
    strawberry.ID,
    strawberry.argument(description="Which other is to be reached: id, name or alias."),
]
AsOf = Annotated[
    DaySpan | None, strawberry.argument(description="The day; today (UTC) if not given.")
]
MaxHops = Annotated[
    int, strawberry.argument(description=f"At most so many hops, from 0 to {MAX_HOPS}.")
]
Evidence = Annotated[
    EvidenceInput | None,
    strawberry.argument(description="Which events count; all if not given."),
]


def day_of(info: Info, as_of: DaySpan | None) -> int:
    """The day that is asked about: the last one of what was written, or today."""
    return info.context.today if as_of is None or as_of.last is None else as_of.last


def hops_of(max_hops: int) -> int:
    """The number of hops, if it is one that may be asked for."""
    if not 0 <= max_hops <= MAX_HOPS:
        raise BadArgumentError("maxHops", max_hops, f"a number from 0 to {MAX_HOPS}")
    return max_hops
