"""Metrics: what was asked is counted, by names that clients cannot multiply; also by several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.observing.metrics import MOST_NAMES, GraphFacts, Metrics
from api.settings import Settings
from graph import tracing
from graph.errors import StoreError
from graph.store import NetworkXStore
from graph.store.neo4j_store import Neo4jSettings
from graph.store.neo4j_store.connect import Connection, Reading
from tests.test_api.test_kept import NAME, seed_of

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]

SHARED = """
import os, sys
from starlette.testclient import TestClient
from api.app import create_app
from api.graphs import ServedGraph
from graph.store import NetworkXStore
from graph.store.neo4j_store import Neo4jSettings
from graph.store.neo4j_store.connect import Connection, Reading
from tests.test_api.test_kept import seed_of

with TestClient(create_app(ServedGraph(NetworkXStore(seed_of("first"))))) as client:
    pass
for _ in range(2):
    if not (child := os.fork()):
        with TestClient(client.app) as own:
            own.post("/graphql", json={"query": "query A { graph { name } }"})
        os._exit(0)
    os.waitpid(child, 0)
with TestClient(client.app) as client:
    client.post("/graphql", json={"query": "query A { graph { name } }"})
    sys.stdout.write(client.get("/metrics").text)
"""


@pytest.fixture
def graph() -> ServedGraph:
    """Return a small graph."""
    return ServedGraph(NetworkXStore(seed_of("first")))


def samples(text: str) -> Samples:
    """Read what Prometheus reads."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    """Return one number."""
    return found.get((name, frozenset(labels.items())), 0.0)


def ask(client: TestClient, query: str, **more: Any) -> Any:
    """Put a question."""
    return client.post("/graphql", json={"query": query, **more}, headers={"accept": "*/*"})


def test_what_is_streamed(graph: ServedGraph) -> None:
    """Operations over events and over a WebSocket are counted when they end, like all others."""
    events = {"accept": "text/event-stream"}
    protocol = ["graphql-transport-ws"]

    with TestClient(create_app(graph, Settings())) as client:
        for text in (
            "query A { graph { name } }",
            'query A { entity(id: "nope") { id } }',
            "{ nope }",
        ):
            client.post("/graphql", json={"query": text}, headers=events)
        with client.websocket_connect("/graphql", protocol) as socket:
            socket.send_json({"type": "connection_init"})
            socket.receive_json()
            for id, text in enumerate(("query A { graph { name } }", "query A { nope }")):
                socket.send_json({"type": "subscribe", "id": str(id), "payload": {"query": text}})
                while socket.receive_json()["type"] not in ("complete", "error"):
                    pass
            text = "subscription B { graphChanged { cursor } }"
            socket.send_json({"type": "subscribe", "id": "b", "payload": {"query": text}})
            for _ in range(2):  # so that it has begun
                socket.send_json({"type": "ping"})
                assert socket.receive_json()["type"] == "pong"
        found = samples(client.get("/metrics").text)

    assert value(found, "interop_operations_total", operation="A", outcome="answered") == 2
    assert value(found, "interop_operations_total", operation="A", outcome="errors") == 2
    assert value(found, "interop_operations_total", operation="unnamed", outcome="errors") == 1
    assert value(found, "interop_operations_total", operation="B", outcome="answered") == 1
    assert value(found, "interop_operation_seconds_count", operation="A") == 4
    assert value(found, "interop_operation_seconds_count", operation="B") == 0
    assert value(found, "interop_errors_total", code="UNKNOWN_ENTITY") == 1
    assert value(found, "interop_errors_total", code="GRAPHQL_VALIDATION_FAILED") == 2
    assert value(found, "interop_requests_total", place="graphql", method="POST", status="200") == 3


def test_what_is_counted(graph: ServedGraph) -> None:
    """Questions by name and outcome, errors by code, kept answers, requests by place, method, status."""
    with TestClient(create_app(graph, Settings())) as client:
        named = NAME.replace("query", "query Who", 1)
        for id in ("a", "a", "a", "nope"):
            ask(client, named, variables={"id": id})
        ask(client, "{ graph { name } }")
        ask(client, "{")
        client.post("/graphql", content="no JSON", headers={"content-type": "application/json"})
        client.get("/healthz")
        client.get("/static/nope.js")
        client.get("/wp-login.php")
        response = client.get("/metrics")
    found = samples(response.text)

    assert response.headers["content-type"].startswith("text/plain")
    assert value(found, "interop_operations_total", operation="Who", outcome="answered") == 3
    assert value(found, "interop_operations_total", operation="Who", outcome="errors") == 1
    assert value(found, "interop_operations_total", operation="unnamed", outcome="answered") == 1
    assert value(found, "interop_operations_total", operation="unnamed", outcome="errors") == 1
    assert value(found, "interop_operation_seconds_count", operation="Who") == 4
    assert value(found, "interop_errors_total", code="UNKNOWN_ENTITY") == 1
    assert value(found, "interop_errors_total", code="GRAPHQL_PARSE_FAILED") == 1
    assert value(found, "interop_errors_total", code="BAD_REQUEST") == 1
    assert value(found, "interop_kept_answers_total", result="hit") == 2
    assert value(found, "interop_kept_answers_total", result="miss") == 4
    assert value(found, "interop_requests_total", place="graphql", method="POST", status="400") == 1
    assert value(found, "interop_requests_total", place="healthz", method="GET", status="200") == 1
    assert value(found, "interop_requests_total", place="static", method="GET", status="404") == 1
    assert value(found, "interop_requests_total", place="other", method="GET", status="404") == 1
    assert "process_resident_memory_bytes" in response.text


def test_of_the_graph(graph: ServedGraph) -> None:
    """Which graph it is, since when, what it claims to know and how much is in it."""
    with TestClient(create_app(graph, Settings())) as client:
        found = samples(client.get("/metrics").text)
    info = graph.reader().info

    assert value(found, "interop_graph_info", store="memory", version=info.version) == 1
    assert value(found, "interop_graph_readable") == 1
    assert value(found, "interop_seed_problems") == 0
    loaded = value(found, "interop_graph_loaded_timestamp_seconds")
    assert loaded == pytest.approx(info.loaded_at.timestamp())
    until = value(found, "interop_seed_recorded_until_timestamp_seconds")
    day = date.fromordinal(info.seed.recorded_until.latest)
    assert datetime.fromtimestamp(until, UTC).date() == day
    assert value(found, "interop_graph_things", sort="entities") == 2


def test_a_graph_that_cannot_be_read(graph: ServedGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and the numbers of requests are there all the same."""

    def failing() -> Any:
        raise StoreError("gone")

    monkeypatch.setattr(graph.store, "reader", failing)
    with TestClient(create_app(graph, Settings(kept_bytes=0))) as client:
        ask(client, "{ graph { name } }")
        found = samples(client.get("/metrics").text)

    assert value(found, "interop_graph_readable") == 0
    assert value(found, "interop_seed_problems") == 1
    assert value(found, "interop_operations_total", operation="unnamed", outcome="refused") == 1


def test_statements() -> None:
    """Statements to Neo4j are timed, apart by whether they were answered, for as long as that is wanted."""
    metrics = Metrics(lambda: GraphFacts("neo4j"))
    settings = Neo4jSettings("bolt://127.0.0.1:1", user="neo4j", password="x", database="neo4j")
    connection = Connection(settings)
    for timing in (metrics.timing_statements(), nullcontext()):
        with timing:
            with tracing.span("neo4j", {}), tracing.span("operation", {}):
                pass
            with pytest.raises(StoreError):
                Reading(connection).read("RETURN 1 AS one")
    connection.close()
    found = samples(metrics.shown()[0].decode())

    assert value(found, "interop_store_seconds_count", outcome="answered") == 1
    assert value(found, "interop_store_seconds_count", outcome="failed") >= 1
    assert value(found, "interop_graph_readable") == 0


def test_names_are_bounded(graph: ServedGraph) -> None:
    """Clients that make up names do not make the metrics longer and longer."""
    with TestClient(create_app(graph, Settings())) as client:
        for n in range(MOST_NAMES + 20):
            ask(client, f"query N{n} {{ graph {{ name }} }}")
        ask(client, f"query {'N' * 80} {{ graph {{ name }} }}")
        found = samples(client.get("/metrics").text)

    names = {
        dict(labels)["operation"] for name, labels in found if name == "interop_operations_total"
    }
    assert len(names) == MOST_NAMES + 1
    assert value(found, "interop_operations_total", operation="other", outcome="answered") == 21


def test_as_open_metrics(graph: ServedGraph) -> None:
    """Who asks for the newer format gets it."""
    with TestClient(create_app(graph, Settings())) as client:
        response = client.get("/metrics", headers={"accept": "application/openmetrics-text"})

    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert response.text.endswith("# EOF\n")


def test_switched_off(graph: ServedGraph) -> None:
    """Without metrics there is no such address."""
    with TestClient(create_app(graph, Settings(metrics=False))) as client:
        assert client.get("/metrics").status_code == 404


def test_several_processes(tmp_path: Path) -> None:
    """Processes that share a folder add up, whichever of them is asked; the graph is told once."""
    answer = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", SHARED],
        env=os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    found = samples(answer.stdout)

    assert value(found, "interop_operations_total", operation="A", outcome="answered") == 3
    assert value(found, "interop_operation_seconds_count", operation="A") == 3
    assert value(found, "interop_graph_readable") == 1
