"""A graph of any size that nobody had to write: the same for the same size and seed, for ever.

For each organisation there are 2.5 entities and 12.5 events. Who owns and who takes part is drawn
by Zipf's law, so that there are hubs. Days lie between 2008 and the autumn of 2026, denser towards
the end. Two of five events are about a triple that was met before; most others open something, for
a while or without an end, and what is open may be blocked. Every date is a known day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from random import Random
from typing import TypeVar

from graph.vocabulary import Channel, EntityKind, EventKind

__all__ = [
    "BLOCK",
    "CHANNELS",
    "FIRST_DAY",
    "LAST_DAY",
    "OPENING",
    "SEED",
    "SIZES",
    "Dice",
    "EntityRow",
    "EventRow",
    "Rows",
    "synthetic_rows",
]

SEED = 7
SIZES = {"S": 400, "M": 8_000, "L": 80_000}
"""Organisations of each size: 1,000, 20,000 and 200,000 entities."""

CHANNELS = (
    Channel.LINK_SHARING,
    Channel.PAYMENT_CHECKOUT,
    Channel.MINI_PROGRAM,
    Channel.ACCOUNTS,
    Channel.MESSAGING,
)
FIRST_DAY, LAST_DAY = date(2008, 1, 1).toordinal(), date(2026, 10, 31).toordinal()
_SYLLABLES = [consonant + vowel for consonant in "klmnrt" for vowel in "aeio"]
_CHARACTERS = "卡克基科拉勒力洛玛梅米莫娜内尼诺瑞热里罗塔特提托"
_WORDS = {
    EntityKind.COMPANY: ("Group", "集团"),
    EntityKind.APP: ("App", "应用"),
    EntityKind.PAYMENT_SYSTEM: ("Pay", "支付"),
    EntityKind.STANDARD: ("Protocol", "协议"),
}
OPENING, BLOCK = EventKind.API_OPENING, EventKind.LINK_BLOCK
# The others have no effect: they fill timelines.
_TO_OPEN = (OPENING, EventKind.ANNOUNCEMENT, BLOCK), (78, 10, 12)
_WHILE_OPEN = (BLOCK, EventKind.RULE_CHANGE, EventKind.PARTNERSHIP, EventKind.RESPONSE)
_WHILE_OPEN_WEIGHTS = (60, 12, 18, 10)
_CHANNEL_WEIGHTS = (40, 22, 18, 12, 8)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity, and the company that operates it since a day, if one does."""

    id: str
    name: str
    name_zh: str
    kind: EntityKind
    owner: str | None = None
    owned_since: int | None = None


@dataclass(slots=True)
class EventRow:
    """An event between two entities; an opening holds on the days `[day, until)`."""

    id: str
    kind: EventKind
    origin: str
    destination: str
    channel: Channel
    day: int
    sequence: int
    until: int | None = None

    @property
    def opens(self) -> bool:
        """Whether it opens access."""
        return self.kind is OPENING

    def holds_on(self, day: int) -> bool:
        """Whether it opened access that still holds on `day`."""
        return self.opens and self.day <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Rows:
    """The graph before it is made a seed: plain rows, for whoever wants another form of it."""

    entities: list[EntityRow]
    events: list[EventRow]


def synthetic_rows(orgs: int, seed: int = SEED) -> Rows:
    """The rows of that seed; entities by id, events by day, sequence and id."""
    dice = Dice(seed)
    entities = _entities(orgs, dice)
    return Rows(entities, _events(entities, orgs * 25 // 2, dice))


class Dice:
    """Draws made of `Random.random` alone, the one method whose numbers Python will not change."""

    def __init__(self, seed: int) -> None:
        """Begin the sequence of a seed."""
        self.draw = Random(seed).random

    def below(self, limit: int) -> int:
        """A whole number in `[0, limit)`."""
        return int(self.draw() * limit)

    def one_of(self, items: Sequence[Item]) -> Item:
        """Any of the items."""
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[Item], sums: Sequence[float]) -> Item:
        """An item as likely as its weight; `sums` are the weights, added up."""
        return items[bisect_right(sums, self.draw() * sums[-1], 0, len(items) - 1)]


def _zipf(count: int, exponent: float) -> list[float]:
    """The weights of Zipf's law, added up."""
    return list(accumulate(1 / rank**exponent for rank in range(1, count + 1)))


def _entities(orgs: int, dice: Dice) -> list[EntityRow]:
    total = orgs * 5 // 2
    apps, payment_systems = total // 2, total * 8 // 100
    kinds = [EntityKind.COMPANY] * orgs + [EntityKind.APP] * apps
    kinds += [EntityKind.PAYMENT_SYSTEM] * payment_systems
    kinds += [EntityKind.STANDARD] * (total - len(kinds))
    for n in range(total - 1, 0, -1):  # shuffled
        other = dice.below(n + 1)
        kinds[n], kinds[other] = kinds[other], kinds[n]
    companies = [_entity_id(n) for n, kind in enumerate(kinds) if kind is EntityKind.COMPANY]
    sums = _zipf(len(companies), 0.7)
    return [_entity(n, kind, companies, sums, dice) for n, kind in enumerate(kinds)]


def _entity_id(number: int) -> str:
    return f"e{number:06}"


def _entity(
    number: int, kind: EntityKind, companies: list[str], sums: list[float], dice: Dice
) -> EntityRow:
    places = [dice.below(len(_SYLLABLES)) for _ in range(3)]
    word, word_zh = _WORDS[kind]
    name = f"{''.join(_SYLLABLES[n] for n in places).capitalize()} {word} {number}"
    name_zh = f"{''.join(_CHARACTERS[n] for n in places)}{word_zh} {number}"
    row = EntityRow(_entity_id(number), name, name_zh, kind)
    if kind not in (EntityKind.APP, EntityKind.PAYMENT_SYSTEM):
        return row
    owner = dice.weighted(companies, sums)
    since = FIRST_DAY + dice.below(LAST_DAY - FIRST_DAY)
    return replace(row, owner=owner, owned_since=since)


def _events(entities: list[EntityRow], total: int, dice: Dice) -> list[EventRow]:
    ids = [entity.id for entity in entities]
    sums = _zipf(len(ids), 0.72)
    span = LAST_DAY - FIRST_DAY + 1
    days = sorted(FIRST_DAY + int(span * dice.draw() ** (1 / 1.8)) for _ in range(total))
    rows: list[EventRow] = []
    known: list[tuple[str, str, Channel]] = []
    opened: dict[tuple[str, str, Channel], EventRow] = {}
    for n, day in enumerate(days):
        if known and dice.draw() < 0.4:
            triple = dice.one_of(known)
        else:
            triple = _triple(ids, sums, dice)
            known.append(triple)
        sequence = rows[-1].sequence + 1 if rows and rows[-1].day == day else 0
        row = _event(f"v{n:07}", triple, day, sequence, opened, dice)
        rows.append(row)
    return rows


def _triple(ids: list[str], sums: list[float], dice: Dice) -> tuple[str, str, Channel]:
    origin = destination = dice.weighted(ids, sums)
    while destination == origin:
        destination = dice.weighted(ids, sums)
    channel = dice.weighted(CHANNELS, list(accumulate(_CHANNEL_WEIGHTS)))
    return origin, destination, channel


def _event(
    id: str,
    triple: tuple[str, str, Channel],
    day: int,
    sequence: int,
    opened: dict[tuple[str, str, Channel], EventRow],
    dice: Dice,
) -> EventRow:
    """An event that fits what is open; a triple is not opened and closed on one day."""
    before = opened.get(triple)
    if before is not None and before.holds_on(day):
        kind = dice.weighted(_WHILE_OPEN, list(accumulate(_WHILE_OPEN_WEIGHTS)))
        if kind is BLOCK and before.day == day:
            kind = EventKind.PARTNERSHIP
        if kind is BLOCK:
            before.until = day
        return EventRow(id, kind, *triple, day, sequence)
    kind = dice.weighted(_TO_OPEN[0], list(accumulate(_TO_OPEN[1])))
    if before is not None and before.until == day:
        kind = EventKind.ANNOUNCEMENT
    row = EventRow(id, kind, *triple, day, sequence)
    if row.opens:
        if dice.draw() < 0.3:
            row.until = day + 30 + dice.below(1_500)
        opened[triple] = row
    return row
