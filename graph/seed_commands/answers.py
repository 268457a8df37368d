"""One answer of a curator: is it what the field holds, and if not, what is wrong and what is near."""

from __future__ import annotations

import shlex
from collections import defaultdict
from typing import Any

from graph.dates import EdtfDate, EdtfError, day_to_iso, parse_edtf
from graph.load import Place, nearest_few
from graph.load.check import folded_name
from graph.load.document import Mapping, Scalar, Sequence, Tree
from graph.load.format import SORTS, Field, FieldType, Pattern, Plain, Record, Reference, Words
from graph.load.values import UnfitError, read_value
from graph.model import Seed

__all__ = ["AnswerError", "Known", "meaning_of", "read_answer", "read_row", "tree_of"]

_HERE = Place("answer")


class AnswerError(Exception):
    """An answer that the field does not take; the message says why, and what to answer."""


class Known:
    """The ids of a seed, and the names that lead to them."""

    def __init__(self, seed: Seed) -> None:
        """Collect them."""
        self.names: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for folder, sort in SORTS.items():
            self.names[sort] = {id: id for id in getattr(seed, folder)}
        for entity in seed.entities.values():
            for name in (entity.name.en, entity.name.zh, *entity.aliases):
                self.names["entity"].setdefault(folded_name(name or ""), entity.id)

    def add(self, sort: str, id: str) -> None:
        """Know one more."""
        self.names[sort][id] = id

    def has(self, id: str) -> bool:
        """Whether anything has this id."""
        return any(names.get(id) == id for names in self.names.values())

    def find(self, text: str, sorts: tuple[str, ...]) -> str:
        """The id that is meant by an id or a name of one of these sorts; raises `AnswerError`."""
        for sort in sorts:
            found = self.names[sort].get(text) or self.names[sort].get(folded_name(text))
            if found:
                return found
        wanted = " or ".join(sorts)
        near = self.near(text, sorts)
        hint = f" Near to it: {', '.join(near)}." if near else ""
        raise AnswerError(f"There is no {wanted} {text!r}.{hint}")

    def near(self, text: str, sorts: tuple[str, ...], limit: int = 5) -> list[str]:
        """The ids nearest to a text: those that hold it first, then those that look like it."""
        names = {name: id for sort in sorts for name, id in self.names[sort].items()}
        folded = folded_name(text)
        holding = sorted(name for name in names if folded and folded in folded_name(name))
        close = nearest_few(folded, names, limit=limit)
        return list(dict.fromkeys(names[name] for name in [*holding[:limit], *close]))[:limit]


def read_answer(text: str, type: FieldType, name: str, known: Known) -> str:
    """The text as the file will hold it; raises `AnswerError`."""
    text = text.strip()
    if not text:
        raise AnswerError("This has to be said.")
    if isinstance(type, Words):
        text = (
            text.lower().replace(" ", "_") if text.lower() not in list(type.terms) else text.lower()
        )
    if isinstance(type, Pattern) and type.name == "id" and known.has(text):
        raise AnswerError(f"The id {text!r} is taken. Choose another.")
    if isinstance(type, Reference):
        return known.find(text, type.sorts)
    try:
        read_value(Scalar(_HERE, text, is_plain=False), type, name)
    except UnfitError as unfit:
        raise AnswerError(_told(text, type, unfit)) from None
    return text


def _told(text: str, type: FieldType, unfit: UnfitError) -> str:
    lines = [f"{unfit.message}: expected {unfit.expected}."]
    if isinstance(type, Plain) and type.name in ("edtf", "day"):
        try:
            parse_edtf(text)
        except EdtfError as error:
            pointed = f"  {text[:200]}\n  {' ' * error.position}^"
            lines = [pointed, f"Here {error.found!r} cannot stand: expected {error.expected}."]
            if not error.found:
                lines = [pointed, f"Something is missing here: expected {error.expected}."]
    if unfit.suggestion:
        lines.append(f"Did you mean {unfit.suggestion!r}?")
    return "\n".join(lines)


def meaning_of(text: str, type: FieldType) -> str | None:
    """What a date that is no plain day means, in days; None for whatever needs no words."""
    if type != Plain("edtf"):
        return None
    date = parse_edtf(text)
    return None if date.is_day and not date.is_stretch else f"{text} means {_days(date)}"


def _days(date: EdtfDate) -> str:
    first, last = day_to_iso(date.earliest), day_to_iso(date.latest)
    instant = f"a day from {first} to {last}" if first and last else f"by {last}" if last else "…"
    if first and not last:
        instant = f"{first} or later"
    if first == last:
        instant = str(first)
    if not date.is_stretch:
        return instant
    return f"begun on {instant}; the right end closes nothing"


def read_row(text: str, field: Field, known: Known) -> dict[str, Any]:
    """An item of a list in one line: required fields in their order, others as `name=value`.

    `wechat taobao link_sharing open since=2021-09-17`; what holds spaces stands in quotes. Raises
    `AnswerError`.
    """
    record = field.type
    assert isinstance(record, Record)
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise AnswerError(f"{text!r}: {error}.") from None
    required = [inner for inner in record.fields if inner.required]
    by_name = {**{inner.name: inner for inner in record.fields}}
    answers: dict[str, Any] = {}
    plain_words = [word for word in words if word.partition("=")[0].split(".")[0] not in by_name]
    if len(plain_words) != len(required):
        names = " ".join(inner.name for inner in required)
        raise AnswerError(f"{text!r}: expected {names}, and others as name=value.")
    for inner, word in zip(required, plain_words, strict=True):
        answers[inner.name] = read_answer(word, inner.type, inner.name, known)
    for word in words:
        if word not in plain_words:
            path, _, value = word.partition("=")
            _put(answers, by_name[path.split(".")[0]], path.split(".")[1:], value, known)
    return {inner.name: answers[inner.name] for inner in record.fields if inner.name in answers}


def _put(answers: dict[str, Any], field: Field, rest: list[str], value: str, known: Known) -> None:
    """Put the answer `name=value` or `name.en=value` in its place."""
    if not isinstance(field.type, Record):
        answers[field.name] = read_answer(value, field.type, field.name, known)
        return
    inner = {part.name: part for part in field.type.fields}
    name = rest[0] if rest else "en"
    if name not in inner:
        raise AnswerError(f"{field.name}.{name}: expected one of {', '.join(inner)}.")
    text = read_answer(value, inner[name].type, name, known)
    if field.many:
        items = answers.setdefault(field.name, [])
        if not items or name in items[-1]:
            items.append({})
        items[-1][name] = text
    else:
        answers.setdefault(field.name, {})[name] = text


def tree_of(plain: Any) -> Tree:
    """Answers as the tree that a file with them would be read to."""
    if isinstance(plain, dict):
        pairs = [(Scalar(_HERE, key, is_plain=True), tree_of(item)) for key, item in plain.items()]
        return Mapping(_HERE, pairs)
    if isinstance(plain, list):
        return Sequence(_HERE, [tree_of(item) for item in plain])
    return Scalar(_HERE, str(plain), is_plain=False)
