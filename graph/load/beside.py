"""Work that a second process does meanwhile, where there is a second processor.

The process is forked, so it needs nothing that is sent to it, and it says no more than a line. It is
made where nothing else is at work in this one: threads of others do not survive a fork, and what they
hold would be held for ever.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

__all__ = ["Said", "beside", "can_fork"]

Said = Callable[[], str | None]
"""Waits for what was said; None where the work was not done to the end."""


def can_fork() -> bool:
    """Whether a second process is of use, and safe: no other thread, no loop of events."""
    if not hasattr(os, "fork") or _processors() < 2:
        return False
    if threading.active_count() > 1 or threading.current_thread() is not threading.main_thread():
        return False
    return asyncio._get_running_loop() is None


def _processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def beside(work: Callable[[Callable[[], bool]], str | None]) -> Iterator[Said]:
    """Do some work in a process of its own for as long as the block lasts, and no longer.

    The work is told how to ask whether anybody still waits for it.
    """
    reading, writing = os.pipe()
    parent = os.getpid()
    try:
        pid = os.fork()
    except OSError:  # no room for another process
        os.close(reading)
        os.close(writing)
        yield lambda: None
        return
    if not pid:
        _work(work, parent, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as words:
            yield lambda: words.read() or None
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _work(
    work: Callable[[Callable[[], bool]], str | None], parent: int, writing: int
) -> None:  # pragma: no cover -- in another process
    """Work in the new process, say what came of it, and end; nothing of the other one is cleaned up."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        said = work(lambda: os.getppid() == parent)
        if said:
            os.write(writing, said.encode("ascii"))
    finally:
        os._exit(0)
