"""What a server keeps in a control directory, who shares it, and who is let into it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx2
import pytest

from api.graphs import NotAppliedError, ServedGraph
from graph.control import (
    ControlError,
    ControlFolder,
    is_alive,
    locked,
    private_folder,
    running_sockets,
    runtime_folder,
)
from graph.load import digest
from graph.load.lines import write_lines
from tests.test_live.serving import Live, loaded, serving, wait_until


def test_a_restart(first: Path, second: Path, sockets: Path) -> None:
    """What was applied last is served again, with its journal, whatever the server is started with."""
    folder = sockets / "control"
    with serving(first, sockets, ControlFolder(folder)) as live:
        done = live.apply(second)
        journal = live.graph.journal()

    with serving(first, sockets, ControlFolder(folder)) as live:
        assert live.version() == done["version"]
        assert live.graph.journal() == journal
        assert [change.version for change in journal.changes] == [done["version"]]
        assert live.apply(second)["changed"] == 0


def test_several_processes(first: Path, second: Path, sockets: Path) -> None:
    """They share a control directory: what one applies all serve, with one journal.

    If the one that listens ends, another takes its place at the socket.
    """
    folder = sockets / "control"
    with serving(first, sockets, ControlFolder(folder)) as other:
        with serving(first, sockets, ControlFolder(folder)) as live:
            done = live.apply(second)
            wait_until(lambda: live.version() == other.version() == done["version"])
            assert live.graph.journal() == other.graph.journal()

        def takes_it() -> bool:
            return is_alive(other.socket)

        wait_until(takes_it)
        back = other.apply(first)
        assert other.version() == back["version"] == done["previous"]
        assert [change.number for change in other.graph.journal().changes] == [1, 2]


def test_one_process_follows_another(first: Path, second: Path, tmp_path: Path) -> None:
    """Who applies a seed first takes what others have applied, and compares with that."""
    graphs = [ServedGraph.from_folder(first, ControlFolder(tmp_path / "c")) for _ in range(2)]
    applied = graphs[0].apply(lambda: loaded(second))

    again = graphs[1].apply(lambda: loaded(second))

    assert (applied.changed, again.changed) == (1, 0)
    assert graphs[0].journal() == graphs[1].journal()


def test_a_graph_that_went_and_came_back(first: Path, second: Path, tmp_path: Path) -> None:
    """Who saw nothing of it, having stood still, answers like the others: with journal and time."""
    graphs = [ServedGraph.from_folder(first, ControlFolder(tmp_path / "c")) for _ in range(2)]
    for seed in (second, first):
        graphs[0].apply(partial(loaded, seed))
    before = graphs[1].stamp()

    graphs[1].follow()

    assert graphs[1].stamp() == graphs[0].stamp() != before
    assert graphs[1].journal() == graphs[0].journal()


def test_another_process_is_at_it(first: Path, tmp_path: Path) -> None:
    """While one process applies a seed the others refuse to."""
    control = ControlFolder(tmp_path / "c")
    graph = ServedGraph.from_folder(first, control)

    with control.locked(wait=False), pytest.raises(NotAppliedError) as error:
        graph.apply(lambda: loaded(first))

    assert error.value.code == "APPLYING"
    assert graph.apply(lambda: loaded(first)).changed == 0


def test_a_change_that_was_broken_off(first: Path, second: Path, tmp_path: Path) -> None:
    """A graph that was written, but not yet named by the journal, is none; the next change clears it."""
    control = ControlFolder(tmp_path / "c")
    graph = ServedGraph.from_folder(first, control)
    before = graph.journal().version
    left = control.path / "graph-0123456789abcdef.jsonl"
    write_lines(loaded(second), left)

    graph = ServedGraph.from_folder(second, control)
    assert graph.journal().version == before

    graph.apply(lambda: loaded(second))
    assert not left.exists()
    assert len(list(control.path.glob("graph-*.jsonl"))) == 1


def test_what_is_kept_is_broken(first: Path, tmp_path: Path) -> None:
    """It is not served, and it is said which file is meant and what to do."""
    control = ControlFolder(tmp_path / "c")
    version = ServedGraph.from_folder(first, control).journal().version
    kept = control.path / f"graph-{version}.jsonl"
    text = kept.read_text("utf-8")

    for broken in ("", text[: len(text) // 2], text.replace("WeChat", "WeShat"), "{}\n"):
        kept.write_text(broken, "utf-8")
        with pytest.raises(ControlError, match=kept.name):
            ServedGraph.from_folder(first, control)

    control.journal_file.write_text('{"format": 99}', "utf-8")
    with pytest.raises(ControlError, match="another version"):
        ServedGraph.from_folder(first, control)
    control.journal_file.write_text("?", "utf-8")
    with pytest.raises(ControlError, match="cannot be read"):
        ServedGraph.from_folder(first, control)
    control.journal_file.unlink()
    assert ServedGraph.from_folder(first, control).journal().version == version


def test_the_directory_cannot_be_written(first: Path, second: Path, tmp_path: Path) -> None:
    """The graph stays, and the caller is told."""
    control = ControlFolder(tmp_path / "c")
    graph = ServedGraph.from_folder(first, control)
    before = graph.journal()
    (control.path / f"graph-{digest(loaded(second))}.jsonl").mkdir()

    with pytest.raises(ControlError, match="Cannot write"):
        graph.apply(lambda: loaded(second))

    assert graph.journal() == before
    assert graph.reader().info.version == before.version


def test_a_folder_that_others_enter(tmp_path: Path) -> None:
    """It is refused, and so is what is no folder, or too deep for a socket."""
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "shut")

    assert private_folder(tmp_path / "shut").stat().st_mode & 0o777 == 0o700
    assert private_folder(tmp_path / "shut") == tmp_path / "shut"
    with pytest.raises(ControlError, match="Others may enter"):
        private_folder(tmp_path / "open")
    for name in ("file", "link"):
        with pytest.raises(ControlError, match="no folder"):
            private_folder(tmp_path / name)
    with pytest.raises(ControlError, match="too long"):
        is_alive(tmp_path / ("deep" * 30))


def test_no_socket_is_no_reason_to_end(first: Path, tmp_path: Path) -> None:
    """Where the socket cannot be had the graph is served all the same."""
    (tmp_path / "open").mkdir(mode=0o755)

    with serving(first, tmp_path / "open") as live:
        assert live.version() == digest(loaded(first))
        assert list((tmp_path / "open").iterdir()) == []


def test_the_socket_of_a_server_that_died(first: Path, sockets: Path) -> None:
    """A new server takes its place; at the end nothing is left."""
    with serving(first, sockets) as live:
        name = live.socket.name
    assert list(sockets.iterdir()) == []

    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(sockets / "c.sock"))
    assert not is_alive(sockets / "c.sock")
    assert name.endswith(".sock")


def test_where_sockets_are(monkeypatch: pytest.MonkeyPatch, live: Live, tmp_path: Path) -> None:
    """They are found without an option in the user's own folder for such things."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(live.socket.parent.parent))
    assert runtime_folder() == live.socket.parent.parent / "interop"
    assert running_sockets() == []
    runtime_folder().mkdir(mode=0o700, exist_ok=True)
    try:
        found = runtime_folder() / "1.sock"
        found.symlink_to(live.socket)
        (runtime_folder() / "2.sock").touch()
        assert running_sockets() == [found]
    finally:
        for path in runtime_folder().iterdir():
            path.unlink()
        runtime_folder().rmdir()

    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert runtime_folder().name == f"interop-{os.getuid()}"


def test_a_lock(tmp_path: Path) -> None:
    """One holds it at a time; it can be had again, also where its file went meanwhile."""
    path = tmp_path / "a.lock"

    @contextmanager
    def hold() -> Iterator[bool]:
        with locked(path, wait=False, leave=False) as ours:
            yield ours

    with hold() as one, hold() as two:
        assert (one, two) == (True, False)
    assert not path.exists()
    with hold() as three:
        assert three


def test_a_seed_of_another_server(live: Live, second: Path) -> None:
    """What a server gives as its seed is the seed, whole."""
    live.apply(second)

    assert live.control.seed() == loaded(second)


def test_the_socket_asks_for_no_key(live: Live) -> None:
    """Who can enter its folder may; the ordinary address refuses, and the socket serves nothing else."""
    transport = httpx2.HTTPTransport(uds=str(live.socket))
    with httpx2.Client(transport=transport, base_url="http://localhost") as client:
        assert client.get("/admin/seed").status_code == 200
        assert client.get("/graphql").status_code == 404
        assert client.post("/admin/seed").status_code == 405
