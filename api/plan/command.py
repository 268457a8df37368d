"""`interop seed plan`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.plan.pairs import Pairs, pairs_on
from graph.changes import Changes, changes_between, in_words, to_rows
from graph.control import Server
from graph.dates import EdtfError, day_to_iso, parse_edtf
from graph.errors import StoreError
from graph.load import digest, load_seed, packaged_seed_folder
from graph.model import Seed
from graph.seed_commands.applying import seed_of
from graph.seed_commands.shared import ending_well, json_option, seed_option
from graph.seed_commands.target import Target, target_options
from graph.store import NetworkXStore

if TYPE_CHECKING:
    from api.plan.questions import AnswerChange, Question

__all__ = ["EXIT_CHANGES", "plan"]

EXIT_CHANGES = 4
_MOST_SHOWN = 20
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class _Plan:
    """What would change."""

    before: str | None
    after: str
    changes: Changes
    pairs: tuple[tuple[str, Pairs], ...]
    answers: tuple[AnswerChange, ...]


@click.command()
@seed_option
@target_options
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True),
    help="Compare with the seed in this folder, or file of JSON lines, instead of a graph.",
)
@click.option(
    "--questions",
    type=click.Path(path_type=Path, exists=True),
    help="A GraphQL document, or a folder of them, to compare the answers of; else a few of ours.",
)
@click.option("--as-of", help="Another day than today.")
@click.option(
    "--exit-code", is_flag=True, help=f"End with exit code {EXIT_CHANGES} if anything would change."
)
@json_option
def plan(
    target: Target | None,
    folder: Path | None,
    against: Path | None,
    questions: Path | None,
    as_of: str | None,
    exit_code: bool,
    as_json: bool,
) -> None:
    """Say what `interop seed apply` would change, and do nothing.

    Records that would be added, changed field by field, and removed; pairs gained and lost today (or
    on another day) and at the record's end; questions that would be answered in another way. Exit codes: 0 done, 1 a seed
    has problems, 2 wrong usage, 3 the graph cannot be had; with --exit-code also 4, something would
    change.
    """
    from api.plan.questions import read_questions  # the schema is built only where it is asked

    with ending_well():
        asked = read_questions(questions)
        after = load_seed(folder or packaged_seed_folder())
        before = load_seed(against) if against is not None else _there(target)
        day = _day(as_of)
        found = _plan(before, after, asked, day)
    click.echo(
        json.dumps(_to_plain(found), ensure_ascii=False, indent=2) if as_json else _shown(found)
    )
    sys.exit(EXIT_CHANGES if exit_code and found.changes else 0)


def _day(text: str | None) -> int:
    """The day that is meant: of a month or a year the last one, without any it is today."""
    if text is None:
        return datetime.now(UTC).date().toordinal()
    try:
        return parse_edtf(text).latest
    except EdtfError as error:
        raise click.BadParameter(str(error), param_hint="--as-of") from error


def _there(target: Target | None) -> Seed | None:
    """The seed of the graph that is there; None where there is none yet."""
    assert target is not None
    try:
        return seed_of(target)
    except StoreError as error:
        if error.code != "STORE_EMPTY" or isinstance(target, Server):
            raise
        return None


def _plan(before: Seed | None, after: Seed, asked: list[Question], day: int) -> _Plan:
    from api.plan.questions import changed_answers

    old = before or Seed(after.info)
    changes = changes_between(old, after)
    version = None if before is None else digest(before)
    if not changes:
        return _Plan(version, digest(after), changes, (), ())
    readers = NetworkXStore(old).reader(), NetworkXStore(after).reader()
    days = {"on the day": day, "at the record's end": after.info.recorded_until.latest}
    pairs = tuple((name, pairs_on(*readers, each)) for name, each in days.items())
    answers = changed_answers(asked, *readers, day, str(day_to_iso(day)))
    return _Plan(version, digest(after), changes, pairs, tuple(answers))


def _shown(found: _Plan) -> str:
    if not found.changes:
        return f"Nothing would change: it is graph {found.after} already."
    return "\n".join(_lines(found))


def _lines(found: _Plan) -> Iterator[str]:
    yield f"Graph {found.before or '(none)'} would become {found.after}:"
    yield ""
    yield from in_words(found.changes)
    yield ""
    counts = {name: len(getattr(found.changes, name)) for name in ("added", "changed", "removed")}
    dates = Counter(
        str(field.date) for change in found.changes.changed for field in change.fields if field.date
    )
    yield ", ".join(f"{count} {name}" for name, count in counts.items()) + "."
    if dates:
        yield (
            "Dates: " + ", ".join(f"{count} {name}" for name, count in sorted(dates.items())) + "."
        )
    for name, pairs in found.pairs:
        yield from _pair_lines(name, pairs)
    for answer in found.answers:
        yield ""
        yield f"Another answer to {answer.question!r}:"
        yield from _some(list(_place_lines(answer)))
    if not found.answers:
        yield "No question is answered in another way."


def _pair_lines(name: str, pairs: Pairs) -> Iterator[str]:
    yield ""
    yield f"Who reaches whom {name} ({day_to_iso(pairs.day)}):"
    lines = [
        f"  {change.kind.value.replace('_', ' ')}: {change.triple.origin} →"
        f" {change.triple.destination} ({change.triple.channel.value.replace('_', ' ')}),"
        f" by {', '.join(change.events)}"
        for change in pairs.changes
    ]
    yield from _some(lines or ["  as before"])


def _place_lines(answer: AnswerChange) -> Iterator[str]:
    for path, old, new in answer.places:
        yield f"  {path}: {_value(old)} → {_value(new)}"


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST_SHOWN]
    if len(lines) > _MOST_SHOWN:
        yield f"  … and {len(lines) - _MOST_SHOWN} more (--json shows all)"


def _value(value: Any) -> str:
    text = "–" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _to_plain(found: _Plan) -> dict[str, Any]:
    return {
        "before": found.before,
        "after": found.after,
        "changes": to_rows(found.changes),
        "pairs": [
            {
                "when": name,
                "day": day_to_iso(pairs.day),
                "changes": [
                    {
                        "origin": change.triple.origin,
                        "destination": change.triple.destination,
                        "channel": change.triple.channel.value,
                        "kind": change.kind.value,
                        "events": list(change.events),
                    }
                    for change in pairs.changes
                ],
            }
            for name, pairs in found.pairs
        ],
        "answers": [
            {
                "question": answer.question,
                "places": [
                    {"path": path, "before": old, "after": new} for path, old, new in answer.places
                ],
            }
            for answer in found.answers
        ],
    }
