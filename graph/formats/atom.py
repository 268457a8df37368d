"""The events as an Atom feed (RFC 4287), newest first."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from graph.dates import day_to_iso
from graph.formats.telling import date_in_words, in_order, known_day, namespace_id
from graph.model import Event, Seed

__all__ = ["as_atom"]

_ATOM = "http://www.w3.org/2005/Atom"


def as_atom(seed: Seed) -> str:
    """The feed; `updated` is the day from which an event is known, its own date stands in the words."""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "id", namespace_id(seed, "events"))
    _add(feed, "title", seed.info.title.en)
    _add(feed, "updated", _stamp(seed.info.recorded_until.latest))
    author = ET.SubElement(feed, "author")
    _add(author, "name", seed.info.name)
    _add(feed, "rights", seed.info.licence)
    for event in reversed(in_order(seed)):
        _entry(ET.SubElement(feed, "entry"), seed, event)
    ET.indent(feed)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ET.tostring(feed, encoding='unicode')}\n"


def _entry(entry: ET.Element, seed: Seed, event: Event) -> None:
    _add(entry, "id", namespace_id(seed, event.id))
    _add(entry, "title", f"{event.date.text}: {event.title.en}")
    _add(entry, "updated", _stamp(known_day(seed, event)))
    note = f" {event.note.en}" if event.note else ""
    zh = f" {event.title.zh}." if event.title.zh else ""
    _add(entry, "summary", f"{date_in_words(event.date)}.{zh}{note}")
    ET.SubElement(entry, "category", {"term": event.kind.value, "label": event.kind.description})
    for citation in event.citations:
        source = seed.sources[citation.source]
        if source.url:
            link = {"rel": "related", "href": source.url, "title": source.title}
            ET.SubElement(entry, "link", link)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _stamp(day: int) -> str:
    return f"{day_to_iso(day)}T00:00:00Z"
