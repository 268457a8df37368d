"""A record asked for question by question; what was given as an option is not asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import click

from graph.editing import free_id, suggested_id
from graph.load.format import FOLDERS, SORTS, Field, Plain, Record, Reference, Words
from graph.seed_commands.answers import AnswerError, Known, meaning_of, read_answer, read_row

__all__ = ["Asker", "option_name"]

# What is asked though it may stay empty. Everything else can be given as an option.
_ASKED = {
    "event": ("participants", "effects", "relations", "note", "citations"),
    "effect": ("since", "until", "limits"),
    "citation": ("quote", "date"),
    "entity": ("aliases", "description", "homepage", "relations"),
    "relation": ("since", "citations"),
    "source": ("url", "published"),
    "figure": ("entity", "subject", "citations"),
    "statement": ("speaker", "speaker_name", "about", "said", "citations"),
    "bilingual text": ("zh",),
}
_NEW = "+"


def option_name(*path: str) -> str:
    """The option for a field: `--title-en`, `--participants`."""
    return "--" + "-".join(path).replace("_", "-")


class Asker:
    """Asks for records; with `quietly` it asks nothing and takes what is given.

    `add_new` is called for what is referred to and does not exist yet; it returns the new id.
    """

    def __init__(self, known: Known, add_new: Callable[[str], str], *, quietly: bool) -> None:
        """Begin."""
        self.known = known
        self.add_new = add_new
        self.quietly = quietly

    def record(self, folder: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The answers for a record of a folder of the format, in the format's order."""
        record = FOLDERS[folder]
        answers: dict[str, Any] = {}
        for field in record.fields:
            if field.name != "id":
                self._top(record, field, given, answers)
        self._complete(SORTS[folder], record, given, answers)
        answers["id"] = self._id(folder, given, answers)
        return {field.name: answers[field.name] for field in record.fields if field.name in answers}

    def _top(
        self, record: Record, field: Field, given: Mapping[str, Any], answers: dict[str, Any]
    ) -> None:
        """Take one field from the options, or else ask for it."""
        value = self._given(field, given)
        if value is None and self._is_asked(record, field, answers):
            value = self._field(field, field.name)
        if value not in (None, [], {}):
            answers[field.name] = value

    def _is_asked(self, record: Record, field: Field, answers: Mapping[str, Any]) -> bool:
        if self.quietly:
            return False
        if record.one_of and field.name in record.one_of:
            return not any(name in answers for name in record.one_of)
        if record.name == "effect" and field.name in ("until", "limits"):
            passing = ("open", "limited") if field.name == "until" else ("limited",)
            return answers.get("access") in passing
        return field.required or field.name in _ASKED.get(record.name, ())

    def _given(self, field: Field, given: Mapping[str, Any]) -> Any:
        """What options say of a field; None if they say nothing."""
        name = field.name
        try:
            if isinstance(field.type, Record) and field.many:
                rows = given.get(option_name(name)) or ()
                return [read_row(row, field, self.known) for row in rows] or None
            if isinstance(field.type, Record):
                parts = {
                    part: given.get(option_name(name, part.name)) for part in field.type.fields
                }
                return {
                    part.name: read_answer(text, part.type, f"{name}.{part.name}", self.known)
                    for part, text in parts.items()
                    if text is not None
                } or None
            text = given.get(option_name(name))
            if field.many:
                return [
                    read_answer(item, field.type, name, self.known) for item in text or ()
                ] or None
            if field.type == Plain("flag"):
                return "true" if text else None
            return None if text is None else read_answer(text, field.type, name, self.known)
        except AnswerError as error:
            raise click.UsageError(f"{option_name(name)}: {error}") from None

    def _field(self, field: Field, label: str) -> Any:
        if isinstance(field.type, Record):
            return self._items(field, label) if field.many else self._part(field.type, label, field)
        if field.many:
            return self._list(field, label)
        return self._value(field, label)

    def _list(self, field: Field, label: str) -> list[str]:
        found: list[str] = []
        click.secho(f"{label}: {field.description} One a line; an empty line ends.", dim=True)
        while (text := self._value(field, label, optional=True)) is not None:
            found.append(text)
        return found

    def _items(self, field: Field, label: str) -> list[dict[str, Any]]:
        record = field.type
        assert isinstance(record, Record)
        found: list[dict[str, Any]] = []
        click.secho(f"{label}: {field.description} An empty line ends.", dim=True)
        while True:
            must = field.required and not found
            item = self._part(record, f"{label} {len(found) + 1}", field, optional=not must)
            if not item:
                return found
            found.append(item)

    def _part(
        self, record: Record, label: str, field: Field, *, optional: bool | None = None
    ) -> dict[str, Any]:
        """The fields of a part of a record; nothing where its first required field stays empty."""
        may_end = not field.required if optional is None else optional
        answers: dict[str, Any] = {}
        for inner in record.fields:
            if not (inner.required or self._is_asked(record, inner, answers)):
                continue
            here = f"{label} {inner.name}"
            if inner.required and may_end and not answers:
                value: Any = self._value(inner, here, optional=True)
                if value is None:
                    return {}
            else:
                value = self._field(inner, here)
            if value not in (None, [], {}):
                answers[inner.name] = value
        return answers

    def _value(self, field: Field, label: str, *, optional: bool | None = None) -> str | None:
        """One answer, asked for until it fits; None where it may stay empty and does."""
        may_be_empty = not field.required if optional is None else optional
        if not may_be_empty or optional is None:
            click.secho(f"{field.description}{_hint(field)}", dim=True)
        while True:
            text = click.prompt(label, default="", show_default=False).strip()
            if not text and may_be_empty:
                return None
            if text == "?":
                self._explain(field)
                continue
            try:
                if text == _NEW and isinstance(field.type, Reference):
                    return self.add_new(field.type.sorts[0])
                answer = read_answer(text, field.type, field.name, self.known)
            except AnswerError as error:
                click.secho(str(error), fg="red")
                continue
            said = meaning_of(answer, field.type) or (
                f"That is {answer}" if answer != text else None
            )
            if said:
                click.secho(said, dim=True)
            return answer

    def _explain(self, field: Field) -> None:
        """Show what can be answered."""
        if isinstance(field.type, Words):
            for term in field.type.terms:
                click.echo(f"  {term.value:22} {term.description}")
        elif isinstance(field.type, Reference):
            for sort in field.type.sorts:
                click.echo(f"  {', '.join(sorted(set(self.known.names[sort].values())))}")
        else:
            click.echo(f"  {field.description}{_hint(field)}")

    def _complete(
        self, sort: str, record: Record, given: Mapping[str, Any], answers: dict[str, Any]
    ) -> None:
        """Fill in what follows from the answers: the day of writing, and that there is no source."""
        today = datetime.now(UTC).date().isoformat()
        if record.any_of and not any(name in answers for name in record.any_of):
            answers["recorded"] = today
        if any(field.name == "unverified" for field in record.fields):
            self._settle_evidence(record, answers)
        if sort == "event" and answers.get("unverified") and "recorded" not in answers:
            answers["recorded"] = today
        missing = [field for field in record.fields if field.required and field.name not in answers]
        missing = [field for field in missing if field.name != "id"]
        if missing:
            names = ", ".join(map(_option_of, missing))
            raise click.UsageError(f"With --yes nothing is asked: give {names} too.")

    def _settle_evidence(self, record: Record, answers: dict[str, Any]) -> None:
        """Nothing is without a source, or else it is marked so."""
        field = next(field for field in record.fields if field.name == "citations")
        while not answers.get("citations") and "unverified" not in answers:
            if self.quietly:
                option = option_name("citations")
                raise click.UsageError(f"Nothing is without a source: {option}, or --unverified.")
            if click.confirm("Is there no source, so that it stays unverified?"):
                answers["unverified"] = "true"
            else:
                answers["citations"] = self._field(field, "citations")

    def _id(self, folder: str, given: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
        field = next(field for field in FOLDERS[folder].fields if field.name == "id")
        asked = self._given(field, given)
        if asked is not None:
            return str(asked)
        suggestion = self._suggestion(folder, answers)
        if self.quietly:
            return suggestion
        while True:
            text = click.prompt("id", default=suggestion or None)
            try:
                return read_answer(text, field.type, "id", self.known)
            except AnswerError as error:
                click.secho(str(error), fg="red")

    def _suggestion(self, folder: str, answers: Mapping[str, Any]) -> str:
        match folder:
            case "sources":
                words = [answers["publisher"], answers.get("published", "")]
            case "figures":
                words = [answers.get("entity", ""), answers["metric"], answers["period"]]
            case "statements":
                words = [answers.get("speaker", "statement"), answers["summary"]["en"]]
            case "entities":
                words = [answers["name"]["en"]]
            case _:
                words = [answers["title"]["en"]]
        suggestion = suggested_id(*words)
        return free_id(suggestion, _Taken(self.known)) if suggestion else ""


class _Taken:
    """The ids that are taken, whatever has them."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def __contains__(self, id: object) -> bool:
        return self.known.has(str(id))


def _hint(field: Field) -> str:
    match field.type:
        case Words():
            return " (? shows the words)"
        case Reference(sorts):
            return f" (the id or name of {' or '.join(sorts)}; ? shows them, + adds a new one)"
        case Plain("edtf"):
            return " (2024-05-20, 2021-09, 2013?, [2024-01-25..2024-01-31] …)"
        case _:
            return ""


def _option_of(field: Field) -> str:
    if isinstance(field.type, Record) and not field.many:
        return option_name(field.name, next(f.name for f in field.type.fields if f.required))
    return option_name(field.name)
