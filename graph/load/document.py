"""YAML text as a tree that remembers places, and nothing else of YAML.

Scalars stay the text that was written: `2013` is no number and `no` is no boolean here; the seed's
format decides. Anchors, aliases, tags and deep nesting have no use in a seed and are refused, so a
small file cannot become a large one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import yaml

from graph.load.problems import Place, Problem

__all__ = ["MAX_BYTES", "Mapping", "Scalar", "Sequence", "Tree", "read_document"]

MAX_BYTES = 64 * 2**20
_MAX_DEPTH = 20


class Mark(Protocol):
    """A place as PyYAML gives it, from its parser in C or in Python: counted from 0."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    """A piece of text; `is_plain` says that it was not quoted."""

    place: Place
    text: str
    is_plain: bool


@dataclass(slots=True)
class Sequence:
    """A list."""

    place: Place
    items: list[Tree]


@dataclass(slots=True)
class Mapping:
    """Pairs of key and value, in the order of the file; a key may stand twice."""

    place: Place
    pairs: list[tuple[Scalar, Tree]]


Tree = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    def __init__(self, mark: Mark | None, message: str, expected: str) -> None:
        self.mark, self.message, self.expected = mark, message, expected


def read_document(content: bytes, file: str) -> Tree | Problem:
    """The one document in `content`, or what is wrong with it; `file` names it in places."""
    if len(content) > MAX_BYTES:
        size = f"{len(content) / 2**20:.1f} MiB"
        return Problem(Place(file), "the file is too large", size, f"at most {MAX_BYTES >> 20} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        found = f"the byte {content[error.start]:#04x}"
        return Problem(Place(file, line, column), "not UTF-8 text", found, "a file saved as UTF-8")
    try:
        return _build(text, file)
    except _RefusedError as error:
        return Problem(_place(file, error.mark), error.message, None, error.expected)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        character = f"the character U+{ord(text[error.position]):04X}"
        return Problem(Place(file, line), "not YAML", character, "printable text")
    except yaml.MarkedYAMLError as error:
        return _syntax_problem(error, text, file)


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = _place(file, mark)
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if line[: place.column].count("\t"):
        return Problem(
            place, "not YAML", "a tab", "spaces: YAML knows no tabs at the start of lines"
        )
    context = f" ({error.context})" if error.context else ""
    return Problem(place, f"not YAML: {error.problem}{context}", repr(line.strip()[:60]))


def _place(file: str, mark: Mark | None) -> Place:
    if mark is None:
        return Place(file)
    return Place(file, mark.line + 1, mark.column + 1)


def _build(text: str, file: str) -> Tree:
    """Follow the parser's events with a stack of our own: no recursion, however deep the text."""
    root: Tree | None = None
    stack: list[Sequence | Mapping] = []
    keys: list[Scalar | None] = []
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(
                event.start_mark, "an anchor or alias", "the text itself, written out"
            )
        if getattr(event, "tag", None):
            raise _RefusedError(event.start_mark, "a tag", "plain text: the format knows the types")
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _RefusedError(event.start_mark, "a second document", "one document in a file")
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            stack.pop()
            keys.pop()
            continue
        tree = _tree(event, file)
        if tree is None:
            continue
        if not stack:
            root = tree
        elif isinstance(parent := stack[-1], Sequence):
            parent.items.append(tree)
        elif (key := keys[-1]) is None:
            if not isinstance(tree, Scalar):
                raise _RefusedError(event.start_mark, "a key that is not text", "a field's name")
            keys[-1] = tree
        else:
            parent.pairs.append((key, tree))
            keys[-1] = None
        if not isinstance(tree, Scalar):
            if len(stack) == _MAX_DEPTH:
                raise _RefusedError(event.start_mark, "too deep", f"at most {_MAX_DEPTH} levels")
            stack.append(tree)
            keys.append(None)
    return root if root is not None else Mapping(Place(file), [])


def _tree(event: yaml.Event, file: str) -> Tree | None:
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(_place(file, event.start_mark), event.value, not event.style)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(_place(file, event.start_mark), [])
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping(_place(file, event.start_mark), [])
    return None
