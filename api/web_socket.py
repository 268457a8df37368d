"""Results over a WebSocket, by the protocol `graphql-transport-ws`.

The protocol is Strawberry's; what an operation answers, how errors are shown and how long a slow
reader is borne is ours.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from datetime import timedelta
from typing import Any, cast

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry import UNSET
from strawberry.http.async_base_view import AsyncWebSocketAdapter
from strawberry.http.exceptions import (
    NonJsonMessageReceived,
    NonTextMessageReceived,
    WebSocketDisconnected,
)
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
    Operation,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message

from api.feed import FeedClosedError
from api.graphql_request import RequestError
from api.operations import NewContext
from api.streams import OperationFailedError, Streams
from graph.asker import Asker

__all__ = ["GRAPHQL_TRANSPORT_WS_PROTOCOL", "SocketConversation"]

_HELLO_WITHIN = timedelta(seconds=10)
_RESTART = 1012  # "service restart": clients come back


class SocketConversation(BaseGraphQLTransportWSHandler[None, None]):
    """One connection, from the handshake to its end."""

    def __init__(
        self,
        web_socket: WebSocket,
        streams: Streams,
        new_context: NewContext,
        *,
        operations: int,
        patience: float,
        count: Callable[[], None],
    ) -> None:
        """Answer so many operations at once; `patience` is that with who reads slowly.

        `count` is called for each operation, and raises `OperationFailedError` beyond a limit.
        """
        super().__init__(
            view=cast("Any", _View()),
            websocket=_Adapter(web_socket, patience),
            context=None,
            root_value=None,
            schema=cast("Any", None),
            connection_init_wait_timeout=_HELLO_WITHIN,
            max_subscriptions_per_connection=operations,
        )
        self._streams = streams
        self._new_context = new_context
        self._count = count

    async def handle_message(self, message: Message) -> None:
        """Take a message; one that is none ends the connection, as the protocol wants it."""
        plain: Any = message
        if not isinstance(plain, dict) or not isinstance(plain.get("id", ""), str):
            await self.handle_invalid_message("A message is an object, its id a text")
            return
        if plain.get("type") == "subscribe":
            payload = plain.get("payload")
            payload = payload if isinstance(payload, dict) else {}
            try:
                self._streams.operation(payload)
            except RequestError as error:
                if error.code == "BAD_REQUEST":
                    await self.handle_invalid_message(error.message)
                    return
            # The protocol carries on what stands for the document without a look at it.
            plain = {**plain, "payload": {"query": payload}}
        await super().handle_message(plain)

    async def run_operation(self, operation: Operation[None, None]) -> None:
        """Send what there is to one operation, and what it ends with."""
        asker = Asker()
        try:
            self._count()
            asked = self._streams.operation(cast("dict[str, Any]", operation.query))
            results = self._streams.results(asked, self._new_context, asker)
            async with aclosing(results):
                async for body in results:
                    await self._tell(operation, "next", body)
            await self._tell(operation, "complete")
        except (RequestError, OperationFailedError) as error:
            await self._tell(operation, "error", error.errors)
        except FeedClosedError:
            await self.websocket.close(_RESTART, "The server ends")
        except WebSocketDisconnected:
            self.operations.pop(operation.id, None)
        finally:
            asker.leave()

    async def _tell(self, operation: Operation[None, None], sort: str, payload: Any = None) -> None:
        message = {"id": operation.id, "type": sort}
        if payload is not None:
            message["payload"] = payload
        await operation.send_operation_message(cast("Message", message))


class _View:
    """What the protocol asks of a view: whether to let somebody in. Everybody is."""

    async def on_ws_connect(self, context: None) -> Any:
        return UNSET


class _Adapter(AsyncWebSocketAdapter):
    """Starlette's WebSocket as the protocol wants it."""

    def __init__(self, web_socket: WebSocket, patience: float) -> None:
        super().__init__(cast("Any", None))
        self._socket = web_socket
        self._patience = patience

    async def iter_json(
        self, *, ignore_parsing_errors: bool = False
    ) -> AsyncGenerator[object, None]:
        while self._socket.application_state is not WebSocketState.DISCONNECTED:
            try:
                yield json.loads(await self._socket.receive_text())
            except WebSocketDisconnect:
                return
            except KeyError as error:
                raise NonTextMessageReceived from error
            except (ValueError, RecursionError) as error:
                raise NonJsonMessageReceived from error

    async def send_json(self, message: Mapping[str, object]) -> None:
        text = json.dumps(message, separators=(",", ":"))
        try:
            async with asyncio.timeout(self._patience):
                await self._socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError, TimeoutError) as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        if self._socket.application_state is not WebSocketState.DISCONNECTED:
            await self._socket.close(code, reason)
