"""The JSON Schema for editors: current, valid, and of one mind with the loader on one file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from graph.load import check_folder, packaged_seed_folder
from graph.load.format import FOLDERS
from graph.load.json_schema import json_schema, schema_text
from tests.test_load.small_seed import FILES, write

FOLDER = packaged_seed_folder()
PACKAGED = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(json_schema())


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as editors do: numbers and booleans of YAML 1.2, dates as text."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)$", [*"tTfF"]),
    ("null", r"(?:~|null|Null|NULL|)$", [*"~nN", ""]),
    ("int", r"[-+]?[0-9]+$", [*"-+0123456789"]),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", [*"-+.0123456789"]),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def complaints(text: str) -> list[str]:
    """Return what an editor would mark in a seed file."""
    found = VALIDATOR.iter_errors(yaml.load(text, EditorLoader))
    return [error.message for error in found]


def test_the_file_is_current() -> None:
    """The committed schema says what the format makes; `schema_text` is its text."""
    text = (FOLDER / "seed.schema.json").read_text(encoding="utf-8")

    assert json.loads(text) == json_schema()


def test_the_schema_is_valid() -> None:
    """It is a JSON Schema of the draft that it names, and its text holds the same."""
    jsonschema.Draft202012Validator.check_schema(json_schema())

    assert json.loads(schema_text()) == json_schema()


@pytest.mark.parametrize("name", PACKAGED)
def test_a_packaged_file(name: str) -> None:
    """Editors find nothing wrong with the files of the packaged seed, and each names the schema."""
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert complaints(text) == []
    schema = "../" * name.count("/") or "./"
    assert text.startswith(f"# yaml-language-server: $schema={schema}seed.schema.json\n")


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_small_seed(name: str) -> None:
    """Editors find nothing wrong with what the loader takes."""
    assert complaints(FILES[name]) == []


@pytest.mark.parametrize("key", FOLDERS)
def test_a_list_not_written_yet(key: str) -> None:
    """A list may be empty, for the loader and in editors."""
    assert complaints(f"{key}:\n") == []
    assert complaints(f"{key}: []\n") == []


# What one file says wrong: the loader refuses it, and so do editors.
MISTAKES = [
    ("seed.yaml", "licence:", "license:"),
    ("seed.yaml", "2024-10-31", "2024"),
    ("seed.yaml", "licence: CC0-1.0\n", ""),
    ("seed.yaml", "name: small\n", "name: small\nentities: []\n"),
    ("entities/all.yaml", "entities:", "events:"),
    ("entities/all.yaml", "entities:", "entities: []\nsources:"),
    ("entities/all.yaml", "kind: app", "kind: ap"),
    ("entities/all.yaml", "id: taobao", "id: Taobao"),
    ("entities/all.yaml", "{en: Taobao, zh: 淘宝}", "{en: Taobao}"),
    ("entities/all.yaml", "{en: Taobao, zh: 淘宝}", "Taobao"),
    ("entities/all.yaml", "[Ali, 阿里]", "Ali"),
    ("entities/all.yaml", "aliases:", "alaises:"),
    ("entities/all.yaml", "Q1234", "P1234"),
    ("sources/all.yaml", "https://alibaba.example", "alibaba.example"),
    ("sources/all.yaml", "    published: 2024-09\n", ""),
    ("sources/all.yaml", "language: en", "language: English"),
    ("sources/all.yaml", "title: A report", "title: null"),
    ("events/all.yaml", "until: 2024-05", "until: [2024-01-25..2024-01-31]"),
    ("events/all.yaml", "access: blocked", "access: BLOCKED"),
    ("events/all.yaml", "sequence: 1", "sequence: 1.5"),
    ("events/all.yaml", "origin: wechat", "origin: We Chat"),
    ("figures/all.yaml", "value: 78.5", "value: 78.5%"),
    ("figures/all.yaml", "unverified: true", "unverified: yes"),
    ("figures/all.yaml", "    entity: taobao\n", ""),
    ("statements/all.yaml", "    speaker: chen-tao\n", ""),
    ("statements/all.yaml", "speaker: chen", "speaker_name: {en: C}\n    speaker: chen"),
]


@pytest.mark.parametrize(("name", "old", "new"), MISTAKES, ids=lambda value: repr(value))
def test_a_mistake(tmp_path: Path, name: str, old: str, new: str) -> None:
    """What an editor marks, the loader refuses, and the other way about."""
    assert old in FILES[name]
    text = FILES[name].replace(old, new, 1)

    assert complaints(text)
    assert check_folder(write(tmp_path, {name: text}))


def parts(schema: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every mapping inside the schema, with its path."""
    if isinstance(schema, dict):
        yield path, schema
        for key, value in schema.items():
            yield from parts(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for n, value in enumerate(schema):
            yield from parts(value, f"{path}/{n}")


def test_everything_is_described() -> None:
    """Every field and every word has a sentence for editors to show."""
    for path, part in parts(json_schema()):
        for name, field in part.get("properties", {}).items():
            assert field.get("description"), f"{path}/{name}"
        if "const" in part:
            assert part.get("description"), path


def test_every_definition_is_used_and_found() -> None:
    """Each reference leads to a definition, and none is left over."""
    schema = json_schema()
    used = {part["$ref"] for _, part in parts(schema) if "$ref" in part}

    assert used == {f"#/$defs/{name}" for name in schema["$defs"]}


def test_every_example_is_valid() -> None:
    """The examples that editors offer can be written."""
    for name, part in json_schema()["$defs"].items():
        for example in part.get("examples", ()):
            reference = {"$ref": f"#/$defs/{name}", "$defs": json_schema()["$defs"]}
            jsonschema.Draft202012Validator(reference).validate(example)
