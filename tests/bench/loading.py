"""What a graph takes to load, in time and memory: from JSON lines to a store that answers.

Each figure comes from a process of its own: `python -m tests.bench.loading FILE` loads a file and
says what it took, `--make ORGS` makes a file first.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from graph.load import load_seed
from graph.store import NetworkXStore
from tests.bench.rows import synthetic_rows
from tests.bench.synthetic import to_seed, write_jsonl

__all__ = ["load_in_a_process", "main", "make_in_a_process"]


def load_in_a_process(path: Path) -> dict[str, float]:
    """Seconds to read and check a file and to make a store of it; MiB at rest, and at most.

    `second_mib` is what the process that helped with the reading held at most, 0 without one.
    """
    found: dict[str, float] = json.loads(_run(str(path)))
    return found


def make_in_a_process(orgs: int, path: Path) -> None:
    """Write the synthetic seed with so many organisations, without keeping it."""
    _run("--make", str(orgs), str(path))


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.bench.loading", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _load(path: Path) -> dict[str, float]:
    before = os.getloadavg()[0]
    begin = time.perf_counter()
    seed = load_seed(path)
    read = time.perf_counter()
    store = NetworkXStore(seed)
    made = time.perf_counter()
    gc.collect()
    gc.freeze()
    worked = os.times()
    memory = _memory()
    assert store.reader().info.counts["events"] == len(seed.events)
    return {
        "read_s": read - begin,
        "store_s": made - read,
        "processor_s": sum(worked[:4]),
        "steady_mib": memory["VmRSS"],
        "peak_mib": memory["VmHWM"],
        "second_mib": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "load_average": before,
    }


def _memory() -> dict[str, float]:
    """What the process holds, and what it held at most, in MiB; as Linux tells it."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return {name: int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")}


def main(arguments: list[str]) -> dict[str, Any] | None:
    """Load a file, or make one."""
    if arguments[0] == "--make":
        gc.disable()
        write_jsonl(to_seed(synthetic_rows(int(arguments[1]))), Path(arguments[2]))
        return None
    return _load(Path(arguments[0]))


if __name__ == "__main__":
    result = main(sys.argv[1:])
    if result is not None:
        json.dump(result, sys.stdout)
