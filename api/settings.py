"""What can be set from outside: by environment (`INTEROP_…`), or by options of the command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


def _in_capitals(level: object) -> object:
    return level.upper() if isinstance(level, str) else level


class Settings(BaseSettings):
    """Read once, at the start; never changed afterwards.

    `port` 0 takes a free port. `seed` None is the seed that comes with the package.
    """

    model_config = SettingsConfigDict(env_prefix="INTEROP_", frozen=True)

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one."
    )
    seed: Path | None = Field(default=None, description="The seed's folder; else the packaged one.")
    store: str | None = Field(
        default=None, description="A Neo4j to serve, neo4j://host:7687; else the seed, in memory."
    )
    neo4j_browser: str | None = Field(
        default=None, description="The Neo4j Browser's address, for links from answers to it."
    )
    reload: bool = Field(default=False, description="Load the seed anew when its files change.")
    max_body_bytes: int = Field(default=100_000, ge=1_000, description="The largest request body.")
    search_seconds: float = Field(
        default=5.0, gt=0, description="The longest time for the searches of one request."
    )
    search_visits: int = Field(
        default=500_000, ge=1, description="Most links that the searches of one request look at."
    )
    log_level: Annotated[LogLevel, BeforeValidator(_in_capitals)] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR."
    )
