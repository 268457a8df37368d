"""What README.md, docs/ and the explorer say is true: every answer, link, name and number."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from graphql import parse, validate
from starlette.testclient import TestClient

from api.admin.routes import ADMIN_CODES
from api.app import create_app
from api.cli import main as interop
from api.context import Context
from api.errors import CODES
from api.pages import MAX_PAGE
from api.query import schema
from api.settings import Settings
from graph.load import load_seed, packaged_seed_folder
from graph.queries.paths import MAX_HOPS
from graph.queries.timeline import MAX_COUNTS
from graph.vocabulary import Verdict
from tests import docs_support as support
from tests.docs_support import DOCS, PAGES, ROOT, Block

OTHERS = ("CHANGELOG.md", "CONTRIBUTING.md", "seed_data/README.md")
LINKED = [ROOT / "README.md", *DOCS, *(ROOT / other for other in OTHERS)]
FIXED_LIMITS = {
    "operations in a request": 1,
    "things in an answer, as they are counted": Context.__dataclass_fields__["most_things"].default,
    "items of a page": MAX_PAGE,
    "counts in an answer": MAX_COUNTS,
    "hops of a path": MAX_HOPS,
}
LATER = support.TODAY + 2_000
LANGUAGES = {
    "",
    "console",
    "diff",
    "graphql",
    "js",
    "json",
    "python",
    "sh",
    "text",
    "typescript",
    "yaml",
}


def name(page: Path) -> str:
    """The page as a person calls it."""
    return page.relative_to(ROOT).as_posix()


def documents(*, subscriptions: bool = False) -> list[Block]:
    """Every GraphQL document of the pages; those that have no one answer are apart."""
    found = [b for page in PAGES for b in support.blocks(page) if b.language == "graphql"]
    return [b for b in found if b.text.startswith("subscription") == subscriptions]


def answered() -> list[tuple[Block, Block]]:
    """Each question of the pages that is followed by its answer."""
    found = [(b, after) for page in PAGES for b, after in support.pairs(page) if after]
    kinds = {"graphql": "json", "sh": "json", "python": "text"}
    return [(b, after) for b, after in found if kinds.get(b.language) == after.language]


def table(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    _, found, rest = (ROOT / page).read_text("utf-8").partition(f"\n{heading}\n")
    assert found, f"{page} has no {heading}"
    rows = re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]
    cells = [row.strip("|").split("|") for row in re.findall(r"^\|.*\|$", rows, re.MULTILINE)]
    return [[cell.strip() for cell in row] for row in cells[2:]]


def words(cell: str) -> list[str]:
    """What stands in a cell as code."""
    return re.findall(r"`([^`]+)`", cell)


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def command_lines(page: Path) -> list[str]:
    """Every line of a page that calls `interop`, in blocks and in sentences."""
    text = page.read_text("utf-8")
    in_blocks = re.findall(r"^(?:\$ )?((?:\.venv/bin/)?interop\b.*)$", text, re.MULTILINE)
    return [*in_blocks, *re.findall(r"`((?:\.venv/bin/)?interop\b[^`…]*)`", text)]


def commands() -> dict[str, click.Command]:
    """Every command that does something, by its full name."""
    found: dict[str, click.Command] = {}
    groups: list[tuple[str, click.Command]] = [("interop", interop)]
    for path, command in groups:
        if isinstance(command, click.Group):
            groups += [(f"{path} {sub}", found_) for sub, found_ in command.commands.items()]
        else:
            found[path] = command
    return found


def options(command: click.Command) -> set[str]:
    """The options of a command, all spellings."""
    return {
        spelling
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for spelling in (*parameter.opts, *parameter.secondary_opts)
    }


@pytest.mark.parametrize("document", documents(), ids=lambda block: block.id)
def test_document(document: Block) -> None:
    """A document on a page is one of this schema, and its answer is the same on any day."""
    now, later = support.ask(document.text), support.ask(document.text, today=LATER)

    assert now == later
    codes = {error["extensions"]["code"] for error in now.get("errors", ())}
    assert "GRAPHQL_VALIDATION_FAILED" not in codes


@pytest.mark.parametrize("document", documents(subscriptions=True), ids=lambda block: block.id)
def test_subscription(document: Block) -> None:
    """A subscription on a page is one of this schema."""
    assert validate(schema._schema, parse(document.text)) == []


@pytest.mark.parametrize(("question", "answer"), answered(), ids=lambda block: block.id)
def test_answer(question: Block, answer: Block) -> None:
    """What a page shows as the answer is the answer, in the same order."""
    real = support.real_answer(question, answer)
    assert real is not None

    if answer.language == "json":
        assert json.loads(answer.text, object_pairs_hook=list) == json.loads(
            real, object_pairs_hook=list
        )
    else:
        assert answer.text == real


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_of_a_page(page: Path) -> None:
    """Commands print what the page shows, run one after the other."""
    for block, real in support.run_commands(page):
        assert block.text == real, block.id


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_blocks(page: Path) -> None:
    """A block says what it is, so that the tests know what to do with it."""
    fences = re.findall(r"^```(.*)$", page.read_text("utf-8"), re.MULTILINE)

    assert set(fences[::2]) <= LANGUAGES
    assert set(fences[1::2]) <= {""}


@pytest.mark.parametrize("page", LINKED, ids=name)
def test_links(page: Path) -> None:
    """Every link inside the repository leads somewhere, down to the heading."""
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        is_there = there.exists() and there.is_relative_to(ROOT)
        if not is_there or (anchor and anchor not in anchors(there)):
            broken.append(target)

    assert broken == []


def test_index() -> None:
    """The index leads to every page."""
    text = (ROOT / "docs/index.md").read_text("utf-8")
    others = {page.name for page in DOCS} - {"index.md"}

    assert {page for page in others if f"]({page})" not in text} == set()


def test_questions() -> None:
    """Every field of `Query` is listed, and no other."""
    query = schema.get_type_by_name("Query")
    fields = {schema.config.name_converter.from_field(field) for field in query.fields}  # type: ignore[union-attr]
    listed = [words(row[0])[0] for row in table("docs/graphql.md", "## Questions")]

    assert sorted(listed) == sorted(fields)


def test_error_codes() -> None:
    """Every error code is listed, and no other."""
    listed = [words(row[0])[0] for row in table("docs/graphql.md", "## Errors")]

    assert sorted(listed) == sorted(CODES)


def test_limits() -> None:
    """Every limit is listed with its default, its setting if it has one, and its code."""
    listed = {}
    for what, default, setting, code in table("docs/limits.md", "## The table"):
        (name,) = words(setting) or [what]
        listed[name] = float(default.replace(",", ""))
        assert words(code)[0] in CODES.keys() | ADMIN_CODES.keys()

    limited = re.compile("max_|answers_|search_|re(quest|ceive)_seconds|requests_per")
    assert listed == FIXED_LIMITS | {
        f"INTEROP_{field.upper()}": info.default
        for field, info in Settings.model_fields.items()
        if limited.match(field)
    }


def test_metrics() -> None:
    """Every metric of our own is listed, and no other."""
    client = TestClient(create_app(support.served(), Settings()))
    shown = client.get("/metrics").text
    names = set(re.findall(r"^# TYPE (interop_\w+) ", shown, re.MULTILINE))
    listed = {words(row[0])[0] for row in table("docs/operations.md", "## Metrics")}

    assert {name for name in names if not name.endswith("_created")} == {
        name for name in listed if name.startswith("interop_")
    }


def test_settings() -> None:
    """Every setting is listed with its default, and no other."""
    rows = table("docs/command-line.md", "## Settings")
    listed = {words(row[0])[0]: words(row[1]) for row in rows}
    defaults = {
        f"INTEROP_{field.upper()}": [] if info.default is None else [json_text(info.default)]
        for field, info in Settings.model_fields.items()
    }

    assert listed == defaults


def json_text(value: object) -> str:
    """A default as it is written into the environment."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_every_command_is_listed() -> None:
    """Every command has its section."""
    text = (ROOT / "docs/command-line.md").read_text("utf-8")
    sections = set(re.findall(r"^#+ `(interop[^`]*)`$", text, re.MULTILINE))

    assert sections == set(commands())


@pytest.mark.parametrize("command", sorted(commands()))
def test_options(command: str) -> None:
    """The options of a command are those that its section lists."""
    rows = table("docs/command-line.md", f"### `{command}`")
    listed = {word for row in rows for word in words(row[0]) if word.startswith("-")}
    common = set()
    if command.startswith("interop ask "):
        rows = table("docs/command-line.md", "## Asking")
        common = {word for row in rows for word in words(row[0]) if word.startswith("-")}

    assert listed | common == options(commands()[command])


@pytest.mark.parametrize("page", LINKED, ids=name)
def test_named_commands(page: Path) -> None:
    """A command that a page names exists, with the options that it names."""
    wrong = []
    for line in command_lines(page):
        called = line.split("#")[0].removeprefix(".venv/bin/").split()
        command: click.Command = interop
        for word in called[1:]:
            if isinstance(command, click.Group) and word in command.commands:
                command = command.commands[word]
        named = {word.split("=")[0] for word in called if word.startswith("--")}
        known = options(command) | {"--help", "--version"}
        is_known = len(called) < 2 or called[1].startswith("-") or command is not interop
        if not is_known or not named <= known:
            wrong.append(line)

    assert wrong == []


@pytest.mark.parametrize("page", LINKED, ids=name)
def test_named_targets(page: Path) -> None:
    """A target of `make` that a page names exists."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)

    assert set(named) <= targets


def test_figures() -> None:
    """The README counts the seed rightly."""
    counts = support.served().reader().info.counts
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    sentence = re.search(r"(\d+ entities,.*?) are compiled", text)

    assert sentence
    found = {sort: int(number) for number, sort in re.findall(r"(\d+) ([a-z]+)", sentence[1])}
    assert found == counts


def test_sure_and_unsure() -> None:
    """The README says how many events have a source, and how many a day."""
    events = load_seed(packaged_seed_folder()).events.values()
    text = " ".join((ROOT / "README.md").read_text("utf-8").split())
    sourced = re.search(r"Of the events (\d+) have a source; the other (\d+) are marked", text)
    vague = re.search(r"The dates of (\d+) events are not known to the day", text)

    assert sourced
    assert [int(number) for number in sourced.groups()] == [
        sum(bool(event.citations) for event in events),
        sum(event.unverified for event in events),
    ]
    assert vague
    assert int(vague[1]) == sum(event.date.earliest != event.date.latest for event in events)


def test_last_day() -> None:
    """The README names the last day that the seed claims to know."""
    seed = yaml.safe_load((ROOT / "seed_data/seed.yaml").read_text("utf-8"))
    day = seed["recorded_until"]

    assert f"{day:%-d %B %Y}" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("example", support.examples(), ids=lambda example: example["title"])
def test_example(example: dict[str, Any]) -> None:
    """An example of the pages runs, and its answer is the same on any day."""
    now = support.ask(example["query"], example["variables"])

    assert "errors" not in now
    assert support.ask(example["query"], example["variables"], today=LATER) == now


def test_verdicts_in_the_explorer() -> None:
    """The explorer explains each verdict as the API does."""
    words = (support.STATIC / "explorer" / "words" / "en.js").read_text("utf-8")
    said = dict(re.findall(r'"verdict\.([A-Z]+)\.what": "(.*)",', words))

    assert said == {v.name: v.description for v in Verdict}


def test_changelog() -> None:
    """Changes that are not released yet stand at the top, under the headings of the format."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    sorts = set(re.findall(r"^### (.*)$", text, re.MULTILINE))

    assert headings[0] == "[Unreleased]"
    assert sorts <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
