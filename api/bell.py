"""Wakes those who wait for something new, from any thread and in any event loop."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

__all__ = ["Bell"]


class Bell:
    """Rung when there may be something new; closed when nothing comes any more."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._lock = threading.Lock()
        self._waiting: set[asyncio.Future[None]] = set()
        self._closed = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing comes any more."""
        return self._closed

    @property
    def is_heard(self) -> bool:
        """Whether anybody waits."""
        return bool(self._waiting)

    def listen(self) -> asyncio.Future[None]:
        """What is done at the next ring; taken before one looks, so that no ring is missed."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        with self._lock:
            if not self._closed:
                self._waiting.add(future)
                return future
        future.set_result(None)
        return future

    def forget(self, future: asyncio.Future[None]) -> None:
        """Wait no longer."""
        with self._lock:
            self._waiting.discard(future)

    def ring(self) -> None:
        """Wake all who wait."""
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        for future in waiting:
            with suppress(RuntimeError):  # its loop is closed, and nobody waits there any more
                future.get_loop().call_soon_threadsafe(_wake, future)

    def close(self) -> None:
        """Wake all who wait, now and ever after."""
        self._closed = True
        self.ring()


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
