"""Who is open to whom: the matrix says what the access question says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Seed
from graph.queries.access import access
from graph.queries.matrix import matrix
from graph.store import NetworkXStore
from graph.vocabulary import Access, Verdict
from tests.strategies import FIRST, LAST, make_effect, make_event, make_seed, seeds

IDS = ("a", "b", "c")


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=6), st.integers(FIRST, LAST), st.booleans())
def test_matrix_of_entities_is_the_access_question(
    seed: Seed, day: int, allow_limited: bool
) -> None:
    """Each cell has the verdict over all channels; where nothing holds, there is no cell."""
    reader = NetworkXStore(seed).reader()

    cells = matrix(reader, {id: [id] for id in IDS}, day, allow_limited=allow_limited)

    found = {(cell.row, cell.column): cell.verdict for cell in cells}
    for origin in IDS:
        for destination in IDS:
            answer = access(reader, origin, destination, day, allow_limited=allow_limited)
            holding = [a for a in answer.channels if a.link is not None]
            if origin != destination and holding:
                best = {a.verdict for a in holding}
                order = (Verdict.CERTAIN, Verdict.POSSIBLE, Verdict.UNKNOWN, Verdict.BLOCKED)
                assert found[origin, destination] is next(v for v in order if v in best)
            else:
                assert (origin, destination) not in found


def test_company_stands_for_all_that_it_runs() -> None:
    """A link between products is one between their companies; one within a company is not shown."""
    day = FIRST
    opened = make_event(
        "e1",
        "2023",
        make_effect(Access.OPEN, "app-one", "app-two"),
        make_effect(Access.OPEN, "app-one", "app-three"),
    )
    reader = NetworkXStore(make_seed(opened)).reader()
    members = {"one": ["one", "app-one", "app-three"], "two": ["two", "app-two"]}

    cells = matrix(reader, members, day)

    assert [(cell.row, cell.column, len(cell.links)) for cell in cells] == [("one", "two", 1)]
