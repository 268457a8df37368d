"""All that one can ask a reader about a small graph, as one value to compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, permutations

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.model import Seed, Triple
from graph.store.base import Reader
from graph.store.pages import PageRequest, TimelineFilter
from graph.vocabulary import Channel, EntityKind

__all__ = ["everything"]

LONG = PageRequest(1000)
SORTS = ("entity", "event", "source", "figure", "statement")


def everything(
    reader: Reader, seed: Seed, days: Sequence[int], filters: Iterable[TimelineFilter] = ()
) -> dict[str, object]:
    """Every answer about the ids of a seed and about one that is in none, question by question.

    Candidates of a search are left out, as are dates of a timeline: these come in any order.
    """
    things = [*seed.entities, "nobody"]
    events = [*seed.events, "nothing"]
    triples = sorted({effect.triple for e in seed.events.values() for effect in e.effects})
    channels: list[frozenset[Channel] | None] = [None, frozenset()]
    channels += [frozenset({triple.channel}) for triple in triples[:1]]
    kinds: list[list[EntityKind] | None] = [None, [], *([kind] for kind in list(EntityKind)[:3])]
    windows = [TimelineFilter(min(two), max(two)) for two in pairwise(days)]
    wanted = [TimelineFilter(), *windows, *filters]
    info = reader.info
    answers: dict[str, object] = {
        "info": (info.version, info.seed, dict(info.counts)),
        "ids": [reader.ids(sort) for sort in SORTS],
        "nodes": reader.nodes([*things, *events, *seed.sources, *seed.figures, *seed.statements]),
        "entities": [(reader.entities(some, LONG), reader.count_entities(some)) for some in kinds],
        "timelines": [(reader.timeline(f, LONG), reader.count_timeline(f)) for f in wanted],
        "dates": [sorted(map(repr, reader.timeline_dates(f))) for f in wanted],
        "relations": [reader.relations([id]) for id in things] + [reader.relations(things)],
        "event relations": [reader.event_relations([id]) for id in events],
        "all event relations": reader.event_relations(events),
        "figures": [reader.figures(id) for id in things],
        "statements": [reader.statements(id) for id in (*things, *events, *seed.figures)],
        "cited by": [reader.cited_by(id) for id in (*seed.sources, "unheard")],
    }
    asked = [None, BEFORE_ALL, *days, AFTER_ALL - 1]
    for day in asked:
        answers[f"links from, {day}"] = reader.links_from(things, day)
        answers[f"links to, {day}"] = reader.links_to(things, day)
    for some in channels:
        answers[f"links between, {some}"] = [
            reader.links_between(a, b, some) for a, b in permutations(things[:3], 2)
        ]
        answers[f"links through, {some}"] = [
            (reader.links_from(things, day, some), reader.links_to(things, day, some))
            for day in (None, days[-1])
        ]
        answers[f"links on a day, {some}"] = reader.links_on(days[-1], some, LONG)
        answers[f"changes, {some}"] = reader.link_changes(days[0], days[-1], some, LONG)
        answers[f"verdicts, {some}"] = [
            reader.verdict_counts([*days[::-1], days[0]], some, allow_limited=limited)
            for limited in (True, False)
        ]
    answers["changes"] = [reader.link_changes(*two, None, LONG) for two in pairwise(days)]
    answers["links from each"] = [reader.links_from([id], None) for id in things]
    answers["links to each"] = [reader.links_to([id], None) for id in things]
    nowhere = Triple("nobody", "nobody", Channel.MAPS)
    answers["events on"] = [
        reader.events_on(triple, day) for triple in [*triples, nowhere] for day in days[1:3]
    ]
    return answers
