"""What an answer tells only if it is asked: worked out when first looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

__all__ = ["NOTHING", "Later"]

Value = TypeVar("Value")


class Later(Generic[Value]):
    """A value that is made when it is first asked for, and kept; equal where the values are."""

    __slots__ = ("_arguments", "_make", "_value")

    def __init__(self, make: Callable[..., Value], *arguments: Any) -> None:
        """Make it by calling `make` with these arguments, once."""
        self._make: Callable[..., Value] | None = make
        self._arguments = arguments

    @property
    def value(self) -> Value:
        """The value."""
        if self._make is not None:
            self._value = self._make(*self._arguments)
            self._make, self._arguments = None, ()
        return self._value

    def __eq__(self, other: object) -> bool:
        """Compare what both tell."""
        return isinstance(other, Later) and self.value == other.value

    def __hash__(self) -> int:
        """As the value's."""
        return hash(self.value)

    def __repr__(self) -> str:
        return f"Later({self.value!r})"


NOTHING: Later[None] = Later(lambda: None)
"""Nothing is to be told."""
