"""The seed that a graph was made of, read back from any store."""

from __future__ import annotations

from itertools import islice

from graph.model import Entity, Event, Figure, Node, Seed, Source, Statement
from graph.store.base import Reader

__all__ = ["put_in", "seed_in"]

_BATCH = 1_000
_SORTS = ("entity", "event", "source", "figure", "statement")


def seed_in(reader: Reader) -> Seed:
    """The whole seed: equal to the one that was applied, and so of the same version."""
    seed = Seed(reader.info.seed)
    for sort in _SORTS:
        ids = iter(reader.ids(sort))
        while batch := list(islice(ids, _BATCH)):
            for node in reader.nodes(batch):
                if node is not None:
                    put_in(seed, node)
    return seed


def put_in(seed: Seed, node: Node) -> None:
    """Put a thing among those of its sort."""
    match node:
        case Entity():
            seed.entities[node.id] = node
        case Event():
            seed.events[node.id] = node
        case Source():
            seed.sources[node.id] = node
        case Figure():
            seed.figures[node.id] = node
        case Statement():
            seed.statements[node.id] = node
