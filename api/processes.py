"""Several processes that answer side by side, forked from one that has loaded all and then keeps watch.

What was loaded before the fork is shared in memory for as long as nobody writes to it. A process that
dies is replaced. When the one that keeps watch is told to end, or is killed, all of them end.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

__all__ = ["Place", "run_processes", "usable_cores"]

logger = logging.getLogger("interop.processes")
_STOPPING = (signal.SIGINT, signal.SIGTERM)
_HEARD = (*_STOPPING, signal.SIGALRM, signal.SIGCHLD)
_PATIENCE = 15.0  # seconds until those that do not end are killed
_SHORT_LIFE = 2.0  # seconds; a process that dies sooner is replaced only after as long a pause


@dataclass(frozen=True, slots=True)
class Place:
    """What a process is told: which one it is, from 0, and how to hear and be heard.

    `watched` is a pipe at its end once the one that keeps watch is gone.
    """

    number: int
    watched: int
    _ready: int

    def ready(self) -> None:
        """Say that it answers from now on."""
        with suppress(BrokenPipeError):  # nobody waits for one that takes another's place
            os.write(self._ready, b"1")
        os.close(self._ready)


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_processes(
    count: int,
    work: Callable[[Place], None],
    all_ready: Callable[[], object],
    all_end: Callable[[], object],
) -> bool:
    """Run `work` in so many processes until told to end; false if one of them ended before it was ready.

    To be called before any thread is started. `all_ready` is called here when each has said so, and
    `all_end` when they are told to end.
    """
    return _Watch(work, all_end).run(count, all_ready)


class _Watch:
    def __init__(self, work: Callable[[Place], None], all_end: Callable[[], object]) -> None:
        self._work = work
        self._all_end = all_end
        self._living: dict[int, tuple[int, float]] = {}
        """By process id: its number, and when it began."""
        self._stopping = False
        self._watched, self._watching = os.pipe()

    def run(self, count: int, all_ready: Callable[[], object]) -> bool:
        for number in _STOPPING:
            signal.signal(number, self._stop)
        signal.signal(signal.SIGALRM, self._kill)
        signal.signal(signal.SIGCHLD, _listen)
        first = [self._start(number) for number in range(count)]
        told = [_is_told(pipe) for pipe in first]
        has_failed = not all(told) and not self._stopping
        if has_failed:
            self._stop()
        elif not self._stopping:
            all_ready()
        with _signals_waiting():
            self._watch()
        signal.setitimer(signal.ITIMER_REAL, 0)
        return not has_failed

    def _watch(self) -> None:
        """Until all have died, wait for one to die or for a signal, whichever comes first.

        Signals wait until they are waited for: one that came just before a wait for the dead alone
        would be heard only when somebody dies.
        """
        while self._living:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                self._bury(pid, status)
                continue
            number = signal.sigwait(_HEARD)
            if number == signal.SIGALRM:
                self._kill()
            elif number in _STOPPING:
                self._stop()

    def _start(self, number: int) -> int:
        """Fork one; gives the pipe through which it says that it is ready."""
        told, ready = os.pipe()
        with _signals_waiting():  # so that none that begins is forgotten when all are to end
            pid = os.fork()
            if pid:
                self._living[pid] = number, time.monotonic()
        if pid:
            os.close(ready)
            return told
        os.close(told)
        os.close(self._watching)
        os._exit(self._exit_code(Place(number, self._watched, ready)))

    def _exit_code(self, place: Place) -> int:
        """Work, in the new process."""
        for number in _HEARD:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
        try:
            self._work(place)
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            logger.exception("process %d", place.number)
            return 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            logging.shutdown()
        return 0

    def _bury(self, pid: int, status: int) -> None:
        """Note that one has died, and start another in its place."""
        number, began = self._living.pop(pid, (None, 0.0))
        if number is None or self._stopping:
            return
        code = os.waitstatus_to_exitcode(status)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        logger.warning("process %d of number %d ended (%s): replaced", pid, number, how)
        if time.monotonic() - began < _SHORT_LIFE:
            time.sleep(_SHORT_LIFE)
        if not self._stopping:
            os.close(self._start(number))

    def _stop(self, number: int = signal.SIGTERM, frame: FrameType | None = None) -> None:
        """Tell all to end in order."""
        if not self._stopping:
            self._stopping = True
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
            self._all_end()
        self._signal(signal.SIGTERM)

    def _kill(self, number: int = signal.SIGALRM, frame: FrameType | None = None) -> None:
        logger.warning("%d processes did not end in %.0f s: killed", len(self._living), _PATIENCE)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        for pid in list(self._living):
            with suppress(ProcessLookupError):  # it has just ended, and is about to be noted
                os.kill(pid, number)


@contextmanager
def _signals_waiting() -> Iterator[None]:
    """Let signals wait, also in what is forked meanwhile, until the end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _listen(number: int, frame: FrameType | None) -> None:
    """Nothing; a signal that nobody listens to may not even wait."""


def _is_told(pipe: int) -> bool:
    try:
        return os.read(pipe, 1) != b""
    finally:
        os.close(pipe)
