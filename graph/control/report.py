"""What an `apply` did, or would do, as commands and servers tell each other."""

from __future__ import annotations

from typing import Any

from graph.store import Applied, SomeIds

__all__ = ["report"]


def report(applied: Applied, *, dry_run: bool) -> dict[str, Any]:
    """What it did, in JSON's words; `ids` names some of each, the counts say how many there are."""
    return {
        "version": applied.version,
        "previous": applied.previous,
        "added": applied.added,
        "changed": applied.changed,
        "removed": applied.removed,
        "kept": list(applied.kept),
        "ids": {
            name: list(SomeIds.of(getattr(applied.ids, name)).ids)
            for name in ("added", "changed", "removed")
        },
        "dryRun": dry_run,
    }
