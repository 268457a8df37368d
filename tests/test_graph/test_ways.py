"""Ways: the same answers whether the store has compiled them or a search reads them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from api.graphs import ServedGraph
from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.load import packaged_seed_folder
from graph.model import Seed
from graph.queries.evidence import Evidence, seen_through
from graph.queries.paths import path_on_day
from graph.queries.reachability import reachability
from graph.queries.reachable import reachable
from graph.queries.reachable_through import reachable_through
from graph.queries.shortest_paths import shortest_paths
from graph.queries.temporal_paths import Objective, temporal_path
from graph.store import NetworkXReader, Reader
from graph.store.networkx_store import build_graph
from graph.store.recent import Recent
from graph.store.ways import WayIndex
from graph.vocabulary import Access, Channel, Verdict
from tests.dict_store import DictReader
from tests.strategies import (
    CHANNELS,
    DAYS,
    ENTITIES,
    FIRST,
    coarse_dates,
    make_effect,
    make_event,
    make_seed,
    seeds,
)

UNKNOWN = "nobody"
some_channels = st.one_of(st.none(), st.sets(st.sampled_from(CHANNELS)))


def answers(
    reader: Reader, day: int, channels: set[Channel] | None, allow_limited: bool, hops: int
) -> Iterator[object]:
    """Every search, from everywhere to everywhere."""
    for ends in permutations((*ENTITIES, UNKNOWN), 2):
        yield path_on_day(
            *(reader, *ends, day),
            channels=channels,
            allow_limited=allow_limited,
            max_hops=hops,
        )
        for verdict in (Verdict.CERTAIN, Verdict.POSSIBLE):
            yield shortest_paths(
                *(reader, *ends, day, 3), at_least=verdict, channels=channels, max_hops=hops
            )
            for objective in Objective:
                yield temporal_path(
                    *(reader, *ends, day, DAYS[-1]),
                    objective=objective,
                    at_least=verdict,
                    strict=allow_limited,
                    channels=channels,
                    allow_limited=allow_limited,
                    max_hops=hops,
                )
        yield reachability(
            reader, *ends, channels=channels, allow_limited=allow_limited, max_hops=hops
        )
    for origin in (*ENTITIES, UNKNOWN):
        yield list(
            reachable(
                *(reader, origin, day),
                channels=channels,
                allow_limited=allow_limited,
                max_hops=hops,
            )
        )
        yield reachable_through(
            reader, origin, day, DAYS[-1], channels=channels, max_hops=hops, strict=True
        )


@settings(deadline=None, max_examples=40)
@given(
    seeds(min_events=3, event_dates=coarse_dates),
    st.sampled_from(DAYS),
    some_channels,
    st.booleans(),
    st.integers(0, 4),
)
def test_compiled_and_read(
    seed: Seed, day: int, channels: set[Channel] | None, allow_limited: bool, hops: int
) -> None:
    """A store that compiles its ways and one that is read level by level answer alike."""
    asked = day, channels, allow_limited, hops
    compiled, read = NetworkXReader(seed), DictReader(seed)

    assert compiled.ways is not None
    assert list(answers(compiled, *asked)) == list(answers(read, *asked))


@settings(deadline=None)
@given(seeds(event_dates=coarse_dates, full=True))
def test_every_day_of_the_graph(seed: Seed) -> None:
    """On each day, the ways are the links of the graph that pass, at both ends."""
    links = [data["link"] for _, _, data in build_graph(seed).edges(data=True) if "link" in data]
    index = NetworkXReader(seed).ways
    ends = list(enumerate(index.ids))
    out = [(here, index.ids[way[0]], *way[1:]) for n, here in ends for way in index.leaving[n]]
    into = [(index.ids[way[0]], there, *way[1:]) for n, there in ends for way in index.entering[n]]

    assert sorted(out) == sorted(into)
    for day in (BEFORE_ALL, *DAYS, AFTER_ALL - 1):
        passing = [li.triple[:2] for li in links if li.is_passable() and li.holds_on(day)]
        held = [way[:2] for way in out if way[2] <= day < way[3]]
        assert sorted(held) == sorted(passing)


def test_links_that_touch() -> None:
    """Links of one triple that pass alike are one way, though other events decide."""
    again = [
        make_event(id, year, make_effect(Access.OPEN, "a", "b"))
        for id, year in (("e", "2001"), ("f", "2002-05-01"))
    ]
    index = NetworkXReader(make_seed(*again)).ways
    (ways,) = [ways for ways in index.leaving if ways]

    assert len(ways) == 2  # possibly, then certainly
    assert (ways[0][2], ways[1][2]) == (ways[1][1], AFTER_ALL)


def test_nothing_to_compile() -> None:
    """A graph without links has no ways, and no place for anybody."""
    index = WayIndex([])

    assert (index.ids, index.passing, index.numbers.get("a")) == ([], set(), None)


def test_filters_are_kept() -> None:
    """What was compiled for a filter serves the next answer, which tells anew what it left out."""
    reader = ServedGraph.from_folder(packaged_seed_folder()).reader()
    evidence = Evidence(known_at=FIRST)
    first, second = (seen_through(reader, evidence) for _ in range(2))

    links = first.links_from(["wechat"], None)

    assert second.left_out == set()
    assert second.links_from(["wechat"], None) == links
    assert second.left_out == first.left_out != set()


def test_recent_values() -> None:
    """The values asked for last are kept, others are made again."""
    made: list[str] = []
    recent: Recent[str, str] = Recent(2)

    def get(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key.upper()

        return recent.get(key, make)

    assert [get(key) for key in "abacab"] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]


def test_served_graph_is_out_of_the_collectors_sight() -> None:
    """What is loaded is not looked through by Python's collector while answers wait."""
    gc.unfreeze()

    ServedGraph.from_folder(packaged_seed_folder())
    left_to_rest = gc.get_freeze_count()
    gc.unfreeze()

    assert left_to_rest > 1_000
