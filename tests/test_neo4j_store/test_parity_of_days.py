"""Questions of days and through time: the embedded store and Neo4j give equal answers, with all options.

Of random seeds in which much is open, stored in any order; and of a synthetic graph of some hundreds of
organisations, with its hubs, from which questions are drawn at random. `tests.asked` has the questions.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.dates import iso_to_day
from graph.model import Seed
from graph.queries.evidence import Evidence
from graph.store import Reader
from graph.store.neo4j_store import Neo4jStore
from tests.asked import (
    QUESTIONS,
    Asked,
    answer,
    answers,
    asked,
    evidences,
    lively_seeds,
    reader_of,
    times,
)
from tests.bench import rows
from tests.bench.synthetic import synthetic_seed
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import make_neo4j_store
from tests.strategies import coarse_dates
from tests.test_neo4j_store.test_parity import shuffled

NO_SHRINKING = set(Phase) - {Phase.shrink}  # it would take a server many minutes
SYNTHETIC = synthetic_seed(200)
BUSY = [
    id
    for id, _ in Counter(
        end
        for event in SYNTHETIC.events.values()
        for effect in event.effects
        for end in (effect.origin, effect.destination)
    ).most_common(60)
]
SOME_DAYS = range(iso_to_day("2014-01-01"), rows.LAST_DAY + 400, 97)
of_synthetic = asked(
    BUSY,
    SOME_DAYS,
    rows.CHANNELS,
    st.one_of(
        *[st.none()] * 3,
        st.builds(
            Evidence,
            without=st.frozensets(st.sampled_from(sorted(SYNTHETIC.events)[::7]), max_size=9),
        ),
    ),
)


@pytest.fixture(scope="module")
def synthetic(neo4j_server: GivenNeo4j) -> Iterator[tuple[Reader, Reader]]:
    """Yield readers of the synthetic graph: of Neo4j, stored in another order, and the embedded one."""
    with make_neo4j_store(neo4j_server, shuffled(SYNTHETIC, random.Random(11))) as store:
        yield store.reader(), reader_of(SYNTHETIC)


@settings(max_examples=times(3), phases=NO_SHRINKING)
@given(of_synthetic)
def test_synthetic_graph(synthetic: tuple[Reader, Reader], ask: Asked) -> None:
    """Each question, drawn at random, has the same answer, element by element, from both."""
    theirs, ours = synthetic

    for name in QUESTIONS.keys() - {"unsupported without"}:
        assert answer(theirs, name, ask) == answer(ours, name, ask), name


def test_source_of_all(synthetic: tuple[Reader, Reader]) -> None:
    """What falls with the one source of the synthetic graph is all of it, in both."""
    theirs, ours = (
        answer(reader, "unsupported without", Asked(BUSY[0], BUSY[1], SOME_DAYS[0], SOME_DAYS[-1]))
        for reader in synthetic
    )

    assert theirs == ours


def test_questions_of_the_synthetic_graph_have_answers() -> None:
    """Among what is drawn, paths are found and not found, on a day and through time."""
    found: Counter[tuple[str, bool]] = Counter()
    reader = reader_of(SYNTHETIC)

    @settings(database=None, max_examples=60)
    @given(of_synthetic)
    def look(ask: Asked) -> None:
        for name in ("path", "temporal path", "critical events", "reachability"):
            there, _ = answer(reader, name, ask)
            found[name, bool(getattr(there, "found", there))] += 1

    look()

    assert (
        min(found[name, there] for name in ("path", "temporal path") for there in (True, False)) > 3
    )
    assert found["critical events", True] > 0


# Last, as each example is stored over the graph before it.


@settings(
    max_examples=times(6),
    phases=NO_SHRINKING,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lively_seeds(coarse_dates),
    st.lists(asked(evidence=st.one_of(st.none(), evidences)), min_size=2, max_size=2),
    st.randoms(use_true_random=False),
)
def test_random_seeds(
    store: Neo4jStore, seed: Seed, asks: list[Asked], chance: random.Random
) -> None:
    """Every question about a random seed, stored in any order, has the same answer."""
    store.apply(shuffled(seed, chance))

    assert answers(store.reader(), *asks) == answers(reader_of(seed), *asks)
