"""What is said of a question that asks for more than is given."""

from __future__ import annotations

from graph.errors import GraphError

__all__ = ["LimitError"]


class LimitError(GraphError):
    """A document or an operation beyond a limit; `found` is how far it goes, `limit` how far it may."""

    def __init__(self, code: str, message: str, found: int, limit: int) -> None:
        """Say which limit, and what to do; the two numbers are added to the message."""
        super().__init__(f"{message} (found {found:,}, at most {limit:,}).")
        self.code = code
        self.found = found
        self.limit = limit
