"""The store for what one process or one machine cannot hold: Neo4j, asked by constant Cypher."""

from graph.store.neo4j_store.connect import Neo4jSettings
from graph.store.neo4j_store.store import Neo4jStore

__all__ = ["Neo4jSettings", "Neo4jStore"]
