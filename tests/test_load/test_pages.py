"""The user's page on the seed format says what the loader does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.load import check_folder, load_seed
from graph.load.document import MAX_BYTES
from graph.load.format import FOLDERS, Field, Record, Words
from graph.load.values import MAX_TEXT
from graph.vocabulary import Term
from tests.test_load.pages import (
    FORMAT_PAGE,
    VOCABULARY_PAGE,
    format_page,
    lists,
    records,
    vocabulary_page,
)

PAGE = FORMAT_PAGE.read_text(encoding="utf-8")
VOCABULARY = VOCABULARY_PAGE.read_text(encoding="utf-8")
FIELDS = [(record, field) for record in records().values() for field in record.fields]


def example() -> dict[str, str]:
    """Return the files of the page's example."""
    part = PAGE.split("<!-- example -->")[1].split("<!-- end of example -->")[0]
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", part, re.DOTALL)
    return {block.splitlines()[0].removeprefix("# "): block for block in blocks}


def write_example(folder: Path, files: dict[str, str]) -> Path:
    """Write the example; the line with a file's name stands in it as a comment."""
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_tables_are_current() -> None:
    """`python -m tests.test_load.pages --write` would change nothing."""
    assert format_page(PAGE) == PAGE
    assert vocabulary_page() == VOCABULARY


@pytest.mark.parametrize(
    ("record", "field"), FIELDS, ids=[f"{record.name}.{field.name}" for record, field in FIELDS]
)
def test_a_field(record: Record, field: Field) -> None:
    """It has a row in the table of its record, under the record's heading."""
    title = record.name[0].upper() + record.name[1:]
    section = PAGE.split(f"\n### {title}\n", 1)[1].split("\n##", 1)[0]

    rows = [line for line in section.splitlines() if line.startswith(f"| `{field.name}` |")]
    assert len(rows) == 1
    assert field.description in rows[0]
    assert ("required" in rows[0].split(" | ")[2]) == (
        field.required and field.name not in record.one_of
    )


@pytest.mark.parametrize("terms", lists(), ids=lambda terms: terms.__name__)
def test_a_closed_list(terms: type[Term]) -> None:
    """Every word of it has its row."""
    for term in terms:
        assert f"\n| `{term.value}` | {term.description} |\n" in VOCABULARY


def test_every_closed_list_of_the_format() -> None:
    """The page has all lists that fields draw on."""
    used = {field.type.terms for _, field in FIELDS if isinstance(field.type, Words)}

    assert used <= set(lists())


def test_links_lead_somewhere() -> None:
    """Every link inside the page and to the vocabulary meets a heading."""
    for page, text in (("", PAGE), ("vocabulary.md", VOCABULARY)):
        headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        anchors = {heading.lower().replace(" ", "-") for heading in headings}
        assert set(re.findall(rf"\]\({page}#([^)]+)\)", PAGE)) <= anchors


def test_folders_and_limits_on_the_page() -> None:
    """The page names every folder and the limits of a file and a text."""
    assert all(f"\n{folder}/ " in PAGE for folder in FOLDERS)
    assert f"at most {MAX_BYTES >> 20} MiB" in PAGE
    assert f"1 to {MAX_TEXT:,}\n" in PAGE or f"1 to {MAX_TEXT:,} " in PAGE


def test_the_example_loads(tmp_path: Path) -> None:
    """The small seed on the page is one."""
    seed = load_seed(write_example(tmp_path, example()))

    assert list(seed.events) == ["wechat-opens-links"]


def test_the_messages_on_the_page(tmp_path: Path) -> None:
    """The mistakes on the page give the messages on the page."""
    files = example()
    mistakes = PAGE.split("<!-- mistakes -->\n```diff\n")[1].split("```")[0].splitlines()
    for old, new in zip(mistakes[::2], mistakes[1::2], strict=True):
        name = next(name for name, text in files.items() if old[1:] in text)
        files[name] = files[name].replace(old[1:], new[1:], 1)

    problems = check_folder(write_example(tmp_path, files))

    said = PAGE.split("<!-- messages -->\n```text\n")[1].split("```")[0]
    assert said == "".join(f"{problem}\n" for problem in problems)
