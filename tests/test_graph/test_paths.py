"""The path on a day, rule by rule, each on the smallest case that shows it."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from graph.dates import AFTER_ALL, BEFORE_ALL, iso_to_day
from graph.model import Effect, Event
from graph.queries.budget import Budget
from graph.queries.paths import PathAnswer, path_on_day
from graph.store.networkx_store import NetworkXReader
from graph.vocabulary import Access, Channel, Verdict
from tests.strategies import CHANNELS, make_effect, make_event, make_seed

OPEN, LIMITED, BLOCKED, CLOSED = Access.OPEN, Access.LIMITED, Access.BLOCKED, Access.CLOSED
LINKS, ACCOUNTS = CHANNELS
SURE, PERHAPS = "2021-09-17", "[2021-09-16..2021-09-18]"


def hop(ends: str, channel: Channel = LINKS, access: Access = OPEN) -> Effect:
    """Return an effect from one letter to another."""
    return make_effect(access, ends[0], ends[1], channel)


def opened(*effects: Effect, on: str = SURE, id: str = "e") -> Event:
    """Return an event with these effects."""
    return make_event(id, on, *effects)


def path(
    *events: Event,
    ends: str = "ad",
    on: str = SURE,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    max_hops: int = 6,
    budget: Budget | None = None,
) -> PathAnswer:
    """Ask for the path between two letters in a graph of these events."""
    return path_on_day(
        NetworkXReader(make_seed(*events)),
        ends[0],
        ends[1],
        iso_to_day(on),
        channels=channels,
        allow_limited=allow_limited,
        max_hops=max_hops,
        budget=budget,
    )


def test_from_a_thing_to_itself() -> None:
    """Zero hops, CERTAIN, for ever."""
    found = path(opened(hop("ab")), ends="aa")

    assert (found.nodes, found.hops, found.length) == (("a",), (), 0)
    assert found.verdict is Verdict.CERTAIN
    assert found.valid_during == (BEFORE_ALL, AFTER_ALL)


def test_one_hop() -> None:
    """The hop has its link, its verdict, its events and their sources."""
    event = make_event("e", SURE, hop("ad"), sources=["q", "p"])

    found = path(event)

    assert found.found
    assert (found.nodes, found.length, found.verdict) == (("a", "d"), 1, Verdict.CERTAIN)
    (only,) = found.hops
    assert only.link.triple == event.effects[0].triple
    assert only.verdict is Verdict.CERTAIN
    assert [candidate.event for candidate in only.candidates] == [event]
    assert only.sources == ("p", "q")
    assert (found.miss, found.other_days, found.complete) == (None, None, True)


def test_fewest_hops() -> None:
    """The shorter path, though its ids come later."""
    found = path(opened(hop("ab"), hop("bc"), hop("cd"), hop("az"), hop("zd")))

    assert found.nodes == ("a", "z", "d")


def test_certain_before_short() -> None:
    """A path of CERTAIN hops is taken, though a possible one has fewer."""
    events = [opened(hop("ab"), hop("bc"), hop("cd")), opened(hop("ad"), on=PERHAPS, id="f")]

    assert path(*events).nodes == ("a", "b", "c", "d")
    assert path(*events).verdict is Verdict.CERTAIN
    assert path(*events, max_hops=2).nodes == ("a", "d")
    assert path(*events, max_hops=2).verdict is Verdict.POSSIBLE


def test_weakest_hop() -> None:
    """One possible hop makes the path POSSIBLE."""
    events = [opened(hop("ab")), opened(hop("bd"), on=PERHAPS, id="f")]

    assert path(*events).verdict is Verdict.POSSIBLE
    assert [each.verdict for each in path(*events).hops] == [Verdict.CERTAIN, Verdict.POSSIBLE]


def test_ties_by_ids() -> None:
    """Between paths of one length, the first list of ids, seen from the start."""
    ties = [hop("ab"), hop("bz"), hop("zd"), hop("ac"), hop("cy"), hop("yd")]

    assert path(opened(*ties)).nodes == ("a", "b", "z", "d")
    assert path(opened(*ties[::-1])).nodes == ("a", "b", "z", "d")


@pytest.mark.parametrize(
    ("hops", "nodes"),
    [
        ("ap aq py qx xm ym mn nu nv nw ud vd wd", "apymnud"),
        ("au av aw un vn wn nm mx my xq yp pd qd", "aunmxqd"),
        ("au av aw un vn wn nm my mx yq xp pd qd", "aunmxpd"),
    ],
)
def test_ties_by_ids_before_a_crossroads(hops: str, nodes: str) -> None:
    """Ways that part and meet again, near either end: the first list of ids from the start."""
    effects = [hop(ends) for ends in hops.split()]

    assert path(opened(*effects), max_hops=8).nodes == tuple(nodes)
    assert path(opened(*effects[::-1]), max_hops=8).nodes == tuple(nodes)


def test_ties_by_ids_before_certain_hops() -> None:
    """Between possible paths, ids come before how sure each hop is."""
    events = [
        opened(hop("ac"), hop("bd")),
        opened(hop("ab"), hop("cd"), on=PERHAPS, id="f"),
    ]

    assert path(*events).nodes == ("a", "b", "d")


def test_ties_by_ids_in_code_points() -> None:
    """Digits and hyphens come before letters."""
    effects = [make_effect(OPEN, "a", middle) for middle in ("x-9", "x10", "xa")] + [
        make_effect(OPEN, middle, "d") for middle in ("xa", "x10", "x-9")
    ]

    assert path(opened(*effects)).nodes == ("a", "x-9", "d")


def test_ties_by_certain_hops_before_channel() -> None:
    """Between two channels, the CERTAIN one, though its name comes later."""
    events = [
        opened(hop("ab"), hop("bd", LINKS)),
        opened(hop("ab", ACCOUNTS), on=PERHAPS, id="f"),
    ]

    assert [each.link.triple.channel for each in path(*events).hops] == [LINKS, LINKS]


def test_ties_by_channel() -> None:
    """Between two that are alike, the channel whose name comes first."""
    channels = [Channel.WEB_CRAWL, Channel.LINK_SHARING, Channel.ACCOUNTS]
    found = path(opened(*(hop("ad", channel) for channel in channels)))

    assert found.hops[0].link.triple.channel is Channel.ACCOUNTS


def test_every_order_of_effects() -> None:
    """It never matters: an engine that keeps what it meets first would differ."""
    effects = [hop("ae"), hop("ec"), hop("ab"), hop("bc"), hop("cd")]

    for n in range(len(effects)):
        assert path(opened(*effects[n:], *effects[:n])).nodes == ("a", "b", "c", "d")


def test_direction() -> None:
    """A way back is no way there."""
    assert not path(opened(hop("da"))).found


@pytest.mark.parametrize("access", [BLOCKED, CLOSED])
def test_hop_that_refuses(access: Access) -> None:
    """BLOCKED and CLOSED let nobody through."""
    found = path(opened(hop("ad", access=access)))

    assert (found.nodes, found.hops, found.length) == ((), (), None)
    assert not found.found
    assert found.valid_during is None


def test_verdict_without_a_path() -> None:
    """UNKNOWN, even if the direct way is BLOCKED; the miss says that."""
    found = path(opened(hop("ad", access=BLOCKED)))

    assert found.verdict is Verdict.UNKNOWN
    assert found.miss is not None
    assert found.miss.reason.name == "BLOCKED"


def test_limits() -> None:
    """LIMITED passes, unless that is not allowed."""
    event = opened(hop("ad", access=LIMITED))

    assert path(event).verdict is Verdict.CERTAIN
    assert path(event, allow_limited=False).verdict is Verdict.UNKNOWN


def test_channels() -> None:
    """Only the channels asked for are taken; none is none."""
    event = opened(hop("ad", ACCOUNTS), hop("ab", LINKS), hop("bd", LINKS))

    assert path(event).nodes == ("a", "d")
    assert path(event, channels={LINKS}).nodes == ("a", "b", "d")
    assert not path(event, channels=set()).found


def test_hop_limit() -> None:
    """A path of just that many hops is found, a longer one is not, and that there may be one is told."""
    event = opened(hop("ab"), hop("bc"), hop("cd"))

    assert path(event, max_hops=3).found
    assert not path(event, max_hops=2).found
    assert not path(event, max_hops=2).complete
    assert not path(event, max_hops=0).found
    assert path(event, ends="aa", max_hops=0).found


def test_valid_during() -> None:
    """The days around the day on which every hop keeps the path's verdict."""
    events = [
        opened(hop("ab"), on="2021-01-10"),
        make_event("f", "[2021-02-01..2021-02-03]", hop("bd")),
        make_event("g", "2021-05-01", hop("bd", access=LIMITED)),
        make_event("h", "[2021-06-01..2021-06-09]", hop("ab", access=BLOCKED)),
    ]

    sure, unsure = path(*events, on="2021-03-01"), path(*events, on="2021-06-02")

    assert sure.valid_during == (iso_to_day("2021-02-03"), iso_to_day("2021-06-01"))
    assert unsure.verdict is Verdict.POSSIBLE
    assert unsure.valid_during == (iso_to_day("2021-02-01"), iso_to_day("2021-06-09"))


def test_valid_during_on_its_own_triples() -> None:
    """Another channel that takes over does not make it longer."""
    events = [
        make_event("e", "2021-01-01", make_effect(OPEN, "a", "d", until="2021-02-01")),
        make_event("f", "2021-01-20", hop("ad", ACCOUNTS)),
    ]

    found = path(*events, on="2021-01-10")

    assert found.valid_during == (iso_to_day("2021-01-01"), iso_to_day("2021-02-01"))


def test_opened_and_closed_within_a_day() -> None:
    """QQ, 2021-09-17: nothing that held earlier the same day makes a path."""
    events = [
        make_event("opens", "2021-09-17", hop("ad"), sequence=1),
        make_event("blocks-again", "2021-09-17", hop("ad", access=BLOCKED), sequence=2),
    ]

    found = path(*events, on="2021-09-17")

    assert not found.found
    assert found.other_days is not None
    assert found.other_days.first_possible is None
    assert found.other_days.last_possible is None


def test_other_days() -> None:
    """Without a path: the nearest days with one, possible and certain, on both sides."""
    events = [
        make_event("e", "[2021-01-10..2021-01-12]", hop("ab")),
        make_event("f", "[2021-02-01..2021-02-03]", hop("ab", access=BLOCKED)),
        make_event("g", "[2021-03-01..2021-03-03]", hop("ab")),
        make_event("h", "2020", hop("bd")),
    ]

    found = path(*events, on="2021-02-15").other_days

    assert found is not None
    assert found.last_certain == iso_to_day("2021-01-31")
    assert found.last_possible == iso_to_day("2021-02-02")
    assert found.first_possible == iso_to_day("2021-03-01")
    assert found.first_certain == iso_to_day("2021-03-03")


def test_other_days_of_a_way_that_was_always_there() -> None:
    """The last day of an open past is the day before it ended."""
    events = [
        make_event("e", "../2020", hop("ad")),
        make_event("f", "2021-02-01", hop("ad", access=BLOCKED)),
    ]

    found = path(*events, on="2021-02-15").other_days

    assert found is not None
    assert found.last_certain == iso_to_day("2021-01-31")
    assert found.first_possible is None


def test_day_after_the_record() -> None:
    """The answer says that the seed does not claim to know it."""
    assert not path(opened(hop("ad")), on="2024-01-02").beyond_record
    assert path(opened(hop("ad")), on="2024-01-03").beyond_record


def test_budget_of_visits() -> None:
    """Without a path, the answer says that it did not look everywhere, and why."""
    event = opened(hop("ab"), hop("bc"), hop("cd"))

    found = path(event, budget=Budget(visits=1))

    assert not found.found
    assert not found.complete
    assert found.truncated is not None
    assert found.truncated.reason == "VISITS"
    assert found.miss is None


def test_budget_of_time() -> None:
    """It can run out too."""
    found = path(opened(hop("ab"), hop("bd")), budget=Budget(seconds=-1.0))

    assert not found.complete
    assert found.truncated is not None
    assert found.truncated.reason == "TIME"
