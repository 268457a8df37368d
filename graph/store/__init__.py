"""Stores: where a graph lives, and what can be asked of it."""

from graph.store.base import Applied, ChangedIds, GraphInfo, LinkChange, Reader, Store
from graph.store.contents import seed_in
from graph.store.journal import GraphChange, Journal, SomeIds
from graph.store.networkx_store import NetworkXReader, NetworkXStore, build_graph
from graph.store.pages import DateBounds, Key, Page, PageRequest, TimelineFilter, timeline_key

__all__ = [
    "Applied",
    "ChangedIds",
    "DateBounds",
    "GraphChange",
    "GraphInfo",
    "Journal",
    "Key",
    "LinkChange",
    "NetworkXReader",
    "NetworkXStore",
    "Page",
    "PageRequest",
    "Reader",
    "SomeIds",
    "Store",
    "TimelineFilter",
    "build_graph",
    "seed_in",
    "timeline_key",
]
