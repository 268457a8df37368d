"""Connections on which a request does not come in: they are closed, so that nobody can hold them all."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["patient"]

_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def patient(wait: float) -> type[HttpToolsProtocol]:
    """Uvicorn's protocol, that waits so many seconds for the head of a request, from its first letter.

    And from the beginning of the connection: between requests Uvicorn has a patience of its own.
    """

    class Patient(_Patient):
        seconds = wait

    return Patient


class _Patient(HttpToolsProtocol):
    seconds: ClassVar[float]
    _clock: asyncio.TimerHandle | None = None
    _is_waiting = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._clock = self.loop.call_later(self.seconds, self._give_up)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
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
        super().on_headers_complete()

    def _stop(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _give_up(self) -> None:
        self._clock = None
        if not self.transport.is_closing():
            self.transport.write(_TOO_SLOW)
            self.transport.close()
