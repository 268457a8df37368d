"""Traces: a span for each request, operation and statement, with names and codes, and nothing that was sent."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.observing.traces import Traced, Traces
from api.settings import Settings
from graph import tracing
from graph.errors import StoreError
from graph.store import NetworkXStore
from graph.store.neo4j_store import Neo4jSettings
from graph.store.neo4j_store.connect import Connection, Reading
from tests.test_api.test_kept import NAME, seed_of

SECRET = "what-nobody-may-read"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    """Return what keeps the spans."""
    return InMemorySpanExporter()


@pytest.fixture
def traces(spans: InMemorySpanExporter) -> Iterator[Traces]:
    """Make spans, until the test ends."""
    traces = Traces(lambda: SimpleSpanProcessor(spans))
    traces.begin()
    yield traces
    traces.close()


@pytest.fixture
def client(traces: Traces) -> Iterator[TestClient]:
    """Ask an application that is traced."""
    app = create_app(ServedGraph(NetworkXStore(seed_of("first"))), Settings())
    with TestClient(Traced(app, traces)) as client:
        yield client


def ask(client: TestClient, id: str, **headers: str) -> Any:
    """Put a question."""
    named = NAME.replace("query", "query Who", 1)
    body = {"query": named, "variables": {"id": id}}
    return client.post("/graphql", json=body, headers=headers)


def by_name(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    """Return the spans that have ended."""
    return {span.name: span for span in spans.get_finished_spans()}


def test_a_request_and_its_operation(client: TestClient, spans: InMemorySpanExporter) -> None:
    """The operation, in a thread of its own, is within the request, and that within its caller's."""
    response = ask(client, "a", traceparent=PARENT)
    found = by_name(spans)
    request, operation = found["POST /graphql"], found["operation"]

    assert request.kind is SpanKind.SERVER
    assert request.parent is not None
    assert request.context is not None
    assert request.context.trace_id == 0x0AF7651916CD43DD8448EB211C80319C
    assert operation.parent == request.context
    assert request.attributes is not None
    assert operation.attributes == {"interop.operation": "Who"}
    assert request.attributes["interop.operation"] == "Who"
    assert request.attributes["interop.kept"] == "miss"
    assert request.attributes["interop.id"] == response.headers["x-request-id"]
    assert request.status.status_code is StatusCode.UNSET


def test_an_answer_that_is_kept(client: TestClient, spans: InMemorySpanExporter) -> None:
    """Nothing is executed for it, and the span says why."""
    ask(client, "a")
    spans.clear()
    ask(client, "a")

    (request,) = spans.get_finished_spans()
    assert request.attributes is not None
    assert request.attributes["interop.kept"] == "hit"


def test_an_error(client: TestClient, spans: InMemorySpanExporter) -> None:
    """Its code is told, and not what was asked."""
    ask(client, SECRET, authorization=f"Bearer {SECRET}")
    request = by_name(spans)["POST /graphql"]

    assert request.status.status_code is StatusCode.ERROR
    assert request.attributes is not None
    assert request.attributes["interop.codes"] == ("UNKNOWN_ENTITY",)
    assert SECRET not in "".join(span.to_json() for span in spans.get_finished_spans())


@pytest.mark.usefixtures("traces")
def test_a_statement(spans: InMemorySpanExporter) -> None:
    """A statement to Neo4j has a span, with its constant text and without its parameters."""
    settings = Neo4jSettings("bolt://127.0.0.1:1", user="neo4j", password=SECRET, database="neo4j")
    connection = Connection(settings)
    with pytest.raises(StoreError):
        Reading(connection).read("RETURN $id AS id", id=SECRET)
    connection.close()
    statement = by_name(spans)["neo4j"]

    assert statement.kind is SpanKind.CLIENT
    assert statement.attributes == {"interop.statement": "RETURN $id AS id"}
    assert statement.status.status_code is StatusCode.ERROR


def test_nobody_wants_to_know(spans: InMemorySpanExporter) -> None:
    """After the end no span is made, and the same code runs on."""
    traces = Traces(lambda: SimpleSpanProcessor(spans))
    traces.begin()
    traces.close()
    with tracing.span("anything", {}):
        pass

    assert spans.get_finished_spans() == ()


def test_several_who_want_to_know(traces: Traces, spans: InMemorySpanExporter) -> None:
    """Each is told of each span, also where it fails; who no longer wants to is not."""
    others = InMemorySpanExporter()
    other = Traces(lambda: SimpleSpanProcessor(others))
    other.begin()
    with pytest.raises(ZeroDivisionError), tracing.span("neo4j", {}):
        raise ZeroDivisionError
    other.close()
    with tracing.span("neo4j", {}):
        pass

    assert (len(spans.get_finished_spans()), len(others.get_finished_spans())) == (2, 1)


def test_where_they_are_sent() -> None:
    """An address of a collector makes an application that sends there, and ends without it."""
    graph = ServedGraph(NetworkXStore(seed_of("first")))
    with TestClient(create_app(graph, Settings(traces="http://127.0.0.1:1/v1/traces"))) as client:
        assert ask(client, "a").status_code == 200

    with pytest.raises(ValueError, match="pattern"):
        Settings(traces="collector:4317")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the libraries are not installed, it is said what to install."""
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk", None)

    with pytest.raises(ValueError, match=r"platform-interop-graph\[otel\]"):
        Settings(traces="http://127.0.0.1:1/v1/traces")
