"""How to get into a Neo4j, from the environment: read once, into a value that does not change."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Neo4jEnvironment"]


class Neo4jEnvironment(BaseSettings):
    """`NEO4J_USER`, `NEO4J_PASSWORD` and the others, as other tools for Neo4j name them."""

    model_config = SettingsConfigDict(env_prefix="NEO4J_", frozen=True)

    user: str = Field(default="neo4j", description="The user.")
    password: str = Field(default="", description="The user's password.", repr=False)
    database: str = Field(default="neo4j", description="The database on the server.")
    ca_file: str | None = Field(
        default=None,
        description="A file of own certificate authorities; it makes neo4j:// use TLS.",
    )
    seconds: float = Field(default=5.0, gt=0, description="The time limit of one statement.")
    pool_size: int = Field(default=50, ge=1, description="Most connections at once.")
