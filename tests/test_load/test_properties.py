"""Whatever stands in a file, checking the seed gives problems or a seed, and soon."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.load import Problem, SeedError, check_folder, load_seed, packaged_seed_folder
from graph.load.document import read_document
from graph.load.format import CITATION, EFFECT, FOLDERS, RELATION, SEED_INFO
from tests.test_load.small_seed import FILES, write

FOLDER = packaged_seed_folder()
REAL = {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in FOLDER.rglob("*.yaml")}
SMALL = {name: text.encode() for name, text in FILES.items()}
# What YAML, EDTF and the format are made of, and what has broken parsers before.
PIECES = [
    *(b"\n \t-:{}[],&*!|>'\"%@`#?~=.\\/0123456789X"[n : n + 1] for n in range(42)),
    *("淘宝 é \u200b \ufeff \u2028 \x85 \ud7ff \U0001f600 \u202e ｒ".encode().split(b" ")),
    *(b"\0 \xff \xc3 \xed\xa0\x80 \r \r\n --- ... <<: id: kind: - &a *a !!str null".split(b" ")),
    *(b"2024-02-30 [2013..2015] 2013/.. true 1e5 \\0 \\ud800 %YAML".split(b" ")),
]

scalars = st.one_of(
    st.sampled_from(["taobao", "report", "2024-05", "[2013..]", "app", "blocked", "", "~", "1"]),
    st.text(max_size=12),
    st.integers(),
    st.booleans(),
    st.none(),
)
RECORDS = [*FOLDERS.values(), SEED_INFO, CITATION, EFFECT, RELATION]
names = st.sampled_from(sorted({field.name for record in RECORDS for field in record.fields}))
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(names, st.text(max_size=5)), inner, max_size=8),
    ),
    max_leaves=40,
)


@st.composite
def mutated(draw: st.DrawFn, files: dict[str, bytes]) -> tuple[str, bytes]:
    """Return one of the files with some pieces cut out, put in, doubled or moved."""
    name = draw(st.sampled_from(sorted(files)))
    content = files[name]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        stop = start + draw(st.integers(0, 30))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.just(content[start:stop])))
        content = content[:start] + piece + content[draw(st.sampled_from([start, stop])) :]
    return name, content


def check(name: str, content: bytes) -> list[Problem]:
    """Check the small seed with one file replaced; it takes no time and says all it should."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {name: content})
        return look(Path(folder))


def look(folder: Path) -> list[Problem]:
    """Check a folder; it takes no time, and loading it says the same."""
    began = time.process_time()
    problems = check_folder(folder)
    assert time.process_time() - began < 10
    try:
        load_seed(folder)
    except SeedError as error:
        assert list(error.problems) == problems != []
    else:
        assert problems == []
    for problem in problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert str(problem).encode()
    return problems


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(SMALL)),
    st.one_of(
        st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)
    ),
)
def test_any_bytes(name: str, content: bytes) -> None:
    """Bytes of any kind in a file."""
    problems = check(name, content)

    assert all(
        p.place.line
        <= content.count(b"\n")
        + content.count(b"\r")
        + content.count(b"\xc2\x85")
        + content.count(b"\xe2\x80")
        + 2
        for p in problems
        if p.place.file == name
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SMALL)), trees)
def test_any_structure(name: str, tree: object) -> None:
    """Lists, mappings and scalars of any shape under the right key."""
    key = name.split("/")[0]
    content = yaml.safe_dump(tree if key == "seed.yaml" else {key: tree}, allow_unicode=True)

    check(name, content.encode("utf-8", "replace"))


@settings(max_examples=200, deadline=None)
@given(mutated(SMALL))
def test_a_small_file_with_pieces_changed(file: tuple[str, bytes]) -> None:
    """Files that were valid until somebody's hand slipped."""
    check(*file)


@settings(max_examples=25, deadline=None)
@given(mutated(REAL))
def test_a_real_file_with_pieces_changed(file: tuple[str, bytes]) -> None:
    """The same with the seed that comes with the package."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {**REAL, file[0]: file[1]}.items():
            (Path(folder) / name).parent.mkdir(exist_ok=True)
            (Path(folder) / name).write_bytes(content)

        problems = look(Path(folder))

    # One slip in one file is not blamed on every other.
    assert len({problem.place.file for problem in problems}) <= 17
    assert len(problems) < 400


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(SMALL)), st.data())
def test_a_file_cut_off(name: str, data: st.DataObject) -> None:
    """A file that ends in the middle: what stands in it before is known, the rest is missed."""
    content = SMALL[name]
    end = data.draw(st.integers(0, len(content)))

    check(name, content[:end])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=80).map(b"".join))
def test_what_is_read_lies_inside_the_text(content: bytes) -> None:
    """Reading never fails, and what is left aside is a part of the text."""
    document = read_document(content, "file.yaml")

    assert document.is_whole or document.problems
    assert len(document.unread) <= len(content) + 1
