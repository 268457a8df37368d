"""What is wrong with a seed: every problem at once, each with its place and what to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import GraphError

__all__ = ["Place", "Problem", "SeedError", "in_order"]


class Place(NamedTuple):
    """Where something stands: the file (relative to the seed's folder), line and column from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """As compilers write it, so that editors can jump there."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: where, what was found, what is expected, what was meant perhaps."""

    place: Place
    message: str
    found: str | None = None
    expected: str | None = None
    suggestion: str | None = None

    def __str__(self) -> str:
        """One line, complete."""
        parts = [f"{self.place}: {self.message}"]
        if self.found is not None:
            parts.append(f"found {self.found}")
        if self.expected is not None:
            parts.append(f"expected {self.expected}")
        text = "; ".join(parts)
        return f"{text}. Did you mean {self.suggestion!r}?" if self.suggestion else text


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems as they stand in the files, each once."""
    return sorted(set(problems), key=lambda problem: (problem.place, problem.message))


class SeedError(GraphError, ValueError):
    """A seed that cannot be loaded; `problems` holds all that is wrong, in the files' order."""

    code = "BAD_SEED"

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take all problems; the message lists every one of them."""
        self.problems = tuple(in_order(problems))
        count = len(self.problems)
        head = f"The seed has {count} problem{'' if count == 1 else 's'}:"
        super().__init__("\n".join([head, *map(str, self.problems)]))
