"""Load a seed from its folder."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from graph.load.check import check_seed
from graph.load.problems import Problem, SeedError, in_order
from graph.load.read import RawSeed, read_seed_folder
from graph.model import Entity, Event, Figure, Seed, SeedInfo, Source, Statement

__all__ = ["check_folder", "load_seed", "packaged_seed_folder"]


def packaged_seed_folder() -> Path:
    """The folder of the seed that comes with this package."""
    return Path(str(files("seed_data")))


def load_seed(folder: Path) -> Seed:
    """The checked seed in `folder`.

    Raises `SeedError` with all problems where there is any.
    """
    raw, problems = _read_and_check(folder)
    if problems or raw.info is None:
        raise SeedError(problems)
    return _assemble(raw, raw.info)


def check_folder(folder: Path) -> list[Problem]:
    """Every problem of the seed in `folder`, in the order of the files; none if it can be loaded."""
    _, problems = _read_and_check(folder)
    return in_order(problems)


def _read_and_check(folder: Path) -> tuple[RawSeed, list[Problem]]:
    raw = read_seed_folder(folder)
    return raw, [*raw.problems, *check_seed(raw)]


def _assemble(raw: RawSeed, info: SeedInfo) -> Seed:
    seed = Seed(info)
    for record in sorted(raw.records, key=lambda record: record.value.id):
        match record.value:
            case Entity() as entity:
                seed.entities[entity.id] = entity
            case Event() as event:
                seed.events[event.id] = event
            case Source() as source:
                seed.sources[source.id] = source
            case Figure() as figure:
                seed.figures[figure.id] = figure
            case Statement() as statement:
                seed.statements[statement.id] = statement
    return seed
