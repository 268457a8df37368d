"""What the server of our service reaches at most: for each question one answer, known beforehand.

Run as `python -m tests.bench.peers.fixed FILE PROCESSES`; the file has an answer for each question, which
is given at `/QUESTION/graphql` whatever is posted there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.bench.serve import serve_app

__all__ = ["fixed_app"]


def fixed_app(answers: dict[str, str]) -> Starlette:
    """An application that gives the same bytes each time."""
    known = {question: answer.encode() for question, answer in answers.items()}

    async def answer(request: Request) -> Response:
        await request.body()
        return Response(known[request.path_params["question"]], media_type="application/json")

    return Starlette(routes=[Route("/{question}/graphql", answer, methods=["POST"])])


if __name__ == "__main__":
    serve_app(fixed_app(json.loads(Path(sys.argv[1]).read_text("utf-8"))), int(sys.argv[2]))
