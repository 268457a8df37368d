"""Ids made from names, for those who add something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

__all__ = ["free_id", "suggested_id"]

_LONGEST = 60
_FILLERS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "with"})


def suggested_id(*names: str) -> str:
    """A readable id from names, accents taken off and small words left out; "" if nothing is left."""
    text = unicodedata.normalize("NFKD", " ".join(names)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’.]", "", text.lower()))
    kept = [word for word in words if word not in _FILLERS] or words
    id = ""
    for word in kept:
        longer = f"{id}-{word}" if id else word
        if len(longer) > _LONGEST:
            break
        id = longer
    return id or "".join(kept)[:_LONGEST]


def free_id(id: str, taken: Container[str]) -> str:
    """The id, numbered from 2 where it is taken."""
    number, free = 2, id
    while free in taken:
        free = f"{id}-{number}"
        number += 1
    return free
