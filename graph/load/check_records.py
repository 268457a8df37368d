"""What must hold inside one record, beyond what each of its fields says alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.dates import EdtfDate, day_to_iso
from graph.load.problems import Problem
from graph.load.records import Located
from graph.load.values import shortened
from graph.model import Citation, Entity, Event, Figure, Relation, Statement, Triple
from graph.vocabulary import Access, EntityKind, RelationKind

__all__ = ["check_record", "is_plainly_sound", "problem_in"]

_BUSINESSES = frozenset({EntityKind.COMPANY, EntityKind.ORGANIZATION})
_PRODUCTS = frozenset(EntityKind) - _BUSINESSES - {EntityKind.PERSON}
# Kind of relation → kinds of entity that can be its subject, and its object.
_ENDS: dict[RelationKind, tuple[frozenset[EntityKind], frozenset[EntityKind]]] = {
    RelationKind.OWNS: (frozenset({EntityKind.COMPANY}), frozenset({EntityKind.COMPANY})),
    RelationKind.OPERATES: (_BUSINESSES, _PRODUCTS),
    RelationKind.EMPLOYS: (_BUSINESSES, frozenset({EntityKind.PERSON})),
}


def problem_in(
    record: Located,
    message: str,
    *path: str | int,
    found: str | None = None,
    expected: str | None = None,
) -> Problem:
    """A problem with the part of a record at `path`."""
    whose = f"{record.sort} {shortened(record.value.id)!r}: " if record.value.id else ""
    return Problem(record.at(*path), whose + message, found, expected)


def check_record(record: Located, kinds: Mapping[str, EntityKind]) -> Iterator[Problem]:
    """All that is wrong inside a record; `kinds` are those of all entities, by id."""
    match record.value:
        case Entity() as entity:
            yield from _check_relations(record, entity, kinds)
        case Event() as event:
            yield from _check_event(record, event)
        case Figure() as figure:
            yield from _check_evidence(record, bool(figure.citations), figure.unverified)
            yield from _check_cited_dates(record, figure.citations)
            if figure.superseded_by == figure.id:
                message, expected = "a figure cannot correct itself", "the id of another figure"
                yield problem_in(record, message, "superseded_by", expected=expected)
        case Statement() as statement:
            yield from _check_statement(record, statement)
        case _:  # a source: its fields say it all
            pass


def is_plainly_sound(event: Event) -> bool:
    """Whether an event that was read without problems surely has none of those of `check_record`.

    A short look for large seeds; where it says no, there may still be nothing wrong.
    """
    if event.relations or len(event.effects) > 1 or bool(event.citations) == event.unverified:
        return False
    for citation in event.citations:
        if citation.date or citation.date_rejected:
            return False
    if len(event.participants) == 2:  # nearly always
        one, other = event.participants
        if one.entity == other.entity and one.role is other.role:
            return False
    elif len({(one.entity, one.role) for one in event.participants}) < len(event.participants):
        return False
    for effect in event.effects:
        if effect.origin == effect.destination:
            return False
        if effect.until is not None:
            can_end = effect.access in (Access.OPEN, Access.LIMITED)
            if not can_end or _ends_before(effect.since or event.date, effect.until):
                return False
    return True


def _check_evidence(
    record: Located, has_citations: bool, unverified: bool, *path: str | int
) -> Iterator[Problem]:
    if has_citations and unverified:
        yield problem_in(
            record,
            "`unverified` says that no source was found, yet one is cited",
            *(*path, "unverified"),
            expected="either citations or `unverified: true`",
        )
    elif has_citations or unverified:
        return
    elif record.is_sound(*path, "citations") and record.is_sound(*path, "unverified"):
        expected = "at least one citation, or `unverified: true`"
        yield problem_in(record, "nothing is without a source", *path, expected=expected)


def _check_cited_dates(
    record: Located, citations: tuple[Citation, ...], *path: str | int
) -> Iterator[Problem]:
    for n, citation in enumerate(citations):
        here = (*path, "citations", n)
        if citation.date_rejected and citation.date is None and record.is_sound(*here, "date"):
            message, expected = "there is no date to reject", "the `date` that the source gives"
            yield problem_in(record, message, *here, "date_rejected", expected=expected)


def _check_relations(
    record: Located, entity: Entity, kinds: Mapping[str, EntityKind]
) -> Iterator[Problem]:
    seen: set[tuple[object, ...]] = set()
    for n, relation in enumerate(entity.relations):
        path = ("relations", n)
        yield from _check_evidence(record, bool(relation.citations), relation.unverified, *path)
        yield from _check_cited_dates(record, relation.citations, *path)
        if not record.is_sound(*path, "kind") or not record.is_sound(*path, "entity"):
            continue
        if relation.entity == entity.id:
            message, expected = "a relation to itself", "the id of another entity"
            yield problem_in(record, message, *path, "entity", expected=expected)
        if _ends_before(relation.since, relation.until):
            message, expected = "the relation ends before it begins", "a day from `since` on"
            yield problem_in(record, message, *path, "until", expected=expected)
        key = (relation.kind, relation.entity, relation.since, relation.until)
        if key in seen:
            yield problem_in(record, "the relation is given twice", *path, expected="it once")
        seen.add(key)
        yield from _check_ends(record, entity, relation, n, kinds)


def _check_ends(
    record: Located, entity: Entity, relation: Relation, n: int, kinds: Mapping[str, EntityKind]
) -> Iterator[Problem]:
    """What owns is a company, what is employed is a person, and so on."""
    if relation.kind not in _ENDS:
        return
    subjects, objects = _ENDS[relation.kind]
    if record.is_sound("kind") and entity.kind not in subjects:
        message = f"an entity of this kind cannot be what {relation.kind}"
        expected = _one_of(subjects)
        yield problem_in(
            record, message, "relations", n, "kind", found=entity.kind.value, expected=expected
        )
    kind = kinds.get(relation.entity)
    if kind is not None and kind not in objects:
        message = f"{relation.entity!r} cannot be what another {relation.kind}"
        expected = _one_of(objects)
        yield problem_in(
            record, message, "relations", n, "entity", found=kind.value, expected=expected
        )


def _one_of(kinds: frozenset[EntityKind]) -> str:
    words = ", ".join(sorted(kinds))
    return words if len(kinds) == 1 else f"one of {words}"


def _ends_before(since: EdtfDate | None, until: EdtfDate | None) -> bool:
    return since is not None and until is not None and until.latest < since.earliest


def _check_event(record: Located, event: Event) -> Iterator[Problem]:
    yield from _check_evidence(record, bool(event.citations), event.unverified)
    yield from _check_cited_dates(record, event.citations)
    seen: set[tuple[str, str]] = set()
    for n, participant in enumerate(event.participants):
        if (participant.entity, participant.role) in seen:
            message, expected = "the participant is given twice", "each once, or in another role"
            yield problem_in(record, message, "participants", n, expected=expected)
        elif record.is_sound_below("participants", n):
            seen.add((participant.entity, participant.role))
    related: set[tuple[str, str]] = set()
    for n, relation in enumerate(event.relations):
        if relation.event == event.id:
            message, expected = "a relation to itself", "the id of another event"
            yield problem_in(record, message, "relations", n, "event", expected=expected)
        if (relation.kind, relation.event) in related:
            message = "the relation is given twice"
            yield problem_in(record, message, "relations", n, expected="it once")
        elif record.is_sound_below("relations", n):
            related.add((relation.kind, relation.event))
    if record.is_sound("date"):
        yield from _check_covered_dates(record, event)
    yield from _check_effects(record, event)


def _check_covered_dates(record: Located, event: Event) -> Iterator[Problem]:
    """The event's bounds cover every cited date that is not rejected."""
    for n, citation in enumerate(event.citations):
        date = citation.date
        rejection_is_sound = record.is_sound("citations", n, "date_rejected")
        if date is None or citation.date_rejected or not rejection_is_sound:
            continue
        if date.earliest < event.date.earliest or date.latest > event.date.latest:
            yield problem_in(
                record,
                "the event's date does not cover the date that this source gives",
                *("citations", n, "date"),
                found=f"{date.text!r} ({_bounds(date)})",
                expected=f"a date inside {event.date.text!r} ({_bounds(event.date)}), "
                "a wider event date, or `date_rejected: true`",
            )


def _bounds(date: EdtfDate) -> str:
    return f"{day_to_iso(date.earliest) or '…'} to {day_to_iso(date.latest) or '…'}"


def _check_effects(record: Located, event: Event) -> Iterator[Problem]:
    seen: set[Triple] = set()
    for n, effect in enumerate(event.effects):
        path = ("effects", n)
        ends = [record.is_sound(*path, part) for part in ("origin", "destination", "channel")]
        if all(ends):
            if effect.triple in seen:
                message = "two effects of one event on one triple"
                expected = "one effect on an origin, destination and channel"
                yield problem_in(record, message, *path, expected=expected)
            seen.add(effect.triple)
        if ends[0] and effect.origin == effect.destination:
            message, expected = "an effect from an entity to itself", "the id of another entity"
            yield problem_in(record, message, *path, "destination", expected=expected)
        if effect.until is None or not record.is_sound(*path, "access"):
            continue
        if effect.access not in (Access.OPEN, Access.LIMITED):
            message = "only open and limited access can have an end"
            expected = "no `until`: the end of a block is an event of its own"
            yield problem_in(
                record, message, *path, "until", found=effect.access.value, expected=expected
            )
        elif not record.is_sound(*path, "since"):
            continue
        elif effect.since or record.is_sound("date"):
            since = effect.since or event.date
            if _ends_before(since, effect.until):
                message = "the effect ends before it begins"
                expected = f"a day from {day_to_iso(since.earliest)} on"
                found = repr(effect.until.text)
                yield problem_in(record, message, *path, "until", found=found, expected=expected)


def _check_statement(record: Located, statement: Statement) -> Iterator[Problem]:
    yield from _check_cited_dates(record, statement.citations)
    quotes = any(citation.quote for citation in statement.citations)
    if not quotes and record.is_sound_below("citations"):
        message, expected = "a statement needs its words", "a citation with a `quote`"
        yield problem_in(record, message, "citations", 0, expected=expected)
