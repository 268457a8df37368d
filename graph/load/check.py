"""What must hold between the records of a seed: every problem of it, none hidden by another."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import networkx as nx

from graph.dates import EdtfDate, day_to_iso
from graph.links import EffectConflictError, place_effects
from graph.load.nearest import nearest
from graph.load.problems import Place, Problem
from graph.load.read import Located, RawSeed
from graph.model import Entity, Event, Figure, Source, Statement, Triple
from graph.vocabulary import Access, EntityKind, EventRelationKind, RelationKind

__all__ = ["check_seed", "folded_name"]

_NOT_BEFORE = (EventRelationKind.FOLLOWS, EventRelationKind.REVERSES)
_ENDS: dict[RelationKind, tuple[frozenset[EntityKind], frozenset[EntityKind]]] = {
    RelationKind.OWNS: (frozenset({EntityKind.COMPANY}), frozenset({EntityKind.COMPANY})),
    RelationKind.OPERATES: (
        frozenset({EntityKind.COMPANY, EntityKind.ORGANIZATION}),
        frozenset(
            {
                EntityKind.APP,
                EntityKind.PAYMENT_SYSTEM,
                EntityKind.STANDARD,
                EntityKind.MECHANISM,
                EntityKind.OCCASION,
            }
        ),
    ),
    RelationKind.EMPLOYS: (
        frozenset({EntityKind.COMPANY, EntityKind.ORGANIZATION}),
        frozenset({EntityKind.PERSON}),
    ),
}


def folded_name(name: str) -> str:
    """A name as it is compared: compatibility forms, case and surplus space folded away."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_seed(seed: RawSeed) -> list[Problem]:
    """All that is wrong between records; what is wrong inside one is in `seed.problems`."""
    problems = [*_duplicates(seed), *_references(seed), *_names(seed)]
    kinds = {r.value.id: r.value.kind for r in seed.records if isinstance(r.value, Entity)}
    for record in seed.records:
        value = record.value
        if isinstance(value, Entity):
            problems.extend(_check_relations(record, value, kinds))
        elif isinstance(value, Event):
            problems.extend(_check_event(record, value))
        elif isinstance(value, Figure):
            problems.extend(_check_figure(record, value))
        elif isinstance(value, Statement):
            problems.extend(_check_statement(record, value))
        elif isinstance(value, Source):
            problems.extend(_check_source(record, value))
    problems.extend(_check_order(seed))
    problems.extend(_check_corrections(seed))
    return problems


def _problem(
    record: Located,
    message: str,
    *path: str | int,
    found: str | None = None,
    expected: str | None = None,
) -> Problem:
    whose = f"{record.sort} {record.value.id!r}: "
    return Problem(record.at(*path), whose + message, found, expected)


def _duplicates(seed: RawSeed) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for record in seed.records:
        id = record.value.id
        if id in first:
            yield _problem(record, f"the id is taken: see {first[id]}", "id", found=repr(id))
        first.setdefault(id, record.place)


def _references(seed: RawSeed) -> Iterator[Problem]:
    ids: defaultdict[str, set[str]] = defaultdict(set)
    sort_of: dict[str, str] = {}
    for record in seed.records:
        ids[record.sort].add(record.value.id)
        sort_of[record.value.id] = record.sort
    for record in seed.records:
        for reference in record.references:
            if any(reference.id in ids[sort] for sort in reference.sorts):
                continue
            if seed.unread.intersection(reference.sorts):
                continue  # it may be in what could not be read: that is reported already
            wanted = " or ".join(reference.sorts)
            other = sort_of.get(reference.id)
            message = f"is {_article(other)}, not {_article(wanted)}" if other else "does not exist"
            known = [id for sort in reference.sorts for id in ids[sort]]
            yield Problem(
                reference.place,
                f"{record.sort} {record.value.id!r}: {reference.id!r} {message}",
                None,
                f"the id of {_article(wanted)}",
                nearest(reference.id, known),
            )


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _names(seed: RawSeed) -> Iterator[Problem]:
    """Each name and alias belongs to one entity, so that a name can be asked for."""
    taken: dict[str, tuple[str, Place]] = {}
    for record in seed.records:
        entity = record.value
        if not isinstance(entity, Entity):
            continue
        names: list[tuple[str, tuple[str | int, ...]]] = [(entity.name.en, ("name", "en"))]
        if entity.name.zh:
            names.append((entity.name.zh, ("name", "zh")))
        names += [(alias, ("aliases", n)) for n, alias in enumerate(entity.aliases)]
        own: set[str] = set()
        for name, path in names:
            folded = folded_name(name)
            owner, place = taken.setdefault(folded, (entity.id, record.at(*path)))
            if owner != entity.id:
                message = f"the name is used by {owner!r} too: see {place}"
                yield _problem(record, message, *path, found=repr(name))
            elif folded in own and path[0] == "aliases":
                yield _problem(record, "the alias is given twice", *path, found=repr(name))
            own.add(folded)


def _check_relations(
    record: Located, entity: Entity, kinds: dict[str, EntityKind]
) -> Iterator[Problem]:
    for n, relation in enumerate(entity.relations):
        path = ("relations", n)
        yield from _evidence(record, bool(relation.citations), relation.unverified, *path)
        if relation.entity == entity.id:
            yield _problem(record, "a relation to itself", *path)
        if _ends_before(relation.since, relation.until):
            yield _problem(record, "the relation ends before it begins", *path, "until")
        if relation.kind not in _ENDS:
            continue
        subjects, objects = _ENDS[relation.kind]
        if entity.kind not in subjects:
            expected = f"one of {', '.join(sorted(subjects))}"
            message = f"cannot be what {relation.kind}"
            yield _problem(record, message, *path, found=entity.kind.value, expected=expected)
        kind = kinds.get(relation.entity)
        if kind is not None and kind not in objects:
            expected = f"one of {', '.join(sorted(objects))}"
            yield _problem(
                record,
                f"{relation.entity!r} cannot be what an entity {relation.kind}",
                *path,
                "entity",
                found=kind.value,
                expected=expected,
            )


def _ends_before(since: EdtfDate | None, until: EdtfDate | None) -> bool:
    return since is not None and until is not None and until.latest < since.earliest


def _evidence(
    record: Located, has_citations: bool, unverified: bool, *path: str | int
) -> Iterator[Problem]:
    if has_citations and unverified:
        yield _problem(
            record,
            "`unverified` says that no source was found, yet one is cited",
            *path,
            "unverified",
        )
    elif not has_citations and not unverified:
        expected = "at least one citation, or `unverified: true`"
        yield _problem(record, "nothing is without a source", *path, expected=expected)


def _check_event(record: Located, event: Event) -> Iterator[Problem]:
    yield from _evidence(record, bool(event.citations), event.unverified)
    seen: set[tuple[str, str]] = set()
    for n, participant in enumerate(event.participants):
        if (participant.entity, participant.role) in seen:
            yield _problem(record, "the participant is given twice", "participants", n)
        seen.add((participant.entity, participant.role))
    for n, relation in enumerate(event.relations):
        if relation.event == event.id:
            yield _problem(record, "a relation to itself", "relations", n)
    yield from _check_citation_dates(record, event)
    yield from _check_effects(record, event)


def _check_citation_dates(record: Located, event: Event) -> Iterator[Problem]:
    """The event's bounds cover every cited date that is not rejected."""
    for n, citation in enumerate(event.citations):
        date = citation.date
        if date is None or citation.date_rejected:
            continue
        if date.earliest < event.date.earliest or date.latest > event.date.latest:
            yield _problem(
                record,
                "the event's date does not cover the date that this source gives",
                "citations",
                n,
                "date",
                found=f"{date.text!r} ({_bounds(date)})",
                expected=f"a date inside {event.date.text!r} ({_bounds(event.date)}), "
                "a wider event date, or `date_rejected: true`",
            )


def _bounds(date: EdtfDate) -> str:
    return f"{day_to_iso(date.earliest) or '…'} to {day_to_iso(date.latest) or '…'}"


def _check_effects(record: Located, event: Event) -> Iterator[Problem]:
    seen: set[Triple] = set()
    for n, effect in enumerate(event.effects):
        if effect.triple in seen:
            yield _problem(record, "two effects of one event on one triple", "effects", n)
        seen.add(effect.triple)
        if effect.origin == effect.destination:
            yield _problem(
                record, "an effect from an entity to itself", "effects", n, "destination"
            )
        if effect.until is None:
            continue
        if effect.access not in (Access.OPEN, Access.LIMITED):
            expected = "no `until`: the end of a block is an event of its own"
            yield _problem(
                record,
                "only open and limited access can have an end",
                *("effects", n, "until"),
                found=effect.access.value,
                expected=expected,
            )
        elif _ends_before(effect.since or event.date, effect.until):
            yield _problem(record, "the effect ends before it begins", "effects", n, "until")


def _check_figure(record: Located, figure: Figure) -> Iterator[Problem]:
    yield from _evidence(record, bool(figure.citations), figure.unverified)
    if (figure.entity is None) == (figure.subject is None):
        yield _problem(record, "exactly one of `entity` and `subject` is needed", "id")
    if figure.superseded_by == figure.id:
        yield _problem(record, "a figure cannot correct itself", "superseded_by")


def _check_statement(record: Located, statement: Statement) -> Iterator[Problem]:
    if (statement.speaker is None) == (statement.speaker_name is None):
        yield _problem(record, "exactly one of `speaker` and `speaker_name` is needed", "id")
    if not any(citation.quote for citation in statement.citations):
        yield _problem(record, "a statement needs a citation with a quote", "citations")


def _check_source(record: Located, source: Source) -> Iterator[Problem]:
    if source.published is None and source.retrieved is None and source.recorded is None:
        expected = "`published`, `retrieved` or `recorded`"
        yield _problem(record, "it is not said since when it is known", "id", expected=expected)


def _check_order(seed: RawSeed) -> Iterator[Problem]:
    """Events that follow or reverse others can come after them, on each triple and at all."""
    records = {r.value.id: r for r in seed.records if isinstance(r.value, Event)}
    events = {id: record.value for id, record in records.items() if isinstance(record.value, Event)}
    by_triple: defaultdict[Triple, dict[str, Event]] = defaultdict(dict)
    for event in events.values():
        triples = {effect.triple for effect in event.effects}
        if len(triples) == len(event.effects):  # else it is reported already
            for triple in triples:
                by_triple[triple][event.id] = event
        for n, relation in enumerate(event.relations):
            other = events.get(relation.event)
            if relation.kind in _NOT_BEFORE and other and event.date.latest < other.date.earliest:
                yield _problem(
                    records[event.id],
                    f"it cannot come after {other.id!r}",
                    *("relations", n),
                    found=f"{event.date.text!r}, before {other.date.text!r}",
                )
    yield from _circles(records, events)
    for triple, concerned in by_triple.items():
        try:
            place_effects(triple, concerned.values())
        except EffectConflictError as conflict:
            where = f"{triple.origin} → {triple.destination} by {triple.channel}"
            yield _problem(records[conflict.events[0]], f"on {where}, {conflict}", "effects")


def _circles(records: dict[str, Located], events: dict[str, Event]) -> Iterator[Problem]:
    """Events that come after each other in a circle, each knot of circles once."""
    after: nx.DiGraph[str] = nx.DiGraph()
    for id, event in events.items():
        after.add_edges_from((id, r.event) for r in event.relations if r.kind in _NOT_BEFORE)
    for knot in nx.strongly_connected_components(after):
        if len(knot) > 1:
            names = ", ".join(sorted(knot))
            message = f"events come after each other in a circle: {names}"
            yield _problem(records[min(knot)], message, "relations")


def _check_corrections(seed: RawSeed) -> Iterator[Problem]:
    """A figure's corrections end somewhere."""
    figures = {r.value.id: r for r in seed.records if isinstance(r.value, Figure)}
    for id, record in figures.items():
        seen = {id}
        value = record.value
        while isinstance(value, Figure) and value.superseded_by in figures:
            value = figures[value.superseded_by].value
            if value.id in seen:
                if value.id == id and len(seen) > 1:
                    yield _problem(
                        record, "figures correct each other in a circle", "superseded_by"
                    )
                break
            seen.add(value.id)
