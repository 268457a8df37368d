"""The control socket: a second, small server beside the ordinary one, in the same event loop."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from graph.control import ControlError, checked_socket, locked, private_folder

__all__ = ["listening"]

logger = logging.getLogger("interop.admin")
_AGAIN = 2.0  # seconds until a process looks whether the one that listened is gone
_LAST_WORDS = 5


class _Beside(uvicorn.Server):
    """Leaves signals to the server beside which it runs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(path: Path | None, app: Starlette) -> AsyncIterator[None]:
    """Answer at this socket while the context lasts.

    Of several processes that share a socket one listens; if it ends, another takes its place. Where
    no socket can be had, the log says why, and all else goes on.
    """
    if path is None:
        yield
        return
    stop, tried = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(_listen(path, app, stop, tried))
    await tried.wait()
    try:
        yield
    finally:
        stop.set()
        await task


async def _listen(path: Path, app: Starlette, stop: asyncio.Event, tried: asyncio.Event) -> None:
    try:
        private_folder(checked_socket(path).parent)
        while not stop.is_set():
            with locked(path.with_name(f"{path.name}.lock"), wait=False, leave=False) as ours:
                if ours:
                    await _serve(path, app, stop, tried)
                    return
            tried.set()
            await _sleep(stop, _AGAIN)
    except (OSError, ControlError) as error:
        logger.warning("no control socket, so seeds cannot be applied by it: %s", error)
    finally:
        tried.set()


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


async def _serve(path: Path, app: Starlette, stop: asyncio.Event, tried: asyncio.Event) -> None:
    path.unlink(missing_ok=True)  # of a process that died: the lock is ours
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=_LAST_WORDS,
    )
    server = _Beside(config)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        logger.info("seeds can be applied through %s", path)
        tried.set()
        try:
            await stop.wait()
        finally:
            server.should_exit = True
            await serving
            path.unlink(missing_ok=True)
