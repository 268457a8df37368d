"""Every warning, what does not raise it, and the comments that answer it."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.load import Rule, SeedWarning, checked_folder
from tests.test_load.small_seed import FILES, changed, line_of, write

ENTITY, SOURCE = "entities/all.yaml", "sources/all.yaml"
EVENT, FIGURE = "events/all.yaml", "figures/all.yaml"
REVERSES = "    relations:\n      - {kind: reverses, event: wechat-blocks-taobao}\n"
NOTHING: dict[str, str | bytes | None] = {}
WEAK = "      - {source: report, confidence: medium, date: 2013}"
WEAKER = WEAK.replace("medium", "low")
SHUTDOWN = """\
  - id: taobao-ends
    kind: service_shutdown
    title: {en: Taobao ends, zh: 淘宝停止运营}
    date: 2025
    status: ended
    participants: [{entity: taobao, role: initiator}]
    citations: [{source: release, confidence: high}]
"""
OPEN = "        access: open\n"
LIMITED = (
    "        access: limited\n        until: 2024-05\n        limits: [{en: chats of two only}]\n"
)
OPERATED = "        entity: taobao\n"
FIGURE_ROW = """\
  - id: users-again
    entity: taobao
    metric: users
    value: {}
    operator: "{}"
    unit: million users
    period: 2023
    unverified: true
"""


def with_changes(*parts: dict[str, str | bytes | None]) -> dict[str, str | bytes | None]:
    """Several changes to files of the small seed, each file changed by one of them."""
    return {name: text for part in parts for name, text in part.items()}


def warnings(folder: Path, changes: dict[str, str | bytes | None]) -> list[SeedWarning]:
    """The warnings of the small seed with changes, which must not be problems."""
    checked = checked_folder(write(folder, changes))
    assert checked.problems == ()
    return list(checked.warnings)


def added(text: str, *, file: str = EVENT) -> dict[str, str | bytes | None]:
    """The small seed with a record more."""
    return {file: FILES[file] + text}


def without_block() -> dict[str, str | bytes | None]:
    """The small seed with the opening alone: the block, and the relation to it, taken out."""
    text = FILES[EVENT].replace(REVERSES, "")
    start, end = text.index("  - id: wechat-blocks"), text.index("  - id: wechat-opens")
    return {EVENT: text[:start] + text[end:]}


ANNOUNCED = """\
  - id: wechat-announces
    kind: announcement
    title: {{en: WeChat will open links, zh: 微信将开放链接}}
    date: {}
    status: announced
    channels: [link_sharing]
    participants: [{{entity: wechat, role: initiator}}, {{entity: taobao, role: target}}]
    citations: [{{source: release, confidence: high}}]
"""


def announced(date: str) -> dict[str, str | bytes | None]:
    """The opening alone, with an announcement of it on a day."""
    return {EVENT: str(without_block()[EVENT]) + ANNOUNCED.format(date)}


def shut_down(old: str = LIMITED, new: str = OPEN) -> dict[str, str | bytes | None]:
    """The small seed with Taobao ended, and the last effect on links to it changed."""
    return {EVENT: FILES[EVENT].replace(old, new) + SHUTDOWN}


def dated(published: str, old: str = "", new: str = "") -> dict[str, str | bytes | None]:
    """The small seed with the release published at some date, and its event changed."""
    source = FILES[SOURCE].replace("recorded: 2024-10-01", f"published: {published}")
    return {SOURCE: source, EVENT: FILES[EVENT].replace(old, new) if old else FILES[EVENT]}


RAISED = [
    (Rule.SUDDEN_OPENING, without_block(), EVENT, "- origin: wechat", "nothing earlier had shut"),
    (
        *(Rule.SUDDEN_OPENING, announced("2021-10"), EVENT, "- origin: wechat"),
        "nothing earlier had shut",
    ),
    (
        *(Rule.OPEN_AFTER_SHUTDOWN, shut_down(), EVENT, "date: 2025"),
        "wechat → taobao by link_sharing stays open (by wechat-opens-to-taobao)",
    ),
    (
        *(Rule.BEFORE_ITS_TIME, changed(ENTITY, OPERATED, OPERATED + "        since: 2015\n")),
        *(EVENT, "{entity: taobao, role: blocked}", "'taobao' takes part on 2013?"),
    ),
    (
        *(Rule.WEAK_SOURCE, changed(EVENT, WEAK, WEAKER), EVENT, "{source: report"),
        "it stands on 'report' alone, with low confidence",
    ),
    (
        *(Rule.WEAK_SOURCE, changed(SOURCE, "tier: official", "tier: secondary"), EVENT),
        *("{source: release", "it stands on 'release' alone, a secondary source"),
    ),
    (
        *(Rule.FIGURES_DIFFER, added(FIGURE_ROW.format(79, "="), file=FIGURE), FIGURE),
        *("value: 78.5", "78.5 million users here, 79 million users in 'users-again'"),
    ),
    (
        *(Rule.FIGURES_DIFFER, added(FIGURE_ROW.format(60, "~"), file=FIGURE), FIGURE),
        *("value: 78.5", "78.5 million users here, ~60 million users"),
    ),
    (
        *(Rule.FIGURES_DIFFER, added(FIGURE_ROW.format(80, ">"), file=FIGURE), FIGURE),
        *("value: 78.5", "78.5 million users here, >80 million users"),
    ),
    (
        Rule.UNUSED_ENTITY,
        added("  - {id: qq, kind: app, name: {en: QQ, zh: QQ}}\n", file=ENTITY),
        *(ENTITY, "{id: qq", "nothing mentions it"),
    ),
    (
        *(Rule.DATE_FINER_THAN_SOURCE, dated("2021-09"), EVENT, "date: 2021-09-17"),
        "the date is 2021-09-17, and what it stands on is itself dated 2021-09",
    ),
]
QUIET = {
    "as it is": NOTHING,
    "an opening after a block": changed(EVENT, REVERSES, ""),
    "an opening after an announcement": announced("2021-08"),
    "an opening of what was never shut": {
        EVENT: str(without_block()[EVENT]).replace("link_unblock", "mini_program")
    },
    "a shutdown that is only announced": {
        EVENT: str(shut_down()[EVENT]).replace("status: ended", "status: announced")
    },
    "a shutdown, and the link ends": shut_down(LIMITED, LIMITED),
    "a shutdown before the link": {
        EVENT: str(shut_down()[EVENT]).replace("date: 2025", "date: 2020")
    },
    "operated since before": changed(ENTITY, OPERATED, OPERATED + "        since: 2003\n"),
    "two citations": changed(EVENT, WEAK, WEAKER + "\n      - {source: release, confidence: high}"),
    "a figure about as large": added(FIGURE_ROW.format(80, "~"), file=FIGURE),
    "a bound below": added(FIGURE_ROW.format(70, ">"), file=FIGURE),
    "a figure that gives way": added(
        FIGURE_ROW.format(79, "=") + "    superseded_by: users-corrected\n", file=FIGURE
    ),
    "a contradiction that is told": added(
        FIGURE_ROW.format(79, "=") + "    doubt: {en: Against users-corrected.}\n", file=FIGURE
    ),
    "a source of that day": dated("2021-09-17"),
    "a source of long after": dated("2022"),
    "a quote with the day": dated("2021-09", "quote: We open.", "quote: Open on the 17th."),
    "a note with the day": dated("2021-09", "{en: In steps.}", "{en: Friday was the 17th.}"),
    "a citation with a date": dated("2021-09", "quote: We open.", "date: 2021-09-17"),
}


@pytest.mark.parametrize(("rule", "changes", "file", "at", "says"), RAISED)
def test_warning(
    tmp_path: Path,
    rule: Rule,
    changes: dict[str, str | bytes | None],
    file: str,
    at: str,
    says: str,
) -> None:
    """Each rule raises one warning, in the line that it is about, with what to do."""
    (warning,) = warnings(tmp_path, changes)

    text = (tmp_path / file).read_text("utf-8")
    assert warning.rule is rule
    assert (warning.place.file, warning.place.line) == (file, line_of(text, at))
    assert says in warning.message
    assert warning.advice


def test_every_rule_is_tried() -> None:
    """No rule is without a case here."""
    assert {row[0] for row in RAISED} | {Rule.NEEDLESS_OK} == set(Rule)


@pytest.mark.parametrize("changes", QUIET.values(), ids=QUIET)
def test_no_warning(tmp_path: Path, changes: dict[str, str | bytes | None]) -> None:
    """What a careful editor would not ask about raises nothing."""
    assert warnings(tmp_path, changes) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WEAK, f"{WEAKER}  # ok: weak-source"),
        (WEAK, f"{WEAKER}  # ok: weak-source, the only report there is"),
        (WEAK, f"      # ok: weak-source\n{WEAKER}"),
        (f"events:\n{FILES[EVENT].splitlines()[1]}", "events:\n  # ok: weak-source\n  - id: a"),
        ("    date: 2013?", "    date: 2013?  # ok: weak-source"),
    ],
    ids=["beside it", "with a reason", "above the line", "above the record", "in another line"],
)
def test_answered_warning(tmp_path: Path, old: str, new: str) -> None:
    """A comment anywhere in the record, or just above it, answers a warning."""
    text = FILES[EVENT].replace(old, new).replace(WEAK, WEAKER)
    text = text.replace("- id: a\n", f"{FILES[EVENT].splitlines()[1].strip()}\n")

    assert warnings(tmp_path, {EVENT: text}) == []


@pytest.mark.parametrize(
    ("remark", "message", "advice"),
    [
        ("# ok: weak-source", "there is no warning 'weak-source' here", "take it out"),
        ("# ok: weak-sorce", "'weak-sorce' is no kind of warning", "did you mean 'weak-source'?"),
        ("# ok: zzz", "'zzz' is no kind of warning", "write one of sudden-opening"),
    ],
)
def test_needless_answer(tmp_path: Path, remark: str, message: str, advice: str) -> None:
    """A comment that answers nothing is a warning itself, so that none outlives its reason."""
    changes = changed(EVENT, "    status: phased", f"    status: phased  {remark}")
    (warning,) = warnings(tmp_path, changes)

    assert warning.rule is Rule.NEEDLESS_OK
    assert (message in warning.message, advice in warning.advice) == (True, True)
    assert str(warning.place) == f"{EVENT}:{line_of(str(changes[EVENT]), 'status: phased')}:21"


def test_answer_in_another_record(tmp_path: Path) -> None:
    """A comment answers for its own record and no other."""
    text = FILES[EVENT].replace(WEAK, WEAKER).replace("phased", "phased  # ok: weak-source")
    rules = [warning.rule for warning in warnings(tmp_path, {EVENT: text})]

    assert rules == [Rule.WEAK_SOURCE, Rule.NEEDLESS_OK]


@pytest.mark.parametrize(
    "text",
    ["|\n        A line.\n        # ok: weak-source\n        Another.", '"a # ok: weak-source b"'],
    ids=["block", "quoted"],
)
def test_text_that_looks_like_an_answer(tmp_path: Path, text: str) -> None:
    """What stands inside of a text is no comment."""
    assert warnings(tmp_path, changed(EVENT, "{en: In steps.}", f"\n      en: {text}")) == []


def test_problems_come_first(tmp_path: Path) -> None:
    """A seed with a problem has no warnings yet: a broken record would raise false ones."""
    changes = with_changes(
        changed(EVENT, WEAK, WEAKER), changed(ENTITY, "kind: person", "kind: persn")
    )
    checked = checked_folder(write(tmp_path, changes))

    assert len(checked.problems) == 1
    assert (checked.warnings, checked.seed) == ((), None)
