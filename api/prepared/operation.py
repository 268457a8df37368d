"""Answers operations in few steps: for each type of object, what is asked of it in one list.

Each list is made when the first object of that type is met, and kept with the document. Answers and
errors are those that graphql-core gives (tests hold one way against the other).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    located_error,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues

from api.prepared.fields import Short, ShortInfo, shorts_of
from api.prepared.values import Arguments, UnusualValueError, Values, Variables

__all__ = ["Prepared", "prepared"]

Details = list[FieldDetails]
Place = tuple[Any, str | int] | None
"""Where something stands in an answer: the place that it is in, and its key there."""
Row = tuple[str, Callable[..., Any], bool, type | None, Callable[[Any], Any] | None, Any, "Asked"]
"""The key, how the value is got, whether from the run too, and what makes an answer of it."""
_NO_VARIABLES = VariableValues({}, {})
_TYPENAME = "__typename"


@cache
def _is_short(schema: GraphQLSchema) -> bool:
    """Whether all fields of a schema go the short way, so that none turns up while one answers."""
    shorts = shorts_of(schema)
    return all(
        field in shorts[name]
        for name, found in schema.type_map.items()
        if isinstance(found, GraphQLObjectType) and not name.startswith("__")
        for field in found.fields
        if found is not schema.subscription_type
    )


def prepared(
    schema: GraphQLSchema, tree: DocumentNode, name: str | None, *, hide_suggestions: bool = False
) -> Prepared | None:
    """The operation of this name in a document without directives that fits the schema.

    None if it goes the usual way: it is no query, or asks what the schema says of itself.
    """
    operation = next(
        found
        for found in tree.definitions
        if isinstance(found, OperationDefinitionNode)
        and name in (None, found.name.value if found.name else None)
    )
    if operation.operation is not OperationType.QUERY or not _is_short(schema):
        return None
    found = Prepared(schema, tree, operation, hide_suggestions=hide_suggestions)
    return found if found.is_short else None


class Prepared:
    """One operation of a document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        tree: DocumentNode,
        operation: OperationDefinitionNode,
        *,
        hide_suggestions: bool,
    ) -> None:
        """Look at what it asks first, and at its variables."""
        assert schema.query_type is not None
        self.schema = schema
        self.hide_suggestions = hide_suggestions
        self.variables = Variables(schema, operation)
        self.fragments = {
            found.name.value: FragmentDetails(found)
            for found in tree.definitions
            if isinstance(found, FragmentDefinitionNode)
        }
        self._operation = operation
        self._selections: dict[Any, Selection] = {}
        root = schema.query_type
        collected = collect_fields(schema, self.fragments, _NO_VARIABLES, root, operation)
        names = {details[0].node.name.value for details in collected.grouped_field_set.values()}
        self.is_short = names <= {_TYPENAME, *shorts_of(schema)[root.name]}
        if self.is_short:
            self._root = Selection(self, root, collected)

    def answer(self, variables: dict[str, Any] | None, context: Any) -> ExecutionResult | None:
        """The result; None if there is something about the variables, and nothing was done yet."""
        given = variables or {}
        try:
            run = Run(self, context, given, self.variables.read(given))
        except UnusualValueError:
            return None
        try:
            data = self._root.answer(None, run, None)
        except GraphQLError as error:
            return ExecutionResult(None, [*run.errors, error])
        return ExecutionResult(data, run.errors or None)

    def selection(self, type: GraphQLObjectType, details: Details) -> Selection:
        """What is asked of objects of this type within some fields."""
        # The document keeps its nodes, so that no other comes to have the id of one.
        key = (type, *[id(found.node) for found in details])
        found = self._selections.get(key)
        if found is None:
            collected = collect_subfields(
                *(self.schema, self.fragments, _NO_VARIABLES, self._operation, type, details)
            )
            found = self._selections[key] = Selection(self, type, collected)
        return found


class Run:
    """One answer as it comes to be; resolvers without arguments get it as their `info`."""

    __slots__ = ("_given", "context", "errors", "prepared", "values")

    def __init__(
        self, prepared: Prepared, context: Any, given: dict[str, Any], values: Values
    ) -> None:
        """Begin with nothing answered."""
        self.prepared = prepared
        self.context = context
        self.values = values
        self.errors: list[GraphQLError] = []
        self._given = given

    @property
    def variables(self) -> VariableValues:
        """The variables as `graphql` has them."""
        return self.prepared.variables.read_as_usual(self._given)

    def fail(self, error: Exception, asked: Asked, place: Place, *, required: bool) -> None:
        """Note an error, or raise it where there must not be null."""
        path: list[str | int] = []
        while place is not None:
            place, key = place
            path.append(key)
        located = located_error(error, [found.node for found in asked.details], path[::-1])
        if required:
            raise located
        self.errors.append(located)


class Selection:
    """What is asked of objects of one type."""

    __slots__ = ("_rows",)

    def __init__(
        self, prepared: Prepared, type: GraphQLObjectType, collected: CollectedFields
    ) -> None:
        """Work out how each field is answered."""
        shorts = shorts_of(prepared.schema)[type.name]
        self._rows = [
            Asked(prepared, type, details, shorts).row(key)
            for key, details in collected.grouped_field_set.items()
        ]

    def answer(self, source: Any, run: Run, place: Place) -> dict[str, Any]:
        """Answer it of one object; most time goes by here."""
        found: dict[str, Any] = {}
        for key, get, informed, plain, leaf, inside, asked in self._rows:
            try:
                value = get(source, run) if informed else get(source)
                if value.__class__ is plain:
                    found[key] = value
                elif value is None:
                    asked.see_that_it_may_be_null()
                    found[key] = None
                elif leaf is not None:
                    found[key] = leaf(value)
                else:
                    found[key] = inside(value, run, (place, key))
            except Exception as error:  # noqa: BLE001 - told in the answer, as GraphQL wants it
                run.fail(error, asked, (place, key), required=asked.short.required)
                found[key] = None
        return found


class Asked:
    """A field of a document, within one type.

    It does not hold on to the operation: then that would be garbage for Python's collector, with all
    of the document (see `api.documents`).
    """

    __slots__ = ("_arguments", "_name", "_names", "_within", "details", "short")

    def __init__(
        self,
        prepared: Prepared,
        type: GraphQLObjectType,
        details: Details,
        shorts: Mapping[str, Short],
    ) -> None:
        """Look at how it is answered; what is asked within it is looked at when there is something."""
        node = details[0].node
        self.details = details
        self._name = f"{type}.{node.name.value}"
        self._within: dict[Any, Selection] = {}
        if node.name.value == _TYPENAME:
            self.short = _typename(type)
        else:
            self.short = shorts[node.name.value]
        if self.short.takes_arguments:
            field = type.fields[node.name.value]
            self._arguments = Arguments(
                prepared.schema, field, node, hide_suggestions=prepared.hide_suggestions
            )
            self._names = frozenset(_names(prepared, details))

    def row(self, key: str) -> Row:
        """What a selection goes through to answer it."""
        short = self.short
        get, informed = (self._get, True) if short.takes_arguments else (short.get, short.informed)
        leaf = None if short.many else short.leaf
        inside = self._items if short.many else self._object
        return key, get, informed, short.plain, leaf, inside, self

    def see_that_it_may_be_null(self) -> None:
        """Raises `TypeError` where it may not."""
        if self.short.required:
            raise self._missing()

    def _missing(self) -> TypeError:
        return TypeError(f"Cannot return null for non-nullable field {self._name}.")

    def _get(self, source: Any, run: Run) -> Any:
        """The value of a field with arguments."""
        try:
            arguments = self._arguments.read(run.values)
        except UnusualValueError:
            arguments = self._arguments.read_as_usual(run.variables)
        if not self.short.informed:
            return self.short.get(source, **arguments)
        return self.short.get(source, ShortInfo(run.context, self._names), **arguments)

    def _items(self, values: Any, run: Run, place: Place) -> list[Any]:
        found: list[Any] = []
        leaf = self.short.leaf
        for index, value in enumerate(values):
            try:
                if value is None:
                    self._see_gap()
                    found.append(None)
                elif leaf is not None:
                    found.append(leaf(value))
                else:
                    found.append(self._object(value, run, (place, index)))
            except Exception as error:  # noqa: BLE001
                run.fail(error, self, (place, index), required=self.short.never_null)
                found.append(None)
        return found

    def _see_gap(self) -> None:
        if self.short.never_null:
            raise self._missing()

    def _object(self, value: Any, run: Run, place: Place) -> dict[str, Any]:
        selection = self._within.get(value.__class__)
        if selection is None:
            found = run.prepared.selection(self.short.type_of(value), self.details)
            selection = self._within[value.__class__] = found
        return selection.answer(value, run, place)


def _typename(type: GraphQLObjectType) -> Short:
    """The name of a type, as a field of it."""
    return Short(
        get=lambda source: type.name,
        informed=False,
        takes_arguments=False,
        required=True,
        many=False,
        never_null=True,
        item_type=GraphQLString,
        whole_type=GraphQLNonNull(GraphQLString),
        plain=str,
    )


def _names(prepared: Prepared, details: Details) -> set[str]:
    """The names of all fields within some, whatever they are of."""
    names: set[str] = set()
    seen: set[str] = set()
    waiting = [found.node.selection_set for found in details]
    while waiting:
        selections: SelectionSetNode | None = waiting.pop()
        for found in selections.selections if selections else ():
            if isinstance(found, FragmentSpreadNode):
                if found.name.value in seen:
                    continue
                seen.add(found.name.value)
                waiting.append(prepared.fragments[found.name.value].definition.selection_set)
            else:
                if isinstance(found, FieldNode):
                    names.add(found.name.value)
                waiting.append(getattr(found, "selection_set", None))
    return names
