"""Raphtory's GraphQL server over the synthetic graph, in an environment that has Raphtory and nothing of ours.

Run as `python raphtory_server.py FOLDER CORES`; the folder has the tables that `tests.bench.raphtory` writes. They
are made two graphs, in a process of its own, so that the server holds no more than it needs:

- `events`, an edge for each event at its place in the order of all, in the layer of its channel, and one for
  each entity that is operated by another in the layer `operates`;
- `open`, which has edges from the day of an opening to its end, so that the graph on a day is what is open.
"""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pandas as pd
from raphtory import Graph, PersistentGraph
from raphtory.graphql import GraphServer

ENDS = {"src": "origin", "dst": "destination"}
PATIENCE_MS = 600_000


def make(folder: Path) -> None:
    """Make both graphs of the tables, and write them where the server looks for them."""
    names = ("entities", "operates", "events")
    entities, operates, events = (pd.read_csv(folder / f"{name}.csv") for name in names)
    openings = events[events.opens == 1]
    ended = openings[openings.until.notna()].astype({"until": "int64"})
    whole, opened = Graph(), PersistentGraph()
    for graph in (whole, opened):
        graph.load_nodes(entities, time="time", id="id", metadata=["name", "kind"])
    whole.load_edges(
        events, time="place", **ENDS, properties=["id", "kind", "date"], layer_col="channel"
    )
    whole.load_edges(operates, time="time", src="owner", dst="id", layer="operates")
    opened.load_edges(openings, time="day", **ENDS, layer_col="channel")
    opened.load_edge_deletions(ended, time="until", **ENDS, layer_col="channel")
    graphs = folder / "graphs"
    graphs.mkdir()
    whole.save_to_file(str(graphs / "events"))
    opened.save_to_file(str(graphs / "open"))


def stay_on(cores: int) -> None:
    """Keep to so many cores, where the system can: threads alone are no measure, there are several pools."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def serve(folder: Path) -> None:
    """Serve both until the process is ended."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = GraphServer(str(folder / "graphs"), log_level="ERROR")
    running = server.start(port=port, timeout_ms=PATIENCE_MS)  # serves for as long as it is held
    sys.stdout.write(f"listening on http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    threading.Event().wait()
    running.stop()


if __name__ == "__main__":
    if sys.argv[1] == "--make":
        make(Path(sys.argv[2]))
    else:
        subprocess.run([sys.executable, __file__, "--make", sys.argv[1]], check=True)
        stay_on(int(sys.argv[2]))
        serve(Path(sys.argv[1]))
