"""What somebody writes in an afternoon: Strawberry over a NetworkX graph, and nothing prepared.

Run as `python -m tests.bench.peers.naive ORGANISATIONS SEED`; it takes a free port.
"""

import sys
from collections.abc import Callable
from typing import Any, Optional

import networkx as nx
import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from graph.dates import day_to_iso
from tests.bench.rows import Rows, synthetic_rows
from tests.bench.serve import serve_app

__all__: list[str] = []

Arc = tuple[str, str, str, dict[str, Any]]
GRAPH: "nx.MultiDiGraph[str]" = nx.MultiDiGraph()


def fill(rows: Rows) -> None:
    """Make a node of each entity and an edge of each event, oldest first."""
    for row in rows.entities:
        GRAPH.add_node(row.id, name=row.name, kind=row.kind.value, owner=row.owner)
    for number, event in enumerate(rows.events):
        GRAPH.add_edge(
            event.origin, event.destination, event.id, number=number, event=event, day=event.day
        )


def newest(arcs: list[Arc], limit: int) -> "list[Event]":
    """The newest of some edges, as events."""
    found = sorted(arcs, key=lambda arc: arc[3]["number"], reverse=True)[:limit]
    return [
        Event(
            id=strawberry.ID(key),
            kind=data["event"].kind.value,
            date=day_to_iso(data["day"]) or "",
            source=entity(origin),
            target=entity(destination),
        )
        for origin, destination, key, data in found
    ]


def entity(id: str) -> "Entity":
    """The entity of a node."""
    node = GRAPH.nodes[id]
    return Entity(id=strawberry.ID(id), name=node["name"], kind=node["kind"])


def open_on(day: int) -> "nx.MultiDiGraph[str]":
    """The graph of a day, as NetworkX shows a part of another."""

    def holds(origin: str, destination: str, key: str) -> bool:
        held: bool = GRAPH[origin][destination][key]["event"].holds_on(day)
        return held

    filtered: Callable[..., Any] = nx.subgraph_view
    view: nx.MultiDiGraph[str] = filtered(GRAPH, filter_edge=holds)
    return view


@strawberry.type
class Entity:
    """An entity."""

    id: strawberry.ID
    name: str
    kind: str

    @strawberry.field
    def owner(self) -> Optional["Entity"]:
        owner = GRAPH.nodes[self.id]["owner"]
        return None if owner is None else entity(owner)

    @strawberry.field
    def timeline(self, limit: int) -> list["Event"]:
        arcs = [
            *GRAPH.out_edges(self.id, keys=True, data=True),
            *GRAPH.in_edges(self.id, keys=True, data=True),
        ]
        return newest(arcs, limit)


@strawberry.type
class Event:
    """An event, from one entity to another."""

    id: strawberry.ID
    kind: str
    date: str
    source: Entity
    target: Entity


@strawberry.type
class Reachable:
    """How many, and the first of them."""

    count: int
    first: list[Entity]


@strawberry.type
class Query:
    """The questions."""

    @strawberry.field
    def entity(self, id: strawberry.ID) -> Entity | None:
        return entity(id) if id in GRAPH else None

    @strawberry.field
    def timeline(self, since: int, until: int, channel: str, limit: int) -> list[Event]:
        arcs = [
            arc
            for arc in GRAPH.edges(keys=True, data=True)
            if arc[3]["event"].channel == channel and since <= arc[3]["day"] <= until
        ]
        return newest(arcs, limit)

    @strawberry.field
    def path(
        self, origin: strawberry.ID, destination: strawberry.ID, day: int, max_hops: int
    ) -> list[Entity]:
        try:
            path = nx.shortest_path(open_on(day), origin, destination)
        except nx.NetworkXNoPath:
            return []
        return [entity(id) for id in path] if len(path) <= max_hops + 1 else []

    @strawberry.field
    def arrival(
        self,
        origin: strawberry.ID,
        destination: strawberry.ID,
        since: int,
        until: int,
        max_hops: int,
    ) -> int | None:
        days: dict[str, int] = {origin: since}
        found = []
        for _ in range(max_hops):
            fresh: dict[str, int] = {}
            for here, day in days.items():
                for _, there, data in GRAPH.out_edges(here, data=True):
                    event = data["event"]
                    ended = event.until is not None and event.until <= day
                    if event.opens and event.day <= until and not ended:
                        arrival = max(day, event.day)
                        fresh[there] = min(arrival, fresh.get(there, arrival))
            days = fresh
            if destination in days:
                found.append(days[destination])
        return min(found, default=None)

    @strawberry.field
    def reachable(self, origin: strawberry.ID, day: int, max_hops: int, limit: int) -> Reachable:
        hops = nx.single_source_shortest_path_length(open_on(day), origin, cutoff=max_hops)
        found = sorted((count, id) for id, count in hops.items() if count)
        return Reachable(count=len(found), first=[entity(id) for _, id in found[:limit]])


def main(orgs: int, seed: int, processes: int) -> None:
    """Serve until the process is ended."""
    fill(synthetic_rows(orgs, seed))
    serve_app(Starlette(routes=[Route("/graphql", GraphQL(strawberry.Schema(Query)))]), processes)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
