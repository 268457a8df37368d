"""Types that others are made of: texts, dates, intervals, pages, and the `Node` interface."""

from typing import Annotated, Self, cast

import strawberry

from api.schema.described import field
from api.schema.scalars import Day
from api.schema.terms import Precision
from graph import dates, model
from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.queries.intervals import Interval as DayInterval

__all__ = [
    "After",
    "Before",
    "EdtfDate",
    "First",
    "Interval",
    "Last",
    "Node",
    "PageInfo",
    "Text",
    "finite",
]

First = Annotated[
    int | None, strawberry.argument(description="At most so many, from the start of the list.")
]
After = Annotated[str | None, strawberry.argument(description="Only what comes after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description="At most so many, from the end of the list.")
]
Before = Annotated[
    str | None, strawberry.argument(description="Only what comes before this cursor.")
]


def finite(day: int | None) -> Day | None:
    """The day, or None where it stands for an open end."""
    return None if day is None or day <= BEFORE_ALL or day >= AFTER_ALL else Day(day)


@strawberry.interface(description="Anything with an id of its own.")
class Node:
    """The Relay interface; ids are readable, and unique over the whole graph."""

    id: strawberry.ID = strawberry.field(description="Readable, and unique over the whole graph.")


@strawberry.type(description="A text in English and, where there is one, in Chinese.")
class Text:
    """A bilingual text."""

    en: str = strawberry.field(description="The text in English.")
    zh: str | None = strawberry.field(description="The text in Chinese (simplified), if any.")

    @classmethod
    def of(cls, text: model.Text) -> Self:
        """A text of the model as it is: it has the same attributes."""
        return cast("Self", text)

    @classmethod
    def maybe(cls, text: model.Text | None) -> Self | None:
        """Wrap a text, or pass None on."""
        return None if text is None else cls.of(text)


@strawberry.type(description="A date as it was written (EDTF), and the days between which it lies.")
class EdtfDate:
    """A date of the model."""

    wrapped: strawberry.Private[dates.EdtfDate]

    @field("As written, in EDTF: `2024-05-20`, `2013?`, `201X`.")
    def text(self) -> str:
        return self.wrapped.text

    @field("The earliest day it can be; null if it has been so on every day before.")
    def earliest(self) -> Day | None:
        return finite(self.wrapped.earliest)

    @field("The latest day it can be; null if open.")
    def latest(self) -> Day | None:
        return finite(self.wrapped.latest)

    @field("Of a stretch: the earliest day on which it can end; null otherwise, or if open.")
    def end_earliest(self) -> Day | None:
        return finite(self.wrapped.end_earliest)

    @field("Of a stretch: the latest day on which it can end; null otherwise, or if open.")
    def end_latest(self) -> Day | None:
        return finite(self.wrapped.end_latest)

    @field("How precisely it is written; null where there is nothing to measure.")
    def precision(self) -> Precision | None:
        return self.wrapped.precision

    @field("Marked `?` or `%`: the date is doubted.")
    def uncertain(self) -> bool:
        return self.wrapped.uncertain

    @field("Marked `~` or `%`: the date is about right.")
    def approximate(self) -> bool:
        return self.wrapped.approximate

    @field("Whether it is a stretch with two ends.")
    def is_stretch(self) -> bool:
        return self.wrapped.is_stretch

    @field("The left end is `..`: on every day before.")
    def start_open(self) -> bool:
        return self.wrapped.start_open

    @field("The left end is empty: not known.")
    def start_unknown(self) -> bool:
        return self.wrapped.start_unknown

    @field("The right end is `..`: it has no end.")
    def end_open(self) -> bool:
        return self.wrapped.end_open

    @field("The right end is empty: not known.")
    def end_unknown(self) -> bool:
        return self.wrapped.end_unknown

    @classmethod
    def of(cls, date: dates.EdtfDate) -> Self:
        """Wrap a date of the model."""
        return cls(wrapped=date)

    @classmethod
    def maybe(cls, date: dates.EdtfDate | None) -> Self | None:
        """Wrap a date, or pass None on."""
        return None if date is None else cls.of(date)


@strawberry.type(description="A run of days, half-open: `until` is the first day not in it.")
class Interval:
    """A run of days."""

    since: Day | None = strawberry.field(description="The first day; null for an open past.")
    until: Day | None = strawberry.field(
        description="The first day that is no longer in it; null for an open future."
    )

    @classmethod
    def maybe(cls, interval: DayInterval | None) -> Self | None:
        """Wrap an interval of days, or pass None on."""
        if interval is None:
            return None
        return cls(since=finite(interval[0]), until=finite(interval[1]))


@strawberry.type(description="Where a page stands in its list (Relay).")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether more comes after this page.")
    has_previous_page: bool = strawberry.field(description="Whether more comes before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item.")
