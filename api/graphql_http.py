"""GraphQL over HTTP: requests to operations, results to responses, as the specification says.

The whole operation runs in one worker thread: resolvers are plain functions, and the event loop is
never blocked.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, NoReturn

import orjson
from graphql import ExecutionResult, OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.context import Context
from api.documents import Document, Documents, NoSuchOperationError
from api.errors import shown_error
from api.headers import VERSION_HEADER
from api.kept import KeptAnswer, KeptAnswers, Moment, Question, question_of
from api.observing import Record, record_of
from api.packing import LEAST, packed, takes_packed
from api.persisted import PersistedDocuments
from api.quick import WORK
from api.workers import BusyError, Deadline, Within, Workers
from graph.asker import Asker, AskerGoneError, HastyAsker
from graph.errors import StoreError
from graph.tracing import span

__all__ = [
    "GRAPHQL_JSON",
    "GraphQLEndpoint",
    "NewContext",
    "Operation",
    "RequestError",
    "body_of",
    "operation_of",
    "operation_type",
    "refusal",
    "today",
]

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
logger = logging.getLogger("interop.graphql")
NewContext = Callable[[Asker], Context]
_TRIES = 3
_GONE = 499  # nobody reads it; proxies log it so
_METHODS = "GET, HEAD, POST"
_DAY = 86_400
_PACKED = {"Content-Encoding": "gzip"}
_FIRST_DAY = date(1970, 1, 1).toordinal()
_MEDIA_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)$")
_HOW_TO_SUBSCRIBE = (
    "Subscribe with Accept: text/event-stream, or over a WebSocket (graphql-transport-ws)."
)
_BUSY = "As many questions wait for an answer as may; ask again."
_WHICH = "Which operation? `operationName` names none of the document's."
_UNTRUSTED = "Only documents that this server knows are run; send the `documentId` of one."
_NONE = PersistedDocuments()


class RequestError(Exception):
    """An HTTP request that is no GraphQL request; `status` is the answer's."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        """Say what is wrong; `headers` go with the answer (`_` for `-`)."""
        self.status = status
        self.code = code
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(message)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """It as the errors of a response."""
        return [{"message": self.message, "extensions": {"code": self.code}}]


class NotExecutableError(RequestError):
    """A GraphQL request that names nothing to be executed: it is refused as a wrong document is."""

    def __init__(self, code: str, message: str) -> None:
        """Say what is not there."""
        super().__init__(400, code, message)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks to be executed."""

    query: str
    variables: dict[str, Any] | None
    name: str | None
    with_cost: bool = False
    """Whether the answer is to say what the question costs."""


class GraphQLEndpoint:
    """Answers GraphQL requests over one schema."""

    def __init__(
        self,
        documents: Documents,
        max_body_bytes: int,
        kept: KeptAnswers | None = None,
        stamp: Callable[[], str | None] = lambda: None,
        *,
        is_at_hand: Callable[[], bool] = lambda: False,
        workers: Workers | None = None,
        seconds: float = 30.0,
        receive_seconds: float = 20.0,
        persisted: PersistedDocuments = _NONE,
        packs: bool = True,
    ) -> None:
        """Take what reads and executes documents, and the largest body that is read.

        Answers are `kept` for as long as the graph has one `stamp`; None says that it cannot be told.
        Where the graph `is_at_hand`, quick questions are answered at once; the others are worked on by
        `workers`, for so many `seconds` at most. A request has `receive_seconds` to come in. Documents
        that are `persisted` can be asked for by their ids. Larger answers are packed for who takes
        them so, if it `packs`.
        """
        self.documents = documents
        self.max_body_bytes = max_body_bytes
        self.kept = KeptAnswers(0) if kept is None else kept
        self.stamp = stamp
        self.is_at_hand = is_at_hand
        self.workers = workers or Workers()
        self.seconds = seconds
        self.receive_seconds = receive_seconds
        self.persisted = persisted
        self.packs = packs
        self.vary = "Accept, Accept-Encoding" if packs else "Accept"

    async def respond(self, request: Request, new_context: NewContext) -> Response:
        """The response to a GET or POST request; each try begins with a context of its own.

        If the client goes away, the work on its answer ends.
        """
        media_type, asker, begun = JSON, Asker(), time.monotonic()
        record = record_of(request.scope)
        try:
            media_type = accepted_media_type(request.headers.get("accept"))
            operation = await self.operation(request)
            record.asks(operation.query, operation.name)
            moment = self.moment()
            question = None if moment is None else _question(moment, operation, media_type)
            kept = None if question is None else self.kept.get(question)
            record.kept = "" if question is None else "miss" if kept is None else "hit"
            if kept is not None and question is not None:
                record.operation, record.lasts = kept.operation, moment
                return await self._kept_response(request, question, kept, media_type)
            only_queries = _is_safe(request)
            if self.is_quick(operation):
                begin = partial(new_context, asker)
                result, context = self.answer(operation, begin, only_queries, record)
            elif (tried := self.tried(operation, new_context, only_queries, record)) is not None:
                result, context = tried
            else:
                async with _leaving(request, asker):
                    result, context = await self.work(
                        operation, new_context, asker, only_queries, record
                    )
        except AskerGoneError:
            logger.info("a client went away: stopped after %.1f s", time.monotonic() - begun)
            return Response(status_code=_GONE)
        except StoreError as error:
            logger.warning("no answer: %s", error)
            record.codes = (error.code,)
            body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
            return _response(body, 503, media_type, {"Retry-After": "1"})
        except RequestError as error:
            record.codes = (error.code,)
            if isinstance(error, NotExecutableError):
                return _response({"errors": error.errors}, _refused(media_type), media_type, {})
            return refusal(error, media_type)
        if context is None:
            return await self._result(request, result, media_type, {}, record)
        info = context.reader.info
        if result.errors or question is None or not context.is_whole:
            version = {VERSION_HEADER: info.version}
            return await self._result(request, result, media_type, version, record)
        answer = KeptAnswer.of(_encoded(body_of(result)[0]), info.version, record.operation)
        if moment == self.moment():  # the graph is still the same
            self.kept.put(question, answer)
            record.lasts = moment
        return await self._kept_response(request, question, answer, media_type)

    def is_quick(self, operation: Operation) -> bool:
        """Whether the event loop answers it by itself."""
        asked = (operation.query, operation.name, operation.variables)
        return self.is_at_hand() and self.documents.is_quick(*asked)

    def tried(
        self, operation: Operation, new_context: NewContext, only_queries: bool, record: Record
    ) -> tuple[ExecutionResult, Context | None] | None:
        """An answer by the event loop, if it is a search that turns out to be short; else None."""
        asked = (operation.query, operation.name, operation.variables)
        tries = self.documents.tries(*asked) if self.is_at_hand() else None
        if tries is None:
            return None
        begin = partial(new_context, HastyAsker(WORK))
        try:
            found = self.answer(operation, begin, only_queries, record)
        except AskerGoneError:
            tries.went(well=False)
            return None
        tries.went(well=True)
        return found

    async def work(
        self,
        operation: Operation,
        new_context: NewContext,
        asker: Asker,
        only_queries: bool,
        record: Record | None = None,
    ) -> tuple[ExecutionResult, Context | None]:
        """An answer by a worker; raises `RequestError` where none is free, or the time is over."""
        context = partial(new_context, asker)
        answer = partial(self.answer, operation, context, only_queries, record or Record(""))
        with Deadline(asker, self.seconds) as deadline:
            try:
                return await self.workers.run(answer)
            except BusyError:
                raise RequestError(503, "SERVER_BUSY", _BUSY, Retry_After="1") from None
            except AskerGoneError:
                if not deadline.has_passed:
                    raise
                message = f"The answer took more than {self.seconds:g} seconds: ask for less."
                raise RequestError(503, "TIMED_OUT", message) from None

    def moment(self) -> Moment | None:
        """For what answers are kept that are given now; None where none are."""
        stamp = self.stamp() if self.kept.max_bytes else None
        return None if stamp is None else (stamp, today())

    def answer(
        self,
        operation: Operation,
        new_context: Callable[[], Context],
        only_queries: bool,
        record: Record,
    ) -> tuple[ExecutionResult, Context | None]:
        """An answer from one graph, and with what: if it was changed meanwhile, it is asked again."""
        document = self.documents.read(operation.query)
        record.operation = operation.name or document.only_name
        if document.tree is not None:
            _allow(document, operation.name, only_queries)
        if document.errors:
            return ExecutionResult(None, list(document.errors)), None
        for _ in range(_TRIES):
            context = new_context()
            with span("operation", {"operation": record.operation or ""}):
                result = self._executed(document, operation, context)
            failure = _store_failure(result)
            if failure is not None and failure.code != "STORE_ERROR":
                raise failure
            if not context.reader.is_current():
                continue  # whatever failed, it may be for having seen half of a change
            if failure is not None:
                raise failure
            return result, context
        raise StoreError("The graph is being changed; ask again.", code="GRAPH_CHANGING")

    def _executed(
        self, document: Document, operation: Operation, context: Context
    ) -> ExecutionResult:
        result = self.documents.execute(document, operation.name, operation.variables, context)
        if operation.with_cost:
            cost = document.cost(operation.name, operation.variables)
            limit = self.documents.limits.max_cost
            result.extensions = {"cost": {"estimated": cost, "limit": limit}}
        return result

    async def _result(
        self,
        request: Request,
        result: ExecutionResult,
        media_type: str,
        headers: Mapping[str, str],
        record: Record,
    ) -> Response:
        body, refused = body_of(result)
        record.codes = tuple(error["extensions"]["code"] for error in body.get("errors", ()))
        status = _refused(media_type) if refused else 200
        content, headers = _encoded(body), {"Vary": self.vary, **headers}
        if self._may_pack(request, content):
            content, headers = await packed(content), {**headers, **_PACKED}
        return _written(content, status, media_type, headers)

    def _may_pack(self, request: Request, content: bytes) -> bool:
        """Whether an answer is sent packed to who asks here."""
        return self.packs and len(content) >= LEAST and takes_packed(request.headers)

    async def _kept_response(
        self, request: Request, question: Question, answer: KeptAnswer, media_type: str
    ) -> Response:
        """An answer that others may get as well; who has it already is told so."""
        packs = self._may_pack(request, answer.body)
        headers = {"Vary": self.vary, VERSION_HEADER: answer.version}
        if _is_safe(request):
            headers["Cache-Control"] = "no-cache"  # to be kept, and asked after before it is used
            tag = answer.known_as(request.headers.get("if-none-match"), packed=packs)
            if tag is not None:
                return Response(status_code=304, headers={**headers, "ETag": tag})
        if not packs:
            return _written(answer.body, 200, media_type, {**headers, "ETag": answer.etag})
        if answer.packed is None:
            answer = replace(answer, packed=await packed(answer.body))
            if question[0] == self.stamp():
                self.kept.put(question, answer)
        assert answer.packed is not None
        headers = {**headers, **_PACKED, "ETag": answer.packed_etag}
        return _written(answer.packed, 200, media_type, headers)

    async def operation(self, request: Request) -> Operation:
        """What a request asks for; raises `RequestError` where it is none."""
        if request.method in ("GET", "HEAD"):
            return operation_of(_query_parameters(request), self.persisted)
        if request.method != "POST":
            raise RequestError(405, "METHOD_NOT_ALLOWED", "Use GET or POST.", Allow=_METHODS)
        if not _is_json(request.headers.get("content-type", "")):
            message = f"Send JSON in UTF-8, with Content-Type: {JSON}."
            raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", message)
        return operation_of(_json_object(await self._body(request)), self.persisted)

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


def refusal(error: RequestError, media_type: str = JSON) -> Response:
    """The response to what is no GraphQL request."""
    return _response({"errors": error.errors}, error.status, media_type, error.headers)


def _refused(media_type: str) -> int:
    """The status of what is not executed; the older media type cannot tell it from an answer."""
    return 400 if media_type == GRAPHQL_JSON else 200


def operation_type(document: Document, name: str | None) -> OperationType:
    """What sort of operation is asked for; raises `RequestError` where it is none of the document's."""
    try:
        return document.operation_type(name)
    except NoSuchOperationError:
        raise NotExecutableError("BAD_REQUEST", _WHICH) from None


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


def _allow(document: Document, name: str | None, only_queries: bool) -> None:
    """See that one operation is asked for, of a sort that is answered here; or `RequestError`."""
    asked = operation_type(document, name)
    if asked is OperationType.SUBSCRIPTION:
        raise RequestError(400, "BAD_REQUEST", _HOW_TO_SUBSCRIBE)
    if only_queries and asked is not OperationType.QUERY:
        message = "GET is for queries only; use POST."
        raise RequestError(405, "METHOD_NOT_ALLOWED", message, Allow="POST")


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


def _store_failure(result: ExecutionResult) -> StoreError | None:
    """What the store said instead of an answer, if it did."""
    found = (error.original_error for error in result.errors or ())
    return next((error for error in found if isinstance(error, StoreError)), None)


def _is_json(content_type: str) -> bool:
    """Whether a content type is that of JSON in UTF-8."""
    media_type, *parameters = content_type.split(";")
    if media_type.strip().casefold() != JSON:
        return False
    pairs = (parameter.partition("=") for parameter in parameters)
    return all(
        value.strip(' "').casefold() in ("utf-8", "utf8")
        for name, _, value in pairs
        if name.strip().casefold() == "charset"
    )


def _was_executed(result: ExecutionResult) -> bool:
    """Whether errors come from execution (they have a path) and not from before it."""
    return any(error.path for error in result.errors or ())


def _response(
    body: dict[str, Any], status: int, media_type: str, headers: Mapping[str, str]
) -> Response:
    return _written(_encoded(body), status, media_type, {"Vary": "Accept", **headers})


def _written(content: bytes, status: int, media_type: str, headers: Mapping[str, str]) -> Response:
    content_type = {"Content-Type": f"{media_type}; charset=utf-8"}
    return Response(content, status, headers={**headers, **content_type})


def _encoded(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:  # half a surrogate pair
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode(errors="backslashreplace")  # as JSON escapes it


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


def _is_safe(request: Request) -> bool:
    """Whether it may only ask (RFC 9110, 9.2.1)."""
    return request.method in ("GET", "HEAD")


def today() -> int:
    """The day on which a question is asked that names none."""
    return _FIRST_DAY + int(time.time() // _DAY)  # in UTC; each request asks for it


def _query_parameters(request: Request) -> dict[str, Any]:
    """The parameters of a GET request as those of a JSON body."""
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := parameters.get(name):
            parameters[name] = _json(text.encode(), f"the parameter {name!r}")
    return parameters


def _json(text: bytes, what: str) -> Any:
    try:
        return _DECODER.decode(text.decode(json.detect_encoding(text), "surrogatepass"))
    except (ValueError, RecursionError):
        raise RequestError(400, "BAD_REQUEST", f"Not JSON: {what}.") from None


def _finite(text: str) -> float:
    """A number as JSON has it: one beyond all bounds could not be given back."""
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_refuse)


def _json_object(body: bytes) -> dict[str, Any]:
    found = _json(body, "the request body")
    if isinstance(found, list):
        raise RequestError(400, "BAD_REQUEST", "Send one operation at a time, not a list.")
    if not isinstance(found, dict):
        raise RequestError(400, "BAD_REQUEST", "Send a JSON object with a `query`.")
    return found


def operation_of(parameters: dict[str, Any], persisted: PersistedDocuments = _NONE) -> Operation:
    """What the parameters of a request ask for; raises `RequestError` where they do not fit."""
    variables = parameters.get("variables")
    name = parameters.get("operationName")
    if variables is not None and not isinstance(variables, dict):
        raise RequestError(400, "BAD_REQUEST", "`variables` is not an object.")
    if name is not None and not isinstance(name, str):
        raise RequestError(400, "BAD_REQUEST", "`operationName` is not text.")
    extensions = parameters.get("extensions")
    if not isinstance(extensions, dict | None):
        raise RequestError(400, "BAD_REQUEST", "`extensions` is not an object.")
    with_cost = extensions is not None and extensions.get("cost") is True
    return Operation(_text_of(parameters, persisted), variables, name or None, with_cost)


def _text_of(parameters: dict[str, Any], persisted: PersistedDocuments) -> str:
    """The document that was sent, or the one whose id was sent; `RequestError` where it is not run."""
    query, id = parameters.get("query"), _id_of(parameters)
    if id is None:
        if not isinstance(query, str) or not query.strip():
            raise RequestError(400, "BAD_REQUEST", "`query` is missing, or is not text.")
        if not persisted.allows(query):
            raise RequestError(403, "UNTRUSTED_DOCUMENT", _UNTRUSTED)
        return query
    if not isinstance(id, str):
        raise RequestError(400, "BAD_REQUEST", "`documentId` is not text.")
    if query not in (None, ""):
        raise RequestError(400, "BAD_REQUEST", "Send `query` or `documentId`, not both.")
    text = persisted.find(id)
    if text is None:
        message = f"There is no document {id[:100]!r} here."
        raise NotExecutableError("UNKNOWN_DOCUMENT", message)
    return text


def _id_of(parameters: dict[str, Any]) -> object:
    """The id that was sent instead of a document: as the specification has it, or Apollo's clients."""
    extension = (parameters.get("extensions") or {}).get("persistedQuery")
    if isinstance(extension, dict) and not parameters.get("query"):
        return parameters.get("documentId", extension.get("sha256Hash"))
    return parameters.get("documentId")


def accepted_media_type(accept: str | None) -> str:
    """The media type to answer in; raises `RequestError` (406) where none is accepted.

    Without a wish it is JSON, which every client reads.
    """
    if accept is None or not accept.strip():
        return JSON
    weights: dict[str, float] = {}
    for part in accept.split(","):
        match = _MEDIA_RANGE.match(part)
        if match:
            weight = re.search(r";\s*q=([0-9.]+)", match[2], re.IGNORECASE)
            weights[match[1].casefold()] = _weight(weight[1]) if weight else 1.0
    best = max((JSON, GRAPHQL_JSON), key=lambda offered: _wish(weights, offered))
    if _wish(weights, best)[0] <= 0:
        raise RequestError(406, "NOT_ACCEPTABLE", f"This answers in {GRAPHQL_JSON} or {JSON} only.")
    return best


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
