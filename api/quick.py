"""Questions whose answer is no more work than to hand them to a thread and back.

They look things up by id, or read one page of one index: that takes as long in a graph of millions of
events as in one of a hundred. From memory the event loop answers them by itself; whatever searches,
counts, filters twice or compiles anew is for a thread.

Some searches are short more often than not. They are tried in the event loop: as soon as one would look
at more than `WORK`, it is given up and handed to a thread, which begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
)

from api.limits import SEARCHES

__all__ = ["MOST", "WORK", "Tries", "is_quick", "is_tried"]

MOST = 400
"""The cost of an operation, in things (`api.limits.cost`), up to which it counts as quick."""
WORK = 10_000
"""How many things a search may look at that is tried: a millisecond's work, about."""
_TRIED = frozenset({"path", "reachable", "temporalPath"})
"""The searches that are tried; all that they look at is counted before."""
_FIRST = frozenset(
    {
        *("access", "app", "company", "entity", "event", "graph", "node", "paymentSystem"),
        *("source", "timeline", "__typename"),
    }
)
"""The questions that may be quick."""
_NEVER = SEARCHES | {
    *("totalCount", "cypher"),  # they look at more than they show
    *("citedBy", "figures", "links", "products", "relatedBy", "relations", "responses"),
    "statements",
}
"""Fields that are not: among them lists without pages, which are as long as the graph makes them."""
_NEVER_IN_TRIED = (_NEVER - {"totalCount"}) | {
    *("nearestMiss", "firstPossibleDay", "firstCertainDay", "lastPossibleDay", "lastCertainDay"),
}
"""The same right within a search that is tried: it knows how much it has found."""
_LONGEST_PAUSE = 63  # searches that are not tried, in a row
_INDEXES = frozenset({"entity", "channels", "kinds", "directions"})
"""What a timeline has indexes of, beside that of its days; a second one is a filter."""


@dataclass(slots=True)
class Tries:
    """Whether the next search of a document is tried: after each that was given up, fewer are."""

    _pause: int = 0
    _left: int = 0

    def is_next(self) -> bool:
        """Whether it is."""
        if not self._left:
            return True
        self._left -= 1
        return False

    def went(self, *, well: bool) -> None:
        """Note whether one was short enough."""
        self._pause = 0 if well else min(2 * self._pause + 1, _LONGEST_PAUSE)
        self._left = self._pause


def is_quick(tree: DocumentNode) -> bool:
    """Whether all operations of a document that fits the schema are of this kind, small pages given."""
    return _are_all_quick(tree, _FIRST)


def is_tried(tree: DocumentNode) -> bool:
    """Whether they are, but for searches that are tried."""
    return _are_all_quick(tree, _FIRST | _TRIED)


def _are_all_quick(tree: DocumentNode, first: frozenset[str]) -> bool:
    return all(
        _is_quick(
            definition.selection_set,
            first if isinstance(definition, OperationDefinitionNode) else None,
        )
        for definition in tree.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    )


def _is_quick(
    selections: SelectionSetNode, first: frozenset[str] | None, never: frozenset[str] = _NEVER
) -> bool:
    """`first` are the questions that may be asked, where these are questions."""
    for selection in selections.selections:
        within = _NEVER
        if isinstance(selection, FieldNode):
            name = selection.name.value
            if first is not None and name not in first:
                return False
            if first is not None and name in _TRIED:
                within = _NEVER_IN_TRIED
                if "evidence" in _arguments(selection):
                    return False
            elif name in never or not _is_quick_field(selection):
                return False
        elif first is not None:
            return False  # what a fragment asks first is not looked for
        inside = getattr(selection, "selection_set", None)
        if inside is not None and not _is_quick(inside, None, within):
            return False
    return True


def _arguments(field: FieldNode) -> Mapping[str, ValueNode]:
    return {given.name.value: given.value for given in field.arguments or ()}


def _is_quick_field(field: FieldNode) -> bool:
    arguments = _arguments(field)
    if "evidence" in arguments:
        return False
    chosen = arguments.get("filter")
    if chosen is None:
        return True
    if field.name.value != "timeline" or not isinstance(chosen, ObjectValueNode):
        return False
    names = {given.name.value for given in chosen.fields} - {"window"}
    return len(names) <= 1 and names <= _INDEXES
