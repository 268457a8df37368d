"""The guide, style and saved queries for Neo4j Browser, read, run and drawn."""
