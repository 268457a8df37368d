"""The graph of NetworkX with plain attributes, and the two forms of XML that other tools read."""

from __future__ import annotations

import io
import re
from typing import Any

import networkx as nx

from graph.dates import AFTER_ALL, EdtfDate, day_to_iso
from graph.links import Link
from graph.model import (
    Citation,
    Entity,
    Event,
    EventRelation,
    Figure,
    Node,
    Participant,
    Relation,
    Seed,
    Source,
    Statement,
)
from graph.store.networkx_store import build_graph

__all__ = ["as_gexf", "as_graphml", "plain_graph"]


def plain_graph(seed: Seed) -> nx.MultiDiGraph[str]:
    """The seed as a graph whose attributes are texts; arcs are numbered in one fixed order."""
    graph = build_graph(seed)
    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=seed.info.name)
    for id in sorted(graph):
        data = graph.nodes[id]
        plain.add_node(id, sort=data["sort"], **_node(data["node"]))
    arcs = [(start, end, data["kind"], _arc(data)) for start, end, data in graph.edges(data=True)]
    arcs.sort(key=lambda arc: (*arc[:3], sorted(arc[3].items())))
    for number, (start, end, kind, own) in enumerate(arcs):
        plain.add_edge(start, end, key=str(number), kind=kind, **own)
    return plain


def _node(node: Node) -> dict[str, str]:
    match node:
        case Entity():
            found = {"label": node.name.en, "labelZh": node.name.zh, "kind": node.kind.value}
            found["aliases"] = "; ".join(node.aliases)
        case Event():
            found = {"label": node.title.en, "labelZh": node.title.zh, "kind": node.kind.value}
            found |= {"status": node.status.value, "direction": node.direction.value}
            found |= {"channels": "; ".join(node.channels), **_date("date", node.date)}
        case Source():
            found = {"label": node.title, "publisher": node.publisher, "kind": node.tier.value}
            found |= {"url": node.url, **_date("date", node.published)}
        case Figure():
            value = f"{node.operator.value}{node.value:f} {node.unit}"
            found = {"label": value, "kind": node.metric.value, **_date("date", node.period)}
        case Statement():
            found = {"label": node.summary.en, "labelZh": node.summary.zh, "kind": node.kind.value}
            found |= _date("date", node.said)
    return {name: text for name, text in found.items() if text}


def _arc(data: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str | None] = {}
    for part in data.values():
        match part:
            case Link():
                found = {
                    "channel": part.triple.channel.value,
                    "access": "; ".join(access.value for access in part.accesses),
                    "verdict": part.verdict().value,
                    "since": day_to_iso(part.since),
                    "until": None if part.until == AFTER_ALL else day_to_iso(part.until),
                }
            case Participant():
                found = {"role": part.role.value}
            case Citation():
                found = {"confidence": part.confidence.value, "quote": part.quote}
            case Relation():
                found = {**_date("since", part.since), **_date("until", part.until)}
            case EventRelation():
                found = {}
            case _:
                continue
    return {name: text for name, text in found.items() if text}


def _date(name: str, date: EdtfDate | None) -> dict[str, str | None]:
    if date is None:
        return {}
    first, last = day_to_iso(date.earliest), day_to_iso(date.latest)
    return {name: date.text, f"{name}Earliest": first, f"{name}Latest": last}


def as_graphml(seed: Seed) -> str:
    """The graph as GraphML."""
    file = io.BytesIO()
    nx.write_graphml_xml(plain_graph(seed), file)
    return file.getvalue().decode()


def as_gexf(seed: Seed) -> str:
    """The graph as GEXF 1.2, without the day on which it was written: equal seeds, equal texts."""
    graph = plain_graph(seed)
    for _, _, key, data in graph.edges(keys=True, data=True):
        data["id"] = key
        data["label"] = data["kind"]
    file = io.BytesIO()
    nx.write_gexf(graph, file)
    return re.sub(r' lastmodifieddate="[^"]*"', "", file.getvalue().decode(), count=1)
