"""How much a search may look at, so that no question can take the service down."""

from __future__ import annotations

import time
from dataclasses import dataclass

from graph.asker import PATIENT, Asker
from graph.errors import GraphError

__all__ = ["Budget", "BudgetSpentError"]


class BudgetSpentError(GraphError):
    """A search stopped before it had looked everywhere; `reason` is VISITS, TIME or HOPS.

    `depth` says after how many levels of hops, from either end, and `visited` after how many links.
    Two that say the same of the question are equal: how much was visited is the store's own affair.
    """

    code = "BUDGET_SPENT"

    def __init__(self, reason: str, visited: int, depth: int = 0) -> None:
        """Say which budget ran out, after how many links and hops."""
        self.reason = reason
        self.visited = visited
        self.depth = depth
        super().__init__(
            f"The search stopped after {visited:,} links: {reason.lower()} budget spent."
        )

    def __eq__(self, other: object) -> bool:
        """Whether another search stopped for the same reason, as deep."""
        if not isinstance(other, BudgetSpentError):
            return NotImplemented
        return (self.reason, self.depth) == (other.reason, other.depth)

    def __hash__(self) -> int:
        """As of what is compared."""
        return hash((self.reason, self.depth))


@dataclass(slots=True)
class Budget:
    """Counts the links looked at, and the seconds; raises `BudgetSpentError` beyond either.

    And `AskerGoneError` once nobody waits for what is searched.
    """

    visits: int = 500_000
    seconds: float = 5.0
    visited: int = 0
    depth: int = 0
    """How many levels of hops the last search has looked at."""
    asker: Asker = PATIENT
    is_spent: bool = False
    """Whether it ran out: the same question may find more another time."""
    _deadline: float = 0.0

    def __post_init__(self) -> None:
        """Start the clock."""
        self._deadline = time.monotonic() + self.seconds

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self._deadline - time.monotonic()

    def spend(self, links: int) -> None:
        """Note that so many more links were looked at."""
        self.visited += links
        if self.visited > self.visits:
            raise self.ran_out("VISITS")
        self.go_on(links)

    def spend_on_level(self, links: int) -> None:
        """Note that so many more links were looked at, as one level of hops."""
        self.depth += 1
        self.spend(links)

    def go_on(self, links: int = 1) -> None:
        """Look at what was looked at before, once more: it costs time, and nothing else."""
        self.asker.check(links)
        if time.monotonic() > self._deadline:
            raise self.ran_out("TIME")

    def ran_out(self, reason: str) -> BudgetSpentError:
        """Note that it is spent; the error to raise."""
        self.is_spent = True
        return BudgetSpentError(reason, self.visited, self.depth)
