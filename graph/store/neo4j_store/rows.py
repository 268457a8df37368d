"""A seed as rows of nodes and relationships, each with what identifies it and a hash of the rest.

Pure: the same seed gives the same rows, so that two runs can be compared row by row. A node keeps
its whole value as JSON; the other properties are there to be searched by us and read by people. An
empty list is no property: bulk import cannot write one, and what it writes must be the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graph.dates import AFTER_ALL, BEFORE_ALL, day_to_iso
from graph.links import Link, compile_links, sure_beginnings
from graph.model import Citation, Entity, Event, Figure, Node, Seed, Triple
from graph.plain import to_plain
from graph.store.pages import reach_day
from graph.store.search_index import Searchable, fold, grams_of, searchable_texts
from graph.vocabulary import Access, EntityKind, Verdict

__all__ = [
    "LABELS",
    "MARK",
    "MAX_SEQUENCE",
    "PROPERTIES",
    "SCHEMA_VERSION",
    "NodeRow",
    "RelationshipRow",
    "begin_key",
    "event_order",
    "node_rows",
    "relationship_rows",
]

MARK = "Interop"
SCHEMA_VERSION = 4
"""The layout of what is stored; part of every hash, so that with another one all is written anew."""
MAX_SEQUENCE = 10**9  # beyond it, either way, the order of a timeline as text ends
# Open ends as DATE: the first and the last day that every driver can read.
_FIRST_DATE, _LAST_DATE = "0001-01-01", "9999-12-31"


def _label(word: str) -> str:
    return "".join(part.capitalize() for part in word.split("_"))


LABELS = (
    *("Entity", "Event", "Source", "Figure", "Statement", "Imprecise"),
    *(_label(kind) for kind in EntityKind),
)
"""Every label that we give, beside the mark."""
PROPERTIES = (
    *("sort", "json", "names", "grams", "kind", "name", "nameZh", "aliases", "caption", "wikidata"),
    *("url", "date", "status", "direction", "channels", "sequence", "order", "earliestDay"),
    *("latestDay", "endEarliestDay", "endLatestDay", "reachDay", "begins"),
)
"""Every property of a node that we set, beside its id, hash and dates."""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node: its id, its labels (beside `Interop`), its properties, and the dates for people."""

    id: str
    labels: tuple[str, ...]
    properties: dict[str, Any]
    earliest: str | None = None
    latest: str | None = None

    @property
    def hash(self) -> str:
        """A digest of all of it."""
        return _hash(self.id, self.labels, self.properties, self.earliest, self.latest)


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """A relationship: what makes it unique (`key`), its type, ends and properties."""

    key: str
    type: str
    start: str
    end: str
    properties: dict[str, Any]
    since: str | None = None
    until: str | None = None

    @property
    def hash(self) -> str:
        """A digest of all of it."""
        ends = (self.start, self.end)
        return _hash(self.key, self.type, ends, self.properties, self.since, self.until)


def _hash(*parts: Any) -> str:
    text = json.dumps(
        [SCHEMA_VERSION, *parts], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _json(value: Node) -> str:
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def _iso(day: int) -> str:
    if day <= BEFORE_ALL:
        return _FIRST_DATE
    return _LAST_DATE if day >= AFTER_ALL else day_to_iso(day) or _LAST_DATE


def node_rows(seed: Seed) -> Iterator[NodeRow]:
    """A row for everything with an id, links apart."""
    for entity in seed.entities.values():
        yield _entity_row(entity)
    begins: defaultdict[str, list[str]] = defaultdict(list)
    for triple, day, id in sure_beginnings(seed.events.values()):
        begins[id].append(begin_key(triple, day))
    for event in seed.events.values():
        yield _event_row(event, sorted(begins[event.id]))
    for source in seed.sources.values():
        properties = {"name": source.title, "caption": source.publisher, "url": source.url}
        yield NodeRow(source.id, ("Source",), {**_common("source", source), **properties})
    for figure in seed.figures.values():
        properties = {"caption": _figure_caption(figure)}
        yield NodeRow(figure.id, ("Figure",), {**_common("figure", figure), **properties})
    for statement in seed.statements.values():
        properties = {"caption": statement.summary.en, "kind": statement.kind.value}
        common = _common("statement", statement)
        yield NodeRow(statement.id, ("Statement",), {**common, **properties})


def _figure_caption(figure: Figure) -> str:
    """All digits, but no rows of zeros: what is drawn is cut after a few words."""
    value, word = figure.value, ""
    for name, power in (("tn", 12), ("bn", 9), ("m", 6)):
        if abs(value) >= 10**power:
            value, word = value.scaleb(-power).normalize(), f" {name}"
            break
    metric = figure.metric.value.replace("_", " ")
    unit = "" if figure.unit == metric else f" {figure.unit}"
    return f"{metric} {value:f}{word}{unit} ({_breakable(figure.period.text)})"


def _breakable(date: str) -> str:
    """A date as written, but broken into lines between its ends: what is drawn is cut within one."""
    return date.replace("..", " .. ").replace("/", " / ").strip()


def _common(sort: str, node: Node) -> dict[str, Any]:
    properties: dict[str, Any] = {"sort": sort, "json": _json(node)}
    if isinstance(node, Searchable):
        texts = searchable_texts(node)
        grams = {gram for text in texts for gram in grams_of(fold(text))}
        properties |= {"names": " | ".join(texts), "grams": " ".join(sorted(grams))}
    return properties


def _entity_row(entity: Entity) -> NodeRow:
    properties = {
        "kind": entity.kind.value,
        "name": entity.name.en,
        "nameZh": entity.name.zh,
        "aliases": list(entity.aliases) or None,
        "caption": entity.name.en,
        "wikidata": entity.wikidata,
    }
    labels = ("Entity", _label(entity.kind))
    return NodeRow(entity.id, labels, {**_common("entity", entity), **properties})


def event_order(earliest: int, latest: int, sequence: int, id: str) -> str:
    """A text that orders events as a timeline does."""
    return f"{earliest:07}{latest:07}{sequence + MAX_SEQUENCE:010}{id}"


def _event_row(event: Event, begins: list[str]) -> NodeRow:
    date = event.date
    properties = {
        "kind": event.kind.value,
        "name": event.title.en,
        "nameZh": event.title.zh,
        "date": date.text,
        "caption": f"{_breakable(date.text)} {event.title.en}",
        "status": event.status.value,
        "direction": event.direction.value,
        "channels": [channel.value for channel in event.channels] or None,
        "sequence": event.sequence,
        "order": event_order(date.earliest, date.latest, event.sequence, event.id),
        "earliestDay": date.earliest,
        "latestDay": date.latest,
        "endEarliestDay": date.end_earliest,
        "endLatestDay": date.end_latest,
        "reachDay": reach_day(event),
        "begins": begins or None,
    }
    labels = ("Event",) if reach_day(event) == date.earliest else ("Event", "Imprecise")
    return NodeRow(
        event.id,
        labels,
        {**_common("event", event), **properties},
        _iso(date.earliest),
        _iso(date.latest),
    )


def begin_key(triple: Triple, day: int) -> str:
    """How an event notes that its effect on a triple surely begins on a day."""
    return f"{triple.origin}:{triple.destination}:{triple.channel}:{day}"


def relationship_rows(seed: Seed) -> Iterator[RelationshipRow]:
    """A row for every relationship; keys are unique over all of them."""
    for entity in seed.entities.values():
        yield from _relation_rows(entity)
    for event in seed.events.values():
        yield from _involvement_rows(event)
        for relation in event.relations:
            kind = relation.kind
            key = f"{event.id}|{kind}|{relation.event}"
            yield _row(key, kind.name, event.id, relation.event, {"kind": kind.value})
    for figure in seed.figures.values():
        if figure.entity is not None:
            yield _row(f"{figure.id}|about", "ABOUT", figure.id, figure.entity, {})
    for statement in seed.statements.values():
        for about in dict.fromkeys(statement.about):
            yield _row(f"{statement.id}|about|{about}", "ABOUT", statement.id, about, {})
        if statement.speaker is not None:
            key = f"{statement.id}|spoken by"
            yield _row(key, "SPOKEN_BY", statement.id, statement.speaker, {})
    yield from _citation_rows(seed)
    for links in compile_links(seed.events.values()).values():
        yield from map(_link_row, links)


def _row(
    key: str,
    type: str,
    start: str,
    end: str,
    properties: dict[str, Any],
    dates: tuple[str | None, str | None] = (None, None),
) -> RelationshipRow:
    return RelationshipRow(key, type, start, end, properties, *dates)


def _relation_rows(entity: Entity) -> Iterator[RelationshipRow]:
    plain = to_plain(entity).get("relations", [])
    for n, (relation, text) in enumerate(zip(entity.relations, plain, strict=True)):
        properties = {
            "kind": relation.kind.value,
            "place": n,
            "json": json.dumps(text, ensure_ascii=False, separators=(",", ":")),
            "unverified": relation.unverified,
        }
        dates = (
            _iso(relation.since.earliest) if relation.since else None,
            _iso(relation.until.latest) if relation.until else None,
        )
        key = f"{entity.id}|{relation.kind}|{relation.entity}|{n}"
        yield _row(key, relation.kind.name, entity.id, relation.entity, properties, dates)


def _involvement_rows(event: Event) -> Iterator[RelationshipRow]:
    """One relationship for each entity that an event touches, with all its roles in it."""
    roles: dict[str, list[str]] = {id: [] for id in event.entities}
    for participant in event.participants:
        roles[participant.entity].append(participant.role.value)
    for effect in event.effects:
        ends = {"origin": effect.origin, "destination": effect.destination}
        for role, id in (*ends.items(), ("mechanism", effect.mechanism)):
            if id is not None and role not in roles[id]:
                roles[id].append(role)
    for id, found in roles.items():
        properties = {"roles": found or None, "caption": ", ".join(found)}
        yield _row(f"{event.id}|involves|{id}", "INVOLVES", event.id, id, properties)


def _citation_rows(seed: Seed) -> Iterator[RelationshipRow]:
    cited: list[tuple[str, Iterable[Citation]]] = [
        (entity.id, [c for relation in entity.relations for c in relation.citations])
        for entity in seed.entities.values()
    ]
    for nodes in (seed.events, seed.figures, seed.statements):
        cited += [(node.id, node.citations) for node in nodes.values()]
    for id, citations in cited:
        for n, citation in enumerate(citations):
            properties = {
                "quote": citation.quote,
                "confidence": citation.confidence.value,
                "caption": citation.confidence.value,
            }
            key = f"{id}|cites|{citation.source}|{n}"
            yield _row(key, "CITES", id, citation.source, properties)


def _link_caption(link: Link) -> str:
    """The channel, and what is to be known of it: an arrow alone would say that one gets through."""
    verdict = link.verdict()
    limited = verdict is Verdict.CERTAIN and Access.LIMITED in link.accesses
    word = "limited" if limited else "" if verdict is Verdict.CERTAIN else verdict.value
    return ", ".join(filter(None, (link.triple.channel.value.replace("_", " "), word)))


def _link_row(link: Link) -> RelationshipRow:
    properties = {
        "channel": link.triple.channel.value,
        "caption": _link_caption(link),
        "verdict": link.verdict().value,
        "openVerdict": link.verdict(allow_limited=False).value,
        "possible": [access.value for access in link.accesses] or None,
        "nothing": link.nothing,
        "sinceDay": link.since,
        "untilDay": link.until,
        "events": list(dict.fromkeys(candidate.event for candidate in link.candidates)) or None,
        "candidates": [f"{c.event}|{c.effect}|{c.access}" for c in link.candidates] or None,
    }
    dates = (_iso(link.since), _iso(link.until))
    triple = link.triple
    return _row(link.id, "REACHES", triple.origin, triple.destination, properties, dates)
