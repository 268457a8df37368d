"""Traces for OpenTelemetry: a span for each request, each operation, each statement to Neo4j.

Needs the extra `otel`. Nothing that was sent is in a span: names, digests, constant statements, codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry.propagate import extract
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NoOpTracer, SpanKind, Status, StatusCode, Tracer
from starlette.types import ASGIApp, Receive, Scope, Send

from api.observing.record import record_of
from graph import tracing

__all__ = ["Traced", "Traces", "exporting"]

_PATIENCE = 1.0  # seconds for a collector: one that is away holds nothing up, the end neither


class Traces:
    """Makes spans, and gives them to what sends them on."""

    def __init__(self, processor: Callable[[], SpanProcessor]) -> None:
        """Take what makes what sends them; it is called when they begin."""
        self._new_processor = processor
        self._provider: TracerProvider | None = None
        self._tracer: Tracer = NoOpTracer()

    def begin(self) -> None:
        """From now on make spans; it may start a thread, so a process that forks does so before."""
        self._provider = TracerProvider(
            resource=Resource.create({"service.name": "interop"}), shutdown_on_exit=False
        )
        self._provider.add_span_processor(self._new_processor())
        self._tracer = self._provider.get_tracer("interop")
        tracing.tell(self._span)

    @contextmanager
    def _span(self, name: str, said: dict[str, str]) -> Iterator[None]:
        kind = SpanKind.CLIENT if name == "neo4j" else SpanKind.INTERNAL
        attributes = {f"interop.{key}": value for key, value in said.items()}
        with self._tracer.start_as_current_span(name, kind=kind, attributes=attributes):
            yield

    @contextmanager
    def request(self, scope: Scope) -> Iterator[None]:
        """The span of a request, within that of who asks if they say so (`traceparent`)."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        with self._tracer.start_as_current_span(
            f"{scope['method']} {scope['path'][:100]}",
            context=extract(headers),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": scope["method"]},
        ) as span:
            yield
            record = record_of(scope)
            for key in ("id", "operation", "document", "kept"):
                if value := getattr(record, key):
                    span.set_attribute(f"interop.{key}", value)
            if record.codes:
                span.set_attribute("interop.codes", record.codes)
                span.set_status(Status(StatusCode.ERROR, record.codes[0]))

    def close(self) -> None:
        """Send what is left, and make no more."""
        tracing.forget(self._span)
        if self._provider is not None:
            self._provider.shutdown()


class Traced:
    """Puts each HTTP request into a span of its own."""

    def __init__(self, app: ASGIApp, traces: Traces) -> None:
        """Wrap an application."""
        self.app = app
        self.traces = traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with self.traces.request(scope):
            await self.app(scope, receive, send)


def exporting(endpoint: str) -> SpanProcessor:
    """Sends spans to this address by OTLP over HTTP, many at a time."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=_PATIENCE))
