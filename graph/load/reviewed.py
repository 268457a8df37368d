"""A seed under review: its values, with the places that they were read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.load.records import Located, Path
from graph.load.rules import Rule, SeedWarning
from graph.model import Seed

__all__ = ["Reviewed"]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A seed without problems, and its records by id."""

    seed: Seed
    records: Mapping[str, Located]

    def warning(self, rule: Rule, id: str, path: Path, message: str, advice: str) -> SeedWarning:
        """A warning about the part at `path` of what has that id."""
        record = self.records[id]
        return SeedWarning(record.at(*path), f"{record.sort} {id!r}: {message}", rule, advice)
