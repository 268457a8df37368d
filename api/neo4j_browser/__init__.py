"""The graph in Neo4j Browser: a guide, a style and saved queries, and the routes that serve them."""

from api.neo4j_browser.answer import answer_guide
from api.neo4j_browser.routes import neo4j_browser_routes

__all__ = ["answer_guide", "neo4j_browser_routes"]
