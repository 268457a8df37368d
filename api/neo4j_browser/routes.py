"""The routes below `/neo4j`: files for Neo4j Browser, which fetches them from its own origin.

They say nothing of who asks and change nothing, so every origin may read them. `:play` sends
`Cache-Control` and `Pragma`, for which web browsers ask first (a CORS preflight).
"""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from api.neo4j_browser.asciidoc import asciidoc_guide
from api.neo4j_browser.guide import read_guide
from api.neo4j_browser.index import index_page
from api.neo4j_browser.saved import FOLDER, saved_queries
from api.neo4j_browser.slides import html_guide

__all__ = ["neo4j_browser_routes"]

_READABLE_BY_ALL = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["GET"],
    allow_headers=["cache-control", "pragma"],
)
# A guide names the address that it was asked under, and a new version should be seen at once.
_FRESH = {"Cache-Control": "no-cache", "Vary": "Host"}


def neo4j_browser_routes(*more: Route) -> list[BaseRoute]:
    """The routes; `more` are others below `/neo4j` that the Browser fetches."""
    routes = [
        Route("/", _index),
        Route("/guide.html", _guide_html),
        Route("/guide.adoc", _guide_adoc),
        Route("/style.grass", _style),
        Route("/queries/{name}.cypher", _query),
        *more,
    ]
    return [Mount("/neo4j", routes=routes, middleware=[_READABLE_BY_ALL])]


def _base(request: Request) -> str:
    """The address of these files, as the client knows it."""
    return f"{request.base_url}neo4j"


async def _index(request: Request) -> Response:
    return HTMLResponse(index_page(_base(request)), headers=_FRESH)


async def _guide_html(request: Request) -> Response:
    return HTMLResponse(html_guide(read_guide().at(_base(request))), headers=_FRESH)


async def _guide_adoc(request: Request) -> Response:
    return _text(asciidoc_guide(read_guide().at(_base(request))))


async def _style(request: Request) -> Response:
    return _text((FOLDER / "style.grass").read_text("utf-8"))


async def _query(request: Request) -> Response:
    query = saved_queries().get(request.path_params["name"])
    return _text(query.source) if query else PlainTextResponse("no such query\n", 404)


def _text(text: str) -> Response:
    return PlainTextResponse(text, headers=_FRESH)
