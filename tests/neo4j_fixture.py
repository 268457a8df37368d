"""The Neo4j server of the test run: the one of NEO4J_URI, or a fresh one on free ports.

Never skipped: where Java or Maven are missing, the tests that need a server fail and say what to
install.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from graph.neo4j_server import LocalServer, Neo4jServerError
from graph.neo4j_server.settings import Neo4jSettings

__all__ = ["GivenNeo4j", "neo4j_server"]


@dataclass(frozen=True, slots=True)
class GivenNeo4j:
    """Where the server is and how to log in; `browser_url` only of a server that we started."""

    uri: str
    user: str
    password: str
    browser_url: str | None = None


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GivenNeo4j]:
    """Yield a server that answers; all tests share it, so each clears what it needs cleared."""
    settings = Neo4jSettings()
    if settings.neo4j_uri:
        yield GivenNeo4j(settings.neo4j_uri, settings.neo4j_user, settings.password or "")
        return
    server = LocalServer(tmp_path_factory.mktemp("neo4j"), 0, 0, password="of-the-tests")
    try:
        server.start()
    except Neo4jServerError as error:
        pytest.fail(str(error))
    try:
        yield GivenNeo4j(server.uri, server.user, server.password or "", server.browser_url)
    finally:
        server.kill()  # its data go with it
