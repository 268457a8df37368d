"""Prepared operations give what graphql-core gives, byte for byte, errors and their places too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, execute, parse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from api.context import Context
from api.documents import Documents
from api.prepared import prepared, shorts_of
from api.query import schema
from api.schema.wrap import wrap
from tests.test_api.asking import TODAY, packaged_reader
from tests.test_api.golden import DOCUMENTS, record
from tests.test_api.test_executor import GROWERS, QUESTIONS, USUAL, Garden, Herb, Tree

Variables = Mapping[str, Any]


def shown(result: Any) -> str:
    """A result, letter by letter."""
    errors = [error.formatted for error in result.errors or ()]
    return json.dumps([result.data, errors])


def usual(made: strawberry.Schema, text: str, variables: Variables, context: Any) -> str:
    """What graphql-core and Strawberry make of a question by themselves."""
    result = execute(
        *(made._schema, parse(text)),
        context_value=context,
        variable_values=dict(variables),
        executor_class=USUAL,
    )
    return shown(result)


def new_context() -> Context:
    """A context over the packaged seed."""
    return Context(packaged_reader(), wrap, TODAY.toordinal(), search_seconds=3_600)


def answered(text: str, variables: Variables) -> str:
    """What the documents of the service make of it: prepared, or the usual way where it cannot be."""
    documents = Documents(schema)
    return shown(documents.execute(documents.read(text), None, dict(variables), new_context()))


@pytest.mark.parametrize("question", sorted(QUESTIONS.keys() - {"skipped"}))
def test_garden(question: str) -> None:
    """Interfaces, lists with and without gaps, nulls and errors are as they are the usual way."""
    garden = strawberry.Schema(Garden, types=[Tree, Herb])

    ready = prepared(garden._schema, parse(QUESTIONS[question]), None)
    assert ready is not None
    results = [ready.answer({}, GROWERS) for _ in range(2)]

    assert [shown(result) for result in results] == [
        usual(garden, QUESTIONS[question], {}, GROWERS)
    ] * 2


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_document(document: Path) -> None:
    """A golden question gets the same bytes both ways."""
    text, variables = document.read_text("utf-8"), record(document)["variables"]

    assert answered(text, variables) == usual(schema, text, variables, new_context())


SCALARS = {"DayInput": st.sampled_from(["2024-05", "today", "0001", "nope"]).map(nodes.String)}


@settings(
    max_examples=60,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(queries(schema.as_str(), custom_scalars=SCALARS))
def test_made_up(text: str) -> None:
    """So do questions that Hypothesis makes up from the schema."""
    documents = Documents(schema)
    document = documents.read(text)
    if not document.errors and document.cost(None, {}) <= documents.limits.max_cost:
        assert answered(text, {}) == usual(schema, text, {}, new_context())


PATH = """query($to: ID!, $hops: Int = 4, $limited: Boolean, $day: DayInput, $ways: [Channel!]) {
    path(from: "wechat", to: $to, asOf: $day, maxHops: $hops, allowLimited: $limited, channels: $ways)
    { verdict nodes { id } nearestMiss { reason } firstPossibleDay }
}"""
FILTER = """query($since: DayInput, $kind: EventKind!, $certainly: Boolean = true, $n: Int) {
    entity(id: "wechat") { timeline(
        filter: { window: { since: $since }, kinds: [$kind], certainly: $certainly }, first: $n
    ) { totalCount nodes { id } } }
}"""
WHOLE = "query($filter: TimelineFilter) { timeline(filter: $filter) { nodes { id } totalCount } }"
NODES = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Entity { kind } } }"
SENT: list[tuple[str, Variables]] = [
    (PATH, {"to": "taobao"}),
    (PATH, {"to": "taobao", "hops": None}),
    (PATH, {"to": "taobao", "limited": None}),
    (PATH, {"to": "taobao", "limited": False, "day": "2021-01-01", "ways": "LINK_SHARING"}),
    (PATH, {"to": "taobao", "day": None, "ways": None, "other": 1}),
    (PATH, {"to": "taobao", "hops": 2.0, "ways": ["LINK_SHARING", "PAYMENT_QR"]}),
    (PATH, {"to": "taobao", "hops": 2**40}),
    (PATH, {"to": "taobao", "limited": "yes"}),
    (PATH, {"to": "taobao", "day": "yesterday"}),
    (PATH, {"to": "taobao", "ways": ["SMOKE"]}),
    (PATH, {"to": 5}),
    (PATH, {"to": None}),
    (PATH, {}),
    (FILTER, {"kind": "BLOCK"}),
    (FILTER, {"kind": "BLOCK", "since": "2015", "certainly": False, "n": 2}),
    (FILTER, {"kind": "BLOCK", "certainly": None, "n": None}),
    (FILTER, {"kind": "NONE"}),
    (FILTER, {"kind": "BLOCK", "n": 1_000}),
    (WHOLE, {}),
    (WHOLE, {"filter": None}),
    (WHOLE, {"filter": {"entity": "wechat", "channels": "LINK_SHARING"}}),
    (WHOLE, {"filter": {"window": {"since": "2020", "until": "2010"}}}),
    (WHOLE, {"filter": {"colour": "red"}}),
    (NODES, {"ids": ["wechat", "nobody", 7]}),
    (NODES, {"ids": "wechat"}),
    (NODES, {"ids": [["wechat"]]}),
]


@pytest.mark.parametrize(("text", "variables"), SENT)
def test_variables(text: str, variables: Variables) -> None:
    """Variables that are right, left out, null or wrong have the effect that they have the usual way."""
    assert answered(text, variables) == usual(schema, text, variables, new_context())


def test_all_fields_are_short() -> None:
    """No field of the schema wants more than is prepared: one that does is noticed here."""
    root = schema._schema.query_type
    assert root is not None

    left = [
        f"{name}.{field}"
        for name, found in schema._schema.type_map.items()
        if isinstance(found, GraphQLObjectType) and not name.startswith("__")
        for field in found.fields.keys() - shorts_of(schema._schema)[name].keys()
        if found is not schema._schema.subscription_type
    ]

    assert left == []
    assert prepared(schema._schema, parse("{ __typename graph { name } }"), None) is not None


@pytest.mark.parametrize(
    "text", ["{ __schema { description } }", "subscription { graphChanged { version } }"]
)
def test_what_is_not_prepared(text: str) -> None:
    """What the schema says of itself goes the usual way, and what is no query."""
    assert prepared(schema._schema, parse(text), None) is None
