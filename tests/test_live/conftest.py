"""Seeds, and a server over the first of them.

`sockets` is a folder with a short path, as sockets need it, that only its user can enter. `live` is a
server over `first`; tests share it, and leave it with whatever seed they like.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.test_live.serving import Live, loaded, renamed_seed, serving, small_seed


@pytest.fixture
def sockets() -> Iterator[Path]:
    """Make a folder for sockets."""
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        yield Path(folder)


@pytest.fixture(scope="package")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small seed; no test changes it."""
    return small_seed(tmp_path_factory.mktemp("seeds") / "first")


@pytest.fixture(scope="package")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the small seed, with QQ called OICQ; no test changes it."""
    return renamed_seed(tmp_path_factory.mktemp("seeds") / "second", "OICQ")


@pytest.fixture(scope="package")
def served(first: Path) -> Iterator[Live]:
    """Serve the first seed for all tests that do not need a server of their own."""
    with (
        tempfile.TemporaryDirectory(prefix="interop-") as folder,
        serving(first, Path(folder)) as live,
    ):
        yield live


@pytest.fixture
def live(served: Live, first: Path) -> Live:
    """Have the first seed served, as if nothing had ever been applied."""
    served.graph.apply(partial(loaded, first))
    served.graph._journal = None
    return served
