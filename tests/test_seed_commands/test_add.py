"""`interop seed add`: by questions and by options, into the right place, checked, shown, whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph.changes import changes_between
from graph.dates import parse_edtf
from graph.load import checked_folder, load_seed
from graph.load.read import read_seed_folder
from graph.model import Event
from graph.vocabulary import Access, Channel, Role, Tier
from tests.test_seed_commands.running import interop_seed

EVENT = (
    *("--kind", "payment_integration", "--date", "2024-10-15?", "--status", "launched"),
    *("--title-en", "Kaola accepts WeChat Pay", "--title-zh", "考拉接入微信支付"),
    *("--participants", "kaola host", "--participants", "wechat-pay provider"),
    *("--effects", "kaola wechat-pay payment_checkout limited limits='From 100 yuan'"),
    *("--citations", "times-finance-2024-09 medium quote='We take it.' note.zh=备注 note.en=Note"),
)
QUESTIONS = """\
payment integration
Kaola accepts WeChat Pay
考拉接入微信支付
2024-13
2024-10-15?
launched
kaloa
Koala
host
微信支付
?
provider

kaola
wechat-pay
payment_checkout
limited


From 100 yuan
满100元可用




+
A page on it
Some paper

2024-10-16
en
press

We now take it.
high



y
"""


def text_of(folder: Path) -> dict[str, str]:
    """Every file of a seed."""
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.yaml")}


def added_event(folder: Path, id: str) -> Event:
    """The event, in a seed that is as it should be."""
    return load_seed(folder).events[id]


def test_questions(seed_folder: Path) -> None:
    """Questions lead to an event, with a source that was new, and one answer tried again."""
    before = load_seed(seed_folder)
    answer = interop_seed("add", "event", "--seed", seed_folder, answers=QUESTIONS)
    after = load_seed(seed_folder)

    assert answer.exit_code == 0, answer.output
    changes = changes_between(before, after)
    assert (changes.changed, changes.removed) == ((), ())
    assert [(change.sort, change.id) for change in changes.added] == [
        ("source", "some-paper-2024-10-16"),
        ("event", "kaola-accepts-wechat-pay"),
    ]
    event = after.events["kaola-accepts-wechat-pay"]
    assert [(p.entity, p.role) for p in event.participants] == [
        ("kaola", Role.HOST),
        ("wechat-pay", Role.PROVIDER),
    ]
    (effect,) = event.effects
    assert (effect.access, effect.channel) == (Access.LIMITED, Channel.PAYMENT_CHECKOUT)
    assert [limit.zh for limit in effect.limits] == ["满100元可用"]
    assert after.sources["some-paper-2024-10-16"].tier is Tier.PRESS


def test_what_is_said_of_an_answer(seed_folder: Path) -> None:
    """A bad date is pointed at, an unknown id has near ones, names are taken, a date is explained."""
    output = interop_seed("add", "event", "--seed", seed_folder, answers=QUESTIONS).output

    assert "  2024-13\n       ^\nHere '13' cannot stand: expected a month 01 to 12" in output
    assert "There is no entity 'kaloa'. Near to it: kaola" in output
    assert "That is kaola" in output
    assert "That is wechat-pay" in output
    assert "2024-10-15? means a day from 2024-10-14 to 2024-10-16" in output
    assert "provider               Whose service is admitted or used." in output
    assert "+  - id: kaola-accepts-wechat-pay" in output


def test_options(seed_folder: Path) -> None:
    """Every answer can be an option; with --yes nothing is asked, and --json tells what was done."""
    answer = interop_seed("add", "event", *EVENT, "--yes", "--json", "--seed", seed_folder)

    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout) == {
        "added": [{"sort": "event", "id": "kaola-accepts-wechat-pay"}],
        "files": ["events/china-2024.yaml"],
    }
    event = added_event(seed_folder, "kaola-accepts-wechat-pay")
    assert event.date == parse_edtf("2024-10-15?")
    (citation,) = event.citations
    assert citation.quote == "We take it."
    assert citation.note is not None
    assert (citation.note.en, citation.note.zh) == ("Note", "备注")


def test_nothing_else_of_the_file_changes(seed_folder: Path) -> None:
    """The record stands among the others in the order of time; every other line stays."""
    before = text_of(seed_folder)
    arguments = (*EVENT, "--date", "2024-03-01", "--yes")
    interop_seed("add", "event", *arguments, "--seed", seed_folder)
    after = text_of(seed_folder)

    (name,) = (name for name in after if after[name] != before.get(name))
    start = after[name].index("  - id: kaola-accepts-wechat-pay\n")
    item = after[name][start:].split("\n\n")[0]
    assert after[name].replace(f"{item}\n\n", "", 1) == before[name]
    dates = [
        record.value.date.earliest
        for record in read_seed_folder(seed_folder).records
        if isinstance(record.value, Event) and record.place.file == name
    ]
    at = dates.index(parse_edtf("2024-03-01").earliest)
    assert dates[at - 1] <= dates[at] <= dates[at + 1]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_comments_and_line_ends_stay(seed_folder: Path, ending: str) -> None:
    """Comments, odd spacing and the file's own line ends are kept."""
    path = seed_folder / "entities" / "mine.yaml"
    text = (
        "# mine\nentities:\n- {id: zz-one,   kind: occasion, name: {en: One, zh: 一}} # first\n"
        "# about two\n-   id: zz-two\n    kind: occasion\n    name: {en: Two, zh: 二}\n\n# the end\n"
    ).replace("\n", ending)
    path.write_bytes(text.encode())
    arguments = (
        "--kind",
        "occasion",
        "--name-en",
        "Three",
        "--name-zh",
        "三",
        "--file",
        "mine.yaml",
    )
    answer = interop_seed("add", "entity", *arguments, "--yes", "--seed", seed_folder)

    assert answer.exit_code == 0, answer.output
    written = path.read_bytes().decode()
    item = "- id: three\n  kind: occasion\n  name: {en: Three, zh: 三}\n".replace("\n", ending)
    assert written == text + item


def test_declined(seed_folder: Path) -> None:
    """What is shown and not wished is not written."""
    before = text_of(seed_folder)
    answer = interop_seed("add", "event", "--seed", seed_folder, answers=f"{QUESTIONS[:-2]}n\n")

    assert answer.exit_code == 0, answer.output
    assert "Nothing is written." in answer.output
    assert text_of(seed_folder) == before


def test_stopped(seed_folder: Path) -> None:
    """Who stops amid the questions leaves the seed as it was."""
    before = text_of(seed_folder)
    answer = interop_seed("add", "event", "--seed", seed_folder, answers=QUESTIONS[:150])

    assert answer.exit_code == 1
    assert text_of(seed_folder) == before


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (
            ("--effects", "kaola qq payment_checkout"),
            2,
            "expected origin destination channel access",
        ),
        (("--effects", "kaola qqq payment_checkout open"), 2, "There is no entity 'qqq'. Near to"),
        (("--date", "2024-13"), 2, "expected a month 01 to 12"),
        (("--id", "wechat"), 2, "The id 'wechat' is taken."),
        (("--citations", "times-finance-2024-09 sure"), 2, "unknown 'confidence'"),
        (("--citations", "'open"), 2, "No closing quotation"),
        (("--file", "../out.yaml"), 2, "expected a file inside of the seed's folder events/"),
        (("--file", "events/out.txt"), 2, "expected a name that ends in .yaml"),
        (("--relations", "reverses taobao-password"), 1, None),
        (("--effects", "kaola wechat-pay payment_checkout open"), 1, "two effects of one event"),
        (("--participants", "kaola host"), 1, "the participant is given twice"),
    ],
    ids=str,
)
def test_bad_options(
    seed_folder: Path, arguments: tuple[str, ...], code: int, says: str | None
) -> None:
    """What is wrong is said before anything is written, by its option or as the loader says it."""
    before = text_of(seed_folder)
    dated = ("--date", "2012") if says is None else ()
    answer = interop_seed(
        "add", "event", *EVENT, *arguments, *dated, "--yes", "--seed", seed_folder
    )

    assert answer.exit_code == code, answer.output
    assert (says or "it cannot come after 'taobao-password'") in answer.stderr
    assert text_of(seed_folder) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (EVENT[2:], "With --yes nothing is asked: give --kind too."),
        (EVENT[:-2], "Nothing is without a source: --citations, or --unverified."),
    ],
)
def test_missing_options(seed_folder: Path, arguments: tuple[str, ...], says: str) -> None:
    """With --yes, what is missing is named."""
    answer = interop_seed("add", "event", *arguments, "--yes", "--seed", seed_folder)

    assert answer.exit_code == 2
    assert says in answer.stderr


@pytest.mark.parametrize(
    ("sort", "arguments", "id", "file"),
    [
        (
            "entity",
            ("--kind", "app", "--name-en", "Café Élan", "--name-zh", "咖啡", "--aliases", "CE"),
            *("cafe-elan", "entities/apps-china.yaml"),
        ),
        (
            "source",
            (
                *("--title", "A title", "--publisher", "Reuters", "--published", "2024-10-02"),
                *("--language", "en", "--tier", "press"),
            ),
            *("reuters-2024-10-02", "sources/china-press.yaml"),
        ),
        (
            "figure",
            (
                *("--entity", "taobao", "--metric", "users", "--value", "5", "--operator", "~"),
                *("--unit", "users", "--period", "2024", "--unverified"),
            ),
            *("taobao-users-2024", "figures/markets.yaml"),
        ),
        (
            "statement",
            (
                *("--kind", "opinion", "--speaker", "times-finance", "--summary-en", "It is so."),
                *("--citations", "times-finance-2024-09 high quote='So it is.'"),
            ),
            *("times-finance-it-is-so", "statements/opinions.yaml"),
        ),
        (
            "event",
            (*EVENT[:-2], "--unverified"),
            *("kaola-accepts-wechat-pay", "events/china-2024.yaml"),
        ),
    ],
    ids=["entity", "source", "figure", "statement", "event without a source"],
)
def test_each_sort(
    seed_folder: Path, sort: str, arguments: tuple[str, ...], id: str, file: str
) -> None:
    """Each sort goes to its like, under an id made from its name; the seed stays without problems."""
    answer = interop_seed("add", sort, *arguments, "--yes", "--seed", seed_folder)

    assert answer.exit_code == 0, answer.output
    assert answer.stdout == f"Added {id} to {file}.\n"
    assert checked_folder(seed_folder).problems == ()


def test_the_same_twice(seed_folder: Path) -> None:
    """A second one of the same name gets a number; nothing is written over."""
    for _ in range(2):
        answer = interop_seed("add", "event", *EVENT, "--yes", "--seed", seed_folder)

        assert answer.exit_code == 0, answer.output
    events = load_seed(seed_folder).events
    assert {"kaola-accepts-wechat-pay", "kaola-accepts-wechat-pay-2"} <= events.keys()


def test_a_seed_with_problems(seed_folder: Path) -> None:
    """A seed that is wrong already is not added to."""
    (seed_folder / "entities" / "bad.yaml").write_text("entities: [{id: x}]\n", "utf-8")
    answer = interop_seed("add", "event", *EVENT, "--yes", "--seed", seed_folder)

    assert answer.exit_code == 1
    assert "entities/bad.yaml:1:12: entity 'x'" in answer.stderr


def test_a_list_in_one_line(seed_folder: Path) -> None:
    """A file that is not written line by line is left alone."""
    path = seed_folder / "entities" / "mine.yaml"
    path.write_text("entities: [{id: zz, kind: occasion, name: {en: Z, zh: 子}}]\n", "utf-8")
    arguments = ("--kind", "occasion", "--name-en", "Y", "--name-zh", "丑", "--file", "mine.yaml")
    answer = interop_seed("add", "entity", *arguments, "--yes", "--seed", seed_folder)

    assert answer.exit_code == 2
    assert "is not written a record below the other: name another file" in answer.stderr
