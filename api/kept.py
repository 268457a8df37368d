"""Answers that are kept: the graph changes only when a seed is applied, and they only with it.

Kept is what was sent, byte by byte. What is asked of another graph, another day ("today" is part of
many questions) or in another form is another question. An answer is kept by its question, which may be
put in many ways, and by the request, which need not be read then (`api.short_way`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, overload

from cachetools import LRUCache

from api.wishes import Headers

__all__ = [
    "Asked",
    "KeptAnswer",
    "KeptAnswers",
    "Moment",
    "Question",
    "Reply",
    "question_of",
]

Moment = tuple[str, int]
"""Which graph is asked, and on which day."""
Question = tuple[str, str]
"""Which graph is asked, and a digest of what: texts may be long, and many are kept."""
Asked = tuple[str, int, str, Headers, bytes, bytes]
"""Which graph is asked, and when, and how: the method, headers, what stands behind the `?`, the body."""
_AROUND = 1_000  # bytes: the key, the objects


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """The body of a response, which graph it is of, and its strong validator (RFC 9110, 8.8.3).

    The name of the operation that it answers is for those who count. Its packed form is made when it is
    asked for, and kept from then on.
    """

    body: bytes
    version: str
    etag: str
    operation: str | None = None
    packed: bytes | None = None

    @classmethod
    def of(cls, body: bytes, version: str, operation: str | None = None) -> KeptAnswer:
        """With the digest of the body as its validator: equal bodies, equal validators."""
        return cls(body, version, f'"{hashlib.sha256(body).hexdigest()[:32]}"', operation)

    @property
    def packed_etag(self) -> str:
        """The validator of the packed form."""
        return f'{self.etag[:-1]}-gzip"'

    def known_as(self, if_none_match: str | None, *, packed: bool) -> str | None:
        """By which validator a client that sends this header has the answer already, if it does.

        Where it may be `packed`, a client that has either form needs no other.
        """
        if if_none_match is None:
            return None
        known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
        tags = [self.packed_etag, self.etag] if packed else [self.etag]
        found = (tag for tag in tags if tag in known)
        return next(found, tags[0] if "*" in known else None)

    @property
    def weight(self) -> int:
        """How many bytes of memory it counts for."""
        return len(self.body) + len(self.packed or b"") + _AROUND


@dataclass(frozen=True, slots=True)
class Reply:
    """A response as it was sent, but for the id of its request, and what was noted of the question."""

    status: int
    headers: Headers
    body: bytes
    operation: str | None
    document: str
    weight: int

    @classmethod
    def to(
        cls,
        asked: Asked,
        status: int,
        headers: Headers,
        body: bytes,
        operation: str | None,
        document: str,
    ) -> Reply:
        """The reply to a request, which it is kept with and weighed with."""
        _, _, _, sent, query, text = asked
        weight = sum(len(name) + len(value) for name, value in (*headers, *sent))
        weight += len(body) + len(query) + len(text) + 2 * _AROUND
        return cls(status, headers, body, operation, document, weight)


@dataclass(slots=True)
class KeptAnswers:
    """The answers given last, up to so many bytes; used by several threads."""

    max_bytes: int
    hits: int = 0
    misses: int = 0
    _kept: LRUCache[Question | Asked, KeptAnswer | Reply] = field(init=False)
    _lock: Lock = field(default_factory=Lock)
    _stamp: str | None = None

    def __post_init__(self) -> None:
        """Begin with none."""
        self._kept = LRUCache(max(self.max_bytes, 1), getsizeof=_weight)

    def get(self, question: Question) -> KeptAnswer | None:
        """The answer, if it is kept."""
        with self._lock:
            found = self._kept.get(question)
            self.hits += found is not None
            self.misses += found is None
        return found if isinstance(found, KeptAnswer) else None

    def reply(self, asked: Asked) -> Reply | None:
        """The reply to the same request, if it is kept; else it is to be looked for by its question."""
        with self._lock:
            found = self._kept.get(asked)
            self.hits += found is not None
        return found if isinstance(found, Reply) else None

    @overload
    def put(self, key: Question, kept: KeptAnswer) -> None: ...
    @overload
    def put(self, key: Asked, kept: Reply) -> None: ...
    def put(self, key: Question | Asked, kept: KeptAnswer | Reply) -> None:
        """Keep an answer; those of another graph are dropped."""
        with self._lock:
            if key[0] != self._stamp:
                self._kept.clear()
                self._stamp = key[0]
            if kept.weight <= self._kept.maxsize:
                self._kept[key] = kept

    def __len__(self) -> int:
        """How many are kept, by their questions and by requests."""
        return len(self._kept)

    @property
    def weight(self) -> int:
        """How many bytes they count for: a body that is kept in two ways counts twice."""
        return int(self._kept.currsize)


def _weight(kept: KeptAnswer | Reply) -> int:
    return kept.weight


def question_of(
    moment: Moment,
    media_type: str,
    text: str,
    variables: Mapping[str, Any] | None,
    name: str | None,
    with_cost: bool = False,
) -> Question:
    """What makes two requests the same question: all that the answer depends on.

    The graph of a moment is another one, also where the same seed was loaded anew.
    """
    stamp, day = moment
    asked = json.dumps([day, media_type, text, variables or {}, name, with_cost], sort_keys=True)
    return stamp, hashlib.sha256(asked.encode()).hexdigest()
