"""What clients are told of errors: a code and the place for what they can mend, nothing else.

Every error of an answer has `extensions.code`. Deliberate errors (`graph.errors`) also say what was
found, what is expected and what was meant, perhaps. Anything unexpected is masked, and logged with
an id that the client is given.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError

from api.limits import LimitError
from graph.dates import EdtfError
from graph.errors import AmbiguousNameError, BadArgumentError, GraphError, UnknownIdError
from graph.queries.budget import BudgetSpentError

__all__ = ["CODES", "shown_error", "unexpected"]

logger = logging.getLogger("interop.errors")

CODES = {
    "AMBIGUOUS_NAME": "More than one entity answers to the name; `suggestions` are their ids.",
    "BAD_ARGUMENT": "A value that the question does not take.",
    "BAD_CURSOR": "A cursor that this list did not give out.",
    "BAD_DATE": "A date that cannot be read; the message says where and what to write.",
    "BAD_PAGE": "`first` and `last` together, or a negative one.",
    "BAD_REQUEST": "An HTTP request that is no GraphQL request.",
    "BAD_WINDOW": "A window that ends before it begins.",
    "BUDGET_SPENT": "A search that would look at too much; ask for fewer hops or channels.",
    "GRAPHQL_PARSE_FAILED": "A document that is not GraphQL.",
    "GRAPHQL_VALIDATION_FAILED": "A document that does not fit the schema, or a wrong variable.",
    "GRAPH_CHANGING": "The graph was changed each time the question was put; ask again.",
    "INTERNAL_ERROR": "Our mistake; the log has more under the `errorId`.",
    "INTROSPECTION_OFF": "The schema is not told here.",
    "KEY_FILE": "The file of keys cannot be read.",
    "KEY_SCOPE": "A key that is not for this.",
    "METHOD_NOT_ALLOWED": "An HTTP method that the address does not take.",
    "NOT_ACCEPTABLE": "No media type that we can answer in is accepted.",
    "NO_IDENTITY": "Not through the proxy that says who asks.",
    "PAGE_TOO_LARGE": "More items than one page may have.",
    "REQUEST_TOO_LARGE": "A request body beyond the limit.",
    "REQUEST_TOO_SLOW": "A request that did not come in within its time.",
    "SERVER_BUSY": "As many questions wait for an answer as may; ask again.",
    "STORE_EMPTY": "Neo4j holds no graph yet.",
    "STORE_ERROR": "Neo4j refuses a statement.",
    "STORE_NO_DATABASE": "Neo4j has no such database.",
    "STORE_OTHER_LAYOUT": "The graph in Neo4j was written by another version of this package.",
    "STORE_TIMEOUT": "Neo4j took too long.",
    "STORE_UNAUTHORIZED": "Neo4j refuses the user or the password.",
    "STORE_UNAVAILABLE": "The graph cannot be read at the moment.",
    "TIMED_OUT": "The answer took too long, and the work on it was ended.",
    "TOO_COSTLY": "An operation that may bring more things than one answer has; with `found`, `limit`.",
    "TOO_DEEP": "More braces within one another than a document may have; with `found`, `limit`.",
    "TOO_MANY_ALIASES": "More aliases than a document may have; with `found`, `limit`.",
    "TOO_MANY_DIRECTIVES": "More directives than a document may have; with `found`, `limit`.",
    "TOO_MANY_REQUESTS": "More requests in a minute than a client may send; try again later.",
    "TOO_MANY_SUBSCRIBERS": "As many are told of changes as can be; try again later.",
    "TOO_MANY_TOKENS": "A document of more words, marks and values than are read; with `limit`.",
    "TOO_REPETITIVE": "The same names too often in one document; with `found`, `limit`.",
    "UNKNOWN_DOCUMENT": "No document is kept under the id that was sent instead of one.",
    "UNKNOWN_ENTITY": "No entity answers to the id or name; `suggestions` are the nearest.",
    "UNKNOWN_EVENT": "No event has the id; `suggestions` are the nearest.",
    "UNKNOWN_HOST": "By a name that the server does not have.",
    "UNKNOWN_KEY": "No key was given, or one that is not, or no longer, known.",
    "UNKNOWN_SOURCE": "No source has the id; `suggestions` are the nearest.",
    "UNKNOWN_VERSION": "A version that the journal does not know, or no longer: begin anew.",
    "UNSUPPORTED_MEDIA_TYPE": "A request body that is not JSON.",
    "UNTRUSTED_DOCUMENT": "Only documents that the server knows are run here.",
    "WINDOW_TOO_LONG": "More counts than one answer may have.",
    "WRONG_KIND": "An entity of another kind than the question is about.",
}
"""Every code that an error can have, with what it means; the docs list them."""


def shown_error(error: GraphQLError) -> dict[str, Any]:
    """The error as the client is told of it."""
    cause = _cause(error)
    if cause is None:
        parse_failed = isinstance(error, GraphQLSyntaxError)
        code = "GRAPHQL_PARSE_FAILED" if parse_failed else "GRAPHQL_VALIDATION_FAILED"
        return _shown(error, error.message, {"code": code})
    if isinstance(cause, GraphError):
        return _shown(error, str(cause), _details(cause))
    return _shown(error, *unexpected(cause))


def unexpected(cause: BaseException) -> tuple[str, dict[str, Any]]:
    """Log a mistake of ours; the message and the extensions that clients are given for it."""
    error_id = uuid.uuid4().hex[:12]
    logger.error("unexpected error %s", error_id, exc_info=cause)
    message = f"Something went wrong on our side; the log has it as {error_id}."
    return message, {"code": "INTERNAL_ERROR", "errorId": error_id}


def _cause(error: GraphQLError) -> BaseException | None:
    """The error in our own code, if that is where it comes from."""
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _shown(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"message": message}
    if error.locations:
        shown["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        shown["path"] = error.path
    shown["extensions"] = extensions
    return shown


def _details(cause: GraphError) -> dict[str, Any]:
    """The fields of a deliberate error that help the client to mend its question."""
    details: dict[str, Any] = {"code": cause.code}
    match cause:
        case UnknownIdError() | AmbiguousNameError():
            details |= {"found": cause.found, "suggestions": list(cause.suggestions)}
        case BadArgumentError():
            found = cause.found if isinstance(cause.found, str | int | float) else str(cause.found)
            details |= {"argument": cause.argument, "found": found, "expected": cause.expected}
        case EdtfError():
            details |= {"found": cause.text, "column": cause.column, "expected": cause.expected}
        case LimitError():
            details |= {"found": cause.found, "limit": cause.limit}
        case BudgetSpentError():
            details |= {"reason": cause.reason, "depth": cause.depth, "visited": cause.visited}
    return details
