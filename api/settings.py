"""What can be set from outside: by environment (`INTEROP_…`), or by options of the command."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.access.clients import networks

__all__ = ["MetricsEnvironment", "Settings", "origins", "problems", "unknown_variables"]


LogFormat = Literal["auto", "json", "text"]
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
    seed: Path | None = Field(
        default=None,
        description="The seed's folder, or its file of JSON lines; else the packaged one.",
    )
    store: str | None = Field(
        default=None, description="A Neo4j to serve, neo4j://host:7687; else the seed, in memory."
    )
    neo4j_browser: str | None = Field(
        default=None, description="The Neo4j Browser's address, for links from answers to it."
    )
    workers: int | None = Field(
        default=None, ge=1, le=256, description="Processes that answer; else one for each core."
    )
    reload: bool = Field(default=False, description="Load the seed anew when its files change.")
    control: Path | None = Field(
        default=None,
        description="A directory that keeps the graph as it was last applied, and its journal.",
    )
    access: Literal["open", "keys", "proxy"] | None = Field(
        default=None,
        description="Who may ask: open, keys or proxy; open if not given, on this machine only.",
    )
    keys: Path | None = Field(
        default=None, description="The file of keys for asking, and for changing the graph."
    )
    hosts: str | None = Field(
        default=None,
        description="Names by which the server may be addressed; else any, once access is chosen.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1", description="Addresses and networks of proxies that are believed."
    )
    identity_header: str = Field(
        default="X-Forwarded-User",
        pattern=r"^[A-Za-z0-9-]+$",
        description="The header in which a proxy says who asks.",
    )
    requests_per_minute: int = Field(
        default=6_000, ge=0, description="Most requests of one client in a minute; 0 counts none."
    )
    cors_origins: str | None = Field(
        default=None, description="Origins whose pages may ask, such as https://example.org."
    )
    documents: Path | None = Field(
        default=None, description="A folder of documents that clients ask for by their ids."
    )
    trusted_only: bool = Field(
        default=False, description="Run no documents but these, and those of this program itself."
    )
    max_seed_bytes: int = Field(
        default=200_000_000, ge=1_000, description="The largest seed that is taken from outside."
    )
    kept_bytes: int = Field(
        default=64_000_000, ge=0, description="Memory for answers that are kept; 0 keeps none."
    )
    gzip: bool = Field(
        default=True,
        description="Send larger answers packed with gzip, to clients that take it so.",
    )
    max_body_bytes: int = Field(default=100_000, ge=1_000, description="The largest request body.")
    max_tokens: int = Field(
        default=5_000, ge=100, description="Most words, marks and values of a document."
    )
    max_depth: int = Field(
        default=25, ge=1, description="Most braces within one another in a document."
    )
    max_aliases: int = Field(default=50, ge=0, description="Most aliases of a document.")
    max_directives: int = Field(default=50, ge=0, description="Most directives of a document.")
    max_repeats: int = Field(
        default=20_000, ge=0, description="Most pairs of fields with one name in a document."
    )
    max_cost: int = Field(
        default=500_000, ge=1, description="Most things that an operation may bring, as estimated."
    )
    hardened: bool = Field(
        default=False, description="Tell no schema and no suggestions, and serve no GraphiQL."
    )
    introspection: bool = Field(default=True, description="Tell the schema to who asks for it.")
    suggestions: bool = Field(
        default=True, description="Say which names of the schema may have been meant."
    )
    graphiql: bool = Field(default=True, description="Serve GraphiQL to browsers at /graphql.")
    receive_seconds: float = Field(
        default=20.0,
        gt=0,
        description="The longest time for a request to come in: head, then body (of a seed: between its parts).",
    )
    request_seconds: float = Field(
        default=30.0, gt=0, description="The longest time for one answer; the work on it ends then."
    )
    answers_at_once: int = Field(
        default=40, ge=1, description="Most answers that are worked on at once."
    )
    answers_waiting: int = Field(
        default=1_000, ge=0, description="Most questions that wait for their turn."
    )
    max_subscribers: int = Field(
        default=100, ge=0, description="Most connections that are told of changes at once."
    )
    ping_seconds: float = Field(
        default=15.0, gt=0, description="Seconds between signs of life on such a connection."
    )
    poll_seconds: float = Field(
        default=2.0,
        gt=0,
        description="Seconds between looks for changes in Neo4j, if one is awaited.",
    )
    search_seconds: float = Field(
        default=5.0, gt=0, description="The longest time for the searches of one request."
    )
    search_visits: int = Field(
        default=500_000, ge=1, description="Most links that the searches of one request look at."
    )
    log_level: Annotated[LogLevel, BeforeValidator(_in_capitals)] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR."
    )
    log_format: LogFormat = Field(
        default="auto", description="text, json, or auto: text at a terminal, JSON elsewhere."
    )
    log_requests: bool = Field(default=False, description="Log each request when it has ended.")
    slow_seconds: float = Field(
        default=1.0, gt=0, description="Questions that took longer are logged."
    )
    traces: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="Where traces are sent by OTLP, http://host:4318/v1/traces; wants the extra otel.",
    )
    metrics: bool = Field(default=True, description="Serve metrics for Prometheus at /metrics.")

    @model_validator(mode="before")
    @classmethod
    def _harden(cls, given: Any) -> Any:
        """What a hardened server does not tell, unless it is said to."""
        if TypeAdapter(bool).validate_python(given.get("hardened", False)):
            return dict.fromkeys(_TELLING, False) | given
        return given

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        networks(text)
        return text

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, text: str | None) -> str | None:
        for origin in origins(text):
            if not re.fullmatch(r"https?://[^/\s]+", origin):
                raise ValueError(f"{origin!r} is no origin, such as https://example.org")
        return text

    @field_validator("traces")
    @classmethod
    def _can_trace(cls, endpoint: str | None) -> str | None:
        if endpoint is not None:
            try:
                import opentelemetry.exporter.otlp.proto.http
                import opentelemetry.sdk  # noqa: F401
            except ImportError:
                needed = "traces want the extra: pip install 'platform-interop-graph[otel]'"
                raise ValueError(needed) from None
        return endpoint

    @model_validator(mode="after")
    def _can_ask(self) -> Self:
        if self.access == "keys" and self.keys is None:
            raise ValueError("access by keys needs a file of keys: set INTEROP_KEYS")
        return self


def origins(text: str | None) -> list[str]:
    """The origins in a list with commas."""
    return [part.strip() for part in (text or "").split(",") if part.strip()]


_TELLING = ("introspection", "suggestions", "graphiql")


class MetricsEnvironment(BaseSettings):
    """What the library for metrics reads by itself, when it is imported."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    prometheus_multiproc_dir: Path | None = Field(
        default=None, description="A folder in which several processes add up their metrics."
    )

    @staticmethod
    @contextmanager
    def named(folder: str) -> Iterator[None]:
        """Name a folder to the library, before it is imported, and as long as there is one."""
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def problems(error: ValidationError) -> Iterator[str]:
    """What is wrong with settings, a line each; where it is about several, no value is told."""
    for wrong in error.errors(include_url=False):
        name = ".".join(map(str, wrong["loc"]))
        message = wrong["msg"].removeprefix("Value error, ")
        yield f"setting {name!r}: {message}, found {wrong['input']!r}" if name else message


_OF_COMMANDS = {"INTEROP_KEY", "INTEROP_NEO4J_HOME", "INTEROP_URL"}


def unknown_variables() -> list[str]:
    """Variables of the environment that begin like ours, and are none: misspelt, perhaps."""
    ours = {f"INTEROP_{name.upper()}" for name in Settings.model_fields} | _OF_COMMANDS
    return sorted(
        name
        for name in os.environ
        if name.upper().startswith("INTEROP_") and name.upper() not in ours
    )
