"""Answers to GraphQL requests as they are sent: a status, headers, the bytes of a body."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult
from starlette.types import Receive, Scope, Send

from api.errors import shown_error
from api.wishes import GRAPHQL_JSON, JSON, Headers

__all__ = ["Answer", "body_of", "encoded", "refused_status"]


_VARY = (b"vary", b"Accept")
_CONTENT_TYPES = {
    name: (b"content-type", f"{name}; charset=utf-8".encode()) for name in (JSON, GRAPHQL_JSON)
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, which sends itself as those of Starlette do."""

    status: int
    headers: Headers
    body: bytes

    @classmethod
    def of(
        cls, status: int, headers: Iterable[tuple[bytes, bytes]] = (), body: bytes = b""
    ) -> Answer:
        """With the length of its body among its headers."""
        return cls(status, (*headers, (b"content-length", b"%d" % len(body))), body)

    @classmethod
    def of_type(
        cls, status: int, media_type: str, body: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> Answer:
        """With its media type too."""
        return cls.of(status, (*headers, _CONTENT_TYPES[media_type]), body)

    @classmethod
    def of_json(
        cls, status: int, body: dict[str, Any], media_type: str, headers: Mapping[str, str]
    ) -> Answer:
        """One that hangs on nothing but what the client accepts."""
        pairs = [
            (name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()
        ]
        return cls.of_type(status, media_type, encoded(body), [_VARY, *pairs])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        start = {"type": "http.response.start", "status": self.status, "headers": self.headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.body})


def refused_status(media_type: str) -> int:
    """The status of what is not executed; the older media type cannot tell it from an answer."""
    return 400 if media_type == GRAPHQL_JSON else 200


def body_of(result: ExecutionResult) -> tuple[dict[str, Any], bool]:
    """The response to an operation as GraphQL has it, and whether it was refused before execution."""
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [shown_error(error) for error in result.errors]
    refused = result.data is None and bool(result.errors) and not _was_executed(result)
    if not refused:
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body, refused


def encoded(body: dict[str, Any]) -> bytes:
    """A response as JSON."""
    try:
        return orjson.dumps(body)
    except TypeError:  # half a surrogate pair
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode(errors="backslashreplace")  # as JSON escapes it


def _was_executed(result: ExecutionResult) -> bool:
    """Whether errors come from execution (they have a path) and not from before it."""
    return any(error.path for error in result.errors or ())
