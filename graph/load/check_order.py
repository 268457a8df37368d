"""What must hold between events, and between figures: nothing comes both before and after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import networkx as nx

from graph.dates import EdtfDate
from graph.links import EffectConflictError, place_effects
from graph.load.check_records import problem_in
from graph.load.problems import Problem
from graph.load.records import Located
from graph.model import Event, Figure, Triple
from graph.vocabulary import EventRelationKind

__all__ = ["check_order"]

_NOT_BEFORE = (EventRelationKind.FOLLOWS, EventRelationKind.REVERSES)
_MAX_CONFLICTS = 20  # on one triple; each costs a pass over its effects


def check_order(records: Iterable[Located]) -> Iterator[Problem]:
    """Events that follow or reverse others can come after them; corrections end somewhere."""
    located: dict[str, Located] = {}
    for record in records:
        located.setdefault(record.value.id, record)  # an id that stands twice is reported already
    events = {id: r.value for id, r in located.items() if isinstance(r.value, Event)}
    figures = {id: r.value for id, r in located.items() if isinstance(r.value, Figure)}
    contradictions = list(_contradictions(located, events))
    yield from (problem for _, problem in contradictions)
    reported = {id for id, _ in contradictions}
    arcs = (
        (id, relation.event)
        for id, event in events.items()
        for n, relation in enumerate(event.relations)
        if located[id].is_sound("relations", n, "kind")
        and located[id].is_sound("relations", n, "event")
        and relation.kind in _NOT_BEFORE
    )
    for circle in _circles(arcs):
        reported.update(circle)
        message = f"events come after each other in a circle: {_some(circle)}"
        expected = "one of them to come first"
        yield problem_in(located[circle[0]], message, "relations", expected=expected)
    yield from _conflicts(located, events, reported)
    corrections = ((id, f.superseded_by) for id, f in figures.items() if f.superseded_by)
    for circle in _circles(corrections):
        message = f"figures correct each other in a circle: {_some(circle)}"
        expected = "one of them to be the last"
        yield problem_in(located[circle[0]], message, "superseded_by", expected=expected)


def _contradictions(
    located: dict[str, Located], events: dict[str, Event]
) -> Iterator[tuple[str, Problem]]:
    """Events that certainly come before another that they follow or reverse."""
    for id, event in events.items():
        for n, relation in enumerate(event.relations):
            other = events.get(relation.event)
            if other is None or other is event or relation.kind not in _NOT_BEFORE:
                continue
            dates: tuple[EdtfDate, EdtfDate] | None = None
            message = f"it cannot come after {other.id!r}"
            if _is_before(event.date, other.date):
                dates = event.date, other.date
            else:
                starts, others = _starts(located[id], event), _starts(located[other.id], other)
                for triple in starts.keys() & others.keys():
                    if _is_before(starts[triple], others[triple]):
                        message = f"its effect cannot come after that of {other.id!r}"
                        dates = starts[triple], others[triple]
            if dates is not None:
                found = f"{dates[0].text!r}, before {dates[1].text!r}"
                expected = "a date that may be later, or no such relation"
                path = ("relations", n)
                yield id, problem_in(located[id], message, *path, found=found, expected=expected)


def _starts(record: Located, event: Event) -> dict[Triple, EdtfDate]:
    """When its effects begin, where that is sound."""
    if not record.is_sound_below("effects"):
        return {}
    return {effect.triple: effect.since or event.date for effect in event.effects}


def _is_before(date: EdtfDate | None, other: EdtfDate | None) -> bool:
    """Whether a date is certainly before another; both may be missing from bad records."""
    return date is not None and other is not None and date.latest < other.earliest


def _circles(arcs: Iterable[tuple[str, str]]) -> Iterator[list[str]]:
    """The sorted ids of each knot of circles."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(arcs)
    for knot in nx.strongly_connected_components(graph):
        if len(knot) > 1:
            yield sorted(knot)


def _some(ids: list[str]) -> str:
    shown = ", ".join(ids[:10])
    return shown if len(ids) <= 10 else f"{shown} and {len(ids) - 10} more"


def _conflicts(
    located: dict[str, Located], events: dict[str, Event], reported: set[str]
) -> Iterator[Problem]:
    """Effects on one triple that no reading of the dates can hold together."""
    by_triple: defaultdict[Triple, dict[str, Event]] = defaultdict(dict)
    for event in events.values():
        if event.id in reported or not _can_be_placed(located[event.id], event):
            continue
        for effect in event.effects:
            by_triple[effect.triple][event.id] = event
    for triple, concerned in by_triple.items():
        where = f"on {triple.origin} → {triple.destination} by {triple.channel}, "
        for _ in range(_MAX_CONFLICTS):
            try:
                place_effects(triple, concerned.values())
            except EffectConflictError as conflict:
                id = conflict.events[0]
                expected = "dates that leave room for what follows and reverses"
                yield problem_in(located[id], f"{where}{conflict}", "effects", expected=expected)
                del concerned[id]
            else:
                break


def _can_be_placed(record: Located, event: Event) -> bool:
    """Whether all that its effects' order depends on is sound and not reported already."""
    if not all(
        record.is_sound_below(part) for part in ("date", "sequence", "relations", "effects")
    ):
        return False
    if event.id in {relation.event for relation in event.relations}:
        return False
    if len({effect.triple for effect in event.effects}) < len(event.effects):
        return False
    starts = [(effect.since or event.date, effect.until) for effect in event.effects]
    return not any(until and until.latest < since.earliest for since, until in starts)
