"""Uvicorn's protocol, with patience for who is slow, and a short way for what is answered at once."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, MutableMapping
from typing import Any, ClassVar, cast

import httptools
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.graphql_response import Answer

__all__ = ["ShortAnswer", "protocol"]

ShortAnswer = Callable[[MutableMapping[str, Any], bytes], Answer | None]
"""The answer to a request with this scope and body, if there is one at once."""
logger = logging.getLogger("interop.requests")
_PLACE = b"/graphql"
_METHODS = (b"POST", b"GET")
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_LARGEST_HEAD = 65_536  # bytes; what comes in one piece is taken, and is four times that at most
_LARGE = 60_000  # bytes, that Uvicorn takes before it lets a client wait: HIGH_WATER_LIMIT
_IN_A_ROW = 4  # what comes after them goes through the event loop, where others have their turn
_LINGER_BYTES = 10_000_000
_LINGER_SECONDS = 2.0
_LENGTH = re.compile(rb"\d{1,5}")


def protocol(wait: float, answer: ShortAnswer | None = None) -> type[HttpToolsProtocol]:
    """Uvicorn's protocol, that waits so many seconds for the head of a request, from its first letter.

    And from the beginning of the connection: between requests Uvicorn has a patience of its own. What
    has an answer at once gets it without a task, in one piece.
    """

    class Protocol(_Protocol):
        seconds = wait
        is_short = answer is not None

        def short_answer(self, scope: MutableMapping[str, Any], body: bytes) -> Answer | None:
            return None if answer is None else answer(scope, body)

    return Protocol


class _Protocol(HttpToolsProtocol):
    """A request may be held back, from its head until its body is there, to be answered at once.

    Uvicorn gets it from there on if it is not: if there is no answer at once, or its body does not come
    along with its head.
    """

    seconds: ClassVar[float]
    is_short: ClassVar[bool]
    _clock: asyncio.TimerHandle | None = None
    _is_waiting = True
    _held: list[bytes] | None = None
    """The parts of the body of the request that is held back."""
    _head = 0
    """How many bytes have come of a head that is not complete."""
    _turns = _IN_A_ROW
    """How many more that come together may be answered at once."""
    _lingers: int | None = None
    """How many bytes may still come from who is to be answered no more, if so."""

    def short_answer(self, scope: MutableMapping[str, Any], body: bytes) -> Answer | None:
        """The answer at once, if there is one."""
        raise NotImplementedError

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._clock = self.loop.call_later(self.seconds, self._give_up)

    def data_received(self, data: bytes) -> None:
        if self._lingers is not None:
            self._lingers -= len(data)
            if self._lingers < 0:
                self.transport.close()
            return
        self._turns = _IN_A_ROW
        self._head = self._head + len(data) if self._is_waiting else 0
        super().data_received(data)
        if self._is_waiting and self._head > _LARGEST_HEAD and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()
        if self._held is not None and not self.transport.is_closing():
            self._go_on()
        if not self._is_waiting:
            self._stop()
        elif self._clock is None:
            self._clock = self.loop.call_later(self.seconds, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._is_waiting = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_waiting = False
        self._head = 0
        has_small_body = _has_small_body(self.headers)
        if has_small_body and self._may_be_short():
            self._held = []
            return
        before = self.cycle
        super().on_headers_complete()
        if not has_small_body and self.cycle is not before:
            self.cycle.transport = cast("Any", _OfLarge(self.transport, self._linger))

    def on_body(self, body: bytes) -> None:
        if self._held is None:
            super().on_body(body)
        else:
            self._held.append(body)

    def on_message_complete(self) -> None:
        if self._held is not None:
            if self._answer(b"".join(self._held)):
                self._held = None
                return
            self._go_on()
        super().on_message_complete()

    def _may_be_short(self) -> bool:
        """Whether it is a question, of the usual form, to which nothing else stands in the way."""
        path, _, _ = self.url.partition(b"?")
        return (
            self.is_short
            and self._turns > 0
            and path == _PLACE
            and self.parser.get_method() in _METHODS
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
            and not self.expect_100_continue
            and not self.root_path
            and self._has_answered()
            and not self.flow.write_paused
            and len(self.server_state.default_headers) <= 1  # one more is that it takes its leave
        )

    def _has_answered(self) -> bool:
        """Whether no request is being answered that came before."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete

    def _answer(self, body: bytes) -> bool:
        """Answer, if that can be done at once."""
        scope: Any = self.scope
        url = httptools.parse_url(self.url)
        scope["method"] = self.parser.get_method().decode("ascii")
        scope["path"] = "/graphql"
        scope["raw_path"] = url.path
        scope["query_string"] = url.query or b""
        try:
            answer = self.short_answer(scope, body)
        except Exception:
            logger.exception("no answer at once")
            return False
        if answer is None:
            return False
        parts = [STATUS_LINE[answer.status]]
        for name, value in (*self.server_state.default_headers, *answer.headers):
            parts += (name, b": ", value, b"\r\n")
        parts += (b"\r\n", answer.body)
        self.transport.write(b"".join(parts))
        self._turns -= 1
        self.on_response_complete()
        return True

    def _go_on(self) -> None:
        """Let Uvicorn have what was held back."""
        assert self._held is not None
        held, self._held = self._held, None
        super().on_headers_complete()
        for part in held:
            super().on_body(part)

    def _linger(self) -> None:
        """Close, but let a client send on for a moment, so that it comes to read why it is refused.

        A connection that is closed while something comes is reset, and the answer lost with it.
        """
        if not self.cycle.more_body or not self.transport.can_write_eof():
            self.transport.close()
        elif self._lingers is None:
            self._lingers = _LINGER_BYTES
            self.transport.write_eof()
            self.loop.call_later(_LINGER_SECONDS, self.transport.close)

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _give_up(self) -> None:
        self._clock = None
        if not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()


class _OfLarge:
    """The transport of a request with a large body, which is closed in its own way."""

    def __init__(self, transport: asyncio.Transport, close: Callable[[], None]) -> None:
        self._transport = transport
        self.close = close

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def _has_small_body(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether its length is told, and is what is taken in at once."""
    for name, value in headers:
        if name == b"transfer-encoding":
            return False
        if name == b"content-length" and not (_LENGTH.fullmatch(value) and int(value) <= _LARGE):
            return False
    return True
