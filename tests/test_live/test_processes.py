"""`interop serve` with several processes: forked, watched over, and never of two minds.

`fleet` is a server of three processes over the first seed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest

from api.processes import usable_cores
from graph.control import ControlFolder, Server
from graph.load import digest
from tests.test_live.fleet import COUNT, EACH, Fleet, has_ended, serving_together
from tests.test_live.serving import PATIENCE, applied, loaded, wait_until


@pytest.fixture
def fleet(first: Path) -> Iterator[Fleet]:
    """Serve the first seed."""
    with serving_together(first, "--workers", str(COUNT)) as fleet:
        yield fleet


def test_one_for_each_core(first: Path) -> None:
    """Unless it is said, as many processes answer as there are cores."""
    with serving_together(first) as fleet:
        alone = {fleet.watch.pid} if usable_cores() == 1 else fleet.living()
        assert len(alone) == usable_cores()


def test_applying(fleet: Fleet, first: Path, second: Path) -> None:
    """When a seed has been applied, every process answers with it, and it was loaded at one time."""
    assert fleet.versions() == {digest(loaded(first))}

    applied(fleet.control, second)
    assert fleet.versions() == {digest(loaded(second))}
    tags = {
        httpx2.get(f"{fleet.url}/graphql?query={{graph{{loadedAt}}}}").headers["etag"]
        for _ in range(COUNT * EACH)
    }
    assert len(tags) == 1

    applied(fleet.control, first)
    assert fleet.versions() == {digest(loaded(first))}


def test_metrics(fleet: Fleet) -> None:
    """Whichever process is asked tells what all have answered."""
    fleet.versions()
    told = httpx2.get(f"{fleet.url}/metrics").text

    line = 'interop_operations_total{operation="unnamed",outcome="answered"}'
    assert f"{line} {COUNT * EACH}.0\n" in told


def test_a_process_is_killed(fleet: Fleet, first: Path, second: Path) -> None:
    """Another takes its place, and serves what was applied meanwhile."""
    applied(fleet.control, second)
    before = fleet.living()
    assert len(before) == COUNT

    for pid in sorted(before):
        os.kill(pid, signal.SIGKILL)
        wait_until(partial(has_ended, pid))
    wait_until(lambda: len(fleet.living() - before) == COUNT)

    assert fleet.versions() == {digest(loaded(second))}
    applied(fleet.control, first)
    assert fleet.versions() == {digest(loaded(first))}
    assert "replaced" in fleet.output.read_text("utf-8")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ending_under_load(fleet: Fleet, number: int) -> None:
    """What was begun is answered; then all processes end, and the port is free again."""
    processes, halves, stopping = fleet.living(), [], threading.Event()

    def ask() -> None:
        with httpx2.Client(timeout=PATIENCE) as client:
            while True:
                try:
                    answer = client.get(f"{fleet.url}/graphql?query={{entities{{totalCount}}}}")
                except httpx2.HTTPError:  # nobody is there any more
                    halves.append(not stopping.is_set())
                    return
                halves.append(answer.json().get("data") is None)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    wait_until(lambda: len(halves) > 50)
    stopping.set()
    fleet.watch.send_signal(number)

    assert fleet.watch.wait(PATIENCE) == 0
    for asker in askers:
        asker.join(PATIENCE)
    assert not any(halves)
    assert all(map(has_ended, processes))
    assert not list(fleet.output.parent.glob("interop-*"))


def test_the_watch_is_killed(first: Path) -> None:
    """No process stays behind that nobody looks after, and no folder that they shared."""
    before = folders_in_memory()
    with serving_together(first, "--workers", str(COUNT)) as fleet:
        check_that_all_end(fleet, before)


def check_that_all_end(fleet: Fleet, before: set[Path]) -> None:
    """Kill the watch of a server, and wait for the rest to go."""
    processes = fleet.living()
    fleet.watch.kill()
    fleet.watch.wait(PATIENCE)

    wait_until(lambda: all(map(has_ended, processes)))
    assert not list(fleet.output.parent.glob("interop-*"))
    assert folders_in_memory() <= before


def folders_in_memory() -> set[Path]:
    """Where servers of this machine count, while they run."""
    return set(Path("/dev/shm").glob("interop-*"))


def test_a_directory_that_lasts(first: Path, second: Path, tmp_path: Path) -> None:
    """With a control directory of its own, the graph comes back with the next server."""
    folder = tmp_path / "c"
    ControlFolder(folder)
    how = ("--workers", "2", "--control", folder)
    with serving_together(first, *how) as fleet:
        applied(Server(folder / "interop.sock"), second)
        assert fleet.versions() == {digest(loaded(second))}

    with serving_together(first, *how) as fleet:
        assert fleet.versions() == {digest(loaded(second))}


def test_one_cannot_begin(tmp_path: Path) -> None:
    """Where a process ends before it answers, all end, and that is told."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys, time\n"
        "from api.processes import run_processes\n"
        "def work(place):\n"
        "    if place.number == 1:\n"
        "        raise RuntimeError('no')\n"
        "    place.ready()\n"
        "    time.sleep(60)\n"
        "sys.exit(0 if run_processes(3, work, lambda: print('ready'), list) else 3)\n"
    )
    began = time.monotonic()
    ended = subprocess.run(
        [sys.executable, script], check=False, capture_output=True, text=True, timeout=50
    )

    assert ended.returncode == 3, ended.stderr
    assert "RuntimeError: no" in ended.stderr
    assert ended.stdout == ""
    assert time.monotonic() - began < 40
