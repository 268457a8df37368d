"""A new curator's first change from end to end, as `docs/first-change.md` tells it.

Everything is done for real: the questions of `add` are answered, the seed is spoilt in five ways and
mended, a server that runs as a process of its own is given the new seed and then the old one again,
while clients ask it without a pause. `python -m tests.test_live.curator` writes the page anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import httpx2
from click.testing import CliRunner

from api.cli import main as interop
from graph.load import digest, load_seed, packaged_seed_folder
from tests.docs_support import COLUMNS, ROOT
from tests.test_browser.conftest import COMMAND, wait_for_address
from tests.test_live.serving import PATIENCE, wait_until

__all__ = ["PAGE", "Asked", "Run", "first_change", "real_page", "without_counts"]

PAGE = ROOT / "docs" / "first-change.md"
EVENTS = "my-seed/events/china-2024.yaml"
CLIENTS = 4
ENOUGH = 40  # answers between one step and the next
QUESTION = """
query ($day: DayInput!) {
  graph { version counts { events } }
  access(from: "xianyu", to: "wechat-pay", channel: PAYMENT_CHECKOUT, asOf: $day) {
    verdict
    sources { publisher }
  }
}
"""
ANSWERS = """\
payment integration
Xianyu accepts WeChat Pay
闲鱼接入微信支付
2024-13
2024-10-15?
launched
xinayu
xianyu
host
微信支付
provider

xianyu
wechat-pay
payment_checkout
limited


From 100 yuan
满100元可用




+
Xianyu takes WeChat Pay
Some Paper

2024-10-16
en
press

We now take it.
high



y
"""
"""What is typed at `add`, a line for each question; two answers are slips."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A line of the new event as it is, and as a slip of the hand leaves it."""

    right: str
    wrong: str


SLIPS = (
    Slip("destination: wechat-pay", "destination: wechat-pya"),
    Slip("date: 2024-10-15?", "date: 2024-10-32?"),
    Slip("      - source: some-paper-2024-10-16", "      - source: some-paper-2024-10-17"),
    Slip("- id: xianyu-accepts-wechat-pay", "- id: taote-wechatpay"),
    Slip("{en: Xianyu accepts WeChat Pay,", "{en: Xianyu accepts WeChat Pay, ]"),
)


@dataclass(slots=True)
class Asked:
    """What clients were answered; `failures` is all that should not be."""

    graphs: Counter[str]
    failures: list[str]


@dataclass(slots=True)
class Run:
    """What is shown, block by block, and what can be looked at besides."""

    blocks: list[str]
    exit_codes: list[int]
    versions: tuple[str, str]
    asked: Asked


def first_change() -> Run:
    """Do all of it, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="interop-") as folder, chdir(folder):
        ignored = shutil.ignore_patterns("*.py", "*.md", "__pycache__")
        shutil.copytree(packaged_seed_folder(), "my-seed", ignore=ignored)
        old = digest(load_seed(Path("my-seed")))
        Path("sockets").mkdir(mode=0o700)
        with _serving(Path("sockets").absolute()) as address:
            return _Telling(address, Path("sockets").absolute()).run(old)


@contextmanager
def _serving(sockets: Path) -> Iterator[str]:
    """Run `interop serve` over the seed; its address."""
    output = Path("server.txt")
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(sockets)}
    with output.open("wb") as file:
        command = [str(COMMAND), "serve", "--port", "0", "--seed", "my-seed"]
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)
    try:
        yield wait_for_address(process, output)
    finally:
        process.terminate()
        process.wait(PATIENCE)


class _Telling:
    """One run, and what is shown of it."""

    def __init__(self, address: str, sockets: Path) -> None:
        self.address = address
        self.sockets = sockets
        self.blocks: list[str] = []
        self.exit_codes: list[int] = []

    def run(self, old: str) -> Run:
        """Add, spoil and mend, look, apply, take back."""
        self.show("seed add event --seed my-seed", answers=ANSWERS)
        self.show("seed check --seed my-seed")
        for slip in SLIPS:
            self.spoil(slip)
        self.show("seed check --seed my-seed")
        self.show("seed plan --seed my-seed --as-of 2024-10-31")
        new = digest(load_seed(Path("my-seed")))
        with _asking(self.address, {old: None, new: None}) as asked:
            _more(asked, old)
            self.show("seed apply --seed my-seed --backup before.jsonl")
            _more(asked, new)
            self.show("seed restore before.jsonl")
            _more(asked, old)
        self.blocks.append(_told(asked, old, new))
        return Run(self.blocks, self.exit_codes, (old, new), asked)

    def show(self, command: str, *, before: str = "", answers: str | None = None) -> None:
        """Run a command, and show it with what it prints."""
        unset = [name for name in os.environ if name.startswith(("INTEROP_", "NEO4J_"))]
        environment: dict[str, str | None] = {
            **dict.fromkeys([*unset, "FORCE_COLOR"]),
            "COLUMNS": str(COLUMNS),
            "XDG_RUNTIME_DIR": str(self.sockets),
        }
        result = CliRunner(env=environment).invoke(
            interop, command.split(), input=answers, prog_name="interop"
        )
        self.exit_codes.append(result.exit_code)
        output = "\n".join(line.rstrip() for line in result.output.splitlines())
        self.blocks.append(f"{before}$ interop {command}\n{output}\n")

    def spoil(self, slip: Slip) -> None:
        """Make a slip, show what is said of it, and mend it."""
        path = Path(EVENTS)
        text = path.read_text("utf-8")
        start = text.index("  - id: xianyu-accepts-wechat-pay")
        at = text.index(slip.right, start)
        path.write_text(text[:at] + slip.wrong + text[at + len(slip.right) :], "utf-8")
        line = text[text.rindex("\n", 0, at) + 1 : text.index("\n", at)]
        spoilt = line.replace(slip.right, slip.wrong)
        self.show("seed check --seed my-seed", before=f"-{line}\n+{spoilt}\n")
        path.write_text(text, "utf-8")


@contextmanager
def _asking(address: str, graphs: dict[str, Any]) -> Iterator[Asked]:
    """Have clients ask without a pause; each answer must be right for the graph that it names."""
    stop, asked = threading.Event(), Asked(Counter(), [])
    expected: dict[str, str] = {}

    def ask(client: int) -> None:
        with httpx2.Client(timeout=PATIENCE) as http:
            number = client
            while not stop.is_set():
                number += CLIENTS
                body = {"query": QUESTION, "variables": {"day": f"2024-11-{number % 30 + 1:02}"}}
                answer = http.post(f"{address}/graphql", json=body)
                version = answer.headers.get("Interop-Graph-Version", "none")
                if answer.status_code != 200 or "errors" in answer.json():
                    asked.failures.append(answer.text)
                    return
                data = answer.json()["data"]
                said = str((data["graph"]["counts"], data["access"]))
                if data["graph"]["version"] != version or version not in graphs:
                    asked.failures.append(f"{version}: {answer.text}")
                if expected.setdefault(version, said) != said:
                    asked.failures.append(f"a mixture: {answer.text}")
                asked.graphs[version] += 1

    with ThreadPoolExecutor(CLIENTS) as clients:
        asking: list[Future[None]] = [clients.submit(ask, n) for n in range(CLIENTS)]
        try:
            yield asked
        finally:
            stop.set()
        for each in asking:
            each.result(PATIENCE)
    if len(set(expected.values())) < len(graphs):
        asked.failures.append("both graphs answer alike")


def _more(asked: Asked, version: str) -> None:
    """Wait until there are some more answers from a graph."""
    before = asked.graphs[version]
    wait_until(lambda: bool(asked.failures) or asked.graphs[version] >= before + ENOUGH)


def _told(asked: Asked, old: str, new: str) -> str:
    return (
        f"{asked.graphs.total():,} answers to {CLIENTS} clients, {len(asked.failures)} failed\n"
        f"{asked.graphs[old]:,} from graph {old}, and right for it\n"
        f"{asked.graphs[new]:,} from graph {new}, and right for it\n"
    )


def without_counts(block: str) -> str:
    """A block without what no two runs have in common: how many answers there were."""
    return re.sub(r"^[\d,]+ (?=answers|from)", "N ", block, flags=re.MULTILINE)


def real_page(text: str, blocks: list[str]) -> str:
    """The page with these blocks in the place of its own, one for one."""
    parts = re.split(r"(^```text\n.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    assert len(parts) // 2 == len(blocks), f"{len(parts) // 2} blocks, {len(blocks)} wanted"
    for number, block in enumerate(blocks):
        parts[2 * number + 1] = f"```text\n{block}```"
    return "".join(parts)


def main() -> None:
    """Write the page anew, unless only the counts would be others."""
    text = PAGE.read_text("utf-8")
    page = real_page(text, first_change().blocks)
    if without_counts(page) != without_counts(text):
        PAGE.write_text(page, "utf-8")
        click.echo(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
