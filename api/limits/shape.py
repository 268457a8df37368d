"""Looks at a document as it is written, before it is checked against the schema: one pass.

Checking takes longer the more a document holds, so what holds too much is not even checked: each two
fields of one name may have to be compared, with all that is below them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, Node

from api.limits.errors import LimitError
from api.limits.limits import Limits

__all__ = ["refused_shape"]

_INTROSPECTION = ("__schema", "__type")


@dataclass(slots=True)
class _Definition:
    """How deep an operation or a fragment goes by itself, and which fragments it spreads where."""

    depth: int = 0
    spreads: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Shape:
    aliases: int = 0
    directives: int = 0
    introspects: bool = False
    names: Counter[str] = field(default_factory=Counter)
    operations: list[_Definition] = field(default_factory=list)
    fragments: dict[str, _Definition] = field(default_factory=dict)


def refused_shape(tree: DocumentNode, limits: Limits) -> LimitError | None:
    """Why a document is not looked at any further; None if it is."""
    shape = _Shape()
    for definition in tree.definitions:
        found = _look_at(definition, shape)
        if isinstance(definition, FragmentDefinitionNode):
            shape.fragments[definition.name.value] = found
        else:
            shape.operations.append(found)
    return next(_refusals(shape, limits), None)


def _refusals(shape: _Shape, limits: Limits) -> Iterator[LimitError]:
    if shape.aliases > limits.max_aliases:
        message = "The document has too many aliases: put fewer questions at once"
        yield LimitError("TOO_MANY_ALIASES", message, shape.aliases, limits.max_aliases)
    if shape.directives > limits.max_directives:
        message = "The document has too many directives: leave out what is not wanted"
        yield LimitError("TOO_MANY_DIRECTIVES", message, shape.directives, limits.max_directives)
    if shape.introspects and not limits.introspection:
        message = "The schema is not told here: ask for no __schema and no __type"
        yield LimitError("INTROSPECTION_OFF", message, 1, 0)
    depth = _depth(shape, limits.max_depth)
    if depth > limits.max_depth:
        message = "The document is too deep: ask for what is further in by another question"
        yield LimitError("TOO_DEEP", message, depth, limits.max_depth)
    pairs = sum(count * (count - 1) // 2 for count in shape.names.values())
    if pairs > limits.max_repeats:
        message = "The document has the same names too often: each two fields are compared"
        yield LimitError("TOO_REPETITIVE", message, pairs, limits.max_repeats)


def _look_at(definition: Node, shape: _Shape) -> _Definition:
    found = _Definition()
    stack: list[tuple[Any, int]] = [(definition, 0)]
    while stack:
        node, level = stack.pop()
        shape.directives += len(getattr(node, "directives", None) or ())
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            found.spreads[name] = max(level, found.spreads.get(name, 0))
            continue
        if isinstance(node, FieldNode):
            shape.aliases += node.alias is not None
            shape.names[(node.alias or node.name).value] += 1
            shape.introspects = shape.introspects or node.name.value in _INTROSPECTION
        for variable in getattr(node, "variable_definitions", None) or ():
            shape.directives += len(variable.directives or ())
        selections = getattr(node, "selection_set", None)
        if selections is not None:
            found.depth = max(found.depth, level + 1)
            stack += [(selection, level + 1) for selection in selections.selections]
    return found


def _depth(shape: _Shape, limit: int) -> int:
    """How many braces stand within one another, those of fragments too; no further than the limit.

    A fragment within itself would go on for ever: it is left where it comes back, and to be refused
    by the check against the schema. Each is looked at again only where it is met deeper than before.
    """
    deepest = 0
    met: dict[str, int] = {}
    waiting: list[tuple[_Definition, int, frozenset[str]]] = [
        (operation, 0, frozenset()) for operation in shape.operations
    ]
    while waiting and deepest <= limit:
        definition, level, within = waiting.pop()
        deepest = max(deepest, level + definition.depth)
        for name, at in definition.spreads.items():
            there = level + at
            if name in within or name not in shape.fragments or met.get(name, -1) >= there:
                continue
            met[name] = there
            waiting.append((shape.fragments[name], there, within | {name}))
    return deepest
