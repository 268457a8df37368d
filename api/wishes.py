"""What a client wishes of an answer, as the headers of its request say it.

These are all headers that an answer hangs on: two requests that are the same but for others get the
same. A client sends the same ones again and again, so they are read once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from api.packing import takes_packed

__all__ = [
    "EVENT_STREAM",
    "GRAPHQL_JSON",
    "HANGS_ON",
    "JSON",
    "Headers",
    "Wishes",
    "accepted_media_type",
    "hangs_on",
    "wishes_of",
]

Headers = tuple[tuple[bytes, bytes], ...]
EVENT_STREAM = "text/event-stream"
GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
HANGS_ON = frozenset(
    {
        *(b"accept", b"accept-encoding", b"content-type", b"if-none-match", b"origin"),
        b"sec-fetch-site",
    }
)
"""The headers that are read: here, and by what lets pages of others ask."""
_CLIENTS = 1_000  # whose headers are remembered
_PARTS = 50
_LONGEST = 2_000  # bytes of them; others are not
_MEDIA_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)$")
_WEIGHT = re.compile(r";\s*q=([0-9.]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """One request's headers, read."""

    media_type: str | None
    """What to answer in; None if the client accepts nothing that this answers in."""
    sends_json: bool
    """Whether the body is JSON in UTF-8."""
    takes_packed: bool
    """Whether the answer may be packed."""
    wants_events: bool
    """Whether results are to be sent as events: a client that accepts them by name wants them."""
    wants_page: bool
    """Whether a browser asks for a page, and no program for an answer."""
    if_none_match: str | None
    """The validators of the answers that the client has already."""


def wishes_of(headers: Headers) -> Wishes:
    """The wishes of a request with these headers."""
    is_usual = sum([len(value) for _, value in headers]) <= _LONGEST
    return _remembered(headers) if is_usual else _read(headers)


def hangs_on(scope: Mapping[str, Any]) -> Headers:
    """The headers of a request that its answer hangs on."""
    return tuple([(name, value) for name, value in scope["headers"] if name in HANGS_ON])


def _read(headers: Headers) -> Wishes:
    sent = {name.decode(): value.decode("latin-1") for name, value in reversed(headers)}
    accept = sent.get("accept", "")
    accepted = [part.split(";")[0].strip().casefold() for part in _parts(accept, ",")]
    return Wishes(
        media_type=accepted_media_type(accept),
        sends_json=_is_json(sent.get("content-type", "")),
        takes_packed=takes_packed(sent.get("accept-encoding", ""), sent.get("sec-fetch-site")),
        wants_events=EVENT_STREAM in accepted,
        wants_page="text/html" in accept and "json" not in accept,
        if_none_match=sent.get("if-none-match"),
    )


_remembered = lru_cache(_CLIENTS)(_read)


def accepted_media_type(accept: str) -> str | None:
    """The media type to answer in; None where none is accepted.

    Without a wish it is JSON, which every client reads.
    """
    if not accept.strip():
        return JSON
    weights: dict[str, float] = {}
    for part in _parts(accept, ","):
        match = _MEDIA_RANGE.match(part)
        if match:
            weight = _WEIGHT.search(match[2])
            weights[match[1].casefold()] = _weight(weight[1]) if weight else 1.0
    best = max((JSON, GRAPHQL_JSON), key=lambda offered: _wish(weights, offered))
    return best if _wish(weights, best)[0] > 0 else None


def _parts(text: str, mark: str) -> list[str]:
    """The parts of a header; no more than a client ever has, since others may send any number."""
    return text.split(mark, _PARTS)[:_PARTS]


def _wish(weights: Mapping[str, float], offered: str) -> tuple[float, bool, bool]:
    """How much a type is wished for: by the narrowest range that holds it (RFC 9110, 12.5.1).

    Of equal wishes the one by name is the stronger, and of two by name the newer type.
    """
    ranges = (offered, "application/*", "*/*")
    weight = next((weights[name] for name in ranges if name in weights), 0.0)
    named = offered in weights
    return weight, named, named and offered == GRAPHQL_JSON


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _is_json(content_type: str) -> bool:
    """Whether a content type is that of JSON in UTF-8."""
    media_type, *parameters = _parts(content_type, ";")
    if media_type.strip().casefold() != JSON:
        return False
    pairs = (parameter.partition("=") for parameter in parameters)
    return all(
        value.strip(' "').casefold() in ("utf-8", "utf8")
        for name, _, value in pairs
        if name.strip().casefold() == "charset"
    )
