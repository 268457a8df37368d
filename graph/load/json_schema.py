"""The JSON Schema of seed files, generated from the format, for completion in editors."""

from __future__ import annotations

from typing import Any

from graph.load.format import FOLDERS, SEED_INFO, Field, FieldType, Pattern, Plain, Record, Words

__all__ = ["json_schema"]

# YAML reads `2013` as a number and `2024-05-20` as a date before an editor checks it.
_SCALAR = ["string", "number"]
_PLAIN: dict[str, dict[str, Any]] = {
    "text": {"type": _SCALAR},
    "edtf": {
        "type": _SCALAR,
        "description": "A date in EDTF, such as 2024-05-20, 2013? or 2024-01~",
    },
    "integer": {"type": "integer"},
    "decimal": {"type": _SCALAR, "pattern": r"^-?[0-9]+(\.[0-9]+)?$"},
    "flag": {"type": "boolean"},
}


def json_schema() -> dict[str, Any]:
    """The schema of any seed file: one key, a list of records under it (or the seed's own file)."""
    files = [
        {
            "type": "object",
            "properties": {key: {"type": "array", "items": _record(record)}},
            "required": [key],
            "additionalProperties": False,
        }
        for key, record in FOLDERS.items()
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A seed file of the interoperability graph",
        "oneOf": [*files, _record(SEED_INFO)],
    }


def _record(record: Record) -> dict[str, Any]:
    return {
        "type": "object",
        "title": record.name,
        "properties": {field.name: _field(field) for field in record.fields},
        "required": [field.name for field in record.fields if field.required],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    schema = _type(field.type)
    if field.many:
        schema = {"type": "array", "items": schema}
    return {**schema, "description": field.description}


def _type(type: FieldType) -> dict[str, Any]:
    match type:
        case Record():
            return _record(type)
        case Plain(name):
            return dict(_PLAIN[name])
        case Pattern(pattern):
            return {"type": _SCALAR, "pattern": f"^{pattern}$"}
        case Words(terms):
            return {
                "oneOf": [{"const": term.value, "description": term.description} for term in terms]
            }
        case _:
            return {"type": _SCALAR, "description": f"The id of: {', '.join(type.sorts)}"}
