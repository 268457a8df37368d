"""The way to a server: one driver, and statements with a time limit.

Only constant text is ever run: `LiteralString` says so to type checkers, and tests see to it.
"""

from __future__ import annotations

import logging
import re
import ssl
import threading
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any, LiteralString

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Auth,
    Bookmarks,
    Driver,
    GraphDatabase,
    Query,
    Session,
    TrustCustomCAs,
    basic_auth,
)
from neo4j.exceptions import DriverError, Neo4jError

from graph.asker import Asker
from graph.errors import StoreError
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.telling import Neo4jSettings, telling_errors
from graph.tracing import span

__all__ = ["Connection", "Reading"]

MINIMUM_VERSION = (5, 26)
COLD_START = 60.0  # seconds that a server which just started may take for its first statement
_IDLE_SECONDS = 60.0  # after which a connection is tried before it is used
_RETRY_SECONDS = 30.0  # as long, a loader tries again after what passes, such as a deadlock
_SOON = 1.0
_HALF_PAIRS = re.compile("[\ud800-\udfff]")
logging.getLogger("neo4j").addHandler(logging.NullHandler())  # errors are told by `telling_errors`


class Connection:
    """A driver, opened when first used, and the two ways to run statements: read and write."""

    def __init__(self, settings: Neo4jSettings) -> None:
        """Take the settings; nothing is connected yet. Raises `StoreError` for impossible ones."""
        self.settings = settings
        self.bookmarks: Bookmarks | None = None
        self.driver = _driver(settings)

    def read(
        self, text: LiteralString, *, patience: float | None = None, **parameters: Any
    ) -> list[dict[str, Any]]:
        """The rows of a reading statement; see `Reading.read`."""
        return Reading(self).read(text, patience=patience, **parameters)

    def writing_session(self) -> Session:
        """A session for a loader; it sees what an earlier one of this process wrote."""
        return self.driver.session(
            database=self.settings.database,
            default_access_mode=WRITE_ACCESS,
            bookmarks=self.bookmarks,
        )

    def close(self) -> None:
        """Close the driver."""
        self.driver.close()

    def check(self) -> None:
        """See that the server is there, lets us in, and is new enough; raises `StoreError`."""
        rows = self.read(cypher.SERVER_VERSION, patience=COLD_START)
        version = str(rows[0]["version"])
        if _version(version) < MINIMUM_VERSION:
            wanted = ".".join(map(str, MINIMUM_VERSION))
            raise StoreError(
                f"Neo4j at {self.settings.uri} is version {version}; {wanted} or newer is needed.",
                code="STORE_TOO_OLD",
            )


class Reading:
    """Statements that read, each of which sees what the one before it saw, or what came later.

    In a cluster each may be answered by another server, and one may lag behind the other.
    """

    def __init__(
        self,
        connection: Connection,
        after: Iterable[Reading] = (),
        asker: Asker | None = None,
    ) -> None:
        """Begin with what this process itself has written, and with all that `after` have seen.

        If the asker leaves, no statement is put any more, and the server is told to end the last.
        """
        self._asker = asker or Asker()
        self._id = uuid.uuid4().hex
        self.settings = connection.settings
        self._driver = connection.driver
        seen: set[Bookmarks | None] = {connection.bookmarks}
        seen |= {reading._bookmarks for reading in after}
        marks = {mark for some in seen if some is not None for mark in some.raw_values}
        self._bookmarks: Bookmarks = Bookmarks.from_raw_values(marks)

    def read(
        self, text: LiteralString, *, patience: float | None = None, **parameters: Any
    ) -> list[dict[str, Any]]:
        """The rows of a reading statement; the server refuses it if it writes.

        `patience` is its time limit in seconds, where it is not that of the settings. A connection
        that broke is no answer: the statement is put once more, unless time has passed already.
        """
        patience = patience or self.settings.seconds
        query = Query(text, metadata={"reading": self._id}, timeout=patience)
        sent = {name: _sendable(value) for name, value in parameters.items()}
        begun = time.monotonic()
        with telling_errors(self.settings):
            try:
                return self._run(query, sent)
            except (Neo4jError, DriverError) as error:
                self._asker.check()
                if not error.is_retryable() or time.monotonic() > begun + _SOON:
                    raise
            return self._run(query, sent)

    def _run(self, query: Query, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        over = threading.Event()
        try:
            with (
                self._asker.when_leaving(partial(self._end, over)),
                span("neo4j", {"statement": str(query.text)}),
            ):
                return self._ask(query, parameters)
        finally:
            over.set()

    def _end(self, over: threading.Event) -> None:
        """Have the server end what it works at, again and again until it is over: it may just begin."""
        while not over.is_set():
            # The driver itself fails in several ways where a connection is closed meanwhile.
            with suppress(Exception), self._session() as session:
                session.run(cypher.END_READING, reading=self._id).consume()
            over.wait(_SOON)

    def _ask(self, query: Query, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        with self._session() as session:
            # Not by `data()`, which looks for nodes and paths in every list: no statement gives any.
            result = session.run(query, parameters)
            names = result.keys()
            rows = [dict(zip(names, record, strict=True)) for record in result]
            self._bookmarks = session.last_bookmarks()
            return rows

    def _session(self) -> Session:
        return self._driver.session(
            database=self.settings.database,
            default_access_mode=READ_ACCESS,
            bookmarks=self._bookmarks,
            fetch_size=-1,
        )


def _sendable(value: Any) -> Any:
    """A parameter as it can be sent: half a surrogate pair cannot, and no stored text has one."""
    if isinstance(value, str):
        return _HALF_PAIRS.sub("\U0010ffff", value)
    return [_sendable(item) for item in value] if isinstance(value, list) else value


def _version(text: str) -> tuple[int, ...]:
    """The first two numbers of a version, as of `5.26.30`, `2025.01.0` or `5.27-aura`."""
    return tuple(map(int, re.findall(r"\d+", text)[:2]))


def _driver(settings: Neo4jSettings) -> Driver:
    """A driver, which connects later; what it could never connect with is refused now."""
    auth: Auth | None = basic_auth(settings.user, settings.password) if settings.password else None
    uri = settings.uri
    if not re.match(r"(neo4j|bolt)(\+s|\+ssc)?://", uri):
        raise _impossible(settings, "neo4j://host:7687 is expected, or bolt://, with +s for TLS")
    extra: dict[str, Any] = {}
    try:
        if settings.ca_file:
            ssl.create_default_context(cafile=settings.ca_file)  # the driver would look later
            # It takes authorities only for the schemes that name no encryption themselves.
            uri = uri.replace("+s://", "://", 1)
            extra = {"encrypted": True, "trusted_certificates": TrustCustomCAs(settings.ca_file)}
        return GraphDatabase.driver(
            uri,
            auth=auth,
            max_connection_pool_size=settings.pool_size,
            connection_timeout=settings.connect_seconds,
            connection_acquisition_timeout=settings.connect_seconds,
            liveness_check_timeout=_IDLE_SECONDS,
            max_transaction_retry_time=_RETRY_SECONDS,
            user_agent="platform-interop-graph",
            notifications_min_severity="OFF",
            **extra,
        )
    except (DriverError, OSError, ValueError) as error:
        raise _impossible(settings, str(error)) from error


def _impossible(settings: Neo4jSettings, why: str) -> StoreError:
    ca_file = f" and NEO4J_CA_FILE ({settings.ca_file})" if settings.ca_file else ""
    message = f"Neo4j cannot be reached with the address {settings.uri!r}{ca_file}: {why}"
    return StoreError(message, code="STORE_ERROR")
