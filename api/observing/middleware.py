"""The first to see a request and the last to see its response."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.observing.record import HEADER, Record, begun_record

__all__ = ["Observe", "Observing", "Slow"]

Observe = Callable[[Scope, Record, int, float], None]
"""Takes a request that has ended: its scope, its record, its status, its seconds."""

requests = logging.getLogger("interop.requests")
slow = logging.getLogger("interop.slow")


class Observing:
    """Gives each request an id, which the response and every line of the log have, and tells of its end."""

    def __init__(self, app: ASGIApp, observers: tuple[Observe, ...]) -> None:
        """Wrap an application; the observers are called in their order."""
        self.app = app
        self.observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "websocket":
            begun_record(scope)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        record, status = begun_record(scope), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                id = (HEADER, record.id.encode())
                message["headers"] = [*message.get("headers", ()), id]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - record.begun
            for observe in self.observers:
                observe(scope, record, status, seconds)


@dataclass(frozen=True, slots=True)
class Slow:
    """Logs questions that took long, and each request where that is wanted; never their variables."""

    seconds: float
    each: bool = False

    def __call__(self, scope: Scope, record: Record, status: int, seconds: float) -> None:
        """Look at a request that has ended."""
        if self.each:
            requests.info(
                "%s %s %d", *(scope["method"], scope["path"], status), extra=_said(record, seconds)
            )
        if record.is_question and not record.is_stream and seconds > self.seconds:
            slow.warning(
                *(
                    "slow: %s took %.2f s, status %d",
                    record.operation or "a question",
                    seconds,
                    status,
                ),
                extra=_said(record, seconds),
            )


def _said(record: Record, seconds: float) -> dict[str, Any]:
    found = {
        "seconds": round(seconds, 4),
        "operation": record.operation,
        "document": record.document,
        "kept": record.kept,
        "codes": list(record.codes),
        "client": record.client,
    }
    return {"fields": {name: value for name, value in found.items() if value}}
