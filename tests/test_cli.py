"""The command `interop`: most of it in this process, and the console script where that matters.

`server` is the address of a real `interop serve` over the packaged seed, started once for this file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result
from graphql import parse

import api.cli
from api.cli import main
from api.query import schema
from graph.load import packaged_seed_folder
from graph.load.json_schema import schema_text

COMMAND = Path(sys.executable).with_name("interop")
PATIENCE = 60.0  # seconds, on a machine that has much else to do
OURS = {name for name in os.environ if name.startswith(("INTEROP_", "NEO4J_"))}


def interop(*arguments: str | Path, **environment: str) -> Result:
    """Run the command in this process."""
    env: dict[str, str | None] = dict.fromkeys(OURS) | {"COLUMNS": "200"} | environment
    return CliRunner(env=env).invoke(main, [str(argument) for argument in arguments])


def start(output: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """Start the console script; what it prints goes to a file."""
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    with output.open("wb") as file:
        return subprocess.Popen(
            [COMMAND, *arguments], stdout=file, stderr=subprocess.STDOUT, env=environment
        )


def address_in(output: Path, process: subprocess.Popen[bytes]) -> str:
    """Wait for the line that says where the server listens; return the address."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        said = re.search(
            r"^listening on (http://127\.0\.0\.1:\d+)$", output.read_text("utf-8"), re.MULTILINE
        )
        if said:
            return said[1]
        time.sleep(0.02)
    return pytest.fail(f"`interop serve` does not listen. It printed:\n{output.read_text('utf-8')}")


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> int:
    """End a server; returns its exit code."""
    process.send_signal(number)
    try:
        return process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `interop serve` on a free port."""
    output = tmp_path_factory.mktemp("server") / "output.txt"
    process = start(output, "serve", "--port", "0")
    try:
        yield address_in(output, process)
    finally:
        stop(process)


@pytest.fixture
def seed_folder(tmp_path: Path) -> Path:
    """Copy the packaged seed."""
    folder = tmp_path / "seed"
    shutil.copytree(
        packaged_seed_folder(), folder, ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    return folder


@pytest.fixture
def bad_seed(seed_folder: Path) -> Path:
    """Copy the packaged seed and make two mistakes in it, in two files."""
    for name, old, new in (
        (
            "entities/apps-china.yaml",
            "kind: app\n    name: {en: QQ,",
            "kind: ap\n    name: {en: QQ,",
        ),
        (
            "events/china-2024.yaml",
            "date: 2024-05-20\n    status: launched",
            "date: 2024-05-32\n    status: launched",
        ),
    ):
        text = (seed_folder / name).read_text("utf-8")
        assert old in text
        (seed_folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return seed_folder


def graphql(address: str, query: str) -> Any:
    """Ask a server."""
    body = json.dumps({"query": query}).encode()
    request = Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=PATIENCE) as response:
        return json.load(response)


def test_help() -> None:
    """Without a command, and with --help or -h, it says what there is."""
    for arguments in (["--help"], ["-h"], []):
        answer = interop(*arguments)

        assert all(f"  {name} " in answer.output for name in ("ask", "schema", "seed", "serve"))


@pytest.mark.parametrize(
    "command",
    [
        "ask",
        "ask access",
        "ask path",
        "ask timeline",
        "ask entity",
        "ask search",
        "seed check",
        "serve",
    ],
)
def test_exit_codes_are_documented(command: str) -> None:
    """The help of a command says what its exit codes mean."""
    answer = interop(*command.split(), "--help")

    assert answer.exit_code == 0
    assert "Exit codes: 0 " in " ".join(answer.output.split())


def test_version() -> None:
    """The version is that of the package."""
    assert re.fullmatch(
        r"interop, version \d+\.\d+\.\d+\n", interop("--version").output.replace("main", "interop")
    )


def test_the_console_script_and_the_module(tmp_path: Path) -> None:
    """`interop` and `python -m api` are the same, wherever they are called."""
    for command in ([COMMAND], [sys.executable, "-m", "api"]):
        answer = subprocess.run(
            [*command, "ask", "search", "微信支付", "--json", "--first", "1"],
            check=True,
            capture_output=True,
            cwd=tmp_path,
        )

        found = json.loads(answer.stdout)
        assert found["search"]["edges"][0]["node"]["id"] == "wechat-pay"
        assert answer.stderr == b""


# --- serve


def test_serve(server: str) -> None:
    """The server answers where it says that it listens."""
    assert graphql(server, "{ graph { name } }") == {
        "data": {"graph": {"name": "platform-interop"}}
    }


def test_serve_head(server: str) -> None:
    """HEAD has no body on the wire."""
    with urlopen(
        Request(f"{server}/graphql?query=%7Bgraph%7Bname%7D%7D", method="HEAD")
    ) as response:
        assert response.status == 200
        assert response.read() == b""


def test_the_server_does_not_name_itself(server: str) -> None:
    """No header tells what the server is made of."""
    with urlopen(f"{server}/healthz") as response:
        assert response.headers["server"] is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_serve_ends_well(tmp_path: Path, number: int) -> None:
    """A server that is told to stop ends with 0, and without a traceback."""
    output = tmp_path / "output.txt"
    process = start(output, "serve", "--port", "0")
    address_in(output, process)

    assert stop(process, number) == 0
    assert "Traceback" not in output.read_text("utf-8")


def test_serve_reloads(tmp_path: Path, seed_folder: Path) -> None:
    """With --reload a changed seed is served, without a new start."""
    output = tmp_path / "output.txt"
    process = start(output, "serve", "--port", "0", "--reload", "--seed", seed_folder)
    try:
        address = address_in(output, process)
        path = seed_folder / "seed.yaml"
        path.write_text(path.read_text("utf-8").replace("platform-interop", "another"), "utf-8")
        expected = {"data": {"graph": {"name": "another"}}}
        deadline = time.monotonic() + PATIENCE
        while graphql(address, "{ graph { name } }") != expected:
            assert time.monotonic() < deadline, output.read_text("utf-8")
            time.sleep(0.05)
    finally:
        assert stop(process) == 0


def test_the_port_is_in_use() -> None:
    """Where the port cannot be had, that is said, with what to do; exit code 3."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = interop("serve", "--port", str(port))

    assert answer.exit_code == 3
    assert f"Cannot listen on 127.0.0.1:{port}: Address already in use" in answer.stderr
    assert "choose another with --port, or 0 for a free one" in answer.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_others_may_ask_only_if_that_is_meant(host: str) -> None:
    """On an address that others reach, it is asked who may, before anything is done; exit code 2."""
    answer = interop("serve", "--host", host, "--port", "0")

    assert answer.exit_code == 2
    assert all(f"--access {access}" in answer.stderr for access in ("open", "keys", "proxy"))


@pytest.mark.parametrize(
    ("host", "access"), [("localhost", None), ("127.0.0.9", None), ("0.0.0.0", "open")]
)
def test_where_it_is_clear_who_may_ask(bad_seed: Path, host: str, access: str | None) -> None:
    """On this machine, or where it was said, nothing is asked: a bad seed is what is told."""
    more = () if access is None else ("--access", access)

    assert interop("serve", "--host", host, "--seed", bad_seed, *more).exit_code == 1


def test_serve_a_bad_seed(bad_seed: Path) -> None:
    """A bad seed is not served: all its problems are printed, each with its place; exit code 1."""
    answer = interop("serve", "--port", "0", "--seed", bad_seed)

    assert answer.exit_code == 1
    assert "The seed has 2 problems:" in answer.stderr
    assert re.search(r"entities/apps-china\.yaml:\d+:\d+: .*'app'", answer.stderr)
    assert re.search(r"events/china-2024\.yaml:\d+:\d+: .*2024-05", answer.stderr)


@pytest.mark.parametrize(
    ("arguments", "environment", "name"),
    [
        (["--port", "70000"], {}, "port"),
        ([], {"INTEROP_PORT": "many"}, "port"),
        ([], {"INTEROP_RELOAD": "perhaps"}, "reload"),
        ([], {"INTEROP_LOG_LEVEL": "loud"}, "log_level"),
        ([], {"INTEROP_MAX_BODY_BYTES": "1"}, "max_body_bytes"),
        ([], {"INTEROP_SEARCH_SECONDS": "0"}, "search_seconds"),
        ([], {"INTEROP_SEARCH_VISITS": "-1"}, "search_visits"),
    ],
)
def test_a_bad_setting(arguments: list[str], environment: dict[str, str], name: str) -> None:
    """A setting that cannot be is named, with what was found; exit code 2."""
    answer = interop("serve", *arguments, **environment)

    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"setting '{name}': Input should be ")
    assert "found " in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_settings_of_the_environment() -> None:
    """What is set is shown with where it is from, what is not with its default; secrets are masked."""
    environment = {
        "INTEROP_STORE": "neo4j://me:secret@graph",
        "INTEROP_KEY": "secret",
        "NEO4J_PASSWORD": "secret",
        "INTEROP_PORT": "9000",
    }
    answer = interop("settings", "--json", **environment)
    found = {row["name"]: row for row in json.loads(answer.stdout)["settings"]}

    assert answer.exit_code == 0
    assert "secret" not in answer.output
    assert (found["INTEROP_PORT"]["value"], found["INTEROP_PORT"]["source"]) == (
        9000,
        "environment",
    )
    assert (found["INTEROP_HOST"]["value"], found["INTEROP_HOST"]["source"]) == (
        "127.0.0.1",
        "default",
    )
    assert found["INTEROP_STORE"]["value"] == "neo4j://***@graph"
    assert found["INTEROP_KEY"]["value"] == found["NEO4J_PASSWORD"]["value"] == "***"
    assert all(row["description"] for row in found.values())


def test_settings_for_people() -> None:
    """A table, of all or of what is set; nothing else is in it."""
    assert "INTEROP_MAX_DEPTH" in interop("settings").stdout
    only = interop("settings", "--set", INTEROP_PORT="9000").stdout
    assert re.findall("INTEROP_[A-Z_]+", only) == ["INTEROP_PORT"]


def test_a_misspelt_setting() -> None:
    """A variable that is nearly one of ours is told, and the exit code says so."""
    answer = interop("settings", "--set", INTEROP_MAX_DEPT="3")

    assert answer.exit_code == 2
    assert answer.stderr.startswith("INTEROP_MAX_DEPT is no setting")


def test_settings_that_are_wrong() -> None:
    """All that is wrong is told; of what belongs together, without any value."""
    answer = interop("settings", INTEROP_PORT="x", NEO4J_PASSWORD="secret")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("setting 'port': ")
    answer = interop("settings", INTEROP_ACCESS="keys", INTEROP_STORE="neo4j://me:secret@graph")
    assert answer.stderr == "access by keys needs a file of keys: set INTEROP_KEYS\n"


def test_every_bad_setting() -> None:
    """All bad settings are told of at once."""
    answer = interop("serve", INTEROP_PORT="x", INTEROP_RELOAD="x", INTEROP_LOG_LEVEL="x")

    assert answer.exit_code == 2
    assert len(answer.stderr.splitlines()) == 3


def test_a_log_level_in_small_letters(bad_seed: Path) -> None:
    """The log level may be written as people write it."""
    assert interop("serve", "--seed", bad_seed, INTEROP_LOG_LEVEL="warning").exit_code == 1


def test_options_win(bad_seed: Path) -> None:
    """What is given as an option wins over the environment."""
    answer = interop(
        "serve", "--port", "0", "--seed", bad_seed, INTEROP_PORT="x", INTEROP_SEED="/nowhere"
    )

    assert answer.exit_code == 1
    assert "entities/apps-china.yaml" in answer.stderr


# --- seed, schema


def test_check_a_good_seed() -> None:
    """The packaged seed is fine, and its counts and version are told."""
    answer = interop("seed", "check")

    assert answer.exit_code == 0
    assert re.fullmatch(
        r"The seed 'platform-interop' is fine(?:, with \d+ warnings?)?: \d+ entities, \d+ events, \d+ sources, \d+ figures,"
        r" \d+ statements; version [0-9a-f]{16}\.\n",
        answer.stdout,
    )


@pytest.mark.parametrize("how", ["option", "environment"])
def test_check_a_bad_seed(bad_seed: Path, how: str) -> None:
    """All problems are told, each with file, line and column; exit code 1."""
    answer = (
        interop("seed", "check", "--seed", bad_seed)
        if how == "option"
        else interop("seed", "check", INTEROP_SEED=str(bad_seed))
    )

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("The seed has 2 problems:\n")
    assert len(answer.stderr.splitlines()) == 3


def test_check_as_json(bad_seed: Path) -> None:
    """Programs get the same as JSON, and the same exit code."""
    good, bad = (
        interop("seed", "check", "--json"),
        interop("seed", "check", "--json", "--seed", bad_seed),
    )

    assert (good.exit_code, json.loads(good.stdout)["problems"]) == (0, [])
    assert bad.exit_code == 1
    first, second = json.loads(bad.stdout)["problems"]
    lines = (bad_seed / first["file"]).read_text("utf-8").splitlines()
    assert first["file"] == "entities/apps-china.yaml"
    assert lines[first["line"] - 1][first["column"] - 1 :] == "ap"
    assert first["suggestion"] == "app"
    assert second["file"] == "events/china-2024.yaml"
    assert second.keys() == {"file", "line", "column", "message", "found", "expected", "suggestion"}


@pytest.fixture
def doubtful_seed(seed_folder: Path) -> Path:
    """Copy the packaged seed, and add an entity that nothing mentions."""
    added = "entities:\n  - {id: zz-unused, kind: app, name: {en: Unused, zh: 没用}}\n"
    (seed_folder / "entities" / "zz-added.yaml").write_text(added, "utf-8")
    return seed_folder


def test_check_tells_warnings(doubtful_seed: Path) -> None:
    """A warning has its place, its rule and what to do; it fails only with --strict."""
    answer = interop("seed", "check", "--seed", doubtful_seed)
    strict = interop("seed", "check", "--seed", doubtful_seed, "--strict")
    as_json = interop("seed", "check", "--seed", doubtful_seed, "--json")

    assert (answer.exit_code, strict.exit_code, as_json.exit_code) == (0, 1, 0)
    assert answer.stdout == strict.stdout
    line = "entities/zz-added.yaml:2:5: warning: entity 'zz-unused': nothing mentions it; "
    assert [told for told in answer.stderr.splitlines() if told.startswith(line)]
    found = json.loads(as_json.stdout)
    assert found["problems"] == []
    assert {
        "file": "entities/zz-added.yaml",
        "line": 2,
        "column": 5,
        "rule": "unused-entity",
        "message": "entity 'zz-unused': nothing mentions it",
        "advice": "add what it took part in, or take it out",
    } in found["warnings"]


def test_check_what_is_not_there(tmp_path: Path) -> None:
    """A folder that does not exist is a problem of the seed."""
    answer = interop("seed", "check", "--seed", tmp_path / "nowhere")

    assert answer.exit_code == 1
    assert "no such folder" in answer.stderr


def test_the_schema_of_seeds() -> None:
    """`interop seed schema` prints the JSON Schema."""
    answer = interop("seed", "schema")

    assert answer.exit_code == 0
    assert answer.stdout == schema_text()
    assert json.loads(answer.stdout)["$schema"].startswith("https://json-schema.org/")


def test_the_schema_of_graphql() -> None:
    """`interop schema` prints the GraphQL schema."""
    answer = interop("schema")

    assert answer.exit_code == 0
    assert answer.stdout == schema.as_str() + "\n"


def test_write_the_schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`interop schema --write` brings both committed files up to date."""
    monkeypatch.setattr(api.cli, "__file__", str(tmp_path / "cli.py"))
    monkeypatch.setattr(api.cli, "packaged_seed_folder", lambda: tmp_path)

    answer = interop("schema", "--write")

    assert answer.stdout == "wrote schema.graphql\nwrote seed.schema.json\n"
    assert (tmp_path / "schema.graphql").read_text("utf-8") == schema.as_str() + "\n"
    assert (tmp_path / "seed.schema.json").read_text("utf-8") == schema_text()


# --- ask


def test_ask_access() -> None:
    """Access: the verdict, then for each channel who decided it, and the sources."""
    answer = interop("ask", "access", "wechat", "taobao", "--as-of", "2016-06-01")

    assert answer.exit_code == 0
    assert answer.stdout.startswith("WeChat → Taobao on 2016-06-01: POSSIBLE\n")
    assert re.search(
        r"copied code +POSSIBLE +limited or nothing yet +Taobao brings in", answer.stdout
    )
    assert re.search(r"link sharing +BLOCKED +blocked +Mobile Taobao closes", answer.stdout)
    assert "limit (copied code): The code has to be copied" in answer.stdout
    assert "source times-finance-2024-09: [Taobao plans" in answer.stdout


def test_ask_access_on_one_channel() -> None:
    """The words of a channel may be written in any case, with - or _."""
    answers = {
        interop(
            "ask", "access", "WeChat", "闲鱼", "--channel", word, "--as-of", "2024-01-28"
        ).stdout
        for word in ("mini_program", "Mini-Program", "MINI_PROGRAM")
    }

    (shown,) = answers
    assert shown.startswith("WeChat → Xianyu on 2024-01-28: POSSIBLE\n")
    assert "open or" in shown
    assert "nothing yet" in shown


def test_ask_access_without_limits() -> None:
    """Access with limits counts, unless it must not."""
    question = (
        "ask",
        "access",
        "taobao",
        "wechat-pay",
        "--channel",
        "payment_checkout",
        "--as-of",
        "2023-12",
    )

    assert "2023-12-31: CERTAIN" in interop(*question).stdout
    assert "2023-12-31: BLOCKED" in interop(*question, "--no-limited").stdout


def test_ask_what_is_not_on_record() -> None:
    """Where nothing is on record that is said, and that it is no refusal."""
    answer = interop("ask", "access", "weibo", "damai", "--as-of", "2030-01-01")

    assert answer.exit_code == 0
    assert "UNKNOWN" in answer.stdout
    assert "Nothing is on record; that is not a refusal." in answer.stdout
    assert "after the last one that the seed claims to know" in answer.stdout


def test_ask_what_held_in_the_morning() -> None:
    """What held earlier the same day is told."""
    answer = interop("ask", "access", "qq", "taobao", "--as-of", "2021-09-17")

    assert "BLOCKED" in answer.stdout
    assert (
        "earlier that day: QQ opens links to Taobao and Douyin in the morning (open)"
        in answer.stdout
    )


def test_ask_path() -> None:
    """A path: hop by hop, how long it stays so, limits and sources."""
    answer = interop("ask", "path", "wechat", "alipay", "--as-of", "2024-09-10")

    assert answer.exit_code == 0
    assert answer.stdout.startswith("WeChat → Alipay on 2024-09-10: CERTAIN\n")
    assert re.search(r"1 +WeChat +copied code +Taobao +CERTAIN", answer.stdout)
    assert re.search(r"2 +Taobao +payment checkout +Alipay +CERTAIN", answer.stdout)
    assert "So it stays: 2024-09-05 until further notice." in answer.stdout


def test_ask_path_where_there_is_none() -> None:
    """Without a path: the nearest miss, why, and when there is one."""
    answer = interop("ask", "path", "tmall", "wechat-pay", "--as-of", "2024-09-11")

    assert answer.exit_code == 0
    assert "Nearest miss: Tmall → WeChat Pay" in answer.stdout
    assert "payment checkout does not pass yet, it passes from 2024-09-12." in answer.stdout
    assert "first day with a certain path: 2024-09-12" in answer.stdout


def test_ask_path_to_itself() -> None:
    """No hop is needed to where one is."""
    assert "no hop is needed" in interop("ask", "path", "taobao", "Taobao").stdout


def test_ask_path_with_options() -> None:
    """Channels, hops and limits narrow the search."""
    question = ("ask", "path", "wechat", "alipay", "--as-of", "2024-09-10", "--json")

    def found(*options: str) -> bool:
        return bool(json.loads(interop(*question, *options).stdout)["path"]["found"])

    assert found()
    assert found("--channel", "copied_code", "--channel", "payment_checkout")
    assert not found("--channel", "payment_checkout")
    assert not found("--max-hops", "1", "--channel", "link_sharing")
    assert not found("--no-limited")


def test_ask_timeline() -> None:
    """A timeline: a row for each event, and how to go on."""
    answer = interop(
        "ask",
        "timeline",
        "--entity",
        "wechat-pay",
        "--since",
        "2024",
        "--until",
        "2024",
        "--first",
        "3",
    )

    assert answer.exit_code == 0
    shown = re.search(r"3 of (\d+) events\.", answer.stdout)
    assert shown
    assert "taobao-wechatpay-trial-2024" in answer.stdout
    more = re.search(r"Go on with --after (\S+)", answer.stdout)
    assert more
    rest = interop(
        "ask",
        "timeline",
        "--entity",
        "wechat-pay",
        "--since",
        "2024",
        "--until",
        "2024",
        "--after",
        more[1],
    )
    assert f"{int(shown[1]) - 3} of {shown[1]} events." in rest.stdout
    assert "taobao-wechatpay-full-notice" in rest.stdout


def test_ids_are_in_one_piece() -> None:
    """Ids and dates can be copied from an answer, however narrow it is."""
    answer = interop("ask", "timeline", "--entity", "tmall", COLUMNS="80")

    assert {"taobao-wechatpay-full-notice", "alibaba-bans-wechat-apps"} <= set(
        answer.stdout.split()
    )
    assert "2013-08-01" in answer.stdout.split()


def test_ask_timeline_with_options() -> None:
    """Kinds, directions, channels, products, order and certainty narrow or turn it."""

    def ids(*options: str) -> list[str]:
        answer = json.loads(interop("ask", "timeline", "--json", *options).stdout)
        return [edge["node"]["id"] for edge in answer["timeline"]["edges"]]

    autumn = ("--since", "2024-09", "--until", "2024-11")
    assert ids("--kind", "litigation", "--entity", "honor-of-kings") == [
        "hok-injunction-xigua",
        "hok-judgment-douyin",
    ]
    assert ids("--direction", "closes", "--channel", "link-sharing", "--entity", "qq") == [
        "wechat-restricts-douyin-links",
        "qq-blocks-links-again",
    ]
    assert len(ids("--entity", "tencent", *autumn)) == 3
    assert len(ids("--entity", "tencent", "--products", *autumn)) == 8
    assert ids("--newest-first", "--first", "1", "--entity", "tmall", *autumn)[:1] == [
        "jd-logistics-at-taobao"
    ]
    assert ids(
        "--since", "2021-09-17", "--until", "2021-09-17", "--certainly", "--channel", "link_sharing"
    ) == [
        "wechat-links-phase1",
        "qq-opens-links",
        "qq-blocks-links-again",
    ]


def test_ask_entity() -> None:
    """All about an entity: names, holders, links of the day, latest events, figures, statements."""
    answer = interop("ask", "entity", "WeChat Pay", "--as-of", "2024-09-20")

    assert answer.exit_code == 0
    assert answer.stdout.startswith("WeChat Pay · 微信支付 (payment system, id wechat-pay)\n")
    assert "Also: WeChat payment, Weixin Pay" in answer.stdout
    assert "Tencent Holdings operates WeChat Pay" in answer.stdout
    assert re.search(r"Taobao +payment checkout +WeChat Pay +CERTAIN", answer.stdout)
    assert "taobao-wechatpay-full" in answer.stdout
    assert "users 2024-05~: > 1000000000 users" in answer.stdout
    assert "Ding Daoshi (2024-09): WeChat Pay gains" in answer.stdout


def test_ask_search() -> None:
    """Search: best first; what nothing answers to is said."""
    found, nothing = (
        interop("ask", "search", "Taoboa", "--sort", "entity"),
        interop("ask", "search", "zzzzzz"),
    )

    assert found.exit_code == 0
    assert re.search(r"app +Taobao +taobao +50 +taobao", found.stdout)
    assert (nothing.exit_code, nothing.stdout) == (0, "Nothing answers to that.\n")


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["access", "wechat", "taobao", "--as-of", "2016"], "微信 → 淘宝 on 2016-12-31"),
        (["path", "wechat", "alipay", "--as-of", "2024-09-10"], "微信 → 支付宝"),
        (["timeline", "--entity", "qq"], "微信和QQ限制抖音等短视频链接"),
        (["entity", "taobao"], "淘天集团 operates 淘宝"),
        (["search", "taobao", "--sort", "entity"], "淘宝"),
    ],
)
def test_ask_in_chinese(arguments: list[str], shown: str) -> None:
    """Names, titles and limits come in Chinese where there is a Chinese text."""
    answer = interop("ask", *arguments, "--lang", "zh")

    assert answer.exit_code == 0
    assert shown in answer.stdout


QUESTIONS = [
    ["access", "wechat", "taobao", "--as-of", "2016-06-01"],
    ["path", "wechat", "alipay", "--as-of", "2024-09-10"],
    ["timeline", "--entity", "taobao", "--first", "2"],
    ["entity", "Weixin", "--as-of", "2024-09-10"],
    ["search", "淘宝"],
]
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[0])


@each_question
def test_ask_a_server(server: str, question: list[str]) -> None:
    """A running server gives the answers that the seed gives, read or as JSON."""
    for form in ([], ["--json"]):
        here = interop("ask", *question, *form)
        there = interop("ask", *question, *form, "--url", server)

        assert (there.exit_code, there.stdout) == (0, here.stdout)
    assert (
        interop("ask", *question, INTEROP_URL=f"{server}/graphql").stdout
        == interop("ask", *question).stdout
    )


@each_question
def test_show_the_query(server: str, question: list[str]) -> None:
    """With --query the question itself is printed, as one can send it: document and variables."""
    shown = interop("ask", *question, "--query").stdout
    text, _, variables = shown.partition("\n\n{\n")
    fragments, brace, rest = variables.rpartition("\n{\n")
    query, given = (
        (text, "{\n" + variables) if not brace else (text + "\n\n{\n" + fragments, "{\n" + rest)
    )

    body = json.dumps({"query": query, "variables": json.loads(given)}).encode()
    request = Request(f"{server}/graphql", body, {"Content-Type": "application/json"})
    with urlopen(request) as response:
        answer = json.load(response)["data"]

    parse(query)
    assert answer == json.loads(interop("ask", *question, "--json").stdout)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (
            ["entity", "Taobo"],
            "There is no entity 'Taobo'. Did you mean 'taobao', 'taokouling' or 'taote'?",
        ),
        (["access", "wechat", "支付"], "There is no entity '支付'. Did you mean 'alipay', "),
        (
            ["access", "wechat", "taobao", "--channel", "link_sharin"],
            "Did you mean 'link_sharing'?",
        ),
        (["timeline", "--kind", "litigations"], "Did you mean 'litigation'?"),
        (["timeline", "--direction", "up"], "It is one of: opens, closes, limits, neutral."),
        (
            ["access", "wechat", "taobao", "--as-of", "2024-13"],
            "'2024-13', column 6: found '13', expected a month",
        ),
        (
            ["timeline", "--since", "2024", "--until", "2023"],
            "a window that does not end before it begins",
        ),
        (["timeline", "--first", "101"], "first: found 101, expected at most 100."),
        (["timeline", "--after", "x"], "expected a cursor that this list (timeline) gave out"),
        (["path", "wechat", "taobao", "--max-hops", "13"], "expected a number from 0 to 12"),
        (["search", "x" * 201], "expected at most 200"),
        (["search", "x", "--sort", "person"], "'person' is not one of 'entity', 'event', 'source'"),
        (["access", "wechat"], "Missing argument 'TO'"),
        (["acess"], "No such command 'acess'"),
    ],
)
def test_a_question_that_cannot_be_asked(arguments: list[str], hint: str) -> None:
    """It says what is wrong and what to write, without a traceback; exit code 2."""
    answer = interop("ask", *arguments)

    assert answer.exit_code == 2
    assert hint in " ".join(answer.stderr.split())
    assert answer.stdout == ""


def test_a_server_refuses_alike(server: str) -> None:
    """What cannot be asked of the seed cannot be asked of a server, for the same reason."""
    here, there = (
        interop("ask", "entity", "Taobo"),
        interop("ask", "entity", "Taobo", "--url", server),
    )

    assert (there.exit_code, there.stderr) == (here.exit_code, here.stderr)


def test_ask_a_bad_seed(bad_seed: Path) -> None:
    """A bad seed answers nothing; exit code 1."""
    answer = interop("ask", "entity", "qq", "--seed", bad_seed)

    assert answer.exit_code == 1
    assert answer.stderr.startswith("The seed has 2 problems:\n")


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://[::1", "http://localhost:port", "/"],
)
def test_ask_at_no_address(url: str) -> None:
    """What is no address is refused with an example of one; exit code 3."""
    answer = interop("ask", "entity", "qq", "--url", url)

    assert answer.exit_code == 3
    assert f"'{url}' is no address; write for instance http://127.0.0.1:8000" in answer.stderr


def test_ask_where_nobody_listens() -> None:
    """A server that does not answer is said to be one; exit code 3."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    answer = interop("ask", "entity", "qq", "--url", f"http://127.0.0.1:{port}")

    assert answer.exit_code == 3
    assert f"http://127.0.0.1:{port}/graphql does not answer: " in answer.stderr
    assert "Is it running?" in answer.stderr


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Callable[[bytes], str]]:
    """Start servers that give one answer, whatever they are asked."""
    processes = []

    def answering(answer: bytes) -> str:
        code = (
            "import socket, sys\n"
            "server = socket.create_server(('127.0.0.1', 0))\n"
            "print(server.getsockname()[1], flush=True)\n"
            "connection, _ = server.accept()\n"
            "connection.recv(10_000)\n"
            f"connection.sendall({answer!r})\n"
            "connection.shutdown(socket.SHUT_WR)\n"
            "connection.recv(10_000)\n"
        )
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout
        return f"http://127.0.0.1:{process.stdout.readline().strip()}"

    yield answering
    for process in processes:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"hello\n", "does not answer: "),
        (b"", "does not answer: "),
        (b"HTTP/1.0 200 OK\r\n\r\n<html>", "does not answer in JSON"),
        (b"HTTP/1.0 200 OK\r\n\r\n[]", "does not answer as a GraphQL service does"),
        (b"HTTP/1.0 200 OK\r\n\r\n{}", "does not answer as a GraphQL service does"),
        (b"HTTP/1.0 404 Not Found\r\n\r\n", "answers 404 Not Found"),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n{", "does not answer: "),
    ],
    ids=ascii,
)
def test_ask_a_stranger(stranger: Callable[[bytes], str], answer: bytes, message: str) -> None:
    """What answers, but not as we do, is told from what does not answer; exit code 3."""
    shown = interop("ask", "entity", "qq", "--url", stranger(answer))

    assert shown.exit_code == 3
    assert message in shown.stderr
    assert len(shown.stderr.splitlines()) == 1
