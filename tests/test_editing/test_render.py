"""Records written as YAML are read as what they were, and look as a person would write them."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.editing import as_written, list_item, new_file
from graph.load import load_seed, packaged_seed_folder
from graph.load.document import Mapping, Sequence, read_document
from graph.load.format import FOLDERS, SORTS
from graph.load.records import read_record
from graph.model import Entity, Event, Node, Seed, Text
from tests.strategies import seeds

PACKAGED = load_seed(packaged_seed_folder())
# What YAML might take for something else, and what the loader takes (no control characters).
AWKWARD = [
    *(
        "2013",
        "~",
        "null",
        "no",
        "yes",
        "true",
        "=",
        "<<",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "[a]",
        "{a}",
    ),
    *("'a'", '"a"', 'a "b" c', "it's", "@a", "%a", "`a`", "&a", "*a", "!a", "|", ">", "?", "1e5"),
    *(
        "a\nb",
        "a\n\nb",
        " a",
        "a ",
        "a\n b",
        "\ta",
        "a\tb",
        "---",
        "...",
        "0x1F",
        "1:30",
        "a:",
        "，“”",
    ),
    *("\U0001f600", "a\u2028b", "a\u00a0b", "\\n", "a\\", "x" * 300, "a, b", "é", "null\n"),
]
texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40),
).filter(lambda text: text.strip() != "" and "\u2060" not in text)


def nodes_of(seed: Seed) -> list[tuple[str, Node]]:
    """Every record with its folder."""
    return [(folder, node) for folder in FOLDERS for node in getattr(seed, folder).values()]


def read_back(folder: str, text: str, *, is_right: bool = True) -> list[Node]:
    """What the loader reads in a file of a folder; nothing may be wrong with it if it `is_right`."""
    document = read_document(text.encode(), "file.yaml")
    assert document.problems == []
    assert isinstance(document.tree, Mapping)
    ((key, items),) = document.tree.pairs
    assert key.text == folder
    assert isinstance(items, Sequence)
    nodes = []
    for item in items.items:
        located, problems = read_record(item, FOLDERS[folder], SORTS[folder])
        assert problems == [] or not is_right
        assert located is not None
        nodes.append(located.value)
    return nodes


@given(seed=seeds(full=True))
def test_records_of_random_seeds(seed: Seed) -> None:
    """Every record is read as it was."""
    for folder, node in nodes_of(seed):
        assert read_back(folder, new_file(folder, [node]), is_right=False) == [node]


def test_records_of_the_packaged_seed() -> None:
    """A folder of the packaged seed in one file is read as it was."""
    for folder in FOLDERS:
        nodes = list(getattr(PACKAGED, folder).values())

        assert read_back(folder, new_file(folder, nodes)) == nodes


@given(text=texts, other=texts)
def test_awkward_text(text: str, other: str) -> None:
    """Whatever text the loader takes is written so that it reads the same."""
    entity = next(iter(PACKAGED.entities.values()))
    node = replace(entity, aliases=(text, other), description=Text(text, other))

    assert read_back("entities", new_file("entities", [node])) == [node]


@pytest.mark.parametrize("text", AWKWARD, ids=ascii)
def test_each_awkward_text(text: str) -> None:
    """The same, for each one that is known to be awkward."""
    entity = next(iter(PACKAGED.entities.values()))
    node = replace(entity, description=Text(text))

    assert read_back("entities", new_file("entities", [node])) == [node]


def test_an_event_as_a_person_would_write_it() -> None:
    """Fields come in the format's order, short things in one line, dates and numbers unquoted."""
    event = PACKAGED.events["xianyu-wechat-mini-program"]
    text = list_item(
        replace(event, note=None, effects=event.effects[:1], citations=event.citations[:1])
    )
    lines = text.splitlines()

    assert lines[:6] == [
        "  - id: xianyu-wechat-mini-program",
        "    kind: mini_program",
        "    title: {en: Xianyu opens a WeChat mini program, zh: 闲鱼微信小程序上线}",
        '    date: "[2024-01-25..2024-01-31]"',
        "    status: launched",
        "    participants:",
    ]
    assert "      - {entity: xianyu, role: guest}" in lines
    assert "      - origin: wechat" in lines
    assert not any("direction" in line or "sequence" in line for line in lines)


def test_what_is_implied_is_left_out() -> None:
    """Direction and channels are written only where the effects do not say them."""
    announced = PACKAGED.events["hok-licence-announced"]
    launched = PACKAGED.events["hok-licence-douyin"]

    assert as_written(announced)["direction"] == "opens"
    assert as_written(announced)["channels"] == ["live_streaming"]
    assert as_written(launched).keys().isdisjoint({"direction", "channels", "sequence"})


def test_every_sort_has_its_folder() -> None:
    """Whatever has an id can be written."""
    assert {kind.__name__.lower() for kind in get_args(Node)} == set(SORTS.values())
    assert isinstance(next(iter(PACKAGED.events.values())), Event)
    assert isinstance(next(iter(PACKAGED.entities.values())), Entity)
