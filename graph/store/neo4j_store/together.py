"""One question to the server for all who want its answer at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Condition
from typing import Generic, TypeVar

__all__ = ["Together"]

Asker = TypeVar("Asker")
Answer = TypeVar("Answer")


class Together(Generic[Asker, Answer]):
    """Gives each who asks the result of a run that began after it asked, and runs no more than that.

    While one run is under way, those who come wait for the next, and share it.
    """

    def __init__(self, run: Callable[[Sequence[Asker]], Answer]) -> None:
        """`run` is called for some askers at once, in the thread of one of them."""
        self._run = run
        self._changed = Condition()
        self._waiting: list[Asker] = []
        self._begun = 0
        self._ended = 0
        self._last: Answer | BaseException

    def ask(self, asker: Asker) -> Answer:
        """The result; raises what the run has raised."""
        with self._changed:
            wanted = self._begun + 1
            self._waiting.append(asker)
            while self._ended < wanted and self._begun > self._ended:
                self._changed.wait()
            if self._ended >= wanted:
                return self._result()
            self._begun += 1
            askers, self._waiting = self._waiting, []
        result: Answer | BaseException
        try:
            result = self._run(askers)
        except BaseException as error:  # noqa: BLE001 - raised to all of them
            result = error
        with self._changed:
            self._ended = self._begun
            self._last = result
            self._changed.notify_all()
            return self._result()

    def _result(self) -> Answer:
        if isinstance(self._last, BaseException):
            raise self._last
        return self._last
