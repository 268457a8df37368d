"""The nearest miss, rule by rule: the order of hops, reasons, ids and channels."""

from __future__ import annotations

from itertools import pairwise

import pytest

from graph.dates import iso_to_day
from graph.model import Effect, Event, Triple
from graph.queries.misses import MissReason, NearestMiss
from graph.queries.paths import path_on_day
from graph.store.networkx_store import NetworkXReader
from graph.vocabulary import Access, Channel
from tests.strategies import CHANNELS, make_effect, make_event, make_seed

OPEN, LIMITED, BLOCKED, CLOSED = Access.OPEN, Access.LIMITED, Access.BLOCKED, Access.CLOSED
LINKS, ACCOUNTS = CHANNELS
DAY = "2021-09-17"
NOT_YET, ENDED, WRONG_WAY = MissReason.NOT_YET, MissReason.ENDED, MissReason.WRONG_WAY


def hop(ends: str, access: Access = OPEN, channel: Channel = LINKS, **more: str) -> Effect:
    """Return an effect from one letter to another."""
    return make_effect(access, ends[0], ends[1], channel, **more)


def since(date: str, *effects: Effect) -> Event:
    """Return an event of that date, named after it."""
    return make_event(f"on-{date.strip('[.]')}", date, *effects)


def near(*events: Event, allow_limited: bool = True, max_hops: int = 6) -> NearestMiss | None:
    """Ask for the nearest miss from `a` to `d`."""
    reader = NetworkXReader(make_seed(*events))
    found = path_on_day(
        reader, "a", "d", iso_to_day(DAY), allow_limited=allow_limited, max_hops=max_hops
    )
    assert not found.found
    return found.miss


def reason(*events: Event, allow_limited: bool = True) -> MissReason | None:
    """Ask why the nearest miss does not pass."""
    found = near(*events, allow_limited=allow_limited)
    return found.reason if found else None


def test_nothing_on_record() -> None:
    """There is no miss where no one hop is all that lacks."""
    assert near() is None
    assert near(since("2020", hop("bc"))) is None
    assert near(since("2022", hop("ab"), hop("bd"))) is None


def test_not_yet() -> None:
    """Nothing on record on the day, but passable later."""
    assert reason(since("2022", hop("ad"))) is NOT_YET
    assert reason(since("[2022..2023]", hop("ad", LIMITED))) is NOT_YET


def test_blocked_later() -> None:
    """What is only ever refused later is no miss: nothing is known of the day, nor passes later."""
    assert near(since("2022", hop("ad", BLOCKED))) is None


def test_limited_later_where_that_is_not_allowed() -> None:
    """It is not passable later."""
    assert reason(since("2022", hop("ad", LIMITED)), allow_limited=False) is None


def test_ended() -> None:
    """CLOSED is possible and BLOCKED is not."""
    assert reason(since("2020", hop("ad", CLOSED))) is ENDED
    assert reason(since("2020", hop("ad", until="2021-01"))) is ENDED


def test_blocked() -> None:
    """BLOCKED is possible, whatever else is."""
    ended = since("2021-09", hop("ad", CLOSED))

    assert reason(since("2020", hop("ad", BLOCKED))) is MissReason.BLOCKED
    assert reason(since("2020", hop("ad", BLOCKED)), ended) is MissReason.BLOCKED
    assert reason(since("2021", hop("ad", BLOCKED))) is MissReason.BLOCKED


def test_limited() -> None:
    """LIMITED, where that is not allowed."""
    event = since("2020", hop("ad", LIMITED))

    assert reason(event, allow_limited=False) is MissReason.LIMITED


def test_limited_and_ended() -> None:
    """CLOSED in the possible accesses comes before LIMITED."""
    event = since("2020", hop("ad", LIMITED, until="2021"))

    assert reason(event, allow_limited=False) is ENDED


def test_healed_later() -> None:
    """A refusal on the day is the reason, though it passes later; from when is told."""
    found = near(since("2020", hop("ad", BLOCKED)), since("2023", hop("ad")))

    assert found is not None
    assert found.reason is MissReason.BLOCKED
    assert found.passes_from == iso_to_day("2023-01-01")


def test_wrong_way() -> None:
    """No record of the way there, and the way back passes."""
    found = near(since("2020", hop("da")))

    assert found is not None
    assert found.reason is WRONG_WAY
    assert found.triple == Triple("a", "d", LINKS)
    assert (found.link, found.candidates, found.passes_from) == (None, (), None)


def test_wrong_way_that_will_open() -> None:
    """Passable later comes before the way back."""
    assert reason(since("2020", hop("da")), since("2022", hop("ad"))) is NOT_YET


def test_wrong_way_with_a_refusal_on_record() -> None:
    """A record of the way there is the reason, not the way back."""
    assert reason(since("2020", hop("da"), hop("ad", BLOCKED))) is MissReason.BLOCKED


def test_wrong_way_that_does_not_pass() -> None:
    """A way back that refuses is no miss."""
    assert near(since("2020", hop("da", BLOCKED))) is None


def test_fewest_hops() -> None:
    """Before any reason: a refusal in one hop is nearer than an opening to come in two."""
    events = since("2020", hop("ad", BLOCKED), hop("ab")), since("2022", hop("bd"))

    found = near(*events)

    assert found is not None
    assert (found.nodes, found.reason) == (("a", "d"), MissReason.BLOCKED)


def test_order_of_reasons() -> None:
    """NOT_YET, ENDED, BLOCKED, LIMITED, WRONG_WAY: the most hopeful first, whatever the ids."""
    ways = {
        "z": [since("2022", hop("zd"))],
        "y": [since("2019", hop("yd", CLOSED))],
        "x": [since("2018", hop("xd", BLOCKED))],
        "w": [since("2017", hop("wd", LIMITED))],
        "b": [since("2016", hop("db"))],
    }
    found = []
    while ways:
        opened = since("2015", *(hop(f"a{middle}") for middle in ways))
        miss = near(opened, *(e for events in ways.values() for e in events), allow_limited=False)
        assert miss is not None
        found.append(miss.reason)
        del ways[miss.nodes[1]]

    assert found == [NOT_YET, ENDED, MissReason.BLOCKED, MissReason.LIMITED, WRONG_WAY]
    assert found == list(MissReason)


def test_ties_by_ids() -> None:
    """With as many hops and the same reason: the first list of ids, wherever the hop is."""
    event = since("2020", hop("ab"), hop("bd", BLOCKED), hop("ac", BLOCKED), hop("cd"))
    other = since("2020", hop("ac"), hop("cd", BLOCKED), hop("ab", BLOCKED), hop("bd"))

    for each, failing in ((event, "bd"), (other, "ab")):
        found = near(each)
        assert found is not None
        assert found.nodes == ("a", "b", "d")
        assert (found.triple.origin, found.triple.destination) == tuple(failing)


def test_ties_by_channel() -> None:
    """With the same ids too: the channel whose name comes first."""
    event = since("2020", hop("ad", BLOCKED, LINKS), hop("ad", BLOCKED, ACCOUNTS))
    found = near(event)

    assert found is not None
    assert found.triple.channel is ACCOUNTS


def test_reason_before_channel() -> None:
    """The better reason, though its channel's name comes later."""
    event = since("2020", hop("ad", CLOSED, LINKS), hop("ad", BLOCKED, ACCOUNTS))
    found = near(event)

    assert found is not None
    assert (found.triple.channel, found.reason) == (LINKS, ENDED)


@pytest.mark.parametrize("failing", range(3))
def test_place_of_the_hop(failing: int) -> None:
    """It may be the first, the last or one between; all others pass."""
    hops = ["".join(pair) for pair in pairwise("abcd")]
    effects = [hop(ends, BLOCKED if n == failing else OPEN) for n, ends in enumerate(hops)]
    found = near(since("2020", *effects))

    assert found is not None
    assert found.nodes == tuple("abcd")
    assert found.triple == effects[failing].triple


def test_hop_limit() -> None:
    """A miss has no more hops than a path may have."""
    event = since("2020", hop("ab"), hop("bc"), hop("cd", BLOCKED))

    assert near(event, max_hops=2) is None
    assert near(event, max_hops=3) is not None


def test_what_decides_the_hop() -> None:
    """The link of the day, and the events that may decide it."""
    event = since("2020", hop("ad", BLOCKED))
    found = near(event)

    assert found is not None
    assert found.link is not None
    assert found.link.holds_on(iso_to_day(DAY))
    assert [(c.event, c.access) for c in found.candidates] == [(event, BLOCKED)]
