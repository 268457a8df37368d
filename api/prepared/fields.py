"""What the fields of the schema need to be answered, worked out once per schema.

graphql-core and Strawberry prepare each field for all that a resolver may ever want. Ours are plain
functions of a value, the context and their arguments, and none of them waits. What is unusual is not
among these fields, and goes the usual way.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

__all__ = ["AS_THEY_ARE", "Short", "ShortInfo", "definition_of", "shorts_of"]

Leaf = Callable[[Any], Any]
AS_THEY_ARE: Mapping[str, type] = {"String": str, "ID": str, "Boolean": bool}
"""Scalars whose values of these very types are shown as they are."""


@dataclass(frozen=True, slots=True)
class ShortInfo:
    """What a resolver gets as its `info` on a short way: the context.

    And, where it is known, the names of all fields that are asked for within its own.
    """

    context: Any
    asked: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Short:
    """A field as it is needed to answer it.

    `get` takes the value that the field is of, the info where it is `informed`, and the arguments
    where it `takes_arguments`. What it gives is shown by `leaf` if it is a scalar or enum (as it is,
    if it is `plain`); else it is an object of `object_type`, or of the one that `by_class` has for its
    class. `many` is a list, with gaps unless they are `never_null`.
    """

    get: Callable[..., Any]
    informed: bool
    takes_arguments: bool
    required: bool
    many: bool
    never_null: bool
    item_type: GraphQLOutputType
    whole_type: GraphQLOutputType
    leaf: Leaf | None = None
    plain: type | None = None
    object_type: GraphQLObjectType | None = None
    by_class: Mapping[type, GraphQLObjectType] | None = None

    def type_of(self, value: Any) -> GraphQLObjectType:
        """The type of an object that the field gave."""
        return self.object_type or (self.by_class or {})[type(value)]


@cache
def shorts_of(schema: GraphQLSchema) -> Mapping[str, Mapping[str, Short]]:
    """The fields that can go the short way, by object type and name."""
    return {
        name: {
            field_name: short
            for field_name, field in found.fields.items()
            if (short := _short(schema, field)) is not None
        }
        for name, found in schema.type_map.items()
        if isinstance(found, GraphQLObjectType)
    }


def definition_of(found: GraphQLNamedType | GraphQLField | GraphQLSchema) -> Any:
    """What Strawberry made it from; None where it is not Strawberry's."""
    return found.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)


def _short(schema: GraphQLSchema, field: GraphQLField) -> Short | None:
    definition = definition_of(field)
    if not isinstance(definition, StrawberryField) or definition.extensions:
        return None
    getter = _getter(definition)
    if getter is None:
        return None
    item_type, required = _unwrapped(field.type)
    many, never_null, each = is_list_type(item_type), True, item_type
    if many:
        each = item_type.of_type
        item_type, never_null = _unwrapped(each)
        if is_list_type(item_type) or (is_leaf_type(item_type) and not never_null):
            return None
    get, informed = getter
    short = partial(
        Short,
        get=get,
        informed=informed,
        takes_arguments=bool(field.args),
        required=required,
        many=many,
        never_null=never_null,
        item_type=each,
        whole_type=field.type,
    )
    if is_leaf_type(item_type):
        plain = None if many else AS_THEY_ARE.get(item_type.name)
        return short(leaf=_leaf(item_type), plain=plain)
    if is_abstract_type(item_type):
        possible = schema.get_possible_types(item_type)
        return short(by_class={definition_of(found).origin: found for found in possible})
    return short(object_type=item_type)


def _unwrapped(type: Any) -> tuple[Any, bool]:
    """The type without its mark that it cannot be null, and whether it has that mark."""
    return (type.of_type, True) if is_non_null_type(type) else (type, False)


def _getter(field: StrawberryField) -> tuple[Callable[..., Any], bool] | None:
    """The function that answers a field, and whether it wants the info; None if it wants more."""
    resolver = field.base_resolver
    if resolver is None:
        return attrgetter(field.python_name), False
    function: Any = resolver.wrapped_func
    wanted = list(inspect.signature(function).parameters)
    informed = wanted[1:2] == ["info"]
    arguments = [argument.python_name for argument in field.arguments]
    if resolver.is_async or wanted != ["self", *(["info"] if informed else []), *arguments]:
        return None
    return function, informed


def _leaf(type: Any) -> Leaf:
    complete = partial(StrawberryGraphQLCoreExecutionContext.complete_leaf_value, type)
    if isinstance(type, GraphQLEnumType):
        names = {term: complete(term) for term in definition_of(type).wrapped_cls}
        return names.__getitem__
    plain = AS_THEY_ARE.get(type.name)
    if plain is None:
        return complete
    return lambda value: value if value.__class__ is plain else complete(value)
