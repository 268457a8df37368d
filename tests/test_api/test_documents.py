"""The golden questions: each document in `documents/` gives the answer that stands beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

from api.query import schema
from graph.dates import day_to_iso
from tests.test_api.asking import ask, packaged_reader
from tests.test_api.golden import DOCUMENTS, answer, main, record

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)


@each_document
def test_document(document: Path) -> None:
    """A golden question is answered as on record."""
    assert answer(document)["response"] == record(document)["response"]


@each_document
def test_document_is_a_good_question(document: Path) -> None:
    """A golden question says in its first line what is asked, and its answer has no errors."""
    text = document.read_text("utf-8")

    assert text.startswith("# ")
    assert validate(schema._schema, parse(text)) == []
    assert record(document)["response"].keys() == {"data"}


def test_every_answer_has_its_question() -> None:
    """No recorded answer is left over from a document that is gone."""
    folder = DOCUMENTS[0].parent

    assert {path.stem for path in folder.glob("*.json")} == {path.stem for path in DOCUMENTS}


class _Asked(Visitor):
    """Collects the fields that a document asks for, as `Type.field`."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.fields: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.info.get_parent_type()
        if parent is not None:
            self.fields.add(f"{get_named_type(parent).name}.{node.name.value}")


def test_the_documents_ask_for_everything() -> None:
    """Every field of every type is asked for in some document.

    Only `loadedAt` is not, nor where the graph is now, which change with the clock and the seed;
    a subscription has no one answer.
    """
    asked: set[str] = set()
    for document in DOCUMENTS:
        info = TypeInfo(schema._schema)
        visitor = _Asked(info)
        visit(parse(document.read_text("utf-8")), TypeInfoVisitor(info, visitor))
        asked |= visitor.fields
    missing = {
        f"{name}.{field}"
        for name, type_ in schema._schema.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
        for field in type_.fields
        if f"{name}.{field}" not in asked
        and "Cypher" not in (name, get_named_type(type_.fields[field].type).name)  # needs a Neo4j
        and not any(f"{interface.name}.{field}" in asked for interface in type_.interfaces)
    }

    assert missing == {
        "GraphChanges.cursor",
        "GraphChanges.version",
        "GraphInfo.loadedAt",
        "Subscription.graphChanged",
    }


def test_loaded_at_is_the_time_of_loading() -> None:
    """The one field without a golden answer is the graph's own."""
    answered = ask("{ graph { loadedAt } }")

    assert answered == {
        "data": {"graph": {"loadedAt": packaged_reader().info.loaded_at.isoformat()}}
    }


@pytest.mark.parametrize("step", ["YEAR", "QUARTER", "MONTH"])
def test_counts_agree_with_timelines(step: str) -> None:
    """Each count is the number of events that a timeline of the same days has."""
    counts = ask(
        "query($step: Step!) { timelineCounts(step: $step) { label since until certain possible } }",
        {"step": step},
    )["data"]["timelineCounts"]
    shown = counts if step == "YEAR" else counts[::7]

    assert counts
    for count in shown:
        assert (count["certain"], count["possible"]) == (
            _total(count["since"], count["until"], certainly=True),
            _total(count["since"], count["until"], certainly=False),
        )


def _total(since: str, until: str, *, certainly: bool) -> int:
    last = day_to_iso(date.fromisoformat(until).toordinal() - 1)
    wanted = {"window": {"since": since, "until": last}, "certainly": certainly}
    query = "query($f: TimelineFilter) { timeline(filter: $f, first: 0) { totalCount } }"
    total: int = ask(query, {"f": wanted})["data"]["timeline"]["totalCount"]
    return total


def test_nothing_is_to_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    """The command that keeps the golden answers finds none that has changed."""
    assert main([]) == 0
    assert capsys.readouterr().out == ""
