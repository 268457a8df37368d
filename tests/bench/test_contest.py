"""The contest in small: what is asked and answered, no clocks."""

import asyncio
import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.load import load_seed
from graph.plain import digest
from graph.store import NetworkXStore
from tests.bench import raw_cypher
from tests.bench.contest import Asked, Plan, check, contest
from tests.bench.contestants import CONTESTANTS, InProcess, Setting
from tests.bench.dialects import place, within_two_hops
from tests.bench.load import time_calls, time_tasks
from tests.bench.peers.environments import LOCKS, CannotTakePartError
from tests.bench.questions import QUESTIONS, Question, Reference
from tests.bench.raphtory import RAPHTORY, write_tables
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
    """Ratios are to those that they are named after; who was wrong has no figures."""
    one = {"rate": 100.0, "p50_ms": 2.6, "p99_ms": 9.0, "errors": 0, "load_average": 0.5}
    many = one | {"rate": 300.0}
    entry = {"asked": 5, "right": 5, "callers_1": one, "callers_16": many}
    result = {
        "absent": {"raphtory": "no network"},
        "entities": 1,
        "events": 2,
        "at": "2026-01-01T00:00:00+00:00",
        "processes": 2,
        "questions": [
            {
                "name": "Q1",
                "text": "an entity",
                "contestants": {
                    "neo4j": entry,
                    "bare-driver": entry | {"callers_1": one | {"p50_ms": 2.0}},
                    "neo4j-graphql": entry | {"callers_16": many | {"rate": 150.0}},
                    "naive": {"asked": 5, "right": 3},
                    "silent": {"asked": 0, "right": 0},
                    "fixed": {
                        **entry,
                        "asked": 0,
                        "right": 0,
                        "callers_16": many | {"rate": 600.0},
                    },
                },
            }
        ],
        "peak_mib": {"neo4j": {"service": 100, "neo4j": 900}},
    }

    lines = tables(result).splitlines()

    row = "| neo4j | 100 | 2.60 | 9.00 | 300 | 2.60 | 9.00 | 2.00 | 1.30 | 0.50 | 0.5 / 0.5 |"
    assert row in lines
    assert "| naive | 2 of 5 answers are wrong |  |  |  |  |  |  |  |  |  |" in lines
    assert f"| silent |{' – |' * 10}" in lines
    assert "| neo4j | service 100, neo4j 900 |" in lines
    assert "raphtory did not take part: no network" in lines


def a_node(id: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a node as Raphtory gives it."""
    return {"id": id, "metadata": {"get": {"asString": name}}, **more}


def some_events(*rows: tuple[str, str, str, str, str]) -> dict[str, Any]:
    """Return updates of edges as Raphtory gives them: id, kind, date, and both ends."""
    page = [
        {
            "properties": {"values": [{"asString": text} for text in texts]},
            "src": a_node(origin, f"{origin} App"),
            "dst": a_node(destination, f"{destination} App"),
        }
        for *texts, origin, destination in rows
    ]
    return {"edges": {"explode": {"sorted": {"page": page}}}}


def a_path(*nodes: str) -> dict[str, Any]:
    """Return a path as Raphtory gives it."""
    return {"at": {"algorithms": {"shortest_path": [{"nodes": list(nodes)}] if nodes else []}}}


NEAR = [
    a_node("c", "C", outNeighbours={"list": [a_node("b", "B"), a_node("a", "A")]}),
    a_node("b", "B", outNeighbours={"list": [a_node("d", "D")]}),
]
OWNED = {"values": [{"asString": "Miloni App"}, {"asString": "app"}]}
EVENT = ("v2", "partnership", "2026-03-01", "b", "c")
SHOWN = ["v2", "partnership", "2026-03-01", "b", "b App", "c", "c App"]


@pytest.mark.parametrize(
    ("question", "graph", "answer"),
    [
        (
            "Q1",
            {
                "node": {
                    "id": "a",
                    "metadata": OWNED,
                    "layer": {"inNeighbours": {"list": [a_node("b", "B")]}},
                }
            },
            ["a", "Miloni App", "app", "b", "B"],
        ),
        (
            "Q1",
            {"node": {"id": "a", "metadata": OWNED, "layer": {"inNeighbours": {"list": []}}}},
            ["a", "Miloni App", "app", None, None],
        ),
        ("Q2", {"layer": {"window": some_events(EVENT)}}, [SHOWN]),
        ("Q3", {"excludeLayer": {"node": some_events(EVENT)}}, [SHOWN]),
        ("Q4", a_path("a", "b", "c"), ["a", "b", "c"]),
        ("Q4", a_path(), []),
        ("Q4", a_path(*"abcdefgh"), []),
        ("Q6", {"at": {"node": {"outNeighbours": {"list": NEAR}}}}, [3, ["b", "c", "d"]]),
    ],
)
def test_answer_of_raphtory(question: str, graph: dict[str, Any], answer: list[Any]) -> None:
    """It is put into the plain form; what is nearer comes first, a path that is too long is none."""
    response = json.dumps({"data": {"graph": graph}}).encode()

    assert RAPHTORY.answer(question, {"id": "a"}, response) == answer


def test_question_that_raphtory_cannot_answer() -> None:
    """It is asked all questions but the one on arrivals; both ends of a window are in it."""
    asked = json.loads(
        RAPHTORY.body("Q2", {"since": 733_100, "until": 733_100, "channel": "messaging"})
    )

    assert {question.name for question in QUESTIONS} - set(RAPHTORY.documents) == {"Q5"}
    assert asked["variables"]["low"] == place(733_100, 0)
    assert asked["variables"]["high"] == place(733_101, 0)


def test_tables_for_raphtory(reference: Reference, tmp_path: Path) -> None:
    """Every entity and event has its row; the places of events are unique and in order."""
    write_tables(reference.rows, tmp_path / "tables")

    def table(name: str) -> list[dict[str, str]]:
        with (tmp_path / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    events = table("events")
    places = [int(row["place"]) for row in events]
    owned = {row.id: row.owner for row in reference.rows.entities if row.owner}
    assert [row["id"] for row in table("entities")] == list(reference.entities)
    assert {row["id"]: row["owner"] for row in table("operates")} == owned
    assert [row["id"] for row in events] == [event.id for event in reference.rows.events]
    assert places == sorted(set(places))
    assert [row["until"] for row in events] == [
        "" if event.until is None else str(event.until) for event in reference.rows.events
    ]


def test_two_hops_of_nested_lists() -> None:
    """The start is not counted, nobody twice, and who is one hop away is not two hops away."""
    near = {"b": ["a", "c", "d"], "c": ["d"]}

    assert within_two_hops("a", near) == [3, ["b", "c", "d"]]
    assert within_two_hops("a", {}) == [0, []]


@pytest.mark.parametrize(
    ("question", "rows", "answer"),
    [
        ("Q1", [["a", "A", "app", None, None]], ["a", "A", "app", None, None]),
        ("Q2", [SHOWN], [SHOWN]),
        ("Q3", [], []),
        ("Q4", [[["a", "b"]]], ["a", "b"]),
        ("Q4", [], []),
        ("Q5", [[733_093]], ["2008-02-21"]),
        ("Q5", [[None]], [None]),
        ("Q6", [[2, [["b", "B"], ["c", "C"]]]], [2, ["b", "c"]]),
    ],
)
def test_rows_of_a_statement(question: str, rows: list[list[Any]], answer: list[Any]) -> None:
    """What raw Cypher returns is put into the plain form; there is a statement for each question."""
    assert raw_cypher.read(question, rows) == answer
    assert set(raw_cypher.STATEMENTS) == {question.name for question in QUESTIONS}


def test_calls_by_threads_and_by_tasks() -> None:
    """Each item has its turn; what is no answer, or an error, is counted as an error."""
    items = ["right", "wrong", "broken", "right"]
    asked: list[str] = []

    def call(item: str) -> bool:
        asked.append(item)
        if item == "broken":
            raise ValueError(item)
        return item == "right"

    async def later(item: str) -> bool:
        return call(item)

    by_threads = time_calls(call, items, 1, 0.01)
    by_tasks = asyncio.run(time_tasks(later, items, 1, 0.01))

    assert by_threads.requests + by_tasks.requests == len(asked)
    assert by_threads.errors + by_tasks.errors == len([item for item in asked if item != "right"])
    assert asked[: len(items)] == items[: len(asked)]


def test_contestant_that_cannot_take_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contest says why, and goes on without it."""

    @contextmanager
    def missing(_: Setting) -> Iterator[None]:
        raise CannotTakePartError("nothing answers here")
        yield

    monkeypatch.setitem(CONTESTANTS, "naive", missing)
    said: list[str] = []

    result = contest(Plan(ORGS, ["naive"], parameters=1), said.append)

    assert "naive does not take part: nothing answers here" in said
    assert result["absent"] == {"naive": "nothing answers here"}
    assert all(question["contestants"] == {} for question in result["questions"])
    assert "naive did not take part: nothing answers here" in tables(result)


def test_locks_of_peers() -> None:
    """Each names what it pins by version and checksum, and no host."""
    locks = [lock.read_text("utf-8") for lock in LOCKS.glob("*.txt")]

    assert len(locks) == len(list(LOCKS.glob("*.in"))) > 0
    assert all("==" in lock and "--hash=sha256:" in lock and "://" not in lock for lock in locks)
