"""Serve the synthetic graph as `interop serve` serves a seed, without the files in between.

A folder of so many files takes far longer to read and check than the graph takes to make; nothing
else differs. Run as `python -m tests.bench.serve ORGANISATIONS SEED`; it takes a free port.
"""

from __future__ import annotations

import socket
import sys

import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.store import NetworkXStore
from tests.bench.synthetic import synthetic_seed

__all__ = ["serve_app"]


class _Server(uvicorn.Server):
    """Says where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if sockets and self.started:
            host, port = sockets[0].getsockname()
            sys.stdout.write(f"listening on http://{host}:{port}\n")
            sys.stdout.flush()


def serve_app(app: Starlette) -> None:
    """Serve an application on a free port, with the server and the options of `interop serve`."""
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else answers wait for an ACK
    _Server(config).run(sockets=[listening])


def main(orgs: int, seed: int) -> None:
    """Serve until the process is ended."""
    graph = ServedGraph(NetworkXStore(synthetic_seed(orgs, seed)))
    serve_app(create_app(graph, Settings()))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
