"""How a graph came to be what it is: its last changes, from version to version.

A journal is a value: it never changes, a change makes another one. It is bounded, and so are the ids
in each change; how many there were is always known. Who has seen one version asks what came since.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from graph.errors import UnknownIdError
from graph.store.base import Applied

__all__ = [
    "MAX_CHANGES",
    "MAX_IDS",
    "GraphChange",
    "Journal",
    "SomeIds",
    "UnknownVersionError",
    "change_from_plain",
    "change_to_plain",
]

MAX_CHANGES = 256
"""Changes that a journal keeps."""
_DIGITS = 18
MAX_IDS = 200
"""Ids of each sort that a change names."""


@dataclass(frozen=True, slots=True)
class SomeIds:
    """How many things there were, and the ids of the first `MAX_IDS` of them, in order."""

    count: int
    ids: tuple[str, ...]

    @classmethod
    def of(cls, ids: tuple[str, ...]) -> Self:
        """Keep what is kept of so many ids."""
        return cls(len(ids), ids[:MAX_IDS])

    @property
    def is_complete(self) -> bool:
        """Whether all are named."""
        return len(self.ids) == self.count


@dataclass(frozen=True, slots=True)
class GraphChange:
    """One change: from the version `previous` (None: from nothing) to `version`.

    `number` counts the changes of one graph from 1.
    """

    number: int
    previous: str | None
    version: str
    at: datetime
    added: SomeIds
    changed: SomeIds
    removed: SomeIds

    @property
    def cursor(self) -> str:
        """Where one stands after it."""
        return f"{self.version}-{self.number}"


@dataclass(frozen=True, slots=True)
class Journal:
    """The last changes, oldest first, of the graph that now has this version."""

    version: str
    changes: tuple[GraphChange, ...] = ()

    @property
    def number(self) -> int:
        """The number of the last change; 0 before the first."""
        return self.changes[-1].number if self.changes else 0

    @property
    def cursor(self) -> str:
        """Where one stands after the last change."""
        return f"{self.version}-{self.number}"

    def with_change(self, applied: Applied, at: datetime) -> Journal:
        """The journal after an `apply` that changed something; the oldest change may go."""
        ids = applied.ids
        change = GraphChange(
            self.number + 1,
            self.version or None,
            applied.version,
            at,
            *(SomeIds.of(some) for some in (ids.added, ids.changed, ids.removed)),
        )
        return Journal(applied.version, (*self.changes, change)[-MAX_CHANGES:])

    def since(self, place: str | None) -> tuple[GraphChange, ...]:
        """All that came after a cursor, or after the graph was last of a version; None: all.

        A version is what a graph holds: if it was left and came back, nothing is missed by who has it,
        and a cursor of another journal is as good as its version. Raises `UnknownVersionError` for
        what is not, or no longer, in the journal.
        """
        if place is None:
            return self.changes
        version, _, number = place.partition("-")
        if number.isdecimal():
            with suppress(UnknownVersionError):
                return self.after(int(number[:_DIGITS]), version)
        if version == self.version:
            return ()
        for index in reversed(range(len(self.changes))):
            if self.changes[index].previous == version:
                return self.changes[index:]
        raise UnknownVersionError(version)

    def after(self, number: int, version: str) -> tuple[GraphChange, ...]:
        """All that came after the change of this number, which led to `version`.

        Raises as `since` where that change is not, or no longer, in the journal.
        """
        if number == self.number and version == self.version:
            return ()
        for index, change in enumerate(self.changes):
            if change.number == number + 1 and change.previous == version:
                return self.changes[index:]
        raise UnknownVersionError(version)


class UnknownVersionError(UnknownIdError):
    """A version that the journal does not know, or no longer."""

    def __init__(self, version: str) -> None:
        """Say what to do: begin anew."""
        super().__init__("version", version)
        message = (
            f"The journal of the graph knows no version {version!r}, or no longer: read anew what"
            " you need, and go on from the version that `graph { version }` names."
        )
        self.args = (message,)


def change_to_plain(change: GraphChange) -> dict[str, Any]:
    """A change in JSON's words."""
    return {
        "number": change.number,
        "previous": change.previous,
        "version": change.version,
        "at": change.at.isoformat(),
        **{name: _some_to_plain(getattr(change, name)) for name in ("added", "changed", "removed")},
    }


def _some_to_plain(some: SomeIds) -> dict[str, Any]:
    return {"count": some.count, "ids": list(some.ids)}


def change_from_plain(plain: Mapping[str, Any]) -> GraphChange:
    """The change that `change_to_plain` made this of."""
    some = (plain[name] for name in ("added", "changed", "removed"))
    return GraphChange(
        plain["number"],
        plain["previous"],
        plain["version"],
        datetime.fromisoformat(plain["at"]),
        *(SomeIds(each["count"], tuple(each["ids"])) for each in some),
    )
