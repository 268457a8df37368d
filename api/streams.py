"""Results that come one after the other, whatever they are sent over.

A subscription has as many results as it has, a query has one. What is sent over has its own module
(`api.event_stream`, `api.web_socket`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing, suppress
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType

from api.documents import Document
from api.errors import shown_error
from api.feed import Feed
from api.graphql_request import Operation, RequestError, operation_of
from api.graphql_response import body_of
from api.operations import NewContext, Operations, operation_type
from api.persisted import PersistedDocuments
from graph.asker import Asker, AskerGoneError
from graph.errors import GraphError

__all__ = ["Body", "CountStreamed", "OperationFailedError", "Room", "Streams", "kept_alive"]

Body = dict[str, Any]
"""A response as GraphQL has it: `data`, `errors`."""
CountStreamed = Callable[[str | None, Sequence[str], float | None], None]
"""Counts an operation that has ended: its name, the codes of its errors, its seconds if it is a query."""


class OperationFailedError(Exception):
    """An operation that has no result, or no further one; `errors` are as clients are told of them."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        """Take what is told."""
        super().__init__(errors)
        self.errors = errors


class Room:
    """How many may be connected at once."""

    def __init__(self, places: int) -> None:
        """Nobody is."""
        self._left = places

    def take(self) -> bool:
        """Take a place; false if there is none."""
        if self._left == 0:
            return False
        self._left -= 1
        return True

    def leave(self) -> None:
        """Give it back."""
        self._left += 1


class Streams:
    """Executes operations, and gives their results one after the other."""

    def __init__(
        self,
        operations: Operations,
        persisted: PersistedDocuments,
        feed: Feed,
        count: CountStreamed | None = None,
    ) -> None:
        """Take what answers queries, and the documents that can be asked for by their ids.

        Subscriptions are to the feed. What has ended is counted.
        """
        self._count = count or _count_nothing
        self._operations = operations
        self._persisted = persisted
        self._feed = feed

    def operation(self, parameters: dict[str, Any]) -> Operation:
        """What a message asks for; raises `RequestError` where it does not fit."""
        return operation_of(parameters, self._persisted)

    async def results(
        self, operation: Operation, new_context: NewContext, asker: Asker
    ) -> AsyncGenerator[Body, None]:
        """The results; raises `OperationFailedError` where there is none, or no further one."""
        begun = time.perf_counter()
        codes: list[str] = []
        document = self._operations.documents.read(operation.query)
        try:
            async with aclosing(self._results(document, operation, new_context, asker)) as bodies:
                async for body in bodies:
                    codes += _codes(body.get("errors", ()))
                    yield body
        except OperationFailedError as error:
            codes += _codes(error.errors)
            raise
        finally:
            ends = not document.has_subscription
            seconds = time.perf_counter() - begun if ends else None
            self._count(operation.name or document.only_name, codes, seconds)

    async def _results(
        self, document: Document, operation: Operation, new_context: NewContext, asker: Asker
    ) -> AsyncGenerator[Body, None]:
        try:
            if document.errors:
                raise OperationFailedError([shown_error(error) for error in document.errors])
            if operation_type(document, operation.name) is OperationType.SUBSCRIPTION:
                subscribed = self._operations.documents.subscribe(
                    document, operation.name, operation.variables, self._feed
                )
                async with aclosing(subscribed):
                    async for result in subscribed:
                        yield _result(result)
                return
            result, _ = await self._operations.work(
                operation, new_context, asker, only_queries=False
            )
            yield _result(result)
        except RequestError as error:
            raise OperationFailedError(error.errors) from error
        except GraphError as error:
            told = GraphQLError(str(error), original_error=error)
            raise OperationFailedError([shown_error(told)]) from error
        except AskerGoneError:
            return


def _count_nothing(name: str | None, codes: Sequence[str], seconds: float | None) -> None:
    """Nobody counts."""


def _codes(errors: Iterable[dict[str, Any]]) -> list[str]:
    return [error["extensions"]["code"] for error in errors]


def _result(result: ExecutionResult) -> Body:
    body, refused = body_of(result)
    if refused:
        raise OperationFailedError(body["errors"])
    return body


async def kept_alive(
    bodies: AsyncGenerator[Body, None], seconds: float
) -> AsyncGenerator[Body | None, None]:
    """The same, and None whenever nothing has come for so long."""
    coming: asyncio.Future[Body] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(_next(bodies))
            await asyncio.wait([coming], timeout=seconds)
            if not coming.done():
                yield None
                continue
            try:
                body = coming.result()
            except StopAsyncIteration:
                return
            coming = None
            yield body
    finally:
        if coming is not None:
            coming.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await coming
        await bodies.aclose()


async def _next(bodies: AsyncGenerator[Body, None]) -> Body:
    return await anext(bodies)
