"""Warnings about what facts stand on, about figures, and about what nothing mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import repeat

from graph.dates import Precision, day_to_iso
from graph.load.reviewed import Reviewed
from graph.load.rules import Rule, SeedWarning
from graph.model import Citation, Event, Figure, Source
from graph.vocabulary import Confidence, Operator, Tier

__all__ = ["date_finer_than_source", "figures_differ", "unused_entity", "weak_source"]

_ABOUT = Decimal("0.1")  # by so much of the larger one, figures "about" something may differ


def weak_source(of: Reviewed) -> Iterator[SeedWarning]:
    """Facts that stand on one citation alone, of a secondary source or of low confidence."""
    standing = (figure for figure in of.seed.figures.values() if figure.superseded_by is None)
    facts: tuple[Event | Figure, ...] = (*of.seed.events.values(), *standing)
    for fact in facts:
        if len(fact.citations) != 1:
            continue
        (citation,) = fact.citations
        weakness = _weakness(citation, of.seed.sources[citation.source])
        if weakness:
            message = f"it stands on {citation.source!r} alone, {weakness}"
            advice = "look for a second source"
            yield of.warning(Rule.WEAK_SOURCE, fact.id, ("citations", 0), message, advice)


def _weakness(citation: Citation, source: Source) -> str | None:
    if citation.confidence is Confidence.LOW:
        return "with low confidence"
    return "a secondary source" if source.tier is Tier.SECONDARY else None


def figures_differ(of: Reviewed) -> Iterator[SeedWarning]:
    """Figures for one thing, metric, unit and period that cannot both hold.

    One that names what supersedes it has given way, and a `doubt` that names the other figure tells of
    the contradiction. In a group each is compared with the first only:
    the work grows with the seed and not with its square.
    """
    groups: defaultdict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in of.seed.figures.values():
        if figure.superseded_by is None:
            subject = figure.entity or (figure.subject and figure.subject.en)
            period = (figure.period.earliest, figure.period.latest, figure.period.end_latest)
            groups[(subject, figure.metric, figure.unit, period)].append(figure)
    for first, *others in groups.values():
        for other in others:
            if _contradict(first, other) and not _is_told(first, other):
                yield of.warning(
                    Rule.FIGURES_DIFFER,
                    other.id,
                    ("value",),
                    f"{_shown(other)} here, {_shown(first)} in {first.id!r}, of the same and for"
                    f" {other.period.text}",
                    "say in one of them by what it is `superseded_by`",
                )


def _contradict(one: Figure, other: Figure) -> bool:
    operators = {one.operator, other.operator}
    if operators == {Operator.MORE_THAN}:
        return False
    if Operator.MORE_THAN in operators:
        bound, value = (one, other) if one.operator is Operator.MORE_THAN else (other, one)
        return value.value <= bound.value and value.operator is Operator.EQUAL
    apart = abs(one.value - other.value)
    if Operator.ABOUT in operators:
        return apart > _ABOUT * max(abs(one.value), abs(other.value))
    return bool(apart)


def _is_told(one: Figure, other: Figure) -> bool:
    """Whether the doubt about one of them names the other."""
    return any(
        about.doubt is not None and named.id in about.doubt.en
        for about, named in ((one, other), (other, one))
    )


def _shown(figure: Figure) -> str:
    sign = "" if figure.operator is Operator.EQUAL else figure.operator.value
    return f"{sign}{figure.value:f} {figure.unit}"


def unused_entity(of: Reviewed) -> Iterator[SeedWarning]:
    """Entities that nothing mentions, and that mention nothing."""
    used: set[str] = set()
    for entity in of.seed.entities.values():
        if entity.relations:
            used.update((entity.id, *(relation.entity for relation in entity.relations)))
    for event in of.seed.events.values():
        used.update(event.entities)
    for source in of.seed.sources.values():
        used.update((source.publisher_id or "", *source.interested_parties))
    for figure in of.seed.figures.values():
        used.add(figure.entity or "")
    for statement in of.seed.statements.values():
        used.update((statement.speaker or "", *statement.about))
    for id in of.seed.entities.keys() - used:
        message, advice = "nothing mentions it", "add what it took part in, or take it out"
        yield of.warning(Rule.UNUSED_ENTITY, id, (), message, advice)


def date_finer_than_source(of: Reviewed) -> Iterator[SeedWarning]:
    """Events with a day that none of their sources can be seen to give.

    A source that is dated by month or year only, and is not older than the event, is asked for the
    day: the citation's own `date` gives it, or the quote or a note, by the number of the day.
    """
    for event in of.seed.events.values():
        if event.date.precision is not Precision.DAY or not event.date.is_day:
            continue
        sources = [of.seed.sources[c.source] for c in event.citations if not c.date_rejected]
        if sources and all(map(_is_coarse, sources, repeat(event))) and not _tells_day(event):
            dates = ", ".join(sorted({str(source.published) for source in sources}))
            yield of.warning(
                Rule.DATE_FINER_THAN_SOURCE,
                event.id,
                ("date",),
                f"the date is {event.date.text}, and what it stands on is itself dated {dates}",
                "quote the words that give the day, or say in a note how it was found",
            )


def _is_coarse(source: Source, event: Event) -> bool:
    """Whether a source is dated no more precisely than by a month, and not before the event."""
    published = source.published
    if published is None or published.precision is Precision.DAY:
        return False
    return event.date.latest >= published.earliest


def _tells_day(event: Event) -> bool:
    if any(citation.date is not None for citation in event.citations):
        return True
    texts = [event.note, *(citation.note for citation in event.citations)]
    words = [text.en for text in texts if text is not None]
    words += [citation.quote for citation in event.citations if citation.quote]
    day = int(str(day_to_iso(event.date.earliest))[-2:])
    return any(re.search(rf"(?<!\d)0?{day}(?!\d)", text) for text in words)
