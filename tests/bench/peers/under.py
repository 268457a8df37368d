"""One application under one of two servers: `python -m tests.bench.peers.under SERVER PROCESSES APP VALUE`.

SERVER is `uvicorn`, as `interop serve` runs it, or `granian`; APP is `graph`, the service over the synthetic
graph of 400 organisations with so many bytes for kept answers, or `fixed`, with the answers of a file. It takes
a free port, and is made before the processes are forked, so that they share it.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import socket
import sys
from pathlib import Path

from starlette.applications import Starlette

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.store import NetworkXStore
from tests.bench.peers.fixed import fixed_app
from tests.bench.rows import SEED, SIZES
from tests.bench.serve import serve_app, serve_graph
from tests.bench.synthetic import synthetic_seed

__all__ = ["graph_app"]

GRACE = 5  # seconds for requests under way at the end


def graph_app(kept_bytes: int) -> Starlette:
    """The service over the synthetic graph of the smallest size."""
    graph = ServedGraph(NetworkXStore(synthetic_seed(SIZES["S"], SEED)))
    graph.make_ready()
    return create_app(graph, Settings(kept_bytes=kept_bytes))


def under_granian(app: Starlette, processes: int) -> None:
    """Serve by granian, over ASGI."""
    from granian import Granian  # of an environment of its own
    from granian.constants import HTTPModes, Interfaces

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    multiprocessing.set_start_method("fork")
    gc.freeze()
    server = Granian(
        *("the application", "127.0.0.1", port),
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=processes,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )
    sys.stdout.write(f"listening on http://127.0.0.1:{port}\n")  # in a moment
    sys.stdout.flush()
    server.serve(target_loader=lambda: app, wrap_loader=False)


def under_uvicorn(app: Starlette, processes: int) -> None:
    """Serve by uvicorn, with what `interop serve` tells it where it is our service."""
    (serve_graph if hasattr(app.state, "short_answer") else serve_app)(app, processes)


def main(server: str, processes: str, kind: str, value: str) -> None:
    """Serve until the process is ended."""
    if kind == "fixed":
        app = fixed_app(json.loads(Path(value).read_text("utf-8")))
    else:
        app = graph_app(int(value))
    {"uvicorn": under_uvicorn, "granian": under_granian}[server](app, int(processes))


if __name__ == "__main__":
    main(*sys.argv[1:])
