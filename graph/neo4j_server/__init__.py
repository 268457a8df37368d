"""A Neo4j at hand: one that answers already, one in Docker, or one that Java runs.

`LocalServer` is the last of them, for tests and for people without Docker. Nothing of Neo4j is
installed: its jars are fetched once, checked by hash, and run from a cache.
"""

from graph.neo4j_server.errors import Neo4jServerError
from graph.neo4j_server.local import LocalServer

__all__ = ["LocalServer", "Neo4jServerError"]
