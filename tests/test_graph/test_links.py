"""Links, rule by rule, each on the smallest case that shows it."""

from __future__ import annotations

from typing import Any

import pytest

from graph.dates import AFTER_ALL, BEFORE_ALL, iso_to_day
from graph.links import Candidate, EffectConflictError, Link, compile_links, compile_triple
from graph.model import Event, Triple
from graph.vocabulary import Access, Channel, Verdict
from tests.strategies import TRIPLE, make_effect, make_event

OPEN, LIMITED, BLOCKED, CLOSED = Access.OPEN, Access.LIMITED, Access.BLOCKED, Access.CLOSED


def links_of(*events: Event) -> list[tuple[str | None, str | None, list[str], bool]]:
    """Return the links: since, until, candidates as `event access`, and whether nothing is."""
    return [
        (
            link.id.split(":")[-1],
            None if link.until == AFTER_ALL else _iso(link.until),
            [f"{candidate.event} {candidate.access}" for candidate in link.candidates],
            link.nothing,
        )
        for link in compile_triple(TRIPLE, events)
    ]


def _iso(day: int) -> str:
    return Link(TRIPLE, day, AFTER_ALL, (), nothing=False).id.split(":")[-1]


def verdicts_of(*events: Event) -> list[Verdict]:
    """Return the verdicts of the links, in order."""
    return [link.verdict() for link in compile_triple(TRIPLE, events)]


def test_one_known_day() -> None:
    """Before it there is no link; from that day on, one that lasts for ever."""
    assert links_of(make_event("e", "2021-09-13", OPEN)) == [
        ("2021-09-13", None, ["e open"], False)
    ]


def test_one_uncertain_day() -> None:
    """While it may not have begun, nothing is possible too."""
    assert links_of(make_event("e", "2021-09", OPEN)) == [
        ("2021-09-01", "2021-09-30", ["e open"], True),
        ("2021-09-30", None, ["e open"], False),
    ]


def test_effect_in_force_on_every_day_before() -> None:
    """A stretch with an open start is in force since ever; its right end closes nothing."""
    assert links_of(make_event("e", "../2015", BLOCKED)) == [("always", None, ["e blocked"], False)]


def test_start_unknown() -> None:
    """A stretch with an unknown start begins some day up to its right end."""
    assert links_of(make_event("e", "/2015-03-02", OPEN)) == [
        ("always", "2015-03-02", ["e open"], True),
        ("2015-03-02", None, ["e open"], False),
    ]


@pytest.mark.parametrize("date", ["2021-09-13/2024-09", "2021-09-13/..", "2021-09-13/"])
def test_right_end_of_a_stretch(date: str) -> None:
    """Only `until` ends an effect, never the right end of a stretch."""
    assert links_of(make_event("e", date, OPEN)) == [("2021-09-13", None, ["e open"], False)]


def test_days_between_the_members_of_a_set() -> None:
    """They count as possible: the bounds are a hull."""
    assert links_of(make_event("e", "[2021-09-13,2021-09-17]", OPEN))[0] == (
        "2021-09-13",
        "2021-09-17",
        ["e open"],
        True,
    )


def test_effect_with_its_own_start() -> None:
    """It begins then, and not on the event's date."""
    event = make_event("e", "2024-09-04", make_effect(OPEN, since="2024-09-12"))

    assert links_of(event) == [("2024-09-12", None, ["e open"], False)]


def test_next_effect() -> None:
    """It ends the one before; the day of the change belongs to the new one."""
    events = make_event("a", "2021-09-13", OPEN), make_event("b", "2021-09-17", BLOCKED)

    assert links_of(*events) == [
        ("2021-09-13", "2021-09-17", ["a open"], False),
        ("2021-09-17", None, ["b blocked"], False),
    ]


def test_two_effects_alike() -> None:
    """They make two links: each link has its own events."""
    events = make_event("a", "2021-09-13", OPEN), make_event("b", "2021-09-17", OPEN)

    assert [row[2] for row in links_of(*events)] == [["a open"], ["b open"]]


def test_end_of_an_effect() -> None:
    """`until` is the first day on which it no longer holds; then access is CLOSED."""
    event = make_event("e", "2021-09-13", make_effect(OPEN, until="2021-09-17"))

    assert links_of(event) == [
        ("2021-09-13", "2021-09-17", ["e open"], False),
        ("2021-09-17", None, ["e closed"], False),
    ]


def test_uncertain_end_of_an_effect() -> None:
    """While it may have ended, it may be open or CLOSED."""
    event = make_event("e", "2021-09-13", make_effect(OPEN, until="[2021-09-15..2021-09-17]"))

    assert links_of(event)[1] == ("2021-09-15", "2021-09-17", ["e open", "e closed"], False)


def test_end_of_an_effect_that_another_has_replaced() -> None:
    """`until` ends its own effect and no other."""
    events = [
        make_event("a", "2021-09-13", make_effect(OPEN, until="2021-09-17")),
        make_event("b", "2021-09-15", LIMITED),
    ]

    assert links_of(*events) == [
        ("2021-09-13", "2021-09-15", ["a open"], False),
        ("2021-09-15", None, ["b limited"], False),
    ]


def test_end_on_the_day_of_the_start() -> None:
    """At the end of the day the effect is over."""
    event = make_event("e", "2021-09-13", make_effect(OPEN, until="2021-09-13"))

    assert links_of(event) == [("2021-09-13", None, ["e closed"], False)]


def test_end_that_may_lie_before_the_start() -> None:
    """Worlds where it does are left out: both are clipped to each other."""
    event = make_event("e", "2021-09", make_effect(OPEN, until="[2021-08-01..2021-09-03]"))

    assert links_of(event) == [
        ("2021-09-01", "2021-09-03", ["e open", "e closed"], True),
        ("2021-09-03", None, ["e closed"], False),
    ]


def test_reversal_alone() -> None:
    """`reverses` without an effect changes no access."""
    events = [make_event("a", "2021-09-13", BLOCKED), make_event("b", "2021-09-17", reverses=["a"])]

    assert compile_links(events) == {TRIPLE: compile_triple(TRIPLE, events[:1])}


def test_opened_and_closed_within_a_day() -> None:
    """QQ, 2021-09-17: the state at the end of the day counts; no link says that it was open."""
    events = [
        make_event("opens", "2021-09-17", OPEN, sequence=1),
        make_event("blocks-again", "2021-09-17", BLOCKED, sequence=2),
    ]

    assert links_of(*events) == [("2021-09-17", None, ["blocks-again blocked"], False)]
    assert verdicts_of(*events) == [Verdict.BLOCKED]


def test_one_day_by_sequence() -> None:
    """The greater sequence is later, whatever the ids."""
    events = [
        make_event("a", "2021-09-17", OPEN, sequence=2),
        make_event("b", "2021-09-17", BLOCKED, sequence=1),
    ]

    assert links_of(*events)[0][2] == ["a open"]


def test_one_day_by_id() -> None:
    """With the same sequence, the greater id is later."""
    events = make_event("a", "2021-09-17", OPEN), make_event("b", "2021-09-17", BLOCKED)

    assert links_of(*events)[0][2] == ["b blocked"]


@pytest.mark.parametrize("how", ["follows", "reverses"])
def test_one_day_along_a_relation(how: str) -> None:
    """What follows or reverses another comes after it, whatever sequence and id say."""
    relation: dict[str, Any] = {how: ["z"]}
    events = [
        make_event("z", "2021-09-17", OPEN, sequence=9),
        make_event("a", "2021-09-17", BLOCKED, sequence=1, **relation),
    ]

    assert links_of(*events)[0][2] == ["a blocked"]


def test_one_fixed_order_of_a_day() -> None:
    """First of all that need not wait, by sequence and id: here the first waits for the last."""
    events = [
        make_event("first", "2021-09-17", OPEN, sequence=0, follows=["last"]),
        make_event("middle", "2021-09-17", BLOCKED, sequence=1),
        make_event("last", "2021-09-17", LIMITED, sequence=2),
    ]

    assert links_of(*events)[0][2] == ["first open"]


def test_candidates_of_one_link() -> None:
    """They come in the order of a day."""
    events = [
        make_event("b", "2021-09", OPEN, sequence=1),
        make_event("a", "2021-09", BLOCKED, sequence=2),
    ]

    assert links_of(*events)[0] == ("2021-09-01", "2021-09-30", ["b open", "a blocked"], True)
    assert links_of(*events)[1] == ("2021-09-30", None, ["b open", "a blocked"], False)


def test_days_carried_along_a_relation() -> None:
    """What follows cannot be earlier, and what is followed cannot be later."""
    events = [
        make_event("a", "[2021-09-03..2021-09-30]", OPEN),
        make_event("b", "[2021-09-01..2021-09-05]", BLOCKED, follows=["a"]),
    ]

    assert links_of(*events) == [
        ("2021-09-03", "2021-09-05", ["a open", "b blocked"], True),
        ("2021-09-05", None, ["b blocked"], False),
    ]


def test_relation_to_an_event_elsewhere() -> None:
    """Only events on the same triple wait for each other."""
    other = make_effect(OPEN, "c", "d")
    events = [
        make_event("late", "2024-01-01", other),
        make_event("early", "2021-09-17", BLOCKED, follows=["late"]),
    ]

    assert compile_links(events)[TRIPLE][0].since == iso_to_day("2021-09-17")


def test_responds_to_and_part_of() -> None:
    """They say nothing about the order."""
    event = make_event("e", "2021-09-17", OPEN)

    assert links_of(event, make_event("f", "2021-09-13", BLOCKED))[-1][2] == ["e open"]


@pytest.mark.parametrize(
    ("events", "concerned"),
    [
        pytest.param(
            [make_event("a", "2021", OPEN), make_event("b", "2020", BLOCKED, follows=["a"])],
            {"a", "b"},
            id="after what comes later",
        ),
        pytest.param(
            [
                make_event("a", "2021", OPEN, follows=["b"]),
                make_event("b", "2021", BLOCKED, reverses=["a"]),
            ],
            {"a", "b"},
            id="in a circle",
        ),
        pytest.param(
            [make_event("a", "2021", make_effect(OPEN, until="2020"))],
            {"a"},
            id="over before it begins",
        ),
        pytest.param(
            [
                make_event("a", "2021", OPEN),
                make_event("b", "2020/..", make_effect(OPEN, until="2020"), follows=["a"]),
            ],
            {"a", "b"},
            id="over before what it follows begins",
        ),
        pytest.param(
            [make_event("a", "2021", make_effect(OPEN), make_effect(BLOCKED))],
            {"a"},
            id="two effects on one triple",
        ),
    ],
)
def test_contradiction(events: list[Event], concerned: set[str]) -> None:
    """Events that no world can hold together are refused, by name."""
    with pytest.raises(EffectConflictError) as refusal:
        compile_links(events)

    assert set(refusal.value.events) == concerned
    assert all(id in str(refusal.value) for id in concerned)


def test_no_events() -> None:
    """There are no links."""
    assert compile_triple(TRIPLE, []) == ()
    assert compile_links([]) == {}


def test_effects_of_one_event_on_several_triples() -> None:
    """A candidate says which of the event's effects it is."""
    event = make_event("e", "2021", make_effect(OPEN, "b", "a"), make_effect(BLOCKED))

    links = compile_links([event])

    assert list(links) == [TRIPLE, Triple("b", "a", TRIPLE.channel)]
    assert links[TRIPLE][0].candidates == (Candidate("e", 1, BLOCKED),)


def test_order_of_triples() -> None:
    """By origin, destination and channel: names in code points, not in the vocabulary's order."""
    names = [(origin, channel) for origin in "ba" for channel in (Channel.MAPS, Channel.ACCOUNTS)]
    event = make_event("e", "2021", *(make_effect(OPEN, o, "c", channel) for o, channel in names))

    assert [(triple.origin, triple.channel.value) for triple in compile_links([event])] == [
        ("a", "accounts"),
        ("a", "maps"),
        ("b", "accounts"),
        ("b", "maps"),
    ]


def test_accesses_of_a_link() -> None:
    """Each once, in the order of the vocabulary."""
    candidates = tuple(
        Candidate(id, 0, a) for id, a in zip("abc", (CLOSED, OPEN, CLOSED), strict=True)
    )

    link = Link(TRIPLE, BEFORE_ALL, AFTER_ALL, candidates, nothing=False)

    assert link.accesses == (OPEN, CLOSED)


def test_first_and_last_day_of_a_link() -> None:
    """It holds on its first day, and not on the day that it ends before."""
    link = Link(TRIPLE, 10, 12, (), nothing=False)

    assert [link.holds_on(day) for day in (9, 10, 11, 12)] == [False, True, True, False]
    assert not link.is_open_ended


def test_id_of_a_link() -> None:
    """It names the triple and the first day."""
    (link,) = compile_triple(TRIPLE, [make_event("e", "2021-09-13", OPEN)])

    assert link.id == "link:a:b:link_sharing:2021-09-13"


@pytest.mark.parametrize(
    ("accesses", "nothing", "verdict", "strictly"),
    [
        ([OPEN], False, Verdict.CERTAIN, Verdict.CERTAIN),
        ([OPEN, LIMITED], False, Verdict.CERTAIN, Verdict.POSSIBLE),
        ([LIMITED], False, Verdict.CERTAIN, Verdict.BLOCKED),
        ([LIMITED], True, Verdict.POSSIBLE, Verdict.UNKNOWN),
        ([OPEN, BLOCKED], False, Verdict.POSSIBLE, Verdict.POSSIBLE),
        ([OPEN], True, Verdict.POSSIBLE, Verdict.POSSIBLE),
        ([BLOCKED], False, Verdict.BLOCKED, Verdict.BLOCKED),
        ([CLOSED], False, Verdict.BLOCKED, Verdict.BLOCKED),
        ([BLOCKED], True, Verdict.UNKNOWN, Verdict.UNKNOWN),
        ([CLOSED, BLOCKED], True, Verdict.UNKNOWN, Verdict.UNKNOWN),
    ],
)
def test_verdicts(
    accesses: list[Access], nothing: bool, verdict: Verdict, strictly: Verdict
) -> None:
    """Absence of a record is not a refusal; LIMITED passes unless that is not allowed."""
    candidates = tuple(Candidate("e", n, access) for n, access in enumerate(accesses))
    link = Link(TRIPLE, 10, 12, candidates, nothing)

    assert link.verdict() is verdict
    assert link.verdict(allow_limited=False) is strictly
    assert link.is_passable() == (verdict in (Verdict.CERTAIN, Verdict.POSSIBLE))
