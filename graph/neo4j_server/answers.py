"""Whether a server answers, as who, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from graph.errors import BadArgumentError
from graph.neo4j_server.errors import RefusedError, UnreachableError, WrongPasswordError

__all__ = ["Answer", "ask"]

PATIENCE = 5.0  # seconds for a connection
SCHEMES = {f"{name}{security}" for name in ("bolt", "neo4j") for security in ("", "+s", "+ssc")}
PASSWORD_ADVICE = "Give the right one in NEO4J_PASSWORD (and NEO4J_USER, if it is not neo4j)."
COMPONENTS = """
CALL dbms.components() YIELD name, versions, edition
WHERE name = 'Neo4j Kernel'
RETURN versions[0] AS version, edition
"""
REFUSALS = {
    "Neo.ClientError.Security.AuthenticationRateLimit": (
        "too many wrong passwords; for some seconds it refuses the right one too. Wait, then try "
        "again"
    ),
    "Neo.ClientError.Security.CredentialsExpired": (
        "the password is still the first one and must be changed before anything else: log in once "
        "with Neo4j Browser, or run ALTER CURRENT USER SET PASSWORD"
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says about itself."""

    version: str
    edition: str


def ask(uri: str, user: str, password: str | None, seconds: float = PATIENCE) -> Answer:
    """Log in and put one small query.

    Raises BadArgumentError for a URI that is none, UnreachableError where nothing answers,
    RefusedError where we are not let in.
    """
    # Here, since the driver takes a quarter of a second to import, and most commands do without.
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError

    if urlsplit(uri).scheme not in SCHEMES:
        raise BadArgumentError("NEO4J_URI", uri, "neo4j://HOST:PORT")
    auth = None if password is None else (user, password)
    try:
        driver = GraphDatabase.driver(
            uri,
            auth=auth,
            connection_timeout=seconds,
            connection_acquisition_timeout=seconds,  # what listens may be no Neo4j, and say nothing
        )
    except (ConfigurationError, ValueError) as error:
        raise BadArgumentError("NEO4J_URI", uri, f"neo4j://HOST:PORT ({error})") from error
    with driver:
        try:
            with driver.session() as session:  # not a managed transaction, which would try for long
                record = session.run(COMPONENTS).single(strict=True)
        except AuthError as error:
            found = "the password is wrong" if password else "it wants a password"
            raise WrongPasswordError(
                f"{uri} refuses {user!r}: {found}. {PASSWORD_ADVICE}"
            ) from error
        except Neo4jError as error:
            if refusal := REFUSALS.get(error.code or ""):
                raise RefusedError(f"{uri} refuses {user!r}: {refusal}.") from error
            raise UnreachableError(f"{uri} cannot answer: {error.message}") from error
        except (DriverError, OSError) as error:
            raise UnreachableError(f"No Neo4j answers at {uri}: {error}") from error
    return Answer(record["version"], record["edition"])
