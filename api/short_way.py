"""The short way of a request that was answered before: to the same bytes, before anything of it is read.

It stands outside of all that makes headers and answers, and of what begins and ends the record of a
request, which it does by itself. Who may ask, and how often, is judged for each request anew; what is
left of the way is one look into the answers that are kept. A request is the same if it asks the same
graph on the same day, by the same method and with the same bytes, and if those headers are the same
that an answer hangs on.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.gate import Admission
from api.kept import Asked, Headers, KeptAnswers, Moment, Reply
from api.observing import REQUEST_ID_HEADER, Observe, Record, begun_record
from api.workers import Within

__all__ = ["HANGS_ON", "ShortWay"]

HANGS_ON = frozenset(
    {
        *(b"accept", b"accept-encoding", b"content-type", b"if-none-match", b"origin"),
        b"sec-fetch-site",
    }
)
"""The headers that are read further on: by the endpoint, and by what lets pages of others ask."""
_PLACE = "/graphql"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_ID = REQUEST_ID_HEADER.lower().encode()


class ShortWay:
    """Gives the reply to the same request as before, if it is kept; lets all others through."""

    def __init__(
        self,
        app: ASGIApp,
        kept: KeptAnswers,
        moment: Callable[[], Moment | None],
        admission: Admission,
        observers: tuple[Observe, ...],
        receive_seconds: float,
    ) -> None:
        """Wrap an application; without a moment nothing is kept.

        A request has `receive_seconds` to come in, on this way and the long one together.
        """
        self.app = app
        self.kept = kept
        self.moment = moment
        self.admission = admission
        self.observers = observers
        self.receive_seconds = receive_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        moment = self.moment() if _may_be_kept(scope) else None
        if moment is None:
            await self.app(scope, receive, send)
            return
        record = begun_record(scope)
        if self.admission.judge(scope) is not None:
            await self.app(scope, receive, send)  # where it is refused, with the headers of all
            return
        first, text = None, b""
        if scope["method"] == "POST":
            first = await self._first(receive)
            if first is None or first["type"] != "http.request" or first.get("more_body"):
                record.receiving = time.perf_counter() - record.begun
                await self.app(scope, _again(first, receive), send)
                return
            text = first.get("body", b"")
        asked = _asked(moment, scope, text)
        reply = self.kept.reply(asked)
        if reply is not None:
            await self._give(reply, scope, send, record)
            return
        if scope["method"] == "POST":
            receive = _again(first, receive)
        await self.app(scope, receive, self._keeping(asked, send, record))

    async def _first(self, receive: Receive) -> Message | None:
        """The first part of the body; None if it does not come."""
        try:
            with Within(self.receive_seconds):
                return await receive()
        except TimeoutError:
            return None

    async def _give(self, reply: Reply, scope: Scope, send: Send, record: Record) -> None:
        """Send a reply, and tell of it."""
        record.is_question, record.kept = True, "hit"
        record.operation, record.digest = reply.operation, reply.document
        headers = [*reply.headers, (_ID, record.id.encode())]
        start = {"type": "http.response.start", "status": reply.status, "headers": headers}
        try:
            await send(start)
            await send({"type": "http.response.body", "body": reply.body})
        finally:
            seconds = time.perf_counter() - record.begun
            for observe in self.observers:
                observe(scope, record, reply.status, seconds)

    def _keeping(self, asked: Asked, send: Send, record: Record) -> Send:
        """Sends, and keeps what is sent if it may be sent again."""
        status = 0
        headers: Headers = ()

        async def send_and_keep(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = tuple([pair for pair in message["headers"] if pair[0] != _ID])
            elif record.lasts == asked[:2] == self.moment() and not message.get("more_body"):
                body = message.get("body", b"")
                noted = record.operation, record.document
                self.kept.put(asked, Reply.to(asked, status, headers, body, *noted))
            await send(message)

        return send_and_keep


def _may_be_kept(scope: Scope) -> bool:
    """Whether it is of the sort of which answers are kept."""
    return (
        scope["type"] == "http"
        and scope["path"] == scope.get("root_path", "") + _PLACE
        and scope["method"] in _METHODS
    )


def _asked(moment: Moment, scope: Scope, text: bytes) -> Asked:
    """What makes two requests the same."""
    stamp, day = moment
    headers = tuple([(name, value) for name, value in scope["headers"] if name in HANGS_ON])
    return stamp, day, scope["method"], headers, scope["query_string"], text


def _again(first: Message | None, receive: Receive) -> Receive:
    """Gives what was received already, and then what comes; None is that it takes too long."""
    is_first = True

    async def receive_again() -> Message:
        nonlocal is_first
        if not is_first:
            return await receive()
        is_first = False
        if first is None:
            raise TimeoutError
        return first

    return receive_again
