"""What changed between two seeds: laws over random ones, and the words for each kind of change."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from graph.changes import DateChange, changes_between, in_words, to_rows
from graph.dates import parse_edtf
from graph.load import load_seed, packaged_seed_folder
from graph.model import Citation, Effect, Event, Participant, Seed, Text
from graph.plain import digest
from graph.vocabulary import Access, Channel, Confidence, Role
from tests.strategies import seeds

SEED = load_seed(packaged_seed_folder())
EVENT = SEED.events["wechat-blocks-taobao-links"]


def with_event(event: Event) -> Seed:
    """The packaged seed with one event replaced."""
    return replace(SEED, events={**SEED.events, event.id: event})


def dated(text: str) -> Event:
    """The event on another date, with nothing that the date would have to cover."""
    return replace(EVENT, date=parse_edtf(text))


@given(before=seeds(full=True), after=seeds(full=True))
def test_nothing_changed_if_and_only_if_the_digests_are_equal(before: Seed, after: Seed) -> None:
    """There are changes between seeds of different digests, and none between equal ones."""
    assert bool(changes_between(before, after)) == (digest(before) != digest(after))
    assert not changes_between(before, before)


@given(before=seeds(full=True), after=seeds(full=True))
def test_the_other_direction_mirrors(before: Seed, after: Seed) -> None:
    """What is added one way is removed the other way, and a narrowed date widens."""
    one, other = changes_between(before, after), changes_between(after, before)
    mirrored = {
        DateChange.NARROWED: DateChange.WIDENED,
        DateChange.WIDENED: DateChange.NARROWED,
        DateChange.MOVED: DateChange.MOVED,
        DateChange.REWORDED: DateChange.REWORDED,
        None: None,
    }

    assert [c.id for c in one.added] == [c.id for c in other.removed]
    assert [c.id for c in one.removed] == [c.id for c in other.added]
    for there, back in zip(one.changed, other.changed, strict=True):
        fields = {f.path: (f.before, f.after, mirrored[f.date]) for f in there.fields}
        assert fields == {f.path: (f.after, f.before, f.date) for f in back.fields}


@given(before=seeds(full=True), after=seeds(full=True))
def test_every_change_has_its_words_and_its_row(before: Seed, after: Seed) -> None:
    """Each record and each field has a line, and the rows are JSON that lists the same."""
    changes = changes_between(before, after)
    lines = list(in_words(changes))
    rows = json.loads(json.dumps(to_rows(changes)))

    fields = sum(len(change.fields) for change in changes.changed)
    assert len(lines) == fields + sum(map(len, rows.values()))
    assert all("\n" not in line for line in lines)
    assert [row["id"] for row in rows["changed"]] == [change.id for change in changes.changed]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("2013", "2013-11", DateChange.NARROWED),
        ("2013?", "2013", DateChange.NARROWED),
        ("2013-11-22", "2013-11", DateChange.WIDENED),
        ("2013-11", "2013-12", DateChange.MOVED),
        ("2013-11", "[2013-11-20..2013-12-02]", DateChange.MOVED),
        ("2013", "2013-XX", DateChange.REWORDED),
        ("2013/..", "2013/2014", DateChange.MOVED),
        ("2013/", "2013/2014", DateChange.NARROWED),
        ("2013/2014", "2013/..", DateChange.MOVED),
        ("2013/2014", "2013-05/2014", DateChange.NARROWED),
    ],
)
def test_date(before: str, after: str, change: DateChange) -> None:
    """A date is narrowed, widened, moved, or the same days in other words."""
    (changed,) = changes_between(with_event(dated(before)), with_event(dated(after))).changed
    (field,) = changed.fields

    assert (field.path, field.date) == ("date", change)


def add_effect(event: Event) -> Event:
    """The event with an effect more, in front."""
    effect = Effect("qq", "taobao", Channel.LINK_SHARING, Access.BLOCKED)
    return replace(event, effects=(effect, *event.effects))


def change_effect(event: Event) -> Event:
    """The event with its first effect changed in one field."""
    first, *others = event.effects
    return replace(event, effects=(replace(first, access=Access.CLOSED), *others))


def cite_twice(event: Event) -> Event:
    """The event with its first citation again."""
    again = Citation(event.citations[0].source, Confidence.LOW, quote="Again.")
    return replace(event, citations=(*event.citations, again))


FIRST = EVENT.effects[0]
TRIPLE = f"{FIRST.origin} {FIRST.destination} {FIRST.channel}"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (add_effect, "effects[qq taobao link_sharing] added: origin qq, destination taobao, "),
        (change_effect, f"effects[{TRIPLE}].access changed: blocked → closed"),
        (cite_twice, f"citations[{EVENT.citations[0].source} 2] added: source "),
        (lambda e: replace(e, note=Text("Otherwise.")), "note.en changed: "),
        (lambda e: replace(e, note=None), "note removed: en "),
        (lambda e: replace(e, title=replace(e.title, en="Other")), "title.en changed: "),
        (
            lambda e: replace(e, participants=(Participant("qq", Role.HOST),)),
            "participants[qq host] added: entity qq, role host",
        ),
        (
            lambda e: replace(e, participants=e.participants[::-1]),
            "participants (order) changed: ",
        ),
        (lambda e: replace(e, sequence=7), "sequence changed: 0 → 7"),
    ],
)
def test_field(changed: Callable[[Event], Event], sentence: str) -> None:
    """Each part of a record that changed is told with what it was and what it is."""
    lines = list(in_words(changes_between(SEED, with_event(changed(EVENT)))))

    assert lines[0].startswith(f"~ event {EVENT.id} changed: ")
    assert any(line.startswith(f"    {sentence}") for line in lines[1:])


def test_records_of_every_sort() -> None:
    """What is added and removed is told with its name; the seed itself can change too."""
    figure = replace(next(iter(SEED.figures.values())), id="figure-new", value=Decimal("1.5"))
    after = replace(
        SEED,
        info=replace(SEED.info, licence="Other"),
        entities={id: entity for id, entity in SEED.entities.items() if id != "qq"},
        figures={**SEED.figures, "figure-new": figure},
    )
    lines = list(in_words(changes_between(SEED, after)))

    assert lines[0].startswith("+ figure figure-new added: ")
    assert lines[1].startswith(f"~ seed {SEED.info.name} changed: ")
    assert lines[2:] == ["    licence changed: CC0-1.0 → Other", "- entity qq removed: QQ"]
