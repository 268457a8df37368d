"""Serve the synthetic graph as `interop serve` serves a seed, without the files in between.

A folder of so many files takes far longer to read and check than the graph takes to make; nothing
else differs. Run as `python -m tests.bench.serve ORGANISATIONS SEED PROCESSES KEPT_BYTES`; it takes a free port.
"""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.graphs import ServedGraph
from api.processes import Place, run_processes
from api.protocol import protocol
from api.server import share_time
from api.settings import Settings
from graph.store import NetworkXStore
from tests.bench.synthetic import synthetic_seed

__all__ = ["serve_app", "serve_graph"]


class _Server(uvicorn.Server):
    """Says that it listens, once it does."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready()


def serve_app(app: Starlette, processes: int, **options: Any) -> None:
    """Serve an application on a free port, by so many processes, as `interop serve` does.

    `options` are more of Uvicorn's.
    """
    address = ("127.0.0.1", 0)
    listening: list[socket.socket] = []
    for _ in range(processes):
        listening.append(socket.create_server(address, reuse_port=True))
        listening[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or answers wait
        address = listening[0].getsockname()
    gc.freeze()

    def say() -> None:
        sys.stdout.write(f"listening on http://{address[0]}:{address[1]}\n")
        sys.stdout.flush()

    def work(place: Place) -> None:
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, **options
        )
        _Server(config, place.ready).run(sockets=[listening[place.number]])

    def close() -> None:
        for one in listening:
            one.close()

    run_processes(processes, work, say, close)


def serve_graph(app: Starlette, processes: int) -> None:
    """Serve our service, with the protocol that `interop serve` has."""
    share_time()
    http = protocol(Settings().receive_seconds, app.state.short_answer)
    serve_app(app, processes, http=http, proxy_headers=False)


def main(orgs: int, seed: int, processes: int, kept_bytes: int) -> None:
    """Serve until the process is ended."""
    graph = ServedGraph(NetworkXStore(synthetic_seed(orgs, seed)))
    graph.make_ready()
    serve_graph(create_app(graph, Settings(kept_bytes=kept_bytes)), processes)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
