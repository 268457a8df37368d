"""Warnings about what events did to access, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.dates import AFTER_ALL, EdtfDate
from graph.links import Link, compile_triple
from graph.load.reviewed import Reviewed
from graph.load.rules import Rule, SeedWarning
from graph.model import Effect, Event, Triple
from graph.vocabulary import Access, EntityKind, EventKind, RelationKind, Role, Status

__all__ = ["before_its_time", "open_after_shutdown", "sudden_opening"]

# What happens first may well open; these kinds say that something was shut before.
_SUPPOSE_A_BLOCK = frozenset({EventKind.LINK_UNBLOCK, EventKind.API_OPENING, EventKind.WORKAROUND})
_OPENS = frozenset({Access.OPEN, Access.LIMITED})
_NOT_YET = frozenset({Status.ANNOUNCED, Status.CONSULTATION, Status.ORDERED, Status.STATED})
_PRODUCTS = frozenset({EntityKind.APP, EntityKind.PAYMENT_SYSTEM})
_ENDING = frozenset({Role.INITIATOR, Role.TARGET})
_WORDS_BEFORE = frozenset({EventKind.ANNOUNCEMENT, EventKind.REGULATION, EventKind.PARTNERSHIP})


def sudden_opening(of: Reviewed) -> Iterator[SeedWarning]:
    """Openings that suppose a block or an announcement, where the seed has none before them."""
    firsts = _first_shutting(of)
    announced = _announced(of)
    for event in of.seed.events.values():
        if event.kind not in _SUPPOSE_A_BLOCK or event.relations:
            continue
        for n, effect in enumerate(event.effects):
            latest = _start(event, effect).latest
            key = (effect.origin, effect.destination)
            earlier = min(
                firsts.get(key, AFTER_ALL), announced.get((*key, effect.channel), AFTER_ALL)
            )
            if effect.access in _OPENS and earlier > latest:
                yield of.warning(
                    Rule.SUDDEN_OPENING,
                    event.id,
                    ("effects", n),
                    f"it opens {_shown(effect.triple)}, and nothing earlier had shut that",
                    "add the block or the announcement before it, or a relation to what it answers",
                )


def _first_shutting(of: Reviewed) -> dict[tuple[str, str], int]:
    """Two ends → the first day on which something may have been shut between them."""
    firsts: dict[tuple[str, str], int] = {}
    for event in of.seed.events.values():
        for effect in event.effects:
            end = effect.until if effect.access in _OPENS else _start(event, effect)
            if end is not None:
                key = (effect.origin, effect.destination)
                firsts[key] = min(firsts.get(key, AFTER_ALL), end.earliest)
    return firsts


def _announced(of: Reviewed) -> dict[tuple[str, str, str], int]:
    """Two ends and a channel → the first day on which something about them may be announced."""
    firsts: dict[tuple[str, str, str], int] = {}
    for event in of.seed.events.values():
        if event.kind is not EventKind.ANNOUNCEMENT or event.effects:
            continue
        who = sorted({participant.entity for participant in event.participants})[:20]
        for channel in event.channels:
            for origin in who:
                for destination in who:
                    key = (origin, destination, channel)
                    firsts[key] = min(firsts.get(key, AFTER_ALL), event.date.earliest)
    return firsts


def open_after_shutdown(of: Reviewed) -> Iterator[SeedWarning]:
    """Links that stand open for ever, to or from a service that has ended."""
    ended = {
        participant.entity: event
        for event in of.seed.events.values()
        if event.kind is EventKind.SERVICE_SHUTDOWN and event.status not in _NOT_YET
        for participant in event.participants
        if participant.role in _ENDING and of.seed.entities[participant.entity].kind in _PRODUCTS
    }
    if not ended:
        return
    for triple, events in _events_by_triple(of, set(ended)).items():
        last = compile_triple(triple, events.values())[-1]
        shutdown = ended.get(triple.origin) or ended[triple.destination]
        if last.until == AFTER_ALL and last.is_passable() and _began(of, last, shutdown):
            since = ", ".join(sorted({candidate.event for candidate in last.candidates}))
            yield of.warning(
                Rule.OPEN_AFTER_SHUTDOWN,
                shutdown.id,
                ("date",),
                f"the service has ended, and {_shown(triple)} stays open (by {since})",
                "close it with an effect `closed` here, or with an `until` there",
            )


def _events_by_triple(of: Reviewed, concerned: set[str]) -> dict[Triple, dict[str, Event]]:
    found: defaultdict[Triple, dict[str, Event]] = defaultdict(dict)
    for event in of.seed.events.values():
        for effect in event.effects:
            if effect.origin in concerned or effect.destination in concerned:
                found[effect.triple][event.id] = event
    return found


def _began(of: Reviewed, link: Link, shutdown: Event) -> bool:
    """Whether what keeps the link open may have begun before the end of the service."""
    events = [of.seed.events[candidate.event] for candidate in link.candidates]
    starts = (
        _start(event, event.effects[candidate.effect])
        for event, candidate in zip(events, link.candidates, strict=True)
    )
    return any(start.earliest <= shutdown.date.latest for start in starts)


def before_its_time(of: Reviewed) -> Iterator[SeedWarning]:
    """Participants that the seed knows only from a later day on."""
    begins = _beginnings(of)
    if not begins:
        return
    for event in of.seed.events.values():
        for n, participant in enumerate(event.participants):
            begin = begins.get(participant.entity)
            is_word = event.kind in _WORDS_BEFORE or event.status in _NOT_YET
            if begin is not None and not is_word and event.date.latest < begin.earliest:
                yield of.warning(
                    Rule.BEFORE_ITS_TIME,
                    event.id,
                    ("participants", n),
                    f"{participant.entity!r} takes part on {event.date.text}, and the seed knows"
                    f" it since {begin.text}",
                    "check the two dates, and who took part",
                )


def _beginnings(of: Reviewed) -> dict[str, EdtfDate]:
    """The earliest date at which something was there, where the seed says so.

    A product is there when somebody operates it or it is a part of something; where one such
    relation bears no date, nothing is known. A standard is there when it is released.
    """
    dates: defaultdict[str, list[EdtfDate | None]] = defaultdict(list)
    for entity in of.seed.entities.values():
        for relation in entity.relations:
            if relation.kind is RelationKind.OPERATES:
                dates[relation.entity].append(relation.since)
            elif relation.kind is RelationKind.PART_OF:
                dates[entity.id].append(relation.since)
    for event in of.seed.events.values():
        if event.kind is EventKind.STANDARD_RELEASE:
            for participant in event.participants:
                if of.seed.entities[participant.entity].kind is EntityKind.STANDARD:
                    dates[participant.entity].append(event.date)
    return {
        id: min(known, key=lambda date: date.earliest)
        for id, found in dates.items()
        if len(known := [date for date in found if date is not None]) == len(found)
    }


def _start(event: Event, effect: Effect) -> EdtfDate:
    return effect.since or event.date


def _shown(triple: Triple) -> str:
    return f"{triple.origin} → {triple.destination} by {triple.channel}"
