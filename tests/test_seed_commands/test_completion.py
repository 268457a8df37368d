"""What a shell completes: ids of the seed and words of the lists, as it asks for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from api.cli import main
from graph.load import load_seed, packaged_seed_folder
from graph.load.format import SORTS
from graph.load.lines import write_lines
from graph.seed_commands.completion import ids_of
from tests.test_live.serving import small_seed


def completed(line: str) -> dict[str, str | None]:
    """What is offered for the last word of a command line, and what is said of it."""
    *words, last = line.split(" ")
    completion = ShellComplete(main, {}, "interop", "_INTEROP_COMPLETE")
    return {item.value: item.help for item in completion.get_completions(words, last)}


@pytest.mark.parametrize(
    "line",
    [
        "ask access wech",
        "ask path taobao wech",
        "ask timeline --entity wech",
        "ask entity wech",
        "seed add event --participants wech",
        "seed add event --effects wech",
        "seed add source --publisher-id wech",
    ],
)
def test_entities(line: str) -> None:
    """Where an entity is named, ids that begin so are offered with their names."""
    offered = completed(line)

    assert {"wechat": "WeChat", "wechat-pay": "WeChat Pay"}.items() <= offered.items()
    assert all(id.startswith("wech") for id in offered)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("seed add event --citations reuters-2013", "reuters-2013-08-01"),
        ("seed add figure --superseded-by fin-taotian", "fin-taotian-ebita"),
        ("seed add event --kind link_un", "link_unblock"),
        ("ask timeline --kind link_un", "link_unblock"),
        ("ask access wechat taobao --channel copied", "copied_code"),
        ("ask access Deals", "taote"),
    ],
)
def test_others(line: str, offered: str) -> None:
    """Sources, figures and words are offered too, and an entity by a part of its name."""
    assert offered in completed(line)


@pytest.mark.parametrize("form", ["folder", "lines", "packed", "nothing"])
def test_seed_of_ones_own(form: str, tmp_path: Path) -> None:
    """The ids are those of the seed that the command is about, in whatever form it is."""
    folder = small_seed(tmp_path / "seed")
    seed = {"folder": folder, "lines": tmp_path / "s.jsonl", "packed": tmp_path / "s.jsonl.gz"}.get(
        form, tmp_path / "nowhere"
    )
    if form in ("lines", "packed"):
        write_lines(load_seed(folder), seed)
    offered = completed(f"ask entity --seed {seed} ")

    assert offered == ({} if form == "nothing" else {"qq": "QQ", "wechat": "WeChat"})
    assert completed(f"ask entity --seed {seed} --url http://127.0.0.1:1 ") == {}


def test_every_id() -> None:
    """All ids of the packaged seed are found, each among its sort."""
    seed = load_seed(packaged_seed_folder())
    context = click.Context(main)
    for folder, sort in SORTS.items():
        offered = ids_of(sort)(context, context.command.params[0], "")

        assert {item.value for item in offered} == getattr(seed, folder).keys()


def test_in_a_shell() -> None:
    """Bash takes the script that Click makes, and completes by it."""
    bash = shutil.which("bash")
    assert bash
    folder = Path(sys.executable).parent
    script = (
        'eval "$(_INTEROP_COMPLETE=bash_source interop)"\n'
        "COMP_WORDS=(interop ask entity wechat-p); COMP_CWORD=3\n"
        '_interop_completion interop; echo "${COMPREPLY[@]}"\n'
    )
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [bash, "-c", script], check=False, capture_output=True, text=True, env=environment
    )

    assert done.stdout.split() == ["wechat-pay"], done.stderr
