"""The short way of most requests: to an answer that was given before, or that is little work.

It stands outside of all that makes headers and refuses, and of what begins and ends the record of a
request, which it does by itself. Who may ask, and how often, is judged for each request anew. A request
that was answered before gets the same bytes, before anything of it is read: one is the same if it asks
the same graph on the same day, by the same method and with the same bytes, and if those headers are the
same that an answer hangs on. All others, and whatever is wrong, go the long way.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.gate import Admission
from api.graphql_response import Answer
from api.headers import PAIRS
from api.kept import Asked, KeptAnswers, Moment, Reply
from api.observing import REQUEST_ID_HEADER, Observe, Record, begun_record
from api.wishes import Headers, Wishes, hangs_on, wishes_of
from api.workers import Within

__all__ = ["AtOnce", "ShortWay"]

AtOnce = Callable[[Scope, bytes, Wishes], Awaitable[Answer | None]]
"""Answers a POST request that has this body; None if that is more than a little work."""
_PLACE = "/graphql"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_ID = REQUEST_ID_HEADER.lower().encode()


class ShortWay:
    """Answers requests that are answered at once; lets all others through."""

    def __init__(
        self,
        app: ASGIApp,
        kept: KeptAnswers,
        moment: Callable[[], Moment | None],
        at_once: AtOnce | None,
        admission: Admission,
        observers: tuple[Observe, ...],
        receive_seconds: float,
    ) -> None:
        """Wrap an application; without a moment nothing is kept.

        Without `at_once` only what is kept is given here: where pages of others may ask, each answer has
        headers that it gets on the long way. A request has `receive_seconds` to come in, on this way and
        the long one together.
        """
        self.app = app
        self.kept = kept
        self.moment = moment
        self.at_once = at_once
        self.admission = admission
        self.observers = observers
        self.receive_seconds = receive_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if not _is_question(scope):
            await self.app(scope, receive, send)
            return
        record = begun_record(scope)
        if self.admission.judge(scope) is not None:
            await self.app(scope, receive, send)  # where it is refused, with the headers of all
            return
        first, text = None, b""
        is_post = scope["method"] == "POST"
        if is_post:
            first = await self._first(receive)
            if first is None or first["type"] != "http.request" or first.get("more_body"):
                record.receiving = time.perf_counter() - record.begun
                await self.app(scope, _again(first, receive), send)
                return
            text = first.get("body", b"")
            receive = _again(first, receive)
        moment, headers = self.moment(), hangs_on(scope)
        asked = None if moment is None else _asked(moment, scope, headers, text)
        reply = None if asked is None else self.kept.reply(asked)
        if reply is not None:
            record.is_question, record.kept = True, "hit"
            record.operation, record.digest = reply.operation, reply.document
            await self._give(scope, send, record, reply.status, reply.headers, reply.body)
            return
        answer = await self._answer(scope, headers, text, record) if is_post else None
        if answer is not None:
            headers = (*answer.headers, *PAIRS)
            if asked is not None and record.lasts == asked[:2]:
                self._keep(asked, answer.status, headers, answer.body, record)
            await self._give(scope, send, record, answer.status, headers, answer.body)
        elif asked is None:
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, self._keeping(asked, send, record))

    async def _first(self, receive: Receive) -> Message | None:
        """The first part of the body; None if it does not come."""
        try:
            with Within(self.receive_seconds):
                return await receive()
        except TimeoutError:
            return None

    async def _answer(
        self, scope: Scope, headers: Headers, text: bytes, record: Record
    ) -> Answer | None:
        """An answer at once, if there is one."""
        wishes = wishes_of(headers)
        if self.at_once is None or wishes.wants_events:
            return None
        try:
            return await self.at_once(scope, text, wishes)
        except BaseException:
            self._tell(scope, record, 500)
            raise

    async def _give(
        self, scope: Scope, send: Send, record: Record, status: int, headers: Headers, body: bytes
    ) -> None:
        """Send an answer, and tell of it."""
        pairs = [*headers, (_ID, record.id.encode())]
        try:
            await send({"type": "http.response.start", "status": status, "headers": pairs})
            await send({"type": "http.response.body", "body": body})
        finally:
            self._tell(scope, record, status)

    def _tell(self, scope: Scope, record: Record, status: int) -> None:
        seconds = time.perf_counter() - record.begun
        for observe in self.observers:
            observe(scope, record, status, seconds)

    def _keep(
        self, asked: Asked, status: int, headers: Headers, body: bytes, record: Record
    ) -> None:
        noted = record.operation, record.document
        self.kept.put(asked, Reply.to(asked, status, headers, body, *noted))

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
                self._keep(asked, status, headers, message.get("body", b""), record)
            await send(message)

        return send_and_keep


def _is_question(scope: Scope) -> bool:
    """Whether it is of the sort that is answered here."""
    return (
        scope["type"] == "http"
        and scope["path"] == scope.get("root_path", "") + _PLACE
        and scope["method"] in _METHODS
    )


def _asked(moment: Moment, scope: Scope, headers: Headers, text: bytes) -> Asked:
    """What makes two requests the same."""
    stamp, day = moment
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
