"""What clients are told of errors: each code once, with all that helps, and nothing of our insides."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.context import Context
from api.documents import Documents
from api.errors import CODES, shown_error
from api.graphs import ServedGraph
from api.limits import Limits
from api.query import schema
from api.schema.wrap import wrap
from api.settings import Settings
from api.wishes import GRAPHQL_JSON
from graph.errors import AmbiguousNameError, StoreError
from graph.load import load_seed
from graph.store import NetworkXStore
from tests.test_api.asking import TODAY, Answer, ask, packaged_reader
from tests.test_api.readers import altered

# What is told of a bad question: the document, its variables, and the one error of the answer.
QUESTIONS: dict[str, tuple[str, dict[str, Any], Answer]] = {
    "unknown entity": (
        '{ entity(id: "Taobo") { id } }',
        {},
        {
            "message": "There is no entity 'Taobo'. Did you mean 'taobao', 'taokouling' or 'taote'?",
            "locations": [{"line": 1, "column": 3}],
            "path": ["entity"],
            "extensions": {
                "code": "UNKNOWN_ENTITY",
                "found": "Taobo",
                "suggestions": ["taobao", "taokouling", "taote"],
            },
        },
    ),
    "unknown entity, nothing near": (
        '{ p: path(from: "taobao", to: "?!") { found } }',
        {},
        {
            "message": "There is no entity '?!'.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["p"],
            "extensions": {"code": "UNKNOWN_ENTITY", "found": "?!", "suggestions": []},
        },
    ),
    "unknown event": (
        '{\n  event(id: "qq-opens-link") { id }\n}',
        {},
        {
            "message": "There is no event 'qq-opens-link'. Did you mean 'qq-opens-links'?",
            "locations": [{"line": 2, "column": 3}],
            "path": ["event"],
            "extensions": {
                "code": "UNKNOWN_EVENT",
                "found": "qq-opens-link",
                "suggestions": ["qq-opens-links"],
            },
        },
    ),
    "an entity is no event": (
        '{ event(id: "pinduoduo") { id } }',
        {},
        {
            "message": "There is no event 'pinduoduo'. Did you mean 'pinduoduo-payments'?",
            "locations": [{"line": 1, "column": 3}],
            "path": ["event"],
            "extensions": {
                "code": "UNKNOWN_EVENT",
                "found": "pinduoduo",
                "suggestions": ["pinduoduo-payments"],
            },
        },
    ),
    "unknown source": (
        '{ source(id: "cnbc-2024-09-05") { id } }',
        {},
        {
            "message": "There is no source 'cnbc-2024-09-05'. Did you mean 'cnbc-2024-09-04'?",
            "locations": [{"line": 1, "column": 3}],
            "path": ["source"],
            "extensions": {
                "code": "UNKNOWN_SOURCE",
                "found": "cnbc-2024-09-05",
                "suggestions": ["cnbc-2024-09-04"],
            },
        },
    ),
    "another kind": (
        '{ company(id: "微信支付") { id } }',
        {},
        {
            "message": "id: found '微信支付', expected the id of a company;"
            " 'wechat-pay' is a payment_system.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["company"],
            "extensions": {
                "code": "WRONG_KIND",
                "argument": "id",
                "found": "微信支付",
                "expected": "the id of a company; 'wechat-pay' is a payment_system",
            },
        },
    ),
    "too many hops": (
        '{ reachable(from: "wechat", maxHops: 13) { totalCount } }',
        {},
        {
            "message": "maxHops: found 13, expected a number from 0 to 12.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["reachable"],
            "extensions": {
                "code": "BAD_ARGUMENT",
                "argument": "maxHops",
                "found": 13,
                "expected": "a number from 0 to 12",
            },
        },
    ),
    "too long a search": (
        "query($text: String!) { search(text: $text) { totalCount } }",
        {"text": "x" * 201},
        {
            "message": "text: found '201 characters', expected at most 200.",
            "locations": [{"line": 1, "column": 25}],
            "path": ["search"],
            "extensions": {
                "code": "BAD_ARGUMENT",
                "argument": "text",
                "found": "201 characters",
                "expected": "at most 200",
            },
        },
    ),
    "an entity on another's timeline": (
        '{ entity(id: "taobao") { timeline(filter: {entity: "tmall"}) { totalCount } } }',
        {},
        {
            "message": "filter.entity: found 'tmall', expected no entity: this is one's timeline.",
            "locations": [{"line": 1, "column": 26}],
            "path": ["entity", "timeline"],
            "extensions": {
                "code": "BAD_ARGUMENT",
                "argument": "filter.entity",
                "found": "tmall",
                "expected": "no entity: this is one's timeline",
            },
        },
    ),
    "too many ids": (
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        {"ids": ["taobao"] * 101},
        {
            "message": "ids: found '101 ids', expected at most 100.",
            "locations": [{"line": 1, "column": 23}],
            "path": ["nodes"],
            "extensions": {
                "code": "PAGE_TOO_LARGE",
                "argument": "ids",
                "found": "101 ids",
                "expected": "at most 100",
            },
        },
    ),
    "both ends of a list": (
        "{ sources(first: 1, last: 2) { totalCount } }",
        {},
        {
            "message": "first and last: found '1 and 2', expected one of the two.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["sources"],
            "extensions": {
                "code": "BAD_PAGE",
                "argument": "first and last",
                "found": "1 and 2",
                "expected": "one of the two",
            },
        },
    ),
    "a cursor that is none": (
        '{ sources(after: "WyJ4Il0") { totalCount } }',
        {},
        {
            "message": "after: found 'WyJ4Il0', expected a cursor that this list (sources) gave out.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["sources"],
            "extensions": {
                "code": "BAD_CURSOR",
                "argument": "after",
                "found": "WyJ4Il0",
                "expected": "a cursor that this list (sources) gave out",
            },
        },
    ),
    "a window backwards": (
        '{ timeline(filter: {window: {since: "2024-05", until: "2024-04"}}) { totalCount } }',
        {},
        {
            "message": "filter.window: found '2024-05 to 2024-04',"
            " expected a window that does not end before it begins.",
            "locations": [{"line": 1, "column": 3}],
            "path": ["timeline"],
            "extensions": {
                "code": "BAD_WINDOW",
                "argument": "filter.window",
                "found": "2024-05 to 2024-04",
                "expected": "a window that does not end before it begins",
            },
        },
    ),
    "a bad date in the document": (
        '{ access(from: "wechat", to: "taobao", asOf: "2024-13") { verdict } }',
        {},
        {
            "message": "'2024-13', column 6: found '13',"
            " expected a month 01 to 12, a quarter 33 to 36 or a half-year 40 or 41",
            "locations": [{"line": 1, "column": 46}],
            "extensions": {
                "code": "BAD_DATE",
                "found": "2024-13",
                "column": 6,
                "expected": "a month 01 to 12, a quarter 33 to 36 or a half-year 40 or 41",
            },
        },
    ),
    "a bad date in a variable": (
        'query($day: DayInput!) { path(from: "wechat", to: "taobao", asOf: $day) { found } }',
        {"day": "2024-02-30"},
        {
            "message": "'2024-02-30', column 9: found '30',"
            " expected a day from 01 to 29, the last of 2024-02",
            "locations": [{"line": 1, "column": 7}],
            "extensions": {
                "code": "BAD_DATE",
                "found": "2024-02-30",
                "column": 9,
                "expected": "a day from 01 to 29, the last of 2024-02",
            },
        },
    ),
    "a bad date inside a variable": (
        "query($filter: TimelineFilter) { timeline(filter: $filter) { totalCount } }",
        {"filter": {"window": {"since": "2024-05-20", "until": "May"}}},
        {
            "message": "'May', column 1: found 'M', expected four digits (or X) for the year",
            "locations": [{"line": 1, "column": 7}],
            "extensions": {
                "code": "BAD_DATE",
                "found": "May",
                "column": 1,
                "expected": "four digits (or X) for the year",
            },
        },
    ),
    "a date that is no day": (
        '{ access(from: "wechat", to: "taobao", asOf: "2024~") { verdict } }',
        {},
        {
            "message": "date: found '2024~', expected a day such as 2024-05-20, a month, a year, or today.",
            "locations": [{"line": 1, "column": 46}],
            "extensions": {
                "code": "BAD_DATE",
                "argument": "date",
                "found": "2024~",
                "expected": "a day such as 2024-05-20, a month, a year, or today",
            },
        },
    ),
    "a year without quotation marks": (
        '{ access(from: "wechat", to: "taobao", asOf: 2024) { verdict } }',
        {},
        {
            "message": "date: found '2024', expected text in quotation marks, such as \"2024-05-20\".",
            "locations": [{"line": 1, "column": 46}],
            "extensions": {
                "code": "BAD_DATE",
                "argument": "date",
                "found": "2024",
                "expected": 'text in quotation marks, such as "2024-05-20"',
            },
        },
    ),
    "a day that is a number": (
        'query($day: DayInput!) { path(from: "wechat", to: "taobao", asOf: $day) { found } }',
        {"day": {"year": 2024}},
        {
            "message": "date: found {'year': 2024},"
            " expected a day such as 2024-05-20, a month, a year, or today.",
            "locations": [{"line": 1, "column": 7}],
            "extensions": {
                "code": "BAD_DATE",
                "argument": "date",
                "found": "{'year': 2024}",
                "expected": "a day such as 2024-05-20, a month, a year, or today",
            },
        },
    ),
    "not GraphQL": (
        "{ graph { name }",
        {},
        {
            "message": "Syntax Error: Expected Name, found <EOF>.",
            "locations": [{"line": 1, "column": 17}],
            "extensions": {"code": "GRAPHQL_PARSE_FAILED"},
        },
    ),
    "a field that is not there": (
        "{ graph { nam } }",
        {},
        {
            "message": "Cannot query field 'nam' on type 'GraphInfo'. Did you mean 'name'?",
            "locations": [{"line": 1, "column": 11}],
            "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
        },
    ),
    "a variable of a wrong type": (
        "query($first: Int) { timeline(first: $first) { totalCount } }",
        {"first": "ten"},
        {
            "message": "Variable '$first' has invalid value:"
            " Int cannot represent non-integer value: 'ten'",
            "locations": [{"line": 1, "column": 7}],
            "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
        },
    ),
    "a word that is none of the list": (
        '{ access(from: "wechat", to: "taobao", channel: LINK_SHARIN) { verdict } }',
        {},
        {
            "message": "Value 'LINK_SHARIN' does not exist in 'Channel' enum."
            " Did you mean the enum value 'LINK_SHARING'?",
            "locations": [{"line": 1, "column": 49}],
            "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
        },
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_bad_question(name: str) -> None:
    """The one error says what is wrong, where, and what was meant."""
    query, variables, expected = QUESTIONS[name]

    assert ask(query, variables) == {"data": None, "errors": [expected]}


def test_other_fields_are_answered() -> None:
    """Where a field may be null, its error leaves the others their answers."""
    answer = ask('{ node(id: "taobao") { id ... on App { kind } } nope: node(id: "nope") { id } }')

    assert answer == {"data": {"node": {"id": "taobao", "kind": "APP"}, "nope": None}}


@pytest.mark.parametrize("query", ["links(first: -1)", "timeline(first: -1)"])
def test_the_path_leads_to_the_place(query: str) -> None:
    """The path of an error has the aliases and the numbers on the way to it."""
    answer = ask(
        f'{{ nodes(ids: ["qq", "wechat"]) {{ ... on App {{ mine: {query} {{ totalCount }} }} }} }}'
    )

    assert answer["data"] == {"nodes": [None, None]}
    assert [error["path"] for error in answer["errors"]] == [
        ["nodes", 0, "mine"],
        ["nodes", 1, "mine"],
    ]


def test_today_may_end_a_window() -> None:
    """`today` is a day like others: a window may end before it begins by it."""
    query = '{ timelineCounts(filter: {window: {since: "today", until: "2023"}}) { label } }'

    (error,) = ask(query)["errors"]

    assert error["extensions"] == {
        "code": "BAD_WINDOW",
        "argument": "filter.window",
        "found": "today to 2023",
        "expected": "a window that does not end before it begins",
    }


def test_a_name_of_two() -> None:
    """A name that more than one entity has is refused with their ids (no seed of files has one)."""
    reader = packaged_reader()
    twins = altered(reader, search_candidates=lambda words: _named_alike(reader))

    (error,) = ask('{ entity(id: "Bao") { id } }', reader=twins)["errors"]

    assert error == {
        "message": "'Bao' may mean 'taobao' or 'tmall': write the id.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["entity"],
        "extensions": {
            "code": "AMBIGUOUS_NAME",
            "found": "Bao",
            "suggestions": ["taobao", "tmall"],
        },
    }
    assert error["extensions"]["code"] == AmbiguousNameError.code


def _named_alike(reader: Any) -> list[Any]:
    return [replace(node, aliases=("Bao",)) for node in reader.nodes(["tmall", "taobao"])]


def test_too_many_counts(seed_folder: Path) -> None:
    """Counts by month over centuries are refused, and by year are given."""
    (seed_folder / "events" / "old.yaml").write_text(
        "events:\n  - {id: telegraph, kind: announcement, title: {en: A telegraph, zh: 电报},"
        " date: 1833, status: launched, direction: opens, unverified: true}\n",
        "utf-8",
    )
    reader = NetworkXStore(load_seed(seed_folder)).reader()

    (error,) = ask("{ timelineCounts(step: MONTH) { label } }", reader=reader)["errors"]

    assert error["extensions"] == {
        "code": "WINDOW_TOO_LONG",
        "argument": "step",
        "found": "month",
        "expected": "a window of at most 2,000 steps; narrow `since` and `until`",
    }
    labels = [
        c["label"]
        for c in ask("{ timelineCounts { label } }", reader=reader)["data"]["timelineCounts"]
    ]
    assert labels == [str(1833 + number) for number in range(len(labels))]
    assert labels[-1] >= "2024"


def ask_within(query: str, **bounds: Any) -> Answer:
    """Ask within other bounds than the usual ones."""
    context = Context(packaged_reader(), wrap, TODAY.toordinal(), **bounds)
    result = schema.execute_sync(query, context_value=context)
    return {"data": result.data, "errors": [shown_error(error) for error in result.errors or ()]}


def test_a_search_that_looks_at_too_much() -> None:
    """A list of all that is reachable is whole, or refused."""
    (error,) = ask_within('{ reachable(from: "wechat") { totalCount } }', search_visits=3)["errors"]

    assert error["extensions"]["code"] == "BUDGET_SPENT"
    assert error["extensions"]["reason"] == "VISITS"
    assert error["extensions"]["visited"] > 3


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [({"search_visits": 0}, "VISITS"), ({"search_seconds": -1.0}, "TIME")],
    ids=["visits", "time"],
)
def test_a_path_that_is_not_searched_to_the_end(bounds: dict[str, Any], reason: str) -> None:
    """A path says that the search was not complete: "none" would be too much said."""
    answer = ask_within(
        '{ path(from: "wechat", to: "alipay") { found complete truncated { reason visited } } }',
        **bounds,
    )

    assert answer["errors"] == []
    assert answer["data"]["path"]["found"] is False
    assert answer["data"]["path"]["complete"] is False
    assert answer["data"]["path"]["truncated"]["reason"] == reason


def test_searches_of_one_request_share_its_budget() -> None:
    """To ask a hundred times at once gives no more than to ask once."""
    path = 'path(from: "weibo", to: "alipay", asOf: "2024-09-10")'
    once = f"{path} {{ complete nearestMiss {{ reason }} firstPossibleDay }}"
    assert ask_within(f"{{ {once} }}", search_visits=200)["data"]["path"]["complete"]

    often = " ".join(f"a{n}: {once}" for n in range(100))
    answers = ask_within(f"{{ {often} }}", search_visits=200)["data"]

    assert not answers["a99"]["complete"]


NESTED = "timeline(first: 100) { nodes { participants { entity { id } } } }"


def test_lists_in_lists() -> None:
    """An answer that would grow beyond all bounds is stopped."""
    query = NESTED
    for _ in range(4):
        query = query.replace("entity { id }", f"entity {{ {NESTED} }}")
    documents = Documents(schema, Limits(max_cost=10**9))

    (error,) = ask(f"{{ {query} }}", documents=documents)["errors"]

    assert (
        error["message"] == "The answer would hold more than 20,000 things: ask for less at once."
    )
    assert error["extensions"] == {"code": "BUDGET_SPENT"}


def test_a_document_too_long() -> None:
    """A document of very many words is refused before it is checked."""
    (error,) = ask(f"{{ graph {{ {'name ' * 5_000} }} }}")["errors"]

    assert error["extensions"] == {"code": "TOO_MANY_TOKENS", "found": 5_001, "limit": 5_000}
    assert "at most 5,000" in error["message"]


def served(graph: ServedGraph, **changes: Callable[..., Any]) -> TestClient:
    """Return a client of a service whose graph behaves otherwise."""

    class Store:
        """Hands out readers that are altered."""

        def reader(self) -> Any:
            return altered(graph.reader(), **changes)

        def close(self) -> None:
            """Hold nothing."""

    other = ServedGraph(Store())  # type: ignore[arg-type]
    return TestClient(create_app(other, Settings()), raise_server_exceptions=False)


def raising(error: Exception) -> Callable[..., Any]:
    """Return a method that fails."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


LIMIT_CODES = {  # in test_limits.py, test_workers.py and test_access
    *(
        "KEY_FILE",
        "KEY_SCOPE",
        "NO_IDENTITY",
        "REQUEST_TOO_SLOW",
        "TOO_MANY_REQUESTS",
        "UNKNOWN_HOST",
        "UNKNOWN_KEY",
    ),
    *("INTROSPECTION_OFF", "SERVER_BUSY", "TIMED_OUT", "TOO_COSTLY", "TOO_DEEP"),
    *("TOO_MANY_ALIASES", "TOO_MANY_DIRECTIVES", "TOO_MANY_TOKENS", "TOO_REPETITIVE"),
}
STORE_CODES = sorted(code for code in CODES if code.startswith("STORE_"))


@pytest.mark.parametrize("code", STORE_CODES)
def test_the_store_cannot_answer(graph: ServedGraph, code: str) -> None:
    """A store that fails makes the service unavailable for the moment, with the store's own word."""
    client = served(graph, nodes=raising(StoreError("It does not answer.", code=code)))

    response = client.post("/graphql", json={"query": '{ node(id: "taobao") { id } }'})

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json() == {
        "errors": [{"message": "It does not answer.", "extensions": {"code": code}}]
    }


def test_the_graph_keeps_changing(graph: ServedGraph) -> None:
    """An answer is of one graph; where that cannot be had, the client is asked to come again."""
    client = served(graph, is_current=lambda: False)

    response = client.post("/graphql", json={"query": "{ graph { name } }"})

    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"] == {"code": "GRAPH_CHANGING"}


SECRET = "the password is hunter2"


@pytest.mark.parametrize("media_type", ["application/json", GRAPHQL_JSON])
def test_an_unexpected_error(
    graph: ServedGraph, caplog: pytest.LogCaptureFixture, media_type: str
) -> None:
    """Our mistakes are masked; the log has them under the id that the client is given."""
    client = served(graph, count_timeline=raising(RuntimeError(SECRET)))

    with caplog.at_level(logging.ERROR, "interop.errors"):
        response = client.post(
            "/graphql",
            json={"query": "{ timeline { totalCount } }"},
            headers={"Accept": media_type},
        )

    assert response.status_code == 200
    (error,) = response.json()["errors"]
    error_id = error["extensions"]["errorId"]
    assert response.json() == {
        "data": None,
        "errors": [
            {
                "message": f"Something went wrong on our side; the log has it as {error_id}.",
                "locations": [{"line": 1, "column": 14}],
                "path": ["timeline", "totalCount"],
                "extensions": {"code": "INTERNAL_ERROR", "errorId": error_id},
            }
        ],
    }
    assert "hunter2" not in response.text
    assert "Traceback" not in response.text
    (record,) = caplog.records
    assert error_id in record.getMessage()
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == SECRET


def test_two_mistakes_have_two_ids(graph: ServedGraph) -> None:
    """Each unexpected error has an id of its own."""
    client = served(graph, count_timeline=raising(RuntimeError(SECRET)))

    def error_id() -> str:
        answer = client.post("/graphql", json={"query": "{ timeline { totalCount } }"}).json()
        id: str = answer["errors"][0]["extensions"]["errorId"]
        return id

    assert error_id() != error_id()


# An HTTP request that is no GraphQL request: the tests of `test_graphql_http` say more of each.
REQUESTS: dict[str, dict[str, Any]] = {
    "BAD_REQUEST": {"method": "POST", "json": {}},
    "METHOD_NOT_ALLOWED": {"method": "PUT"},
    "NOT_ACCEPTABLE": {"method": "POST", "json": {}, "headers": {"Accept": "image/png"}},
    "REQUEST_TOO_LARGE": {"method": "POST", "json": {"query": "x" * 30_000}},
    "UNSUPPORTED_MEDIA_TYPE": {"method": "POST", "content": "{ graph { name } }"},
}


@pytest.mark.parametrize("code", REQUESTS)
def test_a_bad_request(client: TestClient, code: str) -> None:
    """The answer to what is no GraphQL request has a code too, and no `data`."""
    response = client.request(url="/graphql", **REQUESTS[code])

    assert response.status_code >= 400
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": code}
    assert error["message"].endswith(".")
    assert response.json().keys() == {"errors"}


def test_every_code_is_tested() -> None:
    """Every code that an answer can have comes up in a test above."""
    told = {error["extensions"]["code"] for _, _, error in QUESTIONS.values()}
    told |= {*REQUESTS, *STORE_CODES}
    told |= {
        "AMBIGUOUS_NAME",
        "BUDGET_SPENT",
        "GRAPH_CHANGING",
        "INTERNAL_ERROR",
        *LIMIT_CODES,
        "TOO_MANY_SUBSCRIBERS",  # in tests/test_live
        *("UNKNOWN_DOCUMENT", "UNTRUSTED_DOCUMENT"),  # in test_persisted.py
        "UNKNOWN_VERSION",  # in tests/test_live
        "WINDOW_TOO_LONG",
    }

    assert told == CODES.keys()


def test_codes_are_words_with_a_sentence() -> None:
    """Codes are in capitals and in order; what each means is a sentence."""
    assert list(CODES) == sorted(CODES)
    assert all(code.replace("_", "").isalpha() and code.isupper() for code in CODES)
    assert all(text.endswith(".") for text in CODES.values())
