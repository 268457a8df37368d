"""Every question that searches says when it could not look everywhere: never "none" as if it had."""

from __future__ import annotations

from typing import Any

import pytest

from api.context import Context
from api.errors import shown_error
from api.query import schema
from api.schema.wrap import wrap
from tests.test_api.asking import TODAY, packaged_reader

ENDS = 'from: "wechat", to: "alipay"'
WINDOW = 'notBefore: "2010", arriveBy: "2024"'
LOOKUPS = {  # what is found by an index, in pages or one by one
    *("access", "app", "apps", "changes", "companies", "company", "entities", "entity", "event"),
    *("graph", "node", "nodes", "paymentSystem", "paymentSystems", "search", "source", "sources"),
    *("timeline", "timelineCounts"),
}
SAYING = "complete truncated { reason depth visited }"
QUESTIONS = {
    "connection": f"connection({ENDS}) {{ found {SAYING} }}",
    "path": f"path({ENDS}) {{ found {SAYING} }}",
    "temporalPath": f"temporalPath({ENDS}, {WINDOW}) {{ found {SAYING} }}",
    "criticalEvents": 'criticalEvents(from: "wechat", to: "taobao", asOf: "2024-10-01") { id }',
    "diff": 'diff(from: "2013", to: "2024", entity: "wechat") { nodes { kind } }',
    "history": f"history({ENDS}) {{ id }}",
    "matrix": 'matrix(asOf: "2024") { cells { verdict } }',
    "openness": 'openness(window: { since: "2013", until: "2024" }) { points { recorded } }',
    "paths": f"paths({ENDS}) {{ length }}",
    "reachability": f"reachability({ENDS}) {{ stretches {{ verdict }} }}",
    "reachable": 'reachable(from: "wechat") { nodes { hops } }',
    "reachableThrough": f'reachableThrough(from: "wechat", {WINDOW}) {{ nodes {{ day }} }}',
    "snapshot": 'snapshot(asOf: "2024") { entities { nodes { id } } }',
    "unsupportedWithout": 'unsupportedWithout(source: "abacus-2018-12") { triples { channel } }',
}
SAYS = ("connection", "path", "temporalPath")


def ask(question: str, **bounds: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The answer within these bounds, and the errors."""
    context = Context(packaged_reader(), wrap, TODAY.toordinal(), **bounds)
    result = schema.execute_sync(f"{{ {question} }}", context_value=context)
    return result.data, [shown_error(error) for error in result.errors or ()]


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(
    ("bounds", "reason"),
    [({"search_visits": -1}, "VISITS"), ({"search_seconds": -1.0}, "TIME")],
    ids=["visits", "time"],
)
def test_budget_is_spent(name: str, bounds: dict[str, Any], reason: str) -> None:
    """An object says that it is not complete; a list is whole or refused, and both say why."""
    data, errors = ask(QUESTIONS[name], **bounds)

    if name in SAYS:
        assert errors == []
        assert (data[name]["found"], data[name]["complete"]) == (False, False)
        told = data[name]["truncated"]
    else:
        assert [error["extensions"]["code"] for error in errors] == ["BUDGET_SPENT"]
        told = errors[0]["extensions"]
    assert told["reason"] == reason
    assert told["depth"] >= 0
    assert told["visited"] >= 0


@pytest.mark.parametrize("name", QUESTIONS)
def test_budget_is_enough(name: str) -> None:
    """The same questions are answered within the usual bounds."""
    data, errors = ask(QUESTIONS[name])

    assert errors == []
    assert data[name] is not None
    assert name not in SAYS or data[name]["found"] or not data[name]["complete"]


@pytest.mark.parametrize("name", SAYS)
def test_too_few_hops(name: str) -> None:
    """What needs more hops than are allowed says so."""
    limit = "maxSteps: 0" if name == "connection" else "maxHops: 0"

    data, errors = ask(QUESTIONS[name].replace(ENDS, f"{ENDS}, {limit}"))

    assert errors == []
    assert data[name]["found"] is False
    assert data[name]["truncated"] == {"reason": "HOPS", "depth": 0, "visited": 0}


def test_every_question_is_here() -> None:
    """A new question has its place: among those that search, or among those that look up."""
    types = schema.introspect()["__schema"]["types"]
    (fields,) = ({f["name"] for f in type["fields"]} for type in types if type["name"] == "Query")

    assert fields == LOOKUPS | QUESTIONS.keys()
