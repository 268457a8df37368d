"""The small guide behind an answer's `browserUrl`: its parameters and its Cypher, to be run."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from api.neo4j_browser import answer_guide
from api.pictures import PICTURES

__all__ = ["picture_guide"]

_MOST_TEXT = 20_000


async def picture_guide(request: Request) -> Response:
    """The guide for `?name=…&parameters={…}`: constant Cypher by its name, parameters as JSON."""
    text = PICTURES.get(request.query_params.get("name", ""))
    if text is None:
        names = ", ".join(PICTURES)
        return PlainTextResponse(f"`name` is missing or unknown; it is one of {names}.\n", 404)
    given = request.query_params.get("parameters", "{}")
    try:
        parameters = json.loads(given) if len(given) <= _MOST_TEXT else None
    except (ValueError, RecursionError):
        parameters = None
    if not isinstance(parameters, dict):
        return PlainTextResponse("`parameters` is not a JSON object, or is too long.\n", 400)
    try:
        return HTMLResponse(answer_guide(text, parameters))
    except ValueError:  # NaN and its like: Python reads them, JSON and Cypher do not know them
        return PlainTextResponse("`parameters` holds a number that JSON does not know.\n", 400)
