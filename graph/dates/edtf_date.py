"""A date as written, with its bounds, and how it lies in a window of days."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EdtfDate", "Precision", "certainly_within", "possibly_within"]


class Precision(StrEnum):
    """How exactly a date is known: the unit of time that it names, from fine to coarse."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    MILLENNIUM = "millennium"


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date: its text, and the days between which its instant lies.

    The instant is some day from `earliest` to `latest`, both included. A stretch (`a/b`) has its
    instant in the left end; `end_earliest` and `end_latest` are the bounds of its right end and
    `None` otherwise. An end that is not known (empty) or not there (`..`) reaches to `BEFORE_ALL`
    or `AFTER_ALL`; the four flags tell which, and only a stretch has them.

    `precision` is the unit to which the date is known: for a set, the coarsest of its members;
    for a stretch, that of its left end, or `None` if that is open or unknown. `uncertain` (`?`,
    `%`) and `approximate` (`~`, `%`) hold if a mark stands anywhere in the text.

    Equal texts make equal dates; `2024` and `2024-XX` differ, though their bounds do not.
    """

    text: str
    earliest: int
    latest: int
    end_earliest: int | None = None
    end_latest: int | None = None
    precision: Precision | None = None
    uncertain: bool = False
    approximate: bool = False
    start_open: bool = False
    start_unknown: bool = False
    end_open: bool = False
    end_unknown: bool = False

    @property
    def is_stretch(self) -> bool:
        """Whether this is a stretch of time, with a right end, and not an instant."""
        return self.end_earliest is not None

    @property
    def is_set(self) -> bool:
        """Whether this is written as one of a set."""
        return self.text.startswith("[")

    @property
    def is_day(self) -> bool:
        """Whether the instant is one known day."""
        return self.end_earliest is None and self.earliest == self.latest

    def __str__(self) -> str:
        return self.text


def certainly_within(date: EdtfDate, first: int, last: int) -> bool:
    """Whether the date lies in the window from `first` to `last` (both included) in any case.

    An instant does if both its bounds do; a stretch if it has begun by `last` and not ended before
    `first`, wherever its ends are within their bounds.
    """
    if date.end_earliest is None:
        return first <= date.earliest and date.latest <= last
    return date.latest <= last and date.end_earliest >= first


def possibly_within(date: EdtfDate, first: int, last: int) -> bool:
    """Whether the date may lie in the window from `first` to `last` (both included).

    What lies in it certainly also does so possibly.
    """
    end = date.latest if date.end_latest is None else date.end_latest
    return date.earliest <= last and end >= first
