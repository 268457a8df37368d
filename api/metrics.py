"""`/metrics`: what is counted of requests, and what there is to know of the graph."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.graphs import ServedGraph
from api.observing.metrics import GraphFacts, Metrics
from api.settings import MetricsEnvironment

__all__ = ["metrics_of", "metrics_route"]


def metrics_of(graph: ServedGraph) -> Metrics:
    """New metrics, for an application over this graph."""
    shared = MetricsEnvironment().prometheus_multiproc_dir is not None
    return Metrics(lambda: _facts(graph), shared=shared)


def _facts(graph: ServedGraph) -> GraphFacts:
    store = "neo4j" if graph.in_neo4j else "memory"
    reader, problems = graph.state()
    if reader is None:
        return GraphFacts(store, problems=len(problems))
    info = reader.info
    until = datetime.fromordinal(info.seed.recorded_until.latest).replace(tzinfo=UTC)
    return GraphFacts(
        store,
        info.version,
        info.loaded_at.timestamp(),
        until.timestamp(),
        dict(info.counts),
        len(problems),
    )


def metrics_route(metrics: Metrics) -> Route:
    """The address at which they are read."""

    async def shown(request: Request) -> Response:
        accept = request.headers.get("accept", "")
        text, media_type = await run_in_threadpool(metrics.shown, accept)
        return Response(text, headers={"Content-Type": media_type, "Cache-Control": "no-store"})

    return Route("/metrics", shown)
