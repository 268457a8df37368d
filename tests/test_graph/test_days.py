"""What differs between two days, and openness over time, against their definitions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.links import Candidate, Link
from graph.model import Seed, Triple
from graph.queries.access import access
from graph.queries.differences import Change, ChangeKind, changes_around, judged
from graph.queries.openness import openness
from graph.store import LinkChange, NetworkXStore, PageRequest
from graph.vocabulary import Access, Channel, Verdict
from tests.strategies import CHANNELS, FIRST, LAST, make_effect, make_event, make_seed, seeds

IDS = ("a", "b", "c")
DAYS = st.integers(FIRST - 1, LAST + 1)
TRIPLE = Triple("a", "b", Channel.LINK_SHARING)
MIRRORED = {
    ChangeKind.GAINED: ChangeKind.LOST,
    ChangeKind.LOST: ChangeKind.GAINED,
    ChangeKind.LIMITED: ChangeKind.FREED,
    ChangeKind.FREED: ChangeKind.LIMITED,
    ChangeKind.SURER: ChangeKind.LESS_SURE,
    ChangeKind.LESS_SURE: ChangeKind.SURER,
    ChangeKind.REFUSED: ChangeKind.CHANGED,
}


def diff(seed: Seed, first: int, second: int) -> dict[Triple, Change]:
    """All changes between two days."""
    reader = NetworkXStore(seed).reader()
    page = reader.link_changes(first, second, None, PageRequest(1000))
    return {change.triple: judged(change) for change in page.items}


def link(*accesses: Access, nothing: bool = False, event: str = "e") -> Link:
    """A link on which these are possible."""
    candidates = tuple(Candidate(f"{event}{n}", 0, a) for n, a in enumerate(accesses))
    return Link(TRIPLE, FIRST, LAST, candidates, nothing)


OPEN, LIMITED = link(Access.OPEN), link(Access.LIMITED)
MAYBE = link(Access.OPEN, nothing=True)
BLOCKED = link(Access.BLOCKED)
UNSURE = link(Access.BLOCKED, nothing=True)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (None, OPEN, ChangeKind.GAINED),
        (BLOCKED, MAYBE, ChangeKind.GAINED),
        (LIMITED, BLOCKED, ChangeKind.LOST),
        (OPEN, LIMITED, ChangeKind.LIMITED),
        (LIMITED, MAYBE, ChangeKind.FREED),
        (MAYBE, OPEN, ChangeKind.SURER),
        (OPEN, MAYBE, ChangeKind.LESS_SURE),
        (OPEN, link(Access.OPEN, event="f"), ChangeKind.CHANGED),
        (None, BLOCKED, ChangeKind.REFUSED),
        (UNSURE, BLOCKED, ChangeKind.REFUSED),
        (BLOCKED, UNSURE, ChangeKind.CHANGED),
        (None, UNSURE, ChangeKind.CHANGED),
    ],
)
def test_kind_of_a_change(before: Link | None, after: Link | None, kind: ChangeKind) -> None:
    """Passability first, then limits, then sureness; where none passes, whether it is refused."""
    assert judged(LinkChange(TRIPLE, before, after)).kind is kind


def test_without_limited_access_a_limit_is_a_loss() -> None:
    """Where access with limits does not count, setting a limit takes access away."""
    change = judged(LinkChange(TRIPLE, OPEN, LIMITED), allow_limited=False)

    assert change.kind is ChangeKind.LOST


@settings(max_examples=60, deadline=None)
@given(seeds(entities=IDS, max_events=6), DAYS, DAYS, DAYS)
def test_diff_of_days(seed: Seed, first: int, second: int, third: int) -> None:
    """Nothing from a day to itself; mirrored the other way; two in a row lead where one does."""
    there, back = diff(seed, first, second), diff(seed, second, first)

    assert diff(seed, first, first) == {}
    assert there.keys() == back.keys()
    for triple, change in there.items():
        mirror = back[triple]
        assert (change.before, change.after) == (mirror.after, mirror.before)
        assert change.events == mirror.events
        if change.kind is not ChangeKind.CHANGED:
            assert mirror.kind in (MIRRORED[change.kind], ChangeKind.CHANGED)
    onward, straight = diff(seed, second, third), diff(seed, first, third)
    for triple in there.keys() | onward.keys() | straight.keys():
        steps = [d[triple] for d in (there, onward) if triple in d]
        if triple in straight:
            assert (steps[0].before, steps[-1].after) == (
                straight[triple].before,
                straight[triple].after,
            )
        else:
            assert steps[0].before == steps[-1].after


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=6), DAYS, DAYS, st.sets(st.sampled_from(IDS), min_size=1))
def test_changes_around_entities_are_those_that_touch_them(
    seed: Seed, first: int, second: int, around: set[str]
) -> None:
    """Of all changes, those with one of the entities at either end."""
    every = diff(seed, first, second)
    found = changes_around(NetworkXStore(seed).reader(), around, first, second)

    touched = [t for t in sorted(every) if around & {t.origin, t.destination}]
    assert [change.triple for change in found] == touched


@settings(max_examples=40, deadline=None)
@given(seeds(entities=IDS, max_events=6), st.lists(DAYS, max_size=3), st.booleans())
def test_openness_counts_what_the_access_question_says(
    seed: Seed, days: list[int], allow_limited: bool
) -> None:
    """Each triple with a link on the day counts once, by its verdict."""
    reader = NetworkXStore(seed).reader()
    for point in openness(reader, days, allow_limited=allow_limited):
        answers = [
            access(reader, a, b, point.day, channel=channel, allow_limited=allow_limited)
            for a in IDS
            for b in IDS
            if a != b
            for channel in CHANNELS
        ]
        verdicts = [answer.verdict for answer in answers if answer.link is not None]
        assert point.recorded == len(verdicts)
        assert point.certain == verdicts.count(Verdict.CERTAIN)
        assert point.possible == verdicts.count(Verdict.POSSIBLE)
        assert point.blocked == verdicts.count(Verdict.BLOCKED)
        assert (point.certain_share is None) == (not verdicts)


def test_openness_of_some_counts_ways_out_of_them() -> None:
    """Ways between two of them are no openness to others."""
    opened = make_event(
        "e1", "2022", make_effect(Access.OPEN, "a", "b"), make_effect(Access.OPEN, "b", "c")
    )
    reader = NetworkXStore(make_seed(opened)).reader()

    (point,) = openness(reader, [FIRST], entities={"a", "b"})

    assert (point.recorded, point.certain, point.certain_share) == (1, 1, 1.0)
