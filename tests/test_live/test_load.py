"""Mixed questions at full speed, while the graph is changed every few seconds; `tests.bench.endurance`."""

from __future__ import annotations

from tests.bench.endurance import GRAPHS, Memory, endured

SECONDS = 16.0


def test_under_load() -> None:
    """No request fails, each answer is right for the graph that it names, and memory does not grow."""
    found = endured(SECONDS, every=1.5, orgs=60, clients=4, count=10)

    assert found.wrong == []
    assert len(found.graphs) == GRAPHS
    assert found.graphs.total() > 200
    assert found.not_modified > 0
    assert found.applied >= GRAPHS
    assert len(found.memory) == 2
    assert all(memory.is_flat for memory in found.memory.values())


def test_memory_that_grows() -> None:
    """It is noticed, and what a warm-up takes is not held against anybody."""
    grows = Memory([100.0 + 5 * look for look in range(40)])
    warms_up = Memory([40.0 + 10 * min(look, 10) for look in range(40)])

    assert not grows.is_flat
    assert warms_up.is_flat
