"""What is noted of one request: begun by the first that sees it, filled in by who answers."""

from __future__ import annotations

import hashlib
import random
import re
import time
from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

__all__ = ["HEADER", "REQUEST_ID", "REQUEST_ID_HEADER", "Record", "begun_record", "record_of"]

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; goes along into the threads that work on it."""

REQUEST_ID_HEADER = "X-Request-ID"
HEADER = REQUEST_ID_HEADER.lower().encode()
_KEY = "interop.record"
_WELL_FORMED = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(slots=True)
class Record:
    """One request: its id, and what became known of what it asks."""

    id: str
    is_question: bool = False
    """Whether it has been read as a question of GraphQL."""
    operation: str | None = None
    """The name of the operation, as it was sent."""
    text: str = ""
    """The document, to make a digest of where one is wanted."""
    kept: str = ""
    """`hit` or `miss` where answers are kept."""
    codes: tuple[str, ...] = ()
    """The codes of the errors of the answer."""
    is_stream: bool = False
    """Whether results come as they come, so that how long it takes says nothing."""
    client: str = ""
    """Who asks: the name of a key, of a user, or an address."""
    count: Callable[[], None] | None = None
    """Counts one more request of this client, where several come over one connection."""
    is_judged: bool = False
    """Whether it is known whether the request is let in: each is counted once."""
    refusal: Exception | None = None
    """Why it is not, if so."""
    receiving: float = 0.0
    """The seconds that were waited for its body already."""
    lasts: tuple[str, int] | None = None
    """The graph and the day for which the answer may be given again, if it may."""
    is_for_workers: bool = False
    """Whether it is known that there is no answer at once."""
    digest: str = ""
    """That of the document, where the document itself was not looked at."""
    begun: float = 0.0
    """When it came in, by the clock that measures."""

    def asks(self, text: str, operation: str | None) -> None:
        """Note the question."""
        self.is_question, self.text, self.operation = True, text, operation

    @property
    def document(self) -> str:
        """A digest of the document; says which one it was to who has it, and nothing to others."""
        if not self.text:
            return self.digest
        text = self.text.encode(errors="backslashreplace")
        return hashlib.sha256(text).hexdigest()[:16]


def begun_record(scope: MutableMapping[str, Any]) -> Record:
    """A record for what has just come in, with the id that the client gave it, if it is one.

    The first who sees a request begins it, and the others get the same.
    """
    record: Record | None = scope.get(_KEY)
    if record is None:
        scope[_KEY] = record = Record(_id(scope), begun=time.perf_counter())
        REQUEST_ID.set(record.id)
    return record


def _id(scope: Mapping[str, Any]) -> str:
    for name, given in scope["headers"]:
        if name == HEADER:
            if _WELL_FORMED.fullmatch(given):
                return str(given.decode("ascii"))
            break
    return f"{random.getrandbits(128):032x}"


def record_of(scope: Mapping[str, Any]) -> Record:
    """The record of a request; one that nobody reads where it was not begun."""
    found: Record | None = scope.get(_KEY)
    return Record("") if found is None else found
