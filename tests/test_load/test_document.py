"""YAML text as a tree with places, and every kind of text that is refused."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from graph.load.document import (
    MAX_BYTES,
    Document,
    Mapping,
    Scalar,
    Sequence,
    Tree,
    read_document,
)
from graph.load.files import read_content
from graph.load.problems import Place, Problem


def bare(tree: Tree | None) -> object:
    """Return a tree as dicts, lists and texts."""
    if isinstance(tree, Mapping):
        return {key.text: bare(value) for key, value in tree.pairs}
    if isinstance(tree, Sequence):
        return [bare(item) for item in tree.items]
    return tree.text if isinstance(tree, Scalar) else None


def read(text: str | bytes) -> Document:
    """Read a document called file.yaml."""
    return read_document(text.encode() if isinstance(text, str) else text, "file.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 2013", {"a": "2013"}),
        ("a: 0x10", {"a": "0x10"}),
        ("a: no", {"a": "no"}),
        ("a: 2024-05-20", {"a": "2024-05-20"}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30:45", {"a": "12:30:45"}),
        ("a: ~", {"a": "~"}),
        ("a:", {"a": ""}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: >-\n  x\n  y\n", {"a": "x y"}),
        ('{"a": ["b", 1]}', {"a": ["b", "1"]}),
        ("a: b # a comment", {"a": "b"}),
        ("a: b #", {"a": "b"}),
        ("a: 'b' #comment", {"a": "b"}),
        ("a: b#c", {"a": "b#c"}),
        ("%YAML 1.1\n---\na: b\n...\n", {"a": "b"}),
        ("", {}),
        ("# only a comment\n", {}),
    ],
)
def test_text_stays_as_written(text: str, value: object) -> None:
    """Scalars are the text in the file, whatever YAML makes of it."""
    document = read(text)

    assert document.problems == []
    assert document.is_whole
    assert bare(document.tree) == value


@pytest.mark.parametrize("prefix", ["", "\ufeff"], ids=["bare", "byte-order-mark"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_places_whatever_ends_the_lines(newline: str, prefix: str) -> None:
    """Lines and columns count from 1, in characters, however the lines end."""
    document = read(prefix + newline.join(["淘宝: a", "b:", "  - 微信", "  - {微信: c}", ""]))

    tree = document.tree
    assert isinstance(tree, Mapping)
    (first, a), (second, items) = tree.pairs
    assert isinstance(items, Sequence)
    assert [first.place, a.place] == [Place("file.yaml", 1, 1), Place("file.yaml", 1, 5)]
    assert second.place == Place("file.yaml", 2, 1)
    assert [item.place for item in items.items] == [
        Place("file.yaml", 3, 5),
        Place("file.yaml", 4, 5),
    ]


@dataclass(frozen=True)
class Refusal:
    """A text that is refused: where, and parts of what is said."""

    name: str
    text: str | bytes
    line: int
    column: int
    message: str
    found: str | None
    expected: str


REFUSALS = [
    Refusal("latin 1", b"a: b\nc: caf\xe9\n", 2, 7, "not UTF-8", "the byte 0xe9", "UTF-8"),
    Refusal("GBK", "淘宝: a".encode("gbk"), 1, 1, "not UTF-8", "the byte 0xcc", "UTF-8"),
    Refusal("UTF-16", "a: b".encode("utf-16"), 1, 1, "not UTF-8", "the byte 0xff", "UTF-8"),
    Refusal(
        "bad byte after Chinese", "a: 淘宝".encode() + b"\xff", 1, 6, "not UTF-8", "0xff", "UTF-8"
    ),
    Refusal("bad byte after a mark", b"\xef\xbb\xbfa: \xff", 1, 5, "not UTF-8", "0xff", "UTF-8"),
    Refusal(
        "NUL after Chinese", "a: 淘宝\nb: 淘\0".encode(), 2, 5, "control", "U+0000", "printable"
    ),
    Refusal("UTF-16 unmarked", "a".encode("utf-16-be"), 1, 1, "control", "U+0000", "printable"),
    Refusal("escape character", b"a: \x1b[0m", 1, 4, "control", "U+001B", "printable"),
    Refusal("tab as indent", "a:\n\tb: c\n", 2, 1, "not YAML", "a tab", "spaces"),
    Refusal("tab in a block", "a: |\n\t b\n", 2, 1, "not YAML", "a tab", "spaces"),
    Refusal("colon in text", "a: Hot: news\n", 1, 7, "not YAML", "'a: Hot: news'", "double quotes"),
    Refusal("at sign", "a: @b\n", 1, 4, "not YAML", "'a: @b'", "double quotes"),
    Refusal("backquote", "a: `b`\n", 1, 4, "not YAML", "'a: `b`'", "double quotes"),
    Refusal("open quote", "a: 'b\n", 1, 4, "not YAML", '"a: \'b"', "a quote at the end"),
    Refusal("quote in quotes", "a: 'it's'\n", 1, 8, "not YAML", "it's", "quotes of the other kind"),
    Refusal("open list", "a: [b\n", 2, 1, "not YAML", "the end of the file", "a ] at the end"),
    Refusal(
        "open mapping", "a: {b: c\n", 2, 1, "not YAML", "the end of the file", "a } at the end"
    ),
    Refusal("missing dash", "- a\nb: c\n", 2, 1, "not YAML", "'b: c'", "each after `- `"),
    Refusal("dedented field", "a:\n  - b: c\n   d: e\n", 3, 4, "not YAML", "'d: e'", "one column"),
    Refusal("missing colon", "id taobao\nb: c\n", 2, 2, "not YAML", "'b: c'", "a colon"),
    Refusal("list beside its name", "a: - b\n", 1, 4, "not YAML", "'a: - b'", "below"),
    Refusal("bad escape", 'a: "\\q"\n', 1, 5, "not YAML", "q", "\\\\"),
    Refusal("half a character", 'a: "\\ud800"\n', 1, 7, "not YAML", "ud800", "YAML"),
    Refusal("YAML 2", "%YAML 2.0\n---\na\n", 1, 1, "not YAML", "'%YAML 2.0'", "YAML"),
    Refusal("anchor", "a: &b c\n", 1, 4, "an anchor", None, "begins with &"),
    Refusal("alias", "a: *b\n", 1, 4, "an alias", None, "begins with *"),
    Refusal("merge", "<<: *b\n", 1, 5, "an alias", None, "begins with *"),
    Refusal("tag", "a: !b c\n", 1, 4, "a tag", None, "begins with !"),
    Refusal("tag of YAML", "a: !!str c\n", 1, 4, "a tag", None, "no tag"),
    Refusal("dangerous tag", "a: !!python/name:os.system x\n", 1, 4, "a tag", None, "no tag"),
    Refusal("second document", "a: b\n---\nc: d\n", 2, 1, "a second document", "---", "one"),
    Refusal("list as key", "? [a]\n: b\n", 1, 3, "a key that is not text", None, "name"),
    Refusal("hash in text", "a: Rank #1\n", 1, 8, "cut off", None, "double quotes"),
]


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_a_text_that_is_refused(case: Refusal) -> None:
    """It is one problem, at its place, that says what was found and what is expected."""
    document = read(case.text)

    assert len(document.problems) == 1
    problem = document.problems[0]
    assert problem.place == Place("file.yaml", case.line, case.column)
    assert case.message in problem.message
    assert case.found is None or case.found in (problem.found or "")
    assert case.expected in (problem.expected or "")


def test_each_alias_and_tag_is_reported() -> None:
    """Reading goes on behind what is refused."""
    document = read("a: &x b\nc: *x\nd: !t e\nf: g\0\n")

    assert [problem.place.line for problem in document.problems] == [4, 1, 2, 3]
    assert bare(document.tree) == {"a": "b", "c": None, "d": "e", "f": "g\ufffd"}


def test_items_before_a_mistake_are_read() -> None:
    """What is complete stays; the text from the incomplete item on is kept aside."""
    document = read("a:\n  - id: one\n  - id: two\n   x: y\n  - id: three\n")

    assert not document.is_whole
    assert bare(document.tree) == {"a": [{"id": "one"}]}
    assert document.unread == "  - id: two\n   x: y\n  - id: three"


def test_items_before_a_second_document_are_read() -> None:
    """The first document is complete."""
    document = read("a:\n- b\n---\nc\n")

    assert bare(document.tree) == {"a": ["b"]}
    assert document.unread == "---\nc"


@pytest.mark.parametrize(
    "opening", ["[", "{a: ", "- ", "? ", "&a [", "[{a: ", "!t {", "*a ", "\t", "- [", "a: - "]
)
def test_endless_nesting(opening: str) -> None:
    """A hundred thousand levels are one problem or a few, soon."""
    began = time.process_time()
    document = read(opening * 100_000)

    assert 1 <= len(document.problems) <= 101
    assert time.process_time() - began < 5


def test_nesting_that_is_deep_enough() -> None:
    """Twenty levels can be read, more cannot."""
    assert read("[" * 20 + "]" * 20).problems == []
    assert "too many levels" in read("[" * 21 + "]" * 21).problems[0].message


def test_billion_laughs() -> None:
    """Aliases are not followed: the text that would grow stays small."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    document = read("\n".join(lines))

    assert not document.is_whole
    assert len(document.problems) == 101


def test_too_many_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of brackets and commas stops being read before it fills the memory."""
    monkeypatch.setattr("graph.load.document._MAX_NODES", 1000)
    document = read(f"[{'a,' * 2000}]")

    assert document.problems == [
        Problem(
            Place("file.yaml", 1, 2000),
            "the file holds too much",
            None,
            "a file with less in it: several files in a folder are one list",
        )
    ]


def test_parser_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without its parser in C, refusals are the same."""
    import yaml

    monkeypatch.setattr("graph.load.document._LOADER", yaml.SafeLoader)

    for text in ("a:\n\tb: c", "a: &x b", "a: b: c", "a: 淘宝\0", "a: Rank #1", "[" * 1000):
        assert len(read(text).problems) == 1


def test_largest_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A byte too many is refused before it is read."""
    path = tmp_path_factory.mktemp("large") / "large.yaml"
    path.write_bytes(b"#" * MAX_BYTES)
    assert read_content(path, "large.yaml") == path.read_bytes()
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    problem = read_content(path, "large.yaml")

    assert isinstance(problem, Problem)
    assert problem.found == "more than 8 MiB"
