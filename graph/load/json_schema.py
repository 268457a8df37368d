"""The JSON Schema of seed files, generated from the format, for completion in editors.

It says what one file can say; what must hold between files, `check_seed` alone knows.
"""

from __future__ import annotations

import json
import re
from typing import Any

from graph.load.format import (
    FOLDERS,
    ID_PATTERN,
    SEED_INFO,
    Field,
    FieldType,
    Pattern,
    Plain,
    Record,
    Words,
)

__all__ = ["json_schema", "schema_text"]

_LINE = 100
# YAML reads `2013` as a number before an editor checks it.
_SCALAR = ["string", "number"]
_PLAIN: dict[str, dict[str, Any]] = {
    "text": {"description": "Text, in double quotes where YAML would misread it.", "type": _SCALAR},
    "edtf": {
        "description": "A date in EDTF (ISO 8601-2); sets, in [ ], stand in double quotes.",
        "type": _SCALAR,
        "examples": [
            "2024-05-20",
            "2021-09",
            "2013?",
            "2024-01~",
            "201X",
            "2024-33",
            "[2024-01-25..2024-01-31]",
            "2021-09/2024-09",
        ],
    },
    "day": {
        "description": "One known day.",
        "type": "string",
        "pattern": r"^\d{4}-\d\d-\d\d$",
        "examples": ["2024-10-31"],
    },
    "integer": {"type": "integer"},
    "decimal": {
        "description": "A number in full digits.",
        "type": _SCALAR,
        "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
        "examples": [78.5, 1840000000000],
    },
    "flag": {"type": "boolean"},
}


def json_schema() -> dict[str, Any]:
    """The schema of any seed file: one key with a list of records, or the fields of `seed.yaml`."""
    definitions: dict[str, Any] = {}
    lists = {
        key: {
            "description": f"The {key} of the seed; several files of the folder are one list.",
            "type": ["array", "null"],
            "items": _record_reference(record, definitions),
        }
        for key, record in FOLDERS.items()
    }
    info = _record(SEED_INFO, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A seed file of the interoperability graph",
        "description": "A list of records under one key, or what the seed says of itself.",
        "type": "object",
        # One set of properties, so that editors complain at the mistake and not at the whole file.
        "properties": {**lists, **info["properties"]},
        "additionalProperties": False,
        "oneOf": [
            *({"required": [key], "maxProperties": 1} for key in lists),
            {"required": info["required"], "maxProperties": len(info["properties"])},
        ],
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as its file holds it."""
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    return re.sub(r"[\[{][^\[\]{}]*[\]}]", _on_one_line, text) + "\n"


def _on_one_line(match: re.Match[str]) -> str:
    """A list or mapping without another in it, in one line if it is short."""
    line = re.sub(r"\n\s*", " ", match[0])
    line = f"{line[0]}{line[1:-1].strip()}{line[-1]}"
    return line if len(line) <= _LINE and "\n" in match[0] else match[0]


def _record_reference(record: Record, definitions: dict[str, Any]) -> dict[str, Any]:
    name = _name(record.name)
    if name not in definitions:
        definitions[name] = {}  # a place for it, should it hold itself
        definitions[name].update(_record(record, definitions))
    return _reference(name)


def _record(record: Record, definitions: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {field.name: _field(field, definitions) for field in record.fields},
        "additionalProperties": False,
    }
    required = [field.name for field in record.fields if field.required]
    if required:
        schema["required"] = required
    if record.one_of:
        schema["oneOf"] = [{"required": [name]} for name in record.one_of]
    if record.any_of:
        schema["anyOf"] = [{"required": [name]} for name in record.any_of]
    return schema


def _field(field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _type(field.type, definitions)
    if field.many:
        schema = {"type": "array", "items": schema}
    return {"description": field.description, **schema}


def _type(type: FieldType, definitions: dict[str, Any]) -> dict[str, Any]:
    match type:
        case Record():
            return _record_reference(type, definitions)
        case Plain(name):
            if "description" not in _PLAIN[name]:
                return dict(_PLAIN[name])
            definitions[name] = _PLAIN[name]
            return _reference(name)
        case Words(terms):
            name = _name(terms.__name__)
            definitions[name] = _words(type)
            return _reference(name)
        case Pattern(name, pattern, expected, examples, longest):
            definitions[name] = {
                "description": f"{expected[0].upper()}{expected[1:]}.",
                "type": _SCALAR,
                "pattern": f"^{pattern}$",
                "maxLength": longest,
                "examples": list(examples),
            }
            return _reference(name)
        case _:
            name = "id-of-" + "-or-".join(type.sorts)
            definitions[name] = {
                "description": f"The id of {' or '.join(map(_article, type.sorts))}.",
                "type": _SCALAR,
                "pattern": f"^{ID_PATTERN}$",
            }
            return _reference(name)


def _words(type: Words) -> dict[str, Any]:
    said = type.terms.__doc__ or ""
    return {
        "description": said,
        "oneOf": [{"const": term.value, "description": term.description} for term in type.terms],
    }


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _name(words: str) -> str:
    """`EventRelationKind` and `event relation kind` as `event-relation-kind`."""
    spaced = "".join(f" {c.lower()}" if c.isupper() else c for c in words)
    return "-".join(spaced.split())
