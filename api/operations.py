"""From an operation to its result: at once in the event loop, or by a worker in a thread.

A whole operation runs in one thread: resolvers are plain functions, and the event loop is never blocked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from graphql import ExecutionResult, OperationType

from api.context import Context
from api.documents import Document, Documents, NoSuchOperationError
from api.graphql_request import NotExecutableError, Operation, RequestError
from api.observing import Record
from api.quick import WORK
from api.workers import BusyError, Deadline, Workers
from graph.asker import Asker, AskerGoneError, HastyAsker
from graph.errors import StoreError
from graph.tracing import span

__all__ = ["NewContext", "Operations", "Result", "operation_type"]

NewContext = Callable[[Asker], Context]
"""Makes what one try of an operation may use."""
Result = tuple[ExecutionResult, Context | None]
"""The result of an operation, and what it was answered from, if it was executed."""
_TRIES = 3
_HOW_TO_SUBSCRIBE = (
    "Subscribe with Accept: text/event-stream, or over a WebSocket (graphql-transport-ws)."
)
_BUSY = "As many questions wait for an answer as may; ask again."
_WHICH = "Which operation? `operationName` names none of the document's."


class Operations:
    """Answers operations over one schema."""

    def __init__(
        self,
        documents: Documents,
        *,
        is_at_hand: Callable[[], bool] = lambda: False,
        workers: Workers | None = None,
        seconds: float = 30.0,
    ) -> None:
        """Take what reads and executes documents.

        Where the graph `is_at_hand`, quick questions are answered at once; the others are worked on by
        `workers`, for so many `seconds` at most.
        """
        self.documents = documents
        self.is_at_hand = is_at_hand
        self.workers = workers or Workers()
        self.seconds = seconds

    def at_once(
        self, operation: Operation, new_context: NewContext, *, only_queries: bool, record: Record
    ) -> Result | None:
        """An answer by the event loop, to a quick question or a search that turns out to be short.

        None if it is for a worker.
        """
        document = self.documents.known(operation.query) if self.is_at_hand() else None
        if document is None or not (document.is_quick or document.tries):
            return None
        if not document.costs_little(operation.name, operation.variables):
            return None
        tries = document.tries
        if tries is None:
            begin = partial(new_context, Asker())
            return self.answer(operation, begin, only_queries, record, document)
        if not tries.is_next():
            return None
        begin = partial(new_context, HastyAsker(WORK))
        try:
            found = self.answer(operation, begin, only_queries, record, document)
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
    ) -> Result:
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

    def answer(
        self,
        operation: Operation,
        new_context: Callable[[], Context],
        only_queries: bool,
        record: Record,
        document: Document | None = None,
    ) -> Result:
        """An answer from one graph: if it was changed meanwhile, it is asked again.

        The document is read if it is not given. Raises `RequestError` and `StoreError`.
        """
        if document is None:
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


def operation_type(document: Document, name: str | None) -> OperationType:
    """What sort of operation is asked for; raises `RequestError` where it is none of the document's."""
    try:
        return document.operation_type(name)
    except NoSuchOperationError:
        raise NotExecutableError("BAD_REQUEST", _WHICH) from None


def _allow(document: Document, name: str | None, only_queries: bool) -> None:
    """See that one operation is asked for, of a sort that is answered here; or `RequestError`."""
    asked = operation_type(document, name)
    if asked is OperationType.SUBSCRIPTION:
        raise RequestError(400, "BAD_REQUEST", _HOW_TO_SUBSCRIBE)
    if only_queries and asked is not OperationType.QUERY:
        message = "GET is for queries only; use POST."
        raise RequestError(405, "METHOD_NOT_ALLOWED", message, Allow="POST")


def _store_failure(result: ExecutionResult) -> StoreError | None:
    """What the store said instead of an answer, if it did."""
    if not result.errors:
        return None
    found = (error.original_error for error in result.errors)
    return next((error for error in found if isinstance(error, StoreError)), None)
