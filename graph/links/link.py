"""A link: a run of days on which the same effects may be in force on one triple."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from graph.dates import AFTER_ALL, BEFORE_ALL, day_to_iso
from graph.model import Triple
from graph.vocabulary import Access, Verdict

__all__ = ["Candidate", "Link", "verdict_of"]

_ALWAYS = "always"


class Candidate(NamedTuple):
    """An effect that may be the one that decides; `access` is CLOSED where it has ended by then.

    `effect` is its place in the event's list of effects.
    """

    event: str
    effect: int
    access: Access


class Link(NamedTuple):
    """A maximal run of days `[since, until)` with the same candidates on a triple.

    `nothing` says that possibly no effect has begun yet. Days are ordinals; `BEFORE_ALL` and
    `AFTER_ALL` stand for open ends.
    """

    triple: Triple
    since: int
    until: int
    candidates: tuple[Candidate, ...]
    nothing: bool

    @property
    def id(self) -> str:
        """Readable and stable while the dates stay: `link:origin:destination:channel:since`."""
        since = _ALWAYS if self.since == BEFORE_ALL else day_to_iso(self.since)
        triple = self.triple
        return f"link:{triple.origin}:{triple.destination}:{triple.channel}:{since}"

    @property
    def accesses(self) -> tuple[Access, ...]:
        """The accesses that are possible, each once, in the order of the vocabulary."""
        if len(self.candidates) == 1:  # nearly always
            return (self.candidates[0].access,)
        possible = {candidate.access for candidate in self.candidates}
        return tuple(access for access in Access if access in possible)

    @property
    def is_open_ended(self) -> bool:
        """Whether it lasts for ever, as far as is known."""
        return self.until == AFTER_ALL

    def holds_on(self, day: int) -> bool:
        """Whether `day` is in the run."""
        return self.since <= day < self.until

    def verdict(self, *, allow_limited: bool = True) -> Verdict:
        """The answer that the link gives to "can one get through?"."""
        return _kept_verdict(self.accesses, self.nothing, allow_limited)

    def is_passable(self, *, allow_limited: bool = True) -> bool:
        """Whether one can possibly get through."""
        return self.verdict(allow_limited=allow_limited) in (Verdict.CERTAIN, Verdict.POSSIBLE)


@cache  # few combinations, asked for again and again
def _kept_verdict(accesses: tuple[Access, ...], nothing: bool, allow_limited: bool) -> Verdict:
    return verdict_of(accesses, nothing=nothing, allow_limited=allow_limited)


def verdict_of(accesses: Iterable[Access], *, nothing: bool, allow_limited: bool) -> Verdict:
    """The verdict over the possible accesses, and over "nothing has begun" where that is one."""
    passable = [
        access is Access.OPEN or (access is Access.LIMITED and allow_limited) for access in accesses
    ]
    if any(passable):
        return Verdict.POSSIBLE if nothing or not all(passable) else Verdict.CERTAIN
    return Verdict.UNKNOWN if nothing or not passable else Verdict.BLOCKED
