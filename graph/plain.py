"""Model values as the plain mappings that seed files hold, and the digest of a whole seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter, lt
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import orjson

from graph.dates import EdtfDate, parse_edtf
from graph.model import (
    Entity,
    Event,
    Figure,
    Node,
    Relation,
    Seed,
    SeedInfo,
    Source,
    Statement,
)
from graph.vocabulary import Channel

__all__ = [
    "LineDigest",
    "are_plain_lines",
    "digest",
    "from_plain",
    "plain_line",
    "plain_of",
    "relation_from_plain",
    "seed_lines",
    "to_plain",
]


def to_plain(value: Node | SeedInfo) -> dict[str, Any]:
    """The value as a seed file would write it: texts, whole numbers, flags, lists, mappings.

    What is absent, empty or false is left out.
    """
    plain: dict[str, Any] = plain_of(value)
    return plain


def plain_of(value: Any) -> Any:
    """Any part of a value of the model as a seed file would write it; None stays None."""
    return _CONVERTERS[type(value)](value)


class _Converters(dict[Any, Callable[[Any], Any]]):
    """By type, what makes its values plain; found once for each, as a seed has millions of them."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        self[kind] = _converter(kind)
        return self[kind]


def _converter(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, Enum):
        return attrgetter("_value_")  # a text: YAML will not have what is one only nearly
    if kind is EdtfDate:
        return attrgetter("text")
    if kind is Decimal:
        return _digits
    if kind is tuple:
        return _plain_list
    if is_dataclass(kind):
        return _dataclass_converter(kind)
    return _as_it_is


_CONVERTERS = _Converters()


def _digits(number: Decimal) -> str:
    return format(number, "f")


def _plain_list(items: tuple[Any, ...]) -> list[Any]:
    return [_CONVERTERS[type(item)](item) for item in items]


def _as_it_is(value: Any) -> Any:
    return value


def _dataclass_converter(kind: type[Any]) -> Callable[[Any], Any]:
    # The place of a relation says its subject already: it stands in its subject's entry.
    names = [f.name for f in fields(kind) if not (kind is Relation and f.name == "subject")]
    values = attrgetter(*names)

    def plain(value: Any) -> dict[str, Any]:
        return {
            name: item if type(item) is str else _CONVERTERS[type(item)](item)
            for name, item in zip(names, values(value), strict=True)
            if not (item is None or item is False or item == ())
        }

    return plain


SORTS = ("seed", "entities", "sources", "events", "figures", "statements")
"""The order of `seed_lines`; each line is a mapping from one of these to one value."""


def seed_lines(seed: Seed) -> Iterator[str]:
    """The seed as JSON lines in one fixed order: itself first, then by sort and id."""
    return (line.decode() for _, _, line in _lines(seed))


def _lines(seed: Seed) -> Iterator[tuple[str, str, bytes]]:
    yield "seed", "", plain_line("seed", seed.info)
    for sort in SORTS[1:]:
        nodes: dict[str, Node] = getattr(seed, sort)
        for id in sorted(nodes):
            yield sort, id, plain_line(sort, nodes[id])


def plain_line(sort: str, value: Node | SeedInfo) -> bytes:
    """A value as its line, without the end of the line."""
    return orjson.dumps({sort: plain_of(value)}, option=orjson.OPT_SORT_KEYS)


def are_plain_lines(
    lines: Sequence[bytes], sorts: Sequence[str], plains: Sequence[dict[str, Any]]
) -> bool:
    """Whether lines without their ends are surely those that `plain_line` makes of what stands in them.

    From the sort of each and what JSON found in it, if that is a sound record. Much quicker than to make
    them; where it says no, they may be all the same.
    """
    together = b",".join(lines)
    if b":false" in together or b":[]" in together or "figures" in sorts:
        return False  # the numbers of figures can be written in several ways
    events = [
        plain["events"] for sort, plain in zip(sorts, plains, strict=True) if sort == "events"
    ]
    if not all(map(_tells_all, events)):
        return False
    return orjson.dumps(plains, option=orjson.OPT_SORT_KEYS) == b"[%b]" % together


def _tells_all(event: dict[str, Any]) -> bool:
    """Whether an event says what goes without saying: direction, place in its day, channels in order."""
    if "direction" not in event or "sequence" not in event:
        return False
    channels = event.get("channels", ())
    of_effects = [effect["channel"] for effect in event.get("effects", ())]
    return _are_all_in_order(tuple(channels), tuple(of_effects))


@lru_cache(maxsize=10_000)
def _are_all_in_order(channels: tuple[str, ...], of_effects: tuple[str, ...]) -> bool:
    """Whether channels hold those of the effects too, in the order of the vocabulary."""
    return channels == tuple(c for c in Channel if c in {*channels, *of_effects})


class LineDigest:
    """The digest of a seed while its lines are read, as long as they come in their order."""

    def __init__(self) -> None:
        """Begin."""
        self._sum = hashlib.sha256()
        self._last = (-1, "")
        self._is_in_order = True

    def add(self, places: Sequence[tuple[str, str]], lines: Sequence[bytes]) -> None:
        """Add the lines of some values, each of a sort and with an id."""
        known = [self._last, *((_PLACES[sort], id) for sort, id in places)]
        self._is_in_order = self._is_in_order and all(map(lt, known, known[1:]))
        self._last = known[-1]
        self._sum.update(b"".join([line + b"\n" for line in lines]))

    @property
    def value(self) -> str | None:
        """The digest of all lines; None if they did not come in order."""
        return self._sum.hexdigest()[:16] if self._is_in_order else None


_PLACES = {sort: place for place, sort in enumerate(SORTS)}


def digest(seed: Seed) -> str:
    """The version of a graph made of this seed: equal seeds, equal digests, in any file order.

    The first 16 hexadecimal digits of SHA-256 over `seed_lines`.
    """
    if seed.digest is not None:
        return seed.digest
    sum = LineDigest()
    for sort, id, line in _lines(seed):
        sum.add([(sort, id)], [line])
    found = sum.value
    assert found is not None
    return found


Value = TypeVar("Value", Entity, Event, Source, Figure, Statement, SeedInfo)


def from_plain(kind: type[Value], plain: dict[str, Any]) -> Value:
    """The value that `to_plain` made `plain` from; it is trusted to be such."""
    value = cast("Value", _build(kind, plain))
    if isinstance(value, Entity):
        relations = tuple(replace(relation, subject=value.id) for relation in value.relations)
        return replace(value, relations=relations)
    return value


def relation_from_plain(subject: str, plain: dict[str, Any]) -> Relation:
    """A relation of an entity, as it stands in the entity's entry."""
    relation: Relation = _build(Relation, plain)
    return replace(relation, subject=subject)


def _build(kind: Any, plain: Any) -> Any:
    """A value of a type of the model from its plain form."""
    if get_origin(kind) in (UnionType, Union):
        (kind,) = (some for some in get_args(kind) if some is not NoneType)
    if get_origin(kind) is tuple:
        return tuple(_build(get_args(kind)[0], item) for item in plain)
    if kind is EdtfDate:
        return parse_edtf(plain)
    if not is_dataclass(kind):
        return kind(plain)
    types = _types_of(cast("type", kind))
    values = {name: _build(types[name], value) for name, value in plain.items()}
    if kind is Relation:
        values["subject"] = ""
    return kind(**values)


@cache
def _types_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
