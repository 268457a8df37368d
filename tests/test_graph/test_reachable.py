"""The reachable set, rule by rule."""

from __future__ import annotations

import pytest

from graph.dates import iso_to_day
from graph.queries.budget import Budget, BudgetSpentError
from graph.queries.reachable import reachable
from graph.store.networkx_store import NetworkXReader
from graph.vocabulary import Access, Verdict
from tests.strategies import CHANNELS, make_effect, make_event, make_seed

DAY = iso_to_day("2021-09-17")
LINKS, ACCOUNTS = CHANNELS


def reader(sure: str, perhaps: str = "", access: Access = Access.OPEN) -> NetworkXReader:
    """Return a graph of hops such as `ab bc`, of which some are sure and some are not."""
    events = [
        make_event(id, date, *(make_effect(access, *ends) for ends in hops.split()))
        for id, date, hops in (("e", "2020", sure), ("f", "2021", perhaps))
    ]
    return NetworkXReader(make_seed(*events))


def test_order() -> None:
    """By hops, then id; the start is not in it, nor what only leads there."""
    found = reachable(reader("az ac cb zb bd xa"), "a", DAY, max_hops=6)

    assert [(reached.entity, reached.hops, reached.nodes) for reached in found] == [
        ("c", 1, ("a", "c")),
        ("z", 1, ("a", "z")),
        ("b", 2, ("a", "c", "b")),
        ("d", 3, ("a", "c", "b", "d")),
    ]
    assert {reached.verdict for reached in found} == {Verdict.CERTAIN}


def test_the_same() -> None:
    """What is reached in the same way is equal, and what is reached in another is not."""
    once, again, other = (
        reachable(reader(hops), "a", DAY, max_hops=6)[-1] for hops in ("ab bc", "ab bc", "ab bx xc")
    )

    assert once == again
    assert hash(once) == hash(again)
    assert once not in (other, "c")
    assert repr(once) == "Reached('c', certain, ('a', 'b', 'c'))"


def test_ties_by_ids() -> None:
    """The first list of ids, which need not be the one through the last id that comes first."""
    found = reachable(reader("ap aq py qx xt yt"), "a", DAY, max_hops=6)

    assert found[-1].nodes == ("a", "p", "y", "t")


def test_circle() -> None:
    """The start is not reached from itself."""
    assert [reached.entity for reached in reachable(reader("ab ba"), "a", DAY, max_hops=6)] == ["b"]


def test_certain_before_short() -> None:
    """As for a path: by CERTAIN hops if there is such a way, though it is longer."""
    found = reachable(reader("ab bc cd", "ad ac"), "a", DAY, max_hops=6)

    assert [(r.entity, r.verdict, r.hops) for r in found] == [
        ("b", Verdict.CERTAIN, 1),
        ("c", Verdict.CERTAIN, 2),
        ("d", Verdict.CERTAIN, 3),
    ]


def test_hop_limit() -> None:
    """Nothing further away; a possible way where the CERTAIN one is too long."""
    found = reachable(reader("ab bc cd", "ad"), "a", DAY, max_hops=2)

    assert [(r.entity, r.verdict, r.hops) for r in found] == [
        ("b", Verdict.CERTAIN, 1),
        ("d", Verdict.POSSIBLE, 1),
        ("c", Verdict.CERTAIN, 2),
    ]
    assert reachable(reader("ab"), "a", DAY, max_hops=0) == []


def test_other_days() -> None:
    """Only what passes on the day."""
    assert reachable(reader("ab"), "a", iso_to_day("2019-12-31"), max_hops=6) == []
    assert reachable(reader("ab", access=Access.BLOCKED), "a", DAY, max_hops=6) == []


def test_limits_and_channels() -> None:
    """LIMITED counts unless that is not allowed; only the channels asked for count."""
    limited = reader("ab", access=Access.LIMITED)

    assert len(reachable(limited, "a", DAY, max_hops=6)) == 1
    assert reachable(limited, "a", DAY, max_hops=6, allow_limited=False) == []
    assert len(reachable(limited, "a", DAY, max_hops=6, channels={LINKS})) == 1
    assert reachable(limited, "a", DAY, max_hops=6, channels={ACCOUNTS}) == []


def test_unknown_start() -> None:
    """Nothing is reached from what is not there."""
    assert reachable(reader("ab"), "nobody", DAY, max_hops=6) == []


def test_budget() -> None:
    """More than may be looked at is refused, never cut short in silence."""
    with pytest.raises(BudgetSpentError):
        reachable(reader("ab ac ad"), "a", DAY, max_hops=6, budget=Budget(visits=2))
