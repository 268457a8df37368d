"""Who is connected to be told of results as they come: over server-sent events, or a WebSocket."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from api.access.gate import Refused
from api.event_stream import EventStream
from api.feed import Feed
from api.graphql_http import GraphQLEndpoint, refusal
from api.graphql_request import RequestError
from api.graphql_response import Answer
from api.observing import Record, record_of
from api.operations import NewContext
from api.settings import Settings, origins
from api.streams import CountStreamed, OperationFailedError, Room, Streams
from api.web_socket import GRAPHQL_TRANSPORT_WS_PROTOCOL, SocketConversation
from graph.asker import Asker

__all__ = ["Listeners"]

_OPERATIONS = 20  # at once on one WebSocket
_PATIENCE = 20.0  # seconds for one message, with who reads slowly
_NO_ROOM = "As many are told of changes as can be; try again later."


class Listeners:
    """All that are connected; no more than there is room for."""

    def __init__(
        self,
        endpoint: GraphQLEndpoint,
        feed: Feed,
        settings: Settings,
        count: CountStreamed | None = None,
    ) -> None:
        """Nobody is connected yet; their operations are counted when they end."""
        self._endpoint = endpoint
        self._streams = Streams(endpoint.operations, endpoint.persisted, feed, count)
        self._room = Room(settings.max_subscribers)
        self._ping = settings.ping_seconds
        self._origins = origins(settings.cors_origins)

    async def event_stream(self, request: Request, new_context: NewContext) -> Response | Answer:
        """The results of the operation in a request, as events."""
        record = record_of(request.scope)
        record.is_stream = True
        try:
            operation = await self._endpoint.operation(request)
            record.asks(operation.query, operation.name)
            self._take_place()
        except RequestError as error:
            record.codes = (error.code,)
            return refusal(error)
        asker = Asker()

        def ended() -> None:
            asker.leave()
            self._room.leave()

        results = self._streams.results(operation, new_context, asker)
        return EventStream(results, ping=self._ping, patience=_PATIENCE, ended=ended)

    def _take_place(self) -> None:
        if not self._room.take():
            raise RequestError(503, "TOO_MANY_SUBSCRIBERS", _NO_ROOM, Retry_After="10")

    async def web_socket(self, socket: WebSocket, new_context: NewContext) -> None:
        """Answer on a WebSocket until it ends."""
        if problem := self._problem(socket):
            status, code, message = problem
            body = {"errors": [{"message": message, "extensions": {"code": code}}]}
            await socket.send_denial_response(JSONResponse(body, status))
            return
        try:
            await socket.accept(GRAPHQL_TRANSPORT_WS_PROTOCOL)
            conversation = SocketConversation(
                socket,
                self._streams,
                new_context,
                operations=_OPERATIONS,
                patience=_PATIENCE,
                count=partial(_count, record_of(socket.scope)),
            )
            await conversation.handle()
        finally:
            self._room.leave()

    def _problem(self, socket: WebSocket) -> tuple[int, str, str] | None:
        """Why somebody is not let in, if so; else a place is taken."""
        if not _is_of_our_pages(socket) and socket.headers["origin"] not in self._origins:
            return 403, "BAD_REQUEST", "A page from elsewhere may not ask here."
        if GRAPHQL_TRANSPORT_WS_PROTOCOL not in socket.scope.get("subprotocols", ()):
            message = f"Ask for the protocol {GRAPHQL_TRANSPORT_WS_PROTOCOL}."
            return 400, "BAD_REQUEST", message
        if not self._room.take():
            return 503, "TOO_MANY_SUBSCRIBERS", _NO_ROOM
        return None


def _count(record: Record) -> None:
    """Count an operation as a request of this client; raises `OperationFailedError` beyond the limit."""
    try:
        if record.count is not None:
            record.count()
    except Refused as refused:
        told = {"message": refused.message, "extensions": {"code": refused.code}}
        raise OperationFailedError([told]) from None


def _is_of_our_pages(socket: WebSocket) -> bool:
    """Whether it is no browser that asks, or one that shows a page of this host.

    Browsers let any page open a WebSocket to anywhere, and say only where the page is from.
    """
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")
