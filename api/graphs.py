"""The graph that is served: loaded at the start, loaded anew when the seed changes, never half."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from graph.errors import GraphError, StoreError
from graph.load import Problem, SeedError, load_seed
from graph.store import NetworkXStore, Reader, Store

__all__ = ["ServedGraph"]

logger = logging.getLogger("interop.graph")
_PASSING = ("STORE_UNAVAILABLE", "STORE_EMPTY", "STORE_TIMEOUT", "GRAPH_CHANGING")


class ServedGraph:
    """A store and what happened when its seed was last read.

    When a changed seed is bad, the last good graph stays, and `problems` says why.
    """

    def __init__(
        self,
        store: Store,
        folder: Path | None = None,
        *,
        in_neo4j: bool = False,
        new_reader: Callable[[], Reader] | None = None,
    ) -> None:
        """Serve a store; `folder` is where its seed can be read again, if anywhere.

        `new_reader` gives readers for answers, where the store has a shorter way to them.
        """
        self.in_neo4j = in_neo4j
        self._new_reader = new_reader or store.reader
        self.store = store
        self.folder = folder
        self.problems: tuple[Problem | str, ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> ServedGraph:
        """Load a seed; raises `SeedError` with all its problems."""
        graph = cls(NetworkXStore(load_seed(folder)), folder)
        logger.info("serving graph %s from %s", graph.reader().info.version, folder)
        return graph

    @classmethod
    def from_neo4j(cls, uri: str) -> ServedGraph:
        """Serve the graph in a Neo4j; raises `StoreError` where it cannot be used at all.

        A server that does not answer yet is no reason not to start: `/readyz` is red until it does.
        """
        from graph.settings import Neo4jEnvironment  # the driver is loaded only where it is used
        from graph.store.neo4j_store import Neo4jSettings, Neo4jStore

        store = Neo4jStore(Neo4jSettings(uri, **Neo4jEnvironment().model_dump()))
        try:
            store.check()
            logger.info("serving graph %s from %s", store.reader().info.version, uri)
        except StoreError as error:
            if error.code not in _PASSING:
                store.close()
                raise
            logger.warning("not ready: %s", error)
        return cls(store, in_neo4j=True, new_reader=store.reader_from_last)

    def reader(self) -> Reader:
        """A reader for one answer, which asks it at the end whether the graph is still the same.

        Raises `StoreError` where the store cannot be read.
        """
        return self._new_reader()

    def state(self) -> tuple[Reader | None, list[str]]:
        """The graph as it is now, if it can be read, and all that is wrong."""
        problems = [str(problem) for problem in self.problems]
        try:
            return self.store.reader(), problems
        except StoreError as error:
            return None, [*problems, str(error)]

    def reload(self) -> bool:
        """Read the seed again; whether the graph is now what the seed says."""
        if self.folder is None:
            return False
        try:
            applied = self.store.apply(load_seed(self.folder))
        except SeedError as error:
            self.problems = error.problems
            logger.error("the last good graph stays: %s", error)  # noqa: TRY400 -- no traceback
            return False
        except GraphError as error:
            self.problems = (str(error),)
            logger.error("the last good graph stays: %s", error)  # noqa: TRY400 -- no traceback
            return False
        self.problems = ()
        logger.info(
            "graph %s: %d added, %d changed, %d removed",
            *(applied.version, applied.added, applied.changed, applied.removed),
        )
        return True
