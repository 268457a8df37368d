"""What changed between two seeds: what was added, changed field by field, removed; and in words."""

from __future__ import annotations

from graph.changes.changes import Change, Changes, DateChange, FieldChange, changes_between
from graph.changes.words import in_words, to_rows

__all__ = [
    "Change",
    "Changes",
    "DateChange",
    "FieldChange",
    "changes_between",
    "in_words",
    "to_rows",
]
