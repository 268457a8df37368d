"""Each request has an id, in its response and in every line that is logged for it."""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.graphs import ServedGraph
from api.observing import configure_logging
from api.observing.logs import JsonFormatter, TextFormatter
from api.settings import Settings
from graph.errors import StoreError
from graph.store import NetworkXStore
from tests.test_api.test_kept import NAME, seed_of

QUESTION = f"query Who {NAME.removeprefix('query')}"
SECRET = "what-nobody-may-read"


@pytest.fixture
def graph() -> ServedGraph:
    """Return a small graph."""
    return ServedGraph(NetworkXStore(seed_of("first")))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Log as JSON into a text, and put back what was there."""
    root, text = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    root.handlers[:] = []
    configure_logging("INFO", "json")
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(text)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # the client's own
    yield text
    logging.getLogger("httpx2").setLevel(logging.NOTSET)
    root.handlers[:] = before
    root.setLevel(level)


def lines(log: io.StringIO, logger: str) -> list[dict[str, Any]]:
    """Return what one logger said."""
    found = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in found if line["logger"] == logger]


def ask(graph: ServedGraph, *, headers: dict[str, str] | None = None, **settings: Any) -> Any:
    """Put one question."""
    body = {"query": QUESTION, "variables": {"id": SECRET}}
    app = create_app(graph, Settings(**settings))
    with TestClient(app, raise_server_exceptions=False) as client:
        return client.post("/graphql", json=body, headers=headers)


@pytest.mark.parametrize("given", ["a", "0af7651916cd43dd8448eb211c80319c", "x.y_z-1", "A" * 64])
def test_an_id_that_is_given(graph: ServedGraph, given: str) -> None:
    """A client finds its own id again."""
    assert ask(graph, headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", [None, "", "-a", "a b", "A" * 65, "a\tb", "é", '{"a":1}'])
def test_an_id_that_is_made(graph: ServedGraph, given: str | None) -> None:
    """Where none is given, or nothing that may stand in a log, one is made."""
    headers = {} if given is None else {"x-request-id": given.encode("latin-1")}
    first, second = (ask(graph, headers=headers).headers["x-request-id"] for _ in range(2))  # type: ignore[arg-type]

    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second


def test_in_every_line(graph: ServedGraph, log: io.StringIO, monkeypatch: Any) -> None:
    """A line that a worker writes while it answers has the id too."""

    def failing(*_: Any) -> Any:
        raise StoreError("gone")

    monkeypatch.setattr(graph, "reader", failing)
    ask(graph, headers={"x-request-id": "mine"}, log_requests=True)

    (line,) = lines(log, "interop.graphql")
    assert (line["requestId"], line["level"]) == ("mine", "WARNING")
    assert line["message"] == "no answer: gone"
    (line,) = lines(log, "interop.requests")
    assert line["requestId"] == "mine"
    assert line["codes"] == ["STORE_UNAVAILABLE"]


def test_a_mistake_of_ours(graph: ServedGraph, log: io.StringIO, monkeypatch: Any) -> None:
    """An answer of last resort has the id, and so has the line with the traceback."""
    monkeypatch.setattr(graph, "state", lambda: 1 / 0)
    app = create_app(graph, Settings())
    with TestClient(app, raise_server_exceptions=False) as client:
        response = client.get("/readyz", headers={"x-request-id": "mine"})

    assert (response.status_code, response.headers["x-request-id"]) == (500, "mine")
    (line,) = lines(log, "interop.errors")
    assert line["requestId"] == "mine"
    assert "ZeroDivisionError" in line["error"]


def test_a_slow_question(graph: ServedGraph, log: io.StringIO) -> None:
    """A question beyond the threshold is logged with its name and a digest, not with what was sent."""
    ask(graph, slow_seconds=10)
    assert lines(log, "interop.slow") == []

    ask(graph, slow_seconds=1e-9)
    (line,) = lines(log, "interop.slow")
    assert line["operation"] == "Who"
    assert re.fullmatch("[0-9a-f]{16}", line["document"])
    assert line["seconds"] > 0
    assert line["codes"] == ["UNKNOWN_ENTITY"]


def test_no_secrets(graph: ServedGraph, log: io.StringIO) -> None:
    """Neither what is asked nor a key comes into the log, whatever is logged of requests."""
    headers = {"authorization": f"Bearer {SECRET}"}
    ask(graph, headers=headers, slow_seconds=1e-9, log_requests=True)
    with TestClient(create_app(graph, Settings(log_requests=True))) as client:
        client.get(f"/graphql?query={SECRET}", headers=headers)
        client.put("/admin/seed", content=SECRET, headers=headers)

    assert len(lines(log, "interop.requests")) == 3
    assert SECRET not in log.getvalue()


def test_a_line_for_people() -> None:
    """At a terminal a line has the fields and the id at its end, and no letter moves the cursor."""
    record = logging.LogRecord("a.b", logging.INFO, "", 0, "went %s", ("on\x1b[2J\r",), None)
    record.fields = {"seconds": 1.5, "operation": "A"}
    record.request_id = "mine"
    said = TextFormatter().format(record)

    assert said.endswith('INFO a.b: went on\ufffd[2J\ufffd seconds=1.5 operation="A" request=mine')


def test_a_line_for_programs() -> None:
    """A line of JSON is one line, also with a traceback."""
    try:
        int("two\nlines")
    except ValueError:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "x\ny", (), sys.exc_info())
    said = JsonFormatter().format(record)

    assert "\n" not in said
    line = json.loads(said)
    assert line["time"].endswith("+00:00")
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "a", "x\ny")
    assert line["error"].startswith("Traceback")


@pytest.mark.parametrize(
    ("form", "is_terminal", "expected"),
    [
        ("auto", True, TextFormatter),
        ("auto", False, JsonFormatter),
        ("json", True, JsonFormatter),
        ("text", False, TextFormatter),
    ],
)
def test_who_reads(log: io.StringIO, form: str, is_terminal: bool, expected: type) -> None:
    """People at a terminal get text, all others JSON, unless it is said which."""
    logging.getLogger().handlers[:] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.stderr, "isatty", lambda: is_terminal, raising=False)
        configure_logging("INFO", form)

    assert type(logging.getLogger().handlers[0].formatter) is expected
