"""What an HTTP request asks of GraphQL: its parameters or its body, read as the specification says."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.datastructures import QueryParams

from api.persisted import PersistedDocuments

__all__ = [
    "NotExecutableError",
    "Operation",
    "RequestError",
    "json_object",
    "operation_of",
    "query_parameters",
]

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


def query_parameters(query_string: bytes) -> dict[str, Any]:
    """The parameters of a GET request as those of a JSON body; raises `RequestError`."""
    parameters: dict[str, Any] = dict(QueryParams(query_string))
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


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a request's body; raises `RequestError` where it holds none."""
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
