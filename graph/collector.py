"""Python's collector of garbage, while much is made of which nothing is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collector_resting"]


_MANY = 500_000
"""So many new things take the collector a tenth of a second to look through, or longer."""


@contextmanager
def collector_resting() -> Iterator[None]:
    """Let the collector rest: it would look through all that was made, again and again.

    Where that is much, it takes it for old afterwards, so that it does not look through it at once.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            if gc.get_count()[0] > _MANY:
                is_anything_frozen = gc.get_freeze_count() > 0
                gc.freeze()
                if not is_anything_frozen:  # back from there, into the oldest generation
                    gc.unfreeze()
            gc.enable()
