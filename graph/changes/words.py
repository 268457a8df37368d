"""Changes as sentences for people, and as plain rows for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.changes.changes import Change, Changes, DateChange, FieldChange
from graph.model import Entity, Event, Node, SeedInfo, Source, Statement
from graph.plain import plain_of

__all__ = ["in_words", "to_rows"]

_SHOWN = 100
_DONE = {"added": "+", "changed": "~", "removed": "-"}


def in_words(changes: Changes) -> Iterator[str]:
    """A line for each change, and one below it for each field."""
    for word, sign in _DONE.items():
        for change in getattr(changes, word):
            yield f"{sign} {change.sort} {change.id} {word}: {_title(change.after or change.before)}"
            yield from (f"    {_sentence(field)}" for field in change.fields)


def _title(node: Node | SeedInfo | None) -> str:
    match node:
        case Entity():
            return node.name.en
        case Event():
            return f"{node.title.en} ({node.date.text})"
        case Source():
            return f"{node.title} ({node.publisher})"
        case Statement():
            return _shown(node.summary.en)
        case SeedInfo():
            return node.title.en
        case None:
            return ""
        case _:
            about = node.entity or (node.subject and node.subject.en)
            return f"{node.metric} of {about}, {node.period.text}: {node.value:f} {node.unit}"


def _sentence(field: FieldChange) -> str:
    if field.before is None:
        return f"{field.path} added: {_shown(field.after)}"
    if field.after is None:
        return f"{field.path} removed: {_shown(field.before)}"
    done = {
        None: "changed",
        DateChange.REWORDED: "written in another way",
    }.get(field.date, str(field.date))
    return f"{field.path} {done}: {_shown(field.before)} → {_shown(field.after)}"


def _shown(value: Any) -> str:
    """A value in one line, cut where it is long."""
    plain = plain_of(value)
    if isinstance(plain, dict):
        text = ", ".join(f"{name} {_shown(item)}" for name, item in plain.items())
    elif isinstance(plain, list):
        text = "; ".join(map(_shown, plain))
    else:
        text = str(plain)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def to_rows(changes: Changes) -> dict[str, list[dict[str, Any]]]:
    """The changes as plain lists and mappings."""
    return {word: [_row(change) for change in getattr(changes, word)] for word in _DONE}


def _row(change: Change) -> dict[str, Any]:
    row: dict[str, Any] = {"sort": change.sort, "id": change.id}
    if change.before is None or change.after is None:
        return row | {"record": plain_of(change.after or change.before)}
    return row | {"fields": [_field_row(field) for field in change.fields]}


def _field_row(field: FieldChange) -> dict[str, Any]:
    row = {"path": field.path, "before": plain_of(field.before), "after": plain_of(field.after)}
    return row if field.date is None else row | {"date": str(field.date)}
