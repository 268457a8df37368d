"""The guide as it is written: slides of blocks, read from `guide.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import yaml

from api.neo4j_browser.saved import FOLDER, saved_queries

__all__ = ["Block", "Form", "Guide", "Slide", "Span", "read_guide", "spans"]


class Form(StrEnum):
    """What a guide is made into."""

    HTML = "html"
    ASCIIDOC = "asciidoc"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list, or something to run.

    `kind` is text, list, command or cypher; `says` introduces what is to be run; `id` is that of a
    query; `form` says in which form only it stands.
    """

    kind: str
    lines: tuple[str, ...]
    says: str = ""
    id: str = ""
    form: Form | None = None

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    @property
    def is_runnable(self) -> bool:
        """Whether it can be run."""
        return self.kind in ("command", "cypher")


@dataclass(frozen=True, slots=True)
class Slide:
    """A title and what stands below it."""

    title: str
    blocks: tuple[Block, ...]

    def blocks_in(self, form: Form) -> Iterator[Block]:
        """The blocks that stand in this form."""
        return (block for block in self.blocks if block.form in (None, form))


@dataclass(frozen=True, slots=True)
class Guide:
    """A title and slides."""

    title: str
    slides: tuple[Slide, ...]

    def at(self, base: str) -> Guide:
        """The guide as it reads where it is served under the address `base`."""

        def put(text: str) -> str:
            return text.replace("{base}", base)

        def moved(block: Block) -> Block:
            lines = block.lines if block.kind == "cypher" else tuple(map(put, block.lines))
            return Block(block.kind, lines, put(block.says), block.id, block.form)

        slides = (Slide(slide.title, tuple(map(moved, slide.blocks))) for slide in self.slides)
        return Guide(self.title, tuple(slides))


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text within a paragraph; `kind` is plain, code or strong."""

    kind: str
    text: str


_SPAN = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*")


def spans(text: str) -> Iterator[Span]:
    """The runs of a paragraph: `code`, **strong**, and plain text between them."""
    end = 0
    for found in _SPAN.finditer(text):
        if found.start() > end:
            yield Span("plain", text[end : found.start()])
        yield Span("code", found[1]) if found[1] else Span("strong", found[2])
        end = found.end()
    if end < len(text):
        yield Span("plain", text[end:])


@cache
def read_guide() -> Guide:
    """The guide of this package."""
    written = yaml.safe_load((FOLDER / "guide.yaml").read_text("utf-8"))
    slides = (
        Slide(slide["title"], tuple(map(_block, slide["blocks"]))) for slide in written["slides"]
    )
    return Guide(written["title"], tuple(slides))


def _block(written: Mapping[str, Any]) -> Block:
    form = Form(written["in"]) if "in" in written else None
    says = written.get("says", "")
    if "query" in written:
        name = written["query"]
        text = saved_queries()[name].with_constants(written.get("with"))
        return Block("cypher", tuple(text.splitlines()), says, name, form)
    if "cypher" in written:
        return Block("cypher", tuple(written["cypher"].splitlines()), says, written["id"], form)
    if "list" in written:
        return Block("list", tuple(written["list"]), form=form)
    kind = "command" if "command" in written else "text"
    return Block(kind, (written[kind],), says, form=form)
