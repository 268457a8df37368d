"""From a value of the model to the GraphQL object that shows it."""

from typing import Any

from api.schema.entities import ENTITY_TYPES
from api.schema.events import Event
from api.schema.evidence import Figure, Source, Statement
from api.schema.links import Link
from graph import links, model

__all__ = ["wrap"]


def wrap(node: model.Node | links.Link) -> Any:
    """The GraphQL object for anything with an id."""
    match node:
        case model.Entity():
            return ENTITY_TYPES[node.kind].of(node)
        case model.Event():
            return Event.of(node)
        case model.Source():
            return Source.of(node)
        case model.Figure():
            return Figure.of(node)
        case model.Statement():
            return Statement.of(node)
        case links.Link():
            return Link.of(node)
