"""The short way of most requests: to an answer that was given before, or that is little work.

It stands outside of all that makes headers and refuses, and of what begins and ends the record of a
request, which it does by itself. Who may ask, and how often, is judged for each request anew. A request
that was answered before gets the same bytes, before anything of it is read: one is the same if it asks
the same graph on the same day, by the same method and with the same bytes, and if those headers are the
same that an answer hangs on. All others, and whatever is wrong, go the long way.

A server that knows of it takes it before it even makes a task (`api.protocol`); for all others it is
the outermost layer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.gate import Admission
from api.graphql_response import Answer
from api.headers import PAIRS
from api.kept import Asked, KeptAnswers, Moment, Reply
from api.observing import REQUEST_ID_HEADER, Observe, Record, begun_record
from api.wishes import Headers, Wishes, hangs_on, wishes_of
from api.workers import Within

__all__ = ["AtOnce", "Layer", "ShortWay"]

AtOnce = Callable[[Scope, bytes, Wishes], Answer | None]
"""Answers a POST request that has this body; None if that is more than a little work."""
_PLACE = "/graphql"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_ID = REQUEST_ID_HEADER.lower().encode()


@dataclass(frozen=True, slots=True)
class ShortWay:
    """Answers what can be answered at once.

    Without a `moment` nothing is kept. Without `at_once` only what is kept is given: where pages of
    others may ask, each answer has headers that it gets on the long way.
    """

    kept: KeptAnswers
    moment: Callable[[], Moment | None]
    at_once: AtOnce | None
    admission: Admission
    observers: tuple[Observe, ...]

    def answer(self, scope: Scope, text: bytes) -> Answer | None:
        """The whole answer to a request with this body, counted; None if it goes the long way."""
        record = begun_record(scope)
        if self.admission.judge(scope) is not None:
            return None  # it is refused with the headers of all
        headers = hangs_on(scope)
        asked = self._asked(scope, headers, text)
        reply = None if asked is None else self.kept.reply(asked)
        if reply is not None:
            record.is_question, record.kept = True, "hit"
            record.operation, record.digest = reply.operation, reply.document
            return self._told(scope, record, reply.status, reply.headers, reply.body)
        wishes = wishes_of(headers)
        if (
            self.at_once is None
            or scope["method"] != "POST"
            or wishes.wants_events
            or record.is_for_workers
        ):
            return None
        answer = self.at_once(scope, text, wishes)
        if answer is None:
            return None
        headers = (*answer.headers, *PAIRS)
        if asked is not None and record.lasts == asked[:2]:
            self.keep(asked, record, answer.status, headers, answer.body)
        return self._told(scope, record, answer.status, headers, answer.body)

    def _told(
        self, scope: Scope, record: Record, status: int, headers: Headers, body: bytes
    ) -> Answer:
        seconds = time.perf_counter() - record.begun
        for observe in self.observers:
            observe(scope, record, status, seconds)
        return Answer(status, (*headers, (_ID, record.id.encode())), body)

    def asked(self, scope: Scope, text: bytes) -> Asked | None:
        """What makes two requests the same; None where nothing is kept."""
        return self._asked(scope, hangs_on(scope), text)

    def _asked(self, scope: Scope, headers: Headers, text: bytes) -> Asked | None:
        moment = self.moment()
        if moment is None:
            return None
        stamp, day = moment
        return stamp, day, scope["method"], headers, scope["query_string"], text

    def keep(
        self, asked: Asked, record: Record, status: int, headers: Headers, body: bytes
    ) -> None:
        """Keep what was sent, for the same request."""
        noted = record.operation, record.document
        self.kept.put(asked, Reply.to(asked, status, headers, body, *noted))


class Layer:
    """Answers on the short way; lets all other requests through, and keeps their answers."""

    def __init__(self, app: ASGIApp, short_way: ShortWay, receive_seconds: float) -> None:
        """Wrap an application.

        A request has `receive_seconds` to come in, on this way and the long one together.
        """
        self.app = app
        self.short_way = short_way
        self.receive_seconds = receive_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if not _is_question(scope):
            await self.app(scope, receive, send)
            return
        record, text = begun_record(scope), b""
        if self.short_way.admission.judge(scope) is not None:
            await self.app(scope, receive, send)  # where it is refused
            return
        if scope["method"] == "POST":
            first = await self._first(receive)
            receive = _again(first, receive)
            if first is None or first["type"] != "http.request" or first.get("more_body"):
                record.receiving = time.perf_counter() - record.begun
                await self.app(scope, receive, send)
                return
            text = first.get("body", b"")
        answer = self.short_way.answer(scope, text)
        if answer is not None:
            await answer(scope, receive, send)
            return
        asked = self.short_way.asked(scope, text)
        if asked is not None:
            send = self._keeping(asked, send, record)
        await self.app(scope, receive, send)

    async def _first(self, receive: Receive) -> Message | None:
        """The first part of the body; None if it does not come."""
        try:
            with Within(self.receive_seconds):
                return await receive()
        except TimeoutError:
            return None

    def _keeping(self, asked: Asked, send: Send, record: Record) -> Send:
        """Sends, and keeps what is sent if it may be sent again."""
        status = 0
        headers: Headers = ()

        async def send_and_keep(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = tuple([pair for pair in message["headers"] if pair[0] != _ID])
            elif record.lasts == asked[:2] == self.short_way.moment() and not message.get(
                "more_body"
            ):
                self.short_way.keep(asked, record, status, headers, message.get("body", b""))
            await send(message)

        return send_and_keep


def _is_question(scope: Scope) -> bool:
    """Whether it is of the sort that is answered here."""
    return (
        scope["type"] == "http"
        and scope["path"] == scope.get("root_path", "") + _PLACE
        and scope["method"] in _METHODS
    )


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
