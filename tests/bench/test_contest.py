"""The contest in small: what is asked and answered, no clocks."""

import json
from pathlib import Path

import pytest

from graph.load import load_seed
from graph.plain import digest
from graph.store import NetworkXStore
from tests.bench.contest import Asked, Plan, check
from tests.bench.contestants import InProcess
from tests.bench.questions import QUESTIONS, Question, Reference
from tests.bench.report import tables
from tests.bench.rows import synthetic_rows
from tests.bench.synthetic import synthetic_seed, to_seed, write_folder, write_jsonl

ORGS = 12
PLAN = Plan(ORGS, ["embedded"], parameters=25)

each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)


@pytest.fixture(scope="module")
def reference() -> Reference:
    """Return the plain answers over a small graph."""
    return Reference(synthetic_rows(ORGS))


@pytest.fixture(scope="module")
def embedded(reference: Reference) -> InProcess:
    """Return our application over the same graph."""
    return InProcess.over(NetworkXStore(to_seed(reference.rows)))


@each_question
def test_embedded_service_answers(
    question: Question, reference: Reference, embedded: InProcess
) -> None:
    """Our service answers every question as the plain reference does."""
    asked = Asked.of(question, reference, PLAN)

    checked = check(embedded, asked, reference)

    assert (checked.wrong, checked.right) == (None, PLAN.parameters)


@each_question
def test_parameters_of_a_question(question: Question, reference: Reference) -> None:
    """The same are drawn each time, not all alike, and not all answers are empty."""
    asked = Asked.of(question, reference, PLAN)

    assert asked.parameters == Asked.of(question, reference, PLAN).parameters
    assert len({str(parameters) for parameters in asked.parameters}) > 5
    assert sum(bool(answer) for answer in asked.expected) > 5


def test_wrong_answer_is_noticed(reference: Reference, embedded: InProcess) -> None:
    """An answer to another question does not pass."""
    asked = Asked.of(QUESTIONS[0], reference, PLAN)
    asked.parameters.reverse()

    assert not check(embedded, asked, reference).passed


def test_path_of_the_right_length_over_closed_ways(reference: Reference) -> None:
    """Of a path, every hop is looked at, not only how many there are."""
    path = next(question for question in QUESTIONS if question.name == "Q4")
    asked = Asked.of(path, reference, PLAN)
    parameters, expected = next(
        (parameters, expected)
        for parameters, expected in zip(asked.parameters, asked.expected, strict=True)
        if len(expected) > 2
    )
    turned = [expected[0], *expected[-2:0:-1], expected[0]]

    assert path.accepts(reference, parameters, expected, expected)
    assert not path.accepts(reference, parameters, expected, turned)


def test_synthetic_seed_is_the_same_each_time() -> None:
    """Size and seed say all of it; another seed is another graph."""
    assert digest(synthetic_seed(ORGS)) == digest(synthetic_seed(ORGS))
    assert digest(synthetic_seed(ORGS)) != digest(synthetic_seed(ORGS, 8))


def test_synthetic_seed_as_files(tmp_path: Path) -> None:
    """It passes every check that a seed must pass, and is read as it was written."""
    seed = synthetic_seed(ORGS)
    write_folder(seed, tmp_path / "seed")

    assert load_seed(tmp_path / "seed") == seed


def test_synthetic_seed_as_json_lines(tmp_path: Path) -> None:
    """There is a line of JSON for the seed and for each thing with an id."""
    seed = synthetic_seed(ORGS)
    write_jsonl(seed, tmp_path / "seed.jsonl")

    lines = (tmp_path / "seed.jsonl").read_text("utf-8").splitlines()
    ids = [node["id"] for line in lines[1:] for node in json.loads(line).values()]
    assert sorted(ids) == sorted([*seed.entities, *seed.events, *seed.sources])


def test_tables_of_a_result() -> None:
    """Ratios are to the two that they are named after; who was wrong has no figures."""
    one = {"rate": 100.0, "p50_ms": 2.6, "p99_ms": 9.0, "errors": 0, "load_average": 0.5}
    many = one | {"rate": 300.0}
    entry = {"asked": 5, "right": 5, "callers_1": one, "callers_16": many}
    result = {
        "entities": 1,
        "events": 2,
        "at": "2026-01-01T00:00:00+00:00",
        "questions": [
            {
                "name": "Q1",
                "text": "an entity",
                "contestants": {
                    "neo4j": entry,
                    "bare-driver": entry | {"callers_1": one | {"p50_ms": 2.0}},
                    "neo4j-graphql": entry | {"callers_16": many | {"rate": 150.0}},
                    "naive": {"asked": 5, "right": 3},
                },
            }
        ],
        "peak_mib": {"neo4j": {"service": 100, "neo4j": 900}},
    }

    lines = tables(result).splitlines()

    row = "| neo4j | 100 | 2.60 | 9.00 | 300 | 2.60 | 9.00 | 2.00 | 1.30 | 0.5 / 0.5 |"
    assert row in lines
    assert "| naive | 2 of 5 answers are wrong |  |  |  |  |  |  |  |  |" in lines
    assert "| neo4j | service 100, neo4j 900 |" in lines
