"""Model values as the plain mappings that seed files hold, and the digest of a whole seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from graph.dates import EdtfDate
from graph.model import Node, Relation, Seed, SeedInfo

__all__ = ["digest", "seed_lines", "to_plain"]


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
