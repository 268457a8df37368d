"""Raphtory as it is asked: its tables, its documents, and its data as the answers that are compared.

It has no events and no days: an event is one update of the edge between two nodes, in the layer of its
channel; what is open on a day is a graph in which edges are deleted (`peers/raphtory_server.py`). Its GraphQL
knows no arrival through time (`temporally_reachable_nodes` is there for Rust and Python alone), so it answers
all questions but Q5.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.dates import day_to_iso
from tests.bench.dialects import Data, Dialect, place, within_two_hops
from tests.bench.questions import MAX_HOPS, PAGE, Answer, Parameters
from tests.bench.rows import Rows

__all__ = ["RAPHTORY", "write_tables"]

_NAMED = 'id metadata { get(key: "name") { asString } }'
_EVENT = (
    f'properties {{ values(keys: ["id", "kind", "date"]) {{ asString }} }} src {{ {_NAMED} }}'
    f" dst {{ {_NAMED} }}"
)
_NEWEST = (
    "edges { explode { sorted(sortBys: [{ time: LATEST, reverse: true }])"
    f" {{ page(limit: {PAGE}) {{ {_EVENT} }} }} }} }}"
)
_DOCUMENTS = {
    "Q1": (
        'query($id: String!) { graph(path: "events") { node(name: $id) { id'
        ' metadata { values(keys: ["name", "kind"]) { asString } }'
        f' layer(name: "operates") {{ inNeighbours {{ list {{ {_NAMED} }} }} }} }} }} }}'
    ),
    "Q2": (
        "query($low: TimeInput!, $high: TimeInput!, $channel: String!) {"
        ' graph(path: "events") { layer(name: $channel) { window(start: $low, end: $high)'
        f" {{ {_NEWEST} }} }} }} }}"
    ),
    "Q3": (
        'query($id: String!) { graph(path: "events") { excludeLayer(name: "operates") {'
        f" node(name: $id) {{ {_NEWEST} }} }} }} }}"
    ),
    "Q4": (
        "query($from: String!, $to: String!, $day: TimeInput!) {"
        ' graph(path: "open") { at(time: $day) { algorithms {'
        ' shortest_path(source: $from, targets: [$to], direction: "out") { nodes } } } } }'
    ),
    "Q6": (
        'query($id: String!, $day: TimeInput!) { graph(path: "open") { at(time: $day) {'
        f" node(name: $id) {{ outNeighbours {{ list {{ {_NAMED}"
        f" outNeighbours {{ list {{ {_NAMED} }} }} }} }} }} }} }} }}"
    ),
}


def _variables(parameters: Parameters) -> Parameters:
    if "channel" not in parameters:
        return parameters
    low, high = place(parameters["since"], 0), place(parameters["until"] + 1, 0)
    return {"channel": parameters["channel"], "low": low, "high": high}


def _read(question: str, parameters: Parameters, data: Data) -> Answer:
    graph = data["graph"]
    match question:
        case "Q1":
            node = graph["node"]
            owner = next(iter(node["layer"]["inNeighbours"]["list"]), None)
            ends = _named(owner) if owner else (None, None)
            return [node["id"], *_texts(node["metadata"]["values"]), *ends]
        case "Q2":
            return _events(graph["layer"]["window"])
        case "Q3":
            return _events(graph["excludeLayer"]["node"])
        case "Q4":
            found = graph["at"]["algorithms"]["shortest_path"]
            path: Answer = found[0]["nodes"] if found else []
            return path if len(path) <= MAX_HOPS + 1 else []  # it cannot be told how far to look
        case _:
            near = graph["at"]["node"]["outNeighbours"]["list"]
            beyond = {
                node["id"]: [other["id"] for other in node["outNeighbours"]["list"]]
                for node in near
            }
            return within_two_hops(parameters["id"], beyond)


def _events(found: Data) -> Answer:
    page = found["edges"]["explode"]["sorted"]["page"]
    return [
        [*_texts(edge["properties"]["values"]), *_named(edge["src"]), *_named(edge["dst"])]
        for edge in page
    ]


def _texts(values: Data) -> list[str]:
    return [value["asString"] for value in values]


def _named(node: Data) -> tuple[str, str]:
    return node["id"], node["metadata"]["get"]["asString"]


RAPHTORY = Dialect(_DOCUMENTS, _variables, _read)


def write_tables(rows: Rows, folder: Path) -> None:
    """Write what its server reads: entities, who operates them, and events; days as numbers."""
    folder.mkdir(parents=True)
    entities = [(0, row.id, row.name, row.kind.value) for row in rows.entities]
    _write(folder / "entities.csv", ("time", "id", "name", "kind"), entities)
    owned = [(0, row.owner, row.id) for row in rows.entities if row.owner]
    _write(folder / "operates.csv", ("time", "owner", "id"), owned)
    head = ("id", "kind", "date", "channel", "origin", "destination", "place", "day")
    events = (
        (
            *(event.id, event.kind.value, day_to_iso(event.day), event.channel.value),
            *(event.origin, event.destination, place(event.day, event.sequence), event.day),
            *("" if event.until is None else event.until, int(event.opens)),
        )
        for event in rows.events
    )
    _write(folder / "events.csv", (*head, "until", "opens"), events)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
