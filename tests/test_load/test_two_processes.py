"""Seeds as JSON lines, read by two processes: the same as by one, and no process is left."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import random
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import networkx as nx
import orjson
import pytest

import graph.load.beside as beside_module
from graph.load import (
    check_folder,
    digest,
    quick_lines,
    seed_lines,
)
from graph.load.beside import can_fork
from graph.load.lines import write_lines
from graph.load.quick_lines import _Quick, quick_seed
from graph.model import Seed
from graph.store.networkx_store import NetworkXReader
from tests.bench.synthetic import synthetic_seed
from tests.test_load.small_seed import write_file


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the processes that will have been made."""
    made: list[int] = []
    fork = os.fork

    def noted() -> int:
        pid = fork()
        made.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", noted)
    return made


def are_over(children: list[int]) -> bool:
    """Whether there was one at least, and all have ended and been waited for."""
    for pid in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return bool(children)


def two(path: Path) -> Seed | None:
    """Read a file quickly by two processes."""
    return quick_seed(path, processes=2)


@pytest.mark.parametrize("name", ["seed.jsonl", "seed.jsonl.gz"])
def test_two_processes(tmp_path: Path, packaged: Seed, name: str, children: list[int]) -> None:
    """One process or two: the same seed of the same version, and no process is left."""
    path = tmp_path / name
    write_lines(packaged, path)

    alone, together = quick_seed(path, processes=1), two(path)

    assert alone == together == packaged
    assert alone is not None
    assert together is not None
    assert alone.digest == together.digest == digest(packaged)
    assert are_over(children)


def test_two_processes_of_a_large_seed(tmp_path: Path) -> None:
    """A synthetic seed is the same too, and so is what is made of it."""
    seed = synthetic_seed(60)
    path = write_file(tmp_path, list(seed_lines(seed)))

    alone, together = quick_seed(path, processes=1), two(path)

    assert alone == together == seed
    assert alone is not None
    assert together is not None
    assert alone.digest == together.digest == digest(seed)
    readers = [NetworkXReader(some) for some in (alone, together, seed)]
    graphs = [nx.utils.graphs_equal(reader.graph, readers[0].graph) for reader in readers]
    assert graphs == [True, True, True]


@pytest.mark.parametrize("shuffled", [False, True])
def test_two_processes_and_lines_in_other_forms(
    tmp_path: Path, packaged: Seed, shuffled: bool
) -> None:
    """With spaces between, or in any order: the same seed, and a digest where the order is its own."""
    lines = [json.dumps(json.loads(line)) for line in seed_lines(packaged)]
    if shuffled:
        random.Random(3).shuffle(lines)
    path = write_file(tmp_path, lines)

    alone, together = quick_seed(path, processes=1), two(path)

    assert alone == together == packaged
    assert together is not None
    assert together.digest == (None if shuffled else digest(packaged))


@pytest.mark.parametrize("processes", [1, 2])
def test_number_in_place_of_a_text(tmp_path: Path, lines: list[str], processes: int) -> None:
    """A page that is written as a number is one page, and the seed has one version."""
    changed = [plainly(line, page=9) for line in lines]
    texts = [plainly(line, page="9") for line in lines]

    found = quick_seed(write_file(tmp_path, changed), processes=processes)
    expected = quick_seed(write_file(tmp_path, texts), processes=1)

    assert found is not None
    assert expected is not None
    assert found == expected
    assert changed != texts
    assert digest(found) == digest(expected)


def plainly(line: str, page: int | str) -> str:
    """A line whose first citation is of a page, in the form in which seeds are written."""
    plain = json.loads(line)
    for record in plain.values():
        for citation in record.get("citations", ())[:1]:
            citation["page"] = page
    return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS).decode()


@pytest.mark.parametrize("place", [0, 0.5, 1])
@pytest.mark.parametrize("mistake", ["no JSON", "another field", "twice", "of another sort", "cut"])
def test_two_processes_and_a_mistake(
    tmp_path: Path, packaged: Seed, place: float, mistake: str, children: list[int]
) -> None:
    """Wherever a line is broken: what is said of it is the same, and no process is left."""
    lines = list(seed_lines(packaged))
    at = round(place * (len(lines) - 1))
    lines[at] = {
        "no JSON": lines[at][:-1],
        "another field": lines[at][:-2] + ',"colour":"red"}}',
        "twice": lines[at].replace('":{', '":{"note":{"en":"a"},"note":{"en":"a"},', 1),
        "of another sort": lines[at].replace('"', '"x', 1),
        "cut": "[",
    }[mistake]
    path = write_file(tmp_path, lines)

    assert two(path) is None
    assert quick_seed(path, processes=1) is None
    assert {problem.place.line for problem in check_folder(path)} >= {at + 1}
    assert are_over(children)


def test_interrupted(
    tmp_path: Path, packaged: Seed, monkeypatch: pytest.MonkeyPatch, children: list[int]
) -> None:
    """Who is interrupted while reading leaves no process behind."""
    path = tmp_path / "seed.jsonl"
    write_lines(packaged, path)

    def interrupt(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(_Quick, "take", interrupt)

    with pytest.raises(KeyboardInterrupt):
        two(path)
    assert are_over(children)


def test_second_process_that_fails(
    tmp_path: Path, packaged: Seed, monkeypatch: pytest.MonkeyPatch, children: list[int]
) -> None:
    """Where the second process does not come to an end, or cannot begin, the first does all."""
    path = tmp_path / "seed.jsonl"
    write_lines(packaged, path)

    with monkeypatch.context() as patch:
        patch.setattr(quick_lines, "_said_of", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        killed = two(path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fork", refuse)
        refused = two(path)

    assert killed == refused == packaged
    assert killed is not None
    assert refused is not None
    assert killed.digest == refused.digest == digest(packaged)
    assert are_over(children)


def refuse() -> int:
    """Fork nothing, as where there are too many processes."""
    raise BlockingIOError(errno.EAGAIN, "no more processes")


def test_file_that_is_written_to_meanwhile(
    tmp_path: Path, packaged: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the two may not have read the same lines, one reads them all."""
    path = tmp_path / "seed.jsonl"
    write_lines(packaged, path)
    states = iter([(1,), (2,), (2,)])
    monkeypatch.setattr(quick_lines, "_state", lambda _: next(states))

    found = two(path)

    assert found == packaged
    assert found is not None
    assert found.digest == digest(packaged)


def test_where_a_second_process_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only in the main thread, beside no other, in no loop of events, with a processor to spare."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(beside_module, "_processors", lambda: 2)

    async def in_a_loop() -> bool:
        return can_fork()

    assert can_fork()
    assert not asyncio.run(in_a_loop())
    with ThreadPoolExecutor(1) as pool:
        assert not pool.submit(can_fork).result()
    monkeypatch.setattr(beside_module, "_processors", lambda: 1)
    assert not can_fork()
    monkeypatch.setattr(beside_module, "_processors", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not can_fork()
