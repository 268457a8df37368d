"""Which entity is meant, and what belongs to it."""

from __future__ import annotations

from collections.abc import Collection

from graph.errors import AmbiguousNameError, UnknownIdError
from graph.model import Entity, Event, Relation
from graph.queries.search import nearest_ids
from graph.store.base import Reader
from graph.store.search_index import fold
from graph.vocabulary import RelationKind

__all__ = ["end_ids", "get_entity", "get_event", "holdings", "operators", "products"]

_HOLDS = (RelationKind.OWNS, RelationKind.OPERATES)


def get_entity(reader: Reader, name: str) -> Entity:
    """The entity with this id; else the only one with this name or alias.

    Raises `UnknownIdError` with the nearest ids, or `AmbiguousNameError`.
    """
    (found,) = reader.nodes([name])
    if isinstance(found, Entity):
        return found
    folded = fold(name)
    named = [
        node
        for node in reader.search_candidates(name)
        if isinstance(node, Entity)
        and folded
        in {fold(text) for text in (node.id, node.name.en, node.name.zh or "", *node.aliases)}
    ]
    if folded and len(named) == 1:
        return named[0]
    if folded and named:
        raise AmbiguousNameError(name, sorted(node.id for node in named))
    raise UnknownIdError("entity", name, nearest_ids(reader, name, "entity"))


def end_ids(reader: Reader, origin: str, destination: str) -> tuple[str, str]:
    """The ids of two entities, by their ids, names or aliases; read together where they are ids."""
    names = (origin, destination)
    first, second = (
        node if isinstance(node, Entity) else get_entity(reader, name)
        for name, node in zip(names, reader.nodes(names), strict=True)
    )
    return first.id, second.id


def get_event(reader: Reader, id: str) -> Event:
    """The event with this id; raises `UnknownIdError` with the nearest ids."""
    (found,) = reader.nodes([id])
    if isinstance(found, Event):
        return found
    raise UnknownIdError("event", id, nearest_ids(reader, id, "event"))


def holdings(reader: Reader, ids: Collection[str]) -> frozenset[str]:
    """The entities themselves and all that they own, operate or have as parts, at any time."""
    held = set(ids)
    fresh = set(ids)
    while fresh:
        found = {
            _held(relation) for relation in reader.relations(fresh) if _holder(relation) in fresh
        }
        fresh = found - held
        held |= fresh
    return frozenset(held)


def _holder(relation: Relation) -> str | None:
    if relation.kind in _HOLDS:
        return relation.subject
    return relation.entity if relation.kind is RelationKind.PART_OF else None


def _held(relation: Relation) -> str:
    return relation.entity if relation.kind in _HOLDS else relation.subject


def operators(reader: Reader, id: str) -> list[Relation]:
    """Who owns or operates it, or what it is a part of: the relations, in their order."""
    found = reader.relations([id])
    return [relation for relation in found if _holder(relation) and _held(relation) == id]


def products(reader: Reader, id: str) -> list[Relation]:
    """What it owns, operates or has as parts: the relations, in their order."""
    return [relation for relation in reader.relations([id]) if _holder(relation) == id]
