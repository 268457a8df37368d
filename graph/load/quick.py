"""Records that are surely sound, read without a second look.

Beside the reader that finds every mistake (`graph.load.records`) stands this one, which finds none: at
the first thing that is not plainly as the format has it, it gives up with an error of `NOT_PLAIN`, and
the other one reads the record and says what is wrong, if anything is. Both are made from the same table
of the format. Equal texts, dates and small records become one value: in a large seed that saves most
of the memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graph.dates import EdtfDate, parse_edtf
from graph.load.format import (
    ENTITY_RECORD,
    EVENT_RECORD,
    RELATION,
    Field,
    Pattern,
    Plain,
    Record,
    Reference,
    Words,
    told_by_effects,
)
from graph.load.quick_code import Code
from graph.load.values import DECIMAL_PATTERN, MAX_TEXT, to_decimal

__all__ = ["NOT_PLAIN", "QuickReader"]

Read = Callable[[Any], Any]
_SHARED = ("participant", "event relation", "citation")
"""Records that are often equal to one read before; of two texts, if no more is said."""


class _NotPlainError(ValueError):
    """It takes a closer look to say what this is."""


NOT_PLAIN = (AttributeError, KeyError, TypeError, ValueError)
"""What is raised by fields and words that are not known, other types, what is missing, bad dates."""


class QuickReader:
    """Reads records from what JSON holds, and notes the ids that they name."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.references: dict[tuple[str, ...], _Same] = {}
        """The ids named, by the sorts that they may be of."""
        self.subject = ""
        """The entity being read, of which its relations are."""
        self._dates = _Dates()
        self._days = _Days(self._dates)
        self._readers: dict[str, Read] = {}

    def reader(self, record: Record) -> Read:
        """What makes a value of a record; it raises one of `NOT_PLAIN`."""
        if record.name not in self._readers:
            self._readers[record.name] = self._written(record)
        return self._readers[record.name]

    def _written(self, record: Record) -> Read:
        """A function written for the fields of a record, as dataclasses get theirs.

        Nothing else is as quick: a record has a dozen fields, and a large seed millions of records.
        """
        code = Code(record, _NotPlainError)
        if record is ENTITY_RECORD or record is RELATION:
            code.names["reader"] = self
        if record is ENTITY_RECORD:
            code.lines.append("reader.subject = plain['id']")
        for field in record.fields:
            self._add(code, field)
        if record is RELATION:
            code.lines.append("new.subject = reader.subject")
        if record is EVENT_RECORD:
            code.names["told"] = told_by_effects
            told = "told(new.direction, new.channels, new.effects)"
            code.lines.append(f"new.direction, new.channels = {told}")
        return code.function()

    def _add(self, code: Code, field: Field) -> None:
        type = field.type
        if field.many:
            code.add_call(field, self._many(field))
        elif isinstance(type, Record):
            code.add_call(field, self.reader(type))
        elif isinstance(type, Plain | Pattern) and type.name not in _TABLES:
            if isinstance(type, Pattern):
                code.names[f"fits_{field.name}"] = re.compile(type.pattern).fullmatch
                code.add_text(field, f"fits_{field.name}(text) and len(text) <= {type.longest}")
            elif type.name == "text":
                code.add_text(field, f"{_IS_TEXT} and len(text) <= {MAX_TEXT}")
            else:
                code.add_call(field, _PLAIN[type.name])
        else:
            code.add_lookup(field, self._table(type))

    def _table(self, type: Plain | Pattern | Reference | Words | Record) -> dict[str, Any]:
        """What a text of a type stands for, by the text."""
        match type:
            case Reference(sorts):
                return self.references.setdefault(sorts, _Same())
            case Words(terms):
                return {term.value: term for term in terms}
            case Plain("day"):
                return self._days
            case _:
                return self._dates

    def _many(self, field: Field) -> Read:
        match field.type:
            case Record() as record if record.name in _SHARED:
                return self._shared(record)
            case Record() as record:
                return _list_of(self.reader(record))
            case Words() as type:
                return _list_in(_Lists(self._table(type)))
            case Reference() as type:
                return _list_once(self._table(type).__getitem__)
            case _:
                return _list_of(_text)

    def _shared(self, record: Record) -> Read:
        """Read lists of records of which two texts say all, mostly: each such one once.

        A list of one is one list then, too.
        """
        read = self.reader(record)
        first, second = (field.name for field in record.fields if field.required)
        known = _Pairs(read, first, second)

        def read_one(item: Any) -> Any:
            return known[item[second]][item[first]][0] if len(item) == 2 else read(item)

        def read_all(items: Any) -> tuple[Any, ...]:
            if len(_list(items)) == 1:
                (item,) = items
                if len(item) == 2:
                    one: tuple[Any, ...] = known[item[second]][item[first]]
                    return one
            return tuple(map(read_one, items))

        return read_all


def _list(items: Any) -> Any:
    if type(items) is not list:
        raise _NotPlainError
    return items


def _list_of(read: Read) -> Read:
    def read_all(items: Any) -> tuple[Any, ...]:
        if len(_list(items)) == 1:  # nearly always
            return (read(items[0]),)
        return tuple(map(read, items))

    return read_all


def _list_in(lists: _Lists) -> Read:
    def read_all(items: Any) -> tuple[Any, ...]:
        values: tuple[Any, ...] = lists[tuple(_list(items))]
        return values

    return read_all


def _list_once(read: Read) -> Read:
    """The same of texts, none of them twice."""

    def read_all(items: Any) -> tuple[Any, ...]:
        if len(set(_list(items))) < len(items):
            raise _NotPlainError
        return tuple(map(read, items))

    return read_all


class _Lists(dict[tuple[Any, ...], tuple[Any, ...]]):
    """Lists of words, each read once: there are few."""

    def __init__(self, words: dict[str, Any]) -> None:
        super().__init__()
        self._read = _list_once(words.__getitem__)

    def __missing__(self, items: tuple[Any, ...]) -> tuple[Any, ...]:
        values: tuple[Any, ...] = self._read(list(items))
        self[items] = values
        return values


class _Pairs(dict[str, "_Pair"]):
    """Records of two texts, as lists of one, by the second text and the first."""

    def __init__(self, read: Read, first: str, second: str) -> None:
        super().__init__()
        self._read, self._first, self._second = read, first, second

    def __missing__(self, text: str) -> _Pair:
        def read(first: str) -> Any:
            return self._read({self._first: first, self._second: text})

        self[text] = pair = _Pair(read)
        return pair


class _Pair(dict[str, tuple[Any]]):
    """Those with one second text, by the first."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> tuple[Any]:
        self[text] = one = (self._read(text),)
        return one


class _Same(dict[str, str]):
    """Each text once: asked for an equal one, it gives the one that it has."""

    def __missing__(self, text: str) -> str:
        if type(text) is not str:
            raise _NotPlainError
        self[text] = text
        return text


class _Dates(dict[str, EdtfDate]):
    """Each date read once, by its text."""

    def __missing__(self, text: str) -> EdtfDate:
        if type(text) is not str:
            raise _NotPlainError
        date = self[text] = parse_edtf(text)
        return date


class _Days(dict[str, EdtfDate]):
    """Dates that are one known day."""

    def __init__(self, dates: _Dates) -> None:
        super().__init__()
        self._dates = dates

    def __missing__(self, text: str) -> EdtfDate:
        date = self._dates[text]
        if not date.is_day:
            raise _NotPlainError
        self[text] = date
        return date


_IS_TEXT = "text.isprintable() and text and not text.isspace()"
_TABLES = ("edtf", "day")


def _text(text: Any) -> str:
    if type(text) is not str or not text.isprintable() or not text or text.isspace():
        raise _NotPlainError
    if len(text) > MAX_TEXT:
        raise _NotPlainError
    return text


def _integer(number: Any) -> int:
    if type(number) is int and abs(number) < 10**9:
        return number
    raise _NotPlainError


def _decimal(text: Any) -> Decimal:
    if type(text) is str and re.fullmatch(DECIMAL_PATTERN, text):
        return to_decimal(text)
    raise _NotPlainError


def _flag(flag: Any) -> bool:
    if type(flag) is bool:
        return flag
    raise _NotPlainError


_PLAIN: dict[str, Read] = {"integer": _integer, "decimal": _decimal, "flag": _flag}
