"""Results that come one after the other, whatever they are sent over.

A subscription has as many results as it has, a query has one. What is sent over has its own module
(`api.event_stream`, `api.web_socket`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType

from api.errors import shown_error
from api.feed import Feed
from api.graphql_http import (
    GraphQLEndpoint,
    NewContext,
    Operation,
    RequestError,
    body_of,
    operation_of,
    operation_type,
)
from graph.asker import Asker, AskerGoneError
from graph.errors import GraphError

__all__ = ["Body", "OperationFailedError", "Room", "Streams", "kept_alive"]

Body = dict[str, Any]
"""A response as GraphQL has it: `data`, `errors`."""


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

    def __init__(self, endpoint: GraphQLEndpoint, feed: Feed) -> None:
        """Answer queries as the endpoint does; subscriptions are to the feed."""
        self._endpoint = endpoint
        self._feed = feed

    def operation(self, parameters: dict[str, Any]) -> Operation:
        """What a message asks for; raises `RequestError` where it does not fit."""
        return operation_of(parameters, self._endpoint.persisted)

    async def results(
        self, operation: Operation, new_context: NewContext, asker: Asker
    ) -> AsyncGenerator[Body, None]:
        """The results; raises `OperationFailedError` where there is none, or no further one."""
        try:
            document = self._endpoint.documents.read(operation.query)
            if document.errors:
                raise OperationFailedError([shown_error(error) for error in document.errors])
            if operation_type(document, operation.name) is OperationType.SUBSCRIPTION:
                subscribed = self._endpoint.documents.subscribe(
                    document, operation.name, operation.variables, self._feed
                )
                async with aclosing(subscribed):
                    async for result in subscribed:
                        yield _result(result)
                return
            result, _ = await self._endpoint.work(operation, new_context, asker, only_queries=False)
            yield _result(result)
        except RequestError as error:
            raise OperationFailedError(error.errors) from error
        except GraphError as error:
            told = GraphQLError(str(error), original_error=error)
            raise OperationFailedError([shown_error(told)]) from error
        except AskerGoneError:
            return


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
