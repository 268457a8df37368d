"""Tells whoever wants to know when something that takes time begins and ends: a span."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext

__all__ = ["NewSpan", "forget", "span", "tell"]

NewSpan = Callable[[str, dict[str, str]], AbstractContextManager[object]]
"""Begins a span of this name, with what is to be said of it."""

_SILENT = nullcontext()
_told: tuple[NewSpan, ...] = ()


def tell(new: NewSpan) -> None:
    """From now on, tell of spans by this too."""
    global _told
    _told = (*_told, new)


def forget(new: NewSpan) -> None:
    """Tell no more of spans by this."""
    global _told
    _told = tuple(one for one in _told if one != new)


def span(name: str, said: dict[str, str]) -> AbstractContextManager[object]:
    """The span of what is done in its context, and what is to be said of it."""
    if not _told:
        return _SILENT
    return _told[0](name, said) if len(_told) == 1 else _spans(_told, name, said)


@contextmanager
def _spans(told: tuple[NewSpan, ...], name: str, said: dict[str, str]) -> Iterator[None]:
    with ExitStack() as stack:
        for new in told:
            stack.enter_context(new(name, said))
        yield
