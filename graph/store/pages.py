"""Pages of long answers: where to start, how much, which way; and what a timeline is asked for.

A page starts after (or before) a *key*: the values by which its list is ordered. Keys, unlike
counts, stay right when things are inserted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.dates import AFTER_ALL, BEFORE_ALL, EdtfDate, certainly_within, possibly_within
from graph.model import Event
from graph.vocabulary import Channel, Direction, EventKind

__all__ = ["DateBounds", "Key", "Page", "PageRequest", "TimelineFilter", "timeline_key"]

Item = TypeVar("Item")
DateBounds = tuple[int, int, int | None, int | None]
"""Earliest and latest day of an instant, or of both ends of a stretch; no end of an instant."""
Key = tuple[int | str, ...]
"""The values by which a list is ordered, unique in it."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """At most `limit` items with `after < key < before`: the first ones, or the last ones.

    Either way they come in the order of the list. `limit` is at least 0.
    """

    limit: int
    after: Key | None = None
    before: Key | None = None
    from_end: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Items with their keys, and whether there are more on either side of them.

    `more_before` and `more_after` speak of the whole list, beyond the bounds of the request too.
    """

    items: tuple[Item, ...]
    keys: tuple[Key, ...]
    more_before: bool
    more_after: bool


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """Which events: those that may lie in the days `[first, last]`, and match each set given.

    None means any. `certainly` wants those that lie in the window in every reading of their dates.
    `entities` matches events that touch one of them.
    """

    first: int = BEFORE_ALL
    last: int = AFTER_ALL
    certainly: bool = False
    entities: frozenset[str] | None = None
    channels: frozenset[Channel] | None = None
    kinds: frozenset[EventKind] | None = None
    directions: frozenset[Direction] | None = None

    def admits(self, event: Event) -> bool:
        """Whether the event passes: the rule in full, plain and slow."""
        return (
            self.admits_date(event.date)
            and (self.entities is None or not self.entities.isdisjoint(event.entities))
            and (self.channels is None or not self.channels.isdisjoint(event.channels))
            and (self.kinds is None or event.kind in self.kinds)
            and (self.directions is None or event.direction in self.directions)
        )

    def admits_date(self, date: EdtfDate) -> bool:
        """Whether a date lies in the window, possibly or (if so asked) certainly."""
        if self.certainly:
            return certainly_within(date, self.first, self.last)
        return possibly_within(date, self.first, self.last)


def timeline_key(event: Event) -> Key:
    """What a timeline is ordered by: earliest day, latest day, sequence, id."""
    return event.date.earliest, event.date.latest, event.sequence, event.id
