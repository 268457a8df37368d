"""Results over server-sent events: GraphQL over SSE, in its mode of distinct connections.

Each result is an event `next`, the end is an event `complete`. A comment now and then keeps the
connection, and finds out whether somebody is still there. A reader that takes nothing for too long is
left; what was sent to nobody is not kept.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.feed import FeedClosedError
from api.streams import Body, OperationFailedError, kept_alive
from api.wishes import EVENT_STREAM

__all__ = ["EventStream"]

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class EventStream(Response):
    """Sends results as they come; `ended` is called once, when nothing more is sent."""

    media_type = EVENT_STREAM

    def __init__(
        self,
        bodies: AsyncGenerator[Body, None],
        *,
        ping: float,
        patience: float,
        ended: Callable[[], None],
    ) -> None:
        """Take the results; a comment every `ping` seconds, `patience` with who reads slowly."""
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._bodies = bodies
        self._ping = ping
        self._patience = patience
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until there is nothing more, or nobody reads."""
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ended()
            for task in (sending, leaving):
                task.cancel()
                with suppress(asyncio.CancelledError, TimeoutError):
                    await task

    async def _send(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        async with aclosing(self._texts()) as texts:
            async for text in texts:
                async with asyncio.timeout(self._patience):
                    await send(_piece(text))
        await send(_piece("", more=False))

    async def _texts(self) -> AsyncGenerator[str, None]:
        yield ":\n\n"  # so that proxies and clients see at once that it has begun
        async with aclosing(kept_alive(self._bodies, self._ping)) as bodies:
            try:
                async for body in bodies:
                    yield ":\n\n" if body is None else _event("next", body)
            except OperationFailedError as error:
                yield _event("next", {"errors": error.errors})
            except FeedClosedError:
                return  # not complete: whoever reads comes back
        yield "event: complete\ndata:\n\n"


def _event(name: str, body: Body) -> str:
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {data}\n\n"


def _piece(text: str, *, more: bool = True) -> dict[str, Any]:
    body = text.encode(errors="backslashreplace")  # half a surrogate pair: as JSON escapes it
    return {"type": "http.response.body", "body": body, "more_body": more}


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
