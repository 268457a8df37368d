"""One piece of text → the value that a field of the format holds."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from graph.dates import EdtfDate, EdtfError, parse_edtf
from graph.load.document import Broken, Mapping, Scalar, Sequence, Tree
from graph.load.format import FieldType, Pattern, Plain, Record, Reference, Words
from graph.load.nearest import nearest
from graph.vocabulary import Term

__all__ = [
    "DECIMAL_PATTERN",
    "MAX_TEXT",
    "UnfitError",
    "found_in",
    "read_value",
    "shortened",
    "to_decimal",
]

MAX_TEXT = 20_000
DECIMAL_PATTERN = r"-?[0-9]{1,30}(\.[0-9]{1,12})?"
_SHOWN = 80
_FLAGS = {"true": True, "false": False}
_NULLS = ("~", "null", "Null", "NULL")
# Characters that nobody sees, and that turn the order of others around.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


class UnfitError(Exception):
    """A text that is no such value: what is wrong with it, what belongs there."""

    def __init__(
        self,
        message: str,
        expected: str,
        suggestion: str | None = None,
        found: str | None = None,
    ) -> None:
        self.message, self.expected = message, expected
        self.suggestion, self.found = suggestion, found


def found_in(tree: Tree) -> str:
    """What stands there, in few words."""
    if isinstance(tree, Scalar):
        if tree.is_plain and not tree.text:
            return "nothing"
        return repr(shortened(tree.text))
    return "a list" if isinstance(tree, Sequence) else "a mapping"


def read_value(tree: Tree, type: FieldType, name: str) -> object:
    """The value of the field `name` of this type; raises `UnfitError`."""
    if not isinstance(tree, Scalar):
        raise UnfitError(f"{name!r} is not text", _quoted(tree, type))
    text = tree.text
    if not text.strip():
        raise UnfitError(f"{name!r} is empty", "text, or the field left out")
    if len(text) > MAX_TEXT:
        raise UnfitError(f"{name!r} is too long", f"at most {MAX_TEXT:,} characters")
    match type:
        case Plain("text"):
            return _text(tree, name)
        case Plain():
            return _plain(text, type, name)
        case Pattern(_, pattern, expected, _, longest):
            if len(text) > longest:
                raise UnfitError(f"{name!r} is too long", f"at most {longest:,} characters")
            if re.fullmatch(pattern, text):
                return text
            raise UnfitError(f"bad {name!r}", expected)
        case Reference():
            return text
        case Words(terms):
            return _word(text, terms, name)
        case Record():
            raise AssertionError(type)


def _word(text: str, terms: type[Term], name: str) -> Term:
    try:
        return terms(text)
    except ValueError:
        words = [term.value for term in terms]
        expected = f"one of {', '.join(words)}"
        raise UnfitError(f"unknown {name!r}", expected, nearest(text, words)) from None


def _quoted(tree: Sequence | Mapping | Broken, type: FieldType) -> str:
    """What to write where a list or mapping stands for text: the same in quotes, perhaps."""
    if isinstance(tree, Sequence) and type in (Plain("edtf"), Plain("day")):
        members = [item.text if isinstance(item, Scalar) else "[" for item in tree.items]
        text = f"[{','.join(members)}]"
        try:
            parse_edtf(text)
        except EdtfError:
            return "a date; a set of dates stands in double quotes"
        return f'the set of dates in double quotes: "{text}"'
    bracket = "[" if isinstance(tree, Sequence) else "{"
    return f"text; where it begins with {bracket} it stands in double quotes"


def _text(tree: Scalar, name: str) -> str:
    if tree.is_plain and tree.text in _NULLS:
        expected = "the field left out, or the word in double quotes"
        raise UnfitError(f"{name!r} says that there is nothing", expected)
    if tree.text.isprintable():  # nearly always, and quickly found
        return tree.text
    for character in tree.text:
        category = unicodedata.category(character)
        is_control = category in ("Cc", "Cs") and character not in "\n\t"
        if is_control or _INVISIBLE.match(character):
            called = unicodedata.name(character, "a control character")
            found = f"U+{ord(character):04X} ({called})"
            message = f"{name!r} holds a character that cannot be seen"
            raise UnfitError(message, "the text without it", None, found)
    return tree.text


def _plain(text: str, type: Plain, name: str) -> EdtfDate | Decimal | int | bool:
    if type.name in ("edtf", "day"):
        return _date(text, type, name)
    if type.name == "integer":
        if re.fullmatch(r"-?[0-9]{1,9}", text):
            return int(text)
        raise UnfitError(f"bad {name!r}", "a whole number of at most nine digits")
    if type.name == "decimal":
        if re.fullmatch(DECIMAL_PATTERN, text):
            return to_decimal(text)
        raise UnfitError(f"bad {name!r}", "a number in full digits, such as 78.5 or 1840000000000")
    if text in _FLAGS:
        return _FLAGS[text]
    raise UnfitError(f"bad {name!r}", "true or false", nearest(text, _FLAGS))


def _date(text: str, type: Plain, name: str) -> EdtfDate:
    try:
        date = parse_edtf(text)
    except EdtfError as error:
        here = (
            f"{shortened(error.found)!r} in column {error.column} of it"
            if error.found
            else "no more"
        )
        found = f"{shortened(text)!r}: {here}"
        message = f"bad date in {name!r}"
        raise UnfitError(message, error.expected, error.instead, found) from None
    if type.name == "day" and not date.is_day:
        raise UnfitError(f"{name!r} is not one known day", "a day such as 2024-10-31")
    return date


def shortened(text: str) -> str:
    """The text as messages show it: cut where it is long."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def to_decimal(text: str) -> Decimal:
    """The number in its one form: 78.50 is 78.5, so that equal seeds have equal digests."""
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    number = Decimal(text)
    return number or Decimal(0)  # no minus nought
