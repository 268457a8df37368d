"""Every kind of mistake inside one record: one problem, with place, found, expected and meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.load import Place, Problem
from tests.test_load.small_seed import FILES, changed, line_of, one_problem, problems_of


@dataclass(frozen=True)
class Mistake:
    """A change to a file of the small seed, and what is said of it."""

    name: str
    file: str
    old: str
    new: str
    message: str
    found: str | None = None
    expected: str = ""
    suggestion: str | None = None
    line: int = 0
    """Lines below the first changed one."""


SEED, ENTITY, SOURCE = "seed.yaml", "entities/all.yaml", "sources/all.yaml"
EVENT, FIGURE, STATEMENT = "events/all.yaml", "figures/all.yaml", "statements/all.yaml"

MISTAKES = [
    # fields
    Mistake(
        "field with a slip",
        ENTITY,
        "aliases:",
        "alaises:",
        "entity 'alibaba': unknown field of an entity",
        "'alaises'",
        "one of id, kind, name, aliases",
        "aliases",
    ),
    Mistake(
        "field that reminds of another",
        ENTITY,
        "homepage: ",
        "home_page_address: ",
        "unknown field of an entity",
        "'home_page_address'",
        "homepage",
        None,
    ),
    Mistake(
        "field like none",
        EVENT,
        "sequence: 1",
        "zzz: 1",
        "event 'wechat-opens-to-taobao': unknown field of an event",
        "'zzz'",
        "one of id, kind, title",
    ),
    Mistake(
        "field in capitals",
        SOURCE,
        "title: A report",
        "Title: A report",
        "source 'report': unknown field of a source",
        "'Title'",
        suggestion="title",
    ),
    Mistake(
        "field of a record inside",
        EVENT,
        "destination: taobao",
        "destinatn: taobao",
        "event 'wechat-blocks-taobao': unknown field of an effect",
        "'destinatn'",
        "one of origin, destination",
        "destination",
    ),
    Mistake(
        "required field with a slip",
        EVENT,
        "date: 2013?",
        "dat: 2013?",
        "unknown field of an event",
        "'dat'",
        suggestion="date",
    ),
    Mistake(
        "id with a slip",
        ENTITY,
        "- id: taobao",
        "- Id: taobao",
        "entity 'taobao': unknown field of an entity",
        "'Id'",
        suggestion="id",
    ),
    Mistake(
        "comma in a mapping",
        EVENT,
        "{en: chats of two only}",
        "{en: chats, of two only}",
        "unknown field of a bilingual text",
        "'of two only'",
        "text that holds a comma stands in double quotes",
    ),
    Mistake(
        "missing field",
        ENTITY,
        "    kind: person\n",
        "",
        "entity 'chen-tao': an entity without 'kind'",
        None,
        "`kind`: What it is.",
        line=-1,
    ),
    Mistake(
        "missing Chinese name",
        ENTITY,
        "{en: Taobao, zh: 淘宝}",
        "{en: Taobao}",
        "entity 'taobao': a bilingual name without 'zh'",
        None,
        "`zh`: The name in Chinese",
    ),
    Mistake(
        "field twice",
        ENTITY,
        "    wikidata: Q1234",
        "    kind: mechanism\n    wikidata: Q1234",
        "entity 'taobao': 'kind' stands twice",
        None,
        "it once: see line 14",
    ),
    Mistake(
        "field twice in a mapping",
        EVENT,
        "{en: chats of two only}",
        "{en: chats of two only, en: chats}",
        "'en' stands twice",
        None,
        "it once",
    ),
    Mistake(
        "missing citations of a statement",
        STATEMENT,
        "    citations:\n      - {source: report, quote: It helps., confidence: high}\n",
        "",
        "statement 'chen-tao-on-links': a statement without 'citations'",
        None,
        "`citations`",
        line=-6,
    ),
    # words
    Mistake(
        "word with a slip",
        EVENT,
        "kind: link_block",
        "kind: link_blok",
        "event 'wechat-blocks-taobao': unknown 'kind'",
        "'link_blok'",
        "one of link_block, account_block",
        "link_block",
    ),
    Mistake(
        "word in capitals",
        EVENT,
        "access: blocked",
        "access: BLOCKED",
        "unknown 'access'",
        "'BLOCKED'",
        "one of open, limited, blocked, closed",
        "blocked",
    ),
    Mistake(
        "word with a hyphen",
        EVENT,
        "channel: link_sharing",
        "channel: link-sharing",
        "unknown 'channel'",
        "'link-sharing'",
        suggestion="link_sharing",
    ),
    Mistake(
        "word like none",
        SOURCE,
        "tier: press",
        "tier: 3",
        "source 'report': unknown 'tier'",
        "'3'",
        "one of official, press, secondary",
    ),
    Mistake(
        "sign like none",
        FIGURE,
        '">"',
        '">="',
        "figure 'users-first': unknown 'operator'",
        "'>='",
        suggestion="=",
    ),
    # dates
    Mistake(
        "impossible day",
        EVENT,
        "date: 2021-09-17",
        "date: 2021-09-31",
        "event 'wechat-opens-to-taobao': bad date in 'date'",
        "'2021-09-31': '31' in column 9 of it",
    ),
    Mistake(
        "date with slashes",
        EVENT,
        "date: 2021-09-17",
        "date: 2021/09/17",
        "bad date in 'date'",
        "'2021/09/17': ",
        suggestion="2021-09-17",
    ),
    Mistake("date cut short", SOURCE, "published: 2024-09", "published: 2024-", "bad date"),
    Mistake(
        "season", SOURCE, "published: 2024-09", "published: 2024-21", "bad date in 'published'"
    ),
    Mistake(
        "date in an effect",
        EVENT,
        "until: 2024-05",
        "until: 2024-13",
        "bad date in 'until'",
        "'2024-13': '13' in column 6 of it",
    ),
    Mistake(
        "set without quotes",
        EVENT,
        "until: 2024-05",
        "until: [2024-01-25..2024-01-31]",
        "event 'wechat-opens-to-taobao': 'until' is not text",
        "a list",
        'the set of dates in double quotes: "[2024-01-25..2024-01-31]"',
    ),
    Mistake(
        "set of two without quotes",
        EVENT,
        "date: 2013?",
        "date: [2013, 2014]",
        "'date' is not text",
        "a list",
        'in double quotes: "[2013,2014]"',
    ),
    Mistake(
        "list that is no set",
        EVENT,
        "date: 2013?",
        "date: [a, [b]]",
        "'date' is not text",
        "a list",
        "a set of dates stands in double quotes",
    ),
    Mistake(
        "month for a day",
        SEED,
        "2024-10-31",
        "2024-10",
        "'recorded_until' is not one known day",
        "'2024-10'",
        "a day such as 2024-10-31",
    ),
    Mistake(
        "doubtful day",
        SOURCE,
        "recorded: 2024-10-01",
        "recorded: 2024-10-01?",
        "source 'release': 'recorded' is not one known day",
    ),
    # texts
    Mistake(
        "list for text",
        SOURCE,
        "title: A report",
        "title: [A report]",
        "source 'report': 'title' is not text",
        "a list",
        "where it begins with [ it stands in double quotes",
    ),
    Mistake(
        "mapping for text",
        SOURCE,
        "title: A report",
        "title: {en: A report}",
        "source 'report': 'title' is not text",
        "a mapping",
        "text",
    ),
    Mistake(
        "text for a mapping",
        EVENT,
        "{en: WeChat blocks Taobao, zh: 微信屏蔽淘宝}",
        "WeChat blocks Taobao",
        "not a bilingual name",
        "'WeChat blocks Taobao'",
        "a mapping with `en` and `zh`",
    ),
    Mistake(
        "text for a record",
        EVENT,
        "{entity: wechat, role: blocker}",
        "wechat",
        "not a participant",
        "'wechat'",
        "a mapping with `entity` and `role`",
    ),
    Mistake(
        "text for a list",
        ENTITY,
        "aliases: [Ali, 阿里]",
        "aliases: Ali",
        "'aliases' is not a list",
        "'Ali'",
        "after `- `, or all in [ ]",
    ),
    Mistake(
        "mapping for a list",
        EVENT,
        "limits: [{en: chats of two only}]",
        "limits: {en: chats of two only}",
        "'limits' is not a list",
        "a mapping",
    ),
    Mistake(
        "nothing for text",
        SOURCE,
        "title: A report",
        "title:",
        "'title' is empty",
        "nothing",
        "the field left out",
    ),
    Mistake("blank text", SOURCE, "title: A report", "title: ' '", "'title' is empty", "' '"),
    Mistake(
        "null",
        SOURCE,
        "publisher: A paper",
        "publisher: null",
        "'publisher' says that there is nothing",
        "'null'",
        "the field left out, or the word in double quotes",
    ),
    Mistake("tilde", ENTITY, "zh: 陈涛", "zh: ~", "'zh' says that there is nothing", "'~'"),
    Mistake(
        "text without end",
        SOURCE,
        "title: A report",
        f"title: {'x' * 20_001}",
        "'title' is too long",
        f"'{'x' * 79}…'",
        "20,000",
    ),
    Mistake(
        "NUL escaped",
        SOURCE,
        "title: A report",
        'title: "A\\0"',
        "cannot be seen",
        "U+0000",
        "without it",
    ),
    Mistake(
        "zero-width space",
        ENTITY,
        "aliases: [Ali,",
        "aliases: [A\u200bli,",
        "'aliases' holds a character that cannot be seen",
        "U+200B (ZERO WIDTH SPACE)",
        "the text without it",
    ),
    Mistake(
        "text turned round",
        SOURCE,
        "title: A report",
        "title: A \u202ereport",
        "cannot be seen",
        "U+202E (RIGHT-TO-LEFT OVERRIDE)",
    ),
    # ids and other patterns
    Mistake(
        "id in capitals",
        ENTITY,
        "- id: chen-tao",
        "- id: Chen-Tao",
        "entity 'Chen-Tao': bad 'id'",
        "'Chen-Tao'",
        "lower-case letters and digits, joined by single hyphens",
    ),
    Mistake("id with a space", SOURCE, "id: report", "id: re port", "source 're port': bad 'id'"),
    Mistake(
        "endless id", STATEMENT, "id: chen-tao-on", f"id: {'x' * 5000}", "'id' is too long", "x…'"
    ),
    Mistake("id in Cyrillic", SOURCE, "id: release", "id: rеlease", "bad 'id'", "'rеlease'"),
    Mistake("id in full width", SOURCE, "id: release", "id: ｒelease", "bad 'id'"),
    Mistake(
        "address without a scheme",
        ENTITY,
        "https://alibaba.example",
        "www.alibaba.example",
        "entity 'alibaba': bad 'homepage'",
        "'www.alibaba.example'",
        "https://",
    ),
    Mistake(
        "address with a password",
        SOURCE,
        "https://alibaba.example/release",
        "https://me:secret@alibaba.example",
        "bad 'url'",
    ),
    Mistake(
        "script for an address", SOURCE, "https://alibaba.example/", "javascript:", "bad 'url'"
    ),
    Mistake("language by name", SOURCE, "language: en", "language: English", "bad 'language'"),
    Mistake("Wikidata without Q", ENTITY, "Q1234", "1234", "bad 'wikidata'", "'1234'", "Q283233"),
    # numbers and flags
    Mistake(
        "number with commas",
        FIGURE,
        "500000000",
        "500,000,000",
        "figure 'users-first': bad 'value'",
        "'500,000,000'",
        "a number in full digits",
    ),
    Mistake("number in words", FIGURE, "78.5", "78.5 million", "bad 'value'"),
    Mistake("number with an exponent", FIGURE, "500000000", "5e8", "bad 'value'"),
    Mistake("no number", FIGURE, "500000000", ".nan", "bad 'value'"),
    Mistake("Arabic digits", FIGURE, "500000000", "٥", "bad 'value'"),
    Mistake("endless number", FIGURE, "500000000", "9" * 31, "bad 'value'"),
    Mistake("percent sign", FIGURE, "change_on_year: -1", "change_on_year: -1%", "bad 'change"),
    Mistake("fraction", EVENT, "sequence: 1", "sequence: 1.5", "bad 'sequence'", "'1.5'", "whole"),
    Mistake("yes", FIGURE, "unverified: true", "unverified: yes", "bad 'unverified'", "'yes'"),
    Mistake(
        "true in capitals",
        FIGURE,
        "unverified: true",
        "unverified: True",
        "bad 'unverified'",
        "'True'",
        "true or false",
        "true",
    ),
    # choices
    Mistake(
        "neither of two",
        FIGURE,
        "    entity: taobao\n    metric: users\n    value: 500000000",
        "    metric: users\n    value: 500000000",
        "figure 'users-first': a figure",
        None,
        "exactly one of `entity` and `subject`",
        line=-1,
    ),
    Mistake(
        "both of two",
        STATEMENT,
        "    speaker: chen-tao",
        "    speaker: chen-tao\n    speaker_name: {en: Chen Tao}",
        "statement 'chen-tao-on-links': a statement",
        "`speaker` and `speaker_name`",
        "exactly one of",
        line=-2,
    ),
    Mistake(
        "none of three",
        SOURCE,
        "    published: 2024-09\n",
        "",
        "source 'report': it is not said since when it is known",
        None,
        "`published`, `retrieved` or `recorded`",
        line=-3,
    ),
    Mistake(
        "same twice",
        SOURCE,
        "[alibaba, taobao]",
        "[alibaba, taobao, alibaba]",
        "source 'release': the same twice in 'interested_parties'",
        "'alibaba'",
        "it once",
    ),
    # the seed itself
    Mistake("name of the seed", SEED, "name: small", "name: Small Seed", "bad 'name'"),
    Mistake(
        "seed without a licence",
        SEED,
        "licence: CC0-1.0\n",
        "",
        "a seed without 'licence'",
        line=-3,
    ),
    Mistake(
        "licence with a slip",
        SEED,
        "licence:",
        "license:",
        "unknown field of a seed",
        "'license'",
        suggestion="licence",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake(tmp_path: Path, mistake: Mistake) -> None:
    """It is one problem and no more, that says where, what was found, expected and meant."""
    problem = one_problem(tmp_path, changed(mistake.file, mistake.old, mistake.new))

    line = line_of(FILES[mistake.file], mistake.old) + mistake.line
    assert (problem.place.file, problem.place.line) == (mistake.file, line)
    assert mistake.message in problem.message
    assert mistake.found is None or mistake.found in (problem.found or "")
    assert mistake.expected in (problem.expected or "")
    assert problem.suggestion == mistake.suggestion


@pytest.mark.parametrize(
    ("content", "message", "found"),
    [
        ("", "the file is empty", None),
        ("# nothing yet\n", "the file is empty", None),
        ("---\n", "not a seed file", "nothing"),
        ("- {id: jd, kind: app, name: {en: JD, zh: 京东}}\n", "not a seed file", "a list"),
        ("entities\n", "not a seed file", "'entities'"),
        ("id: jd\nkind: app\n", "not a seed file", "a mapping"),
        ("entities: jd\n", "not a list", "'jd'"),
        ("entities: {id: jd}\n", "not a list", "a mapping"),
        ("- [", "not YAML", "the end of the file"),
    ],
)
def test_a_file_that_is_no_seed_file(
    tmp_path: Path, content: str, message: str, found: str | None
) -> None:
    """It is one problem; what its records may have been called is not missed."""
    problem = one_problem(tmp_path, {"entities/more.yaml": content})

    assert problem.place.file == "entities/more.yaml"
    assert message in problem.message
    assert problem.found == found


def test_a_file_without_records(tmp_path: Path) -> None:
    """A list may be empty, or not written yet."""
    more = {"entities/a.yaml": "entities: []", "entities/b.yaml": "entities:\n"}

    assert problems_of(tmp_path, more) == []


@pytest.mark.parametrize(
    ("key", "suggestion"),
    [("entitis", "entities"), ("events", "events/"), ("zzz", None)],
)
def test_a_list_under_another_key(tmp_path: Path, key: str, suggestion: str | None) -> None:
    """The key is reported, not every reference to what stands under it."""
    file = "events/all.yaml" if key == "events" else "entities/all.yaml"
    text = FILES[file].replace(file.split("/")[0], key, 1)
    problem = one_problem(
        tmp_path,
        {
            file: None,
            "entities/all.yaml": FILES["entities/all.yaml"],
            "entities/x.yaml" if key == "events" else file: text,
        },
    )

    assert problem.message == "unknown key"
    assert problem.found == repr(key)
    assert problem.expected == "a list under the one key `entities:`"
    assert problem.suggestion == suggestion


def test_a_key_twice(tmp_path: Path) -> None:
    """Both lists are read, so that ids in either are known."""
    text = FILES["entities/all.yaml"].replace("  - id: wechat\n", "entities:\n  - id: wechat\n")
    problem = one_problem(tmp_path, {"entities/all.yaml": text})

    assert problem.message == "'entities' stands twice"
    assert problem.expected == "it once: see line 1"


def test_every_mistake_of_one_record(tmp_path: Path) -> None:
    """What is wrong in one place hides nothing in another, down to ids that do not exist."""
    text = """\
events:
  - id: launch
    kind: lanch
    titlle: {en: Launch, zh: 推出, de: Start}
    date: 2024-02-30
    status: launched
    participants:
      - {entity: wechta, role: hots}
      - taobao
      - {entity: taobao, roles: guest}
    effects:
      - {origin: wechat, destination: wechat, channel: mini_program, access: opn, until: 20}
    sequence: one
    citations:
      - {source: repotr, confidence: high, date_rejected: true}
"""
    problems = problems_of(tmp_path, {"events/more.yaml": text})

    assert [(p.place.line, p.message.removeprefix("event 'launch': ")) for p in problems] == [
        (3, "unknown 'kind'"),
        (4, "unknown field of an event"),
        (4, "unknown field of a bilingual name"),
        (5, "bad date in 'date'"),
        (8, "'wechta' does not exist"),
        (8, "unknown 'role'"),
        (9, "not a participant"),
        (10, "unknown field of a participant"),
        (12, "an effect from an entity to itself"),
        (12, "unknown 'access'"),
        (12, "bad date in 'until'"),
        (13, "bad 'sequence'"),
        (15, "'repotr' does not exist"),
        (15, "there is no date to reject"),
    ]
    assert {p.suggestion for p in problems} >= {"title", "wechat", "role", "open", "report"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{entity: wechat, role: blocker}", "*wechat"),
        ("{en: WeChat blocks Taobao, zh: 微信屏蔽淘宝}", "*title"),
        ("date: 2013?", "date: *date"),
        ("[{en: chats of two only}]", "*limits"),
    ],
)
def test_an_alias_for_a_part(tmp_path: Path, old: str, new: str) -> None:
    """What was refused as YAML is not missed as a part of its record."""
    problem = one_problem(tmp_path, changed(EVENT, old, new))

    assert problem.message == "an alias"


def test_more_problems_than_anybody_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the file stops, and says so; what is in the rest is not missed."""
    monkeypatch.setattr("graph.load.read._MAX_PROBLEMS", 3)
    text = "entities:\n" + "  - 1\n" * 6 + FILES[ENTITY].removeprefix("entities:\n")

    problems = problems_of(tmp_path, {ENTITY: text})
    assert [problem.place.line for problem in problems] == [2, 3, 4, 5, 5]
    assert problems[4].found == "more than 3 problems"


def test_text_of_several_lines(tmp_path: Path) -> None:
    """Lines, tabs and characters of any script are text."""
    new = 'title: "Two lines,\\n\\tand 🦉 ﷺ नमस्ते‌"'

    assert problems_of(tmp_path, changed(SOURCE, "title: A report", new)) == []


def test_a_message() -> None:
    """A problem is one line that an editor can jump from."""
    problem = Problem(Place("a.yaml", 3, 5), "unknown 'kind'", "'ap'", "one of app", "app")

    assert (
        str(problem)
        == "a.yaml:3:5: unknown 'kind'; found 'ap'; expected one of app. Did you mean 'app'?"
    )
