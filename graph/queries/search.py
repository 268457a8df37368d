"""Find things by what somebody types: names, aliases, titles, in English or Chinese, with slips.

A store gives candidates; they are ranked here, so that every store ranks alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from graph.model import Entity, Event
from graph.store.base import Reader
from graph.store.search_index import Searchable, fold, searchable_texts

__all__ = ["Hit", "nearest_ids", "search"]

_EXACT, _PREFIX, _WORDS, _INSIDE, _SLIPS = 100, 90, 80, 70, 60
_WORST_SLIP = 72.0
_MIN_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, with its score (0 to 100) and the text that matched."""

    node: Searchable
    score: int
    matched: str


def search(reader: Reader, words: str, *, sorts: frozenset[str] | None = None) -> list[Hit]:
    """What answers to `words`, best first: score, then entities before events, then id.

    `sorts` may hold "entity", "event" and "source"; None means all.
    """
    folded = fold(words)
    if not folded:
        return []
    hits = []
    for node in reader.search_candidates(words):
        if sorts is not None and _sort(node) not in sorts:
            continue
        score, matched = max(
            ((_score(folded, fold(text)), text) for text in searchable_texts(node)),
            key=lambda scored: scored[0],
        )
        if score:
            hits.append(Hit(node, score, matched))
    return sorted(hits, key=lambda hit: (-hit.score, _RANK[_sort(hit.node)], hit.node.id))


_RANK = {"entity": 0, "event": 1, "source": 2}


def _sort(node: Searchable) -> str:
    if isinstance(node, Entity):
        return "entity"
    return "event" if isinstance(node, Event) else "source"


def _score(words: str, text: str) -> int:
    """How well folded text answers to folded words; 0 is not at all."""
    if text == words:
        return _EXACT
    if text.startswith(words):
        return _PREFIX
    parts = text.split()
    if all(any(part.startswith(word) for part in parts) for word in words.split()):
        return _WORDS
    if text.replace(" ", "").startswith(words.replace(" ", "")) or _is_inside(words, text):
        return _INSIDE
    return _score_with_slips(words, parts, text)


def _is_inside(words: str, text: str) -> bool:
    """Whether they are in the midst of it: two letters of a script without spaces, three else."""
    return len(words) >= (_MIN_LENGTH if words.isascii() else 2) and words in text


def _score_with_slips(words: str, parts: list[str], text: str) -> int:
    """Allow for wrong letters: against the whole, and word by word."""
    if len(words) < _MIN_LENGTH and words.isascii():
        return 0
    each = [max((fuzz.ratio(word, part) for part in parts), default=0.0) for word in words.split()]
    ratio = max(fuzz.ratio(words, text), fuzz.ratio(words.replace(" ", ""), text), min(each))
    return round(_SLIPS * ratio / 100) if ratio >= _WORST_SLIP else 0


def nearest_ids(reader: Reader, words: str, sort: str, limit: int = 3) -> list[str]:
    """Ids that `words` was probably meant to be, best first, for a helpful refusal."""
    hits = search(reader, words, sorts=frozenset({sort}))
    return [hit.node.id for hit in hits[:limit]]
