"""Dates as people know them: EDTF texts, and the days between which they lie.

The user's page is `docs/dates.md`. A day is a number, `datetime.date.toordinal()`, so that days
compare as integers; `BEFORE_ALL` and `AFTER_ALL` stand for an open past and an open future.
"""

from __future__ import annotations

from graph.dates.days import AFTER_ALL, BEFORE_ALL, day_to_iso
from graph.dates.edtf import MAX_LENGTH, iso_to_day, parse_edtf
from graph.dates.edtf_date import EdtfDate, Precision, certainly_within, possibly_within
from graph.dates.errors import EdtfError

__all__ = [
    "AFTER_ALL",
    "BEFORE_ALL",
    "MAX_LENGTH",
    "EdtfDate",
    "EdtfError",
    "Precision",
    "certainly_within",
    "day_to_iso",
    "iso_to_day",
    "parse_edtf",
    "possibly_within",
]
