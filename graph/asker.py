"""Whoever asks a question: may go away before it is answered, and then nobody needs the answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["PATIENT", "Asker", "AskerGoneError", "HastyAsker"]


class AskerGoneError(BaseException):
    """Nobody waits for the answer any more, so the work on it ends here.

    Not an `Exception`, as little as `asyncio.CancelledError` is: nothing on the way may take it for
    the failure of one part, and go on with the next.
    """


class Asker:
    """Says to all who work on an answer whether it is still waited for; may be asked by any thread."""

    def __init__(self) -> None:
        """Wait for an answer."""
        self._gone = False
        self._lock = threading.Lock()
        self._calls: list[Callable[[], None]] = []

    @property
    def is_gone(self) -> bool:
        """Whether nobody waits any more."""
        return self._gone

    def check(self, work: int = 1) -> None:
        """Go on; raises `AskerGoneError` if nobody waits any more.

        `work` says about how many things are looked at next.
        """
        if self._gone:
            raise AskerGoneError

    def leave(self) -> None:
        """Wait no more. Returns at once: what is to be called then is called in its own thread."""
        with self._lock:
            self._gone = True
            calls, self._calls = self._calls, []
        for call in calls:
            threading.Thread(target=call, daemon=True).start()

    @contextmanager
    def when_leaving(self, call: Callable[[], None]) -> Iterator[None]:
        """Have something called if the asker leaves meanwhile; raises where they have left already.

        For what waits for somebody else, and cannot `check` by itself.
        """
        with self._lock:
            self.check()
            self._calls.append(call)
        try:
            yield
        finally:
            with self._lock:
                if call in self._calls:
                    self._calls.remove(call)


class HastyAsker(Asker):
    """One who waits for so much work and no more: they leave before what goes beyond it is begun."""

    def __init__(self, work: int) -> None:
        """Wait for so many things to be looked at."""
        super().__init__()
        self._left = work

    def check(self, work: int = 1) -> None:
        """Go on, or raise `AskerGoneError` where too much is ahead."""
        self._left -= work
        if self._left < 0:
            self.leave()
        super().check(work)


PATIENT = Asker()
"""One who never leaves, for whoever asks from the same thread."""
