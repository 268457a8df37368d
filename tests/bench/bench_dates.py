"""How long it takes to read a date: ours, and the libraries edtf and undate beside it.

Run with `python -m tests.bench.bench_dates`; prints the median of many runs, in microseconds.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import TypedDict

from graph.dates import EdtfError, parse_edtf

__all__ = ["Row", "run"]

TEXTS = (
    "2024-05-20",
    "2021-09",
    "2013",
    "201X",
    "2024-03-0X",
    "XXXX-12-31",
    "XXXX-02-29",
    "2024-33",
    "2024-36~",
    "[2024-01-25..2024-01-31]",
    "2021-09/2024-09",
    "2013/..",
    "[" + ",".join(["XXXX"] * 19) + "]",  # about the slowest that fits the limit on length
    "2024/05/20",  # refused, with advice
    "20 May 2024",
)


class Row(TypedDict):
    """One line of the result; `None` where a library does not take the text."""

    name: str
    ours: float
    edtf: float | None
    undate: float | None


def run(rounds: int = 2000, rounds_of_others: int = 30) -> list[Row]:
    """Measure every text; each figure is a median in microseconds."""
    edtf, undate = _libraries()
    return [
        Row(
            name=text,
            ours=_median(_ours, text, rounds),
            edtf=_median_or_none(edtf, text, rounds_of_others),
            undate=_median_or_none(undate, text, rounds_of_others),
        )
        for text in TEXTS
    ]


def _libraries() -> tuple[Callable[[str], object], Callable[[str], object]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # edtf 5.0 uses names that pyparsing calls deprecated
        edtf = importlib.import_module("edtf")
    undate = importlib.import_module("undate")

    def read_edtf(text: str) -> object:
        date = edtf.parse_edtf(text)
        return date.lower_strict(), date.upper_strict()

    def read_undate(text: str) -> object:
        date = undate.Undate.parse(text, "EDTF")
        return date.earliest, date.latest

    return read_edtf, read_undate


def _errors() -> tuple[type[Exception], ...]:
    """Return what the libraries raise at a text that they do not take."""
    parse = importlib.import_module("edtf").EDTFParseException
    visit = importlib.import_module("lark.exceptions").VisitError
    return (AttributeError, ValueError, parse, visit)


def _ours(text: str) -> object:
    try:
        return parse_edtf(text)
    except EdtfError as error:
        return str(error)


def _median(read: Callable[[str], object], text: str, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begin = time.perf_counter_ns()
        read(text)
        times.append(time.perf_counter_ns() - begin)
    return round(statistics.median(times) / 1000, 2)


def _median_or_none(read: Callable[[str], object], text: str, rounds: int) -> float | None:
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # edtf prints where it stumbles
            return _median(read, text, rounds)
    except _errors():
        return None


def main() -> None:
    """Print the table."""
    lines = [f"{'text':<28}{'ours':>10}{'edtf':>12}{'undate':>12}   microseconds, median"]
    for row in run():
        name = row["name"] if len(row["name"]) <= 26 else f"{row['name'][:25]}…"
        others = [
            f"{us:>12.1f}" if us is not None else f"{'-':>12}"
            for us in (row["edtf"], row["undate"])
        ]
        lines.append(f"{name:<28}{row['ours']:>10.2f}{''.join(others)}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
