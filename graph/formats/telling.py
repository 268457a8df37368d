"""Dates and events in words and in order, as several forms tell them."""

from __future__ import annotations

from graph.dates import EdtfDate, day_to_iso
from graph.model import Event, Seed

__all__ = ["date_in_words", "in_order", "known_day", "namespace_id"]


def in_order(seed: Seed) -> list[Event]:
    """The events in the order of a timeline."""
    return sorted(
        seed.events.values(),
        key=lambda e: (e.date.earliest, e.date.latest, e.sequence, e.id),
    )


def date_in_words(date: EdtfDate) -> str:
    """When it was, without more certainty than there is."""
    first, last = day_to_iso(date.earliest), day_to_iso(date.latest)
    if first is not None and first == last:
        words = f"On {first}"
    elif first is not None and last is not None:
        words = f"On an unknown day from {first} to {last}"
    elif first is not None:
        words = f"On an unknown day, not before {first}"
    elif last is not None:
        words = f"On an unknown day, not after {last}"
    else:
        words = "On an unknown day"
    if date.start_open:
        words = "In force on every day before the record begins"
    if date.uncertain or date.approximate:
        marks = [word for word, is_so in _marks(date) if is_so]
        words += f" ({' and '.join(marks)})"
    if first is not None and first == last and date.is_day:
        return words
    return f"{words}; written {date.text}"


def _marks(date: EdtfDate) -> tuple[tuple[str, bool], ...]:
    return ("uncertain", date.uncertain), ("approximate", date.approximate)


def known_day(seed: Seed, event: Event) -> int:
    """The first day on which one of its sources was there; of an event without, its day of writing."""
    days = []
    for citation in event.citations:
        source = seed.sources[citation.source]
        date = source.published or source.retrieved or source.recorded
        if date is not None:
            days.append(date.latest)
    if event.recorded is not None and not days:
        days.append(event.recorded.latest)
    return min([*days, seed.info.recorded_until.latest])


def namespace_id(seed: Seed, id: str) -> str:
    """A name for something that is the same in every copy of the seed, and no address."""
    return f"urn:interop:{seed.info.name}:{id}"
