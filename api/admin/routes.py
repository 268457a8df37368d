"""What may be asked of a server by those who may change its graph.

`PUT /admin/seed` takes a seed (a tar of its files) and serves it, `GET /admin/seed` gives the seed of
the graph that is served. The same routes stand on the control socket, where the folder keeps others
out, and on the ordinary address, where a key is asked for.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from api.access.keys import KeyFile, KeyFileError
from api.errors import unexpected
from api.graphs import NotAppliedError, ServedGraph
from api.headers import VERSION_HEADER
from graph.control import BadArchiveError, ControlError, load_unpacked, report, unpack
from graph.errors import GraphError, StoreError
from graph.load import SeedError, seed_lines
from graph.model import Seed
from graph.store import seed_in

__all__ = ["ADMIN_CODES", "admin_routes", "guard"]

logger = logging.getLogger("interop.admin")
_MOST_PASSED_OVER = 10_000_000  # bytes

ADMIN_CODES = {
    "APPLYING": (409, "Another seed is being applied; try again."),
    "BAD_ARCHIVE": (400, "What was sent is no tar of a seed's files, or it is too large."),
    "BAD_SEED": (422, "The seed has problems; `problems` holds them all. The old graph stays."),
    "CONTROL_ERROR": (
        503,
        "The control directory cannot be read or written, or what was sent cannot be put down.",
    ),
    "GRAPH_CHANGING": (503, "The graph was changed while it was read; ask again."),
    "IN_NEO4J": (409, "The server reads its graph from Neo4j, where seeds are applied."),
    "KEY_FILE": (503, "The file of keys cannot be read."),
    "NO_KEYS": (403, "The server has no file of keys, so nobody may do this over HTTP."),
    "OTHER_VERSION": (412, "Another graph is served than the one that was expected."),
    "REQUEST_TOO_SLOW": (408, "Nothing of the seed came in for too long."),
    "UNKNOWN_KEY": (401, "No key was given, or one that is not, or no longer, known."),
}
"""Statuses of what can be refused here, and what each means; the docs list them."""

Guard = Callable[[Request], str]
"""Says who asks; raises `NotAppliedError` or `KeyFileError` where they may not."""


def guard(keys: Path | None) -> Guard:
    """Let in who shows a key of this file; without a file, nobody."""

    def check(request: Request) -> str:
        if keys is None:
            raise NotAppliedError(
                "This server takes no changes over HTTP: it has no file of keys.", "NO_KEYS"
            )
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        name = KeyFile(keys).name_of(text.strip()) if scheme.casefold() == "bearer" else None
        if name is None:
            raise NotAppliedError("Send a key: Authorization: Bearer …", "UNKNOWN_KEY")
        return f"key {name!r}"

    return check


def admin_routes(graph: ServedGraph, max_bytes: int, patience: float, who: Guard) -> list[Route]:
    """The routes; `who` is asked before anything else is looked at.

    A seed may have `max_bytes`, and come in with pauses of `patience` seconds.
    """

    async def seed(request: Request) -> Response:
        try:
            name = await run_in_threadpool(who, request)
            if request.method == "PUT":
                with _put_down() as file:
                    await _receive(request, file, max_bytes, patience)
                    return await _put(request, graph, partial(_seed_of, file, max_bytes), name)
            return await run_in_threadpool(_get, graph)
        except (GraphError, ClientDisconnect) as error:
            await _pass_over(request, patience)
            return _refusal(error)
        except Exception as error:  # noqa: BLE001 -- told and logged as everywhere else
            message, extensions = unexpected(error)
            return _error(500, message, extensions)

    return [Route("/admin/seed", seed, methods=["GET", "PUT"])]


async def _put(
    request: Request, graph: ServedGraph, load: Callable[[], Seed], name: str
) -> Response:
    dry_run = request.query_params.get("dryRun", "false") == "true"
    version = request.headers.get("if-match", "").strip(' "') or None
    applied = await run_in_threadpool(graph.apply, load, version=version, dry_run=dry_run)
    if not dry_run:
        logger.info("%s applied graph %s", name, applied.version)
    return JSONResponse(report(applied, dry_run=dry_run))


@contextmanager
def _put_down() -> Iterator[IO[bytes]]:
    """A file for what is sent; raises `ControlError` where there is no room for it, or for its seed."""
    try:
        with tempfile.TemporaryFile() as file:
            yield file
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise ControlError(f"Cannot put down what was sent: {error.strerror}{where}.") from error


async def _receive(request: Request, file: IO[bytes], max_bytes: int, patience: float) -> None:
    size = 0
    async for chunk in _chunks(request, patience):
        size += len(chunk)
        if size > max_bytes:
            raise BadArchiveError(f"The seed is larger than {max_bytes:,} bytes.")
        await run_in_threadpool(file.write, chunk)
    file.seek(0)


async def _chunks(request: Request, patience: float) -> AsyncIterator[bytes]:
    """The body, however long it takes as a whole, while something of it comes in."""
    chunks = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(patience):
                chunk = await anext(chunks, None)
        except TimeoutError:
            message = f"Nothing of the seed came in for {patience:g} seconds."
            raise NotAppliedError(message, "REQUEST_TOO_SLOW") from None
        if chunk is None:
            return
        yield chunk


async def _pass_over(request: Request, patience: float) -> None:
    """Take the rest of a body that is not wanted: who is still sending may not see the answer."""
    left = _MOST_PASSED_OVER
    with suppress(ClientDisconnect, RuntimeError, TimeoutError):
        async with asyncio.timeout(patience):
            async for chunk in request.stream():
                left -= len(chunk)
                if left < 0:
                    return


def _seed_of(file: IO[bytes], max_bytes: int) -> Seed:
    with tempfile.TemporaryDirectory(prefix="interop-seed-") as folder:
        unpack(file, Path(folder), max_bytes)
        return load_unpacked(Path(folder))


def _get(graph: ServedGraph) -> Response:
    reader = graph.store.reader()
    seed = seed_in(reader)
    if not reader.is_current():
        raise StoreError("The graph was changed while it was read.", code="GRAPH_CHANGING")
    lines = (f"{line}\n" for line in seed_lines(seed))
    headers = {VERSION_HEADER: reader.info.version}
    return StreamingResponse(_in_pieces(lines), headers=headers, media_type="application/jsonl")


def _in_pieces(lines: Iterator[str]) -> Iterator[str]:
    """The lines, many at a time: each piece is a task of its own for the server."""
    piece, size = [], 0
    for line in lines:
        piece.append(line)
        size += len(line)
        if size > 1 << 16:
            yield "".join(piece)
            piece, size = [], 0
    yield "".join(piece)


def _refusal(error: GraphError | ClientDisconnect) -> Response:
    if isinstance(error, ClientDisconnect):
        return _error(400, "The request ended early.", {"code": "BAD_ARCHIVE"})
    extensions: dict[str, Any] = {"code": error.code}
    status, _ = ADMIN_CODES.get(error.code, (503 if isinstance(error, StoreError) else 422, ""))
    if isinstance(error, SeedError):
        rows = [{**problem.place._asdict(), **asdict(problem)} for problem in error.problems]
        for row in rows:
            del row["place"]
        extensions["problems"] = rows
    if isinstance(error, KeyFileError | ControlError):
        logger.error("%s", error)
    return _error(status, str(error), extensions)


def _error(status: int, message: str, extensions: dict[str, Any]) -> Response:
    headers = {401: {"WWW-Authenticate": "Bearer"}, 408: {"Connection": "close"}}.get(status)
    body = {"errors": [{"message": message, "extensions": extensions}]}
    return JSONResponse(body, status, headers)
