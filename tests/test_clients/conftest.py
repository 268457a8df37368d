"""Servers on loopback that the programs of others ask.

`served` is one over the packaged seed, which all tests share and leave as it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.load import packaged_seed_folder
from tests.test_live.serving import Live, serving


@pytest.fixture
def sockets() -> Iterator[Path]:
    """Make a folder for sockets."""
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        yield Path(folder)


@pytest.fixture(scope="package")
def served() -> Iterator[Live]:
    """Serve the packaged seed."""
    with (
        tempfile.TemporaryDirectory(prefix="interop-") as folder,
        serving(packaged_seed_folder(), Path(folder)) as live,
    ):
        yield live
