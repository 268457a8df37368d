"""Seed files written by programs: records as YAML, put into the right file, and nothing else moved."""

from __future__ import annotations

from graph.editing.ids import free_id, suggested_id
from graph.editing.placing import Placing, PlacingError
from graph.editing.proposal import OutdatedError, Proposal, write_at_once
from graph.editing.render import as_written, list_item, new_file

__all__ = [
    "OutdatedError",
    "Placing",
    "PlacingError",
    "Proposal",
    "as_written",
    "free_id",
    "list_item",
    "new_file",
    "suggested_id",
    "write_at_once",
]
