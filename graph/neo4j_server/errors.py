"""What keeps a Neo4j from being at hand; each message says what to do next."""

from __future__ import annotations

from graph.errors import GraphError

__all__ = [
    "AdminError",
    "DownloadError",
    "HomeError",
    "Neo4jServerError",
    "PidFileError",
    "PortInUseError",
    "RefusedError",
    "ServerStartError",
    "ServerStopError",
    "ToolMissingError",
    "UnreachableError",
    "WrongPasswordError",
]


class Neo4jServerError(GraphError):
    """The base of all of them."""

    code = "NEO4J_SERVER"


class ToolMissingError(Neo4jServerError):
    """Java or Maven is missing or too old."""


class DownloadError(Neo4jServerError):
    """The server's files could not be had, or are not those that this project was tested with."""


class AdminError(Neo4jServerError):
    """`neo4j-admin` failed; the message ends with what it said."""


class HomeError(Neo4jServerError):
    """The folder of a server cannot be used."""


class PortInUseError(Neo4jServerError):
    """Something else listens on a port that the server needs."""

    def __init__(self, port: int, option: str) -> None:
        """Name the `port` and the `option` that chooses another."""
        self.port = port
        super().__init__(
            f"Port {port} is in use on 127.0.0.1: stop what listens there, or choose another with "
            f"{option} (0 takes a free one)."
        )


class PidFileError(Neo4jServerError):
    """The file that says which process the server is cannot be read."""


class ServerStartError(Neo4jServerError):
    """The server ended, or did not answer in time; the message ends with the end of its log."""


class ServerStopError(Neo4jServerError):
    """The server did not end in time."""


class UnreachableError(Neo4jServerError):
    """Nothing that speaks Bolt answers at an address."""


class RefusedError(Neo4jServerError):
    """A server answers, but does not let us in."""


class WrongPasswordError(RefusedError):
    """The password is wrong, or there is none."""
