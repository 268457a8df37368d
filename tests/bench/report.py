"""The result of a contest as tables in Markdown, one for each question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["short", "table", "tables"]

HEAD = (
    "contestant",
    "1: answers/s",
    "p50 ms",
    "p99 ms",
    "16: answers/s",
    "p50 ms",
    "p99 ms",
    "rate at 16, @neo4j/graphql = 1",
    "p50 at 1, bare driver = 1",
    "rate at 16, fixed = 1",
    "load average",
)


def tables(result: dict[str, Any]) -> str:
    """All tables; a contestant that answered wrong has a row that says so, one that cannot be asked dashes."""
    sizes = f"{result['entities']:,} entities, {result['events']:,} events"
    lines = [f"{sizes}, {result['processes']} processes of each service, {result['at']}"]
    for question in result["questions"]:
        lines += ["", f"### {question['name']}: {question['text']}", "", *_rows(question)]
        for entry in question["contestants"].values():
            if "statements" in entry:
                least, usual, most = entry["statements"]
                lines += ["", f"Statements for an answer: {least} to {most}, usually {usual:g}."]
    for name, why in result["absent"].items():
        lines += ["", f"{name} did not take part: {why}"]
    lines += ["", "### Memory: the most that each process has held, MiB", ""]
    lines += table(
        ("contestant", "processes"),
        [
            (name, ", ".join(f"{process} {mib}" for process, mib in processes.items()) or "-")
            for name, processes in result["peak_mib"].items()
        ],
    )
    if "loading" in result:
        shown = ", ".join(f"{name} {value}" for name, value in result["loading"].items())
        lines += ["", f"Loading into Neo4j: {shown}"]
    return "\n".join(lines) + "\n"


def _rows(question: dict[str, Any]) -> Iterator[str]:
    contestants = question["contestants"]
    rate = _figure(contestants, "neo4j-graphql", "callers_16", "rate")
    latency = _figure(contestants, "bare-driver", "callers_1", "p50_ms")
    most = _figure(contestants, "fixed", "callers_16", "rate")
    rows = [_row(name, entry, rate, latency, most) for name, entry in contestants.items()]
    return iter(table(HEAD, rows))


def _row(
    name: str,
    entry: dict[str, Any],
    rate: float | None,
    latency: float | None,
    most: float | None,
) -> list[str]:
    if "callers_1" not in entry and not entry["asked"]:
        return [name, *["–"] * (len(HEAD) - 1)]
    if "callers_1" not in entry:
        return [name, f"{entry['asked'] - entry['right']} of {entry['asked']} answers are wrong"]
    one, many = entry["callers_1"], entry["callers_16"]
    errors = one["errors"] + many["errors"]
    return [
        f"{name} ({errors} errors)" if errors else name,
        *(short(value) for value in (one["rate"], one["p50_ms"], one["p99_ms"])),
        *(short(value) for value in (many["rate"], many["p50_ms"], many["p99_ms"])),
        short(many["rate"] / rate) if rate else "",
        short(one["p50_ms"] / latency) if latency else "",
        short(many["rate"] / most) if most else "",
        f"{one['load_average']} / {many['load_average']}",
    ]


def _figure(contestants: dict[str, Any], name: str, callers: str, figure: str) -> float | None:
    found: float | None = contestants.get(name, {}).get(callers, {}).get(figure)
    return found


def short(value: float) -> str:
    """Three digits or so: there is no more in it."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table; rows that are too short are filled up."""
    padded = [[*row, *[""] * (len(head) - len(row))] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in (head, *padded)]
    return [lines[0], "|---" * len(head) + "|", *lines[1:]]
