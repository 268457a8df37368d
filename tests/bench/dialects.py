"""The questions as each schema wants them asked, and its data as the answers that are compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.dates import day_to_iso
from tests.bench.questions import (
    MAX_HOPS,
    MAX_HOPS_THROUGH_TIME,
    MAX_REACHED,
    PAGE,
    Answer,
    Parameters,
)
from tests.bench.rows import FIRST_DAY

__all__ = ["NEO4J_GRAPHQL", "OURS", "STRAWBERRY", "Data", "Dialect", "place", "within_two_hops"]

Data = Any
_PER_DAY = 4_096


def place(day: int, sequence: int) -> int:
    """What the peers order events by: one number each, that fits GraphQL's `Int`."""
    return (day - FIRST_DAY) * _PER_DAY + sequence


@dataclass(frozen=True, slots=True)
class Dialect:
    """Documents by question; the variables of one; and how its data are read."""

    documents: Mapping[str, str]
    variables: Callable[[Parameters], Parameters]
    read: Callable[[str, Parameters, Data], Answer]

    def body(self, question: str, parameters: Parameters) -> bytes:
        """The request's body."""
        variables = self.variables(parameters)
        return json.dumps({"query": self.documents[question], "variables": variables}).encode()

    def answer(self, question: str, parameters: Parameters, response: bytes) -> Answer:
        """The answer in a response; what is wrong with it, where it is an error."""
        try:
            return self.read(question, parameters, json.loads(response)["data"])
        except (KeyError, TypeError, ValueError):
            return ["not an answer", response[:500].decode(errors="replace")]


_EVENT = "id kind date { text } participants { role entity { id name { en } } }"
_OUR_DOCUMENTS = {
    "Q1": "query($id: ID!) { entity(id: $id) { id name { en } kind owner { id name { en } } } }",
    "Q2": (
        "query($since: DayInput!, $until: DayInput!, $channel: Channel!) { timeline("
        "filter: { window: { since: $since, until: $until }, channels: [$channel] },"
        f" order: NEWEST_FIRST, first: {PAGE}) {{ nodes {{ {_EVENT} }} }} }}"
    ),
    "Q3": (
        "query($id: ID!) { entity(id: $id) {"
        f" timeline(order: NEWEST_FIRST, first: {PAGE}) {{ nodes {{ {_EVENT} }} }} }} }}"
    ),
    "Q4": (
        "query($from: ID!, $to: ID!, $day: DayInput!) {"
        f" path(from: $from, to: $to, asOf: $day, maxHops: {MAX_HOPS}) {{ nodes {{ id }} }} }}"
    ),
    "Q5": (
        "query($from: ID!, $to: ID!, $since: DayInput!, $until: DayInput!) {"
        " temporalPath(from: $from, to: $to, notBefore: $since, arriveBy: $until,"
        f" maxHops: {MAX_HOPS_THROUGH_TIME}) {{ arrives }} }}"
    ),
    "Q6": (
        "query($id: ID!, $day: DayInput!) {"
        f" reachable(from: $id, asOf: $day, maxHops: 2, first: {MAX_REACHED})"
        " { totalCount nodes { entity { id name { en } } } } }"
    ),
}


def _our_variables(parameters: Parameters) -> Parameters:
    variables = dict(parameters)
    for name in ("day", "since", "until"):
        if name in variables:
            variables[name] = day_to_iso(variables[name])
    if "channel" in variables:
        variables["channel"] = variables["channel"].upper()
    return variables


def _read_ours(question: str, _: Parameters, data: Data) -> Answer:
    match question:
        case "Q1":
            found = data["entity"]
            owner = found["owner"]
            ends = (owner["id"], owner["name"]["en"]) if owner else (None, None)
            return [found["id"], found["name"]["en"], found["kind"].lower(), *ends]
        case "Q2":
            return [_our_event(event) for event in data["timeline"]["nodes"]]
        case "Q3":
            return [_our_event(event) for event in data["entity"]["timeline"]["nodes"]]
        case "Q4":
            return [entity["id"] for entity in data["path"]["nodes"]]
        case "Q5":
            return [data["temporalPath"]["arrives"]]
        case _:
            found = data["reachable"]
            return [found["totalCount"], [row["entity"]["id"] for row in found["nodes"]]]


def _our_event(event: Data) -> Answer:
    ends = {row["role"]: row["entity"] for row in event["participants"]}
    shown = (part for role in ("INITIATOR", "TARGET") for part in _our_end(ends[role]))
    return [event["id"], event["kind"].lower(), event["date"]["text"], *shown]


def _our_end(entity: Data) -> tuple[str, str]:
    return entity["id"], entity["name"]["en"]


OURS = Dialect(_OUR_DOCUMENTS, _our_variables, _read_ours)

_PEER_EVENT = "id kind date source { id name } target { id name }"
_PEER_DOCUMENTS = {
    "Q1": "query($id: ID!) { entity(id: $id) { id name kind owner { id name } } }",
    "Q2": (
        "query($since: Int!, $until: Int!, $channel: String!) { timeline("
        f"since: $since, until: $until, channel: $channel, limit: {PAGE}) {{ {_PEER_EVENT} }} }}"
    ),
    "Q3": f"query($id: ID!) {{ entity(id: $id) {{ timeline(limit: {PAGE}) {{ {_PEER_EVENT} }} }} }}",
    "Q4": (
        "query($from: ID!, $to: ID!, $day: Int!) {"
        f" path(origin: $from, destination: $to, day: $day, maxHops: {MAX_HOPS}) {{ id }} }}"
    ),
    "Q5": (
        "query($from: ID!, $to: ID!, $since: Int!, $until: Int!) { arrival(origin: $from,"
        " destination: $to, since: $since, until: $until,"
        f" maxHops: {MAX_HOPS_THROUGH_TIME}) }}"
    ),
    "Q6": (
        "query($id: ID!, $day: Int!) { reachable(origin: $id, day: $day, maxHops: 2,"
        f" limit: {MAX_REACHED}) {{ count first {{ id name }} }} }}"
    ),
}


def _read_peer(question: str, _: Parameters, data: Data) -> Answer:
    match question:
        case "Q1":
            return _peer_entity(data["entity"], data["entity"]["owner"])
        case "Q2":
            return [_peer_event(e, e["source"], e["target"]) for e in data["timeline"]]
        case "Q3":
            return [_peer_event(e, e["source"], e["target"]) for e in data["entity"]["timeline"]]
        case "Q4":
            return [entity["id"] for entity in data["path"]]
        case "Q5":
            return _arrival(data)
        case _:
            found = data["reachable"]
            return [found["count"], [entity["id"] for entity in found["first"]]]


def _peer_entity(found: Data, owner: Data | None) -> Answer:
    ends = (owner["id"], owner["name"]) if owner else (None, None)
    return [found["id"], found["name"], found["kind"], *ends]


def _peer_event(event: Data, source: Data, target: Data) -> Answer:
    ends = (source["id"], source["name"], target["id"], target["name"])
    return [event["id"], event["kind"], event["date"], *ends]


def _arrival(data: Data) -> Answer:
    day = data["arrival"]
    return [None if day is None else day_to_iso(day)]


STRAWBERRY = Dialect(_PEER_DOCUMENTS, dict, _read_peer)

# What @neo4j/graphql makes of the types. "Either end" as one filter is far slower than two lists
# that the client merges; nothing that it makes counts or tells apart what several ways lead to.
_LIST = f"(sort: [{{ ord: DESC }}], limit: {PAGE}) {{ ord {_PEER_EVENT} }}"
_HOP = "opensConnection(where: { edge: { since: { lte: $day }, until: { gt: $day } } })"
_NEO4J_DOCUMENTS = {
    "Q1": (
        "query($id: ID!) { entities(where: { id: { eq: $id } }) { id name kind owner { id name } } }"
    ),
    "Q2": (
        "query($low: Int!, $high: Int!, $channel: String!) { events(where: { channel: { eq: $channel"
        f" }}, ord: {{ gte: $low, lt: $high }} }}, sort: [{{ ord: DESC }}], limit: {PAGE})"
        f" {{ {_PEER_EVENT} }} }}"
    ),
    "Q3": (
        "query($id: ID!) { entities(where: { id: { eq: $id } })"
        f" {{ sourceOf{_LIST} targetOf{_LIST} }} }}"
    ),
    "Q4": "query($from: ID!, $to: ID!, $day: Int!) { path(from: $from, to: $to, day: $day) }",
    "Q5": (
        "query($from: ID!, $to: ID!, $since: Int!, $until: Int!) {"
        " arrival(from: $from, to: $to, since: $since, until: $until) }"
    ),
    "Q6": (
        "query($id: ID!, $day: Int!) { entities(where: { id: { eq: $id } }) {"
        f" {_HOP} {{ edges {{ node {{ id name {_HOP} {{ edges {{ node {{ id name }} }} }} }} }} }}"
        " } }"
    ),
}


def _neo4j_variables(parameters: Parameters) -> Parameters:
    if "channel" not in parameters:
        return parameters
    low, high = place(parameters["since"], 0), place(parameters["until"] + 1, 0)
    return {"channel": parameters["channel"], "low": low, "high": high}


def _read_neo4j(question: str, parameters: Parameters, data: Data) -> Answer:
    match question:
        case "Q1":
            (found,) = data["entities"]
            return _peer_entity(found, next(iter(found["owner"]), None))
        case "Q2" | "Q3":
            events = data["events"] if question == "Q2" else _merged(*data["entities"])
            return [_peer_event(e, *e["source"], *e["target"]) for e in events]
        case "Q4":
            return data["path"] or []
        case "Q5":
            return _arrival(data)
        case _:
            (start,) = data["entities"]
            near = _opened(start)
            return within_two_hops(
                parameters["id"], {node["id"]: [n["id"] for n in _opened(node)] for node in near}
            )


def _merged(entity: Data) -> list[Data]:
    both = entity["sourceOf"] + entity["targetOf"]
    return sorted(both, key=lambda event: event["ord"], reverse=True)[:PAGE]


def _opened(entity: Data) -> list[Data]:
    return [edge["node"] for edge in entity["opensConnection"]["edges"]]


def within_two_hops(start: str, near: Mapping[str, Sequence[str]]) -> Answer:
    """How many and the first, of nested lists: those one hop away, each with those beyond it."""
    hops = dict.fromkeys((id for beyond in near.values() for id in beyond), 2)
    hops |= dict.fromkeys(near, 1)
    found = sorted((count, id) for id, count in hops.items() if id != start)
    return [len(found), [id for _, id in found[:MAX_REACHED]]]


NEO4J_GRAPHQL = Dialect(_NEO4J_DOCUMENTS, _neo4j_variables, _read_neo4j)
