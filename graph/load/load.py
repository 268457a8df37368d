"""Load a seed from its folder, or from its file of JSON lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from graph.collector import collector_resting
from graph.load.check import check_seed
from graph.load.lines import is_lines, read_seed_lines
from graph.load.problems import Problem, SeedError, in_order
from graph.load.quick_lines import quick_seed
from graph.load.read import RawSeed, read_seed_folder
from graph.load.records import Located
from graph.load.review import review
from graph.load.rules import SeedWarning
from graph.model import Entity, Event, Figure, Seed, SeedInfo, Source, Statement

__all__ = ["Checked", "check_folder", "checked_folder", "load_seed", "packaged_seed_folder"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What there is to say about a seed: problems, or else the seed and its warnings."""

    problems: tuple[Problem, ...] = ()
    warnings: tuple[SeedWarning, ...] = ()
    seed: Seed | None = None
    records: tuple[Located, ...] = field(default=(), repr=False)
    """Where everything of the seed stands."""


def packaged_seed_folder() -> Path:
    """The folder of the seed that comes with this package."""
    return Path(str(files("seed_data")))


def load_seed(folder: Path, progress: Callable[[int, int], object] | None = None) -> Seed:
    """The checked seed in `folder`, or in a file of JSON lines.

    `progress` is told how many files of a folder are read, and how many there are. Raises `SeedError` with all problems where there is any.
    """
    if is_lines(folder):
        seed = quick_seed(folder)
        if seed is not None:
            return seed
    raw, problems = _read_and_check(folder, progress)
    if problems or raw.info is None:
        raise SeedError(problems)
    return _assemble(raw, raw.info)


def check_folder(folder: Path) -> list[Problem]:
    """Every problem of the seed there, in the order of the files; none if it can be loaded."""
    if is_lines(folder) and quick_seed(folder) is not None:
        return []
    _, problems = _read_and_check(folder)
    return in_order(problems)


def checked_folder(folder: Path, progress: Callable[[int, int], object] | None = None) -> Checked:
    """The seed in `folder` with its warnings, or every problem of it; read once.

    Warnings are looked for where there is no problem: a broken record would raise false ones.
    `progress` is told how many files of a folder are read, and how many there are.
    """
    raw, problems = _read_and_check(folder, progress)
    if problems or raw.info is None:
        return Checked(tuple(in_order(problems)))
    seed = _assemble(raw, raw.info)
    warnings = review(seed, raw.records, raw.remarks)
    return Checked((), tuple(warnings), seed, tuple(raw.records))


def _read_and_check(
    folder: Path, progress: Callable[[int, int], object] | None = None
) -> tuple[RawSeed, list[Problem]]:
    with collector_resting():
        raw = read_seed_lines(folder) if is_lines(folder) else read_seed_folder(folder, progress)
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
