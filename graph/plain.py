"""Model values as the plain mappings that seed files hold, and the digest of a whole seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

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

__all__ = ["digest", "from_plain", "relation_from_plain", "seed_lines", "to_plain"]


def to_plain(value: Node | SeedInfo) -> dict[str, Any]:
    """The value as a seed file would write it: texts, whole numbers, flags, lists, mappings.

    What is absent, empty or false is left out.
    """
    plain: dict[str, Any] = _plain(value)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, EdtfDate):
        return value.text
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Enum):
        return value.value  # a text, where the member is one only nearly: YAML will not have it
    if is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {
            name: _plain(item)
            for name, item in pairs
            if not (item is None or item is False or item == () or _is_implied(value, name))
        }
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def seed_lines(seed: Seed) -> Iterator[str]:
    """The seed as JSON lines in one fixed order: itself first, then by sort and id."""
    yield _line("seed", to_plain(seed.info))
    for sort in ("entities", "sources", "events", "figures", "statements"):
        nodes: dict[str, Node] = getattr(seed, sort)
        for id in sorted(nodes):
            yield _line(sort, to_plain(nodes[id]))


def _is_implied(value: object, name: str) -> bool:
    """Whether the place of the value says it already: a relation stands in its subject's entry."""
    return isinstance(value, Relation) and name == "subject"


def _line(sort: str, plain: dict[str, Any]) -> str:
    return json.dumps({sort: plain}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(seed: Seed) -> str:
    """The version of a graph made of this seed: equal seeds, equal digests, in any file order.

    The first 16 hexadecimal digits of SHA-256 over `seed_lines`.
    """
    sum = hashlib.sha256()
    for line in seed_lines(seed):
        sum.update(line.encode())
        sum.update(b"\n")
    return sum.hexdigest()[:16]


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
