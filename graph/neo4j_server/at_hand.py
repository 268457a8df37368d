"""Which Neo4j it is: one that runs already, one in Docker, or one that Java runs.

The home remembers whether its data are in Docker or beside it, so that an engine that comes or goes
does not make data seem lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from graph.neo4j_server.answers import Answer
from graph.neo4j_server.container import Container, has_docker
from graph.neo4j_server.errors import ToolMissingError
from graph.neo4j_server.home import Home
from graph.neo4j_server.jars import Progress
from graph.neo4j_server.local import LocalServer
from graph.neo4j_server.settings import Neo4jSettings

__all__ = ["Means", "Server", "Wish", "known_server", "wished_server"]

Means = Literal["docker", "java"]


class Server(Protocol):
    """What both kinds of servers promise; see `LocalServer`."""

    @property
    def user(self) -> str:
        """Who logs in."""

    @property
    def uri(self) -> str:
        """What a driver connects to."""

    @property
    def browser_url(self) -> str:
        """The address of Neo4j Browser."""

    @property
    def where(self) -> str:
        """What a person looks at, to see it run."""

    @property
    def files(self) -> Home:
        """The places in the home."""

    def is_running(self) -> bool:
        """Whether it runs; then its ports are those that it was started with."""

    def start(self) -> Answer:
        """Start it, unless it runs, and wait until it answers."""

    def stop(self) -> bool:
        """Stop it and wait; False if it was not running."""

    def answer(self) -> Answer:
        """Log in and ask it who it is."""

    def delete_data(self) -> None:
        """Delete all that the home keeps, and the data."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a server is to be started; `means` None takes what the machine has."""

    home: Path
    bolt_port: int
    http_port: int
    java: str | None = None
    heap: str = "1g"
    guide: str | None = None
    means: Means | None = None
    progress: Progress | None = None


def known_server(home: Path, settings: Neo4jSettings) -> Server | None:
    """Return the server of a home, running or not; None if there never was one."""
    means = Home(home).means
    if means is None:
        return None
    kind = Container if means == "docker" else LocalServer
    return kind(home, password=settings.password)


def wished_server(wish: Wish, settings: Neo4jSettings) -> Server:
    """Return a server to start: as the home remembers, else in Docker where that runs, else Java."""
    means = wish.means or Home(wish.home).means or ("docker" if has_docker() else "java")
    post_connect = f"play {wish.guide}" if wish.guide else None
    if means == "docker":
        if not has_docker():
            raise ToolMissingError(
                f"The server of {wish.home} runs in Docker, and Docker does not answer: start it, "
                "or run a server by Java in another folder: --with java --home FOLDER."
            )
        return Container(
            wish.home,
            wish.bolt_port,
            wish.http_port,
            password=settings.password,
            heap=wish.heap,
            post_connect=post_connect,
        )
    return LocalServer(
        wish.home,
        wish.bolt_port,
        wish.http_port,
        password=settings.password,
        java=wish.java,
        heap=wish.heap,
        post_connect=post_connect,
        cache=settings.cache,
        progress=wish.progress,
    )
