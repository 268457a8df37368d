"""Stores: where a graph lives, and what can be asked of it."""

from graph.store.base import Applied, GraphInfo, LinkChange, Reader, Store
from graph.store.networkx_store import NetworkXReader, NetworkXStore, build_graph
from graph.store.pages import DateBounds, Key, Page, PageRequest, TimelineFilter, timeline_key

__all__ = [
    "Applied",
    "DateBounds",
    "GraphInfo",
    "Key",
    "LinkChange",
    "NetworkXReader",
    "NetworkXStore",
    "Page",
    "PageRequest",
    "Reader",
    "Store",
    "TimelineFilter",
    "build_graph",
    "timeline_key",
]
