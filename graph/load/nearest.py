"""The nearest valid word to one that is not: what somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process, utils

__all__ = ["nearest", "nearest_few"]

_CLOSE_ENOUGH = 70


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word that `word` was probably meant to be, or None; ties go to the first id."""
    few = nearest_few(word, valid, limit=1)
    return few[0] if few else None


def nearest_few(word: str, valid: Iterable[str], *, limit: int = 3) -> list[str]:
    """Up to `limit` valid words close to `word`, nearest first, then by code points."""
    found = process.extract(
        word,
        sorted(set(valid)),
        scorer=fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=_CLOSE_ENOUGH,
        limit=None,
    )
    return [choice for choice, _, _ in sorted(found, key=lambda f: (-f[1], f[0]))[:limit]]
