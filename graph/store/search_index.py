"""Which things share enough letters with what was typed to be worth a closer look.

Names are cut into grams: two letters each for scripts without spaces (Chinese), three for others,
with word starts marked. Ranking is not done here: `graph.queries.search` does it, for every store.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain, groupby

from graph.model import Entity, Event, Source

__all__ = ["MAX_CANDIDATES", "SearchIndex", "Searchable", "fold", "grams_of", "searchable_texts"]

Searchable = Entity | Event | Source
MAX_CANDIDATES = 2_000
# What has no space in it, nor what `fold` makes spaces of.
_PIECES = re.compile(
    r"""[^\s!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~，。、：；？！（）「」《》“”…]+"""
).findall


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
    """From grams to the words that hold them, and from words to the things that are called so."""

    def __init__(self, nodes: Iterable[Searchable]) -> None:
        """Index the nodes."""
        self._nodes: list[Searchable] = list(nodes)
        self._called: list[int | array[int]] = []
        """For each word the number of the one thing that has it, or those of several."""
        numbers: dict[str, int] = {}
        words = _Words()
        for number, node in enumerate(self._nodes):
            for word in set(chain.from_iterable(map(words.of, searchable_texts(node)))):
                known = numbers.get(word)
                if known is None:
                    numbers[word] = len(self._called)
                    self._called.append(number)
                    continue
                others = self._called[known]
                if isinstance(others, int):
                    self._called[known] = array("I", (others, number))
                else:
                    others.append(number)
        by_gram: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        for word, number in numbers.items():
            for gram in set(grams_of(word)):
                by_gram[gram].append(number)
        self._by_gram: dict[str, array[int]] = dict(by_gram)

    def candidates(self, words: str) -> list[Searchable]:
        """The nodes that share most grams with `words`."""
        found: Counter[int] = Counter()
        for gram in set(grams_of(fold(words))):
            found.update(self._with(gram))
        best = sorted(found, key=lambda number: (-found[number], self._nodes[number].id))
        return [self._nodes[number] for number in best[:MAX_CANDIDATES]]

    def _with(self, gram: str) -> set[int]:
        """The things of which a word holds the gram."""
        things: set[int] = set()
        for word in self._by_gram.get(gram, ()):
            called = self._called[word]
            if isinstance(called, int):
                things.add(called)
            else:
                things.update(called)
        return things


class _Words:
    """The words of many texts, as `fold` gives them: each piece of text is folded once."""

    def __init__(self) -> None:
        self._folded: dict[str, tuple[str, ...]] = {}

    def of(self, text: str) -> list[str]:
        """The words of a text, as often as they stand in it."""
        words: list[str] = []
        for piece in _PIECES(text):
            if piece.isascii() and piece.isalnum():  # nothing to fold but case
                words.append(piece.lower())
                continue
            if piece not in self._folded:
                self._folded[piece] = tuple(fold(piece).split())
            words += self._folded[piece]
        return words


def grams_of(folded: str) -> list[str]:
    """Single letters and pairs of scripts without spaces; triples of others, from each word."""
    grams: list[str] = []
    for word in folded.split():
        if word.isascii():
            marked = f"^{word}"
            grams.append(marked[:2])
            grams += [marked[i : i + 3] for i in range(max(1, len(marked) - 2))]
        else:
            grams += word
            grams += [word[i : i + 2] for i in range(len(word) - 1)]
    return grams
