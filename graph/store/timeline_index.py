"""Events in the order of a timeline, so that a page of any window costs about its own size.

An event that began long before a window may still lie in it (a year, a stretch). So the last day on
which each event possibly lies is kept in a tree of maxima: whole runs of events that ended before
the window are passed over in one step.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from graph.dates import BEFORE_ALL
from graph.model import Event
from graph.store.pages import Key, reach_day, timeline_key

__all__ = ["TimelineIndex"]


class TimelineIndex:
    """A fixed set of events; all that is asked of it takes `first` and `last`, days included."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Index the events; their order does not matter."""
        self.events = sorted(events, key=timeline_key)
        self.keys: list[Key] = [timeline_key(event) for event in self.events]
        reaches = [reach_day(event) for event in self.events]
        self._sorted_reaches = sorted(reaches)
        self._tree = _MaxTree(reaches)

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.events)

    def count(self, first: int, last: int) -> int:
        """How many events possibly lie in the window."""
        begun = bisect_left(self.keys, (last + 1,))
        over = bisect_left(self._sorted_reaches, first)
        return max(0, begun - over)

    def forward(self, first: int, last: int, after: Key | None) -> Iterator[tuple[Key, Event]]:
        """Events that possibly lie in the window, in order, with a key greater than `after`."""
        at = bisect_right(self.keys, after) if after is not None else 0
        end = bisect_left(self.keys, (last + 1,))
        while (at := self._tree.next_at_least(at, end, first)) < end:
            yield self.keys[at], self.events[at]
            at += 1

    def backward(self, first: int, last: int, before: Key | None) -> Iterator[tuple[Key, Event]]:
        """The same from the end, with a key less than `before`."""
        at = bisect_left(self.keys, (last + 1,)) - 1
        if before is not None:
            at = min(at, bisect_left(self.keys, before) - 1)
        while (at := self._tree.previous_at_least(at, first)) >= 0:
            yield self.keys[at], self.events[at]
            at -= 1


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
