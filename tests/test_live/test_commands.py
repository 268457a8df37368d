"""`interop seed apply`, `restore` and `interop key`, at a real server."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from graph.control import ControlFolder
from graph.load import digest
from graph.load.lines import write_lines
from tests.test_live.serving import Live, loaded, serving, small_seed

OURS = [name for name in os.environ if name.startswith(("INTEROP_", "NEO4J_"))]


def interop(*arguments: object, **environment: str) -> Result:
    """Run the command in this process."""
    env: dict[str, str | None] = dict.fromkeys(OURS) | environment
    return CliRunner(env=env).invoke(main, [str(argument) for argument in arguments])


def test_apply(live: Live, second: Path) -> None:
    """What was done is said, for people and for programs; a second time it is nothing."""
    where = ("--socket", live.socket)

    tried = interop("seed", "apply", "--seed", second, *where, "--dry-run")
    done = interop("seed", "apply", "--seed", second, *where, "--json")
    again = interop("seed", "apply", "--seed", second, *where)

    version = digest(loaded(second))
    assert tried.output == f"Graph {version} would be: 0 added, 1 changed, 0 removed.\n"
    assert json.loads(done.output) == {
        "version": version,
        "previous": live.graph.journal().changes[0].previous,
        "added": 0,
        "changed": 1,
        "removed": 0,
        "kept": [],
        "ids": {"added": [], "changed": ["qq"], "removed": []},
        "dryRun": False,
    }
    assert again.output == f"Graph {version}: nothing changed.\n"
    assert (tried.exit_code, done.exit_code, again.exit_code) == (0, 0, 0)


def test_backup_and_restore(live: Live, second: Path, tmp_path: Path) -> None:
    """The graph as it was before is kept in a file, and comes back from it."""
    where, before = ("--socket", live.socket), live.version()

    done = interop("seed", "apply", "--seed", second, *where, "--backup", tmp_path / "b.jsonl")
    assert done.exit_code == 0
    assert live.version() != before

    back = interop("seed", "restore", tmp_path / "b.jsonl", *where)

    assert back.exit_code == 0
    assert back.output == f"Graph {before}: 0 added, 1 changed, 0 removed.\n"
    assert live.version() == before


def test_a_backup_is_not_overwritten(live: Live, second: Path, tmp_path: Path) -> None:
    """A file that is there stays as it is, and nothing is applied."""
    before, kept = live.version(), tmp_path / "b.jsonl"
    kept.write_text("precious", "utf-8")

    answer = interop("seed", "apply", "--seed", second, "--socket", live.socket, "--backup", kept)

    assert answer.exit_code == 2
    assert "there already" in answer.output
    assert kept.read_text("utf-8") == "precious"
    assert live.version() == before


def test_what_is_no_backup(live: Live, second: Path, tmp_path: Path) -> None:
    """A file is known by its name, when it is written and when it is read."""
    (tmp_path / "b.txt").touch()
    where = ("--socket", live.socket)

    kept = interop("seed", "apply", "--seed", second, *where, "--backup", tmp_path / "b.yaml")
    read = interop("seed", "restore", tmp_path / "b.txt", *where)

    assert (kept.exit_code, read.exit_code) == (2, 2)
    assert ".jsonl" in kept.output
    assert ".jsonl" in read.output


def test_a_bad_seed(live: Live, tmp_path: Path) -> None:
    """The problems are shown, as `seed check` shows them, and no backup is left."""
    bad = small_seed(tmp_path / "bad")
    (bad / "seed.yaml").write_text("name: bad", "utf-8")

    answer = interop(
        *("seed", "apply", "--seed", bad, "--socket", live.socket),
        *("--backup", tmp_path / "b.jsonl"),
    )

    assert answer.exit_code == 1
    assert answer.output == interop("seed", "check", "--seed", bad).output
    assert not (tmp_path / "b.jsonl").exists()


def test_a_bad_backup(live: Live, tmp_path: Path) -> None:
    """A backup is checked as any seed is."""
    (tmp_path / "b.jsonl").write_text('{"seed": {"name": "x"}}\nno line', "utf-8")

    answer = interop("seed", "restore", tmp_path / "b.jsonl", "--socket", live.socket)

    assert answer.exit_code == 1
    assert "b.jsonl:2:1: not JSON" in answer.output


def test_waiting(first: Path, second: Path, sockets: Path) -> None:
    """While another seed is being applied the command waits, if it may."""
    control = ControlFolder(sockets / "control")
    with serving(first, sockets, control):
        arguments = ("seed", "apply", "--seed", second, "--control", control.path)
        with control.locked(wait=False):
            refused = interop(*arguments, "--wait", "0")
        held = control.locked(wait=False)
        assert held.__enter__()
        threading.Timer(0.5, lambda: held.__exit__(None, None, None)).start()
        taken = interop(*arguments)

    assert (refused.exit_code, refused.output) == (3, "Another seed is being applied: try again.\n")
    assert taken.exit_code == 0


def test_over_http(first: Path, second: Path, sockets: Path, tmp_path: Path) -> None:
    """With a key from the environment; the commands for keys say which there are."""
    keys = {"INTEROP_KEYS": str(tmp_path / "keys.json")}
    key = interop("key", "add", "ci", **keys).output.strip()
    with serving(first, sockets, keys=tmp_path / "keys.json") as live:
        arguments = ("seed", "apply", "--seed", second, "--url", live.url)

        none = interop(*arguments)
        done = interop(*arguments, INTEROP_KEY=key)
        listed = interop("key", "list", **keys)
        as_json = interop("key", "list", "--json", **keys)
        revoked = interop("key", "revoke", "ci", **keys)
        refused = interop(*arguments, INTEROP_KEY=key)

    assert (none.exit_code, done.exit_code, refused.exit_code) == (2, 0, 3)
    assert "INTEROP_KEY must hold a key" in none.output
    assert listed.output.startswith("ci  added ")
    assert [each["name"] for each in json.loads(as_json.output)["keys"]] == ["ci"]
    assert revoked.output == "The key 'ci' is revoked.\n"
    assert "Send a key" in refused.output
    assert key not in listed.output + as_json.output + done.output + refused.output


def test_wrong_keys(tmp_path: Path) -> None:
    """Names that are taken, unknown or odd are refused; a file that is none too."""
    keys = ("--keys", tmp_path / "keys.json")
    assert interop("key", "add", "ci", *keys).exit_code == 0

    assert interop("key", "add", "ci", *keys).exit_code == 2
    assert interop("key", "add", "c i", *keys).exit_code == 2
    assert interop("key", "revoke", "other", *keys).exit_code == 2
    (tmp_path / "keys.json").write_text("[]", "utf-8")
    assert interop("key", "list", *keys).exit_code == 3
    (tmp_path / "keys.json").unlink()
    assert (interop("key", "list", *keys).exit_code, interop("key", "list").exit_code) == (0, 2)


def test_which_graph(live: Live, first: Path, second: Path, sockets: Path) -> None:
    """Without an option it is the one server that runs; of two one must be named, of none another."""
    runtime = sockets / "interop"
    environment = {"XDG_RUNTIME_DIR": str(sockets)}
    apply = ("seed", "apply", "--seed", second)

    none = interop(*apply, **environment)
    runtime.mkdir(mode=0o700)
    with serving(first, runtime) as one:
        found = interop(*apply, **environment)
        assert one.version() == digest(loaded(second))
        (runtime / "9.sock").symlink_to(live.socket)
        several = interop(*apply, **environment)
        named = interop(*apply, "--socket", live.socket, **environment)
        both = interop(*apply, "--socket", live.socket, "--url", live.url)
        variables = interop(*apply, INTEROP_URL=live.url, INTEROP_CONTROL="there")
        option = interop(*apply, "--socket", live.socket, INTEROP_URL=live.url)

    assert (none.exit_code, found.exit_code, several.exit_code, named.exit_code) == (3, 0, 2, 0)
    assert "No server of yours runs" in none.output
    assert f"--socket {one.socket}" in several.output
    assert (both.exit_code, variables.exit_code, option.exit_code) == (2, 2, 0)
    assert "INTEROP_URL and INTEROP_CONTROL name two graphs" in variables.output


def test_an_address_that_is_none() -> None:
    """It is said what is expected."""
    answer = interop("seed", "apply", "--url", "localhost:8000", INTEROP_KEY="interop_x")

    assert answer.exit_code == 2
    assert "https://host:8000" in answer.output


@pytest.mark.parametrize("how", [["--control", "control"], ["--keys", "keys.json"]])
def test_serving_from_neo4j(how: list[str]) -> None:
    """Its graph keeps its own journal, so a control directory goes without; keys do no harm."""
    answer = interop("serve", "--store", "neo4j://127.0.0.1:1", *how, "--reload")

    assert answer.exit_code == 2


def test_a_backup_of_what_others_replace(live: Live, second: Path, tmp_path: Path) -> None:
    """A backup is of what was replaced: a version that is not served any more is not replaced."""
    write_lines(loaded(second), tmp_path / "two.jsonl")

    answer = interop(
        *("seed", "restore", tmp_path / "two.jsonl", "--socket", live.socket),
        *("--if-version", "0123456789abcdef", "--backup", tmp_path / "b.jsonl"),
    )

    assert answer.exit_code == 3
    assert not (tmp_path / "b.jsonl").exists()
