"""Threads that work on answers: so many at once, so many questions that wait, and only for so long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from anyio import CapacityLimiter, to_thread

from graph.asker import Asker

__all__ = ["BusyError", "Deadline", "Within", "Workers"]

T = TypeVar("T")


class BusyError(Exception):
    """As many wait already as may."""


class Workers:
    """Works on questions in threads, in the order in which they came."""

    def __init__(self, at_once: int = 40, waiting: int = 1_000) -> None:
        """Work on so many at once, and let so many wait; all belong to one event loop."""
        self._limiter = CapacityLimiter(at_once)
        self._most = at_once + waiting
        self.inside = 0
        """How many are worked on or wait."""

    async def run(self, work: Callable[[], T]) -> T:
        """What the work gives; raises `BusyError` where there is no room to wait."""
        if self.inside >= self._most:
            raise BusyError
        self.inside += 1
        try:
            return await to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self.inside -= 1


class _Clock:
    """Runs while a context lasts; `_pass` is called if it runs out."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self._timer = asyncio.get_running_loop().call_later(self._seconds, self._pass)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        assert self._timer is not None
        self._timer.cancel()

    def _pass(self) -> None:
        raise NotImplementedError


class Within(_Clock):
    """What `asyncio.timeout` does, for who waits often and hardly ever too long: it costs a third.

    Raises `TimeoutError` out of the context after so many seconds.
    """

    def __init__(self, seconds: float) -> None:
        """Made in the task that waits."""
        self._seconds = seconds
        self._task = asyncio.current_task()
        self._is_over = False

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the clock; a cancellation that came from it is an error of time."""
        assert self._timer is not None
        self._timer.cancel()
        if self._is_over and self._task is not None:
            was_only_ours = self._task.uncancel() == 0
            if was_only_ours and kind is asyncio.CancelledError:
                raise TimeoutError from error

    def _pass(self) -> None:
        self._is_over = True
        if self._task is not None:
            self._task.cancel()


class Deadline(_Clock):
    """Meanwhile, a clock: when it runs out, the asker leaves, and so the work for them ends."""

    def __init__(self, asker: Asker, seconds: float) -> None:
        """Wait for so long, from when it is entered."""
        super().__init__(seconds)
        self._asker = asker
        self.has_passed = False
        """Whether it was the clock that ended the work."""

    def _pass(self) -> None:
        self.has_passed = not self._asker.is_gone
        self._asker.leave()
