"""Documents that were read leave no garbage behind that only Python's collector finds."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from graphql import DocumentNode, GraphQLSyntaxError, Token, parse, validate

from api.context import Context
from api.documents import Documents, _errors, _parsed
from api.limits import Limits
from api.prepared import Prepared
from api.query import schema
from api.schema.wrap import wrap
from tests.test_api.asking import TODAY, packaged_reader
from tests.test_api.golden import DOCUMENTS

TEXTS = [document.read_text("utf-8") for document in DOCUMENTS]
WRONG = [
    "{",
    "{ nothing }",
    "{ graph { name } } fragment F on Graph { name }",
    "{ a: __typename }" * 3,
    "{ " + " ".join(f"nothing{n}" for n in range(200)) + " }",
]
NO_DOCUMENTS = ["{ graph { name }", "{ a " * 300, "{ a(b: " + "[" * 1_000, "a " * 9_000]


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Let Python's collector rest."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def count(kind: type) -> int:
    """Return how many there are of this kind."""
    return sum(isinstance(one, kind) for one in gc.get_objects())


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_nothing_is_left(number: int) -> None:
    """When the tree of a document is forgotten, it and its words are gone at once."""
    before = [count(kind) for kind in (DocumentNode, Token)]
    tree = _parsed(TEXTS[number], 5_000)
    held = [count(kind) for kind in (DocumentNode, Token)]

    del tree

    assert held > before
    assert [count(kind) for kind in (DocumentNode, Token)] == before


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("text", NO_DOCUMENTS)
def test_nothing_is_left_of_what_is_no_document(text: str) -> None:
    """The words of a text that was read in part are gone with the error."""
    before = count(Token)

    with pytest.raises(GraphQLSyntaxError):
        _parsed(text, 5_000)

    assert count(Token) == before


@pytest.mark.parametrize("text", NO_DOCUMENTS)
def test_what_is_no_document(text: str) -> None:
    """The error is that of `graphql.parse`."""
    with pytest.raises(GraphQLSyntaxError) as expected:
        parse(text, max_tokens=5_000)

    with pytest.raises(GraphQLSyntaxError) as caught:
        _parsed(text, 5_000)

    assert caught.value.formatted == expected.value.formatted


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_left_of_what_was_answered(text: str) -> None:
    """When a document is forgotten that was made ready and answered, it is gone at once."""
    kinds = Prepared, DocumentNode, Token
    documents = Documents(schema, Limits())
    context = Context(packaged_reader(), wrap, TODAY.toordinal())
    before = [count(kind) for kind in kinds]
    document = documents.read(text)
    gc.collect()  # what graphql-core leaves of its visitors, which is little
    ready = [document.made_ready(name, documents._prepare) for name in document.operations]
    results = [one.answer({}, context) for one in ready if one is not None]
    held = [count(kind) for kind in kinds]

    documents._kept.clear()
    expected = [before[0] + len(results), before[1] + 1]
    del document, ready, results

    assert held[:2] == expected
    assert [count(kind) for kind in kinds] == before


@pytest.mark.parametrize("text", [*TEXTS, *WRONG[1:]])
@pytest.mark.parametrize("hidden", [False, True], ids=["with suggestions", "without"])
def test_what_is_wrong(text: str, hidden: bool) -> None:
    """All rules as one find what they find one by one, in the same order."""
    tree = parse(text)

    found = _errors(schema._schema, tree, hide_suggestions=hidden)

    expected = validate(schema._schema, tree, hide_suggestions=hidden)
    assert [error.formatted for error in found] == [error.formatted for error in expected]


def test_errors_hold_nothing() -> None:
    """An error that is kept keeps nothing of what was going on when it was found."""
    documents = Documents(schema, Limits())
    for text in WRONG:
        errors = documents.read(text).errors
        assert errors
        assert [error.__traceback__ for error in errors] == [None] * len(errors)
    assert "Too many validation errors" in errors[-1].message
