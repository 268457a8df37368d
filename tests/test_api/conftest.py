"""Clients of the service, in this process.

`graph` is the packaged seed, loaded once for this folder; `client` asks an application over it.
`seed_folder` is a copy of the packaged seed that a test may change. Servers of their own are started
by the tests that need one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.load import packaged_seed_folder


@pytest.fixture(scope="package")
def graph() -> ServedGraph:
    """Load the packaged seed."""
    return ServedGraph.from_folder(packaged_seed_folder())


@pytest.fixture
def client(graph: ServedGraph) -> Iterator[TestClient]:
    """Ask an application as it is by default; its mistakes are answers, as they are for clients."""
    app = create_app(graph, Settings(max_body_bytes=20_000))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def seed_folder(tmp_path: Path) -> Path:
    """Copy the packaged seed."""
    folder = tmp_path / "seed"
    shutil.copytree(
        packaged_seed_folder(), folder, ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    return folder
