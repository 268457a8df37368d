"""Pages of long answers: where to start, how much, which way; and what a timeline is asked for.

A page starts after (or before) a *key*: the values by which its list is ordered. Keys, unlike
counts, stay right when things are inserted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.dates import AFTER_ALL, BEFORE_ALL, EdtfDate, certainly_within, possibly_within
from graph.model import Event, Triple
from graph.vocabulary import Channel, Direction, EventKind

__all__ = [
    "DateBounds",
    "Fetch",
    "Key",
    "Page",
    "PageRequest",
    "TimelineFilter",
    "page_by",
    "reach_day",
    "timeline_key",
    "triple_key",
]

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

    `more_before` and `more_after` speak of the whole list, beyond the bounds of the request too. A
    page without items lies where it would begin: after `after`, or from the end before `before`.
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


Fetch = Callable[[Key | None, Key | None, int, bool], list[tuple[Key, Item]]]
"""Up to so many items with `after < key < before`: the first ones, or (True) the last ones, in the
order in which they are found, so the last ones backwards."""


def page_by(fetch: Fetch[Item], request: PageRequest) -> Page[Item]:
    """A page by one fetch, and by further ones where it is open whether there is more."""
    rows = fetch(request.after, request.before, request.limit + 1, request.from_end)
    more = len(rows) > request.limit
    chosen = rows[: request.limit]
    if request.from_end:
        chosen.reverse()
        edge = chosen[0][0] if chosen else request.before
        more_before = more
        more_after = request.before is not None and _any_from(fetch, request.before)
    else:
        edge = chosen[-1][0] if chosen else request.after
        more_after = more
        more_before = request.after is not None and _any_up_to(fetch, request.after)
    # Within the bounds that is all; beyond the further bound the list may go on.
    if request.from_end and not more_before and request.after is not None:
        more_before = bool(fetch(None, edge, 1, True))
    elif not request.from_end and not more_after and request.before is not None:
        more_after = bool(fetch(edge, None, 1, False))
    return Page(
        items=tuple(item for _, item in chosen),
        keys=tuple(key for key, _ in chosen),
        more_before=more_before,
        more_after=more_after,
    )


def _any_up_to(fetch: Fetch[Item], key: Key) -> bool:
    """Whether the list has an item with this key or a smaller one."""
    return bool(fetch(None, _just_after(key), 1, True))


def _any_from(fetch: Fetch[Item], key: Key) -> bool:
    """Whether the list has an item with this key or a greater one."""
    if fetch(key, None, 1, False):
        return True
    return any(found == key for found, _ in fetch(None, _just_after(key), 1, True))


def _just_after(key: Key) -> Key:
    """A key greater than `key` and smaller than that of any other item; ids hold no space."""
    return (*key[:-1], f"{key[-1]} ")


def timeline_key(event: Event) -> Key:
    """What a timeline is ordered by: earliest day, latest day, sequence, id."""
    return event.date.earliest, event.date.latest, event.sequence, event.id


def reach_day(event: Event) -> int:
    """The last day on which the event possibly lies."""
    end = event.date.end_latest
    return event.date.latest if end is None else max(end, event.date.earliest)


def triple_key(triple: Triple) -> Key:
    """What links of one day are ordered by: origin, destination, channel."""
    return triple.origin, triple.destination, str(triple.channel)
