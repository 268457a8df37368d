"""Loaders that a test may kill: `python -m tests.test_neo4j_store.loader URI PASSWORD`.

Each line of input, `NAME ROWS BATCH SECONDS BATCHES`, has a child process apply a seed, and be killed
after so many seconds or batches (`-` for never). How it ended is printed, and how long it took.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from graph.model import Seed
from graph.store.neo4j_store import Neo4jSettings, Neo4jStore, changes
from tests.neo4j_stores import PATIENCE
from tests.test_store.world import WORLD, changed_world

__all__ = ["SEEDS"]

SEEDS = {"world": WORLD, "changed": changed_world()}


def load(uri: str, password: str, seed: Seed, max_rows: int, batch: int, batches: str) -> None:
    """Apply a seed, in this process."""
    changes._BATCH = batch
    left = None if batches == "-" else int(batches)

    def count(done: int, total: int) -> None:
        nonlocal left
        if left is not None:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    with Neo4jStore(Neo4jSettings(uri, password=password, seconds=PATIENCE)) as store:
        store.apply(seed, progress=count, max_rows=max_rows)


def main(uri: str, password: str) -> None:
    """Do what each line says."""
    for line in sys.stdin:
        name, max_rows, batch, seconds, batches = line.split()
        child = os.fork()
        begun = time.monotonic()
        if child == 0:
            load(uri, password, SEEDS[name], int(max_rows), int(batch), batches)
            os._exit(0)
        if seconds != "-":
            time.sleep(float(seconds))
            os.kill(child, signal.SIGKILL)  # not yet waited for, so the number is still its own
        _, status = os.waitpid(child, 0)
        took = time.monotonic() - begun
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {took}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
