"""The shorter way through the schema gives what the usual one gives, errors and their paths too."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any, cast

import pytest
import strawberry
from graphql import GraphQLObjectType
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api import query
from api.context import Context
from api.executor import ShortExecutor
from api.prepared import shorts_of
from api.schema.wrap import wrap
from tests.test_api.asking import TODAY, packaged_reader
from tests.test_api.golden import DOCUMENTS, record

USUAL, SHORT = StrawberryGraphQLCoreExecutionContext, ShortExecutor


class Taste(Enum):
    """How it tastes."""

    SWEET = "sweet"
    SOUR = "sour"


strawberry.enum(Taste)


@strawberry.interface
class Plant:
    """Something that grows."""

    name: str

    @strawberry.field
    def taste(self) -> Taste | None:
        """Only what is known."""
        return Taste.SOUR if self.name == "lemon" else None

    @strawberry.field
    def grower(self, info: strawberry.Info[dict[str, str], None]) -> str:
        """Known for some; for the others it cannot be told."""
        return info.context[self.name]


@strawberry.type
class Tree(Plant):
    """It has a height."""

    height: float | None = None

    @strawberry.field
    def fruits(self) -> list[Plant]:
        """One of them fails where there are three."""
        return [Herb(name=f"{self.name} {n}") for n in range(2)]


@strawberry.type
class Herb(Plant):
    """It has leaves."""

    leaves: list[int] = strawberry.field(default_factory=lambda: [3, 5])


@strawberry.type
class Nothing:
    """It says that it is there, and is not."""

    @strawberry.field
    def there(self) -> str:
        """Null, against its word."""
        return cast("str", None)


@strawberry.type
class Garden:
    """The root."""

    @strawberry.field
    def plants(self) -> list[Plant]:
        """All of them."""
        return [Tree(name="lemon", height=3.5), Herb(name="mint"), Tree(name="oak")]

    @strawberry.field
    def maybe(self) -> list[Plant] | None:
        """As all, where it may also be null."""
        return [Herb(name="mint"), Herb(name="nobody's")]

    @strawberry.field
    def sparse(self) -> list[Plant | None]:
        """With gaps."""
        return [None, Herb(name="mint")]

    @strawberry.field
    def named(self, name: str) -> Plant | None:
        """One of them."""
        return Herb(name=name) if name == "mint" else None

    @strawberry.field
    def void(self) -> Nothing | None:
        """It cannot be shown."""
        return Nothing()

    @strawberry.field
    def broken(self) -> str | None:
        """It fails."""
        raise ValueError("broken")


GROWERS = {"lemon": "Ann", "mint": "Bo", "oak": "Cy", "lemon 0": "Di", "oak 0": "Di", "oak 1": "Ed"}
QUESTIONS = {
    "everything": """{
        plants { __typename name taste ... on Tree { height fruits { name ... on Herb { leaves } } }
                 ... on Herb { leaves } }
    }""",
    "names of one's own": '{ a: plants { b: name c: name } d: named(name: "mint") { e: taste } }',
    "an argument": '{ named(name: "mint") { name } other: named(name: "fern") { name } }',
    "gaps": "{ sparse { name } }",
    "an error that takes a field with it": "{ broken plants { name } }",
    "an error in a list that cannot be null": "{ plants { name ... on Tree { fruits { grower } } } }",
    "an error in a list that can be null": "{ maybe { name grower } plants { name } }",
    "null where it cannot be": "{ void { there } plants { name } }",
    "skipped": "query($no: Boolean = false) { plants { name @include(if: $no) taste @skip(if: $no) } }",
    "fragments": "{ plants { ...all } } fragment all on Plant { name ... on Herb { leaves } }",
    "the same field twice": "{ plants { name } plants { taste } }",
}


def answer(
    schema: strawberry.Schema, executor: type[Any], text: str, variables: Any, context: Any
) -> Any:
    """What an executor makes of a question: data, and errors as they are shown."""
    schema.execution_context_class = executor
    result = schema.execute_sync(text, variables, context_value=context)
    return result.data, [error.formatted for error in result.errors or ()]


@pytest.mark.parametrize("question", QUESTIONS)
def test_garden(question: str) -> None:
    """Both ways give equal data, and equal errors at equal places."""
    schema = strawberry.Schema(Garden, types=[Tree, Herb])
    assert {"plants", "maybe", "void"} <= shorts_of(schema._schema)["Garden"].keys()

    usual, short = (answer(schema, way, QUESTIONS[question], {}, GROWERS) for way in (USUAL, SHORT))

    assert short == usual
    assert short[0] or short[1]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_document(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A golden question gets the same answer both ways."""
    monkeypatch.setattr(query.schema, "execution_context_class", SHORT)
    text, variables = document.read_text("utf-8"), record(document)["variables"]

    usual, short = (
        answer(
            query.schema, way, text, variables, Context(packaged_reader(), wrap, TODAY.toordinal())
        )
        for way in (USUAL, SHORT)
    )

    assert short == usual
    assert list(short[0]) == list(usual[0])


def test_most_fields_go_the_short_way() -> None:
    """Of the fields without arguments, all do: a resolver that wants more is noticed here."""
    shorts = shorts_of(query.schema._schema)

    left = [
        f"{name}.{field}"
        for name, found in query.schema._schema.type_map.items()
        if isinstance(found, GraphQLObjectType) and not name.startswith("__")
        for field, definition in found.fields.items()
        if not definition.args and field not in shorts[name]
    ]

    assert left == []
