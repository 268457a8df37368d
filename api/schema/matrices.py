"""Who is open to whom, as a matrix."""

from enum import Enum

import strawberry

from api.context import Info
from api.schema.described import describe_enum, field
from api.schema.entities import Entity
from api.schema.events import Event
from api.schema.evidence_filter import left_out_of
from api.schema.links import Link
from api.schema.scalars import Day
from api.schema.terms import Verdict
from graph.queries.matrix import Cell as CellModel
from graph.store import Reader

__all__ = ["Cell", "Matrix", "MatrixBy"]


class MatrixBy(Enum):
    """What the rows and columns of a matrix are."""

    PRODUCT = "product"
    COMPANY = "company"


describe_enum(
    MatrixBy,
    "What the rows and columns of a matrix are.",
    PRODUCT="Apps and payment systems.",
    COMPANY="Companies, each with all that it owns, operates or has as parts.",
)


@strawberry.type(description="How open one row of a matrix is to another.")
class Cell:
    """A cell of the model."""

    wrapped: strawberry.Private[CellModel]

    @field("From inside which one.")
    def row(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.row)

    @field("Which other.")
    def column(self, info: Info) -> Entity:
        return info.context.get(self.wrapped.column)

    @field("CERTAIN, else POSSIBLE, if any link is; else UNKNOWN if any is; else BLOCKED.")
    def verdict(self) -> Verdict:
        return self.wrapped.verdict

    @field("The links behind it, those that pass and those that do not.")
    def links(self) -> list[Link]:
        return [Link.of(link) for link in self.wrapped.links]


@strawberry.type(description="Who is open to whom on a day.")
class Matrix:
    """A matrix of the model."""

    found: strawberry.Private[list[CellModel]]
    row_ids: strawberry.Private[list[str]]
    seen: strawberry.Private[Reader]
    as_of: Day = strawberry.field(description="The day; what counts is the state at its end.")
    complete: bool = strawberry.field(
        description="Whether all entities of the kind have a row; if not, ask for some by `entities`."
    )

    @field("The rows, which are the columns too, by id.")
    def rows(self, info: Info) -> list[Entity]:
        return info.context.get_all(self.row_ids)

    @field("The cells with a link on the day, by row and column; others are without a record.")
    def cells(self, info: Info) -> list[Cell]:
        info.context.expect(self.row_ids)
        return [Cell(wrapped=cell) for cell in self.found]

    @field("Events that do not count, as the evidence filter says, but were met on the way; by id.")
    def left_out(self, info: Info) -> list[Event]:
        return info.context.get_all(left_out_of(self.seen))
