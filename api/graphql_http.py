"""GraphQL over HTTP: requests to operations, results to responses, as the specification says.

The whole operation runs in one worker thread: resolvers are plain functions, and the event loop is
never blocked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema import Schema
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from api.context import Context
from api.errors import shown_error

__all__ = ["GRAPHQL_JSON", "GraphQLEndpoint", "RequestError"]

GRAPHQL_JSON = "application/graphql-response+json"
JSON = "application/json"
_QUERIES = {OperationType.QUERY}
_MEDIA_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+/[\w!#$&^.+*-]+)\s*((?:;[^,]*)?)$")


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

    async def respond(self, request: Request, context: Context) -> Response:
        """The response to a GET or POST request."""
        media_type = JSON
        try:
            media_type = accepted_media_type(request.headers.get("accept"))
            operation = await self._operation(request)
            only_queries = request.method in ("GET", "HEAD")
            result = await run_in_threadpool(self._execute, operation, context, only_queries)
        except RequestError as error:
            body = {"errors": [{"message": error.message, "extensions": {"code": error.code}}]}
            return _response(body, error.status, media_type, error.headers)
        return self._result(result, media_type)

    def _execute(
        self, operation: Operation, context: Context, only_queries: bool
    ) -> ExecutionResult:
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
            message = "Which operation? `operationName` names none of the document's."
            raise RequestError(400, "BAD_REQUEST", message) from None

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
            raise RequestError(405, "METHOD_NOT_ALLOWED", "Use GET or POST.", Allow="GET, POST")
        content_type = request.headers.get("content-type", "")
        if content_type.partition(";")[0].strip().casefold() != JSON:
            raise RequestError(
                415, "UNSUPPORTED_MEDIA_TYPE", f"Send JSON, with Content-Type: {JSON}."
            )
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


def _was_executed(result: ExecutionResult) -> bool:
    """Whether errors come from execution (they have a path) and not from before it."""
    return any(error.path for error in result.errors or ())


def _response(
    body: dict[str, Any], status: int, media_type: str, headers: Mapping[str, str]
) -> Response:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
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
        return json.loads(text)
    except (ValueError, RecursionError):
        raise RequestError(400, "BAD_REQUEST", f"Not JSON: {what}.") from None


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
            weight = re.search(r";\s*q=([0-9.]+)", match[2])
            weights[match[1].casefold()] = _weight(weight[1]) if weight else 1.0
    found = {
        offered: max(
            (weights[name] for name in (offered, "application/*", "*/*") if name in weights),
            default=0.0,
        )
        for offered in (GRAPHQL_JSON, JSON)
    }
    if JSON not in weights and GRAPHQL_JSON not in weights and found[JSON] > 0:
        return JSON
    best = max(found, key=lambda offered: found[offered])
    if found[best] <= 0:
        raise RequestError(406, "NOT_ACCEPTABLE", f"This answers in {GRAPHQL_JSON} or {JSON} only.")
    return best


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
