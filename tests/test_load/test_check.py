"""Every kind of mistake between records, and between the parts of one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.load import check_folder, load_seed
from tests.test_load.small_seed import FILES, changed, line_of, one_problem, problems_of, write

ENTITY, SOURCE = "entities/all.yaml", "sources/all.yaml"
EVENT, FIGURE, STATEMENT = "events/all.yaml", "figures/all.yaml", "statements/all.yaml"


@dataclass(frozen=True)
class Mistake:
    """A change to a file of the small seed, and what is said of it.

    `at` is a text in the line with the problem: the last line with it.
    """

    name: str
    file: str
    old: str
    new: str
    at: str
    message: str
    found: str | None = None
    expected: str = ""
    suggestion: str | None = None


CITED = "    citations:\n      - {source: release, quote: We open., confidence: high}\n"

MISTAKES = [
    Mistake(
        "relation without the other event",
        EVENT,
        "{kind: reverses, event: wechat-blocks-taobao}",
        "{kind: reverses}",
        "{kind: reverses}",
        "event 'wechat-opens-to-taobao': an event relation without 'event'",
        None,
        "`event`: The other event.",
    ),
    # references
    Mistake(
        "unknown entity",
        EVENT,
        "{entity: wechat, role",
        "{entity: wehcat, role",
        "wehcat",
        "event 'wechat-blocks-taobao': 'wehcat' does not exist",
        None,
        "the id of an entity",
        "wechat",
    ),
    Mistake(
        "unknown entity like none",
        EVENT,
        "destination: taobao",
        "destination: zzz",
        "zzz",
        "event 'wechat-blocks-taobao': 'zzz' does not exist",
        None,
        "the id of an entity",
    ),
    Mistake(
        "effect by a missing mechanism",
        EVENT,
        "        access: blocked",
        "        access: blocked\n        mechanism: taokouling",
        "taokouling",
        "'taokouling' does not exist",
        None,
        "the id of an entity",
    ),
    Mistake(
        "unknown event",
        EVENT,
        "event: wechat-blocks-taobao}",
        "event: wechat-blocks-taoba}",
        "wechat-blocks-taoba}",
        "'wechat-blocks-taoba' does not exist",
        None,
        "the id of an event",
        "wechat-blocks-taobao",
    ),
    Mistake(
        "unknown source",
        ENTITY,
        "{source: report,",
        "{source: raport,",
        "raport",
        "entity 'alibaba': 'raport' does not exist",
        None,
        "the id of a source",
        "report",
    ),
    Mistake(
        "unknown figure",
        FIGURE,
        "superseded_by: users-corrected",
        "superseded_by: user-corrected",
        "user-corrected",
        "figure 'users-first': 'user-corrected' does not exist",
        None,
        "the id of a figure",
        "users-corrected",
    ),
    Mistake(
        "unknown party",
        SOURCE,
        "[alibaba, taobao]",
        "[alibaba, taboao]",
        "taboao",
        "source 'release': 'taboao' does not exist",
        suggestion="taobao",
    ),
    Mistake(
        "unknown subject of a statement",
        STATEMENT,
        "users-first]",
        "users-last]",
        "users-last",
        "'users-last' does not exist",
        None,
        "the id of an entity or an event or a figure",
        "users-first",
    ),
    Mistake(
        "source for an entity",
        EVENT,
        "origin: wechat",
        "origin: report",
        "origin: report",
        "event 'wechat-blocks-taobao': 'report' is a source",
        None,
        "the id of an entity",
    ),
    Mistake(
        "entity for an event",
        EVENT,
        "event: wechat-blocks-taobao}",
        "event: wechat}",
        "event: wechat}",
        "'wechat' is an entity",
        None,
        "the id of an event",
    ),
    Mistake(
        "source for a subject",
        STATEMENT,
        "about: [wechat,",
        "about: [report,",
        "about: [report,",
        "'report' is a source",
    ),
    # ids and names
    Mistake(
        "id twice in a folder",
        SOURCE,
        "id: release\n",
        "id: report\n",
        "- id: report",
        "source 'report': the id is taken: see sources/all.yaml:2:9",
        "'report'",
        "an id that nothing else",
    ),
    Mistake(
        "alias of another",
        ENTITY,
        "aliases: [Ali, 阿里]",
        "aliases: [Taobao, 阿里]",
        "name: {en: Taobao",
        "entity 'taobao': the name is used by 'alibaba' too: see entities/all.yaml:5:15",
        "'Taobao'",
        "no other entity",
    ),
    Mistake(
        "alias of another in other letters",
        ENTITY,
        "aliases: [Ali, 阿里]",
        "aliases: [ＴＡＯＢＡＯ, 阿里]",
        "name: {en: Taobao",
        "the name is used by 'alibaba' too",
    ),
    Mistake(
        "alias twice",
        ENTITY,
        "aliases: [Ali, 阿里]",
        "aliases: [Ali, 阿里, ali]",
        "aliases",
        "entity 'alibaba': the alias is given twice",
        "'ali'",
        "once",
    ),
    Mistake(
        "alias that is the name",
        ENTITY,
        "aliases: [Ali, 阿里]",
        "aliases: [ALIBABA, 阿里]",
        "aliases",
        "the alias is given twice",
        "'ALIBABA'",
    ),
    # evidence
    Mistake(
        "event without a source",
        EVENT,
        CITED,
        "",
        "- id: wechat-opens",
        "event 'wechat-opens-to-taobao': nothing is without a source",
        None,
        "at least one citation, or `unverified: true`",
    ),
    Mistake(
        "event with no citation in the list",
        EVENT,
        CITED,
        "    citations: []\n",
        "- id: wechat-opens",
        "nothing is without a source",
    ),
    Mistake(
        "relation without a source",
        ENTITY,
        ", unverified: true",
        "",
        "kind: employs",
        "entity 'alibaba': nothing is without a source",
    ),
    Mistake(
        "figure without a source",
        FIGURE,
        "    unverified: true\n",
        "",
        "- id: users-corrected",
        "figure 'users-corrected': nothing is without a source",
    ),
    Mistake(
        "event with a source and without",
        EVENT,
        "    sequence: 1",
        "    unverified: true\n    sequence: 1",
        "unverified",
        "`unverified` says that no source was found, yet one is cited",
    ),
    Mistake(
        "statement without its words",
        STATEMENT,
        " quote: It helps.,",
        "",
        "{source: report, confidence",
        "statement 'chen-tao-on-links': a statement needs its words",
        None,
        "a citation with a `quote`",
    ),
    # dates of an event
    Mistake(
        "date not covered",
        EVENT,
        "date: 2013}",
        "date: 2011}",
        "date: 2011",
        "the event's date does not cover the date that this source gives",
        "'2011' (2011-01-01 to 2011-12-31)",
        "a date inside '2013?' (2012-01-01 to 2014-12-31)",
    ),
    Mistake(
        "nothing to reject",
        EVENT,
        "date: 2013}",
        "date_rejected: true}",
        "date_rejected",
        "there is no date to reject",
    ),
    # parts of an event
    Mistake(
        "participant twice",
        EVENT,
        "      - {entity: taobao, role: blocked}",
        "      - {entity: wechat, role: blocker}",
        "{entity: wechat, role: blocker}",
        "the participant is given twice",
    ),
    Mistake(
        "event related to itself",
        EVENT,
        "event: wechat-blocks-taobao}",
        "event: wechat-opens-to-taobao}",
        "event: wechat-opens-to-taobao}",
        "a relation to itself",
    ),
    Mistake(
        "relation of an event twice",
        EVENT,
        "      - {kind: reverses, event: wechat-blocks-taobao}",
        "      - {kind: reverses, event: wechat-blocks-taobao}\n" * 2,
        "- {kind: reverses",
        "the relation is given twice",
    ),
    Mistake(
        "effect on itself",
        EVENT,
        "destination: taobao",
        "destination: wechat",
        "destination: wechat",
        "an effect from an entity to itself",
    ),
    Mistake(
        "effect twice",
        EVENT,
        "        access: blocked\n",
        "        access: blocked\n      - {origin: wechat, destination: taobao, "
        "channel: link_sharing, access: open}\n",
        "access: open",
        "two effects of one event on one triple",
    ),
    Mistake(
        "end of a block",
        EVENT,
        "        access: blocked\n",
        "        access: blocked\n        until: 2021\n",
        "until: 2021",
        "only open and limited access can have an end",
        "blocked",
        "the end of a block is an event of its own",
    ),
    Mistake(
        "effect that ends first",
        EVENT,
        "until: 2024-05",
        "until: 2020",
        "until: 2020",
        "the effect ends before it begins",
        "'2020'",
        "a day from 2021-09-17 on",
    ),
    Mistake(
        "effect that ends before its own start",
        EVENT,
        "until: 2024-05",
        "until: 2024-05\n        since: 2024-06",
        "until: 2024-05",
        "the effect ends before it begins",
        "'2024-05'",
        "a day from 2024-06-01 on",
    ),
    # order of events
    Mistake(
        "event before what it reverses",
        EVENT,
        "date: 2021-09-17",
        "date: 2010",
        "{kind: reverses",
        "event 'wechat-opens-to-taobao': it cannot come after 'wechat-blocks-taobao'",
        "'2010', before '2013?'",
        "a date that may be later",
    ),
    Mistake(
        "effect before what it reverses",
        EVENT,
        "        access: blocked",
        "        access: blocked\n        since: 2022",
        "{kind: reverses",
        "its effect cannot come after that of 'wechat-blocks-taobao'",
        "'2021-09-17', before '2022'",
        "a date that may be later",
    ),
    # entities
    Mistake(
        "entity related to itself",
        ENTITY,
        "- kind: operates\n        entity: taobao",
        "- kind: owns\n        entity: alibaba",
        "entity: alibaba",
        "a relation to itself",
    ),
    Mistake(
        "relation that ends first",
        ENTITY,
        "since: 2010,",
        "since: 2010, until: 2009,",
        "until: 2009",
        "the relation ends before it begins",
    ),
    Mistake(
        "relation twice",
        ENTITY,
        "      - {kind: employs, entity: chen-tao, since: 2010, unverified: true}\n",
        "      - {kind: employs, entity: chen-tao, since: 2010, unverified: true}\n" * 2,
        "- {kind: employs",
        "the relation is given twice",
    ),
    Mistake(
        "app as an owner",
        ENTITY,
        "    kind: company\n",
        "    kind: app\n",
        "kind: operates",
        "entity 'alibaba': an entity of this kind cannot be what operates",
        "app",
        "one of company, organization",
    ),
    Mistake(
        "person as an app",
        ENTITY,
        "        entity: taobao",
        "        entity: chen-tao",
        "        entity: chen-tao",
        "'chen-tao' cannot be what another operates",
        "person",
        "one of app",
    ),
    Mistake(
        "app as a person",
        ENTITY,
        "{kind: employs, entity: chen-tao",
        "{kind: employs, entity: wechat",
        "entity: wechat",
        "'wechat' cannot be what another employs",
        "app",
        "person",
    ),
    # figures
    Mistake(
        "figure that corrects itself",
        FIGURE,
        "superseded_by: users-corrected",
        "superseded_by: users-first",
        "superseded_by",
        "a figure cannot correct itself",
    ),
    Mistake(
        "figures in a circle",
        FIGURE,
        "    unverified: true",
        "    superseded_by: users-first\n    unverified: true",
        "superseded_by: users-first",
        "figures correct each other in a circle: users-corrected, users-first",
        None,
        "one of them to be the last",
    ),
]

# Where one mistake is rightly two problems: the second is another fault of its own.
TWOFOLD = {
    "id twice in a folder": ["'release' does not exist"],
    "app as an owner": ["an entity of this kind cannot be what employs"],
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake(tmp_path: Path, mistake: Mistake) -> None:
    """It is one problem, that says where, what was found, expected and meant."""
    changes = changed(mistake.file, mistake.old, mistake.new)
    problems = problems_of(tmp_path, changes)

    others = TWOFOLD.get(mistake.name, [])
    assert len(problems) == 1 + len(others), list(map(str, problems))
    problem = next(p for p in problems if mistake.message in p.message)
    problems.remove(problem)
    text = str(changes[mistake.file])
    lines = [n for n, line in enumerate(text.splitlines(), 1) if mistake.at in line]
    assert problem.place.file == mistake.file
    assert problem.place.line == lines[-1]
    assert mistake.found is None or mistake.found in (problem.found or "")
    assert mistake.expected in (problem.expected or "")
    assert problem.suggestion == mistake.suggestion
    assert [other in p.message for other, p in zip(others, problems, strict=True)] == [
        True for _ in others
    ]


def test_a_circle_of_events(tmp_path: Path) -> None:
    """Events that come after each other are one problem, not one for each."""
    old = "    citations:\n      - {source: report, confidence: medium, date: 2013}\n"
    new = f"    relations: [{{kind: follows, event: wechat-opens-to-taobao}}]\n{old}"
    text = FILES[EVENT].replace(old, new).replace("date: 2013?", "date: 2021?")
    text = text.replace(", date: 2013}", "}")

    problem = one_problem(tmp_path, {EVENT: text})
    assert problem.message == (
        "event 'wechat-blocks-taobao': events come after each other in a circle: "
        "wechat-blocks-taobao, wechat-opens-to-taobao"
    )
    assert problem.place.line == line_of(text, "relations: [{kind: follows")


EFFECT = "[{origin: wechat, destination: alibaba, channel: accounts, access: open}]"


def _event(id: str, date: str, *relations: str) -> str:
    related = ", ".join(f"{{kind: follows, event: {other}}}" for other in relations)
    return (
        f"- {{id: {id}, kind: link_unblock, title: {{en: A, zh: 甲}}, date: '{date}', "
        f"status: full, effects: {EFFECT}, relations: [{related}], unverified: true}}\n"
    )


def test_a_chain_that_leaves_no_room(tmp_path: Path) -> None:
    """Each pair of neighbours could be in order, all together cannot."""
    text = "events:\n" + _event("a", "2024") + _event("b", "[2023..]", "a")
    text += _event("c", "[2022..2023-06]", "b")

    problem = one_problem(tmp_path, {"events/more.yaml": text})
    assert "on wechat → alibaba by accounts, " in problem.message
    assert problem.expected == "dates that leave room for what follows and reverses"


def test_an_id_in_two_folders(tmp_path: Path) -> None:
    """Ids are unique over the whole seed."""
    text = FILES[FIGURE].replace("users-corrected", "wechat")

    problem = one_problem(tmp_path, {FIGURE: text})
    assert problem.message == "figure 'wechat': the id is taken: see entities/all.yaml:17:9"


def test_an_id_in_two_files(tmp_path: Path) -> None:
    """A record that is there twice is one problem: its names are not taken by itself."""
    again = "entities:\n  - {id: wechat, kind: app, name: {en: WeChat, zh: 微信}}\n"

    problem = one_problem(tmp_path, {"entities/more.yaml": again})
    assert problem.message == "entity 'wechat': the id is taken: see entities/all.yaml:17:9"


def test_a_bad_record_is_known(tmp_path: Path) -> None:
    """What is wrong with a record does not make references to it wrong."""
    for old in ("kind: app\n    name: {en: WeChat", "zh: 微信", "en: WeChat"):
        assert old in FILES[ENTITY]
        text = FILES[ENTITY].replace(old, old.replace("app", "ap").replace("en:", "eng:"))
        changes = {ENTITY: text.replace("zh: 微信", "zh: ''")}

        problems = problems_of(tmp_path, changes)
        assert problems
        assert all("entity 'wechat'" in problem.message for problem in problems)


@pytest.mark.parametrize(
    "id", ["Taobao", "tao bao", "tao_bao", "taobao-", "淘宝taobao", "[taobao]"]
)
def test_a_bad_id_is_one_problem(tmp_path: Path, id: str) -> None:
    """References that mean a record with a bad id are not blamed."""
    text = FILES[ENTITY].replace("- id: taobao", f"- id: {id}")

    assert "'id'" in one_problem(tmp_path, {ENTITY: text}).message


def test_a_missing_id_is_one_problem(tmp_path: Path) -> None:
    """A record without an id is taken for what its names say."""
    text = FILES[ENTITY].replace("- id: taobao\n    kind", "- kind")

    problem = one_problem(tmp_path, {ENTITY: text})
    assert problem.message == "an entity without 'id'"
    assert problem.place.line == line_of(text, "- kind: app")


@pytest.mark.parametrize(
    "breaking",
    [
        ("  - id: taobao\n", "  - id taobao\n"),
        ("  - id: taobao\n", "  - id: taobao\n   kind: app\n"),
        ("  - id: alibaba\n", "\t- id: alibaba\n"),
        ("  - id: wechat\n", "---\nentities:\n  - id: wechat\n"),
        ("en: Taobao", "en: 'Taobao"),
        ("en: Taobao", "en: Tao\x00bao"),
        ("en: Taobao", "en: *Taobao"),
        ("en: Taobao", "en: Tao: bao"),
    ],
    ids=lambda breaking: repr(breaking[1]),
)
def test_a_broken_file_beside_good_ones(tmp_path: Path, breaking: tuple[str, str]) -> None:
    """The break is one problem; what other files say of its records is not blamed."""
    text = FILES[ENTITY].replace(*breaking)

    problem = one_problem(tmp_path, {ENTITY: text})
    assert problem.place.file == ENTITY


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    """Not UTF-8 is one problem, and the ids are found all the same."""
    for encoding in ("gbk", "utf-16", "utf-16-le", "utf-16-be"):
        problem_places = {
            problem.place.file
            for problem in problems_of(tmp_path, {ENTITY: FILES[ENTITY].encode(encoding)})
        }
        assert problem_places == {ENTITY}


@pytest.mark.parametrize("broken", ["  - id taobao\n", "  - id: taobao\n   kind: app\n"])
def test_an_unknown_id_beside_a_broken_file(tmp_path: Path, broken: str) -> None:
    """An id that is nowhere is reported, even if a file with ids is broken."""
    changes = changed(EVENT, "{entity: wechat, role", "{entity: wehcat, role")
    changes[ENTITY] = FILES[ENTITY].replace("  - id: taobao\n", broken)

    problems = problems_of(tmp_path, changes)
    assert [problem.place.file for problem in problems] == [ENTITY, EVENT]
    assert "'wehcat' does not exist" in problems[1].message


def test_an_unknown_id_beside_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    """Any id may be in it, unless the id is known to be something else's."""
    changes = changed(EVENT, "{entity: wechat, role", "{entity: report, role")
    write(tmp_path, {**changes, ENTITY: None})
    (tmp_path / "entities").mkdir(exist_ok=True)
    (tmp_path / ENTITY).symlink_to("nowhere")

    problems = check_folder(tmp_path)
    assert [problem.place.file for problem in problems] == [ENTITY, EVENT]
    assert "'report' is a source" in problems[1].message


def test_more_unknown_ids_than_can_be_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large seed with many unknown ids all are reported, the first with suggestions."""
    monkeypatch.setattr("graph.load.check._MAX_COMPARISONS", 5)
    text = FILES[SOURCE].replace("[alibaba, taobao]", "[alibabo, taobau, alibabi]")

    problems = problems_of(tmp_path, {SOURCE: text})
    assert [problem.suggestion for problem in problems] == ["alibaba", None, None]


def test_parts_that_cannot_be_compared(tmp_path: Path) -> None:
    """A bad date or kind is not compared with anything: it is one problem."""
    for file, old, new in (
        (EVENT, "until: 2024-05", "until: 2020\n        since: 2024-99"),
        (EVENT, "        access: limited", "        access: limiited"),
        (ENTITY, "kind: operates", "kind: operate"),
        (EVENT, "date: 2013?", "date: 2o13"),
        (EVENT, "date: 2013}", "date: 2011, date_rejected: yes}"),
    ):
        one_problem(tmp_path, changed(file, old, new))
        write(tmp_path)


def test_equal_names_of_one_entity(tmp_path: Path) -> None:
    """The same name in both languages is no mistake."""
    text = FILES[ENTITY].replace("zh: 微信", "zh: WeChat")

    assert "wechat" in load_seed(write(tmp_path, {ENTITY: text})).entities
