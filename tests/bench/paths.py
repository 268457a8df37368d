"""Our searches beside the fastest plain ones, in one process: `make bench ARGS="paths --size M"`.

Both get the same questions about the same synthetic graph, one after the other, and what both can say
must be the same. Then each call is timed by itself. What the graph takes to load, and in memory, is
measured in a process of its own.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from graph.queries.paths import EXPLAIN_NOTHING, path_on_day
from graph.queries.reachable import reachable
from graph.queries.temporal_paths import temporal_path
from graph.store import NetworkXStore, Reader
from tests.bench.lists import Lists
from tests.bench.loading import load_in_a_process, make_in_a_process
from tests.bench.questions import (
    MAX_HOPS,
    MAX_HOPS_THROUGH_TIME,
    MAX_REACHED,
    QUESTIONS,
    Parameters,
    Reference,
)
from tests.bench.rows import SEED, SIZES, Rows, synthetic_rows
from tests.bench.synthetic import to_seed

__all__ = ["SEARCHES", "Search", "Timing", "command", "compare"]

_BY_NAME = {question.name: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class Search:
    """A question, how we are asked and how the lists are, and what must be the same of both."""

    name: str
    draw: str
    ours: Callable[[Reader, Parameters], Any]
    plain: Callable[[Lists, Parameters], Any]
    told: Callable[[Any], Any]
    told_by_plain: Callable[[Any], Any]


def _path(reader: Reader, p: Parameters) -> Any:
    return path_on_day(
        reader, p["from"], p["to"], p["day"], max_hops=MAX_HOPS, explain=EXPLAIN_NOTHING
    )


def _journey(strict: bool) -> Callable[[Reader, Parameters], Any]:
    def ask(reader: Reader, p: Parameters) -> Any:
        return temporal_path(
            *(reader, p["from"], p["to"], p["since"], p["until"]),
            strict=strict,
            max_hops=MAX_HOPS_THROUGH_TIME,
        )

    return ask


def _plain_journey(strict: bool) -> Callable[[Lists, Parameters], Any]:
    def ask(lists: Lists, p: Parameters) -> Any:
        window = (p["since"], p["until"])
        return lists.arrival(p["from"], p["to"], *window, MAX_HOPS_THROUGH_TIME, strict=strict)

    return ask


def _reached(reader: Reader, p: Parameters) -> Any:
    found = reachable(reader, p["id"], p["day"], max_hops=2)
    return len(found), found.ids(MAX_REACHED)


def _same(answer: Any) -> Any:
    return answer


def _length(path: list[str]) -> int:
    """The length of a path; the plain search has no limit of hops."""
    return len(path) if len(path) <= MAX_HOPS + 1 else 0


SEARCHES = (
    Search(
        "Q4, a path on a day",
        "Q4",
        _path,
        lambda lists, p: lists.path(p["from"], p["to"], p["day"]),
        lambda answer: len(answer.nodes),
        _length,
    ),
    Search(
        "Q5, the earliest arrival",
        "Q5",
        _journey(False),
        _plain_journey(False),
        lambda answer: answer.arrives,
        _same,
    ),
    Search(
        "Q5, each hop on a later day",
        "Q5",
        _journey(True),
        _plain_journey(True),
        lambda answer: answer.arrives,
        _same,
    ),
    Search(
        "Q6, all within two hops",
        "Q6",
        _reached,
        lambda lists, p: lists.within_two(p["id"], p["day"], MAX_REACHED),
        _same,
        _same,
    ),
)


@dataclass(frozen=True, slots=True)
class Timing:
    """How long calls took, in milliseconds: half of them at most so long, and 99 of 100."""

    p50: float
    p99: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Timing:
        """Sum up single calls."""
        ordered = sorted(seconds)
        late = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        return cls(statistics.median(ordered) * 1e3, late * 1e3)


def compare(
    search: Search, reader: Reader, lists: Lists, asked: Sequence[Parameters], rounds: int
) -> tuple[Timing, Timing]:
    """Our timing and that of the lists; raises `ValueError` where the answers differ."""
    for parameters in asked:
        ours = search.told(search.ours(reader, parameters))
        plain = search.told_by_plain(search.plain(lists, parameters))
        if ours != plain:
            raise ValueError(f"{search.name}: {parameters}: {ours!r} and not {plain!r}")
    clock = time.perf_counter
    times: tuple[list[float], list[float]] = [], []
    for _ in range(rounds):
        for parameters in asked:
            begin = clock()
            search.ours(reader, parameters)
            between = clock()
            search.plain(lists, parameters)
            end = clock()
            times[0].append(between - begin)
            times[1].append(end - between)
    return Timing.of(times[0]), Timing.of(times[1])


def _reader(rows: Rows) -> Reader:
    """The embedded store over the rows, as the service keeps it: out of the collector's way."""
    gc.disable()
    reader = NetworkXStore(to_seed(rows)).reader()
    gc.enable()
    gc.freeze()
    return reader


@click.command("paths")
@click.option(
    "--size",
    "sizes",
    type=click.Choice(list(SIZES)),
    multiple=True,
    default=["S"],
    help="S, M or L; several times for several sizes.",
)
@click.option("--parameters", default=500, type=click.IntRange(1), help="Different questions.")
@click.option("--rounds", default=3, type=click.IntRange(1), help="So often each of them.")
@click.option("--load/--no-load", default=True, help="Whether to measure how it is loaded.")
@click.option("--json", "path", type=click.Path(path_type=Path), help="Write a file of JSON too.")
def command(
    sizes: Sequence[str], parameters: int, rounds: int, load: bool, path: Path | None
) -> None:
    """Measure our searches beside the fastest plain ones, and how a graph is loaded."""
    # First what is measured in other processes: this one holds much afterwards.
    loading = [_loading(size) if load else None for size in sizes]
    results = [
        _measure(size, parameters, rounds) | {"loading": took}
        for size, took in zip(sizes, loading, strict=True)
    ]
    for result in results:
        _show(result)
    if len(results) > 1:
        _show_growth(results)
    if path:
        path.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


def _measure(size: str, parameters: int, rounds: int) -> dict[str, Any]:
    rows = synthetic_rows(SIZES[size], SEED)
    reader, lists, reference = _reader(rows), Lists(rows), Reference(rows)
    found = []
    for search in SEARCHES:
        asked = _BY_NAME[search.draw].parameters(reference, parameters, SEED)
        load = os.getloadavg()[0]
        ours, plain = compare(search, reader, lists, asked, rounds)
        found.append(
            {
                "name": search.name,
                "ours": [ours.p50, ours.p99],
                "plain": [plain.p50, plain.p99],
                "load_average": load,
            }
        )
    return {"size": size, "searches": found}


def _loading(size: str) -> dict[str, float]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "seed.jsonl"
        make_in_a_process(SIZES[size], path)
        return load_in_a_process(path)


def _show(result: dict[str, Any]) -> None:
    click.echo(f"Size {result['size']}: median and 99th percentile in milliseconds")
    for row in result["searches"]:
        (p50, p99), (plain50, plain99) = row["ours"], row["plain"]
        click.echo(
            f"  {row['name']:<28} {p50:8.4f} / {p99:8.3f}   plain {plain50:8.4f} / {plain99:8.3f}"
            f"   ratio {p50 / plain50:5.2f} / {p99 / plain99:5.2f}   load {row['load_average']:.1f}"
        )
    took = result["loading"]
    if took:
        click.echo(
            f"  JSON lines read and checked in {took['read_s']:.1f} s, the store made in"
            f" {took['store_s']:.1f} s; {took['steady_mib']:,.0f} MiB, at most"
            f" {took['peak_mib']:,.0f}, beside it {took['second_mib']:,.0f}; load {took['load_average']:.1f}"
        )


def _show_growth(results: Sequence[dict[str, Any]]) -> None:
    first, last = results[0], results[-1]
    click.echo(f"Medians, {first['size']} to {last['size']}")
    for before, after in zip(first["searches"], last["searches"], strict=True):
        ours, plain = (after[who][0] / before[who][0] for who in ("ours", "plain"))
        click.echo(f"  {before['name']:<28} {ours:5.2f} times, plain {plain:5.2f} times")
