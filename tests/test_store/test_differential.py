"""Random seeds: every store answers everything as the simplest one does."""

from __future__ import annotations

import random
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import day_to_iso
from graph.model import Entity, Event, Figure, Node, Seed, Source, Statement
from graph.queries.search import search
from graph.store.base import Store
from graph.store.networkx_store import NetworkXReader
from graph.store.pages import PageRequest, TimelineFilter, timeline_key
from tests.dict_store import DictReader, DictStore
from tests.strategies import DAYS, FIRST, coarse_dates, edtf, seeds, timeline_filters
from tests.test_store.everything import everything

MakeStore = Callable[[Seed], Store]
full_seeds = seeds(min_events=1, event_dates=coarse_dates, full=True)
SOME_DAYS = (DAYS[0], FIRST, FIRST + 1, FIRST + 3, DAYS[-1])


@settings(deadline=None, max_examples=150)
@given(full_seeds, st.lists(timeline_filters, max_size=4))
def test_embedded_store(seed: Seed, filters: list[TimelineFilter]) -> None:
    """The same as below, for the store that costs nothing to start: many more seeds."""
    found = everything(NetworkXReader(seed), seed, SOME_DAYS, filters)

    assert found == everything(DictReader(seed), seed, SOME_DAYS, filters)


KNOWN_DAYS = st.sampled_from([edtf(str(day_to_iso(day))) for day in DAYS])


@settings(deadline=None, max_examples=80)
@given(
    seeds(min_events=1, event_dates=KNOWN_DAYS, full=True), st.lists(timeline_filters, max_size=4)
)
def test_embedded_store_of_known_days(seed: Seed, filters: list[TimelineFilter]) -> None:
    """The same for seeds whose events are all of one known day, for which its indexes are simpler."""
    found = everything(NetworkXReader(seed), seed, SOME_DAYS, filters)

    assert found == everything(DictReader(seed), seed, SOME_DAYS, filters)


# Fewer examples from here on: a store may be a server, and one example asks it all there is to ask.


@settings(deadline=None, max_examples=8)
@given(full_seeds, st.lists(timeline_filters, max_size=4))
def test_one_graph(make_store: MakeStore, seed: Seed, filters: list[TimelineFilter]) -> None:
    """Every answer is equal, element by element, in the same order."""
    with make_store(seed) as store:
        found = everything(store.reader(), seed, SOME_DAYS, filters)

    assert found == everything(DictReader(seed), seed, SOME_DAYS, filters)


@settings(deadline=None, max_examples=4)
@given(st.lists(full_seeds, min_size=2, max_size=3))
def test_life_of_a_store(make_store: MakeStore, lives: list[Seed]) -> None:
    """After each change: what was done is told, all answers are new, and old readers say so."""
    oracle = DictStore(lives[0])
    with make_store(lives[0]) as store:
        for seed in lives[1:]:
            old = store.reader()
            before = everything(old, seed, SOME_DAYS)
            assert store.apply(seed) == oracle.apply(seed)
            assert everything(store.reader(), seed, SOME_DAYS) == everything(
                oracle.reader(), seed, SOME_DAYS
            )
            if old.is_current():
                assert everything(old, seed, SOME_DAYS) == before
            again = store.apply(seed)
            assert (again.added, again.changed, again.removed) == (0, 0, 0)


@settings(deadline=None, max_examples=4)
@given(full_seeds, st.randoms(use_true_random=False))
def test_order_of_the_seed(make_store: MakeStore, seed: Seed, chance: random.Random) -> None:
    """The order in which a seed holds its things never matters."""
    shuffled = Seed(seed.info)
    for sort in ("entities", "events", "sources", "figures", "statements"):
        nodes: list[tuple[str, Node]] = list(getattr(seed, sort).items())
        chance.shuffle(nodes)
        getattr(shuffled, sort).update(nodes)

    with make_store(shuffled) as store:
        found = everything(store.reader(), seed, SOME_DAYS)

    assert found == everything(DictReader(seed), seed, SOME_DAYS)


@settings(deadline=None, max_examples=10)
@given(full_seeds, timeline_filters, st.data())
def test_pages(
    make_store: MakeStore, seed: Seed, wanted: TimelineFilter, data: st.DataObject
) -> None:
    """Pages of timelines and of entities are the same, whatever their bounds."""
    keys = [timeline_key(event) for event in seed.events.values()]
    keys += [(FIRST, FIRST, 0, "e2x"), (FIRST, FIRST + 1, 1, "e9")]
    ids = [*seed.entities, "aa", "zz"]
    limits, flags = st.integers(0, 3), st.booleans()
    places = st.one_of(st.none(), st.sampled_from(keys))
    things = st.one_of(st.none(), st.sampled_from(ids).map(lambda id: (id,)))
    events = data.draw(st.lists(st.builds(PageRequest, limits, places, places, flags), max_size=6))
    entities = data.draw(
        st.lists(st.builds(PageRequest, limits, things, things, flags), max_size=6)
    )
    oracle = DictReader(seed)

    with make_store(seed) as store:
        reader = store.reader()
        for page in events:
            assert reader.timeline(wanted, page) == oracle.timeline(wanted, page)
        for page in entities:
            assert reader.entities(None, page) == oracle.entities(None, page)


WORDS = ("the a", "b", "甲a", "甲", "event e1", "page", "s1", "paper", "evnt", "zzz")


@settings(deadline=None, max_examples=8)
@given(full_seeds)
def test_searches(make_store: MakeStore, seed: Seed) -> None:
    """A search finds the same as one that looks at everything."""
    oracle = DictReader(seed)

    with make_store(seed) as store:
        reader = store.reader()
        for words in WORDS:
            assert search(reader, words) == search(oracle, words)


def test_strategy_makes_every_sort() -> None:
    """The seeds hold what they are meant to hold; else the tests above would prove little."""
    found: set[type] = set()

    @settings(database=None, max_examples=100)
    @given(full_seeds)
    def look(seed: Seed) -> None:
        for sort in (seed.entities, seed.events, seed.sources, seed.figures, seed.statements):
            found.update(type(node) for node in sort.values())
        found.update(type(r) for e in seed.entities.values() for r in e.relations)
        found.update(type(r) for e in seed.events.values() for r in e.relations)
        found.update(type(effect) for e in seed.events.values() for effect in e.effects)

    look()

    assert {Entity, Event, Source, Figure, Statement} < found
    assert len(found) == 8
