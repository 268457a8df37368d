"""Guides as AsciiDoc, as the Browser from 2025 on reads them: a page for each section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from api.neo4j_browser.guide import Block, Form, Guide, Span, spans

__all__ = ["asciidoc_guide"]

# What may start markup, become a reference or be replaced: `->`, quotes of two sorts, `(C)`, `...`.
_ACTIVE = re.compile(r"[*_`#+^~{}<>\[\]|&'\"\\]|::|\(\(|\.\.|--|://|\((?:C|R|TM)\)")


def asciidoc_guide(guide: Guide) -> str:
    """The guide as an AsciiDoc document."""
    pages = (
        "\n".join([f"== {_plain(slide.title)}", "", *_page(slide.blocks_in(Form.ASCIIDOC))])
        for slide in guide.slides
    )
    return "\n".join([f"= {_plain(guide.title)}", "", *pages])


def _page(blocks: Iterator[Block]) -> Iterator[str]:
    for block in blocks:
        if block.says:
            yield from (_text(block.says), "")
        if block.is_runnable:
            fence = _fence(block.lines)
            yield from ("[source,cypher]", fence, *block.lines, fence, "")
        elif block.kind == "list":
            yield from (*(f"* {_text(line)}" for line in block.lines), "")
        else:
            yield from (_text(block.text), "")


def _fence(lines: tuple[str, ...]) -> str:
    """A line that ends the block, and so does not occur in it."""
    return next(fence for n in count(4) if (fence := "-" * n) not in lines)


def _text(text: str) -> str:
    return "".join(map(_span, spans(text)))


def _span(span: Span) -> str:
    if span.kind == "code":
        return f"`{_passed(span.text)}`"
    if span.kind == "strong":
        return f"*{_plain(span.text)}*"
    return _plain(span.text)


def _plain(text: str) -> str:
    """Words that stay as they are; what could be read as markup is passed through."""
    return "".join(
        word if word.isspace() or not _ACTIVE.search(word) else _passed(word)
        for word in re.split(r"(\s+)", text)
    )


def _passed(text: str) -> str:
    escaped = text.replace("]", "\\]")
    return f"pass:c[{escaped}]"
