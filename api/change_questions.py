"""What became of the graph: a question for those who were away, a subscription for those who listen."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any

import strawberry

from api.context import Info
from api.feed import Feed
from api.schema.changes import GraphChange, GraphChanges
from api.schema.described import field
from graph.store import Journal
from graph.store.journal import MAX_CHANGES

__all__ = ["ChangeQuestions", "Subscription"]


@strawberry.type
class ChangeQuestions:
    """Questions about the journal of the graph."""

    @field(
        "What became of the graph since a version: each change once, in order. Of a version that the"
        " journal does not know, or no longer, the error UNKNOWN_VERSION."
    )
    def changes(
        self,
        info: Info,
        since: Annotated[
            str | None,
            strawberry.argument(
                description="A version that the graph had, or a cursor; all that is known if not given"
                f" (at most {MAX_CHANGES} changes are)."
            ),
        ] = None,
    ) -> GraphChanges:
        context = info.context
        context.is_fleeting = True  # the journal may grow, and the graph be what it was
        if context.journal is None:
            journal = Journal(context.reader.info.version)
        else:
            journal = context.journal()
        found = journal.since(since)
        return GraphChanges(
            version=journal.version,
            cursor=journal.cursor,
            changes=[GraphChange.of(change) for change in found],
            kept=context.journal_is_kept,
        )


async def _graph_changed(
    info: strawberry.Info[Feed, None],
    since: Annotated[
        str | None,
        strawberry.argument(
            description="Begin with what came after this version or cursor; if not given, with what"
            " comes now."
        ),
    ] = None,
) -> AsyncGenerator[GraphChange, None]:
    async with aclosing(info.context.changes(since)) as changes:
        async for change in changes:
            yield GraphChange.of(change)


def _subscription(resolver: Any, description: str) -> Any:
    """Strawberry's own decorator is untyped where it is given a description."""
    return strawberry.subscription(resolver=resolver, description=description)


@strawberry.type(description="What one can be told of as it happens.")
class Subscription:
    """The root of all subscriptions."""

    graph_changed: GraphChange = _subscription(
        _graph_changed,
        "Each change of the graph once, in order, as it is made. If the connection breaks, subscribe"
        " again since the last cursor that was told: nothing is lost, nothing comes twice.",
    )
