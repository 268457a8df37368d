"""The columns of a sheet: the fields of the format, those inside another with a dot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph.load.format import FOLDERS, SEED_INFO, Field, Record

__all__ = ["SEED_SHEET", "Column", "columns_of", "record_of"]

SEED_SHEET = "seed"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, such as `effects.limits.en`, and the field that its cells hold."""

    header: str
    field: Field


def record_of(folder: str) -> Record:
    """What a row of a sheet begins: a record of a folder, or what the seed says of itself."""
    return SEED_INFO if folder == SEED_SHEET else FOLDERS[folder]


@cache
def columns_of(folder: str) -> tuple[Column, ...]:
    """The columns of a sheet, in the order of the format."""
    return tuple(_columns(record_of(folder), ""))


def _columns(record: Record, prefix: str) -> Iterator[Column]:
    for field in record.fields:
        header = f"{prefix}{field.name}"
        if isinstance(field.type, Record):
            yield from _columns(field.type, f"{header}.")
        else:
            yield Column(header, field)
