"""The questions of the contest, what is asked in them, and their answers by the plainest means.

The answers come from the rows of the synthetic graph, by plain lists; nothing of `graph.queries` or
of a store is used, so that a mistake there is not repeated here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from graph.dates import day_to_iso
from tests.bench.rows import CHANNELS, Dice, EventRow, Rows

__all__ = [
    "MAX_HOPS",
    "MAX_HOPS_THROUGH_TIME",
    "MAX_REACHED",
    "PAGE",
    "QUESTIONS",
    "Answer",
    "Parameters",
    "Question",
    "Reference",
]

Parameters = dict[str, Any]
"""Ids as texts; days as ordinals."""
Answer = list[Any]
"""What is compared: texts, numbers and lists of them, in the order that the question promises."""

PAGE = 20
MAX_HOPS = 6
MAX_HOPS_THROUGH_TIME = 3
MAX_REACHED = 100
_WINDOWS_FROM = date(2008, 6, 1).toordinal()
_DAYS_FROM = date(2012, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its name, what is asked, how parameters are drawn, and the plain answer."""

    name: str
    text: str
    draw: Callable[[Reference, Dice, int], Parameters]
    answer: Callable[[Reference, Parameters], Answer]

    def parameters(self, reference: Reference, count: int, seed: int) -> list[Parameters]:
        """So many sets of parameters, the same for the same graph and seed."""
        dice = Dice(seed)
        return [self.draw(reference, dice, n) for n in range(count)]

    def accepts(
        self, reference: Reference, parameters: Parameters, expected: Answer, answer: Answer
    ) -> bool:
        """Whether an answer is right, where `expected` is; of several shortest paths, each is."""
        if self.draw is not _draw_path or not expected:
            return answer == expected
        return (
            len(answer) == len(expected)
            and (answer[0], answer[-1]) == (parameters["from"], parameters["to"])
            and all(reference.has_way(*hop, parameters["day"]) for hop in pairwise(answer))
        )


class Reference:
    """The graph as whoever asks for an answer once would keep it."""

    def __init__(self, rows: Rows) -> None:
        """Take the rows."""
        self.rows = rows
        self.entities = {row.id: row for row in rows.entities}
        self.touching: defaultdict[str, list[EventRow]] = defaultdict(list)
        self.leaving: defaultdict[str, list[EventRow]] = defaultdict(list)
        for event in rows.events:
            self.touching[event.origin].append(event)
            self.touching[event.destination].append(event)
            if event.opens:
                self.leaving[event.origin].append(event)

    def spread(self, start: str, day: int, max_hops: int) -> dict[str, tuple[int, str]]:
        """All that is reached on a day: how many hops away, and from where; the nearest first."""
        reached = {start: (0, start)}
        frontier = [start]
        for hop in range(1, max_hops + 1):
            fresh = []
            for here in frontier:
                for event in self.leaving[here]:
                    if event.destination not in reached and event.holds_on(day):
                        reached[event.destination] = (hop, here)
                        fresh.append(event.destination)
            frontier = fresh
        return reached

    def has_way(self, origin: str, destination: str, day: int) -> bool:
        """Whether one gets from one entity straight to another on a day."""
        return any(
            event.destination == destination and event.holds_on(day)
            for event in self.leaving[origin]
        )

    def name(self, id: str) -> str:
        """The English name of an entity."""
        return self.entities[id].name

    def shown(self, event: EventRow) -> Answer:
        """An event as an answer has it: id, kind, date, and both ends with their names."""
        ends = (
            event.origin,
            self.name(event.origin),
            event.destination,
            self.name(event.destination),
        )
        return [event.id, event.kind.value, day_to_iso(event.day), *ends]


def _draw_entity(reference: Reference, dice: Dice, _: int) -> Parameters:
    return {"id": dice.one_of(reference.rows.entities).id}


def _entity(reference: Reference, parameters: Parameters) -> Answer:
    row = reference.entities[parameters["id"]]
    owner = None if row.owner is None else reference.entities[row.owner]
    return [row.id, row.name, row.kind.value, owner and owner.id, owner and owner.name]


def _draw_window(_: Reference, dice: Dice, __: int) -> Parameters:
    since = _WINDOWS_FROM + dice.below(6_300)
    until = since + 30 + dice.below(336)
    return {"since": since, "until": until, "channel": dice.one_of(CHANNELS).value}


def _window(reference: Reference, parameters: Parameters) -> Answer:
    since, until, channel = (parameters[name] for name in ("since", "until", "channel"))
    found = [
        event
        for event in reference.rows.events
        if event.channel == channel and since <= event.day <= until
    ]
    return [reference.shown(event) for event in found[: -PAGE - 1 : -1]]


def _draw_touched(reference: Reference, dice: Dice, n: int) -> Parameters:
    """Half of them by how many events they have, so that hubs are asked for often."""
    if n % 2:
        return {"id": dice.one_of(reference.rows.events).origin}
    return _draw_entity(reference, dice, n)


def _touched(reference: Reference, parameters: Parameters) -> Answer:
    found = reference.touching[parameters["id"]]
    return [reference.shown(event) for event in found[: -PAGE - 1 : -1]]


def _draw_path(reference: Reference, dice: Dice, n: int) -> Parameters:
    """Half of them to where a walk of two to five hops leads, half to anywhere."""
    while True:
        day = _draw_day(dice)
        origin = dice.one_of(reference.rows.events).origin
        destination = dice.one_of(reference.rows.entities).id
        if n % 2:
            destination = origin
            for _ in range(2 + dice.below(4)):
                there = [e.destination for e in reference.leaving[destination] if e.holds_on(day)]
                destination = dice.one_of(there) if there else destination
        if destination != origin:
            return {"from": origin, "to": destination, "day": day}


def _draw_day(dice: Dice) -> int:
    return _DAYS_FROM + dice.below(5_400)


def _path(reference: Reference, parameters: Parameters) -> Answer:
    reached = reference.spread(parameters["from"], parameters["day"], MAX_HOPS)
    if parameters["to"] not in reached:
        return []
    path = [parameters["to"]]
    while path[-1] != parameters["from"]:
        path.append(reached[path[-1]][1])
    return path[::-1]


def _draw_journey(reference: Reference, dice: Dice, n: int) -> Parameters:
    """Half of them to where a walk through time leads, half to anywhere."""
    while True:
        since = _draw_day(dice)
        until = since + 365
        origin = dice.one_of(reference.rows.events).origin
        destination = dice.one_of(reference.rows.entities).id
        if n % 2:
            destination, day = origin, since
            for _ in range(1 + dice.below(MAX_HOPS_THROUGH_TIME)):
                there = [e for e in reference.leaving[destination] if _passes(e, day, until)]
                if there:
                    hop = dice.one_of(there)
                    destination, day = hop.destination, max(hop.day, day)
        if destination != origin:
            return {"from": origin, "to": destination, "since": since, "until": until}


def _passes(event: EventRow, day: int, last: int) -> bool:
    """Whether one who is there on a day gets through on some day from then to the last."""
    return event.day <= last and (event.until is None or day < event.until)


def _arrival(reference: Reference, parameters: Parameters) -> Answer:
    """The least over all walks, level by level; more hops may well arrive earlier."""
    destination, last = parameters["to"], parameters["until"]
    days = {parameters["from"]: parameters["since"]}
    arrivals = []
    for _ in range(MAX_HOPS_THROUGH_TIME):
        fresh: dict[str, int] = {}
        for here, day in days.items():
            for event in reference.leaving[here]:
                if _passes(event, day, last):
                    arrival = max(day, event.day)
                    there = event.destination
                    fresh[there] = min(arrival, fresh.get(there, arrival))
        days = fresh
        if destination in days:
            arrivals.append(days[destination])
    return [day_to_iso(min(arrivals)) if arrivals else None]


def _draw_start(reference: Reference, dice: Dice, _: int) -> Parameters:
    while True:
        day = _draw_day(dice)
        origin = dice.one_of(reference.rows.entities).id
        if any(event.holds_on(day) for event in reference.leaving[origin]):
            return {"id": origin, "day": day}


def _reached(reference: Reference, parameters: Parameters) -> Answer:
    reached = reference.spread(parameters["id"], parameters["day"], 2)
    found = sorted((hops, id) for id, (hops, _) in reached.items() if hops)
    return [len(found), [id for _, id in found[:MAX_REACHED]]]


QUESTIONS = (
    Question("Q1", "an entity by its id, with its owner", _draw_entity, _entity),
    Question(
        "Q2",
        f"the {PAGE} newest events in a window on a channel, with both ends",
        _draw_window,
        _window,
    ),
    Question(
        "Q3",
        f"the {PAGE} newest events that touch an entity, with both ends",
        _draw_touched,
        _touched,
    ),
    Question("Q4", f"a shortest path on a day, of at most {MAX_HOPS} hops", _draw_path, _path),
    Question(
        "Q5",
        f"the earliest arrival in a year, over at most {MAX_HOPS_THROUGH_TIME} hops, waiting allowed",
        _draw_journey,
        _arrival,
    ),
    Question(
        "Q6",
        f"all within 2 hops on a day: how many, and the first {MAX_REACHED} by hops and id",
        _draw_start,
        _reached,
    ),
)
