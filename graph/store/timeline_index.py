"""Events in the order of a timeline, so that a page of any window costs about its own size.

All events stand in one list; an index of some of them (those of an entity, of a kind) is the numbers
of their places in it. An event that began long before a window may still lie in it (a year, a
stretch). Where there are such events, the last day on which each one possibly lies is kept in a tree
of maxima: whole runs of events that ended before the window are passed over in one step.
"""

from __future__ import annotations

import math
import operator
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from graph.dates import BEFORE_ALL
from graph.model import Event
from graph.store.pages import Key, reach_day, timeline_key

__all__ = ["EventOrder", "TimelineIndex"]


class EventOrder:
    """All events by their keys, and the last day on which each possibly lies."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Put the events in order."""
        self.events = sorted(events, key=timeline_key)
        self.reaches = array("i", map(reach_day, self.events))
        self.is_even = all(map(operator.le, self.reaches, islice(self.reaches, 1, None)))
        """Whether none lies in days after the last of an event behind it; days never do."""

    def first_after(self, key: Key) -> int:
        """The place of the first event with a greater key."""
        return bisect_right(self.events, key, key=timeline_key)

    def first_from(self, key: Key) -> int:
        """The place of the first event whose key is not less."""
        return bisect_left(self.events, key, key=timeline_key)


class TimelineIndex:
    """A fixed set of events; all that is asked of it takes `first` and `last`, days included."""

    def __init__(self, order: EventOrder, places: Sequence[int]) -> None:
        """Index the events at these places, which are in order."""
        self._order = order
        self._places = places

    def __len__(self) -> int:
        """How many events there are."""
        return len(self._places)

    def make_ready(self) -> None:
        """Make now what the first question would wait for."""
        if not self._order.is_even:
            self._tree  # noqa: B018 -- asked for, and so made

    def count(self, first: int, last: int) -> int:
        """How many events possibly lie in the window."""
        begun = self._first_from((last + 1,))
        over = self._first_reaching(first) if self._order.is_even else self._count_over(first)
        return max(0, begun - over)

    def forward(self, first: int, last: int, after: Key | None) -> Iterator[tuple[Key, Event]]:
        """Events that possibly lie in the window, in order, with a key greater than `after`."""
        at = bisect_left(self._places, self._order.first_after(after)) if after is not None else 0
        end = self._first_from((last + 1,))
        if self._order.is_even:
            yield from map(self._row, range(max(at, self._first_reaching(first)), end))
            return
        while (at := self._tree.next_at_least(at, end, first)) < end:
            yield self._row(at)
            at += 1

    def backward(self, first: int, last: int, before: Key | None) -> Iterator[tuple[Key, Event]]:
        """The same from the end, with a key less than `before`."""
        at = self._first_from((last + 1,)) - 1
        if before is not None:
            at = min(at, self._first_from(before) - 1)
        if self._order.is_even:
            yield from map(self._row, range(at, self._first_reaching(first) - 1, -1))
            return
        while (at := self._tree.previous_at_least(at, first)) >= 0:
            yield self._row(at)
            at -= 1

    def _row(self, at: int) -> tuple[Key, Event]:
        event = self._order.events[self._places[at]]
        return timeline_key(event), event

    def _first_from(self, key: Key) -> int:
        return bisect_left(self._places, self._order.first_from(key))

    def _first_reaching(self, day: int) -> int:
        """The first that possibly lies on a day or later, where the order is even."""
        return bisect_left(self._places, day, key=self._order.reaches.__getitem__)

    def _count_over(self, day: int) -> int:
        """How many lie before a day in any case."""
        return bisect_left(self._sorted_reaches, day)

    @cached_property
    def _sorted_reaches(self) -> list[int]:
        return sorted(map(self._order.reaches.__getitem__, self._places))

    @cached_property
    def _tree(self) -> _MaxTree:
        return _MaxTree(list(map(self._order.reaches.__getitem__, self._places)))


class _MaxTree:
    """A tree of maxima over a fixed list: finds the next item that is large enough."""

    def __init__(self, values: list[int]) -> None:
        self.size = 1 << max(0, math.ceil(math.log2(max(1, len(values)))))
        self.tree = [BEFORE_ALL - 1] * self.size + values
        self.tree += [BEFORE_ALL - 1] * (2 * self.size - len(self.tree))
        for node in range(self.size - 1, 0, -1):
            self.tree[node] = max(self.tree[2 * node], self.tree[2 * node + 1])

    def next_at_least(self, start: int, end: int, value: int) -> int:
        """The first position in `[start, end)` whose value is at least `value`, else `end`."""
        if start >= end:
            return end
        node = start + self.size
        while self.tree[node] < value:
            while node & 1:  # a right child: go up, to the next subtree on the right
                node >>= 1
                if node <= 1:
                    return end
            node += 1
        while node < self.size:
            node = 2 * node if self.tree[2 * node] >= value else 2 * node + 1
        return min(node - self.size, end)

    def previous_at_least(self, start: int, value: int) -> int:
        """The last position up to `start` whose value is at least `value`, else -1."""
        if start < 0:
            return -1
        node = start + self.size
        while self.tree[node] < value:
            while node & 1 == 0:  # a left child: go up, to the next subtree on the left
                node >>= 1
                if node <= 1:
                    return -1
            if node == 1:
                return -1
            node -= 1
        while node < self.size:
            node = 2 * node + 1 if self.tree[2 * node + 1] >= value else 2 * node
        return node - self.size
