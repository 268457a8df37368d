"""The style: complete, and readable by everybody."""

import re
from itertools import combinations

import pytest

from graph.load import load_seed, packaged_seed_folder
from graph.store.neo4j_store.rows import LABELS, MARK, relationship_rows
from graph.vocabulary import EventRelationKind, RelationKind
from tests.test_neo4j_browser.grass import VISION, contrast, difference, rules

OTHER_LABELS = ("InteropGraph", "FormerInterop")
GENERAL = ["node", "node.Interop", "node.Entity"]
BACKGROUNDS = {"light": "#F9FCFF", "dark": "#292C33"}  # those of the Browser's themes

nodes = {name: rule for name, rule in rules().items() if name.startswith("node")}
relationships = {name: rule for name, rule in rules().items() if name.startswith("relationship")}
# What is not a thing of the seed may look alike: grey.
coloured = {
    n: r["color"] for n, r in nodes.items() if n not in GENERAL and n[5:] not in OTHER_LABELS
}


def test_every_label_has_a_rule() -> None:
    """The Browser adds rules of its own for labels that have none, last, which would win."""
    assert {"node", *(f"node.{label}" for label in (MARK, *LABELS, *OTHER_LABELS))} == nodes.keys()


def test_general_rules_come_first() -> None:
    """Later rules win, so what holds for many comes first, and `Imprecise` after `Event`."""
    order = list(nodes)

    assert order[:3] == GENERAL
    assert order.index("node.Event") < order.index("node.Imprecise")


def test_every_type_of_relationship_has_a_rule() -> None:
    """None is left to what the Browser thinks of."""
    types = {row.type for row in relationship_rows(load_seed(packaged_seed_folder()))}
    types |= {kind.name for kind in (*RelationKind, *EventRelationKind)}

    assert {"relationship", *(f"relationship.{type}" for type in types)} == relationships.keys()


def test_captions() -> None:
    """Nodes show `caption`; relationships too, where they have one, else their type."""
    assert {rule["caption"] for name, rule in nodes.items() if name != "node"} == {"{caption}"}
    captioned = {n for n, rule in relationships.items() if rule["caption"] == "{caption}"}
    assert captioned == {f"relationship.{type}" for type in ("REACHES", "INVOLVES", "CITES")}
    assert {relationships[n]["caption"] for n in relationships.keys() - captioned} == {"<type>"}


def test_values_are_what_the_browser_reads() -> None:
    """Colours have six digits and lengths are in pixels: of others the Browser makes nothing."""
    for rule in rules().values():
        for name, value in rule.items():
            if name.endswith("color") or "-color" in name:
                assert re.fullmatch("#[0-9A-F]{6}", value)
            elif name != "caption":
                assert re.fullmatch(r"\d+px", value)


@pytest.mark.parametrize("name", nodes)
def test_captions_stand_out(name: str) -> None:
    """The text in a node can be read on its colour (WCAG AA)."""
    assert contrast(nodes[name]["text-color-internal"], nodes[name]["color"]) >= 4.5


@pytest.mark.parametrize("theme", BACKGROUNDS)
@pytest.mark.parametrize("name", nodes)
def test_nodes_stand_out(name: str, theme: str) -> None:
    """In the light and in the dark, a node's colour or its border can be told from the ground."""
    rule = nodes[name]

    assert max(contrast(rule[part], BACKGROUNDS[theme]) for part in ("color", "border-color")) >= 3


@pytest.mark.parametrize("theme", BACKGROUNDS)
def test_relationship_captions_stand_out(theme: str) -> None:
    """In the light and in the dark, the text beside an arrow can be read."""
    texts = {rule["text-color-external"] for rule in relationships.values()}

    assert min(contrast(text, BACKGROUNDS[theme]) for text in texts) >= 3


@pytest.mark.parametrize("vision", VISION)
def test_colours_can_be_told_apart(vision: str) -> None:
    """No two kinds of things look alike, for people who lack a sort of cone neither."""
    alike = [
        (one, other)
        for one, other in combinations(coloured, 2)
        if difference(coloured[one], coloured[other], vision) < 8
    ]

    assert alike == []
