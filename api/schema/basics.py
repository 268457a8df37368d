"""Types that others are made of: texts, dates, intervals, pages, and the `Node` interface."""

from typing import Annotated, Self

import strawberry

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
        """Wrap a text of the model."""
        return cls(en=text.en, zh=text.zh)

    @classmethod
    def maybe(cls, text: model.Text | None) -> Self | None:
        """Wrap a text, or pass None on."""
        return None if text is None else cls.of(text)


@strawberry.type(description="A date as it was written (EDTF), and the days between which it lies.")
class EdtfDate:
    """A date of the model."""

    text: str = strawberry.field(description="As written, in EDTF: `2024-05-20`, `2013?`, `201X`.")
    earliest: Day | None = strawberry.field(
        description="The earliest day it can be; null if it has been so on every day before."
    )
    latest: Day | None = strawberry.field(description="The latest day it can be; null if open.")
    end_earliest: Day | None = strawberry.field(
        description="Of a stretch: the earliest day on which it can end; null otherwise, or if open."
    )
    end_latest: Day | None = strawberry.field(
        description="Of a stretch: the latest day on which it can end; null otherwise, or if open."
    )
    precision: Precision | None = strawberry.field(
        description="How precisely it is written; null where there is nothing to measure."
    )
    uncertain: bool = strawberry.field(description="Marked `?` or `%`: the date is doubted.")
    approximate: bool = strawberry.field(description="Marked `~` or `%`: the date is about right.")
    is_stretch: bool = strawberry.field(description="Whether it is a stretch with two ends.")
    start_open: bool = strawberry.field(description="The left end is `..`: on every day before.")
    start_unknown: bool = strawberry.field(description="The left end is empty: not known.")
    end_open: bool = strawberry.field(description="The right end is `..`: it has no end.")
    end_unknown: bool = strawberry.field(description="The right end is empty: not known.")

    @classmethod
    def of(cls, date: dates.EdtfDate) -> Self:
        """Wrap a date of the model."""
        return cls(
            text=date.text,
            earliest=finite(date.earliest),
            latest=finite(date.latest),
            end_earliest=finite(date.end_earliest),
            end_latest=finite(date.end_latest),
            precision=date.precision,
            uncertain=date.uncertain,
            approximate=date.approximate,
            is_stretch=date.is_stretch,
            start_open=date.start_open,
            start_unknown=date.start_unknown,
            end_open=date.end_open,
            end_unknown=date.end_unknown,
        )

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
