"""Seeds as JSON lines: the same seed as in a folder, and every mistake with its line."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.load import SeedError, check_folder, digest, load_seed, seed_lines
from graph.load.check import check_seed
from graph.load.lines import is_lines, read_seed_lines, write_lines
from graph.load.load import _assemble
from graph.load.quick_lines import quick_seed
from graph.model import Seed
from graph.plain import LineDigest
from graph.store.search_index import _Words, fold
from tests.test_load.small_seed import write, write_file

anywhere = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def carefully(path: Path) -> Seed | None:
    """Read a file as one that may be wrong; `None` where it is."""
    raw = read_seed_lines(path)
    problems = [*raw.problems, *check_seed(raw)]
    return None if problems or raw.info is None else _assemble(raw, raw.info)


@pytest.mark.parametrize("name", ["seed.jsonl", "seed.jsonl.gz"])
def test_written_and_read(tmp_path: Path, packaged: Seed, name: str) -> None:
    """What is written is the same seed, read quickly; equal seeds make equal files."""
    paths = [tmp_path / folder / name for folder in ("one", "other")]
    for path in paths:
        write_lines(packaged, path)

    found = quick_seed(paths[0])

    assert found == load_seed(paths[0]) == carefully(paths[0]) == packaged
    assert found is not None
    assert found.digest == digest(packaged)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert [path.name for path in paths[0].parent.iterdir()] == [name]


def test_names_of_files() -> None:
    """A file of lines is told by its name."""
    assert is_lines(Path("a/seed.jsonl"))
    assert is_lines(Path("seed.jsonl.gz"))
    assert not is_lines(Path("seed"))
    assert not is_lines(Path("seed.yaml"))


def test_any_order_and_form(tmp_path: Path, packaged: Seed) -> None:
    """Lines in any order, fields in any order, with spaces, escapes and what goes without saying."""
    chance = random.Random(3)
    changed = []
    for line in seed_lines(packaged):
        ((key, record),) = json.loads(line).items()
        fields = list(record.items())
        chance.shuffle(fields)
        record = dict(fields)
        if key == "events":
            if record["sequence"] == 0:
                del record["sequence"]
            record.setdefault("relations", [])
            record.setdefault("unverified", False)
        changed.append(json.dumps({key: record}, ensure_ascii=chance.random() < 0.5))
    chance.shuffle(changed)
    path = write_file(tmp_path, ["", *changed, "  "])

    found = quick_seed(path)

    assert found == packaged
    assert found is not None
    assert found.digest is None
    assert digest(found) == digest(packaged)
    assert list(found.events) == list(packaged.events)


def test_lines_that_are_not_as_they_would_be_written(tmp_path: Path, packaged: Seed) -> None:
    """In the right order, but each in another form: the digest is the seed's all the same."""
    path = write_file(tmp_path, [json.dumps(json.loads(line)) for line in seed_lines(packaged)])

    found = quick_seed(path)

    assert found is not None
    assert found.digest == digest(packaged)


VALUES: tuple[Any, ...] = (
    *("", " ", "nobody", "taobao", "2013", "2013?", "2013-13", "a\nb", "\u200b", "open", "x" * 101),
    *(None, True, False, 0, -1, 12, 1.5, [], ["taobao"], ["taobao", "taobao"], {}, {"en": "a"}),
)


def change(plain: Any, data: st.DataObject) -> Any:
    """Change one thing somewhere in what JSON holds."""
    if isinstance(plain, dict) and plain and data.draw(st.integers(0, 9)) < 8:
        key = data.draw(st.sampled_from(sorted(plain)))
        what = data.draw(st.integers(0, 9))
        if what == 0:
            return {name: item for name, item in plain.items() if name != key}
        if what == 1:
            return {**plain, data.draw(st.sampled_from(["note", "until", "id", "x"])): plain[key]}
        return {**plain, key: change(plain[key], data)}
    if isinstance(plain, list) and plain and data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(plain) - 1))
        return [*plain[:place], change(plain[place], data), *plain[place + 1 :]]
    return data.draw(st.sampled_from(VALUES))


@anywhere
@given(data=st.data())
def test_quick_and_careful(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever is changed in a seed: quickly only what is sound is read, and as it is read carefully."""
    lines = list(seed_lines(load_seed(write(tmp_path / "small"))))
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(lines) - 1))
        lines[place] = json.dumps(change(json.loads(lines[place]), data))
    path = write_file(tmp_path, lines)

    found, expected = quick_seed(path), carefully(path)

    if expected is None:
        assert found is None
        assert check_folder(path) != []
        return
    assert load_seed(path) == expected
    assert found in (None, expected)
    assert found is None or found.digest in (None, digest(expected))


MISTAKES: dict[str, tuple[Callable[[str], str], str]] = {
    "no JSON": (lambda line: line[:-1], "seed.jsonl:3:"),
    "a list": (lambda line: f"[{line}]", "not one record; found a list"),
    "two records": (lambda line: f'{{"events":{{}},{line[1:]}', "not one record; found a mapping"),
    "another key": (
        lambda line: line.replace("entities", "entity", 1),
        "Did you mean 'entities'?",
    ),
    "too deep": (lambda _: "[" * 100_000, "too many levels"),
    "no number": (lambda _: '{"entities": NaN}', "not an entity"),
    "twice": (lambda line: line.replace('"id":', '"id":"a","id":'), "'id' stands twice"),
    "no kind": (lambda line: line.replace('"kind":"person"', '"kind":"persn"'), "'person'?"),
    "nothing": (lambda line: line.replace('"kind":"person"', '"kind":null'), "unknown 'kind'"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_in_a_line(tmp_path: Path, lines: list[str], mistake: str) -> None:
    """What is wrong is told with the line, what was found and what is expected."""
    make, message = MISTAKES[mistake]
    assert "chen-tao" in lines[2]
    lines[2] = make(lines[2])

    problems = check_folder(write_file(tmp_path, lines))

    assert quick_seed(tmp_path / "seed.jsonl") is None
    assert any(message in str(problem) for problem in problems if problem.place.line == 3)


def test_mistakes_between_lines(tmp_path: Path, lines: list[str]) -> None:
    """Ids, names and references are checked over all lines, as over all files of a folder."""
    lines[3] = lines[3].replace('"en":"Taobao"', '"en":"ALIBABA"')
    lines.append(lines[1])
    lines = [line.replace('"entity":"chen-tao"', '"entity":"chen-ta"') for line in lines]

    with pytest.raises(SeedError) as caught:
        load_seed(write_file(tmp_path, lines))

    found = [str(problem) for problem in caught.value.problems]
    assert any("'chen-ta' does not exist" in text and "'chen-tao'?" in text for text in found)
    assert any("name is used by 'alibaba' too: see seed.jsonl:2" in text for text in found)
    assert any(f"seed.jsonl:{len(lines)}" in text and "id is taken" in text for text in found)


def test_seed_that_says_not_what_it_is(tmp_path: Path, lines: list[str]) -> None:
    """One line names the seed: not none, not two."""
    (missing,) = check_folder(write_file(tmp_path, lines[1:]))
    (twice,) = check_folder(write_file(tmp_path, [*lines, lines[0]]))

    assert "which seed this is" in missing.message
    assert (twice.place.line, twice.message) == (len(lines) + 1, "'seed' stands twice")


def test_files_that_cannot_be_read(tmp_path: Path, lines: list[str]) -> None:
    """A file that is not there, packed badly or not text is one problem."""
    bad = tmp_path / "bad.jsonl.gz"
    bad.write_bytes(b"no gzip")
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress("".join(lines).encode())[:-9])
    not_text = tmp_path / "latin.jsonl"
    not_text.write_bytes("\n".join(lines).encode() + '\n{"entities": "é"}'.encode("latin-1"))

    for path, message in (
        (tmp_path / "none.jsonl", "no such file"),
        (tmp_path, "no such file"),
        (bad, "cannot be read"),
        (cut, "cannot be read"),
        (not_text, "not UTF-8 text"),
    ):
        found = check_folder(path if path != tmp_path else tmp_path / "x.jsonl")
        assert [message in problem.message for problem in found] == [True]


def test_digest_of_lines_in_another_order() -> None:
    """Lines out of their order have no digest of their own."""
    sum = LineDigest()
    sum.add([("seed", ""), ("events", "a")], [b"{}", b"{}"])
    known = sum.value
    sum.add([("entities", "b")], [b"{}"])

    assert known is not None
    assert sum.value is None


@given(st.text())
@settings(deadline=None)
def test_words_of_a_text(text: str) -> None:
    """Piece by piece, a text has the words that it has when folded as a whole."""
    assert list(_Words().of(text)) == fold(text).split()
