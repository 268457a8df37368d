"""The store for what one process or one machine cannot hold: Neo4j, asked by constant Cypher."""

from graph.store.neo4j_store.store import Neo4jStore
from graph.store.neo4j_store.telling import Neo4jSettings

__all__ = ["Neo4jSettings", "Neo4jStore"]
