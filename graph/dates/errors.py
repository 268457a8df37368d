"""What goes wrong when a date is read: where, and what to write instead."""

from __future__ import annotations

from graph.errors import GraphError

__all__ = ["EdtfError", "Mistake"]

_SHOWN = 60  # a longer text is cut in messages: the column still tells the place


class Mistake(Exception):
    """The first place at which a text stops being a date that is taken.

    It never leaves this package: `parse_edtf` makes an `EdtfError` of it.
    """

    def __init__(self, position: int, found: str, expected: str) -> None:
        super().__init__(position, found, expected)
        self.position = position
        self.found = found
        self.expected = expected


class EdtfError(GraphError, ValueError):
    """A text that is not a date, or not one that is taken here.

    `text` is what was read and `position` the place of the mistake, counted from 0 (at most
    `len(text)`, when something is missing at the end). `found` is what stands there ("" at the
    end), `expected` says what belongs there, and `instead` is a spelling that is taken and was
    probably meant, or `None` when there is no safe guess.
    """

    code = "BAD_DATE"

    def __init__(
        self, text: str, position: int, found: str, expected: str, instead: str | None = None
    ) -> None:
        # All arguments go to Exception, so that the error survives pickling.
        super().__init__(text, position, found, expected, instead)
        self.text = text
        self.position = position
        self.found = found
        self.expected = expected
        self.instead = instead

    @property
    def column(self) -> int:
        """The place of the mistake as people count: from 1."""
        return self.position + 1

    def __str__(self) -> str:
        found = repr(_shortened(self.found)) if self.found else "nothing"
        advice = f"; write {self.instead!r}" if self.instead is not None else ""
        return (
            f"{_shortened(self.text)!r}, column {self.column}: "
            f"found {found}, expected {self.expected}{advice}"
        )


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
