"""Fixtures of the whole suite.

`neo4j_server` is one real Neo4j for the session: of NEO4J_URI, or started on free ports.
"""

from hypothesis import HealthCheck, settings

from tests.neo4j_fixture import neo4j_server

__all__ = ["neo4j_server"]

# How long an example takes to make, or to check, says how busy the machine is and no more.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")
