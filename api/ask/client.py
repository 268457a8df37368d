"""Put a question: to a running server, or to a seed in this process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPException
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from graph.load import load_seed, packaged_seed_folder
from graph.store import NetworkXStore

__all__ = ["NoAnswerError", "QuestionError", "document", "put"]

Variables = Mapping[str, Any]
_PATIENCE = 30


class QuestionError(Exception):
    """The question cannot be asked so; `messages` say why."""

    def __init__(self, messages: list[str]) -> None:
        """Take all that is wrong."""
        self.messages = messages
        super().__init__("\n".join(messages))


class NoAnswerError(Exception):
    """The server does not answer, or not as a graph does."""


def document(name: str) -> str:
    """The GraphQL document of a question."""
    return (files("api.ask") / f"{name}.graphql").read_text("utf-8")


def put(name: str, variables: Variables, *, url: str | None, folder: Path | None) -> dict[str, Any]:
    """The `data` of the answer; raises `QuestionError`, `NoAnswerError` or `SeedError`."""
    answer = _ask_server(url, name, variables) if url else _ask_seed(folder, name, variables)
    if answer.get("errors"):
        raise QuestionError([str(error.get("message", error)) for error in answer["errors"]])
    data: dict[str, Any] = answer["data"]
    return data


def _ask_seed(folder: Path | None, name: str, variables: Variables) -> dict[str, Any]:
    from api.context import Context  # the schema is built only where it is asked
    from api.errors import shown_error
    from api.query import schema
    from api.schema.wrap import wrap

    reader = NetworkXStore(load_seed(folder or packaged_seed_folder())).reader()
    context = Context(reader, wrap, datetime.now(UTC).date().toordinal())
    result = schema.execute_sync(
        document(name), variable_values=dict(variables), context_value=context
    )
    return {"data": result.data, "errors": [shown_error(error) for error in result.errors or ()]}


def _ask_server(url: str, name: str, variables: Variables) -> dict[str, Any]:
    if not _is_address(url):
        raise NoAnswerError(f"{url!r} is no address; write for instance http://127.0.0.1:8000")
    address = url if url.rstrip("/").endswith("/graphql") else f"{url.rstrip('/')}/graphql"
    body = json.dumps({"query": document(name), "variables": dict(variables)}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    try:
        with urlopen(Request(address, body, headers), timeout=_PATIENCE) as response:
            answer = json.load(response)
    except HTTPError as error:
        error.close()
        raise NoAnswerError(f"{address} answers {error.code} {error.reason}") from None
    except (OSError, HTTPException) as error:
        reason = str(getattr(error, "reason", error)).strip()
        raise NoAnswerError(f"{address} does not answer: {reason}. Is it running?") from None
    except ValueError:
        raise NoAnswerError(f"{address} does not answer in JSON") from None
    if not isinstance(answer, dict) or not ("data" in answer or "errors" in answer):
        raise NoAnswerError(f"{address} does not answer as a GraphQL service does")
    return answer


def _is_address(url: str) -> bool:
    """Whether one can ask there: by HTTP, a host, a port that is a number."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
