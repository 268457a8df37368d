"""The synthetic graph (`tests.bench.rows`) as a seed, and a seed as files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from graph.dates import EdtfDate, day_to_iso, parse_edtf
from graph.model import (
    Citation,
    Effect,
    Entity,
    Event,
    Participant,
    Relation,
    Seed,
    SeedInfo,
    Source,
    Text,
)
from graph.plain import seed_lines
from graph.vocabulary import Access, Confidence, Direction, RelationKind, Role, Status, Tier
from tests.bench.rows import (
    BLOCK,
    FIRST_DAY,
    LAST_DAY,
    SEED,
    EntityRow,
    EventRow,
    Rows,
    synthetic_rows,
)

__all__ = ["synthetic_seed", "to_seed", "write_folder", "write_jsonl"]

_SOURCE = "synthetic-source"
_PER_FILE = 5_000


def synthetic_seed(orgs: int, seed: int = SEED) -> Seed:
    """The seed with so many organisations."""
    return to_seed(synthetic_rows(orgs, seed))


def to_seed(rows: Rows) -> Seed:
    """The rows as a seed; what opens and what blocks has effects, and one source tells it all."""
    info = SeedInfo("synthetic", Text("A synthetic graph"), _date(LAST_DAY), "CC0-1.0")
    source = Source(
        *(_SOURCE, "A synthetic source", "Nobody", "en", Tier.SECONDARY),
        published=_date(LAST_DAY),
    )
    owned: dict[str, list[EntityRow]] = {}
    for row in rows.entities:
        if row.owner is not None:
            owned.setdefault(row.owner, []).append(row)
    entities = {row.id: _to_entity(row, owned.get(row.id, ())) for row in rows.entities}
    events = {row.id: _to_event(row) for row in rows.events}
    return Seed(info, entities, events, {source.id: source})


@cache
def _date(day: int) -> EdtfDate:
    return parse_edtf(str(day_to_iso(day)))


def _cited() -> tuple[Citation, ...]:
    return (Citation(_SOURCE, Confidence.HIGH),)


def _to_entity(row: EntityRow, owned: Sequence[EntityRow]) -> Entity:
    relations = tuple(
        Relation(
            RelationKind.OPERATES,
            row.id,
            other.id,
            _date(other.owned_since or FIRST_DAY),
            citations=_cited(),
        )
        for other in owned
    )
    return Entity(row.id, row.kind, Text(row.name, row.name_zh), relations=relations)


def _to_event(row: EventRow) -> Event:
    direction = Direction.NEUTRAL
    effects: tuple[Effect, ...] = ()
    if row.opens:
        direction, effects = Direction.OPENS, (_effect(row, Access.OPEN),)
    elif row.kind is BLOCK:
        direction, effects = Direction.CLOSES, (_effect(row, Access.BLOCKED),)
    kind, channel = (term.value.replace("_", " ") for term in (row.kind, row.channel))
    return Event(
        row.id,
        row.kind,
        Text(
            f"{row.origin} to {row.destination}, {channel}: {kind}",
            f"{row.origin} 对 {row.destination}：{kind}（{channel}）",
        ),
        _date(row.day),
        Status.REPORTED,
        direction,
        channels=(row.channel,),
        participants=(
            Participant(row.origin, Role.INITIATOR),
            Participant(row.destination, Role.TARGET),
        ),
        effects=effects,
        sequence=row.sequence,
        citations=_cited(),
    )


def _effect(row: EventRow, access: Access) -> Effect:
    until = None if row.until is None else _date(row.until)
    return Effect(row.origin, row.destination, row.channel, access, until=until)


def write_jsonl(seed: Seed, path: Path) -> None:
    """Write a seed as JSON lines, for programs of any kind: itself first, then a line for each id."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in seed_lines(seed))


def write_folder(seed: Seed, folder: Path) -> None:
    """Write a seed as the files that `interop` reads; JSON, which is YAML too, and quick to write."""
    files = _Files(folder)
    for line in seed_lines(seed):
        ((sort, plain),) = json.loads(line).items()
        files.add(sort, plain)
    files.close()


class _Files:
    """The files of a seed being written, so many records in each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waiting: dict[str, list[str]] = {}
        self.written = 0

    def add(self, sort: str, plain: dict[str, Any]) -> None:
        text = json.dumps(plain, ensure_ascii=False)
        if sort == "seed":
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / "seed.yaml").write_text(text + "\n", encoding="utf-8")
            return
        records = self.waiting.setdefault(sort, [])
        records.append(f"- {text}\n")
        if len(records) == _PER_FILE:
            self._write(sort)

    def close(self) -> None:
        for sort in list(self.waiting):
            self._write(sort)

    def _write(self, sort: str) -> None:
        records = self.waiting.pop(sort)
        path = self.folder / sort / f"{self.written:04}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join([f"{sort}:\n", *records]), encoding="utf-8")
        self.written += 1
