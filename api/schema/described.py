"""Small helpers that make every field and argument carry its description."""

from collections.abc import Callable
from enum import Enum
from typing import Any, cast

import strawberry

__all__ = ["describe_enum", "field"]


def field(description: str, *, name: str | None = None) -> Callable[[Callable[..., Any]], Any]:
    """Make a method the resolver of a field with this description.

    Strawberry's own decorator is untyped where it is given a description.
    """

    def decorate(resolver: Callable[..., Any]) -> Any:
        return strawberry.field(resolver=resolver, description=description, name=name)

    return decorate


def describe_enum(terms: type[Enum], description: str, **values: str) -> None:
    """Let GraphQL use an enum, with a description of it and of each value.

    Those of the values are the terms' own (`graph.vocabulary`), or those given by name.
    """
    made = strawberry.enum(terms, description=description)
    for value in cast("Any", made).__strawberry_definition__.values:
        term = terms[value.name]
        value.description = values.get(value.name) or getattr(term, "description", None)
