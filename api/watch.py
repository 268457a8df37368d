"""Follow what changes outside: the seed's files, and what other processes or loaders have applied.

Nothing here blocks or drops a request: each change is taken in a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from anyio import to_thread
from starlette.concurrency import run_in_threadpool
from watchfiles import awatch

from api.graphs import ServedGraph
from graph.errors import GraphError

__all__ = ["watching"]

logger = logging.getLogger("interop.watch")
_ONCE_IN_A_WHILE = 2_000  # milliseconds


@asynccontextmanager
async def watching(graph: ServedGraph, *, reload: bool, poll_seconds: float) -> AsyncIterator[None]:
    """Follow for as long as the context lasts: with `reload`, the seed's folder too."""
    async with AsyncExitStack() as stack:
        if reload and graph.folder is not None:
            await stack.enter_async_context(_each_change(graph.folder, graph.reload))
        if graph.control is not None:
            for_others = _each_change(graph.control.path, graph.follow, in_doubt=True)
            await stack.enter_async_context(for_others)
        if not graph.in_neo4j:
            await stack.enter_async_context(_in_background(_make_ready(graph)))
        if graph.in_neo4j:
            await stack.enter_async_context(_in_background(_poll(graph, poll_seconds)))
        yield


@asynccontextmanager
async def _each_change(
    folder: Path, act: Callable[[], object], *, in_doubt: bool = False
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(_watch(folder, act, stop, in_doubt=in_doubt))
    try:
        yield
    finally:
        stop.set()
        with suppress(asyncio.CancelledError):
            await task


async def _watch(
    folder: Path, act: Callable[[], object], stop: asyncio.Event, *, in_doubt: bool
) -> None:
    """Act at each change in a folder and those inside it.

    With `in_doubt` not in those inside it, but once in a while too, for what came before the watch began.
    """
    changes = awatch(
        folder,
        stop_event=stop,
        step=20,
        rust_timeout=_ONCE_IN_A_WHILE,
        yield_on_timeout=in_doubt,
        recursive=not in_doubt,
    )
    async for _ in changes:
        try:
            await run_in_threadpool(act)
        except Exception:
            logger.exception("the last good graph stays: the seed cannot be loaded")


@asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _make_ready(graph: ServedGraph) -> None:
    with suppress(GraphError):  # whoever asks the graph is told
        await to_thread.run_sync(graph.make_ready, abandon_on_cancel=True)


async def _poll(graph: ServedGraph, seconds: float) -> None:
    """Ask which version the store has, while somebody wants to be told."""
    seen: str | None = None
    while True:
        await asyncio.sleep(seconds)
        if not graph.bell.is_heard:
            continue
        with suppress(GraphError):  # whoever asks the graph is told; here it is tried again
            version = await run_in_threadpool(lambda: graph.store.reader().info.version)
            if version != seen:
                seen = version
                graph.bell.ring()
