"""The application: routes, headers, and the life of what it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from functools import partial
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Scope
from starlette.websockets import WebSocket

from api.admin.listening import listening
from api.admin.routes import admin_routes, guard
from api.context import Context
from api.documents import Documents
from api.errors import unexpected
from api.feed import Feed
from api.graphql_http import GraphQLEndpoint, today
from api.graphql_response import Answer
from api.graphs import ServedGraph
from api.headers import HEADERS
from api.kept import KeptAnswers
from api.limits import Limits
from api.listeners import Listeners
from api.middleware import around, short_way, traces_of
from api.neo4j_browser import neo4j_browser_routes
from api.observing import REQUEST_ID_HEADER, Observe, Slow, record_of
from api.operations import Operations
from api.persisted import persisted_documents
from api.picture_guide import picture_guide
from api.pictures import Pictures
from api.query import schema
from api.schema.wrap import wrap
from api.settings import Settings
from api.static_files import StaticPages
from api.streams import CountStreamed
from api.watch import watching
from api.wishes import Wishes, hangs_on, wishes_of
from api.workers import Workers
from graph.asker import Asker

__all__ = ["create_app"]

STATIC = Path(str(files("api"))) / "static"
PAGES = StaticPages(directory=STATIC)
# All are routed to the endpoint, which refuses in GraphQL's own form what it does not take.
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(
    graph: ServedGraph, settings: Settings | None = None, *, socket: Path | None = None
) -> Starlette:
    """The service over a graph; its life begins and ends with the application's.

    `socket` is where commands of this machine find it; in a control directory it has its own place.
    Its `state.short_answer` is for a server that answers by itself what is answered at once
    (`api.protocol`); where requests are traced there is none. Raises `PersistedDocumentsError` if the
    documents of the settings cannot be kept.
    """
    settings = settings or Settings()
    socket = graph.socket or socket
    administered = partial(admin_routes, graph, settings.max_seed_bytes, settings.receive_seconds)
    local = Starlette(routes=administered(_local))
    kept = KeptAnswers(settings.kept_bytes)
    documents = Documents(schema, Limits.of(settings))
    persisted = persisted_documents(
        settings.documents, documents, trusted_only=settings.trusted_only
    )
    operations = Operations(
        documents,
        is_at_hand=graph.is_at_hand,
        workers=Workers(settings.answers_at_once, settings.answers_waiting),
        seconds=settings.request_seconds,
    )
    endpoint = GraphQLEndpoint(
        operations,
        settings.max_body_bytes,
        kept,
        graph.stamp,
        receive_seconds=settings.receive_seconds,
        persisted=persisted,
        packs=settings.gzip,
    )

    observers: list[Observe] = [Slow(settings.slow_seconds, each=settings.log_requests)]
    routes_of_metrics: list[Route] = []
    timing: Callable[[], AbstractContextManager[None]] = nullcontext
    count: CountStreamed | None = None
    if settings.metrics:
        from api.metrics import metrics_of, metrics_route  # its library is loaded only for it

        metrics = metrics_of(graph)
        observers.append(metrics)
        routes_of_metrics = [metrics_route(metrics)]
        count = metrics.count_streamed
        if graph.in_neo4j:
            timing = metrics.timing_statements

    listeners = Listeners(endpoint, Feed(graph), settings, count)

    async def graphql(request: Request) -> Response | Answer:
        wishes = wishes_of(hangs_on(request.scope))
        if settings.graphiql and request.method in ("GET", "HEAD") and wishes.wants_page:
            return PAGES.file("graphiql.html", request.scope, vary="Accept")
        for_this = partial(new_context, request)
        if request.method in ("GET", "POST") and wishes.wants_events:
            return await listeners.event_stream(request, for_this)
        return await endpoint.respond(request, for_this)

    def at_once(scope: Scope, text: bytes, wishes: Wishes) -> Answer | None:
        return endpoint.at_once(scope, text, wishes, partial(new_context, HTTPConnection(scope)))

    async def web_socket(socket: WebSocket) -> None:
        await listeners.web_socket(socket, partial(new_context, socket))

    def new_context(asked: HTTPConnection, asker: Asker) -> Context:
        pictures = None
        if graph.in_neo4j:
            pictures = Pictures(settings.neo4j_browser, str(asked.base_url))
        return Context(
            graph.reader(asker),
            wrap,
            today=today(),
            pictures=pictures,
            search_seconds=settings.search_seconds,
            search_visits=settings.search_visits,
            asker=asker,
            journal=graph.journal,
            journal_is_kept=graph.keeps_journal,
            is_at_hand=not graph.in_neo4j,
        )

    async def readyz(request: Request) -> Response:
        """Whether the graph can be read and is what its seed says."""
        reader, problems = await run_in_threadpool(graph.state)
        body = {
            "ready": not problems,
            "version": reader.info.version if reader else None,
            "loadedAt": reader.info.loaded_at.isoformat() if reader else None,
            "problems": problems,
        }
        return JSONResponse(body, 503 if problems else 200)

    traces = traces_of(settings)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        following = watching(graph, reload=settings.reload, poll_seconds=settings.poll_seconds)
        if traces is not None:
            traces.begin()
        with graph.shared(), timing():
            async with following, listening(socket, local):
                yield
        graph.bell.close()
        graph.store.close()
        if traces is not None:
            await run_in_threadpool(traces.close)

    routes = [
        Route("/", _index),
        Route("/graphql", graphql, methods=_METHODS),
        WebSocketRoute("/graphql", web_socket),
        *([Route("/graphiql", _graphiql)] if settings.graphiql else []),
        Route("/favicon.ico", _favicon),
        *([Route("/schema.graphql", _schema)] if settings.introspection else []),
        Route("/healthz", _healthz),
        Route("/readyz", readyz),
        *routes_of_metrics,
        *administered(guard(settings.keys)),
        *neo4j_browser_routes(Route("/answer.html", picture_guide)),
        Mount("/static", PAGES),
    ]
    short = short_way(settings, observers, kept, endpoint.moment, at_once)
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=around(settings, traces, short),
        exception_handlers={Exception: _unexpected},
    )
    app.state.short_answer = short.answer if traces is None else None
    return app


def _local(request: Request) -> str:
    """Who asks through the socket: the system has let them into its folder."""
    return "the control socket"


async def _unexpected(request: Request, error: Exception) -> Response:
    """A mistake of ours outside of GraphQL; no middleware is left to add the headers."""
    message, extensions = unexpected(error)
    body = {"errors": [{"message": message, "extensions": extensions}]}
    return JSONResponse(
        body, 500, headers={**HEADERS, REQUEST_ID_HEADER: record_of(request.scope).id}
    )


async def _index(request: Request) -> Response:
    return PAGES.file("index.html", request.scope)


async def _favicon(request: Request) -> Response:
    """For pages that are no pages of ours, such as plain text: browsers ask for it here."""
    return PAGES.file("favicon.svg", request.scope)


async def _graphiql(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"graphql{query}")


async def _schema(request: Request) -> Response:
    return PlainTextResponse(schema.as_str() + "\n")


async def _healthz(request: Request) -> Response:
    """Whether the process is up; says nothing of the graph."""
    return PlainTextResponse("ok\n")
