"""The limits of one document, as values."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a document may hold, how much an operation may cost, and what is told of the schema.

    The defaults are those of the settings with the same names; a test holds them equal.
    """

    max_tokens: int = 5_000
    max_depth: int = 25
    max_aliases: int = 50
    max_directives: int = 50
    max_repeats: int = 20_000
    max_cost: int = 500_000
    introspection: bool = True
    suggestions: bool = True

    @classmethod
    def of(cls, settings: object) -> Limits:
        """Those that the settings have."""
        return cls(**{one.name: getattr(settings, one.name) for one in fields(cls)})
