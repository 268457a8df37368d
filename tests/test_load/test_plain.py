"""Values as plain mappings and back, and the digest of a seed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.load import digest, load_seed, packaged_seed_folder, seed_lines, to_plain
from graph.load.format import FOLDERS
from graph.model import Node, Seed
from tests.test_load.small_seed import FILES, changed, write

Dump = Callable[[Any], str]


def as_yaml(plain: object) -> str:
    """Return YAML of the ordinary kind, one field a line."""
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)


def as_dense_yaml(plain: object) -> str:
    """Return YAML in as few lines as can be, fields sorted, ASCII alone."""
    return yaml.safe_dump(plain, default_flow_style=True, width=10_000)


def as_json(plain: object) -> str:
    """Return JSON, which is YAML too."""
    return json.dumps(plain, ensure_ascii=False)


def records_of(seed: Seed) -> list[tuple[str, Node]]:
    """Return every record with its folder."""
    return [(key, node) for key in FOLDERS for node in getattr(seed, key).values()]


def write_plain(seed: Seed, folder: Path, dump: Dump, per_file: int, order: list[int]) -> None:
    """Write a seed from its plain values, its records in this order, so many a file."""
    folder.mkdir(exist_ok=True)
    (folder / "seed.yaml").write_text(dump(to_plain(seed.info)), encoding="utf-8")
    records = records_of(seed)
    by_folder: dict[str, list[Any]] = {key: [] for key in FOLDERS}
    for n in order:
        key, node = records[n]
        by_folder[key].append(to_plain(node))
    for key, plain in by_folder.items():
        for start in range(0, len(plain), per_file):
            path = folder / key / f"part {start}" / "file.yaml"
            path.parent.mkdir(parents=True)
            path.write_text(dump({key: plain[start : start + per_file]}), encoding="utf-8")


@pytest.fixture(scope="module", params=["small", "packaged"])
def seed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Seed:
    """Return the small seed of these tests, and the packaged one."""
    if request.param == "packaged":
        return load_seed(packaged_seed_folder())
    return load_seed(write(tmp_path_factory.mktemp("small")))


@pytest.mark.parametrize("dump", [as_yaml, as_dense_yaml, as_json])
def test_there_and_back(seed: Seed, dump: Dump, tmp_path: Path) -> None:
    """A seed written from its plain values loads as an equal one, in any of the notations."""
    order = list(range(len(records_of(seed))))
    write_plain(seed, tmp_path, dump, 1000, order)

    again = load_seed(tmp_path)
    assert again == seed
    assert digest(again) == digest(seed)
    assert list(seed_lines(again)) == list(seed_lines(seed))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_layout_of_the_files(data: st.DataObject) -> None:
    """Neither the order of the records nor their division into files matters."""
    with tempfile.TemporaryDirectory() as folder:
        seed = load_seed(write(Path(folder) / "one"))
        order = data.draw(st.permutations(range(len(records_of(seed)))))
        per_file = data.draw(st.integers(1, 5))
        write_plain(seed, Path(folder) / "two", as_yaml, per_file, order)
        again = load_seed(Path(folder) / "two")

    assert again == seed
    assert list(again.entities) == list(seed.entities)
    assert digest(again) == digest(seed)


def test_layout_of_the_text(tmp_path: Path) -> None:
    """Comments, quotes, line ends and the order of fields are no part of a seed."""
    text = FILES["sources/all.yaml"].replace("    tier: press\n", "")
    text = text.replace(
        "  - id: report\n", "  # first\n  - tier: 'press' # of a kind\n    id: report\n"
    )
    seed = load_seed(write(tmp_path / "one"))
    other = load_seed(write(tmp_path / "two", {"sources/all.yaml": text.replace("\n", "\r\n")}))

    assert other == seed
    assert digest(other) == digest(seed)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("seed.yaml", "2024-10-31", "2024-10-30"),
        ("entities/all.yaml", "[Ali, 阿里]", "[阿里, Ali]"),
        ("entities/all.yaml", "since: 2010", "since: 2010?"),
        ("sources/all.yaml", "tier: press", "tier: official"),
        ("events/all.yaml", "sequence: 1", "sequence: 2"),
        ("figures/all.yaml", "value: 78.5", "value: 78.51"),
        ("statements/all.yaml", "Links help all.", "Links help  all."),
    ],
)
def test_another_seed_has_another_digest(tmp_path: Path, file: str, old: str, new: str) -> None:
    """Whatever a seed says is part of its digest."""
    seed = load_seed(write(tmp_path / "one"))
    other = load_seed(write(tmp_path / "two", changed(file, old, new)))

    assert other != seed
    assert digest(other) != digest(seed)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("figures/all.yaml", "value: 78.5", "value: 78.500"),
        ("figures/all.yaml", "value: 500000000", "value: 0500000000.0"),
        ("events/all.yaml", "status: phased\n", "status: phased\n    direction: opens\n"),
        ("events/all.yaml", "status: phased\n", "status: phased\n    channels: [link_sharing]\n"),
        ("figures/all.yaml", "    unit: users\n", "    unit: users\n    unverified: false\n"),
    ],
)
def test_the_same_in_other_words(tmp_path: Path, file: str, old: str, new: str) -> None:
    """Equal seeds have equal digests, though one says what the other implies."""
    seed = load_seed(write(tmp_path / "one"))
    other = load_seed(write(tmp_path / "two", changed(file, old, new)))

    assert other == seed
    assert digest(other) == digest(seed)


def test_plain_values(tmp_path: Path) -> None:
    """A value as a seed file would write it: what is absent, empty or false is left out."""
    seed = load_seed(write(tmp_path))

    assert to_plain(seed.info) == yaml.load(FILES["seed.yaml"], yaml.BaseLoader)
    assert to_plain(seed.figures["users-corrected"]) == {
        "id": "users-corrected",
        "metric": "users",
        "value": "78.5",
        "operator": "=",
        "unit": "million users",
        "period": "2023",
        "entity": "taobao",
        "change_on_year": "-1",
        "unverified": True,
    }
    assert to_plain(seed.entities["alibaba"])["relations"][1] == {
        "kind": "employs",
        "entity": "chen-tao",
        "since": "2010",
        "unverified": True,
    }


def test_lines_of_a_seed(tmp_path: Path) -> None:
    """Each line is JSON with one key; they go by folder and id."""
    lines = [json.loads(line) for line in seed_lines(load_seed(write(tmp_path)))]

    keys = [key for line in lines for key in line]
    folders = ["entities"] * 4 + ["sources"] * 2 + ["events"] * 2 + ["figures"] * 2
    assert keys == ["seed", *folders, "statements"]
    ids = [line["entities"]["id"] for line in lines[1:5]]
    assert ids == ["alibaba", "chen-tao", "taobao", "wechat"]


def test_digest_of_the_small_seed(tmp_path: Path) -> None:
    """The digest is the same on every machine and in every run."""
    assert digest(load_seed(write(tmp_path))) == "2752222fbc3733c8"
