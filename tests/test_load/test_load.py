"""A whole folder: every problem at once, in order, soon; and the seed that comes with the package."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from graph.errors import GraphError
from graph.load import SeedError, check_folder, load_seed, packaged_seed_folder
from graph.load.nearest import nearest, nearest_few
from tests.test_load.small_seed import FILES, write


def test_order_of_a_loaded_seed(tmp_path: Path) -> None:
    """Records are by id, sorted, whatever the files' order."""
    seed = load_seed(write(tmp_path))

    assert list(seed.entities) == ["alibaba", "chen-tao", "taobao", "wechat"]
    assert list(seed.events) == ["wechat-blocks-taobao", "wechat-opens-to-taobao"]
    assert list(seed.sources) == ["release", "report"]
    assert all(id == event.id for id, event in seed.events.items())


def test_every_problem_of_every_file(tmp_path: Path) -> None:
    """Files that are broken in their own ways are all reported, and nothing else is."""
    changes: dict[str, str | bytes | None] = {
        "entities/all.yaml": FILES["entities/all.yaml"].replace("kind: person", "kind: persn"),
        "entities/empty.yaml": "",
        "entities/latin.yaml": b"entities:\n  - id: caf\xe9\n",
        "entities/nul.yaml": b"entities:\n  - {id: nul, kind: app, name: {en: N\0l, zh: x}}\n",
        "events/deep.yaml": "[" * 100_000,
        "events/tab.yaml": "events:\n\t- id: tab\n",
        "events/two.yaml": "events: []\n---\nevents: []\n",
        "events/bomb.yaml": "a: &a [x]\nb: [*a, *a]\n",
        "sources/wrong.yaml": "events: []\n",
        "sourecs/more.yaml": "sources: []\n",
        "seed.yaml": FILES["seed.yaml"].replace("licence", "license"),
    }
    problems = check_folder(write(tmp_path, changes))

    assert [(str(p.place), p.message.split(": ")[-1].split(",")[0]) for p in problems] == [
        ("entities/all.yaml:21:11", "unknown 'kind'"),
        ("entities/empty.yaml:1:1", "the file is empty"),
        ("entities/latin.yaml:2:12", "not UTF-8 text"),
        ("entities/nul.yaml:2:38", "a control character"),
        ("events/bomb.yaml:1:1", "unknown key"),
        ("events/bomb.yaml:1:4", "an anchor"),
        ("events/bomb.yaml:2:1", "unknown key"),
        ("events/bomb.yaml:2:5", "an alias"),
        ("events/bomb.yaml:2:9", "an alias"),
        ("events/deep.yaml:1:21", "lists or mappings in too many levels"),
        ("events/tab.yaml:2:1", "not YAML"),
        ("events/two.yaml:2:1", "a second document"),
        ("seed.yaml:4:1", "unknown field of a seed"),
        ("sources/wrong.yaml:1:1", "unknown key"),
        ("sourecs/more.yaml:1:1", "a seed file where none is read"),
    ]


def test_the_error_lists_every_problem(tmp_path: Path) -> None:
    """The error can be caught by either of its bases, and holds the problems in their order."""
    write(tmp_path, {"seed.yaml": "", "entities/more.yaml": "entities: jd"})

    with pytest.raises(SeedError) as caught:
        load_seed(tmp_path)

    error = caught.value
    assert isinstance(error, GraphError)
    assert isinstance(error, ValueError)
    assert list(error.problems) == check_folder(tmp_path)
    lines = str(error).splitlines()
    assert lines[0] == f"The seed has {len(error.problems)} problems:"
    assert lines[1:] == [str(problem) for problem in error.problems]


def _event(n: int, source: str) -> str:
    return (
        f"- {{id: event-{n}, kind: workaround, title: {{en: Event {n}, zh: 事件}}, date: 2024, "
        f"status: full, relations: [{{kind: follows, event: event-{max(n - 1, 0)}}}], "
        f"citations: [{{source: {source}, confidence: low}}]}}\n"
    )


def _seconds_to_check(folder: Path, count: int, source: str) -> float:
    names = "".join(
        f"- {{id: e-{n}, kind: app, name: {{en: E {n}, zh: 名 {n}}}, aliases: [A {n % 7}]}}\n"
        for n in range(count)
    )
    figures = "".join(
        f"- {{id: f-{n}, entity: e-0, metric: users, value: 1, operator: '=', unit: users, "
        f"period: 2024, superseded_by: f-{n + 1}, unverified: true}}\n"
        for n in range(count)
    )
    events = "".join(_event(n, source.format(n=n)) for n in range(count))
    write(
        folder,
        {
            "entities/many.yaml": "entities:\n" + names,
            "figures/many.yaml": "figures:\n" + figures,
            "events/many.yaml": "events:\n" + events,
        },
    )
    began = time.process_time()
    problems = check_folder(folder)
    assert len(problems) >= count - 7
    return time.process_time() - began


@pytest.mark.parametrize("source", ["report", "missing-{n}"], ids=["known", "unknown"])
def test_ten_times_as_much_takes_ten_times_as_long(tmp_path: Path, source: str) -> None:
    """Names, ids, circles, corrections and suggestions cost no more for each in a large seed."""
    small = _seconds_to_check(tmp_path / "small", 150, source)
    large = _seconds_to_check(tmp_path / "large", 1500, source)

    assert large < 40 * small  # quadratic would be a hundred; the machine may be busy


def test_packaged_seed_in_little_time() -> None:
    """The packaged seed has no problems, and is checked in well under a second."""
    times = []
    for _ in range(3):
        began = time.process_time()
        assert check_folder(packaged_seed_folder()) == []
        times.append(time.process_time() - began)

    assert min(times) < 1


def test_nearest_word() -> None:
    """The nearest comes first, equals by code point; too far is nothing."""
    assert nearest("wehcat", ["wechat", "taobao"]) == "wechat"
    assert nearest("WeChat", ["wechat"]) == "wechat"
    assert nearest("zzz", ["wechat"]) is None
    assert nearest("", ["wechat"]) is None
    assert nearest("x", []) is None
    assert nearest_few("ab1", ["ab3", "ab2"], limit=2) == nearest_few("ab1", ["ab2", "ab3"])
