"""The seed that comes with the package, and its compiled links, once for all tests here."""

from __future__ import annotations

import pytest

from graph.links import Link, compile_links
from graph.load import load_seed, packaged_seed_folder
from graph.model import Seed, Triple


@pytest.fixture(scope="session")
def seed() -> Seed:
    """The packaged seed, loaded and checked."""
    return load_seed(packaged_seed_folder())


@pytest.fixture(scope="session")
def links(seed: Seed) -> dict[Triple, tuple[Link, ...]]:
    """The links that the packaged seed compiles to."""
    return compile_links(seed.events.values())
