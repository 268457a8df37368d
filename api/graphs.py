"""The graph that is served: loaded at the start, changed while it is served, never half."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from api.bell import Bell
from graph.asker import Asker
from graph.control import ControlError, ControlFolder, Member
from graph.errors import GraphError, StoreError
from graph.load import Problem, SeedError, load_seed
from graph.model import Seed
from graph.store import Applied, GraphInfo, Journal, NetworkXStore, Reader, Store

__all__ = ["NotAppliedError", "ServedGraph"]

logger = logging.getLogger("interop.graph")
_PASSING = ("STORE_UNAVAILABLE", "STORE_EMPTY", "STORE_TIMEOUT", "GRAPH_CHANGING")
_TRIES = 5
_PATIENCE = 60.0  # seconds that other processes have to take a graph over


class NotAppliedError(GraphError):
    """A seed that is not taken, and not for what is in it; `code` says why."""

    def __init__(self, message: str, code: str) -> None:
        """Say why, and what to do."""
        super().__init__(message)
        self.code = code


class _KeepsJournal(Protocol):
    """A store that keeps the journal of its graph itself."""

    def journal(self) -> Journal: ...


class ServedGraph:
    """A store, how its graph came to be what it is, and what happened when its seed was last read.

    When a changed seed is bad, the last good graph stays, and `problems` says why. `bell` is rung
    after each change.
    """

    def __init__(
        self,
        store: Store,
        folder: Path | None = None,
        *,
        in_neo4j: bool = False,
        new_reader: Callable[[Asker], Reader] | None = None,
        control: ControlFolder | None = None,
        lasts: bool = True,
        journal: Journal | None = None,
    ) -> None:
        """Serve a store; `folder` is where its seed can be read again, if anywhere.

        `new_reader` gives readers for answers, where the store has a shorter way to them, or one that
        ends when who asks goes away. `control` keeps graph and journal, for all processes that share
        it; without it they last as long as this one. `lasts` says whether it outlives them all.
        """
        self.in_neo4j = in_neo4j
        self._new_reader = new_reader or (lambda asker: store.reader())
        self.store = store
        self.folder = folder
        self.control = control
        self._lasts = lasts
        self._member: Member | None = None
        self.problems: tuple[Problem | str, ...] = ()
        self.bell = Bell()
        self._journal = journal
        self._stamped: tuple[GraphInfo | None, str] = (None, "")
        self._applying = threading.Lock()
        self._changing = threading.Lock()
        self._turning = threading.Lock()

    @classmethod
    def from_folder(
        cls, folder: Path, control: ControlFolder | None = None, *, lasts: bool = True
    ) -> ServedGraph:
        """Load a seed, or what was applied last if that is kept.

        A control directory that does not last is empty at first, and gets what is applied later on.
        Raises `SeedError` with all its problems, `ControlError` where what is kept cannot be read.
        """
        if control is None or not lasts:
            graph = cls(NetworkXStore(load_seed(folder)), folder, control=control, lasts=lasts)
            gc.freeze()  # nothing is garbage yet: see `_leave_to_rest`
            logger.info("serving graph %s from %s", graph.reader().info.version, folder)
            return graph
        with control.locked(wait=True):
            journal = control.journal()
            if journal is None:
                seed = load_seed(folder)
                store = NetworkXStore(seed)
                journal = Journal(store.reader().info.version)
                control.commit(seed, journal)
                logger.info("serving graph %s from %s", journal.version, folder)
            else:
                store = NetworkXStore(control.seed(journal.version))
                logger.info("serving graph %s as kept in %s", journal.version, control.path)
        gc.freeze()
        return cls(store, folder, control=control, journal=journal)

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

    def stamp(self) -> str | None:
        """What tells the graph of now from any other, where that can be told without asking a server."""
        if self.in_neo4j:
            return None
        info = self.store.reader().info
        stamped, stamp = self._stamped
        if info is not stamped:
            stamp = f"{info.version} {info.loaded_at.isoformat()}"
            self._stamped = info, stamp
        return stamp

    def reader(self, asker: Asker | None = None) -> Reader:
        """A reader for one answer, which asks it at the end whether the graph is still the same.

        Raises `StoreError` where the store cannot be read.
        """
        return self._new_reader(asker or Asker())

    def state(self) -> tuple[Reader | None, list[str]]:
        """The graph as it is now, if it can be read, and all that is wrong."""
        problems = [str(problem) for problem in self.problems]
        try:
            return self.store.reader(), problems
        except StoreError as error:
            return None, [*problems, str(error)]

    @property
    def socket(self) -> Path | None:
        """Where commands find it, if its control directory is known to them."""
        return self.control.socket if self.control is not None and self._lasts else None

    def make_ready(self) -> None:
        """Make all that answers need of the graph that is served now."""
        if isinstance(self.store, NetworkXStore):
            reader = self.store.reader()
            if not reader.is_ready:
                reader.make_ready()
                gc.freeze()

    def is_at_hand(self) -> bool:
        """Whether what is looked up is there at once: nothing is asked for or made first."""
        return isinstance(self.store, NetworkXStore) and self.store.reader().is_ready

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Be one of the processes that share the control directory, and serve what it says."""
        if self.control is None:
            yield
            return
        with ExitStack() as membership:
            try:
                ours = self.control.members.joined(self.journal().number)
                self._member = membership.enter_context(ours)
            except OSError as error:  # a full disc; answers need no room
                logger.warning("whoever applies a seed will not wait for this process: %s", error)
            self.follow()
            yield
        self._member = None

    @property
    def keeps_journal(self) -> bool:
        """Whether the journal outlives this process."""
        return self.in_neo4j or (self.control is not None and self._lasts)

    def journal(self) -> Journal:
        """How the graph came to be what it is now; raises `StoreError` where that cannot be read."""
        if self.in_neo4j:
            store: _KeepsJournal = self.store  # type: ignore[assignment]  # Neo4jStore, not loaded here
            return store.journal()
        with self._turning:
            if self._journal is None:
                self._journal = Journal(self.store.reader().info.version)
            return self._journal

    def apply(
        self,
        load: Callable[[], Seed],
        *,
        version: str | None = None,
        dry_run: bool = False,
        wait: bool = False,
    ) -> Applied:
        """Serve another seed, all or nothing; the same one again changes nothing.

        It is loaded and built beside the graph that is served. With `version`, only if that is what
        is served. Raises what `load` raises, `NotAppliedError`, and `ControlError` where it cannot be
        kept; the graph then stays.
        """
        if not isinstance(self.store, NetworkXStore):
            raise NotAppliedError(
                "This server reads its graph from Neo4j: apply the seed there, with --store.",
                "IN_NEO4J",
            )
        with self._alone(wait=wait):
            self._catch_up(self.store)
            served = self.store.reader().info.version
            if version not in (None, served):
                raise NotAppliedError(
                    f"The server serves graph {served}, not {version}: look again at what changes.",
                    "OTHER_VERSION",
                )
            seed = load()
            if dry_run:
                return self.store.difference(seed)
            applied = self._take(self.store, seed)
        self._wait_for_others()
        return applied

    def _wait_for_others(self) -> None:
        """Let the other processes come to what is served here, so that all answer alike."""
        if self.control is None:
            return
        if not self.control.members.wait_for(self.journal().number, _PATIENCE):
            logger.warning("another process still serves the graph before, after %.0f s", _PATIENCE)

    @contextmanager
    def _alone(self, *, wait: bool) -> Iterator[None]:
        """Be the only one that changes the graph, of all threads and processes."""
        refusal = NotAppliedError("Another seed is being applied: try again.", "APPLYING")
        if not self._applying.acquire(blocking=wait):
            raise refusal
        try:
            with self._changing:  # to follow another process may take its time, and is no refusal
                if self.control is None:
                    yield
                    return
                with self.control.locked(wait=wait) as ours:
                    if not ours:
                        raise refusal
                    yield
        finally:
            self._applying.release()

    def _take(self, store: NetworkXStore, seed: Seed) -> Applied:
        journal = self.journal()
        at = datetime.now(UTC)
        with ExitStack() as turning:

            def ready(applied: Applied) -> None:
                nonlocal journal
                journal = journal.with_change(applied, at)
                if self.control is not None:
                    self.control.commit(seed, journal)
                turning.enter_context(self._turning)

            applied = store.apply(seed, ready=ready, at=at)
            self._journal = journal
        self._tell(journal)
        self.problems = ()
        if applied.version != applied.previous:
            self._begin()
        logger.info(
            "graph %s: %d added, %d changed, %d removed",
            *(applied.version, applied.added, applied.changed, applied.removed),
        )
        return applied

    def _begin(self) -> None:
        """Let a graph that is served from now on be known, and made ready beside the answers."""
        self.bell.ring()
        _leave_to_rest()
        threading.Thread(target=self.make_ready, name="ready", daemon=True).start()

    def reload(self) -> bool:
        """Read the seed again; whether the graph is now what the seed says."""
        if self.folder is None:
            return False
        try:
            self.apply(partial(load_seed, self.folder), wait=True)
        except SeedError as error:
            self.problems = error.problems
            logger.error("the last good graph stays: %s", error)  # noqa: TRY400 -- no traceback
            return False
        except GraphError as error:
            self.problems = (str(error),)
            logger.error("the last good graph stays: %s", error)  # noqa: TRY400 -- no traceback
            return False
        return True

    def follow(self) -> None:
        """Serve what another process has applied, if it has."""
        if isinstance(self.store, NetworkXStore):
            with self._changing:
                self._catch_up(self.store)

    def _tell(self, journal: Journal) -> None:
        if self._member is not None:
            self._member.tell(journal.number)

    def _catch_up(self, store: NetworkXStore) -> None:
        for left in reversed(range(_TRIES)):
            journal = self.control.journal() if self.control is not None else None
            if self.control is None or journal is None or journal == self._journal:
                return
            try:
                seed = self.control.seed(journal.version)
            except ControlError:
                if not left:
                    raise
                continue  # while it was about to be read, the next change took its place
            at = journal.changes[-1].at if journal.changes else None  # the same in each process
            with ExitStack() as turning:
                store.apply(seed, ready=lambda _: turning.enter_context(self._turning), at=at)
                if at is not None:  # also where the graph went and came back, unseen from here
                    store.count_as_loaded(at)
                self._journal = journal
            self._tell(journal)
            logger.info("graph %s, applied by another process", journal.version)
            self._begin()
            return


def _leave_to_rest() -> None:
    """Take all that is there now out of the sight of Python's collector.

    It would look through the whole graph again and again, in pauses that answers wait for. What was
    so left before may be garbage by now, and is looked at once.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
