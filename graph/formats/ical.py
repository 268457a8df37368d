"""The events as an iCalendar (RFC 5545): a day as a day, an uncertain date as all its possible days."""

from __future__ import annotations

from collections.abc import Iterator

from graph.dates import AFTER_ALL, BEFORE_ALL, day_to_iso
from graph.formats.telling import date_in_words, in_order, namespace_id
from graph.model import Event, Seed

__all__ = ["as_ical"]

_FOLD = 74  # octets of a line, without the space that a folded line begins with
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def as_ical(seed: Seed) -> str:
    """The calendar; what may have been on several days is tentative, and says so."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//platform-interop-graph//seed//EN",
        f"NAME:{_text(seed.info.title.en)}",
        f"X-WR-CALNAME:{_text(seed.info.title.en)}",
    ]
    for event in in_order(seed):
        lines.extend(_event(seed, event))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(seed: Seed, event: Event) -> Iterator[str]:
    """An event; one whose date has no bound on one side stands on the day that is known."""
    date = event.date
    first = date.latest if date.earliest == BEFORE_ALL else date.earliest
    last = date.earliest if date.latest == AFTER_ALL else date.latest
    if first in (BEFORE_ALL, AFTER_ALL) or last in (BEFORE_ALL, AFTER_ALL):
        return
    name = event.title.en if date.is_day else f"{event.title.en} ({date.text})"
    yield "BEGIN:VEVENT"
    yield f"UID:{namespace_id(seed, event.id)}"
    yield f"DTSTAMP:{_day(seed.info.recorded_until.latest)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    if day_to_iso(last + 1) is not None:
        yield f"DTEND;VALUE=DATE:{_day(last + 1)}"  # the first day on which it no longer is
    yield f"SUMMARY:{_text(name)}"
    yield f"DESCRIPTION:{_text(_description(seed, event))}"
    yield f"CATEGORIES:{_text(event.kind.value)}"
    yield f"STATUS:{'CONFIRMED' if date.is_day else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _description(seed: Seed, event: Event) -> str:
    parts = [f"{date_in_words(event.date)}.", event.title.zh or ""]
    parts += [event.note.en] if event.note else []
    for citation in event.citations:
        source = seed.sources[citation.source]
        parts.append(f"{source.publisher}: {source.title}{f' {source.url}' if source.url else ''}")
    parts += ["No source was found."] if event.unverified else []
    return "\n".join(part for part in parts if part)


def _day(day: int) -> str:
    return str(day_to_iso(day)).replace("-", "")


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, no character cut in two."""
    piece, octets = "", 0
    for character in line:
        width = len(character.encode())
        if octets + width > _FOLD:
            yield piece
            piece, octets = " ", 1
        piece += character
        octets += width
    yield piece
