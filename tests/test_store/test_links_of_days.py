"""All links of a day, and what differs between two days: page by page, in every store."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from graph.dates import iso_to_day
from graph.links import Link
from graph.model import Seed
from graph.store import LinkChange, NetworkXStore, PageRequest, Reader, Store
from graph.store.filtered import FilteredReader
from graph.store.pages import Key, triple_key
from graph.vocabulary import Channel
from tests.test_store.world import WORLD

DAYS = [
    iso_to_day(d) for d in ("2012-12-31", "2013-06-01", "2021-09-17", "2022-01-01", "2024-10-01")
]
CHANNELS = [None, {Channel.LINK_SHARING}, set[Channel]()]
EVERYBODY = sorted(WORLD.entities)


def on_day(reader: Reader, day: int, channels: set[Channel] | None) -> list[Link]:
    """The links of a day, asked for from every entity."""
    return reader.links_from(EVERYBODY, day, channels)


def changes(
    reader: Reader, first: int, second: int, channels: set[Channel] | None
) -> list[LinkChange]:
    """What differs between two days, by its definition."""
    before = {link.triple: link for link in on_day(reader, first, channels)}
    after = {link.triple: link for link in on_day(reader, second, channels)}
    return [
        LinkChange(triple, before.get(triple), after.get(triple))
        for triple in sorted(before.keys() | after.keys())
        if before.get(triple) != after.get(triple)
    ]


@pytest.mark.parametrize("channels", CHANNELS)
@pytest.mark.parametrize("day", DAYS)
def test_links_on_a_day_page_by_page(store: Store, day: int, channels: set[Channel] | None) -> None:
    """Pages of any size, from either end, put together are all links of the day in order."""
    reader = store.reader()
    every = on_day(reader, day, channels)
    for size in (1, 2, 100):
        forward: list[Link] = []
        after: Key | None = None
        while True:
            page = reader.links_on(day, channels, PageRequest(size, after))
            assert page.keys == tuple(triple_key(link.triple) for link in page.items)
            assert (page.more_before, page.more_after) == (
                len(forward) > 0,
                len(forward) + len(page.items) < len(every),
            )
            forward += page.items
            if not page.more_after:
                break
            after = page.keys[-1]
        assert forward == every
        last = reader.links_on(day, channels, PageRequest(size, from_end=True))
        assert list(last.items) == every[-size:]
        assert last.more_before == (len(every) > size)


@pytest.mark.parametrize("channels", CHANNELS)
def test_changes_between_two_days(store: Store, channels: set[Channel] | None) -> None:
    """For each pair of days what differs, in order; nothing between a day and itself."""
    reader = store.reader()
    for first, second in product(DAYS, DAYS):
        every = changes(reader, first, second, channels)
        page = reader.link_changes(first, second, channels, PageRequest(100))
        assert list(page.items) == every
        assert (first != second) or not every
        if len(every) > 1:
            two = reader.link_changes(first, second, channels, PageRequest(1, page.keys[0]))
            assert list(two.items) == every[1:2]
            end = reader.link_changes(first, second, channels, PageRequest(1, from_end=True))
            assert list(end.items) == every[-1:]
            assert (end.more_before, end.more_after) == (True, False)


def without(seed: Seed, id: str) -> Seed:
    """The seed without one event, and without what others say of it."""
    events = {
        event.id: replace(event, relations=tuple(r for r in event.relations if r.event != id))
        for event in seed.events.values()
        if event.id != id
    }
    return replace(seed, events=events)


@pytest.mark.parametrize("id", sorted(WORLD.events))
def test_days_without_an_event_are_those_of_the_seed_without_it(id: str) -> None:
    """Left out of the reader or of the seed: the same links and the same changes."""
    filtered = FilteredReader(NetworkXStore(WORLD).reader(), lambda event: event.id != id)
    smaller = NetworkXStore(without(WORLD, id)).reader()

    for first, second in product(DAYS, DAYS):
        for page in (PageRequest(2), PageRequest(2, from_end=True), PageRequest(100)):
            assert filtered.links_on(first, None, page) == smaller.links_on(first, None, page)
            found = filtered.link_changes(first, second, None, page)
            assert found == smaller.link_changes(first, second, None, page)
