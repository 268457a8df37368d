"""The driver's errors, told in our words: a code for programs, and for people what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from neo4j.exceptions import (
    AuthError,
    ClientError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from graph.errors import StoreError

__all__ = ["Neo4jSettings", "telling_errors"]

_TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")


@dataclass(frozen=True, slots=True)
class Neo4jSettings:
    """Where the server is and how to get in.

    `uri` is `neo4j://` (routing), `bolt://` (one server), or either with `+s` (TLS) or `+ssc`.
    `ca_file` is a file of own certificate authorities; with it, `neo4j://` is encrypted too.
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


@contextmanager
def telling_errors(settings: Neo4jSettings) -> Iterator[None]:
    """Turn the driver's errors into `StoreError`."""
    try:
        yield
    except (Neo4jError, DriverError, OSError) as error:
        code, message = _told(error, settings)
        raise StoreError(message, code=code) from error


def _told(error: Exception, settings: Neo4jSettings) -> tuple[str, str]:
    where = f"Neo4j at {settings.uri}"
    code = getattr(error, "code", None) or ""
    if refused := _refused(error, code, where, settings):
        return "STORE_UNAUTHORIZED", refused
    if code.endswith("DatabaseNotFound"):
        return "STORE_NO_DATABASE", f"{where} has no database {settings.database!r}."
    if code.endswith(_TIMED_OUT):
        return "STORE_TIMEOUT", f"{where} took longer than {settings.seconds:g} s."
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError):
        return "STORE_UNAVAILABLE", f"{where} does not answer.{_tls_hint(settings)}"
    if isinstance(error, TransientError):
        return "STORE_UNAVAILABLE", f"{where} cannot do it now: {error.message}"
    if isinstance(error, ClientError):
        return "STORE_ERROR", f"{where} refuses a statement: {error.message}"
    return "STORE_ERROR", f"{where}: {error}"


def _refused(error: Exception, code: str, where: str, settings: Neo4jSettings) -> str | None:
    """What to say where the server does not let us in, or not do this."""
    if code.endswith("AuthenticationRateLimit"):
        return f"{where} refuses every login for a few seconds, after too many wrong passwords."
    if code.endswith("CredentialsExpired"):
        return f"{where} wants its initial password changed first."
    if code.endswith("Security.Forbidden"):
        return f"{where} does not allow user {settings.user!r} to do this."
    if isinstance(error, AuthError):
        return (
            f"{where} refuses user {settings.user!r} with this password: check NEO4J_USER and"
            " NEO4J_PASSWORD."
        )
    return None


def _tls_hint(settings: Neo4jSettings) -> str:
    """The driver hides that it was TLS that failed; so the hint stands wherever TLS is used."""
    if settings.ca_file:
        return f" Is its certificate signed by one of {settings.ca_file}?"
    if "+s://" in settings.uri:
        return " With a certificate authority of your own, set NEO4J_CA_FILE."
    return ""
