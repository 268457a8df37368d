"""Writes the functions that read records quickly, one for each sort of record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any

from graph.load.format import Field, Record

__all__ = ["Code"]


class Code:
    """Writes the function that makes a value of one sort of record from what JSON holds.

    A frozen dataclass guards its fields while it is made, which takes longer than all else. So the
    function fills an instance of a class with the same slots and no guards, and makes it an instance
    of the dataclass in the end.
    """

    def __init__(self, record: Record, error: type[ValueError]) -> None:
        """Begin; the function raises `error` at what is not as the format has it."""
        self.names: dict[str, Any] = {"Hollow": _hollow(record.model), "Model": record.model}
        """What the function refers to; of values that users write, nothing gets into its text."""
        self.names["error"] = error
        self.lines: list[str] = []
        """What it does with `plain` and `new`, beside reading the fields."""
        self._record = record
        self._defaults = {f.name: f.default for f in fields(record.model)}

    def add_call(self, field: Field, read: Callable[[Any], Any]) -> None:
        """Read a field by a function."""
        self.names[f"read_{field.name}"] = read
        self._add(field, f"new.{field.name} = read_{field.name}(plain[{field.name!r}])")

    def add_lookup(self, field: Field, table: dict[str, Any]) -> None:
        """Look a field up in a table."""
        self.names[f"in_{field.name}"] = table
        self._add(field, f"new.{field.name} = in_{field.name}[plain[{field.name!r}]]")

    def add_text(self, field: Field, condition: str) -> None:
        """Take a field as it is, if it is a `text` for which a condition holds."""
        name = field.name
        self._add(
            field,
            f"new.{name} = text = plain[{name!r}]",
            f"if type(text) is not str or not ({condition}):",
            "    raise error",
        )

    def _add(self, field: Field, *lines: str) -> None:
        if field.required:
            self.lines += lines
            return
        name, default = field.name, self._defaults[field.name]
        self.names[f"no_{name}"] = None if default is MISSING else default
        self.lines += [
            f"if {name!r} in plain:",
            *(f"    {line}" for line in lines),
            "    count += 1",
            "else:",
            f"    new.{name} = no_{name}",
        ]

    def function(self) -> Callable[[Any], Any]:
        """The function; it fails at what it does not know, or misses."""
        record = self._record
        required = sum(field.required for field in record.fields)
        lines = ["new = Hollow()", f"count = {required}", *self.lines]
        lines += ["if len(plain) != count:", "    raise error"]
        for wants, names in (("!= 1", record.one_of), ("== 0", record.any_of)):
            if names:
                found = " + ".join(f"({name!r} in plain)" for name in names)
                lines += [f"if {found} {wants}:", "    raise error"]
        lines += ["new.__class__ = Model", "return new"]
        text = "\n    ".join(["def read(plain):", *lines])
        exec(compile(text, f"<reader of {record.name}>", "exec"), self.names)  # noqa: S102
        read: Callable[[Any], Any] = self.names["read"]
        return read


def _hollow(model: type[Any]) -> type[Any]:
    """A class of the same slots, in which they can be set."""
    return type(f"Hollow{model.__name__}", (), {"__slots__": model.__slots__})
