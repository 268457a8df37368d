"""Questions put to two graphs, and where their answers differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from api.context import Context
from api.documents import Documents
from api.errors import shown_error
from api.query import schema
from api.schema.wrap import wrap
from graph.errors import BadArgumentError
from graph.store import Reader

__all__ = ["AnswerChange", "Question", "changed_answers", "read_questions"]

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Question:
    """A GraphQL document with its variables."""

    name: str
    text: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A question that is answered in another way; `places` are where, with both values."""

    question: str
    places: tuple[tuple[str, Any, Any], ...]


def read_questions(path: Path | None) -> list[Question]:
    """The questions in a document or in a folder of them; those of this package without one.

    Variables stand beside a document, in a file of the same name that ends in `.json`: as they are, or
    under the key `variables`. Raises `BadArgumentError` for what is none of this.
    """
    folder = Path(str(files("api.plan"))) / "questions" if path is None else path
    paths = sorted(folder.glob("*.graphql")) if folder.is_dir() else [folder]
    if not paths:
        raise BadArgumentError("questions", str(folder), "a folder of files .graphql, or one file")
    return [_question(each) for each in paths]


def _question(path: Path) -> Question:
    beside = path.with_suffix(".json")
    try:
        variables = json.loads(beside.read_text("utf-8")) if beside.is_file() else {}
        return Question(path.stem, path.read_text("utf-8"), variables.get("variables", variables))
    except (OSError, ValueError, AttributeError) as error:
        expected = "a GraphQL document, its variables beside it as an object of JSON"
        raise BadArgumentError("questions", str(path), expected) from error


def changed_answers(
    questions: Sequence[Question], before: Reader, after: Reader, today: int, day: str
) -> Iterator[AnswerChange]:
    """Those that are answered in another way; a document that takes a `$day` gets this one.

    Raises `BadArgumentError` for a document that is not one of the schema.
    """
    documents = Documents(schema)
    for question in questions:
        old, new = (_answer(documents, question, reader, today, day) for reader in (before, after))
        places = tuple(_differences(old, new, ""))
        if places:
            yield AnswerChange(question.name, places)


def _answer(
    documents: Documents, question: Question, reader: Reader, today: int, day: str
) -> dict[str, Any]:
    document = documents.read(question.text)
    if document.errors or len(document.operations) != 1:
        why = document.errors[0].message if document.errors else "one operation is expected"
        raise BadArgumentError("questions", question.name, f"a document of the schema: {why}")
    variables = (
        {"day": day, **question.variables} if "$day" in question.text else question.variables
    )
    context = Context(reader, wrap, today, search_seconds=_SECONDS)
    result = documents.execute(document, None, dict(variables), context)
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [shown_error(error) for error in result.errors]
    return answer


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Where two answers differ; of lists, what only one of them has."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            here = f"{path}.{name}" if path else name
            yield from _differences(old.get(name), new.get(name), here)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_differences(old, new, path)
    elif old != new:
        yield path, old, new


def _list_differences(old: list[Any], new: list[Any], path: str) -> Iterator[tuple[str, Any, Any]]:
    before, after = ({_text(item): item for item in items} for items in (old, new))
    yield from ((f"{path}[]", item, None) for text, item in before.items() if text not in after)
    yield from ((f"{path}[]", None, item) for text, item in after.items() if text not in before)
    if old != new and before.keys() == after.keys():
        yield f"{path} (order)", old, new


def _text(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True)
