"""What became of the graph, told to those who want to be told, each at their own pace.

Nothing is kept for a listener but where in the journal it is, so that a slow one costs nothing; one
that falls out of the journal is told so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.concurrency import run_in_threadpool

from api.graphs import ServedGraph
from graph.errors import StoreError
from graph.store import GraphChange, Journal

__all__ = ["Feed", "FeedClosedError"]

_AGAIN = 1.0  # seconds after which a store that could not be read is asked again


class FeedClosedError(Exception):
    """The server ends, and nothing comes any more from here: go on with another, or later."""


class Feed:
    """Changes of one graph."""

    def __init__(self, graph: ServedGraph) -> None:
        """Tell of this graph."""
        self._graph = graph

    async def changes(self, since: str | None) -> AsyncGenerator[GraphChange, None]:
        """Each change once, in order: those after `since` (a version or a cursor), else those from now on.

        Raises `UnknownVersionError` if the journal does not know that version, or no longer when it is
        the turn of the next change; `FeedClosedError` at the end.
        """
        bell = self._graph.bell
        heard = bell.listen()  # before the first look, so that nothing comes in between
        try:
            journal = await run_in_threadpool(self._graph.journal)
            told = journal.since(journal.cursor if since is None else since)
            while True:
                for change in told:
                    yield change
                place = journal.number, journal.version
                await heard
                if bell.is_closed:
                    raise FeedClosedError
                heard = bell.listen()
                journal = await self._journal()
                told = journal.after(*place)
        finally:
            bell.forget(heard)

    async def _journal(self) -> Journal:
        while True:
            try:
                return await run_in_threadpool(self._graph.journal)
            except StoreError:  # it comes back, and the journal has what came meanwhile
                await asyncio.sleep(_AGAIN)
                if self._graph.bell.is_closed:
                    raise FeedClosedError from None
