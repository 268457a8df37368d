"""Fixtures of the whole suite.

`neo4j_server` is one real Neo4j for the session: of NEO4J_URI, or started on free ports.
"""

from tests.neo4j_fixture import neo4j_server

__all__ = ["neo4j_server"]
