"""The seed as JSON-LD: schema.org for what lasts and what happened, PROV-O for what it stands on.

The context stands in the document: nothing is fetched to read it. Dates keep their EDTF text, with the
Library of Congress' datatype.
"""

from __future__ import annotations

import json
from typing import Any

from graph.formats.telling import namespace_id
from graph.model import (
    Citation,
    Effect,
    Entity,
    Event,
    Figure,
    Relation,
    Seed,
    Source,
    Statement,
    Text,
)
from graph.plain import plain_of
from graph.vocabulary import EntityKind

__all__ = ["as_json_ld"]

_EDTF = {"@type": "http://id.loc.gov/datatypes/edtf/EDTF"}
_ID = {"@type": "@id"}
_CONTEXT: dict[str, Any] = {
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "interop": "urn:interop:terms:",
    "name": "schema:name",
    "alternateName": "schema:alternateName",
    "description": "schema:description",
    "sameAs": {"@id": "schema:sameAs", **_ID},
    "url": {"@id": "schema:url", **_ID},
    "publisher": "schema:publisher",
    "datePublished": {"@id": "schema:datePublished", **_EDTF},
    "inLanguage": "schema:inLanguage",
    "date": {"@id": "interop:date", **_EDTF},
    "since": {"@id": "interop:since", **_EDTF},
    "until": {"@id": "interop:until", **_EDTF},
    "participant": "interop:participant",
    "entity": {"@id": "interop:entity", **_ID},
    "event": {"@id": "interop:event", **_ID},
    "about": {"@id": "schema:about", **_ID},
    "origin": {"@id": "interop:origin", **_ID},
    "destination": {"@id": "interop:destination", **_ID},
    "mechanism": {"@id": "interop:mechanism", **_ID},
    "speaker": {"@id": "schema:author", **_ID},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", **_ID},
    "citation": "prov:qualifiedDerivation",
    "source": {"@id": "prov:entity", **_ID},
    "@vocab": "urn:interop:terms:",
}
_TYPES = {
    EntityKind.COMPANY: "schema:Corporation",
    EntityKind.APP: "schema:SoftwareApplication",
    EntityKind.PAYMENT_SYSTEM: "schema:PaymentService",
    EntityKind.ORGANIZATION: "schema:Organization",
    EntityKind.PERSON: "schema:Person",
    EntityKind.STANDARD: "schema:CreativeWork",
    EntityKind.MECHANISM: "schema:Thing",
    EntityKind.OCCASION: "schema:EventSeries",
}


def as_json_ld(seed: Seed) -> str:
    """The document; what is absent is left out, and every name is a URN of the seed's own."""
    namer = _Namer(seed)
    graph = [
        *map(namer.entity, seed.entities.values()),
        *map(namer.event, seed.events.values()),
        *map(namer.source, seed.sources.values()),
        *map(namer.figure, seed.figures.values()),
        *map(namer.statement, seed.statements.values()),
    ]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _present(**values: Any) -> dict[str, Any]:
    return {n.replace("at_", "@", 1): v for n, v in values.items() if v not in (None, [], "", {})}


def _texts(text: Text | None) -> list[dict[str, str]]:
    if text is None:
        return []
    zh = [{"@value": text.zh, "@language": "zh-Hans"}] if text.zh else []
    return [{"@value": text.en, "@language": "en"}, *zh]


class _Namer:
    """Makes nodes with the names of one seed."""

    def __init__(self, seed: Seed) -> None:
        self.seed = seed

    def id(self, id: str | None) -> str | None:
        return None if id is None else namespace_id(self.seed, id)

    def entity(self, entity: Entity) -> dict[str, Any]:
        wikidata = entity.wikidata and f"http://www.wikidata.org/entity/{entity.wikidata}"
        return _present(
            at_id=self.id(entity.id),
            at_type=[_TYPES[entity.kind], "prov:Entity"],
            name=_texts(entity.name),
            alternateName=list(entity.aliases),
            description=_texts(entity.description),
            sameAs=wikidata,
            url=entity.homepage,
            relation=[self._relation(relation) for relation in entity.relations],
        )

    def _relation(self, relation: Relation) -> dict[str, Any]:
        return _present(
            kind=relation.kind.value,
            entity=self.id(relation.entity),
            since=relation.since and relation.since.text,
            until=relation.until and relation.until.text,
            unverified=relation.unverified or None,
            **self._evidence(relation.citations),
        )

    def event(self, event: Event) -> dict[str, Any]:
        return _present(
            at_id=self.id(event.id),
            at_type=["schema:Event", "prov:Entity"],
            name=_texts(event.title),
            description=_texts(event.note),
            date=event.date.text,
            kind=event.kind.value,
            status=event.status.value,
            direction=event.direction.value,
            channel=[channel.value for channel in event.channels],
            participant=[
                {"entity": self.id(p.entity), "role": p.role.value} for p in event.participants
            ],
            effect=[self._effect(effect) for effect in event.effects],
            eventRelation=[
                {"kind": r.kind.value, "event": self.id(r.event)} for r in event.relations
            ],
            unverified=event.unverified or None,
            **self._evidence(event.citations),
        )

    def _effect(self, effect: Effect) -> dict[str, Any]:
        return _present(
            origin=self.id(effect.origin),
            destination=self.id(effect.destination),
            channel=effect.channel.value,
            access=effect.access.value,
            mechanism=self.id(effect.mechanism),
            since=effect.since and effect.since.text,
            until=effect.until and effect.until.text,
            limit=[text for limit in effect.limits for text in _texts(limit)],
        )

    def _evidence(self, citations: tuple[Citation, ...]) -> dict[str, Any]:
        """Derived from its sources: plainly, and with quote and confidence."""
        return _present(
            wasDerivedFrom=[self.id(citation.source) for citation in citations],
            citation=[
                _present(
                    at_type="prov:Derivation",
                    source=self.id(citation.source),
                    quote=citation.quote,
                    page=citation.page,
                    confidence=citation.confidence.value,
                    date=citation.date and citation.date.text,
                    dateRejected=citation.date_rejected or None,
                )
                for citation in citations
            ],
        )

    def source(self, source: Source) -> dict[str, Any]:
        return _present(
            at_id=self.id(source.id),
            at_type=["schema:CreativeWork", "prov:Entity"],
            name=source.title,
            publisher=self._publisher(source),
            url=source.url,
            datePublished=source.published and source.published.text,
            inLanguage=source.language,
            tier=source.tier.value,
            description=_texts(source.note),
        )

    def _publisher(self, source: Source) -> Any:
        known = source.publisher_id and {"@id": self.id(source.publisher_id)}
        return known or {"@type": "schema:Organization", "name": source.publisher}

    def figure(self, figure: Figure) -> dict[str, Any]:
        return _present(
            at_id=self.id(figure.id),
            at_type=["schema:Observation", "prov:Entity"],
            about=self.id(figure.entity),
            name=_texts(figure.subject),
            metric=figure.metric.value,
            value=plain_of(figure.value),
            operator=figure.operator.value,
            unit=figure.unit,
            date=figure.period.text,
            doubt=_texts(figure.doubt),
            supersededByFigure=figure.superseded_by and {"@id": self.id(figure.superseded_by)},
            unverified=figure.unverified or None,
            **self._evidence(figure.citations),
        )

    def statement(self, statement: Statement) -> dict[str, Any]:
        return _present(
            at_id=self.id(statement.id),
            at_type=["schema:Claim", "prov:Entity"],
            kind=statement.kind.value,
            speaker=self.id(statement.speaker),
            speakerName=_texts(statement.speaker_name),
            about=[self.id(id) for id in statement.about],
            date=statement.said and statement.said.text,
            description=_texts(statement.summary),
            doubt=_texts(statement.doubt),
            **self._evidence(statement.citations),
        )
