"""How to get into other services, from the environment: read once, into values that do not change."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Neo4jEnvironment", "Runtime"]


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


class Runtime(BaseSettings):
    """What commands need to speak with a server that runs. An empty variable counts as none."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    xdg_runtime_dir: Path | None = Field(default=None, description="Where sockets of programs go.")
    interop_key: SecretStr | None = Field(
        default=None, description="The key for changing a server's graph over HTTP."
    )
