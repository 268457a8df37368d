"""The guide as it is written, and what it is made into."""

import json
from itertools import takewhile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.neo4j_browser import answer_guide
from api.neo4j_browser.asciidoc import asciidoc_guide
from api.neo4j_browser.guide import Block, Form, Guide, Slide, read_guide, spans
from api.neo4j_browser.slides import html_guide
from tests.test_neo4j_browser.slides import play

BASE = "http://127.0.0.1:8000/neo4j"
NASTY = "</pre><script>alert('x')</script> & \"quotes\" <b> ]]> {base} `a` **b** ----"

texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


def runnable(form: Form) -> list[str]:
    """Return what can be run in the guide, in this form."""
    slides = read_guide().at(BASE).slides
    return [block.text for slide in slides for block in slide.blocks_in(form) if block.is_runnable]


def test_guide_is_a_tour() -> None:
    """There are more than eight slides, each with a title of its own and something to run."""
    slides = read_guide().slides

    assert len(slides) > 8
    assert len({slide.title for slide in slides}) == len(slides)
    assert all(any(block.is_runnable for block in slide.blocks) for slide in slides)


def test_html_guide_has_what_was_written() -> None:
    """The slides have the titles and blocks of the source, in its order, and are whole."""
    played = play(html_guide(read_guide().at(BASE)))

    assert played.titles == [slide.title for slide in read_guide().slides]
    assert played.runnable == runnable(Form.HTML)
    assert played.still_open == []
    assert f":style {BASE}/style.grass" in played.runnable


@pytest.mark.parametrize("form", Form)
def test_what_the_browser_would_not_run(form: Form) -> None:
    """Nothing to run ends in a null, which the Browser ignores; queries set no parameters first."""
    for text in runnable(form):
        assert not text.endswith((" null", ":null"))
        assert ":param" not in text
        assert "$" not in text


def test_lines_are_short_enough() -> None:
    """Nothing to run needs scrolling to the side in a frame of usual width."""
    for form in Form:
        assert [
            line for text in runnable(form) for line in text.splitlines() if len(line) > 115
        ] == []


@given(texts, texts, texts)
def test_text_never_becomes_markup(title: str, text: str, cypher: str) -> None:
    """Whatever a guide says, its tags are ours and its blocks hold what was written."""
    blocks = (Block("text", (text,)), Block("cypher", (f"x{cypher}",), text, "id"))
    played = play(html_guide(Guide(title, (Slide(title, blocks),))))

    ours = {"html", "head", "meta", "title", "body", "article", "carousel", "slide", "div", "h3"}
    assert {tag for tag, _ in played.tags} <= ours | {"p", "pre", "code", "strong"}
    assert played.runnable == [f"x{cypher}"]
    assert played.titles == [title]
    assert played.still_open == []


def test_spans() -> None:
    """Backticks make code, double asterisks strong text, and nothing else is markup."""
    found = [(span.kind, span.text) for span in spans("a `b**c` **d** *e* `")]

    assert found == [
        ("plain", "a "),
        ("code", "b**c"),
        ("plain", " "),
        ("strong", "d"),
        ("plain", " *e* `"),
    ]


@given(st.dictionaries(texts, json_values, max_size=4))
def test_answer_guide(parameters: dict[str, Any]) -> None:
    """The guide of an answer has two blocks: the parameters on one line, and the question."""
    played = play(answer_guide("MATCH (a)-->(b)\nWHERE a.id < $id RETURN b", parameters))
    command, question = played.runnable

    assert json.loads(command.removeprefix(":params ")) == parameters
    assert "\n" not in command
    assert "carousel" not in dict(played.tags)  # with a single slide in it, nothing can be clicked
    assert question == "MATCH (a)-->(b)\nWHERE a.id < $id RETURN b"


def test_answer_guide_with_nasty_text() -> None:
    """Parameters that look like markup stay parameters."""
    page = answer_guide("RETURN $x", {"x": NASTY})

    assert "<script" not in page
    assert json.loads(play(page).runnable[0].removeprefix(":params ")) == {"x": NASTY}


def asciidoc_blocks(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return the titles, listings and other lines of an AsciiDoc document, read line by line."""
    titles: list[str] = []
    listings: list[str] = []
    prose: list[str] = []
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(("= ", "== ")):
            titles.append(line.partition(" ")[2])
        elif line == "[source,cypher]":
            fence = next(lines)
            assert set(fence) == {"-"}
            assert len(fence) >= 4
            listings.append("\n".join(takewhile(fence.__ne__, lines)))
        else:
            prose.append(line)
    return titles, listings, prose


def test_asciidoc_has_what_was_written() -> None:
    """The document has a page for each slide, and its listings are the queries."""
    guide = read_guide().at(BASE)
    titles, listings, prose = asciidoc_blocks(asciidoc_guide(guide))

    assert titles == [guide.title, *(slide.title for slide in guide.slides)]
    assert listings == runnable(Form.ASCIIDOC)
    assert not any(line.startswith(("----", "====", "|===", "[", "//", ":")) for line in prose)


def test_asciidoc_passes_active_text_through() -> None:
    """What AsciiDoc would read as markup or as a reference is passed through, with `]` escaped."""
    block = Block("text", ("see {base} and a->b, `[x]` and **y**",))
    listing = Block("cypher", ("RETURN 1", "----"), "Run:", "id")
    text = asciidoc_guide(Guide("t", (Slide("s", (block, listing)),)))

    assert "see pass:c[{base}] and pass:c[a->b,] `pass:c[[x\\]]` and *y*" in text
    assert "-----\nRETURN 1\n----\n-----" in text
