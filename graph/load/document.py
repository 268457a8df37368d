"""YAML text as a tree that remembers places, and nothing else of YAML.

Scalars stay the text that was written: `2013` is no number and `no` is no boolean here; the seed's
format decides. Anchors, aliases, tags and deep nesting have no use in a seed and are refused, so a
small file cannot become a large one. After a problem reading goes on as far as it can, so that one
problem does not hide the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from graph.load.problems import Place, Problem
from graph.load.syntax import (
    bad_bytes_problem,
    place_of,
    syntax_problem,
    without_control_characters,
)

__all__ = ["MAX_BYTES", "Broken", "Document", "Mapping", "Scalar", "Sequence", "Tree"]
__all__ += ["Remark", "read_document"]

MAX_BYTES = 8 * 2**20
_MAX_DEPTH = 20
_MAX_NODES = 1_500_000  # half as many again as an ordinary file of the largest size holds
_MAX_REFUSALS = 100
# PyYAML is sometimes built without its parser in C.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CUT_TEXT = re.compile(r"[ \t]+#(?=[^\s#!])")
_REMARK = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*ok:([^\r\n]*)", re.MULTILINE)


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


@dataclass(slots=True)
class Broken:
    """Something that was refused; the problem is reported already."""

    place: Place


Tree = Scalar | Sequence | Mapping | Broken


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment `# ok: …`, by which an editor says that something is right as it is.

    `is_alone` says that nothing else stands in its line.
    """

    place: Place
    text: str
    is_alone: bool


@dataclass(slots=True)
class Document:
    """What could be read of a file, and what could not.

    `tree` is None where nothing could be read. Unless `is_whole`, it ends somewhere before the end
    of the file; its incomplete last list item is left out, and `unread` is the text from there on.
    """

    tree: Tree | None = None
    problems: list[Problem] = field(default_factory=list)
    is_whole: bool = True
    unread: str = ""
    remarks: list[Remark] = field(default_factory=list)
    """The comments `# ok: …`, where the whole file could be read."""


class _StopError(Exception):
    """Reading cannot go on; `lost` says that what was being read is incomplete."""

    def __init__(self, problem: Problem, *, lost: bool = True) -> None:
        self.problem, self.lost = problem, lost


def read_document(content: bytes, file: str) -> Document:
    """The one document in `content`, with all that is wrong with it; `file` names it in places."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The rest may be legible, and names what other files refer to.
        legible = content.replace(b"\0", b"").decode("utf-8", "replace")
        return Document(None, [bad_bytes_problem(content, error, file)], False, legible)
    text, problems = without_control_characters(text, file)
    builder = _Builder(text, file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _StopError as stop:
        problem, lost = stop.problem, stop.lost
    except yaml.MarkedYAMLError as error:
        problem, lost = syntax_problem(error, text, file), True
    else:
        root = builder.root if builder.root is not None else Mapping(Place(file), [])
        return Document(root, problems + builder.problems, remarks=builder.remarks())
    problems += [*builder.problems, problem]
    if not lost:
        return Document(builder.root, problems, False, _from_line(text, problem.place.line))
    line = _drop_last_item(builder.root)
    return Document(builder.root, problems, False, _from_line(text, line))


def _drop_last_item(root: Tree | None) -> int:
    """Leave out the item that was being read; the line from which on nothing counts as read."""
    value = root.pairs[-1][1] if isinstance(root, Mapping) and root.pairs else root
    if isinstance(value, Sequence) and value.items:
        return value.items.pop().place.line
    return 1


def _from_line(text: str, line: int) -> str:
    return "\n".join(text.splitlines()[line - 1 :])


def _placed(matches: list[re.Match[str]], text: str, file: str) -> list[Remark]:
    """Comments with their lines, counted once through the text."""
    remarks: list[Remark] = []
    line = at = 0
    for match in matches:
        line += text.count("\n", at, match.start())
        at = match.start()
        before = text[text.rfind("\n", 0, at) + 1 : at]
        place = Place(file, line + 1, len(before) + 1)
        remarks.append(Remark(place, match[1].strip(), is_alone=not before.strip()))
    return remarks


class _Builder:
    """Follows the parser's events with a stack of its own: no recursion, however deep the text."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.root: Tree | None = None
        self.problems: list[Problem] = []
        self._open: list[Sequence | Mapping] = []
        self._keys: list[Scalar | None] = []
        self._nodes = 0
        self._remarks = list(_REMARK.finditer(text))
        self._in_text: set[int] = set()
        self._next_remark = 0

    def remarks(self) -> list[Remark]:
        """The comments `# ok: …`; what only looks like one, inside of a text, is none."""
        found = [m for n, m in enumerate(self._remarks) if n not in self._in_text]
        return _placed(found, self.text, self.file)

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
        place = place_of(self.file, event.start_mark)
        if isinstance(event, yaml.ScalarEvent):
            self._check_node(event, place)
            self._add(Scalar(place, event.value, not event.style))
            self._check_comment(event)
            if self._next_remark < len(self._remarks):
                self._pass_remarks(event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._check_node(event, place)
            self._begin(Mapping(place, []))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._check_node(event, place)
            self._begin(Sequence(place, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(
                place, "an alias", "the text itself, in double quotes where it begins with *"
            )
            self._add(Broken(place))
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            problem = Problem(place, "a second document", "---", "one document in a file")
            raise _StopError(problem, lost=False)

    def _check_comment(self, event: yaml.ScalarEvent) -> None:
        end: Any = event.end_mark
        if not event.style and _CUT_TEXT.match(self.text, end.index):
            message = "the text is cut off: a # after a space begins a comment"
            expected = "the text in double quotes, or a space after the #"
            self._refuse(place_of(self.file, end), message, expected)

    def _pass_remarks(self, event: Any) -> None:
        """Remember which of the next remarks stand inside of this text."""
        while self._next_remark < len(self._remarks):
            at = self._remarks[self._next_remark].start()
            if at >= event.end_mark.index:
                return
            if at >= event.start_mark.index:
                self._in_text.add(self._next_remark)
            self._next_remark += 1

    def _check_node(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self._refuse(
                place, "an anchor", "no anchor: text that begins with & stands in double quotes"
            )
        if event.tag is not None:
            self._refuse(place, "a tag", "no tag: text that begins with ! stands in double quotes")
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            expected = "a file with less in it: several files in a folder are one list"
            raise _StopError(Problem(place, "the file holds too much", None, expected))

    def _refuse(self, place: Place, message: str, expected: str) -> None:
        problem = Problem(place, message, None, expected)
        if len(self.problems) == _MAX_REFUSALS:
            raise _StopError(problem)
        self.problems.append(problem)

    def _add(self, tree: Tree) -> None:
        if not self._open:
            self.root = tree
        elif isinstance(parent := self._open[-1], Sequence):
            parent.items.append(tree)
        elif (key := self._keys[-1]) is not None:
            parent.pairs.append((key, tree))
            self._keys[-1] = None
        elif isinstance(tree, Scalar):
            self._keys[-1] = tree
        else:
            raise _StopError(Problem(tree.place, "a key that is not text", None, "a field's name"))

    def _begin(self, tree: Sequence | Mapping) -> None:
        self._add(tree)
        if len(self._open) == _MAX_DEPTH:
            expected = f"at most {_MAX_DEPTH} levels"
            raise _StopError(
                Problem(tree.place, "lists or mappings in too many levels", None, expected)
            )
        self._open.append(tree)
        self._keys.append(None)
