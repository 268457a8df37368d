"""The schema as clients rely on it: since the last release nothing they use may go, and it has good form.

`released.graphql` is the schema of the last release. `breaks.json` says which changes since then may
break clients, and why; the release writes the one anew and empties the other (CONTRIBUTING.md).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.test_clients.node import FOLDER, MODULES, asked, run

SCHEMA = Path(__file__).parents[2] / "api" / "schema.graphql"
RELEASED = FOLDER / "released.graphql"
BREAKS: dict[str, str] = json.loads((FOLDER / "breaks.json").read_text("utf-8"))


def breaking(older: Path, newer: Path) -> dict[str, str]:
    """Return what would break clients, by its path in the schema."""
    changes: list[dict[str, Any]] = asked("changes.mjs", older, newer)
    return {each["path"]: each["message"] for each in changes if each["level"] == "BREAKING"}


def complaints(schema: Path) -> list[str]:
    """Return what the linter says of a schema."""
    answer = run(
        MODULES / "graphql-schema-linter" / "lib" / "cli.js",
        f"--config-directory={FOLDER}",
        "--format=json",
        schema,
    )
    found = json.loads(answer.stdout)["errors"]
    return [f"{each['rule']}: {each['message']}" for each in found]


def test_nothing_breaks_unawares() -> None:
    """What would break clients since the last release is listed with its reason, and no more is."""
    found = breaking(RELEASED, SCHEMA)

    assert found.keys() == BREAKS.keys(), found
    assert all(BREAKS.values())


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("  totalCount: Int!\n", "  totalCount: Int\n", "AppConnection.totalCount"),
        ("  OPEN\n", "  WIDE_OPEN\n", "Access.OPEN"),
        ("  since: DayInput = null\n", "  since: DayInput!\n", "WindowInput.since"),
    ],
)
def test_a_break_is_found(tmp_path: Path, old: str, new: str, path: str) -> None:
    """A field, a value or an argument on which clients may rely is missed."""
    text = SCHEMA.read_text("utf-8")
    assert old in text
    changed = tmp_path / "schema.graphql"
    changed.write_text(text.replace(old, new), "utf-8")

    assert path in breaking(SCHEMA, changed)


def test_good_form() -> None:
    """The linter's rules find nothing."""
    assert complaints(SCHEMA) == []


def test_bad_form_is_found(tmp_path: Path) -> None:
    """The rules are in force."""
    bad = tmp_path / "schema.graphql"
    bad.write_text(SCHEMA.read_text("utf-8") + "\ntype lonely { id: ID! }\n", "utf-8")

    rules = {complaint.split(":")[0] for complaint in complaints(bad)}

    assert rules == {
        "defined-types-are-used",
        "fields-have-descriptions",
        "types-are-capitalized",
        "types-have-descriptions",
    }
