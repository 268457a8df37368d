"""The seed article is in the seed: every row of its facts, every entity, and nothing made up.

The two tables beside this file were made from the article, not from the seed.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.dates import EdtfDate, parse_edtf
from graph.load import packaged_seed_folder
from graph.model import Citation, Event, Figure, Seed, Statement

HERE = Path(__file__).parent
ARTICLE = "times-finance-2024-09"


def _table(name: str) -> dict[str, Any]:
    tables: dict[str, Any] = yaml.safe_load((HERE / name).read_text("utf-8"))
    return tables


ROWS: list[dict[str, Any]] = _table("article_rows.yaml")["rows"]
COMPLETIONS: list[dict[str, Any]] = _table("article_rows.yaml")["completions"]
ENTITIES: list[dict[str, Any]] = _table("article_entities.yaml")["entities"]
RELATIONS: list[dict[str, Any]] = _table("article_entities.yaml")["relations"]

rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
completions = pytest.mark.parametrize(
    "completion", COMPLETIONS, ids=lambda completion: completion["event"]
)
entities = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity["id"])
relations = pytest.mark.parametrize(
    "relation", RELATIONS, ids=lambda r: f"{r['subject']}-{r['kind']}-{r['entity']}"
)


def _found(seed: Seed, row: dict[str, Any]) -> Event | Figure | Statement:
    """What stands in the seed for a row."""
    at: str = row["at"]
    match row["place"]:
        case "event" | "citation":
            return seed.events[at]
        case "figure":
            return seed.figures[at]
        case _:
            return seed.statements[at]


def _citation(seed: Seed, row: dict[str, Any]) -> Citation:
    """The citation of the article that carries the row's quote."""
    (citation,) = (
        citation
        for citation in _found(seed, row).citations
        if citation.source == ARTICLE and citation.quote == row["quote"]
    )
    return citation


def test_the_table_has_all_rows() -> None:
    """Fifty facts, each with an id of its own and a place."""
    assert len({row["id"] for row in ROWS}) == len(ROWS) == 50
    assert {row["place"] for row in ROWS} == {"event", "figure", "statement", "citation"}


@rows
def test_row_is_cited_with_its_quote(seed: Seed, row: dict[str, Any]) -> None:
    """The article's words stand verbatim in one citation, trusted as far as the row says."""
    assert _citation(seed, row).confidence == row["confidence"]


@rows
def test_row_has_its_date(seed: Seed, row: dict[str, Any]) -> None:
    """The seed's date is the row's, or the narrower one that the article's words allow."""
    if "date" not in row:
        assert isinstance(found := _found(seed, row), Statement)
        assert found.period is None
        return
    date = getattr(_found(seed, row), row["date_field"])

    assert isinstance(date, EdtfDate)
    assert date.text == row.get("narrowed", row["date"])
    assert parse_edtf(row["date"]).earliest <= date.earliest
    assert date.latest <= parse_edtf(row["date"]).latest


@rows
def test_row_has_its_place_and_words(seed: Seed, row: dict[str, Any]) -> None:
    """Kind, status, channel and direction are the row's, where it has them."""
    found = _found(seed, row)

    if "kind" in row:
        assert not isinstance(found, Figure)
        assert found.kind == row["kind"]
    if isinstance(found, Event) and row["place"] == "event":
        assert found.status == row["status"]
        assert row.get("channel") in {None, *found.channels}
        assert row.get("direction") in {None, found.direction}


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["place"] == "figure"], ids=lambda row: row["id"]
)
def test_figure_has_its_value(seed: Seed, row: dict[str, Any]) -> None:
    """Number, operator, unit and change on the year are the article's."""
    figure = seed.figures[row["at"]]
    change = row.get("change_on_year")

    assert figure.metric == row["metric"]
    assert figure.value == Decimal(row["value"])
    assert figure.operator == row["operator"]
    assert figure.unit == row["unit"]
    assert figure.change_on_year == (Decimal(change) if change else None)


@entities
def test_entity_has_its_names(seed: Seed, entity: dict[str, Any]) -> None:
    """Kind and names are right, and every spelling that a reader meets leads to the entity."""
    found = seed.entities[entity["id"]]

    assert found.kind == entity["kind"]
    assert (found.name.en, found.name.zh) == (entity["en"], entity["zh"])
    assert {*entity.get("spellings", [])} <= {found.name.en, found.name.zh, *found.aliases}
    assert found.wikidata == entity.get("wikidata")


@relations
def test_entity_has_its_owner(seed: Seed, relation: dict[str, Any]) -> None:
    """Who owns, runs or employs whom is recorded, with a source or marked as unverified."""
    kinds = [
        r.kind
        for r in seed.entities[relation["subject"]].relations
        if r.entity == relation["entity"]
    ]

    assert relation["kind"] in kinds


def test_wikidata_ids_are_the_checked_ones(seed: Seed) -> None:
    """No Wikidata id is guessed: those in the seed are those of the tables."""
    found = {entity.id: entity.wikidata for entity in seed.entities.values() if entity.wikidata}
    checked = {e["id"]: e["wikidata"] for e in ENTITIES if "wikidata" in e}

    assert found == checked | _table("wider_rows.yaml")["wikidata"]


@completions
def test_completion_has_its_date_and_sources(seed: Seed, completion: dict[str, Any]) -> None:
    """What the article lacks or only implies is an event with a date and sources of its own."""
    event = seed.events[completion["event"]]

    assert event.date.text == completion["date"]
    assert [citation.source for citation in event.citations] == completion["sources"]


def test_only_the_article_is_quoted(seed: Seed) -> None:
    """Every quote in the seed is from the article and is in the table, or supports a relation."""
    quoted = [
        citation
        for group in (seed.events, seed.figures, seed.statements)
        for thing in group.values()
        for citation in thing.citations
        if citation.quote
    ]

    assert {citation.source for citation in quoted} == {ARTICLE}
    assert {citation.quote for citation in quoted} == {row["quote"] for row in ROWS}


def test_example_of_the_guide_is_in_the_seed(seed: Seed) -> None:
    """The worked example for curators says what the files say."""
    guide = (packaged_seed_folder() / "README.md").read_text("utf-8")
    example = yaml.safe_load(guide.split("```yaml\n")[1].split("```")[0])
    (event,) = example["events"]
    found = seed.events[event["id"]]

    assert found.date.text == event["date"]
    assert found.title.zh == event["title"]["zh"]
    assert [effect.access for effect in found.effects] == [e["access"] for e in event["effects"]]
    assert found.citations[0].quote == event["citations"][0]["quote"]
    assert {thing["id"] for thing in example["entities"]} <= set(seed.entities)
    assert {thing["id"] for thing in example["sources"]} <= set(seed.sources)
