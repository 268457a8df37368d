"""How a link passes, as one small number: what searches look at instead of the link itself.

A number says through which channel, and what the verdict is with limits and without. Searches ask a
table which numbers they may use; links that pass in no case have no number.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from graph.links.link import Link, verdict_of
from graph.vocabulary import Access, Channel, Verdict

__all__ = ["Passable", "channel_of", "number_of", "passable", "passing_number"]

_CHANNELS = tuple(sorted(Channel))  # by code points, as ties are broken
_PLACES = {channel: place for place, channel in enumerate(_CHANNELS)}
# The verdict where limited access will do, and where it will not.
_VERDICTS = (
    (Verdict.CERTAIN, Verdict.CERTAIN),
    (Verdict.CERTAIN, Verdict.POSSIBLE),
    (Verdict.CERTAIN, None),
    (Verdict.POSSIBLE, Verdict.POSSIBLE),
    (Verdict.POSSIBLE, None),
)
_WAYS = len(_VERDICTS)
_RANKS = {pair: rank for rank, pair in enumerate(_VERDICTS)}
_PASSING = (Verdict.CERTAIN, Verdict.POSSIBLE)


class Passable(NamedTuple):
    """Which numbers a search may use, each by its place: those of certain hops, and all that pass."""

    sure: bytes
    all: bytes

    def differ(self, numbers: Collection[int]) -> bool:
        """Whether any of the numbers passes and is not certain."""
        sure, all = self
        return any(all[number] and not sure[number] for number in numbers)


def passing_number(link: Link) -> int | None:
    """The number of a link; None if it passes in no case."""
    _, _, _, candidates, nothing = link
    if len(candidates) == 1:  # nearly always
        return _number_of_one(link[0][2], candidates[0][2], nothing)
    return _number(link.triple.channel, link.accesses, nothing)


@cache
def _number_of_one(channel: Channel, access: Access, nothing: bool) -> int | None:
    return _number(channel, (access,), nothing)


@cache
def _number(channel: Channel, accesses: tuple[Access, ...], nothing: bool) -> int | None:
    rank = _rank(accesses, nothing)
    return None if rank is None else _PLACES[channel] * _WAYS + rank


def number_of(channel: Channel, with_limits: Verdict, without: Verdict) -> int | None:
    """The number of a link on a channel with these verdicts, where limits are allowed and not."""
    rank = _rank_of(with_limits, without)
    return None if rank is None else _PLACES[channel] * _WAYS + rank


@cache
def _rank(accesses: tuple[Access, ...], nothing: bool) -> int | None:
    with_limits, without = (
        verdict_of(accesses, nothing=nothing, allow_limited=allowed) for allowed in (True, False)
    )
    return _rank_of(with_limits, without)


def _rank_of(with_limits: Verdict, without: Verdict) -> int | None:
    if with_limits not in _PASSING:
        return None
    return _RANKS[with_limits, without if without in _PASSING else None]


def channel_of(number: int) -> Channel:
    """The channel of a number; numbers of one verdict are in the order of their channels."""
    return _CHANNELS[number // _WAYS]


def passable(channels: Collection[Channel] | None, allow_limited: bool) -> Passable:
    """What passes on these channels (None: on all)."""
    return _passable(None if channels is None else frozenset(channels), allow_limited)


@lru_cache(maxsize=256)
def _passable(channels: frozenset[Channel] | None, allow_limited: bool) -> Passable:
    verdicts = [
        pair[not allow_limited] if channels is None or channel in channels else None
        for channel in _CHANNELS
        for pair in _VERDICTS
    ]
    return Passable(
        bytes(verdict is Verdict.CERTAIN for verdict in verdicts),
        bytes(verdict is not None for verdict in verdicts),
    )
