"""The pages of the documentation, block by block, and what really answers to them.

`python -m tests.docs_support` writes the answers that the pages show anew; review the diff. An
answer is what follows a question:

- a `json` block after a `graphql` block, or after an `sh` block that calls `curl`;
- in a `console` block, what stands below each `$ interop …`;
- a `text` block after a `python` block.

A `diff` block is an edit of a file of `my-seed`, a copy of the packaged seed in the folder in which
the commands of its page run, in the order of the page. Pages that have tests of their own
(`OTHERS`) are left alone.
"""

import contextlib
import io
import json
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click
from click.testing import CliRunner
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import main as interop
from api.context import Context
from api.errors import shown_error
from api.graphs import ServedGraph
from api.query import schema
from api.schema.wrap import wrap
from api.settings import Settings
from graph.load import packaged_seed_folder

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "api" / "static"
OTHERS = [
    ROOT / "docs" / name
    for name in ("dates.md", "first-change.md", "seed-format.md", "vocabulary.md")
]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", *(page for page in DOCS if page not in OTHERS)]
COLUMNS = 100
WIDTH = 96
TODAY = date(2024, 10, 1).toordinal()
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and where it stands."""

    page: Path
    language: str
    text: str
    start: int
    end: int

    @property
    def id(self) -> str:
        """The page and the line, as editors write it."""
        line = self.page.read_text("utf-8").count("\n", 0, self.start) + 1
        return f"{self.page.relative_to(ROOT)}:{line}"


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order; `start` and `end` are those of the text inside."""
    text = page.read_text("utf-8")
    return [Block(page, m[1], m[2], m.start(2), m.end(2)) for m in _FENCE.finditer(text)]


def pairs(page: Path) -> Iterator[tuple[Block, Block | None]]:
    """Each block with the one right after it, if nothing but a few words stands between them."""
    found = blocks(page)
    text = page.read_text("utf-8")
    for number, block in enumerate(found, 1):
        follower = found[number] if number < len(found) else None
        is_next = follower is not None and len(text[block.end : follower.start].split()) < 4
        yield block, follower if is_next else None


@cache
def served() -> ServedGraph:
    """The packaged seed."""
    return ServedGraph.from_folder(packaged_seed_folder())


def ask(query: str, variables: dict[str, Any] | None = None, *, today: int = TODAY) -> Any:
    """The answer to a GraphQL document, as the server gives it."""
    context = Context(served().reader(), wrap, today)
    result = schema.execute_sync(query, variable_values=variables, context_value=context)
    if not result.errors:
        return {"data": result.data}
    errors = [shown_error(error) for error in result.errors]
    was_executed = any("path" in error for error in errors)
    return {"errors": errors, "data": result.data} if was_executed else {"errors": errors}


def request(command: str) -> Any:
    """What the server answers to a `curl` command."""
    words = shlex.split(command.replace("\\\n", " "))
    address = next(word for word in words if word.startswith("http"))
    headers, body = {"Accept": "*/*"}, None
    for option, value in pairwise(words):
        if option == "-H":
            name, _, content = value.partition(": ")
            headers[name] = content
        elif option == "-d":
            body = value
    client = TestClient(create_app(served(), Settings()))
    answer = client.request(
        "GET" if body is None else "POST", address, content=body, headers=headers
    )
    return answer.json()


def output(code: str) -> str:
    """What Python code prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<docs>", "exec"), {})  # noqa: S102 -- the pages are ours
    return printed.getvalue()


def compact(value: Any, used: int = 0, indent: int = 0) -> str:
    """JSON for readers: what fits into a line stands in one; `used` is what stands before it."""
    line = json.dumps(value, ensure_ascii=False)
    if used + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    pad = " " * (indent + 2)
    if isinstance(value, list):
        rows = [pad + compact(item, len(pad), indent + 2) for item in value]
        return "[\n" + ",\n".join(rows) + "\n" + " " * indent + "]"
    rows = []
    for key, item in value.items():
        head = f"{pad}{json.dumps(key)}: "
        rows.append(head + compact(item, len(head), indent + 2))
    return "{\n" + ",\n".join(rows) + "\n" + " " * indent + "}"


def run_commands(page: Path) -> Iterator[tuple[Block, str]]:
    """Each `console` block of a page, and the block as it would be with real output."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        shutil.copytree(packaged_seed_folder(), "my-seed")
        for block in blocks(page):
            if block.language == "diff":
                _edit(block.text)
            elif block.language == "console":
                commands = re.findall(r"^\$ (.*)$", block.text, re.MULTILINE)
                yield block, "".join(f"$ {command}\n{run(command)}" for command in commands)


def run(command: str) -> str:
    """What a command line that starts with `interop` prints, without blanks at the ends of lines."""
    name, *arguments = shlex.split(command)
    assert name == "interop"
    unset = ("FORCE_COLOR", "INTEROP_SEED", "INTEROP_URL")
    environment: dict[str, str | None] = {"COLUMNS": str(COLUMNS), **dict.fromkeys(unset)}
    result = CliRunner().invoke(interop, arguments, env=environment, prog_name="interop")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    lines = "\n".join(line.rstrip() for line in result.output.splitlines())
    return re.sub(r"\n{2,}", "\n\n", lines).strip("\n") + "\n"


def _edit(diff: str) -> None:
    """Do to a file what a diff says; its first line names the file."""
    head, *lines = diff.splitlines()
    path = Path(head.removeprefix("--- "))
    old = "\n".join(line[1:] for line in lines if not line.startswith("+"))
    new = "\n".join(line[1:] for line in lines if not line.startswith("-"))
    text = path.read_text("utf-8")
    assert text.count(f"{old}\n") == 1, f"{head}: found {text.count(old)} times"
    path.write_text(text.replace(f"{old}\n", f"{new}\n"), "utf-8")


def real_answer(block: Block, follower: Block | None) -> str | None:
    """What should stand in the block after this one; None where that is no answer."""
    match (block.language, follower.language if follower else None):
        case ("graphql", "json"):
            return compact(ask(block.text)) + "\n"
        case ("sh", "json") if block.text.startswith("curl "):
            return compact(request(block.text)) + "\n"
        case ("python", "text"):
            return output(block.text)
    return None


def examples() -> list[dict[str, Any]]:
    """The examples that the pages offer."""
    found: list[dict[str, Any]] = json.loads((STATIC / "examples.json").read_text("utf-8"))
    return found


def example_link(example: dict[str, Any]) -> str:
    """The address that opens an example, relative to the front page."""
    variables = json.dumps(example["variables"], ensure_ascii=False, indent=2)
    return f"graphql?{urlencode({'query': example['query'], 'variables': variables})}"


def real_page(page: Path) -> str:
    """The page with all answers as they really are."""
    changes = [(block, text) for block, text in run_commands(page)]
    for block, follower in pairs(page):
        answer = real_answer(block, follower)
        if answer is not None and follower is not None:
            changes.append((follower, answer))
    text = page.read_text("utf-8")
    for block, answer in sorted(changes, key=lambda change: -change[0].start):
        text = text[: block.start] + answer + text[block.end :]
    return text


def main() -> None:
    """Write the answers anew."""
    for page in PAGES:
        text = real_page(page)
        if text != page.read_text("utf-8"):
            page.write_text(text, "utf-8")
            click.echo(f"wrote {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
