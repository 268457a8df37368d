"""What the environment says about Neo4j, and where its files go if it says nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Neo4jSettings"]

OURS = "platform-interop-graph"


class Neo4jSettings(BaseSettings):
    """Read once by a command. An empty variable counts as none."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    neo4j_uri: str | None = Field(default=None, description="A server that runs already.")
    neo4j_user: str = Field(default="neo4j", description="Who logs in.")
    neo4j_password: SecretStr | None = Field(default=None, description="The password.")
    interop_neo4j_home: Path | None = Field(default=None, description="The server's folder.")
    java_home: Path | None = Field(default=None, description="The Java to use, else `java`.")
    xdg_data_home: Path | None = Field(default=None, description="Where data of programs goes.")
    xdg_cache_home: Path | None = Field(default=None, description="Where caches of programs go.")

    @property
    def password(self) -> str | None:
        """The password in the clear."""
        return self.neo4j_password.get_secret_value() if self.neo4j_password else None

    @property
    def home(self) -> Path:
        """The folder with the server's data, settings, logs and password."""
        return (self.interop_neo4j_home or self._data / OURS / "neo4j").expanduser().absolute()

    @property
    def cache(self) -> Path:
        """The folder for what can be downloaded again."""
        return self._cache / OURS

    @property
    def _data(self) -> Path:
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Application Support"
        return _absolute(self.xdg_data_home) or Path.home() / ".local" / "share"

    @property
    def _cache(self) -> Path:
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches"
        return _absolute(self.xdg_cache_home) or Path.home() / ".cache"


def _absolute(path: Path | None) -> Path | None:
    """Leave out a relative path, as the XDG rules ask."""
    return path if path and path.is_absolute() else None
