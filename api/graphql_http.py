"""GraphQL over HTTP: requests to operations, results to responses, as the specification says."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graphql import ExecutionResult
from starlette.requests import ClientDisconnect, Request

from api.context import Context
from api.graphql_request import (
    NotExecutableError,
    Operation,
    RequestError,
    json_object,
    operation_of,
    query_parameters,
)
from api.graphql_response import Answer, body_of, encoded, refused_status
from api.headers import VERSION_HEADER
from api.kept import KeptAnswer, KeptAnswers, Moment, Question, question_of
from api.observing import Record, record_of
from api.operations import NewContext, Operations
from api.packing import LEAST, packed, packed_at_once
from api.persisted import PersistedDocuments
from api.wishes import GRAPHQL_JSON, JSON, Wishes, hangs_on, wishes_of
from api.workers import Within
from graph.asker import Asker, AskerGoneError
from graph.errors import StoreError

__all__ = ["GraphQLEndpoint", "refusal", "today"]

Scope = MutableMapping[str, Any]
logger = logging.getLogger("interop.graphql")
_GONE = 499  # nobody reads it; proxies log it so
_METHODS = "GET, HEAD, POST"
_SAFE = ("GET", "HEAD")  # RFC 9110, 9.2.1: it may only ask
_DAY = 86_400
_FIRST_DAY = date(1970, 1, 1).toordinal()
_PACKED = (b"content-encoding", b"gzip")
_CHECKED = (b"cache-control", b"no-cache")  # to be kept, and asked after before it is used
_VERSION = VERSION_HEADER.lower().encode()
_NONE = PersistedDocuments()


@dataclass(frozen=True, slots=True)
class _Asking:
    """A request that was read: what it asks, how it is answered, and by what its answer is kept."""

    operation: Operation
    new_context: NewContext
    wishes: Wishes
    media_type: str
    is_safe: bool
    record: Record
    moment: Moment | None
    question: Question | None


@dataclass(frozen=True, slots=True)
class _Made:
    """An answer, before it is told how it is sent; without an `etag` it is given once."""

    status: int
    answer: KeptAnswer


class GraphQLEndpoint:
    """Answers GraphQL requests."""

    def __init__(
        self,
        operations: Operations,
        max_body_bytes: int,
        kept: KeptAnswers | None = None,
        stamp: Callable[[], str | None] = lambda: None,
        *,
        receive_seconds: float = 20.0,
        persisted: PersistedDocuments = _NONE,
        packs: bool = True,
    ) -> None:
        """Take what answers operations, and the largest body that is read.

        Answers are `kept` for as long as the graph has one `stamp`; None says that it cannot be told. A
        request has `receive_seconds` to come in. Documents that are `persisted` can be asked for by
        their ids. Larger answers are packed for who takes them so, if it `packs`.
        """
        self.operations = operations
        self.max_body_bytes = max_body_bytes
        self.kept = KeptAnswers(0) if kept is None else kept
        self.stamp = stamp
        self.receive_seconds = receive_seconds
        self.persisted = persisted
        self.packs = packs
        self._vary = (b"vary", b"Accept, Accept-Encoding" if packs else b"Accept")

    async def respond(self, request: Request, new_context: NewContext) -> Answer:
        """The response to a GET or POST request; each try begins with a context of its own.

        If the client goes away, the work on its answer ends.
        """
        asker, begun = Asker(), time.monotonic()
        record, wishes = record_of(request.scope), wishes_of(hangs_on(request.scope))
        try:
            media_type = _media_type(wishes)
            operation = await self.operation(request)
            asking = self._asking(request.scope, operation, new_context, wishes, media_type)
            made = None if record.is_for_workers else self._made_at_once(asking)
            if made is None:
                async with _leaving(request, asker):
                    result, context = await self.operations.work(
                        operation, new_context, asker, asking.is_safe, record
                    )
                made = self._made(asking, result, context)
            if self._is_to_pack(asking, made):
                made = self._with_packed(asking, made, await packed(made.answer.body))
        except AskerGoneError:
            logger.info("a client went away: stopped after %.1f s", time.monotonic() - begun)
            return Answer.of(_GONE)
        except StoreError as error:
            logger.warning("no answer: %s", error)
            record.codes = (error.code,)
            body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
            return Answer.of_json(503, body, wishes.media_type or JSON, {"Retry-After": "1"})
        except RequestError as error:
            record.codes, media_type = (error.code,), wishes.media_type or JSON
            is_document = isinstance(error, NotExecutableError)
            return refusal(error, media_type, refused_status(media_type) if is_document else None)
        return self._shown(asking, made)

    def at_once(
        self, scope: Scope, text: bytes, wishes: Wishes, new_context: NewContext
    ) -> Answer | None:
        """The response to a POST request with this body, if it is little work.

        None if it is for `respond`, which answers all requests and says what is wrong with them.
        """
        media_type = wishes.media_type
        if media_type is None or not wishes.sends_json or len(text) > self.max_body_bytes:
            return None
        try:
            operation = operation_of(json_object(text), self.persisted)
            asking = self._asking(scope, operation, new_context, wishes, media_type)
            made = self._made_at_once(asking)
        except (RequestError, StoreError):
            return None
        if made is None or not self._is_to_pack(asking, made):
            return None if made is None else self._shown(asking, made)
        body = packed_at_once(made.answer.body)
        return None if body is None else self._shown(asking, self._with_packed(asking, made, body))

    def moment(self) -> Moment | None:
        """For what answers are kept that are given now; None where none are."""
        stamp = self.stamp() if self.kept.max_bytes else None
        return None if stamp is None else (stamp, today())

    def _asking(
        self,
        scope: Scope,
        operation: Operation,
        new_context: NewContext,
        wishes: Wishes,
        media_type: str,
    ) -> _Asking:
        record, moment = record_of(scope), self.moment()
        record.asks(operation.query, operation.name)
        question = None if moment is None else _question(moment, operation, media_type)
        is_safe = scope["method"] in _SAFE
        return _Asking(
            operation, new_context, wishes, media_type, is_safe, record, moment, question
        )

    def _made_at_once(self, asking: _Asking) -> _Made | None:
        """An answer that is kept, or that the event loop gives by itself; else it is for workers."""
        record, question = asking.record, asking.question
        if question is not None:
            kept = self.kept.get(question)
            if kept is not None:
                record.kept, record.operation, record.lasts = "hit", kept.operation, asking.moment
                return _Made(200, kept)
            record.kept = "miss"
        record.is_for_workers = True
        found = self.operations.at_once(
            asking.operation, asking.new_context, only_queries=asking.is_safe, record=record
        )
        return None if found is None else self._made(asking, *found)

    def _made(self, asking: _Asking, result: ExecutionResult, context: Context | None) -> _Made:
        """A result as an answer; it is kept if others may get it as well."""
        record, question = asking.record, asking.question
        version = "" if context is None else context.reader.info.version
        body, refused = body_of(result)
        if context is None or result.errors or question is None or not context.is_whole:
            record.codes = tuple(error["extensions"]["code"] for error in body.get("errors", ()))
            status = refused_status(asking.media_type) if refused else 200
            return _Made(status, KeptAnswer(encoded(body), version, ""))
        answer = KeptAnswer.of(encoded(body), version, record.operation)
        if asking.moment == self.moment():  # the graph is still the same
            self.kept.put(question, answer)
            record.lasts = asking.moment
        return _Made(200, answer)

    def _is_to_pack(self, asking: _Asking, made: _Made) -> bool:
        """Whether it is sent packed to who asks here, and was not packed yet."""
        return made.answer.packed is None and self._may_pack(asking, made)

    def _may_pack(self, asking: _Asking, made: _Made) -> bool:
        return self.packs and len(made.answer.body) >= LEAST and asking.wishes.takes_packed

    def _with_packed(self, asking: _Asking, made: _Made, packed: bytes) -> _Made:
        answer, question = replace(made.answer, packed=packed), asking.question
        if answer.etag and question is not None and question[0] == self.stamp():
            self.kept.put(question, answer)
        return _Made(made.status, answer)

    def _shown(self, asking: _Asking, made: _Made) -> Answer:
        """An answer as it is sent; who has it already is told so."""
        answer, packs = made.answer, self._may_pack(asking, made)
        headers = [self._vary]
        if answer.version:
            headers.append((_VERSION, answer.version.encode()))
        if asking.is_safe and answer.etag:
            headers.append(_CHECKED)
            tag = answer.known_as(asking.wishes.if_none_match, packed=packs)
            if tag is not None:
                return Answer(304, (*headers, (b"etag", tag.encode())), b"")
        body, tag = answer.body, answer.etag
        if packs:
            assert answer.packed is not None
            body, tag = answer.packed, answer.packed_etag
            headers.append(_PACKED)
        if answer.etag:
            headers.append((b"etag", tag.encode()))
        return Answer.of_type(made.status, asking.media_type, body, headers)

    async def operation(self, request: Request) -> Operation:
        """What a request asks for; raises `RequestError` where it is none."""
        if request.method in _SAFE:
            return operation_of(query_parameters(request.scope["query_string"]), self.persisted)
        if request.method != "POST":
            raise RequestError(405, "METHOD_NOT_ALLOWED", "Use GET or POST.", Allow=_METHODS)
        if not wishes_of(hangs_on(request.scope)).sends_json:
            message = f"Send JSON in UTF-8, with Content-Type: {JSON}."
            raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", message)
        return operation_of(json_object(await self._body(request)), self.persisted)

    async def _body(self, request: Request) -> bytes:
        """The request's body, read no further than the limit, and no longer."""
        body = bytearray()
        try:
            with Within(self.receive_seconds - record_of(request.scope).receiving):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > self.max_body_bytes:
                        limit = f"The request body is larger than {self.max_body_bytes:,} bytes."
                        raise RequestError(413, "REQUEST_TOO_LARGE", limit, Connection="close")
        except ClientDisconnect:
            raise RequestError(400, "BAD_REQUEST", "The request ended early.") from None
        except TimeoutError:
            message = f"The request took more than {self.receive_seconds:g} seconds to come in."
            raise RequestError(408, "REQUEST_TOO_SLOW", message, Connection="close") from None
        return bytes(body)


def _media_type(wishes: Wishes) -> str:
    """What to answer in; raises `RequestError`."""
    if wishes.media_type is None:
        message = f"This answers in {GRAPHQL_JSON} or {JSON} only."
        raise RequestError(406, "NOT_ACCEPTABLE", message)
    return wishes.media_type


def refusal(error: RequestError, media_type: str = JSON, status: int | None = None) -> Answer:
    """The response to what is no GraphQL request; its status is that of the error, if none is given."""
    body = {"errors": error.errors}
    return Answer.of_json(status or error.status, body, media_type, error.headers)


@asynccontextmanager
async def _leaving(request: Request, asker: Asker) -> AsyncIterator[None]:
    """Meanwhile, watch whether the client is still there, and let the asker leave with it."""

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass  # a body that a GET request has, and nobody reads
        asker.leave()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _question(moment: Moment, operation: Operation, media_type: str) -> Question:
    """What an answer is kept by."""
    return question_of(
        moment,
        media_type,
        operation.query,
        operation.variables,
        operation.name,
        operation.with_cost,
    )


def today() -> int:
    """The day on which a question is asked that names none."""
    return _FIRST_DAY + int(time.time() // _DAY)  # in UTC; each request asks for it
