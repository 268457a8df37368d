"""What can go wrong between a command and a server that runs."""

from __future__ import annotations

from graph.errors import GraphError

__all__ = ["ControlError", "RefusedError"]


class ControlError(GraphError):
    """A server that is not to be had, or a folder that is not fit for control."""

    code = "CONTROL_ERROR"


class RefusedError(ControlError):
    """A server that answers, and does not do it; `code` says why."""

    def __init__(self, message: str, code: str, status: int) -> None:
        """Say what the server said."""
        super().__init__(message)
        self.code = code
        self.status = status
