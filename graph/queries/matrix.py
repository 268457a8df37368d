"""Who is open to whom on a day: entities, or companies with all that they run, against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graph.links import Link
from graph.queries.budget import Budget
from graph.store.base import Reader
from graph.vocabulary import Channel, Verdict

__all__ = ["Cell", "matrix"]

_BEST_FIRST = (Verdict.CERTAIN, Verdict.POSSIBLE, Verdict.UNKNOWN, Verdict.BLOCKED)


@dataclass(frozen=True, slots=True)
class Cell:
    """How open one row is to another: the verdict over all its links, as the access question has it.

    CERTAIN, else POSSIBLE, if any link is; else UNKNOWN if any is; else BLOCKED.
    """

    row: str
    column: str
    verdict: Verdict
    links: tuple[Link, ...]


def matrix(
    reader: Reader,
    members: Mapping[str, Collection[str]],
    as_of: int,
    *,
    channels: Collection[Channel] | None = None,
    allow_limited: bool = True,
    budget: Budget | None = None,
) -> list[Cell]:
    """The cells that have a link on the day, by (row, column); all others are without a record.

    `members` says for each row which entities stand for it: itself, or all that a company holds. An
    entity may stand for several. Links within a row are not shown. Raises `BudgetSpentError`.
    """
    budget = budget or Budget()
    rows_of: defaultdict[str, list[str]] = defaultdict(list)
    for row, ids in members.items():
        for id in ids:
            rows_of[id].append(row)
    links = reader.links_from(sorted(rows_of), as_of, channels)
    budget.spend(len(links))
    found: defaultdict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        for row in rows_of[link.triple.origin]:
            for column in rows_of.get(link.triple.destination, ()):
                if row != column:
                    found[row, column].append(link)
    cells = []
    for (row, column), between in sorted(found.items()):
        verdicts = {link.verdict(allow_limited=allow_limited) for link in between}
        best = next(verdict for verdict in _BEST_FIRST if verdict in verdicts)
        cells.append(Cell(row, column, best, tuple(between)))
    return cells
