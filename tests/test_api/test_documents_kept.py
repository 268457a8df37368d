"""Documents that were read leave no garbage behind that only Python's collector finds."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from graphql import DocumentNode, Token

from api.documents import Documents, _parsed
from api.limits import Limits
from api.query import schema
from tests.test_api.golden import DOCUMENTS

TEXTS = [document.read_text("utf-8") for document in DOCUMENTS]
WRONG = [
    "{",
    "{ nothing }",
    "{ graph { name } } fragment F on Graph { name }",
    "{ a: __typename }" * 3,
    "{ " + " ".join(f"nothing{n}" for n in range(200)) + " }",
]


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


def test_errors_hold_nothing() -> None:
    """An error that is kept keeps nothing of what was going on when it was found."""
    documents = Documents(schema, Limits())
    for text in WRONG:
        errors = documents.read(text).errors
        assert errors
        assert [error.__traceback__ for error in errors] == [None] * len(errors)
    assert "Too many validation errors" in errors[-1].message
