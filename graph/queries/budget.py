"""How much a search may look at, so that no question can take the service down."""

from __future__ import annotations

import time
from dataclasses import dataclass

from graph.errors import GraphError

__all__ = ["Budget", "BudgetSpentError"]


class BudgetSpentError(GraphError):
    """A search stopped before it had looked everywhere; `reason` is VISITS or TIME."""

    code = "BUDGET_SPENT"

    def __init__(self, reason: str, visited: int) -> None:
        """Say which budget ran out, after how many links."""
        self.reason = reason
        self.visited = visited
        super().__init__(
            f"The search stopped after {visited:,} links: {reason.lower()} budget spent."
        )


@dataclass(slots=True)
class Budget:
    """Counts the links looked at, and the seconds; raises `BudgetSpentError` beyond either."""

    visits: int = 500_000
    seconds: float = 5.0
    visited: int = 0
    _deadline: float = 0.0

    def __post_init__(self) -> None:
        """Start the clock."""
        self._deadline = time.monotonic() + self.seconds

    def spend(self, links: int) -> None:
        """Note that so many more links were looked at."""
        self.visited += links
        if self.visited > self.visits:
            raise BudgetSpentError("VISITS", self.visited)
        if time.monotonic() > self._deadline:
            raise BudgetSpentError("TIME", self.visited)
