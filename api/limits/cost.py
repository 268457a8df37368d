"""What an operation costs: about how many things its answer would hold, told before it is executed.

Each thing counts one, and as often as its list may have items: a page as many as `first` or `last`
says (20 if neither does), another list as many as `ASSUMED` has for it. Questions that search count
more. Where a thing may be of several types, the dearest of them counts. What an operation really
brings is less as a rule, and the graph itself counts again while it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from api.limits.amounts import Amount, Steps, Variables
from api.pages import DEFAULT_PAGE, MAX_PAGE

__all__ = ["ASSUMED", "SEARCH", "SEARCHES", "USUAL_LIST", "Cost", "costs_of"]

Read = Callable[[object], int]
MOST = 10**9  # beyond all limits; what is told of a cost stays a number that every client can read

USUAL_LIST = 5
"""How many items a list has that says nothing of its length."""

ASSUMED = {
    "Matrix.cells": 400,
    "Matrix.rows": 20,
    "OpennessSeries.points": 40,
    "Query.history": 20,
    "Query.openness": 10,
    "Query.timelineCounts": 40,
    "Snapshot.nodes": 100,
}
"""Lists that are longer as a rule, and by how many items."""

SEARCH = 20
"""What a search costs by itself, beside the things in its answer."""

SEARCHES = frozenset(
    {
        *("connection", "criticalEvents", "diff", "matrix", "openness", "path", "paths"),
        *("reachability", "reachable", "reachableThrough", "search", "snapshot", "temporalPath"),
        *("timelineCounts", "unsupportedWithout"),
    }
)
"""The questions that search."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs, by the variables that it is given."""

    steps: Steps
    total: Amount

    def of(self, variables: Variables | None) -> int:
        """The cost with these variables, as they were sent: nothing of them is checked here."""
        if isinstance(self.total, int):
            return min(self.total, MOST)
        return min(self.steps.value(self.total, variables or {}), MOST)


def costs_of(schema: GraphQLSchema, tree: DocumentNode) -> dict[str | None, Cost]:
    """The cost of each operation of a document that fits the schema, by its name."""
    fragments = {
        found.name.value: found
        for found in tree.definitions
        if isinstance(found, FragmentDefinitionNode)
    }
    costs = {}
    for operation in tree.definitions:
        if isinstance(operation, OperationDefinitionNode):
            name = operation.name.value if operation.name else None
            costs[name] = _Operation(schema, fragments, operation).cost()
    return costs


class _Operation:
    """Adds up one operation; each selection set once for each type that it is met with."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._operation = operation
        self._steps = Steps()
        self._known: dict[tuple[int, str, Amount], Amount] = {}
        self._defaults = {
            found.variable.name.value: found.default_value
            for found in operation.variable_definitions or ()
        }

    def cost(self) -> Cost:
        root = self._schema.get_root_type(self._operation.operation)
        assert root is not None  # the document fits the schema
        return Cost(self._steps, self._within(self._operation.selection_set, root, 1))

    def _within(
        self, selections: SelectionSetNode, type: GraphQLCompositeType, page: Amount
    ) -> Amount:
        """What stands in braces costs, for one thing of this type."""
        narrowed = any(not isinstance(found, FieldNode) for found in selections.selections)
        if narrowed and is_abstract_type(type):
            possible = self._schema.get_possible_types(type)
            return self._steps.most(self._of_type(selections, one, page) for one in possible)
        return self._of_type(selections, type, page)

    def _of_type(
        self, selections: SelectionSetNode, type: GraphQLCompositeType, page: Amount
    ) -> Amount:
        key = (id(selections), type.name, page)
        if key not in self._known:
            self._known[key] = self._steps.plus(
                [self._selected(found, type, page) for found in selections.selections]
            )
        return self._known[key]

    def _selected(self, found: Any, type: GraphQLCompositeType, page: Amount) -> Amount:
        if isinstance(found, FieldNode):
            return self._field(found, type, page)
        if isinstance(found, FragmentSpreadNode):
            found = self._fragments[found.name.value]
        assert isinstance(found, InlineFragmentNode | FragmentDefinitionNode)
        if not self._is_one(type, found):
            return 0
        return self._of_type(found.selection_set, type, page)

    def _is_one(
        self, type: GraphQLCompositeType, found: InlineFragmentNode | FragmentDefinitionNode
    ) -> bool:
        """Whether a thing of this type is one that the fragment is about."""
        if found.type_condition is None or found.type_condition.name.value == type.name:
            return True
        wanted = self._schema.type_map[found.type_condition.name.value]
        return is_abstract_type(wanted) and self._schema.is_sub_type(wanted, type)

    def _field(self, node: FieldNode, type: GraphQLCompositeType, page: Amount) -> Amount:
        name = node.name.value
        if name.startswith("__") or not isinstance(type, GraphQLObjectType | GraphQLInterfaceType):
            return 0  # what the schema says of itself has a limit of its own
        field = type.fields[name]
        named = get_named_type(field.type)
        if node.selection_set is None or is_leaf_type(named):
            return 0
        inner = self._within(node.selection_set, named, self._page(node, field))
        each = self._steps.plus([1, inner])
        cost = self._steps.times(self._length(node, type, field, page), each)
        is_search = type is self._schema.query_type and name in SEARCHES
        return self._steps.plus([SEARCH, cost]) if is_search else cost

    def _length(
        self,
        node: FieldNode,
        type: GraphQLObjectType | GraphQLInterfaceType,
        field: GraphQLField,
        page: Amount,
    ) -> Amount:
        """How many things a field may bring."""
        unwrapped = field.type.of_type if is_non_null_type(field.type) else field.type
        if not is_list_type(unwrapped):
            return 1
        name = node.name.value
        if "ids" in field.args:
            return self._number(_argument(node, "ids"), _listed)
        if "pageInfo" in type.fields:
            return page
        return ASSUMED.get(f"{type.name}.{name}", USUAL_LIST)

    def _page(self, node: FieldNode, field: GraphQLField) -> Amount:
        """How many items a page has at most, where a field brings one."""
        if "first" not in field.args:
            return 1
        given = [_argument(node, "first"), _argument(node, "last")]
        pages = [self._number(value, _counted) for value in given if value is not None]
        return self._steps.most(pages) if pages else DEFAULT_PAGE

    def _number(self, value: ValueNode | None, read: Read) -> Amount:
        """A number that is written, or will be in a variable."""
        if not isinstance(value, VariableNode):
            return read(value)
        name = value.name.value
        return self._steps.given(partial(_of_variable, name, read, self._defaults.get(name)))


def _of_variable(name: str, read: Read, default: ValueNode | None, variables: Variables) -> int:
    return read(variables.get(name, default))


def _argument(node: FieldNode, name: str) -> ValueNode | None:
    return next((found.value for found in node.arguments or () if found.name.value == name), None)


def _counted(value: object) -> int:
    """The size of a page; of what is none, the largest: it is refused soon enough."""
    if value is None or isinstance(value, NullValueNode):
        return DEFAULT_PAGE
    if isinstance(value, IntValueNode):
        value = int(value.value)
    return min(max(value, 0), MAX_PAGE) if isinstance(value, int) else MAX_PAGE


def _listed(value: object) -> int:
    """The length of a list that is written or sent; a single thing is a list of one."""
    if isinstance(value, ListValueNode):
        value = value.values
    return min(len(value), MAX_PAGE) if isinstance(value, list | tuple) else 1
