"""Lines of the log: for people at a terminal, as JSON elsewhere; each with the id of its request."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from api.observing.record import REQUEST_ID

__all__ = ["JsonFormatter", "TextFormatter", "configure_logging"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def configure_logging(level: str, form: str = "auto") -> None:
    """Log to standard error; `text`, `json`, or `auto`: text for a terminal, JSON for others."""
    is_text = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(TextFormatter() if is_text else JsonFormatter())
    handler.addFilter(_with_id)
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("watchfiles").setLevel(logging.WARNING)


def _with_id(line: logging.LogRecord) -> bool:
    """Note whose line it is, in the thread that writes it."""
    line.request_id = REQUEST_ID.get()
    return True


class TextFormatter(logging.Formatter):
    """Time, level, name, message; then the fields, and the id of the request."""

    def __init__(self) -> None:
        """Take no options."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """One line, whatever clients may have put into it."""
        fields: dict[str, Any] = getattr(record, "fields", {})
        said = [f"{name}={json.dumps(value)}" for name, value in fields.items()]
        if id := getattr(record, "request_id", ""):
            said.append(f"request={id}")
        line = super().formatMessage(record)
        return _CONTROL.sub("\ufffd", " ".join([line, *said]))


class JsonFormatter(logging.Formatter):
    """An object a line: `time`, `level`, `logger`, `message`, `requestId`, `error`, and the fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if id := getattr(record, "request_id", ""):
            line["requestId"] = id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
