"""The way to a server: one driver, its errors told in our words, and statements with a time limit.

Only constant text is ever run: `LiteralString` makes the type checker refuse anything else.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString

from neo4j import (
    READ_ACCESS,
    Auth,
    Bookmarks,
    Driver,
    GraphDatabase,
    Query,
    TrustCustomCAs,
    basic_auth,
)
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import StoreError

__all__ = ["Connection", "Neo4jSettings", "telling_errors"]

MINIMUM_VERSION = (5, 26)
logging.getLogger("neo4j").addHandler(logging.NullHandler())  # errors are told by `telling_errors`
_TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")


@dataclass(frozen=True, slots=True)
class Neo4jSettings:
    """Where the server is and how to get in.

    `uri` is `neo4j://` (routing), `bolt://` (one server), or either with `+s` (TLS) or `+ssc`.
    `ca_file` is a file of own certificate authorities; it makes plain `neo4j://` encrypted.
    `seconds` is the time limit of one statement.
    """

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"
    ca_file: str | None = None
    seconds: float = 5.0
    pool_size: int = 50
    connect_seconds: float = 5.0


class Connection:
    """A driver, opened when first used, and the two ways to run statements: read and write."""

    def __init__(self, settings: Neo4jSettings) -> None:
        """Take the settings; nothing is connected yet."""
        self.settings = settings
        self.bookmarks: Bookmarks | None = None
        with telling_errors(settings):
            self.driver = _driver(settings)

    def read(self, text: LiteralString, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of a reading statement; the server refuses it if it writes."""
        settings = self.settings
        with (
            telling_errors(settings),
            self.driver.session(
                database=settings.database,
                default_access_mode=READ_ACCESS,
                bookmarks=self.bookmarks,
                fetch_size=-1,
            ) as session,
        ):
            query = Query(text, timeout=settings.seconds)
            return session.run(query, parameters).data()

    def close(self) -> None:
        """Close the driver."""
        self.driver.close()

    def check(self) -> None:
        """See that the server is there, lets us in, and is new enough; raises `StoreError`."""
        rows = self.read(
            "CALL dbms.components() YIELD name, versions RETURN versions[0] AS version"
        )
        version = str(rows[0]["version"])
        parts = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
        if parts < MINIMUM_VERSION:
            wanted = ".".join(map(str, MINIMUM_VERSION))
            raise StoreError(
                f"Neo4j at {self.settings.uri} is version {version}; {wanted} or newer is needed.",
                code="STORE_TOO_OLD",
            )


def _driver(settings: Neo4jSettings) -> Driver:
    auth: Auth | None = basic_auth(settings.user, settings.password) if settings.password else None
    extra: dict[str, Any] = {}
    if settings.ca_file:
        extra = {"encrypted": True, "trusted_certificates": TrustCustomCAs(settings.ca_file)}
    return GraphDatabase.driver(
        settings.uri,
        auth=auth,
        max_connection_pool_size=settings.pool_size,
        connection_timeout=settings.connect_seconds,
        connection_acquisition_timeout=settings.connect_seconds,
        max_transaction_retry_time=settings.seconds,
        user_agent="platform-interop-graph",
        notifications_min_severity="OFF",
        **extra,
    )


@contextmanager
def telling_errors(settings: Neo4jSettings) -> Iterator[None]:
    """Turn the driver's errors into `StoreError`, with a code and what to do next."""
    try:
        yield
    except (Neo4jError, DriverError, ConfigurationError, OSError, ValueError) as error:
        code, message = _told(error, settings)
        raise StoreError(message, code=code) from error


def _told(error: Exception, settings: Neo4jSettings) -> tuple[str, str]:
    where = f"Neo4j at {settings.uri}"
    code = getattr(error, "code", None) or ""
    if code.endswith("AuthenticationRateLimit"):
        return "STORE_UNAUTHORIZED", (
            f"{where} refuses every login for a few seconds, after too many wrong passwords."
        )
    if code.endswith("CredentialsExpired"):
        return "STORE_UNAUTHORIZED", f"{where} wants its initial password changed first."
    if isinstance(error, AuthError):
        return "STORE_UNAUTHORIZED", (
            f"{where} refuses user {settings.user!r} with this password: check NEO4J_USER and"
            " NEO4J_PASSWORD."
        )
    if code.endswith("DatabaseNotFound"):
        return "STORE_NO_DATABASE", f"{where} has no database {settings.database!r}."
    if code.endswith(_TIMED_OUT):
        return "STORE_TIMEOUT", f"{where} took longer than {settings.seconds:g} s."
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        tls = (
            " With a certificate authority of your own, set NEO4J_CA_FILE."
            if "+s" in (settings.uri)
            else ""
        )
        return "STORE_UNAVAILABLE", f"{where} does not answer.{tls}"
    if isinstance(error, TransientError):
        return "STORE_UNAVAILABLE", f"{where} cannot do it now: {error.message}"
    if isinstance(error, ClientError):
        return "STORE_ERROR", f"{where} refuses a statement: {error.message}"
    return "STORE_ERROR", f"{where}: {error}"
