"""Real servers on loopback, each in a thread of this process, and what tests need around them."""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.control import ControlFolder, Server, pack
from graph.load import load_seed
from graph.model import Seed

__all__ = [
    "PATIENCE",
    "Live",
    "applied",
    "edited",
    "loaded",
    "renamed_seed",
    "running",
    "serving",
    "serving_graph",
    "small_seed",
    "wait_until",
]

PATIENCE = 30.0  # seconds; on an idle machine none of this takes one


@dataclass(frozen=True, slots=True)
class Live:
    """A server that runs."""

    graph: ServedGraph
    url: str
    socket: Path

    @property
    def control(self) -> Server:
        """It, by its socket."""
        return Server(self.socket)

    def post(self, query: str, **variables: Any) -> httpx2.Response:
        """Put a question."""
        body = {"query": query, "variables": variables}
        return httpx2.post(f"{self.url}/graphql", json=body, timeout=PATIENCE)

    def version(self) -> str:
        """Which graph answers."""
        found: str = self.post("{ graph { version } }").json()["data"]["graph"]["version"]
        return found

    def apply(self, seed: Path, **how: Any) -> dict[str, Any]:
        """Give it a seed, by its socket."""
        return applied(self.control, seed, **how)


def applied(server: Server, seed: Path, **how: Any) -> dict[str, Any]:
    """Give a server a seed."""
    with tempfile.TemporaryFile() as archive:
        pack(seed, archive)
        archive.seek(0)
        return server.apply(archive, **how)


@contextmanager
def serving(
    seed: Path, sockets: Path, control: ControlFolder | None = None, **settings: Any
) -> Iterator[Live]:
    """Serve a seed on a free port; its socket is in a folder of the test's."""
    graph = ServedGraph.from_folder(seed, control)
    with serving_graph(graph, sockets, **settings) as live:
        yield live


@contextmanager
def serving_graph(graph: ServedGraph, sockets: Path, **settings: Any) -> Iterator[Live]:
    """Serve a graph on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    path = sockets / f"{port}.sock"
    app = create_app(graph, Settings(**settings), socket=path)
    with running(app, listener):
        place = path if graph.control is None else graph.control.socket
        yield Live(graph, f"http://127.0.0.1:{port}", place)


@contextmanager
def running(app: Starlette, listener: socket.socket) -> Iterator[None]:
    """Run an application until the context ends."""
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        assert server.started
        yield
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


def wait_until(true: Callable[[], bool]) -> None:
    """Wait until something holds, but not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@cache
def loaded(seed: Path) -> Seed:
    """The seed in a folder that no test changes."""
    return load_seed(seed)


FILES = {
    "seed.yaml": """\
name: two-apps
title: {en: Two apps}
recorded_until: 2024-10-31
licence: CC0-1.0
""",
    "entities/apps.yaml": """\
entities:
  - id: qq
    kind: app
    name: {en: QQ, zh: QQ}
  - id: wechat
    kind: app
    name: {en: WeChat, zh: 微信}
""",
    "sources/press.yaml": """\
sources:
  - id: paper
    title: QQ and WeChat
    publisher: The Paper
    language: en
    tier: press
    published: 2024-05-20
""",
    "events/opening.yaml": """\
events:
  - id: opening
    kind: link_unblock
    title: {en: WeChat opens to QQ, zh: 微信向QQ开放}
    date: 2024-05
    status: launched
    effects:
      - origin: wechat
        destination: qq
        channel: link_sharing
        access: open
    citations:
      - source: paper
        confidence: high
""",
}


def small_seed(folder: Path) -> Path:
    """Write a seed of two apps into a folder that is not there yet."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def renamed_seed(folder: Path, name: str) -> Path:
    """Write the same, with another English name of QQ."""
    return edited(small_seed(folder), "entities/apps.yaml", "{en: QQ,", f"{{en: {name},")


def edited(folder: Path, name: str, old: str, new: str) -> Path:
    """Change a file of a seed."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")
    return folder
