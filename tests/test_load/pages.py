"""The parts of the docs that are made from the format and the vocabulary.

`python -m tests.test_load.pages --write` writes them anew, and the JSON Schema with them; review
the diff.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from graph import vocabulary
from graph.load.format import (
    FOLDERS,
    SEED_INFO,
    Field,
    FieldType,
    Pattern,
    Plain,
    Record,
    Words,
)
from graph.load.json_schema import schema_text
from graph.load.rules import Rule
from graph.vocabulary import Term, Verdict

__all__ = ["FORMAT_PAGE", "VOCABULARY_PAGE", "format_page", "records", "vocabulary_page"]

ROOT = Path(__file__).parents[2]
FORMAT_PAGE = ROOT / "docs" / "seed-format.md"
VOCABULARY_PAGE = ROOT / "docs" / "vocabulary.md"
SCHEMA = ROOT / "seed_data" / "seed.schema.json"
_HEAD = """\
The closed lists: a seed file may write these words and no others. The API shows them in capitals
(`link_block` as `LINK_BLOCK`), and signs by name (`>` as `MORE_THAN`)."""
_TABLE = re.compile(r"(<!-- fields of (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)
_RULES = re.compile(r"(<!-- rules -->\n).*?(<!-- end -->)", re.DOTALL)


def records() -> dict[str, Record]:
    """Every record of the format by name, outer ones first."""
    found: dict[str, Record] = {}
    waiting = [SEED_INFO, *FOLDERS.values()]
    for record in waiting:
        found.setdefault(record.name, record)
        waiting += [field.type for field in record.fields if isinstance(field.type, Record)]
    return found


def lists() -> list[type[Term]]:
    """Every closed list that seed files draw words from, in the vocabulary's order."""
    terms = [getattr(vocabulary, name) for name in vocabulary.__all__]
    return [term for term in terms if term is not Term and term is not Verdict]


def format_page(text: str) -> str:
    """The page on the seed format with its tables made anew."""
    known = records()
    text = _TABLE.sub(lambda table: f"{table[1]}{_fields(known[table[2]])}{table[3]}", text)
    return _RULES.sub(lambda table: f"{table[1]}{_words(Rule, 'rule')}\n{table[2]}", text)


def vocabulary_page() -> str:
    """The page with all closed lists."""
    parts = ["# Vocabulary", _HEAD]
    for terms in lists():
        parts.append(f"## {_spaced(terms.__name__)}")
        parts.append((terms.__doc__ or "").strip())
        parts.append(_words(terms, "word"))
    return "\n\n".join(parts) + "\n"


def _words(terms: type[Term], head: str) -> str:
    rows = [f"| `{term.value}` | {term.description} |" for term in terms]
    return "\n".join([f"| {head} | meaning |", "|---|---|", *rows])


def _fields(record: Record) -> str:
    rows = [
        f"| `{f.name}` | {_holds(f)} | {_presence(f, record)} | {f.description} |"
        for f in record.fields
    ]
    return "\n".join(["| field | holds | | what it says |", "|---|---|---|---|", *rows]) + "\n"


def _presence(field: Field, record: Record) -> str:
    if field.name in record.one_of:
        others = " or ".join(f"`{name}`" for name in record.one_of if name != field.name)
        return f"this or {others}"
    if field.name in record.any_of:
        return "one at least"
    return "required" if field.required else ""


def _holds(field: Field) -> str:
    text = _type(field.type)
    return f"list: {text}" if field.many else text


def _type(type: FieldType) -> str:
    match type:
        case Record(name):
            return f"[{name}](#{name.replace(' ', '-')})"
        case Words(terms):
            spaced = _spaced(terms.__name__)
            return f"[{spaced.lower()}](vocabulary.md#{spaced.lower().replace(' ', '-')})"
        case Plain("edtf"):
            return "[date](dates.md)"
        case Plain("flag"):
            return "`true` or `false`"
        case Plain("integer"):
            return "whole number"
        case Plain(name) | Pattern(name):
            return name
        case _:
            return f"id: {' or '.join(type.sorts)}"


def _spaced(name: str) -> str:
    words = re.sub(r"(?<!^)([A-Z])", r" \1", name)
    return words[0] + words[1:].lower()


def main() -> None:
    """Write what is not current."""
    current = FORMAT_PAGE.read_text(encoding="utf-8")
    for path, text in (
        (FORMAT_PAGE, format_page(current)),
        (VOCABULARY_PAGE, vocabulary_page()),
        (SCHEMA, schema_text()),
    ):
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    main()
