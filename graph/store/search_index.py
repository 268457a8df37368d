"""Which things share enough letters with what was typed to be worth a closer look.

Names are cut into grams: two letters each for scripts without spaces (Chinese), three for others,
with word starts marked. Ranking is not done here: `graph.queries.search` does it, for every store.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby

from graph.model import Entity, Event, Source

__all__ = ["MAX_CANDIDATES", "SearchIndex", "Searchable", "fold", "grams_of", "searchable_texts"]

Searchable = Entity | Event | Source
MAX_CANDIDATES = 2_000


def fold(text: str) -> str:
    """Text as it is compared: compatibility forms, case, accents and punctuation folded away.

    A script with spaces and one without do not share a word: `QQ音乐` becomes `qq 音乐`.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    words = unicodedata.normalize("NFKC", kept).split()
    return " ".join("".join(run) for word in words for _, run in groupby(word, str.isascii))


def searchable_texts(node: Searchable) -> list[str]:
    """All that a thing may be found by: its id, names, aliases or title."""
    if isinstance(node, Entity):
        texts = [node.id, node.name.en, node.name.zh, *node.aliases]
    elif isinstance(node, Event):
        texts = [node.id, node.title.en, node.title.zh]
    else:
        texts = [node.id, node.title, node.publisher]
    return [text for text in texts if text]


class SearchIndex:
    """From grams to the things whose texts hold them."""

    def __init__(self, nodes: Iterable[Searchable]) -> None:
        """Index the nodes."""
        self._nodes: list[Searchable] = list(nodes)
        self._by_gram: defaultdict[str, list[int]] = defaultdict(list)
        for number, node in enumerate(self._nodes):
            grams = {gram for text in searchable_texts(node) for gram in grams_of(fold(text))}
            for gram in grams:
                self._by_gram[gram].append(number)

    def candidates(self, words: str) -> list[Searchable]:
        """The nodes that share most grams with `words`."""
        found: Counter[int] = Counter()
        for gram in set(grams_of(fold(words))):
            found.update(self._by_gram.get(gram, ()))
        best = sorted(found, key=lambda number: (-found[number], self._nodes[number].id))
        return [self._nodes[number] for number in best[:MAX_CANDIDATES]]


def grams_of(folded: str) -> Iterable[str]:
    """Single letters and pairs of scripts without spaces; triples of others, from each word."""
    for word in folded.split():
        if word.isascii():
            marked = f"^{word}"
            yield marked[:2]
            yield from (marked[i : i + 3] for i in range(max(1, len(marked) - 2)))
        else:
            yield from word
            yield from (word[i : i + 2] for i in range(len(word) - 1))
