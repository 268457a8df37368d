"""Every error that this package raises on purpose.

The tree (each also answers to Python's own word, so callers may catch either)::

    GraphError
    ├── EdtfError (ValueError)            a date that cannot be read: text, position, advice
    ├── SeedError (ValueError)            a seed with problems: all of them, each with its place
    ├── UnknownIdError (LookupError)      no such entity, event, source …: what was meant, perhaps
    ├── AmbiguousNameError (LookupError)  a name that more than one entity answers to
    ├── BadArgumentError (ValueError)     a question that cannot be asked: argument, found, expected
    └── StoreError                        a store that cannot answer now

`EdtfError` lives in `graph.dates`, `SeedError` in `graph.load`, next to what raises them.
Each class has a `code`: the word that the API and the command line show for it.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "AmbiguousNameError",
    "BadArgumentError",
    "GraphError",
    "StoreError",
    "UnknownIdError",
]


class GraphError(Exception):
    """The base of all: catch this to catch every deliberate error of this package."""

    code = "GRAPH_ERROR"


class UnknownIdError(GraphError, LookupError):
    """There is no such thing in the graph; `suggestions` are the nearest ids, best first."""

    code = "UNKNOWN_ID"

    def __init__(self, what: str, found: str, suggestions: Sequence[str] = ()) -> None:
        """Say that no `what` ("entity", "event" …) answers to `found`."""
        self.what = what
        self.found = found
        self.suggestions = tuple(suggestions)
        hint = f" Did you mean {_either(self.suggestions)}?" if self.suggestions else ""
        super().__init__(f"There is no {what} {found!r}.{hint}")
        self.code = f"UNKNOWN_{what.upper()}"


class AmbiguousNameError(GraphError, LookupError):
    """More than one entity answers to a name; `suggestions` are their ids."""

    code = "AMBIGUOUS_NAME"

    def __init__(self, found: str, suggestions: Sequence[str]) -> None:
        """Say that `found` may mean any of `suggestions`."""
        self.found = found
        self.suggestions = tuple(suggestions)
        super().__init__(f"{found!r} may mean {_either(self.suggestions)}: write the id.")


class BadArgumentError(GraphError, ValueError):
    """A question that cannot be asked; `argument` names the place."""

    code = "BAD_ARGUMENT"

    def __init__(
        self, argument: str, found: object, expected: str, *, code: str | None = None
    ) -> None:
        """Say what was found in `argument` and what is expected there."""
        self.argument = argument
        self.found = found
        self.expected = expected
        super().__init__(f"{argument}: found {found!r}, expected {expected}.")
        if code is not None:
            self.code = code


class StoreError(GraphError):
    """The store cannot answer now: gone, locked, changing, out of time; `code` says which."""

    code = "STORE_UNAVAILABLE"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        """Say what is wrong and, where there is something to do, what to do next."""
        super().__init__(message)
        if code is not None:
            self.code = code


def _either(words: Sequence[str]) -> str:
    """Join words as a sentence does: 'a', 'a or b', 'a, b or c'."""
    quoted = [repr(word) for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
