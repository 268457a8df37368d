"""The application: routes, headers, and the life of what it serves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from api.context import Context
from api.errors import unexpected
from api.graphql_http import GraphQLEndpoint
from api.graphs import ServedGraph
from api.headers import HEADERS, SecurityHeaders
from api.neo4j_browser import neo4j_browser_routes
from api.picture_guide import picture_guide
from api.pictures import Pictures
from api.query import schema
from api.schema.wrap import wrap
from api.settings import Settings
from api.watch import watching

__all__ = ["create_app"]

STATIC = Path(str(files("api"))) / "static"
# All are routed to the endpoint, which refuses in GraphQL's own form what it does not take.
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(graph: ServedGraph, settings: Settings | None = None) -> Starlette:
    """The service over a graph; its life begins and ends with the application's."""
    settings = settings or Settings()
    endpoint = GraphQLEndpoint(schema, settings.max_body_bytes)

    async def graphql(request: Request) -> Response:
        if request.method in ("GET", "HEAD") and _wants_page(request):
            return FileResponse(STATIC / "graphiql.html", headers={"Vary": "Accept"})
        return await endpoint.respond(request, partial(new_context, str(request.base_url)))

    def new_context(base: str) -> Context:
        pictures = Pictures(settings.neo4j_browser, base) if graph.in_neo4j else None
        return Context(
            graph.reader(),
            wrap,
            today=datetime.now(UTC).date().toordinal(),
            pictures=pictures,
            search_seconds=settings.search_seconds,
            search_visits=settings.search_visits,
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

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with watching(graph, enabled=settings.reload):
            yield
        graph.store.close()

    routes = [
        Route("/", _index),
        Route("/graphql", graphql, methods=_METHODS),
        Route("/graphiql", _graphiql),
        Route("/favicon.ico", _favicon),
        Route("/schema.graphql", _schema),
        Route("/healthz", _healthz),
        Route("/readyz", readyz),
        *neo4j_browser_routes(Route("/answer.html", picture_guide)),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={Exception: _unexpected},
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    """A mistake of ours outside of GraphQL; no middleware is left to add the headers."""
    message, extensions = unexpected(error)
    body = {"errors": [{"message": message, "extensions": extensions}]}
    return JSONResponse(body, 500, headers=HEADERS)


def _wants_page(request: Request) -> bool:
    """Whether a browser asks for a page, and no program for an answer."""
    accept = request.headers.get("accept", "")
    return "text/html" in accept and "json" not in accept


async def _index(request: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def _favicon(request: Request) -> Response:
    """For pages that are no pages of ours, such as plain text: browsers ask for it here."""
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")


async def _graphiql(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"graphql{query}")


async def _schema(request: Request) -> Response:
    return PlainTextResponse(schema.as_str() + "\n")


async def _healthz(request: Request) -> Response:
    """Whether the process is up; says nothing of the graph."""
    return PlainTextResponse("ok\n")
