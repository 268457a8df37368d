"""Access: what the answer says, rule by rule, and against the long way round."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import AFTER_ALL, iso_to_day
from graph.links import compile_links, place_effects
from graph.model import Event, Seed, Triple
from graph.queries.access import AccessAnswer, access
from graph.store.networkx_store import NetworkXReader
from graph.vocabulary import Access, Channel, Verdict
from tests.oracle import Ask, run_around
from tests.strategies import CHANNELS, DAYS, ENTITIES, make_effect, make_event, make_seed, seeds

OPEN, LIMITED, BLOCKED, CLOSED = Access.OPEN, Access.LIMITED, Access.BLOCKED, Access.CLOSED
LINKS, ACCOUNTS = CHANNELS
PASSABLE = (Verdict.CERTAIN, Verdict.POSSIBLE)


def answer(
    *events: Event, on: str, channel: Channel | None = LINKS, allow_limited: bool = True
) -> AccessAnswer:
    """Ask whether `a` reaches `b` in a graph of these events."""
    reader = NetworkXReader(make_seed(*events))
    return access(reader, "a", "b", iso_to_day(on), channel=channel, allow_limited=allow_limited)


def days(since: str, until: str | None) -> tuple[int, int]:
    """Return an interval of days."""
    return iso_to_day(since), AFTER_ALL if until is None else iso_to_day(until)


def ids(answer: AccessAnswer) -> list[str]:
    """Return the events that may decide."""
    return [candidate.event.id for candidate in answer.candidates]


def test_opened_and_closed_within_a_day() -> None:
    """QQ, 2021-09-17: blocked at the end of the day; that it had opened is listed, no more."""
    found = answer(
        make_event("opens", "2021-09-17", OPEN, sequence=1, sources=["shine"]),
        make_event("blocks-again", "2021-09-17", BLOCKED, sequence=2, reverses=["opens"]),
        on="2021-09-17",
    )

    assert found.verdict is Verdict.BLOCKED
    assert found.accesses == (BLOCKED,)
    assert ids(found) == ["blocks-again"]
    assert [(e.event.id, e.access) for e in found.earlier_that_day] == [("opens", OPEN)]
    assert found.certain_during is None
    assert found.possible_during is None
    assert found.sources == ("shine",)


def test_day_after_a_day_of_two_events() -> None:
    """What began and ended on the day before is no longer listed."""
    found = answer(
        make_event("opens", "2021-09-17", OPEN, sequence=1),
        make_event("blocks-again", "2021-09-17", BLOCKED, sequence=2),
        on="2021-09-18",
    )

    assert ids(found) == ["blocks-again"]
    assert found.earlier_that_day == ()


def test_order_of_what_held_earlier_that_day() -> None:
    """By sequence, then id; but what follows another comes after it."""
    found = answer(
        make_event("last", "2021-09-17", BLOCKED, sequence=9),
        make_event("d", "2021-09-17", OPEN, sequence=1),
        make_event("c", "2021-09-17", OPEN, sequence=1),
        make_event("b", "2021-09-17", LIMITED, sequence=2),
        make_event("a", "2021-09-17", OPEN, sequence=0, follows=["b"]),
        on="2021-09-17",
    )

    assert ids(found) == ["last"]
    assert [e.event.id for e in found.earlier_that_day] == ["c", "d", "b", "a"]


def test_what_can_only_have_begun_earlier_that_day() -> None:
    """A day that is known only from what an event follows counts as its own."""
    found = answer(
        make_event("opens", "2021-09-17", OPEN),
        make_event("limits", "[2021-09-10..2021-09-17]", LIMITED, follows=["opens"]),
        make_event("refusal", "2021-09-17", BLOCKED, follows=["limits"]),
        on="2021-09-17",
    )

    assert ids(found) == ["refusal"]
    assert [e.event.id for e in found.earlier_that_day] == ["opens", "limits"]


def test_what_perhaps_began_earlier_that_day() -> None:
    """Only what surely began on the day is listed."""
    found = answer(
        make_event("perhaps", "[2021-09-16..2021-09-17]", OPEN, sequence=1),
        make_event("refusal", "2021-09-17", BLOCKED, sequence=2),
        on="2021-09-17",
    )

    assert ids(found) == ["refusal"]
    assert found.earlier_that_day == ()


def test_no_record() -> None:
    """UNKNOWN, and nothing else: absence of a record is no refusal."""
    found = answer(make_event("e", "2021", make_effect(OPEN, "c", "d")), on="2021-09-17")

    assert found.verdict is Verdict.UNKNOWN
    assert found.accesses == ()
    assert found.nothing
    assert found.link is None
    assert (found.certain_during, found.possible_during) == (None, None)


def test_before_the_first_event() -> None:
    """UNKNOWN too."""
    found = answer(make_event("e", "2021-09-17", BLOCKED), on="2021-09-16")

    assert (found.verdict, found.accesses, found.nothing) == (Verdict.UNKNOWN, (), True)


def test_days_around() -> None:
    """Certain and possible runs reach across links, and stop where a verdict does."""
    events = [
        make_event("a", "[2021-09-01..2021-09-03]", OPEN),
        make_event("b", "2021-09-10", LIMITED),
        make_event("c", "[2021-09-20..2021-09-22]", BLOCKED),
    ]

    found = answer(*events, on="2021-09-05")
    early = answer(*events, on="2021-09-01")
    strictly = answer(*events, on="2021-09-05", allow_limited=False)

    assert found.certain_during == days("2021-09-03", "2021-09-20")
    assert found.possible_during == days("2021-09-01", "2021-09-22")
    assert early.certain_during is None
    assert early.possible_during == days("2021-09-01", "2021-09-22")
    assert strictly.certain_during == days("2021-09-03", "2021-09-10")


def test_limits() -> None:
    """Those of every candidate, each once, in their order; none of an effect that is over."""
    events = [
        make_event("a", "2021", make_effect(LIMITED, limits=["friends", "small sums"])),
        make_event("b", "2021", make_effect(LIMITED, limits=["small sums", "weekdays"])),
    ]
    over = make_event("c", "2021-01-01", make_effect(LIMITED, until="2021-02", limits=["x"]))

    assert [text.en for text in answer(*events, on="2021-05-01").limits] == [
        "friends",
        "small sums",
        "weekdays",
    ]
    assert [text.en for text in answer(over, on="2021-02-10").limits] == ["x"]
    assert answer(over, on="2021-03-01").limits == ()


def test_sources() -> None:
    """Those of every candidate, each once, in order."""
    events = [
        make_event("a", "2021", OPEN, sources=["q", "p"]),
        make_event("b", "2021", OPEN, sources=["p", "r"]),
    ]

    assert answer(*events, on="2021-05-01").sources == ("p", "q", "r")


def test_channel_that_is_not_recorded() -> None:
    """UNKNOWN on it, whatever another channel says."""
    found = answer(make_event("e", "2021-09-17", OPEN), on="2021-10-01", channel=ACCOUNTS)

    assert (found.verdict, found.channel) == (Verdict.UNKNOWN, ACCOUNTS)


def overall(*accesses: tuple[Access, Channel, str]) -> AccessAnswer:
    """Ask without a channel, where each channel is known by one event."""
    events = [
        make_event(f"e{n}", date, make_effect(access, channel=channel))
        for n, (access, channel, date) in enumerate(accesses)
    ]
    return answer(*events, on="2021-09-17", channel=None)


def test_all_channels() -> None:
    """CERTAIN wins over POSSIBLE, that over UNKNOWN, and BLOCKED is left when all refuse."""
    maps = Channel.MAPS

    assert overall((OPEN, LINKS, "2021-09"), (OPEN, maps, "2020")).verdict is Verdict.CERTAIN
    assert overall((OPEN, LINKS, "2021-09"), (BLOCKED, maps, "2020")).verdict is Verdict.POSSIBLE
    assert overall((BLOCKED, LINKS, "2021-09"), (BLOCKED, maps, "2020")).verdict is Verdict.UNKNOWN
    assert overall((BLOCKED, LINKS, "2020"), (CLOSED, maps, "2020")).verdict is Verdict.BLOCKED
    assert overall().verdict is Verdict.UNKNOWN


def test_one_answer_per_channel() -> None:
    """Each recorded channel has its own, by name; together they hold what each does."""
    found = overall((OPEN, Channel.MAPS, "2020"), (LIMITED, ACCOUNTS, "2021-09"))

    assert [each.channel for each in found.channels] == [ACCOUNTS, Channel.MAPS]
    assert [each.verdict for each in found.channels] == [Verdict.POSSIBLE, Verdict.CERTAIN]
    assert found.accesses == (OPEN, LIMITED)
    assert ids(found) == ["e1", "e0"]
    assert not found.nothing
    assert found.link is None


def test_days_around_over_all_channels() -> None:
    """One channel may take over from another."""
    events = [
        make_event("a", "2021-09-01", make_effect(OPEN, until="2021-09-05")),
        make_event("b", "2021-09-05", make_effect(OPEN, channel=ACCOUNTS, until="2021-09-09")),
    ]

    found = answer(*events, on="2021-09-02", channel=None)

    assert found.certain_during == days("2021-09-01", "2021-09-09")
    assert found.channels[1].certain_during == days("2021-09-01", "2021-09-05")


def test_day_after_the_record() -> None:
    """The answer says that the seed does not claim to know it."""
    event = make_event("e", "2021", OPEN)
    reader = NetworkXReader(make_seed(event, recorded_until="2024-10-31"))

    beyond = [
        access(reader, "a", "b", iso_to_day(day), channel=channel).beyond_record
        for day in ("2024-10-31", "2024-11-01")
        for channel in (None, LINKS, ACCOUNTS)
    ]

    assert beyond == [False] * 3 + [True] * 3


graphs = seeds(min_events=2)
pairs = st.permutations(ENTITIES).map(lambda order: order[:2])


@settings(deadline=None, max_examples=80)
@given(graphs, pairs, st.sampled_from(CHANNELS), st.booleans())
def test_one_channel_day_by_day(
    seed: Seed, pair: tuple[str, str], channel: Channel, allow_limited: bool
) -> None:
    """The verdict and the runs around the day are what asking each day gives."""
    reader = NetworkXReader(seed)
    ask = Ask(compile_links(seed.events.values()), ENTITIES, allow_limited=allow_limited)
    triple = Triple(*pair, channel)
    touching = [e for e in seed.events.values() if triple in {f.triple for f in e.effects}]
    placed = place_effects(triple, touching)

    for day in DAYS:
        found = access(reader, *pair, day, channel=channel, allow_limited=allow_limited)
        link = ask.link(triple, day)
        assert found.link == link
        assert found.verdict is ask.verdict(triple, day)
        assert set(found.accesses) == set(link.accesses if link else ())
        assert found.nothing == (link.nothing if link else True)
        assert found.certain_during == run_around(
            day, lambda d: ask.verdict(triple, d) is Verdict.CERTAIN
        )
        assert found.possible_during == run_around(day, lambda d: ask.passes(triple, d))
        decided = {candidate.event.id for candidate in found.candidates}
        surely_begun = {
            effect.event for effect in placed if effect.earliest == effect.latest == day
        }
        assert {e.event.id for e in found.earlier_that_day} == surely_begun - decided


@settings(deadline=None, max_examples=50)
@given(graphs, pairs, st.booleans())
def test_all_channels_day_by_day(seed: Seed, pair: tuple[str, str], allow_limited: bool) -> None:
    """The overall verdict follows from those of the recorded channels, each day."""
    reader = NetworkXReader(seed)
    ask = Ask(compile_links(seed.events.values()), ENTITIES, allow_limited=allow_limited)
    triples = [triple for triple in ask.triples(*pair) if triple in ask.links]

    def verdict(day: int) -> Verdict:
        each = {ask.verdict(triple, day) for triple in triples}
        for best in (Verdict.CERTAIN, Verdict.POSSIBLE, Verdict.UNKNOWN):
            if best in each:
                return best
        return Verdict.BLOCKED if each else Verdict.UNKNOWN

    for day in DAYS:
        found = access(reader, *pair, day, allow_limited=allow_limited)
        assert found.verdict is verdict(day)
        assert {answer.channel for answer in found.channels} == {t.channel for t in triples}
        assert found.certain_during == run_around(day, lambda d: verdict(d) is Verdict.CERTAIN)
        assert found.possible_during == run_around(day, lambda d: verdict(d) in PASSABLE)
        for each in found.channels:
            assert each == access(
                reader, *pair, day, channel=each.channel, allow_limited=allow_limited
            )
