"""`interop seed plan`: what a seed would change, before anything is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.load import digest, load_seed
from graph.load.lines import write_lines
from tests.test_live.serving import Live, edited, loaded, small_seed
from tests.test_live.test_commands import interop


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """Write a seed in which WeChat opens to QQ on a day, for half a year, and QQ to nobody."""
    seed = small_seed(tmp_path / "changed")
    edited(seed, "events/opening.yaml", "date: 2024-05\n", "date: 2024-05-20\n")
    return edited(
        seed, "events/opening.yaml", "access: open", "access: open\n        until: 2024-07"
    )


def test_for_people(live: Live, changed: Path) -> None:
    """Records field by field, dates narrowed, pairs lost, and answers that change; nothing is done."""
    before = live.version()

    answer = interop("seed", "plan", "--seed", changed, "--socket", live.socket)

    assert answer.exit_code == 0
    assert f"Graph {before} would become {digest(load_seed(changed))}:" in answer.output
    assert "date narrowed: 2024-05 → 2024-05-20" in answer.output
    assert "0 added, 1 changed, 0 removed." in answer.output
    assert "Dates: 1 narrowed." in answer.output
    assert "Who reaches whom at the record's end (2024-10-31):" in answer.output
    assert "lost: wechat → qq (link sharing), by opening" in answer.output
    assert "Another answer to 'products':" in answer.output
    assert '"verdict": "CERTAIN"' in answer.output
    assert live.version() == before


def test_for_programs(live: Live, changed: Path) -> None:
    """The same as JSON, whole."""
    answer = interop("seed", "plan", "--seed", changed, "--socket", live.socket, "--json")

    plan = json.loads(answer.output)
    (record,) = plan["changes"]["changed"]
    assert (record["id"], plan["before"]) == ("opening", live.version())
    assert [field["path"] for field in record["fields"]] == [
        "date",
        "effects[wechat qq link_sharing].until",
    ]
    assert [pairs["when"] for pairs in plan["pairs"]] == ["on the day", "at the record's end"]
    for pairs in plan["pairs"]:
        assert [(c["origin"], c["kind"], c["events"]) for c in pairs["changes"]] == [
            ("wechat", "lost", ["opening"])
        ]
    assert "products" in [each["question"] for each in plan["answers"]]


def test_nothing_would_change(live: Live, first: Path, changed: Path) -> None:
    """It is said, and by the exit code if that is asked for."""
    where = ("--socket", live.socket, "--exit-code")

    same = interop("seed", "plan", "--seed", first, *where)
    other = interop("seed", "plan", "--seed", changed, *where)

    assert same.output == f"Nothing would change: it is graph {live.version()} already.\n"
    assert (same.exit_code, other.exit_code) == (0, 4)


def test_against_files(first: Path, second: Path, tmp_path: Path) -> None:
    """A seed is compared with a folder, or with a file of JSON lines, without any server."""
    write_lines(loaded(second), tmp_path / "two.jsonl")

    folder = interop("seed", "plan", "--seed", second, "--against", first)
    lines = interop("seed", "plan", "--seed", first, "--against", tmp_path / "two.jsonl")
    both = interop("seed", "plan", "--against", first, "--url", "http://127.0.0.1:1")

    assert "~ entity qq changed: OICQ" in folder.output
    assert "name.en changed: QQ → OICQ" in folder.output
    assert "No question is answered in another way." in folder.output
    assert "name.en changed: OICQ → QQ" in lines.output
    assert (folder.exit_code, lines.exit_code, both.exit_code) == (0, 0, 2)


def test_questions_of_ones_own(first: Path, second: Path, tmp_path: Path) -> None:
    """Documents with their variables beside them are asked instead."""
    questions = tmp_path / "questions"
    questions.mkdir()
    text = "query Q($id: ID!) { entity(id: $id) { name { en } } }"
    (questions / "name.graphql").write_text(text, "utf-8")
    (questions / "name.json").write_text('{"variables": {"id": "qq"}}', "utf-8")
    (questions / "other.graphql").write_text('{ entity(id: "wechat") { name { en } } }', "utf-8")
    arguments = ("seed", "plan", "--seed", second, "--against", first, "--questions")

    answer = interop(*arguments, questions)
    one = interop(*arguments, questions / "other.graphql")

    assert 'Another answer to \'name\':\n  data.entity.name.en: "QQ" → "OICQ"' in answer.output
    assert "'other'" not in answer.output
    assert "No question is answered in another way." in one.output


@pytest.mark.parametrize(
    "text", ["{ nope }", "{", "query A { graph { name } } query B { graph { name } }"]
)
def test_no_questions(first: Path, second: Path, tmp_path: Path, text: str) -> None:
    """What is no document of the schema is refused, and so is a folder without any."""
    (tmp_path / "bad.graphql").write_text(text, "utf-8")
    (tmp_path / "empty").mkdir()
    arguments = ("seed", "plan", "--seed", second, "--against", first, "--questions")

    assert interop(*arguments, tmp_path / "bad.graphql").exit_code == 2
    assert interop(*arguments, tmp_path / "empty").exit_code == 2


def test_a_bad_seed(live: Live, tmp_path: Path) -> None:
    """Its problems are shown instead."""
    bad = edited(small_seed(tmp_path / "bad"), "seed.yaml", "2024-10-31", "2024-10-32")

    answer = interop("seed", "plan", "--seed", bad, "--socket", live.socket)

    assert answer.exit_code == 1
    assert "seed.yaml:3:17" in answer.output
