"""Every promise of `graph/store/base.py`, once, for every store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest

from graph.dates import AFTER_ALL, BEFORE_ALL, iso_to_day
from graph.errors import GraphError
from graph.links import Link, compile_links
from graph.model import EventRelation, Seed, Triple
from graph.plain import digest
from graph.store import seed_in
from graph.store.base import Store
from graph.store.pages import PageRequest, TimelineFilter, timeline_key
from graph.vocabulary import Access, Channel, Direction, EntityKind, EventKind, EventRelationKind
from tests.strategies import make_effect, make_event, make_seed
from tests.test_store.everything import everything
from tests.test_store.world import WORLD, changed_world

MakeStore = Callable[[Seed], Store]
ALL = TimelineFilter()
LONG = PageRequest(1000)
DAYS = [
    iso_to_day(day)
    for day in ("2012-12-31", "2013-06-01", "2021-09-17", "2022-01-01", "2024-09-20", "2024-10-01")
]
LINKS, ACCOUNTS, MAPS = Channel.LINK_SHARING, Channel.ACCOUNTS, Channel.MAPS
SHARING = Triple("chat", "shop", LINKS)


def ids(nodes: Iterable[object]) -> list[object]:
    """Return the ids of things, None for a gap."""
    return [getattr(node, "id", None) for node in nodes]


def timeline(store: Store, wanted: TimelineFilter) -> list[object]:
    """Return the ids on a timeline."""
    return ids(store.reader().timeline(wanted, LONG).items)


def starts(links: Sequence[Link]) -> list[tuple[str, str, str, str]]:
    """Return triple and first day of each link, as its id has them."""
    parts = [link.id.split(":") for link in links]
    return [
        (origin, destination, channel, since) for _, origin, destination, channel, since in parts
    ]


# Which graph it is.


def test_info(store: Store) -> None:
    """The digest of the seed, what the seed says of itself, and how much of each there is."""
    info = store.reader().info

    assert info.version == digest(WORLD)
    assert info.seed == WORLD.info
    assert dict(info.counts) == {
        "entities": 6,
        "events": 5,
        "sources": 3,
        "figures": 6,
        "statements": 5,
        "links": sum(map(len, compile_links(WORLD.events.values()).values())),
    }
    assert info.loaded_at.tzinfo is not None


def test_current(store: Store) -> None:
    """A reader of a graph that nobody changes is current."""
    assert store.reader().is_current()


# Things by id.


def test_nodes(store: Store) -> None:
    """One answer for each id, in the same order, with gaps and repetitions; of every sort."""
    wanted = ["users", "chat", "nobody", "page", "block", "chat", "said-late"]

    found = store.reader().nodes(wanted)

    assert ids(found) == ["users", "chat", None, "page", "block", "chat", "said-late"]
    assert found[0] == WORLD.figures["users"]
    assert found[1] == WORLD.entities["chat"]
    assert found[3] == WORLD.sources["page"]
    assert found[4] == WORLD.events["block"]
    assert found[6] == WORLD.statements["said-late"]
    assert store.reader().nodes([]) == []


def test_whole_things(store: Store) -> None:
    """Everything comes back as it was put in, to the last field."""
    seed = WORLD
    every = {**seed.entities, **seed.events, **seed.sources, **seed.figures, **seed.statements}

    assert store.reader().nodes(list(every)) == list(every.values())


def test_ids(store: Store) -> None:
    """All ids of one sort, in order."""
    reader = store.reader()

    assert reader.ids("entity") == ["alpha", "beta", "chat", "dana", "pay", "shop"]
    assert reader.ids("event") == ["again", "block", "opening", "order", "trial"]
    assert reader.ids("source") == ["page", "paper", "unread"]
    assert reader.ids("figure")[:2] == ["a-revenue", "b-revenue"]
    assert reader.ids("statement")[:2] == ["a-undated", "b-undated"]


# Entities.


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (None, ["alpha", "beta", "chat", "dana", "pay", "shop"]),
        ([EntityKind.APP], ["chat", "shop"]),
        ([EntityKind.PERSON, EntityKind.COMPANY], ["alpha", "beta", "dana"]),
        ([EntityKind.STANDARD], []),
        ([], []),
    ],
)
def test_entities(store: Store, kinds: list[EntityKind] | None, expected: list[str]) -> None:
    """Those of any of the kinds, by id."""
    page = store.reader().entities(kinds, LONG)

    assert ids(page.items) == expected
    assert page.keys == tuple((id,) for id in expected)
    assert store.reader().count_entities(kinds) == len(expected)


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("from_end", [False, True])
def test_pages_of_entities(store: Store, size: int, from_end: bool) -> None:
    """Pages make the whole list, whatever their size, from either end."""
    reader = store.reader()
    found: list[object] = []
    page = reader.entities(None, PageRequest(size, from_end=from_end))
    while page.items:
        found = [*ids(page.items), *found] if from_end else [*found, *ids(page.items)]
        first, last = page.keys[0], page.keys[-1]
        assert page.more_before == (first != ("alpha",))
        assert page.more_after == (last != ("shop",))
        page = reader.entities(
            None,
            PageRequest(size, before=first, from_end=True) if from_end else PageRequest(size, last),
        )

    assert found == list(WORLD.entities)


def test_page_between_keys_that_are_gone(store: Store) -> None:
    """Keys need not be in the list."""
    page = store.reader().entities(None, PageRequest(9, after=("bz",), before=("q",)))

    assert ids(page.items) == ["chat", "dana", "pay"]
    assert (page.more_before, page.more_after) == (True, True)


# Timelines.


def test_order_of_a_timeline(store: Store) -> None:
    """By earliest day, latest day, sequence and id; the keys are these four."""
    page = store.reader().timeline(ALL, LONG)

    assert ids(page.items) == ["block", "order", "trial", "again", "opening"]
    assert page.keys == tuple(timeline_key(event) for event in page.items)
    assert (page.more_before, page.more_after) == (False, False)


def test_order_of_events_alike(make_store: MakeStore) -> None:
    """Each of the four values decides where those before it are equal."""
    events = [
        make_event("d", "2021-09-17"),
        make_event("c", "2021-09-17", sequence=1),
        make_event("b", "2021-09"),
        make_event("a", "2021-09-17", sequence=1),
        make_event("x-9", "2020-01-01"),
        make_event("x10", "2020-01-01"),
        make_event("y", "../2021"),
    ]

    with make_store(make_seed(*events)) as store:
        assert timeline(store, ALL) == ["y", "x-9", "x10", "b", "d", "a", "c"]


FILTERS = {
    "a window": (TimelineFilter(iso_to_day("2013-06-01"), iso_to_day("2021-01-01")), "block order"),
    "surely in a window": (
        TimelineFilter(iso_to_day("2013-06-01"), iso_to_day("2021-12-31"), certainly=True),
        "order trial again",
    ),
    "a beginning": (TimelineFilter(iso_to_day("2021-09-18"), AFTER_ALL), "order opening"),
    "an end": (TimelineFilter(BEFORE_ALL, iso_to_day("2013-01-01")), "block"),
    "participants": (TimelineFilter(entities=frozenset({"alpha"})), "block"),
    "ends of effects": (TimelineFilter(entities=frozenset({"pay"})), "trial opening"),
    "mechanisms": (TimelineFilter(entities=frozenset({"beta"})), "opening"),
    "several entities": (
        TimelineFilter(entities=frozenset({"beta", "pay", "alpha", "nobody"})),
        "block trial opening",
    ),
    "channels of effects": (TimelineFilter(channels=frozenset({MAPS, ACCOUNTS})), "trial opening"),
    "channels of its own": (TimelineFilter(channels=frozenset({Channel.LOGISTICS})), "opening"),
    "kinds": (TimelineFilter(kinds=frozenset({EventKind.LINK_BLOCK})), "block again"),
    "directions": (TimelineFilter(directions=frozenset({Direction.NEUTRAL})), "order"),
    "several at once": (
        TimelineFilter(
            first=iso_to_day("2021-01-01"),
            entities=frozenset({"shop"}),
            channels=frozenset({LINKS}),
            directions=frozenset({Direction.OPENS}),
        ),
        "trial opening",
    ),
    "no entity": (TimelineFilter(entities=frozenset()), ""),
    "no kind": (TimelineFilter(kinds=frozenset()), ""),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(store: Store, name: str) -> None:
    """What passes is shown and counted, and its dates are told."""
    wanted, expected = FILTERS[name]
    reader = store.reader()
    dates = [WORLD.events[id].date for id in expected.split()]

    assert timeline(store, wanted) == expected.split()
    assert reader.count_timeline(wanted) == len(expected.split())
    assert sorted(map(repr, reader.timeline_dates(wanted))) == sorted(
        repr((d.earliest, d.latest, d.end_earliest, d.end_latest)) for d in dates
    )


@pytest.mark.parametrize("size", [1, 2, 4, 5, 6])
@pytest.mark.parametrize("from_end", [False, True])
def test_pages_of_a_timeline(store: Store, size: int, from_end: bool) -> None:
    """Pages make the whole list, whatever their size, from either end."""
    reader = store.reader()
    found: list[object] = []
    page = reader.timeline(ALL, PageRequest(size, from_end=from_end))
    while page.items:
        found = [*ids(page.items), *found] if from_end else [*found, *ids(page.items)]
        assert page.more_before == (page.items[0].id != "block")
        assert page.more_after == (page.items[-1].id != "opening")
        first, last = page.keys[0], page.keys[-1]
        page = reader.timeline(
            ALL,
            PageRequest(size, before=first, from_end=True) if from_end else PageRequest(size, last),
        )

    assert found == ["block", "order", "trial", "again", "opening"]


def test_page_after_what_is_gone(store: Store) -> None:
    """A key need not be in the list: what comes next is what comes after it."""
    day = iso_to_day("2021-09-17")

    page = store.reader().timeline(ALL, PageRequest(1, after=(day, day, 1, "trial-of-old")))

    assert ids(page.items) == ["again"]
    assert (page.more_before, page.more_after) == (True, True)


@pytest.mark.parametrize(
    ("page", "more"),
    [
        (PageRequest(0), (False, True)),
        (PageRequest(0, from_end=True), (True, False)),
        (PageRequest(5, after=(AFTER_ALL, AFTER_ALL, 0, "z")), (True, False)),
        (PageRequest(5, before=(BEFORE_ALL, BEFORE_ALL, 0, "a"), from_end=True), (False, True)),
        (PageRequest(5, before=(BEFORE_ALL, BEFORE_ALL, 0, "a")), (False, True)),
    ],
)
def test_page_without_items(store: Store, page: PageRequest, more: tuple[bool, bool]) -> None:
    """It lies where it would begin, and says what is on either side."""
    found = store.reader().timeline(ALL, page)

    assert found.items == ()
    assert (found.more_before, found.more_after) == more


# Relations.


def test_relations(store: Store) -> None:
    """Those with one of the ids at either end, each once, by kind, subject, entity and start."""
    reader = store.reader()

    def rows(*wanted: str) -> list[tuple[str, str, str, str | None]]:
        return [
            (r.kind.value, r.subject, r.entity, r.since.text if r.since else None)
            for r in reader.relations(wanted)
        ]

    assert rows("chat", "alpha", "nobody") == [
        ("employs", "alpha", "dana", None),
        ("operates", "alpha", "chat", "2011-01-21"),
        ("operates", "alpha", "chat", None),
        ("owns", "alpha", "beta", "2019"),
        ("part_of", "pay", "chat", "2013-08"),
    ]
    assert rows("dana") == [("employs", "alpha", "dana", None)]
    assert rows("nobody") == []
    assert rows() == []
    assert reader.relations(["pay"])[0] == WORLD.entities["pay"].relations[0]


def test_event_relations(store: Store) -> None:
    """Those with one of the ids at either end, each with the event that names it, in order."""
    reader = store.reader()

    def rows(*wanted: str) -> list[tuple[str, str, str]]:
        return [(id, r.kind.value, r.event) for id, r in reader.event_relations(wanted)]

    assert rows("block") == [("order", "part_of", "block"), ("trial", "follows", "block")]
    assert rows("trial", "order") == [
        ("again", "reverses", "trial"),
        ("opening", "responds_to", "order"),
        ("order", "part_of", "block"),
        ("trial", "follows", "block"),
    ]
    assert rows("nothing") == []


# Links.


def test_events_on(store: Store) -> None:
    """Events whose effect on the triple surely begins that day, by sequence and id."""
    reader = store.reader()
    there, day = Triple("chat", "shop", ACCOUNTS), iso_to_day("2021-09-17")

    assert ids(reader.events_on(SHARING, day)) == ["trial", "again"]
    assert ids(reader.events_on(there, iso_to_day("2024-09-27"))) == ["opening"]
    assert reader.events_on(there, day) == []
    assert reader.events_on(SHARING, iso_to_day("2013-01-01")) == []
    assert reader.events_on(SHARING, iso_to_day("2024-09-12")) == []


@pytest.mark.parametrize("kind", [EventRelationKind.FOLLOWS, EventRelationKind.REVERSES])
def test_events_on_a_day_known_from_others(make_store: MakeStore, kind: EventRelationKind) -> None:
    """An effect whose day only what it follows, or what follows it, leaves to it begins then too."""
    day = iso_to_day("2021-09-17")
    after_first, after_early = (EventRelation(kind, other) for other in ("first", "early"))
    there, back = make_effect(Access.OPEN), make_effect(Access.OPEN, "b", "a")
    seed = make_seed(
        make_event("first", "2021-09-17", there),
        make_event("second", "[2021-09-15..2021-09-17]", there, relations=[after_first]),
        make_event("early", "[2021-09-17..2021-09-20]", back),
        make_event("late", "2021-09-17", back, relations=[after_early]),
        make_event("either", "[2021-09-16..2021-09-17]", there),
    )

    with make_store(seed) as store:
        reader = store.reader()
        assert ids(reader.events_on(Triple("a", "b", LINKS), day)) == ["first", "second"]
        assert ids(reader.events_on(Triple("b", "a", LINKS), day)) == ["early", "late"]


def test_verdict_counts(store: Store) -> None:
    """For each day asked about, in that order, how many links hold on it, by verdict."""
    reader = store.reader()

    for some in (None, {LINKS}, {ACCOUNTS, MAPS}, set()):
        for limited in (True, False):
            found = reader.verdict_counts([*DAYS[::-1], DAYS[0]], some, allow_limited=limited)
            assert found == [
                Counter(link.verdict(allow_limited=limited) for link in links)
                for day in [*DAYS[::-1], DAYS[0]]
                for links in [reader.links_on(day, some, LONG).items]
            ]
    assert reader.verdict_counts([], None, allow_limited=True) == []


def test_links_between(store: Store) -> None:
    """Of all times, by channel and first day."""
    reader = store.reader()
    compiled = compile_links(WORLD.events.values())

    assert starts(reader.links_between("chat", "shop")) == [
        ("chat", "shop", "accounts", "2024-09-27"),
        ("chat", "shop", "link_sharing", "2013-01-01"),
        ("chat", "shop", "link_sharing", "2013-12-31"),
        ("chat", "shop", "link_sharing", "2021-09-17"),
        ("chat", "shop", "link_sharing", "2024-09-12"),
        ("chat", "shop", "link_sharing", "2024-09-30"),
    ]
    assert reader.links_between("chat", "shop", {LINKS}) == list(compiled[SHARING])
    assert reader.links_between("chat", "shop", set()) == []
    assert reader.links_between("shop", "chat") == []
    assert reader.links_between("nobody", "chat") == []


def test_links_from(store: Store) -> None:
    """Those that hold on the day, passable or not; by origin, destination, channel, first day."""
    reader = store.reader()
    day = iso_to_day("2024-09-28")

    assert starts(reader.links_from(["shop", "chat", "nobody"], day)) == [
        ("chat", "pay", "maps", "2024-09-12"),
        ("chat", "shop", "accounts", "2024-09-27"),
        ("chat", "shop", "link_sharing", "2024-09-12"),
        ("shop", "pay", "accounts", "2022-12-31"),
    ]
    assert starts(reader.links_from(["chat"], day, {LINKS, MAPS})) == [
        ("chat", "pay", "maps", "2024-09-12"),
        ("chat", "shop", "link_sharing", "2024-09-12"),
    ]
    assert starts(reader.links_from(["chat"], iso_to_day("2021-09-17"))) == [
        ("chat", "shop", "link_sharing", "2021-09-17"),
    ]
    assert reader.links_from(["chat"], iso_to_day("2012-12-31")) == []
    assert reader.links_from(["pay"], None) == []
    assert reader.links_from([], None) == []
    assert reader.links_from(["chat"], day, set()) == []


def test_links_to(store: Store) -> None:
    """In the same order as out of them: the origin comes first."""
    reader = store.reader()
    day = iso_to_day("2024-09-28")

    assert starts(reader.links_to(["pay", "shop", "nobody"], day)) == [
        ("chat", "pay", "maps", "2024-09-12"),
        ("chat", "shop", "accounts", "2024-09-27"),
        ("chat", "shop", "link_sharing", "2024-09-12"),
        ("shop", "pay", "accounts", "2022-12-31"),
    ]
    assert reader.links_to(["chat"], None) == []
    assert reader.links_to(["pay"], None) == [
        *reader.links_between("chat", "pay"),
        *reader.links_between("shop", "pay"),
    ]


def test_days_of_a_link(store: Store) -> None:
    """It holds on its first day, and on none from its end on; one without an end holds for ever."""
    reader = store.reader()
    first, second, *_, last = reader.links_between("chat", "shop", {LINKS})

    assert reader.links_from(["chat"], first.since, {LINKS}) == [first]
    assert reader.links_from(["chat"], first.until - 1, {LINKS}) == [first]
    assert reader.links_from(["chat"], first.until, {LINKS}) == [second]
    assert reader.links_from(["chat"], AFTER_ALL - 1, {LINKS}) == [last]
    assert reader.links_to(["shop"], BEFORE_ALL, {LINKS}) == []


def test_link_of_all_times(make_store: MakeStore) -> None:
    """One that was always there holds on the first day too."""
    event = make_event("e", "../2020", make_effect(Access.OPEN))

    with make_store(make_seed(event)) as store:
        reader = store.reader()
        (link,) = reader.links_from(["a"], None)

        assert (link.since, link.until) == (BEFORE_ALL, AFTER_ALL)
        assert reader.links_from(["a"], BEFORE_ALL) == [link]
        assert reader.links_to(["b"], 1) == [link]


# Evidence.


def test_figures(store: Store) -> None:
    """Those about an entity, by period, metric and id."""
    reader = store.reader()

    assert ids(reader.figures("chat")) == ["quarter", "a-revenue", "b-revenue", "users", "late"]
    assert reader.figures("shop") == []
    assert reader.figures("nobody") == []


def test_statements(store: Store) -> None:
    """Those about or by something, by when it was said and id; what is undated comes last."""
    reader = store.reader()

    assert ids(reader.statements("chat")) == [
        "said-early",
        "said-then",
        "said-late",
        "a-undated",
        "b-undated",
    ]
    assert ids(reader.statements("dana")) == ["said-then"]
    assert ids(reader.statements("block")) == ["said-late"]
    assert ids(reader.statements("users")) == ["said-early"]
    assert reader.statements("nobody") == []


def test_cited_by(store: Store) -> None:
    """What cites a source: events, figures, statements and, for their relations, entities; by id."""
    reader = store.reader()
    figures_and_statements = {*WORLD.figures, *WORLD.statements}

    assert ids(reader.cited_by("page")) == ["block", "order", "trial"]
    assert ids(reader.cited_by("paper")) == sorted({"alpha", "trial", *figures_and_statements})
    assert reader.cited_by("unread") == []
    assert reader.cited_by("unheard") == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("chat", "chat"),
        ("The Shop", "shop"),
        ("shop alias", "shop"),
        ("商店", "shop"),
        ("商", "shop"),
        ("hop", "shop"),
        ("shpo", "shop"),
        ("event opening", "opening"),
        ("the paper", "paper"),
    ],
)
def test_search_candidates(store: Store, words: str, expected: str) -> None:
    """What answers to words well is among them."""
    assert expected in ids(store.reader().search_candidates(words))


def test_search_candidates_for_nothing(store: Store) -> None:
    """No words are no mistake."""
    for words in ("", "…", 'a "b" AND (', "*:*"):
        store.reader().search_candidates(words)


# Changing the graph.


def test_same_seed_again(store: Store) -> None:
    """Nothing is done."""
    before = everything(store.reader(), WORLD, DAYS)

    again = store.apply(WORLD)

    assert again.version == digest(WORLD)
    assert (again.added, again.changed, again.removed, again.kept) == (0, 0, 0, ())
    assert everything(store.reader(), WORLD, DAYS) == before


def test_another_seed(store: Store) -> None:
    """All answers are those of the new seed; what was done is counted by id."""
    changed = changed_world()

    done = store.apply(changed)

    assert (done.version, done.added, done.changed, done.removed) == (digest(changed), 1, 1, 3)
    reader = store.reader()
    assert reader.info.version == digest(changed)
    assert ids(reader.nodes(["game", "opening", "late"])) == ["game", None, None]
    assert reader.nodes(["shop"]) == [changed.entities["shop"]]
    assert timeline(store, ALL) == ["block", "order", "trial"]
    assert starts(reader.links_between("chat", "shop")) == [
        ("chat", "shop", "link_sharing", "2013-01-01"),
        ("chat", "shop", "link_sharing", "2013-12-31"),
        ("chat", "shop", "link_sharing", "2021-09-17"),
    ]


def test_what_was_done_by_id(store: Store) -> None:
    """What is new, not the same and gone is named, and which version was there before."""
    before = store.reader().info.version

    done = store.apply(changed_world())

    assert done.ids.added == ("game",)
    assert done.ids.changed == ("shop",)
    assert done.ids.removed == tuple(sorted(done.ids.removed))
    assert {"late", "opening"} < set(done.ids.removed)
    assert done.previous == before


def test_what_would_be_done(store: Store) -> None:
    """It is what is done then, and nothing is done before."""
    changed = changed_world()
    before = everything(store.reader(), WORLD, DAYS)

    would_be = store.difference(changed)

    assert everything(store.reader(), WORLD, DAYS) == before
    done = store.apply(changed)
    assert (would_be, would_be.previous) == (done, done.previous)
    assert store.difference(changed) == store.apply(changed)


def test_the_seed_read_back(store: Store) -> None:
    """The seed that a graph was made of can be had from it, whole."""
    found = seed_in(store.reader())

    assert digest(found) == digest(WORLD) == store.reader().info.version
    assert found == WORLD


def test_there_and_back(store: Store) -> None:
    """The graph depends on the last seed alone."""
    before = everything(store.reader(), WORLD, DAYS)

    store.apply(changed_world())
    store.apply(WORLD)

    assert everything(store.reader(), WORLD, DAYS) == before


def test_what_a_reader_sees_after_a_change(store: Store) -> None:
    """The graph that it was given; a store that cannot hold that still says so."""
    reader = store.reader()
    before = everything(reader, WORLD, DAYS)

    store.apply(changed_world())

    if reader.is_current():
        assert everything(reader, WORLD, DAYS) == before


def test_seed_that_contradicts_itself(store: Store) -> None:
    """It is refused as a whole; the graph stays as it was."""
    before = everything(store.reader(), WORLD, DAYS)
    late, early = WORLD.events["opening"], make_event("early", "2001", follows=["opening"])
    early = replace(early, effects=(make_effect(Access.BLOCKED, "chat", "shop", LINKS),))
    broken = make_seed(*changed_world().entities.values(), late, early)

    with pytest.raises(GraphError):
        store.apply(broken)

    assert everything(store.reader(), WORLD, DAYS) == before
    assert store.apply(WORLD).changed == 0


def test_order_of_the_seed(make_store: MakeStore) -> None:
    """It never matters in which order a seed holds its things."""
    backwards = Seed(WORLD.info)
    for sort in ("entities", "events", "sources", "figures", "statements"):
        things = getattr(WORLD, sort)
        getattr(backwards, sort).update(reversed(things.items()))

    with make_store(WORLD) as store:
        before = everything(store.reader(), WORLD, DAYS)
        done = store.apply(backwards)

        assert (done.added, done.changed, done.removed) == (0, 0, 0)
        assert everything(store.reader(), WORLD, DAYS) == before


def test_seed_without_things(make_store: MakeStore) -> None:
    """It is a graph like any other."""
    empty = Seed(WORLD.info)

    with make_store(empty) as store:
        reader = store.reader()
        assert set(reader.info.counts.values()) == {0}
        assert reader.nodes(["chat"]) == [None]
        assert timeline(store, ALL) == []
        assert reader.entities(None, LONG).items == ()
        assert reader.search_candidates("chat") == []
        assert store.apply(WORLD).added == 25
        assert store.apply(empty).removed == 25


def test_context_manager(make_store: MakeStore) -> None:
    """A store gives itself, is closed at the end, and hides no error."""
    store = make_store(WORLD)

    def fail() -> None:
        with store as same:
            assert same is store
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
