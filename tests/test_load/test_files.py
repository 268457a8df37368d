"""Which files are a seed's, and what is said of those that are not, or cannot be read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any

import pytest

from graph.load import SeedError, check_folder, load_seed
from tests.test_load.small_seed import FILES, one_problem, problems_of, write


def test_small_seed(tmp_path: Path) -> None:
    """The seed that the tests here change is valid."""
    assert check_folder(write(tmp_path)) == []


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is one problem, with its path."""
    (problem,) = check_folder(tmp_path / "nowhere")

    assert problem.place.file == str(tmp_path / "nowhere")
    assert problem.message == "no such folder"
    assert "seed.yaml" in (problem.expected or "")


def test_file_for_a_folder(tmp_path: Path) -> None:
    """A file where a folder is expected is one problem."""
    write(tmp_path)

    (problem,) = check_folder(tmp_path / "seed.yaml")
    assert problem.message == "not a folder"


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000], ids=["NUL", "long"])
def test_impossible_path(path: str) -> None:
    """A path that no system takes is a problem like others."""
    assert len(check_folder(Path(path))) == 1


def test_empty_folder(tmp_path: Path) -> None:
    """Without seed.yaml there is no seed."""
    (problem,) = check_folder(tmp_path)

    assert (problem.place.file, problem.message) == ("seed.yaml", "no such file")
    with pytest.raises(SeedError, match=r"The seed has 1 problem:\nseed\.yaml:1:1: no such file"):
        load_seed(tmp_path)


def test_seed_of_nothing(tmp_path: Path) -> None:
    """A seed may have no records."""
    (tmp_path / "seed.yaml").write_text(FILES["seed.yaml"])

    assert load_seed(tmp_path).entities == {}


def test_missing_seed_file_beside_others(tmp_path: Path) -> None:
    """The rest is checked all the same."""
    bad = FILES["entities/all.yaml"].replace("kind: person", "kind: persn")
    problems = problems_of(tmp_path, {"seed.yaml": None, "entities/all.yaml": bad})

    assert [problem.place.file for problem in problems] == ["entities/all.yaml", "seed.yaml"]


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("seed.yml", "seed.yaml"),
        ("Seed.yaml", "seed.yaml"),
        ("entitis/more.yaml", "entities/more.yaml"),
        ("Events/2024/more.yml", "events/2024/more.yml"),
        ("taobao.yaml", None),
        ("zzz/taobao.yaml", None),
        ("entities/more.json", "more.yaml"),
    ],
)
def test_file_where_none_is_read(tmp_path: Path, name: str, suggestion: str | None) -> None:
    """A seed file that would be forgotten in silence is reported."""
    problem = one_problem(tmp_path, {name: "entities: []\n"})

    assert problem.place.file == name
    assert problem.suggestion == suggestion


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "seed.schema.json",
        "entities/README.md",
        ".git/config.yaml",
        "entities/.hidden.yaml",
        ".pre-commit-config.yaml",
    ],
)
def test_files_that_are_none_of_a_seed(tmp_path: Path, name: str) -> None:
    """Texts, schemas and hidden files may lie beside."""
    assert problems_of(tmp_path, {name: "not: [a seed\n"}) == []


def test_folders_inside_folders(tmp_path: Path) -> None:
    """Seed files may be sorted into folders further down, with either suffix."""
    more = "entities:\n- {id: jd, kind: app, name: {en: JD, zh: 京东}}\n"
    write(tmp_path, {"entities/china/shops/more.YML": more})

    assert "jd" in load_seed(tmp_path).entities


def test_links_to_folders(tmp_path: Path) -> None:
    """Linked folders are read; one that leads back is no trap."""
    write(tmp_path / "real")
    (tmp_path / "seed").mkdir()
    for name in ("seed.yaml", "entities", "sources", "events", "figures", "statements"):
        (tmp_path / "seed" / name).symlink_to(tmp_path / "real" / name)
    (tmp_path / "real" / "entities" / "again").symlink_to(tmp_path / "real" / "entities")

    assert load_seed(tmp_path / "seed") == load_seed(tmp_path / "real")


def test_dead_link(tmp_path: Path) -> None:
    """A link to nothing cannot be read; ids that may be behind it are not missed."""
    (write(tmp_path, {"sources/all.yaml": None}) / "sources").mkdir()
    (tmp_path / "sources" / "all.yaml").symlink_to("nowhere.yaml")

    (problem,) = check_folder(tmp_path)
    assert problem.place.file == "sources/all.yaml"
    assert problem.message == "cannot be read: No such file or directory"


def test_circle_of_links(tmp_path: Path) -> None:
    """A link to itself cannot be read."""
    (write(tmp_path) / "sources" / "more.yaml").symlink_to("more.yaml")

    (problem,) = check_folder(tmp_path)
    assert "cannot be read: " in problem.message


def test_pipe(tmp_path: Path) -> None:
    """A pipe is not waited for."""
    os.mkfifo(write(tmp_path) / "sources" / "more.yaml")

    (problem,) = check_folder(tmp_path)
    assert (problem.place.file, problem.message) == ("sources/more.yaml", "not a file")


def test_folder_for_a_file(tmp_path: Path) -> None:
    """A folder called like a seed file is a folder, and seed.yaml is missing."""
    write(tmp_path, {"seed.yaml": None})
    (tmp_path / "seed.yaml").mkdir()

    (problem,) = check_folder(tmp_path)
    assert (problem.place.file, problem.message) == ("seed.yaml", "no such file")


def test_file_for_a_folder_of_records(tmp_path: Path) -> None:
    """A file called like a folder of the format is one problem; what it hides is not missed."""
    (problem,) = problems_of(tmp_path, {"sources/all.yaml": None, "sources": "sources: []"})

    assert (problem.place.file, problem.message) == ("sources", "not a folder")


def test_no_permission_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may not be read is one problem; ids that may be in it are not missed."""
    open_path = Path.open

    def refuse(path: Path, mode: str) -> IO[Any]:
        if path.parent.name == "sources":
            raise PermissionError(13, "Permission denied", str(path))
        return open_path(path, mode)

    write(tmp_path)
    monkeypatch.setattr(Path, "open", refuse)

    (problem,) = check_folder(tmp_path)
    assert problem.place.file == "sources/all.yaml"
    assert problem.message == "cannot be read: Permission denied"


def test_no_permission_for_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder whose files cannot be listed is one problem; ids in it are not missed."""
    scan = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "sources":
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    write(tmp_path)
    monkeypatch.setattr(os, "scandir", refuse)

    problems = check_folder(tmp_path)
    monkeypatch.undo()  # pytest lists folders too
    assert [str(problem) for problem in problems] == [
        "sources:1:1: cannot be read: Permission denied"
    ]


def test_name_that_cannot_be_shown(tmp_path: Path) -> None:
    """A file's name in strange bytes is shown with escapes."""
    path = os.fsencode(write(tmp_path) / "sources") + b"/\xff.yaml"
    Path(os.fsdecode(path)).write_text("entities: []")

    (problem,) = check_folder(tmp_path)
    assert problem.place.file == "sources/\\udcff.yaml"
    assert str(problem).encode()
