"""Can one get from here to there on a day, how surely, with what limits, and on whose evidence?"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from graph.links import Candidate, Link, place_effects, verdict_of
from graph.model import Event, Text
from graph.queries.intervals import Days, Interval, containing, union
from graph.store.base import Reader
from graph.vocabulary import Access, Channel, Verdict

__all__ = [
    "AccessAnswer",
    "CandidateEvent",
    "access",
    "candidate_events",
    "days_with",
    "is_beyond_record",
]

SURE = frozenset({Verdict.CERTAIN})
PASSABLE = frozenset({Verdict.CERTAIN, Verdict.POSSIBLE})


@dataclass(frozen=True, slots=True)
class CandidateEvent:
    """An event that may decide, with the access that its effect gives and the limits it sets."""

    event: Event
    access: Access
    limits: tuple[Text, ...]
    mechanism: str | None


@dataclass(frozen=True, slots=True)
class AccessAnswer:
    """The answer on one channel, or over all recorded channels (`channel` None, `channels` each).

    `nothing` says that possibly nothing has begun. `certain_during` and `possible_during` are the
    longest runs of days around `as_of` that are CERTAIN, or passable; None where that day is not.
    `earlier_that_day` holds what surely began on the day itself and no longer decides at its end.
    """

    origin: str
    destination: str
    channel: Channel | None
    as_of: int
    verdict: Verdict
    accesses: tuple[Access, ...]
    nothing: bool
    link: Link | None
    candidates: tuple[CandidateEvent, ...]
    earlier_that_day: tuple[CandidateEvent, ...]
    certain_during: Interval | None
    possible_during: Interval | None
    beyond_record: bool
    channels: tuple[AccessAnswer, ...] = ()

    @property
    def limits(self) -> tuple[Text, ...]:
        """The limits of all candidates, each once, in order."""
        return tuple(dict.fromkeys(limit for c in self.candidates for limit in c.limits))

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources that the answer stands on, in order."""
        events = [c.event for c in (*self.candidates, *self.earlier_that_day)]
        return tuple(sorted({citation.source for event in events for citation in event.citations}))


def access(
    reader: Reader,
    origin: str,
    destination: str,
    as_of: int,
    *,
    channel: Channel | None = None,
    allow_limited: bool = True,
) -> AccessAnswer:
    """Whether a person inside `origin` can reach `destination` on the day `as_of`.

    Both are ids that exist. Without a channel: overall CERTAIN, else POSSIBLE, if any channel is;
    else UNKNOWN if any is or none is recorded; else BLOCKED.
    """
    only = None if channel is None else {channel}
    links = reader.links_between(origin, destination, only)
    runs = {key: list(run) for key, run in groupby(links, key=lambda link: link.triple.channel)}
    each = tuple(
        _on_channel(reader, origin, destination, recorded, as_of, run, allow_limited)
        for recorded, run in runs.items()
    )
    if channel is not None:
        nothing = _on_channel(reader, origin, destination, channel, as_of, [], allow_limited)
        return each[0] if each else nothing
    return _overall(reader, origin, destination, as_of, each, links, allow_limited)


def _on_channel(
    reader: Reader,
    origin: str,
    destination: str,
    channel: Channel,
    as_of: int,
    links: list[Link],
    allow_limited: bool,
) -> AccessAnswer:
    link = next((link for link in links if link.holds_on(as_of)), None)
    accesses, nothing = (link.accesses, link.nothing) if link else ((), True)
    held = link.candidates if link else ()
    earlier = _earlier_that_day(reader, links, as_of, held)
    return AccessAnswer(
        origin,
        destination,
        channel,
        as_of,
        verdict_of(accesses, nothing=nothing, allow_limited=allow_limited),
        accesses,
        nothing,
        link,
        candidate_events(reader, held),
        earlier,
        containing(days_with(links, SURE, allow_limited=allow_limited), as_of),
        containing(days_with(links, PASSABLE, allow_limited=allow_limited), as_of),
        is_beyond_record(reader, as_of),
    )


def _overall(
    reader: Reader,
    origin: str,
    destination: str,
    as_of: int,
    each: tuple[AccessAnswer, ...],
    links: list[Link],
    allow_limited: bool,
) -> AccessAnswer:
    verdicts = {answer.verdict for answer in each} or {Verdict.UNKNOWN}
    order = (Verdict.CERTAIN, Verdict.POSSIBLE, Verdict.UNKNOWN, Verdict.BLOCKED)
    possible = {access for answer in each for access in answer.accesses}
    return AccessAnswer(
        origin,
        destination,
        None,
        as_of,
        next(verdict for verdict in order if verdict in verdicts),
        tuple(access for access in Access if access in possible),
        all(answer.nothing for answer in each),
        None,
        tuple(candidate for answer in each for candidate in answer.candidates),
        tuple(candidate for answer in each for candidate in answer.earlier_that_day),
        containing(days_with(links, SURE, allow_limited=allow_limited), as_of),
        containing(days_with(links, PASSABLE, allow_limited=allow_limited), as_of),
        is_beyond_record(reader, as_of),
        each,
    )


def days_with(links: Iterable[Link], verdicts: Collection[Verdict], *, allow_limited: bool) -> Days:
    """The days on which any of the links has one of the verdicts."""
    return union(
        (link.since, link.until)
        for link in links
        if link.verdict(allow_limited=allow_limited) in verdicts
    )


def candidate_events(reader: Reader, candidates: Iterable[Candidate]) -> tuple[CandidateEvent, ...]:
    """The events behind candidates, with what their effects say."""
    wanted = list(candidates)
    found = []
    for candidate, event in zip(wanted, reader.nodes([c.event for c in wanted]), strict=True):
        if isinstance(event, Event):
            effect = event.effects[candidate.effect]
            limits = effect.limits if candidate.access is effect.access else ()
            found.append(CandidateEvent(event, candidate.access, limits, effect.mechanism))
    return tuple(found)


def _earlier_that_day(
    reader: Reader, links: Iterable[Link], day: int, held: tuple[Candidate, ...]
) -> tuple[CandidateEvent, ...]:
    """Effects that surely began on the day and are no candidates at its end, in their order.

    They leave no link of their own: the state at the end of the day is what a link holds. So they
    are found among the events that begin on that day.
    """
    triple = next((link.triple for link in links), None)
    if triple is None:
        return ()
    decided = {candidate.event for candidate in held}
    begun = place_effects(triple, reader.events_on(triple, day))
    found = [Candidate(e.event, e.effect, e.access) for e in begun if e.event not in decided]
    return candidate_events(reader, found)


def is_beyond_record(reader: Reader, day: int) -> bool:
    """Whether the day lies after the last one that the seed claims to know."""
    return day > reader.info.seed.recorded_until.latest
