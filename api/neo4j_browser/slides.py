"""Guides as HTML slides, as the Browser that comes with Neo4j 4 and 5 plays them.

The Browser puts a guide into its own page, so nothing that is not ours may come in as markup:
everything is escaped. A click on `pre.runnable` puts its text into the editor.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from api.neo4j_browser.guide import Block, Form, Guide, Slide, spans

__all__ = ["html_guide", "html_text"]

_TAGS = {"code": "code", "strong": "strong"}


def html_guide(guide: Guide) -> str:
    """The guide as a document that the Browser plays."""
    slides = [_slide(slide) for slide in guide.slides]
    # In a carousel of a single slide, the Browser makes nothing clickable.
    if len(slides) == 1:
        body = slides[0]
    else:
        inner = "".join(f'<slide class="row-fluid">{slide}</slide>\n' for slide in slides)
        body = f'<carousel class="deck container-fluid">\n{inner}</carousel>\n'
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>{escape(guide.title)}</title></head>\n<body>\n"
        f'<article class="guide">\n{body}</article>\n</body>\n</html>\n'
    )


def _slide(slide: Slide) -> str:
    blocks = "".join(map(_block, slide.blocks_in(Form.HTML)))
    return f'<div class="col-sm-12">\n<h3>{escape(slide.title)}</h3>\n{blocks}</div>\n'


def _block(block: Block) -> str:
    if block.kind == "text":
        return f"<p>{html_text(block.text)}</p>\n"
    if block.kind == "list":
        return f"<ul>\n{_items(block.lines)}</ul>\n"
    says = f"<p>{html_text(block.says)}</p>\n" if block.says else ""
    return f'{says}<pre class="runnable">{escape(block.text)}</pre>\n'


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{html_text(text)}</li>\n" for text in texts)


def html_text(text: str) -> str:
    """A paragraph's text with its `code` and **strong**, all else escaped."""
    return "".join(
        f"<{tag}>{escape(span.text)}</{tag}>"
        if (tag := _TAGS.get(span.kind))
        else escape(span.text)
        for span in spans(text)
    )
