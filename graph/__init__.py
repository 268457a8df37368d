"""The interoperability graph: dates, model, links, loading, stores and questions.

Knows nothing of HTTP, GraphQL or the command line of the service; `api` builds on it.
"""

from graph.errors import GraphError
from graph.load import SeedError, load_seed, packaged_seed_folder
from graph.model import Entity, Event, Figure, Seed, Source, Statement
from graph.store import NetworkXStore, Reader, Store

__all__ = [
    "Entity",
    "Event",
    "Figure",
    "GraphError",
    "NetworkXStore",
    "Reader",
    "Seed",
    "SeedError",
    "Source",
    "Statement",
    "Store",
    "load_seed",
    "packaged_seed_folder",
]
