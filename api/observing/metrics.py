"""Metrics as Prometheus reads them; of one process, or of several that share a folder.

Several processes share one if `PROMETHEUS_MULTIPROC_DIR` names it before this module is imported: then
each writes its numbers there, and whichever is asked adds them up. What is told of the graph is read
when it is asked for, and needs no sum.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.gc_collector import GCCollector
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import Scope

from api.observing.record import Record
from graph import tracing

__all__ = ["GraphFacts", "Metrics"]

MOST_NAMES = 100
_NAME = re.compile(r"[_A-Za-z]\w{0,63}", re.ASCII)
_PLACES = {"graphql", "static", "admin", "metrics", "healthz", "readyz", ""}
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """What is told of the graph; without a version it cannot be read."""

    store: str
    version: str | None = None
    loaded_at: float = 0.0
    recorded_until: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    problems: int = 0


class Metrics:
    """Counts requests, and shows what it has counted.

    Clients choose the names of their operations, so only the first 100 are told apart, the others
    are `other`, and those without are `unnamed`.
    """

    def __init__(self, facts: Callable[[], GraphFacts], *, shared: bool = False) -> None:
        """`shared` says that several processes share a folder."""
        self._facts = _Facts(facts)
        self._shared = shared
        self._names: set[str] = set()
        self._registry = registry = CollectorRegistry()
        if not shared:
            for collector in (ProcessCollector, PlatformCollector, GCCollector):
                collector(registry=registry)
            registry.register(self._facts)
        self._requests = Counter(
            "interop_requests",
            "HTTP requests that have ended.",
            ["place", "method", "status"],
            registry=registry,
        )
        self._operations = Counter(
            "interop_operations",
            "Questions: answered, answered with errors in parts, or refused.",
            ["operation", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "interop_operation_seconds",
            "How long questions took, from the request to the end of the response.",
            ["operation"],
            buckets=_BUCKETS,
            registry=registry,
        )
        self._errors = Counter(
            "interop_errors", "Errors that were told, by code.", ["code"], registry=registry
        )
        self._kept = Counter(
            "interop_kept_answers",
            "Questions whose answer was kept (hit), or was not (miss).",
            ["result"],
            registry=registry,
        )
        self._statements = Histogram(
            "interop_store_seconds",
            "How long statements to Neo4j took, by whether they were answered.",
            ["outcome"],
            buckets=_BUCKETS,
            registry=registry,
        )
        # To find one by its labels takes longer than to count: each is looked for once.
        self._request = cache(self._requests.labels)
        self._operation = cache(self._operations.labels)
        self._second = cache(self._seconds.labels)
        self._answer = cache(self._kept.labels)
        self._all_of_kept = cache(self._counters_of_kept)

    def __call__(self, scope: Scope, record: Record, status: int, seconds: float) -> None:
        """Count a request that has ended."""
        if record.kept == "hit" and not record.codes:
            self._count_kept(scope["method"], status, record.operation, seconds)
            return
        place = scope["path"].lstrip("/").partition("/")[0]
        place = place if place in _PLACES else "other"
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "PUT") else "other"
        self._request(place or "page", method, str(status)).inc()
        for code in record.codes:
            self._errors.labels(code).inc()
        if record.kept:
            self._answer(record.kept).inc()
        if record.is_question and status >= 400:
            self._count_operation(record.operation, "refused", seconds)
        elif record.is_question and not record.is_stream:
            outcome = "errors" if record.codes else "answered"
            self._count_operation(record.operation, outcome, seconds)

    def count_streamed(self, name: str | None, codes: Sequence[str], seconds: float | None) -> None:
        """Count an operation that was answered over server-sent events or a WebSocket, at its end.

        A subscription lasts as long as somebody listens, which says nothing: it has no seconds.
        """
        for code in codes:
            self._errors.labels(code).inc()
        self._count_operation(name, "errors" if codes else "answered", seconds)

    def _count_operation(self, asked: str | None, outcome: str, seconds: float | None) -> None:
        name = self._name(asked, outcome)
        self._operation(name, outcome).inc()
        if seconds is not None:
            self._second(name).observe(seconds)

    def _count_kept(self, method: str, status: int, name: str | None, seconds: float) -> None:
        """Count an answer that was kept: they are many, and quick, and of few sorts."""
        counters, histogram = self._all_of_kept(method, status, self._name(name, "answered"))
        for counter in counters:
            counter.inc()
        histogram.observe(seconds)

    def _counters_of_kept(
        self, method: str, status: int, name: str
    ) -> tuple[tuple[Counter, ...], Histogram]:
        request = self._request("graphql", method, str(status))
        return (request, self._answer("hit"), self._operation(name, "answered")), self._second(name)

    @contextmanager
    def timing_statements(self) -> Iterator[None]:
        """While the context lasts, time all statements of this process to a store."""
        tracing.tell(self._span)
        try:
            yield
        finally:
            tracing.forget(self._span)

    @contextmanager
    def _span(self, name: str, said: dict[str, str]) -> Iterator[None]:
        begun, outcome = time.perf_counter(), "failed"
        try:
            yield
            outcome = "answered"
        finally:
            if name == "neo4j":
                self._statements.labels(outcome).observe(time.perf_counter() - begun)

    def _name(self, name: str | None, outcome: str) -> str:
        if name is None:
            return "unnamed"
        if name in self._names:
            return name
        if outcome == "refused" or len(self._names) >= MOST_NAMES or not _NAME.fullmatch(name):
            return "other"
        self._names.add(name)
        return name

    def shown(self, accept: str = "") -> tuple[bytes, str]:
        """All of it, and the media type that it is in."""
        registry = self._registry
        if self._shared:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
            registry.register(self._facts)
        encode, media_type = choose_encoder(accept)
        return encode(registry), media_type


class _Facts(Collector):
    """Reads what there is to know of the graph when it is asked for."""

    def __init__(self, facts: Callable[[], GraphFacts]) -> None:
        self._facts = facts

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that nothing is read when it is registered."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """What there is to know now."""
        facts = self._facts()
        labels = {"store": facts.store, "version": facts.version or ""}
        yield InfoMetricFamily("interop_graph", "The graph that is served.", labels)
        yield GaugeMetricFamily(
            "interop_graph_readable", "1 if the graph can be read.", int(facts.version is not None)
        )
        yield GaugeMetricFamily(
            "interop_seed_problems", "Problems of the seed that was read last.", facts.problems
        )
        if facts.version is None:
            return
        yield GaugeMetricFamily(
            "interop_graph_loaded_timestamp_seconds", "When the graph was loaded.", facts.loaded_at
        )
        yield GaugeMetricFamily(
            "interop_seed_recorded_until_timestamp_seconds",
            "The last day that the seed claims to know; how old it is, is the time since.",
            facts.recorded_until,
        )
        sizes = GaugeMetricFamily("interop_graph_things", "Things in the graph.", labels=["sort"])
        for sort, count in facts.counts.items():
            sizes.add_metric([sort], count)
        yield sizes
