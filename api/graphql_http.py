"""GraphQL over HTTP: requests to operations, results to responses, as the specification says.

The whole operation runs in one worker thread: resolvers are plain functions, and the event loop is
never blocked.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from graphql import GraphQLError, OperationDefinitionNode, parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema import Schema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from api.context import Context
from api.errors import shown_error
from graph.errors import StoreError

__all__ = ["GRAPHQL_JSON", "GraphQLEndpoint", "RequestError"]

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
logger = logging.getLogger("interop.graphql")
_TRIES = 3
_QUERIES = {OperationType.QUERY}
_METHODS = "GET, HEAD, POST"
_MEDIA_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)$")
_OPERATION = re.compile(r"\b(?:query|mutation|subscription)\b")
_WHICH = "Which operation? `operationName` names none of the document's."


class RequestError(Exception):
    """An HTTP request that is no GraphQL request; `status` is the answer's."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        """Say what is wrong; `headers` go with the answer (`_` for `-`)."""
        self.status = status
        self.code = code
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a request asks to be executed."""

    query: str
    variables: dict[str, Any] | None
    name: str | None


class GraphQLEndpoint:
    """Answers GraphQL requests over one schema."""

    def __init__(self, schema: Schema, max_body_bytes: int) -> None:
        """Take the schema, and the largest body that is read."""
        self.schema = schema
        self.max_body_bytes = max_body_bytes

    async def respond(self, request: Request, new_context: Callable[[], Context]) -> Response:
        """The response to a GET or POST request; each try begins with a context of its own."""
        media_type = JSON
        try:
            media_type = accepted_media_type(request.headers.get("accept"))
            operation = await self._operation(request)
            only_queries = request.method in ("GET", "HEAD")
            result = await run_in_threadpool(self._answer, operation, new_context, only_queries)
        except StoreError as error:
            logger.warning("no answer: %s", error)
            body = {"errors": [{"message": str(error), "extensions": {"code": error.code}}]}
            return _response(body, 503, media_type, {"Retry-After": "1"})
        except RequestError as error:
            body = {"errors": [{"message": error.message, "extensions": {"code": error.code}}]}
            return _response(body, error.status, media_type, error.headers)
        return self._result(result, media_type)

    def _answer(
        self, operation: Operation, new_context: Callable[[], Context], only_queries: bool
    ) -> ExecutionResult:
        """An answer from one graph: if it was changed meanwhile, the question is put again."""
        for _ in range(_TRIES):
            context = new_context()
            result = self._execute(operation, context, only_queries)
            failure = _store_failure(result)
            if failure is not None and failure.code != "STORE_ERROR":
                raise failure
            if not context.reader.is_current():
                continue  # whatever failed, it may be for having seen half of a change
            if failure is not None:
                raise failure
            return result
        raise StoreError("The graph is being changed; ask again.", code="GRAPH_CHANGING")

    def _execute(
        self, operation: Operation, context: Context, only_queries: bool
    ) -> ExecutionResult:
        if operation.name is None and _has_several_operations(operation.query):
            raise RequestError(400, "BAD_REQUEST", _WHICH)
        allowed = _QUERIES if only_queries else _QUERIES | {OperationType.MUTATION}
        try:
            return self.schema.execute_sync(
                operation.query,
                variable_values=operation.variables,
                context_value=context,
                operation_name=operation.name,
                allowed_operation_types=allowed,
            )
        except InvalidOperationTypeError:
            if only_queries:
                message = "GET is for queries only; use POST."
                raise RequestError(405, "METHOD_NOT_ALLOWED", message, Allow="POST") from None
            raise RequestError(400, "BAD_REQUEST", "Subscriptions are not served.") from None
        except CannotGetOperationTypeError:
            raise RequestError(400, "BAD_REQUEST", _WHICH) from None

    def _result(self, result: ExecutionResult, media_type: str) -> Response:
        body: dict[str, Any] = {}
        if result.errors:
            body["errors"] = [shown_error(error) for error in result.errors]
        refused = result.data is None and bool(result.errors) and not _was_executed(result)
        if not refused:
            body["data"] = result.data
        # The older media type cannot tell a refusal from an answer, so it is always 200 there.
        status = 400 if refused and media_type == GRAPHQL_JSON else 200
        return _response(body, status, media_type, {})

    async def _operation(self, request: Request) -> Operation:
        if request.method in ("GET", "HEAD"):
            return _operation_of(_query_parameters(request))
        if request.method != "POST":
            raise RequestError(405, "METHOD_NOT_ALLOWED", "Use GET or POST.", Allow=_METHODS)
        if not _is_json(request.headers.get("content-type", "")):
            message = f"Send JSON in UTF-8, with Content-Type: {JSON}."
            raise RequestError(415, "UNSUPPORTED_MEDIA_TYPE", message)
        return _operation_of(_json_object(await self._body(request)))

    async def _body(self, request: Request) -> bytes:
        """The request's body, read no further than the limit."""
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > self.max_body_bytes:
                    limit = f"The request body is larger than {self.max_body_bytes:,} bytes."
                    raise RequestError(413, "REQUEST_TOO_LARGE", limit, Connection="close")
        except ClientDisconnect:
            raise RequestError(400, "BAD_REQUEST", "The request ended early.") from None
        return bytes(body)


def _store_failure(result: ExecutionResult) -> StoreError | None:
    """What the store said instead of an answer, if it did."""
    found = (error.original_error for error in result.errors or ())
    return next((error for error in found if isinstance(error, StoreError)), None)


def _has_several_operations(query: str) -> bool:
    """Whether the document has more than one operation: then one must be named.

    Strawberry would take the first. Each has its keyword where there are several, so that most
    documents need not be parsed for this.
    """
    if len(_OPERATION.findall(query)) < 2:
        return False
    try:
        document = parse(query)
    except GraphQLError:
        return False  # told of when it is parsed to be executed
    return sum(isinstance(d, OperationDefinitionNode) for d in document.definitions) > 1


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
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    content = text.encode(errors="backslashreplace")  # half a surrogate pair: as JSON escapes it
    vary = {"Vary": "Accept", **headers}
    return Response(
        content, status, headers={**vary, "Content-Type": f"{media_type}; charset=utf-8"}
    )


def _query_parameters(request: Request) -> dict[str, Any]:
    """The parameters of a GET request as those of a JSON body."""
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if text := parameters.get(name):
            parameters[name] = _json(text.encode(), f"the parameter {name!r}")
    return parameters


def _json(text: bytes, what: str) -> Any:
    try:
        return json.loads(text, parse_float=_finite, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise RequestError(400, "BAD_REQUEST", f"Not JSON: {what}.") from None


def _finite(text: str) -> float:
    """A number as JSON has it: one beyond all bounds could not be given back."""
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _json_object(body: bytes) -> dict[str, Any]:
    found = _json(body, "the request body")
    if isinstance(found, list):
        raise RequestError(400, "BAD_REQUEST", "Send one operation at a time, not a list.")
    if not isinstance(found, dict):
        raise RequestError(400, "BAD_REQUEST", "Send a JSON object with a `query`.")
    return found


def _operation_of(parameters: dict[str, Any]) -> Operation:
    query = parameters.get("query")
    variables = parameters.get("variables")
    name = parameters.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise RequestError(400, "BAD_REQUEST", "`query` is missing, or is not text.")
    if variables is not None and not isinstance(variables, dict):
        raise RequestError(400, "BAD_REQUEST", "`variables` is not an object.")
    if name is not None and not isinstance(name, str):
        raise RequestError(400, "BAD_REQUEST", "`operationName` is not text.")
    if not isinstance(parameters.get("extensions", {}), dict | None):
        raise RequestError(400, "BAD_REQUEST", "`extensions` is not an object.")
    return Operation(query, variables, name or None)


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
