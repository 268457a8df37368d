"""What is wrong with text that is no YAML, in the words of somebody who writes a seed."""

from __future__ import annotations

import re
from typing import Protocol

import yaml

from graph.load.problems import Place, Problem

__all__ = [
    "Mark",
    "bad_bytes_problem",
    "place_of",
    "syntax_problem",
    "without_control_characters",
]

_SHOWN = 60
_MAX_CONTROLS = 20
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ufffd\U00010000-\U0010ffff]")
# What the parser says (part of it) → what to write.
_ADVICE = {
    "mapping values are not allowed": (
        "text that holds a colon and a space in double quotes, and fields of one record in one column"
    ),
    "cannot start any token": "text that begins with @, ` or % in double quotes",
    "did not find expected key": (
        "the fields of one record in one column, and text that holds quotes in quotes of the other kind"
    ),
    "did not find expected '-' indicator": "the items of one list in one column, each after `- `",
    "block sequence entries are not allowed": "a list below its field's name, not beside it",
    "did not find expected ',' or ']'": "a ] at the end of the list",
    "did not find expected ',' or '}'": (
        "a } at the end of the mapping, and text that holds a comma, colon or bracket in quotes"
    ),
    "found unexpected end of stream": "a quote at the end of the text",
    "could not find expected ':'": "a colon and a space after a field's name",
    "found unknown escape character": "\\\\ for a backslash inside double quotes, or single quotes",
    "did not find expected alphabetic": "text that begins with & or * in double quotes",
}


class Mark(Protocol):
    """A place as PyYAML gives it, from its parser in C or in Python: counted from 0."""

    line: int
    column: int


def place_of(file: str, mark: Mark) -> Place:
    """The parser's mark as a place in `file`."""
    return Place(file, mark.line + 1, mark.column + 1)


def bad_bytes_problem(content: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    """Content that is not UTF-8: where the first byte is that cannot be read."""
    # `utf-8-sig` counts from behind the byte order mark.
    start = error.start + len(content) - len(error.object)
    line = content.count(b"\n", 0, start) + 1
    before = content[content.rfind(b"\n", 0, start) + 1 : start]
    column = len(before.decode("utf-8", "replace")) + 1
    found = f"the byte {content[start]:#04x}"
    return Problem(Place(file, line, column), "not UTF-8 text", found, "a file saved as UTF-8")


def without_control_characters(text: str, file: str) -> tuple[str, list[Problem]]:
    """The text with characters that YAML refuses replaced, and a problem for each (at first)."""
    problems: list[Problem] = []
    for match in _CONTROL.finditer(text):
        if len(problems) == _MAX_CONTROLS:
            break
        before = text.rfind("\n", 0, match.start()) + 1
        place = Place(file, text.count("\n", 0, before) + 1, match.start() - before + 1)
        found = f"the character U+{ord(match[0]):04X}"
        problems.append(Problem(place, "a control character", found, "printable text"))
    return (_CONTROL.sub("\ufffd", text), problems) if problems else (text, [])


def syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The parser's complaint, with the line it stands in and what to write there."""
    mark = error.problem_mark or error.context_mark
    if error.context_mark and error.context == "while scanning a quoted scalar":
        mark = error.context_mark  # the quote that nothing closes, or the one with the bad escape
    place = place_of(file, mark) if mark is not None else Place(file)
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line[: place.column]:
        return Problem(place, "not YAML", "a tab", "spaces: YAML indents with nothing else")
    said = error.problem or "it cannot be read"
    began = error.context_mark
    since = f", {error.context} that begins in line {began.line + 1}" if began else ""
    advice = next((advice for part, advice in _ADVICE.items() if part in said), None)
    found = repr(line.strip()[:_SHOWN]) if line.strip() else "the end of the file"
    return Problem(place, f"not YAML: {said}{since}", found, advice or "YAML")
