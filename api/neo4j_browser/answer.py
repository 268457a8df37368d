"""A small guide for one answer: the parameters, and the Cypher that gives the answer as a picture.

An address of the Browser cannot carry parameters, and a text that sets them and asks in one go
draws nothing. So the address plays this guide, and the reader runs its two blocks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from api.neo4j_browser.guide import Block, Guide, Slide
from api.neo4j_browser.slides import html_guide

__all__ = ["answer_guide"]

_TITLE = "This answer in Neo4j"
_DRAW_ONLY = ":config autoComplete: false"


def answer_guide(text: str, parameters: Mapping[str, Any]) -> str:
    """An HTML guide of two runnable blocks: `:params` with the parameters, and the Cypher `text`.

    Parameters are what JSON can say. The Browser makes every number a float: compare with it, but
    convert it (`toInteger($n)`) where Cypher wants a whole number, and pass days as texts or compare
    them with the `…Day` properties.
    """
    written = json.dumps(dict(parameters), ensure_ascii=False, allow_nan=False)
    steps = (
        Block("command", (f":params {written}",), "First the parameters. Click, then run:"),
        Block("cypher", tuple(text.strip().splitlines()), "Then the question:", "answer"),
        Block("text", (f"Only what is asked is drawn after `{_DRAW_ONLY}`.",)),
    )
    return html_guide(Guide(_TITLE, (Slide(_TITLE, steps),)))
