"""Put a question to the schema as the endpoint does, with the day that is "today" held still."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from graphql import ExecutionResult

from api.context import Context
from api.documents import Documents
from api.errors import shown_error
from api.query import schema
from api.schema.wrap import wrap
from graph.load import load_seed, packaged_seed_folder
from graph.store import NetworkXStore, Reader

__all__ = ["TODAY", "Answer", "ask", "packaged_reader"]

Answer = dict[str, Any]
TODAY = date(2024, 10, 1)
_DOCUMENTS = Documents(schema)


@cache
def packaged_reader() -> Reader:
    """The graph of the packaged seed."""
    return NetworkXStore(load_seed(packaged_seed_folder())).reader()


def ask(
    query: str,
    variables: Mapping[str, Any] | None = None,
    reader: Reader | None = None,
    documents: Documents = _DOCUMENTS,
) -> Answer:
    """The answer as a client gets it: `data`, and `errors` where there are any."""
    context = Context(reader or packaged_reader(), wrap, TODAY.toordinal())
    document = documents.read(query)
    result = ExecutionResult(None, list(document.errors))
    if not document.errors:
        result = documents.execute(document, None, dict(variables or {}), context)
    answer: Answer = {"data": result.data}
    if result.errors:
        answer["errors"] = [shown_error(error) for error in result.errors]
    return answer
