"""Readers that do what no real one does on demand: count, fail, dawdle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from graph.store import Reader

__all__ = ["altered", "counting"]


class _Altered:
    def __init__(self, reader: Reader, changes: dict[str, Callable[..., Any]]) -> None:
        self._reader = reader
        self._changes = changes

    def __getattr__(self, name: str) -> Any:
        return self._changes.get(name) or getattr(self._reader, name)


def altered(reader: Reader, **changes: Callable[..., Any]) -> Reader:
    """A reader some methods of which are others."""
    return cast("Reader", _Altered(reader, changes))


def counting(reader: Reader, *names: str) -> tuple[Reader, Counter[str]]:
    """A reader, and how often each of the methods named has been called."""
    calls: Counter[str] = Counter()

    def counted(name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            calls[name] += 1
            return getattr(reader, name)(*arguments, **named)

        return call

    return altered(reader, **{name: counted(name) for name in names}), calls
