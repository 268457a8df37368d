"""Two seeds compared: records by id, and the fields of a record one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from graph.dates import EdtfDate
from graph.model import (
    Citation,
    Effect,
    EventRelation,
    Node,
    Participant,
    Relation,
    Seed,
    SeedInfo,
)

__all__ = ["Change", "Changes", "DateChange", "FieldChange", "changes_between"]

_SORTS = {
    "entities": "entity",
    "sources": "source",
    "events": "event",
    "figures": "figure",
    "statements": "statement",
}


class DateChange(StrEnum):
    """What became of the days that a date leaves possible."""

    NARROWED = "narrowed"
    WIDENED = "widened"
    MOVED = "moved"
    REWORDED = "reworded"
    """The same days, written in another way."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One part of a record: its path, what it was and what it is; None where it was not, or is not.

    A path names an item of a list by what tells it from the others:
    `effects[wechat taobao link_sharing].since`. `date` is set where a date became another.
    """

    path: str
    before: Any
    after: Any
    date: DateChange | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A record that was added (`before` is None), removed (`after` is None) or changed."""

    sort: str
    id: str
    before: Node | SeedInfo | None
    after: Node | SeedInfo | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """All changes, by sort as a seed lists them, then by id."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.changed or self.removed)


def changes_between(before: Seed, after: Seed) -> Changes:
    """What has to be done to the one seed to make it the other.

    Law: it is empty if and only if the digests are equal; and what one direction adds, the other
    removes.
    """
    added: list[Change] = []
    changed: list[Change] = []
    removed: list[Change] = []
    own = tuple(_fields(before.info, after.info, ""))
    if own:
        changed.append(Change("seed", after.info.name, before.info, after.info, own))
    for key, sort in _SORTS.items():
        old: Mapping[str, Node] = getattr(before, key)
        new: Mapping[str, Node] = getattr(after, key)
        added += [Change(sort, id, None, new[id]) for id in sorted(new.keys() - old.keys())]
        removed += [Change(sort, id, old[id], None) for id in sorted(old.keys() - new.keys())]
        for id in sorted(old.keys() & new.keys()):
            if old[id] != new[id]:
                found = tuple(_fields(old[id], new[id], ""))
                changed.append(Change(sort, id, old[id], new[id], found))
    return Changes(tuple(added), tuple(changed), tuple(removed))


def _fields(before: Any, after: Any, path: str) -> Iterator[FieldChange]:
    """The parts in which two values of one class differ, in the order of the class."""
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield from _field(old, new, f"{path}.{field.name}" if path else field.name)


def _field(old: Any, new: Any, path: str) -> Iterator[FieldChange]:
    if isinstance(old, tuple):
        yield from _items(old, new, path)
    elif isinstance(old, EdtfDate) and isinstance(new, EdtfDate):
        yield FieldChange(path, old, new, _date_change(old, new))
    elif is_dataclass(old) and type(old) is type(new) and not isinstance(old, EdtfDate):
        yield from _fields(old, new, path)
    else:
        yield FieldChange(path, old, new)


def _items(old: tuple[Any, ...], new: tuple[Any, ...], path: str) -> Iterator[FieldChange]:
    """The items of a list by what names them; an item of another name is another item."""
    before, after = _named(old), _named(new)
    names = dict.fromkeys([*before, *after])
    for name in names:
        here = f"{path}[{name}]"
        if name not in after:
            yield FieldChange(here, before[name], None)
        elif name not in before:
            yield FieldChange(here, None, after[name])
        elif before[name] != after[name]:
            yield from _field(before[name], after[name], here)
    if before == after or (before.keys() == after.keys() and list(before) != list(after)):
        yield FieldChange(f"{path} (order)", list(before), list(after))


def _named(items: Iterable[Any]) -> dict[str, Any]:
    """The items by name; where two have one name, the later ones are numbered."""
    counts: Counter[str] = Counter()
    named: dict[str, Any] = {}
    for item in items:
        name = _name_of(item)
        counts[name] += 1
        named[name if counts[name] == 1 else f"{name} {counts[name]}"] = item
    return named


def _name_of(item: Any) -> str:
    match item:
        case Effect():
            return f"{item.origin} {item.destination} {item.channel}"
        case Participant():
            return f"{item.entity} {item.role}"
        case Relation():
            return f"{item.kind} {item.entity}"
        case EventRelation():
            return f"{item.kind} {item.event}"
        case Citation():
            return item.source
        case _ if is_dataclass(item):
            return str(getattr(item, "en", item))
        case _:
            return str(item)


def _date_change(old: EdtfDate, new: EdtfDate) -> DateChange:
    one, other = _bounds(old), _bounds(new)
    if one == other:
        return DateChange.REWORDED
    if all(a[0] <= b[0] and b[1] <= a[1] for a, b in zip(one, other, strict=True)):
        return DateChange.NARROWED
    if all(b[0] <= a[0] and a[1] <= b[1] for a, b in zip(one, other, strict=True)):
        return DateChange.WIDENED
    return DateChange.MOVED


def _bounds(date: EdtfDate) -> tuple[tuple[int, int], tuple[int, int]]:
    """The bounds of the instant, and of the end; those of an instant are its end's too."""
    end = (
        (date.earliest, date.latest)
        if date.end_earliest is None or date.end_latest is None
        else (date.end_earliest, date.end_latest)
    )
    return (date.earliest, date.latest), end
