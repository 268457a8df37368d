"""Which pairs are gained and lost on a day, from one graph to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.links import Link
from graph.model import Triple
from graph.queries.differences import Change, judged
from graph.store import LinkChange, PageRequest, Reader

__all__ = ["Pairs", "pairs_on"]

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Pairs:
    """What becomes of the triples on a day, by triple; nothing of those on which the same holds."""

    day: int
    changes: tuple[Change, ...]


def pairs_on(before: Reader, after: Reader, day: int) -> Pairs:
    """Compare what holds on the day; a triple on which only other events say the same counts too."""
    old, new = (dict(_links(reader, day)) for reader in (before, after))
    changes = (
        LinkChange(triple, old.get(triple), new.get(triple))
        for triple in sorted(old.keys() | new.keys())
        if _what(old.get(triple)) != _what(new.get(triple))
    )
    return Pairs(day, tuple(judged(change) for change in changes))


def _links(reader: Reader, day: int) -> Iterator[tuple[Triple, Link]]:
    after = None
    while True:
        page = reader.links_on(day, None, PageRequest(_BATCH, after, None))
        yield from ((link.triple, link) for link in page.items)
        if len(page.items) < _BATCH:
            return
        after = page.keys[-1]


def _what(link: Link | None) -> object:
    """What a link says of the day."""
    return None if link is None else (link.candidates, link.accesses)
