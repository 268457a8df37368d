"""From a value of the model to the GraphQL object that shows it."""

from collections.abc import Callable
from typing import Any

from api.schema.entities import ENTITY_TYPES
from api.schema.events import Event
from api.schema.evidence import Figure, Source, Statement
from api.schema.links import Link
from graph import links, model

__all__ = ["wrap"]


def wrap(node: model.Node | links.Link) -> Any:
    """The GraphQL object for anything with an id."""
    return _WRAPS[type(node)](node)


_WRAPS: dict[type, Callable[[Any], Any]] = {
    model.Entity: lambda entity: ENTITY_TYPES[entity.kind].of(entity),
    model.Event: Event.of,
    model.Source: Source.of,
    model.Figure: Figure.of,
    model.Statement: Statement.of,
    links.Link: Link.of,
}
