"""Read a guide as the Browser does: what can be run, and what markup there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["PlayedGuide", "play"]

VOID = {"meta"}


@dataclass
class PlayedGuide:
    """What a reader gets: the titles, all text, what can be run; and which tags bring it about."""

    titles: list[str] = field(default_factory=list)
    runnable: list[str] = field(default_factory=list)
    text: str = ""
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    still_open: list[str] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.played = PlayedGuide()
        self.open: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.played.tags.append((tag, dict(attrs)))
        kind = dict(attrs).get("class")
        if tag == "h3":
            self.played.titles.append("")
        if tag == "pre" and kind == "runnable":
            self.played.runnable.append("")
        if tag not in VOID:
            self.open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.played.text += data
        if ("h3", None) in self.open:
            self.played.titles[-1] += data
        if ("pre", "runnable") in self.open:
            self.played.runnable[-1] += data


def play(html: str) -> PlayedGuide:
    """Read a guide."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    parser.played.still_open = [tag for tag, _ in parser.open]
    return parser.played
