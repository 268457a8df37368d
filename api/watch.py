"""Load the seed anew when its files change, without blocking or dropping a request."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool
from watchfiles import awatch

from api.graphs import ServedGraph

__all__ = ["watching"]

logger = logging.getLogger("interop.watch")


@asynccontextmanager
async def watching(graph: ServedGraph, *, enabled: bool) -> AsyncIterator[None]:
    """Watch the graph's seed folder for as long as the context lasts."""
    if not enabled or graph.folder is None:
        yield
        return
    stop = asyncio.Event()
    task = asyncio.create_task(_watch(graph, stop))
    try:
        yield
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(graph: ServedGraph, stop: asyncio.Event) -> None:
    assert graph.folder is not None
    async for _ in awatch(graph.folder, stop_event=stop):
        try:
            await run_in_threadpool(graph.reload)
        except Exception:
            logger.exception("the last good graph stays: the seed cannot be loaded")
