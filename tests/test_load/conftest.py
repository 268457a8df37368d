"""Seeds that several files read: the packaged one, and the small one as lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.load import load_seed, packaged_seed_folder, seed_lines
from graph.model import Seed
from tests.test_load.small_seed import write


@pytest.fixture(scope="module")
def packaged() -> Seed:
    """Return the packaged seed, read from its folder."""
    return load_seed(packaged_seed_folder())


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    """Return the lines of the small seed, the seed itself first."""
    return list(seed_lines(load_seed(write(tmp_path / "small"))))
