"""Speaking with a server that runs: where its socket is, what goes over it, what it keeps."""

from graph.control.archive import BadArchiveError, load_unpacked, pack, unpack
from graph.control.client import Server
from graph.control.errors import ControlError, RefusedError
from graph.control.folder import ControlFolder
from graph.control.members import Member
from graph.control.places import (
    SOCKET_NAME,
    checked_socket,
    is_alive,
    locked,
    private_folder,
    running_sockets,
    runtime_folder,
)
from graph.control.report import report

__all__ = [
    "SOCKET_NAME",
    "BadArchiveError",
    "ControlError",
    "ControlFolder",
    "Member",
    "RefusedError",
    "Server",
    "checked_socket",
    "is_alive",
    "load_unpacked",
    "locked",
    "pack",
    "private_folder",
    "report",
    "running_sockets",
    "runtime_folder",
    "unpack",
]
