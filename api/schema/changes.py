"""Types of what became of the graph while it was served."""

from __future__ import annotations

from datetime import datetime

import strawberry

from graph.store import journal

__all__ = ["GraphChange", "GraphChanges"]


@strawberry.type(description="Things that a change touched: how many, and the ids of some.")
class TouchedIds:
    """Ids, in order."""

    count: int = strawberry.field(description="How many there are.")
    ids: list[strawberry.ID] = strawberry.field(
        description=f"Their ids, in order; of more than {journal.MAX_IDS} the first so many."
    )
    complete: bool = strawberry.field(description="Whether all are named.")

    @classmethod
    def of(cls, some: journal.SomeIds) -> TouchedIds:
        """What is known of them."""
        return cls(
            count=some.count,
            ids=[strawberry.ID(id) for id in some.ids],
            complete=some.is_complete,
        )


@strawberry.type(description="One change of the graph, from a version to another.")
class GraphChange:
    """A change."""

    version: str = strawberry.field(description="The version of the graph after it.")
    previous: str | None = strawberry.field(
        description="The version before it; null where there was no graph."
    )
    cursor: str = strawberry.field(
        description="Where one stands after it; `since` takes it, and it is exact even where the graph"
        " was of this version before."
    )
    at: datetime = strawberry.field(description="When it was made.")
    added: TouchedIds = strawberry.field(description="What is new.")
    changed: TouchedIds = strawberry.field(
        description="What is there before and after, and differs."
    )
    removed: TouchedIds = strawberry.field(description="What is gone.")

    @classmethod
    def of(cls, change: journal.GraphChange) -> GraphChange:
        """The change as the journal has it."""
        return cls(
            version=change.version,
            previous=change.previous,
            cursor=change.cursor,
            at=change.at,
            added=TouchedIds.of(change.added),
            changed=TouchedIds.of(change.changed),
            removed=TouchedIds.of(change.removed),
        )


@strawberry.type(description="What became of the graph since a version.")
class GraphChanges:
    """Changes, and where one stands after them."""

    version: str = strawberry.field(
        description="The version after the last of them: ask again, or subscribe, from this one."
    )
    cursor: str = strawberry.field(description="Where one stands after them, for `since`.")
    changes: list[GraphChange] = strawberry.field(
        description="Each change once, in order, the oldest first."
    )
    kept: bool = strawberry.field(
        description="Whether the journal outlives a restart of the server."
    )
