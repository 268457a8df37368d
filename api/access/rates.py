"""How many requests a client may send in a minute."""

from __future__ import annotations

import math
import time
from functools import cached_property

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

__all__ = ["Rates"]


class Rates:
    """Counts the requests of each client, in this process, over the last minute."""

    def __init__(self, per_minute: int) -> None:
        """So many a minute; 0 is as many as they like."""
        self._limit = RateLimitItemPerMinute(per_minute) if per_minute else None

    @cached_property
    def _limiter(self) -> SlidingWindowCounterRateLimiter:
        """What counts; made when it is needed, since it starts a thread, and a process may yet fork."""
        return SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait(self, client: str) -> int:
        """Count a request; the seconds until the next is taken where this one is not, else 0."""
        if self._limit is None or self._limiter.hit(self._limit, client):
            return 0
        window = self._limiter.get_window_stats(self._limit, client)
        return max(1, math.ceil(window.reset_time - time.time()))
