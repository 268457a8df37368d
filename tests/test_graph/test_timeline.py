"""Timelines: windows, order, pages and counts, by rule and against looking through all events."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import AFTER_ALL, BEFORE_ALL, day_to_iso, iso_to_day
from graph.errors import BadArgumentError
from graph.model import Event, Participant, Seed
from graph.queries.timeline import Step, timeline_counts
from graph.store.networkx_store import NetworkXReader
from graph.store.pages import Key, Page, PageRequest, TimelineFilter, timeline_key
from graph.vocabulary import Access, Channel, Direction, EventKind, Role
from tests.dict_store import page_of
from tests.oracle import counts, shows_in
from tests.strategies import (
    DAYS,
    coarse_dates,
    make_effect,
    make_event,
    make_seed,
    seeds,
    timeline_filters,
)

ALL = TimelineFilter()
LONG = PageRequest(1000)


def window(first: str, last: str, *, certainly: bool = False) -> TimelineFilter:
    """Return a filter for the days from one to another."""
    return TimelineFilter(iso_to_day(first), iso_to_day(last), certainly)


def shown(wanted: TimelineFilter, *events: Event) -> list[str]:
    """Return the ids that pass, in order."""
    page = NetworkXReader(make_seed(*events)).timeline(wanted, LONG)
    return [event.id for event in page.items]


def test_order() -> None:
    """By the earliest day, then the latest, the sequence and the id."""
    events = [
        make_event("d", "2021-09-17"),
        make_event("c", "2021-09-17", sequence=1),
        make_event("b", "2021-09"),
        make_event("a", "2021-09-17", sequence=1),
        make_event("z", "2021-09-01", sequence=9),
        make_event("y", "../2021"),
        make_event("x", "[2021-09-17..2021-09-18]"),
    ]

    assert shown(ALL, *events) == ["y", "z", "b", "d", "a", "c", "x"]


@pytest.mark.parametrize(
    ("date", "possibly", "certainly"),
    [
        ("2021-09-12", False, False),
        ("2021-09-13", True, True),
        ("2021-09-17", True, True),
        ("2021-09-18", False, False),
        ("2021-09", True, False),
        ("[2021-09-13..2021-09-17]", True, True),
        ("[2021-09-10..2021-09-13]", True, False),
        ("[2021-09-01,2021-09-30]", True, False),
        ("[2021-09-17..]", True, False),
        ("2021-09-01/2021-09-12", False, False),
        ("2021-09-01/2021-09-13", True, True),
        ("2021-09-17/2021-10", True, True),
        ("2021-09-18/..", False, False),
        ("2021-09-01/..", True, True),
        ("2020/2021", True, False),
        ("2021/2021", True, False),
        ("2021-09-01/2021-09", True, False),
        ("2021-08/2021-09", True, False),
        ("../2021-09-13", True, True),
        ("../2021-09-12", False, False),
        ("2021-09-01/", True, False),
        ("/2021-09-30", True, False),
    ],
)
def test_window(date: str, possibly: bool, certainly: bool) -> None:
    """An instant lies in it with all its days, or some; a stretch if it has begun and not ended."""
    event = make_event("e", date)

    assert bool(shown(window("2021-09-13", "2021-09-17"), event)) == possibly
    assert bool(shown(window("2021-09-13", "2021-09-17", certainly=True), event)) == certainly


FILTERS = [
    (TimelineFilter(entities=frozenset({"p"})), ["participates"]),
    (TimelineFilter(entities=frozenset({"o"})), ["has-effect"]),
    (TimelineFilter(entities=frozenset({"d"})), ["has-effect"]),
    (TimelineFilter(entities=frozenset({"m"})), ["has-effect"]),
    (TimelineFilter(entities=frozenset({"m", "p", "x"})), ["participates", "has-effect"]),
    (TimelineFilter(entities=frozenset()), []),
    (TimelineFilter(channels=frozenset({Channel.MAPS})), ["has-effect"]),
    (TimelineFilter(channels=frozenset({Channel.LOGISTICS})), ["has-channel"]),
    (TimelineFilter(kinds=frozenset({EventKind.LITIGATION})), ["participates"]),
    (TimelineFilter(directions=frozenset({Direction.CLOSES})), ["has-channel"]),
    (
        TimelineFilter(
            entities=frozenset({"p", "o"}),
            directions=frozenset({Direction.OPENS, Direction.LIMITS}),
        ),
        ["participates", "has-effect"],
    ),
    (TimelineFilter(entities=frozenset({"p"}), channels=frozenset({Channel.MAPS})), []),
]


@pytest.mark.parametrize(("wanted", "expected"), FILTERS)
def test_filters(wanted: TimelineFilter, expected: list[str]) -> None:
    """One of each set that is given must match; None is any, and an empty set matches nothing."""
    events = [
        make_event(
            "participates",
            "2020",
            kind=EventKind.LITIGATION,
            participants=[Participant("p", Role.HOST)],
        ),
        make_event(
            "has-effect",
            "2021",
            make_effect(Access.OPEN, "o", "d", Channel.MAPS, mechanism="m"),
        ),
        make_event("has-channel", "2022", channels=[Channel.LOGISTICS], direction=Direction.CLOSES),
    ]

    assert shown(wanted, *events) == expected


def test_event_of_several_values() -> None:
    """It is shown once, though it matches more than one value of a set."""
    event = make_event("e", "2020", make_effect(Access.OPEN), make_effect(Access.OPEN, "b", "a"))

    assert shown(TimelineFilter(entities=frozenset({"a", "b"})), event) == ["e"]


def ten() -> NetworkXReader:
    """Return a graph of the events 0 to 9, a day apart."""
    return NetworkXReader(make_seed(*(make_event(str(n), f"2021-09-1{n}") for n in range(10))))


def key_of(n: int) -> Key:
    """Return the key of one of the ten events."""
    day = iso_to_day(f"2021-09-1{n}")
    return day, day, 0, str(n)


def seen(page: Page[Event]) -> tuple[str, bool, bool]:
    """Return the events of a page as one text, and what is said of both sides."""
    return "".join(event.id for event in page.items), page.more_before, page.more_after


def test_pages() -> None:
    """The first or the last of what lies between the bounds, in the order of the list."""
    reader = ten()

    assert seen(reader.timeline(ALL, PageRequest(3))) == ("012", False, True)
    assert seen(reader.timeline(ALL, PageRequest(3, after=key_of(2)))) == ("345", True, True)
    assert seen(reader.timeline(ALL, PageRequest(3, after=key_of(6)))) == ("789", True, False)
    assert seen(reader.timeline(ALL, PageRequest(3, from_end=True))) == ("789", True, False)
    assert seen(reader.timeline(ALL, PageRequest(3, before=key_of(2), from_end=True))) == (
        "01",
        False,
        True,
    )
    assert seen(reader.timeline(ALL, PageRequest(9, after=key_of(2), before=key_of(5)))) == (
        "34",
        True,
        True,
    )


def test_keys_of_a_page() -> None:
    """Earliest and latest day, sequence and id."""
    page = ten().timeline(ALL, PageRequest(2))

    assert page.keys == (key_of(0), key_of(1))
    assert page.keys == tuple(timeline_key(event) for event in page.items)


@pytest.mark.parametrize(
    ("page", "more"),
    [
        (PageRequest(0), (False, True)),
        (PageRequest(0, from_end=True), (True, False)),
        (PageRequest(0, after=key_of(0)), (True, True)),
        (PageRequest(0, after=key_of(9)), (True, False)),
        (PageRequest(0, before=key_of(9), from_end=True), (True, True)),
        (PageRequest(0, before=key_of(0), from_end=True), (False, True)),
        (PageRequest(5, after=key_of(9)), (True, False)),
        (PageRequest(5, before=key_of(0)), (False, True)),
        (PageRequest(5, before=key_of(0), from_end=True), (False, True)),
        (PageRequest(5, after=key_of(3), before=key_of(4)), (True, True)),
        (PageRequest(5, after=key_of(6), before=key_of(4)), (True, True)),
        (PageRequest(5, after=key_of(9), before=key_of(0), from_end=True), (False, True)),
    ],
)
def test_pages_without_items(page: PageRequest, more: tuple[bool, bool]) -> None:
    """They lie where they would begin, and say what is on either side of that place."""
    assert seen(ten().timeline(ALL, page)) == ("", *more)


def test_page_without_items_among_events_of_one_day() -> None:
    """What has the same date and sequence is told apart by its id."""
    reader = NetworkXReader(make_seed(*(make_event(id, "2021-09-17") for id in "abc")))
    day = iso_to_day("2021-09-17")

    def ask(**bounds: Key) -> tuple[str, bool, bool]:
        return seen(reader.timeline(ALL, PageRequest(0, **bounds, from_end="before" in bounds)))

    assert ask(after=(day, day, 0, "c")) == ("", True, False)
    assert ask(after=(day, day, 0, "a")) == ("", True, True)
    assert ask(before=(day, day, 0, "a")) == ("", False, True)
    assert ask(before=(day, day, 0, "c")) == ("", True, True)


def test_page_after_what_is_gone() -> None:
    """A key need not be in the list any more: what comes after it is what comes next."""
    day = iso_to_day("2021-09-13")
    gone: Key = (day, day, 0, "2gone")

    assert seen(ten().timeline(ALL, PageRequest(2, after=gone))) == ("34", True, True)
    assert seen(ten().timeline(ALL, PageRequest(2, before=gone, from_end=True))) == (
        "12",
        True,
        True,
    )


graphs = seeds(event_dates=coarse_dates, min_events=4, max_events=8)
filter_lists = st.lists(timeline_filters, min_size=6, max_size=6)


def timeline_of(seed: Seed, wanted: TimelineFilter) -> list[tuple[Key, Event]]:
    """Return all that passes, in order, with its keys."""
    rows = [(timeline_key(e), e) for e in seed.events.values() if shows_in(e, wanted)]
    return sorted(rows, key=lambda row: row[0])


@settings(deadline=None, max_examples=50)
@given(graphs, filter_lists)
def test_whole_timelines(seed: Seed, filters: list[TimelineFilter]) -> None:
    """A timeline holds all that passes, in order; so do its count and its dates."""
    reader = NetworkXReader(seed)
    for wanted in filters:
        events = [event for _, event in timeline_of(seed, wanted)]
        dates = [event.date for event in events]

        page = reader.timeline(wanted, LONG)

        assert list(page.items) == events
        assert not page.more_before
        assert not page.more_after
        assert reader.count_timeline(wanted) == len(events)
        assert sorted(map(repr, reader.timeline_dates(wanted))) == sorted(
            repr((d.earliest, d.latest, d.end_earliest, d.end_latest)) for d in dates
        )
        assert all(wanted.admits(event) == (event in events) for event in seed.events.values())


@settings(deadline=None, max_examples=50)
@given(graphs, filter_lists, st.data())
def test_any_page(seed: Seed, filters: list[TimelineFilter], data: st.DataObject) -> None:
    """Any page is the slice of the list; its bounds may be keys that are not in the list."""
    reader = NetworkXReader(seed)
    days = st.sampled_from([BEFORE_ALL, *DAYS, AFTER_ALL])
    gone = st.tuples(days, days, st.just(0), st.just("e5x"))
    known = st.sampled_from([timeline_key(event) for event in seed.events.values()])
    keys = st.one_of(st.none(), known, gone)
    pages = st.builds(PageRequest, st.integers(0, 4), keys, keys, st.booleans())
    for wanted in filters:
        page = data.draw(pages)

        assert reader.timeline(wanted, page) == page_of(timeline_of(seed, wanted), page)


@settings(deadline=None, max_examples=40)
@given(graphs, timeline_filters, st.integers(1, 4), st.booleans())
def test_page_after_page(seed: Seed, wanted: TimelineFilter, limit: int, from_end: bool) -> None:
    """One after another they make the whole list, whatever their size, from either end."""
    reader = NetworkXReader(seed)
    found: list[Event] = []
    page = reader.timeline(wanted, PageRequest(limit, from_end=from_end))
    while page.items:
        found = [*page.items, *found] if from_end else [*found, *page.items]
        assert (page.more_before if from_end else page.more_after) == (
            len(found) < reader.count_timeline(wanted)
        )
        next_page = (
            PageRequest(limit, before=page.keys[0], from_end=True)
            if from_end
            else PageRequest(limit, after=page.keys[-1])
        )
        page = reader.timeline(wanted, next_page)

    assert found == [event for _, event in timeline_of(seed, wanted)]


@settings(deadline=None, max_examples=30)
@given(graphs, st.sampled_from(DAYS), st.booleans())
def test_window_and_whole(seed: Seed, day: int, certainly: bool) -> None:
    """What lies in a window lies in a wider one, and certainly means possibly."""
    reader = NetworkXReader(seed)

    def ids(first: int, last: int, certainly: bool) -> set[str]:
        page = reader.timeline(TimelineFilter(first, last, certainly), LONG)
        return {event.id for event in page.items}

    assert ids(day, day + 1, certainly) <= ids(day - 1, day + 2, certainly)
    assert ids(day, day + 1, certainly) <= ids(day, day + 1, False)
    assert ids(BEFORE_ALL, AFTER_ALL, certainly) == set(seed.events)


# Counts.


def counted(wanted: TimelineFilter, step: Step, *dates: str) -> dict[str, tuple[int, int]]:
    """Return the counts of events with these dates: certain and possible, by label."""
    events = [make_event(f"e{n}", date) for n, date in enumerate(dates)]
    found = timeline_counts(NetworkXReader(make_seed(*events)), wanted, step)
    return {count.label: (count.certain, count.possible) for count in found}


def test_no_counts() -> None:
    """Without events there are none."""
    assert counted(ALL, Step.YEAR) == {}


def test_counts_of_instants() -> None:
    """Certain in the step that holds all their days, possible in each that holds some."""
    assert counted(ALL, Step.YEAR, "2013", "2014-05-20", "[2014..2016]") == {
        "2013": (1, 1),
        "2014": (1, 2),
        "2015": (0, 1),
        "2016": (0, 1),
    }


def test_counts_of_stretches() -> None:
    """Certain in each step that they have surely reached and surely not left."""
    assert counted(ALL, Step.MONTH, "2021-01/2021-04-10", "2021-02-10/2021-02-20") == {
        "2021-01": (1, 1),
        "2021-02": (2, 2),
        "2021-03": (1, 1),
        "2021-04": (1, 1),
    }


def test_counts_of_a_stretch_inside_one_step() -> None:
    """It surely lies in the step, though it is not known when in it."""
    assert counted(ALL, Step.YEAR, "2013/2013") == {"2013": (1, 1)}
    assert counted(ALL, Step.QUARTER, "2013-01/2013-01") == {"2013-33": (1, 1)}
    assert counted(ALL, Step.MONTH, "2013-33/2013-33") == {
        "2013-01": (0, 1),
        "2013-02": (0, 1),
        "2013-03": (0, 1),
    }


def test_labels() -> None:
    """Years, quarters and months, as EDTF writes them."""
    assert list(counted(ALL, Step.YEAR, "0987-12-31")) == ["0987"]
    assert list(counted(ALL, Step.QUARTER, "2023-12-31/2024-01-01")) == ["2023-36", "2024-33"]
    assert list(counted(ALL, Step.MONTH, "2023-12-31/2024-01-01")) == ["2023-12", "2024-01"]


def test_days_of_a_count() -> None:
    """From the first day of the step to the first of the next; the last year has an end too."""
    reader = NetworkXReader(make_seed(make_event("e", "2024-02-10"), make_event("f", "9999-12-31")))
    wanted = window("2024-01-01", "2024-12-31")

    (count,) = timeline_counts(reader, wanted, Step.QUARTER)
    (last,) = timeline_counts(reader, window("9999-01-01", "9999-12-31"), Step.YEAR)

    assert (day_to_iso(count.since), day_to_iso(count.until)) == ("2024-01-01", "2024-04-01")
    assert (day_to_iso(last.since), last.until) == ("9999-01-01", AFTER_ALL)


def test_counts_in_a_window() -> None:
    """Only steps that the window reaches, from the first to the last that has an event."""
    wanted = window("2014-03-01", "2018-12-31")

    assert counted(wanted, Step.YEAR, "2013", "2015-05", "2016/2017", "2020") == {
        "2015": (1, 1),
        "2016": (1, 1),
        "2017": (1, 1),
    }


def test_counts_of_what_does_not_end() -> None:
    """It is counted up to the end of the window; without a window, as far as dates are known."""
    wanted = window("2013-01-01", "2016-12-31")

    assert counted(wanted, Step.YEAR, "2014/..") == {
        "2014": (1, 1),
        "2015": (1, 1),
        "2016": (1, 1),
    }
    assert counted(wanted, Step.YEAR, "../2014") == {"2013": (1, 1), "2014": (1, 1)}
    assert counted(wanted, Step.YEAR, "[2015..]") == {"2015": (0, 1), "2016": (0, 1)}
    assert counted(ALL, Step.YEAR, "2014/..", "2015-05") == {"2014": (1, 1), "2015": (2, 2)}


def test_too_many_counts() -> None:
    """A window of so many steps is refused, with what to do."""
    with pytest.raises(BadArgumentError, match="narrow") as refusal:
        counted(ALL, Step.MONTH, "1000", "2000")

    assert refusal.value.code == "WINDOW_TOO_LONG"


MONTHS = {Step.YEAR: 12, Step.QUARTER: 3, Step.MONTH: 1}


@settings(deadline=None, max_examples=60)
@given(graphs, timeline_filters, st.sampled_from(Step))
def test_counts(seed: Seed, wanted: TimelineFilter, step: Step) -> None:
    """Each count is what asking each event of each step gives."""
    found = timeline_counts(NetworkXReader(seed), wanted, step)

    assert [(c.since, c.until, c.certain, c.possible) for c in found] == counts(
        seed.events.values(), wanted, MONTHS[step]
    )
    assert not found or (found[0].possible and found[-1].possible)
