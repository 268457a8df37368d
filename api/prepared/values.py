"""Reads variables and arguments: what does not hang on a request is worked out once for a document.

What is usual is read here, in few steps. What is not may well be wrong, and goes the usual way, which
says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import (
    VariableValues,
    get_argument_values,
    get_variable_values,
    input_is_nested_too_deeply,
)
from graphql.utilities.coerce_input_value import (
    coerce_default_value,
    coerce_input_literal,
    coerce_input_value,
)
from strawberry.types.arguments import StrawberryArgument, convert_argument, convert_arguments

from api.prepared.fields import AS_THEY_ARE, definition_of

__all__ = ["Arguments", "UnusualValueError", "Values", "Variables"]

Values = dict[str, Any]
"""The variables of one request, as resolvers are to have them; those without a value are not there."""


class UnusualValueError(ValueError):
    """A variable or an argument that is not read here; it is wrong, as a rule."""


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    plain: type | None
    read: Callable[[Any], Any]
    default: Any
    required: bool


class Variables:
    """The variables that an operation declares."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        """Look at the declarations, which fit the schema."""
        self._schema = schema
        self._nodes = operation.variable_definitions or ()
        self._declared = [_variable(get_variable_signature(schema, node)) for node in self._nodes]

    def read(self, given: Mapping[str, Any]) -> Values:
        """What was sent for them; raises `UnusualValueError`."""
        values: Values = {}
        for variable in self._declared:
            value = given.get(variable.name, Undefined)
            if value.__class__ is variable.plain:
                values[variable.name] = value
            elif value is not Undefined:
                values[variable.name] = variable.read(value)
            elif variable.default is not Undefined:
                values[variable.name] = variable.default
            elif variable.required:
                raise UnusualValueError
        return values

    def read_as_usual(self, given: dict[str, Any]) -> VariableValues:
        """The same for `graphql`, where all of them are right."""
        found = get_variable_values(self._schema, self._nodes, given)
        assert isinstance(found, VariableValues)
        return found


def _variable(signature: GraphQLVariableSignature | GraphQLError) -> _Variable:
    assert isinstance(signature, GraphQLVariableSignature)  # the document fits the schema
    type = signature.type
    required = is_non_null_type(type)
    named: Any = type.of_type if is_non_null_type(type) else type
    plain = AS_THEY_ARE.get(named.name) if is_leaf_type(named) else None
    default = coerce_default_value(signature)
    return _Variable(signature.name, plain, partial(_coerced, type), default, required)


def _coerced(type: Any, value: Any) -> Any:
    if not is_leaf_type(type) and input_is_nested_too_deeply(value, type):
        raise UnusualValueError
    coerced = coerce_input_value(value, type)
    if coerced is Undefined:
        raise UnusualValueError
    return coerced


class Arguments:
    """The arguments that one field of a document is asked with."""

    def __init__(
        self, schema: GraphQLSchema, field: GraphQLField, node: FieldNode, *, hide_suggestions: bool
    ) -> None:
        """Look at what is written in the document; it fits the schema."""
        self._field, self._node, self._hide_suggestions = field, node, hide_suggestions
        self._schema = definition_of(schema)
        self._written = {found.name.value: found.value for found in node.arguments or ()}
        self._fixed: Values = {}
        self._read: list[tuple[str, Callable[[Values], Any]]] = []
        from_argument = self._schema.config.name_converter.from_argument
        for argument in definition_of(field).arguments:
            name = from_argument(argument)
            self._add(argument, name, field.args[name])

    def _add(self, argument: StrawberryArgument, name: str, wanted: GraphQLArgument) -> None:
        value = self._written.get(name)
        default = coerce_default_value(wanted)
        reading: Callable[[Values], Any]
        if isinstance(value, VariableNode):
            reading = partial(_of_variable, value.name.value, wanted, default)
        elif value is not None and _has_variables(value):
            reading = partial(_of_literal, value, wanted)
        else:
            known = default if value is None else coerce_input_literal(value, wanted.type)
            if known is Undefined:
                return
            if _is_leaf(wanted, argument):
                self._fixed[argument.python_name] = known
                return
            reading = partial(_known, known)
        if not _is_leaf(wanted, argument):
            reading = partial(_converted, self._schema, argument, name, reading)
        self._read.append((argument.python_name, reading))

    def read(self, values: Values) -> Values:
        """Them as the resolver takes them; raises `UnusualValueError`."""
        found = self._fixed.copy()
        for name, read in self._read:
            value = read(values)
            if value is not Undefined:
                found[name] = value
        return found

    def read_as_usual(self, variables: VariableValues) -> Values:
        """The same by `graphql` and Strawberry, which say what is wrong."""
        found = get_argument_values(
            *(self._field, self._node, variables, None, self._hide_suggestions)
        )
        converter = self._schema.schema_converter
        arguments = definition_of(self._field).arguments
        return convert_arguments(found, arguments, converter.scalar_registry, self._schema.config)


def _converted(
    schema: Any,
    argument: StrawberryArgument,
    name: str,
    read: Callable[[Values], Any],
    values: Values,
) -> Any:
    """A list, which is a new one each time, or an input object as Python has it."""
    value = read(values)
    if value is Undefined:
        return Undefined
    registry = schema.schema_converter.scalar_registry
    return convert_argument(value, argument.type, registry, schema.config, path=(name,))


def _is_leaf(wanted: GraphQLArgument, argument: StrawberryArgument) -> bool:
    """Whether a value goes to the resolver as it is."""
    type = wanted.type
    return is_leaf_type(type.of_type if is_non_null_type(type) else type) and not argument.is_maybe


def _has_variables(node: ValueNode) -> bool:
    if isinstance(node, VariableNode):
        return True
    inside = getattr(node, "values", None) or [
        found.value for found in getattr(node, "fields", None) or ()
    ]
    return any(map(_has_variables, inside))


def _known(known: Any, values: Values) -> Any:
    return known


def _of_variable(name: str, wanted: GraphQLArgument, default: Any, values: Values) -> Any:
    value = values.get(name, Undefined)
    if value is Undefined:
        value = default
    if (value is None or value is Undefined) and is_non_null_type(wanted.type):
        raise UnusualValueError
    return value


def _of_literal(node: ValueNode, wanted: GraphQLArgument, values: Values) -> Any:
    value = coerce_input_literal(node, wanted.type, VariableValues({}, values))
    if value is Undefined:
        raise UnusualValueError
    return value
