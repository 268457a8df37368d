"""The jars: fetched once, mended when a download broke off, refused when they are not ours.

Maven is played by a script with Maven's arguments; the files of `few` stand for the 214 jars. A real
download happens wherever the tests with a real server find an empty cache.
"""

import hashlib
import re
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from graph.neo4j_server import jars
from graph.neo4j_server.errors import DownloadError, ToolMissingError
from graph.neo4j_server.jars import NEO4J_VERSION, ensure_jars, expected_hashes, lib_folder
from tests.test_neo4j_server.conftest import Tool

PACKAGE = Path(jars.__file__).parent
PROJECT = "{http://maven.apache.org/POM/4.0.0}"
MAVEN = """
for word; do case $word in -DoutputDirectory=*) out=${word#*=} ;; esac; done
for word; do case $word in -Dmaven.repo.local=*) repo=${word#*=} ;; esac; done
mkdir -p "$out" "$repo/org"
"""
BOTH = 'printf one >"$out/one-1.jar"; printf two >"$out/two-2.jar"'


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let two small files be the whole server; return the cache."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "pom.xml").write_text("<project/>", "utf-8")
    lines = [f"{hashlib.sha256(w).hexdigest()}  {n}\n" for w, n in FEW]
    (data / "jars.sha256").write_text("".join(lines), "ascii")
    monkeypatch.setattr(jars, "DATA", data)
    return tmp_path / "cache"


FEW = [(b"one", "one-1.jar"), (b"two", "two-2.jar")]


def test_all_jars_are_listed() -> None:
    """The list has 214 different jars, each with a whole SHA-256."""
    hashes = expected_hashes()

    assert len(hashes) == 214
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in hashes.values())
    assert all(name.endswith(".jar") and "/" not in name for name in hashes)


def test_versions_agree() -> None:
    """The pom, the list and the code speak of one version."""
    root = ET.parse(PACKAGE / "pom.xml").getroot()
    wanted = [
        (found.findtext(f"{PROJECT}artifactId"), found.findtext(f"{PROJECT}version"))
        for found in root.iter(f"{PROJECT}dependency")
    ]

    assert ("neo4j-server", NEO4J_VERSION) in wanted
    assert {f"{name}-{version}.jar" for name, version in wanted} <= set(expected_hashes())


def test_download(few: Path, tool: Tool) -> None:
    """The jars end in a folder of their version, Maven's own copies are gone."""
    tool("mvn", MAVEN + BOTH)
    told: list[tuple[int, int, int]] = []

    lib = ensure_jars(few, lambda *numbers: told.append(numbers))

    assert lib == lib_folder(few)
    assert NEO4J_VERSION in str(lib)
    assert sorted(path.name for path in lib.iterdir()) == ["one-1.jar", "two-2.jar"]
    assert not (lib.parent / "maven").exists()
    assert told[-1] == (2, 2, 6)


def test_second_time(few: Path, tool: Tool) -> None:
    """What is there is not fetched again; Maven is not even needed."""
    maven = tool("mvn", MAVEN + BOTH)
    ensure_jars(few)
    maven.unlink()

    assert ensure_jars(few) == lib_folder(few)


def test_download_breaks_off(few: Path, tool: Tool) -> None:
    """After a download that broke off the next one brings all, and Maven keeps what it has."""
    tool("mvn", MAVEN + 'touch "$repo/org/kept"; printf o >"$out/one-1.jar"; kill -9 $$')
    with pytest.raises(DownloadError, match="kept for the next try"):
        ensure_jars(few)

    assert not lib_folder(few).exists()

    tool(
        "mvn",
        MAVEN + 'test -e "$repo/org/kept" || exit 1; test -e "$out/one-1.jar" && exit 1\n' + BOTH,
    )

    assert len(list(ensure_jars(few).iterdir())) == 2


def test_maven_fails(few: Path, tool: Tool) -> None:
    """What Maven said is shown."""
    tool("mvn", "echo '[ERROR] Network is unreachable'; exit 1")

    with pytest.raises(DownloadError, match="Network is unreachable"):
        ensure_jars(few)


def test_no_maven(few: Path, tool: Tool) -> None:
    """Without Maven the message says what to install."""
    with pytest.raises(ToolMissingError, match=r"no mvn on PATH.*apt-get install maven"):
        ensure_jars(few)


def test_download_brings_other_content(few: Path, tool: Tool) -> None:
    """A jar with another hash is refused, nothing is installed, the next try fetches anew."""
    tool("mvn", MAVEN + BOTH + '; printf evil >"$out/two-2.jar"')

    with pytest.raises(DownloadError, match=r"two-2\.jar is not the file .* SHA-256 .* expected"):
        ensure_jars(few)
    assert [path.name for path in lib_folder(few).parent.iterdir() if path.is_dir()] == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lib: (lib / "one-1.jar").write_bytes(b"One"), "one-1.jar is not the file"),
        (lambda lib: (lib / "one-1.jar").unlink(), "one-1.jar is missing"),
        (lambda lib: (lib / "evil.jar").touch(), "evil.jar does not belong"),
    ],
    ids=["another content", "one too few", "one too many"],
)
def test_jars_change_later(few: Path, tool: Tool, spoil: object, said: str) -> None:
    """Before each start the jars are looked at again; the message says what to delete."""
    tool("mvn", MAVEN + BOTH)
    lib = ensure_jars(few)
    assert callable(spoil)
    spoil(lib)

    with pytest.raises(DownloadError, match=f"{said}.*Delete the folder {lib} and try again"):
        ensure_jars(few)


def test_cache_cannot_be_written(few: Path, tool: Tool) -> None:
    """The message names the folder."""
    few.write_text("a file where a folder should be", "utf-8")

    with pytest.raises(DownloadError, match=f"cache {few}.* cannot be written"):
        ensure_jars(few)


def test_data_are_packaged() -> None:
    """The wheel takes whole packages, so the data beside the code travel with it."""
    project = tomllib.loads((PACKAGE.parents[1] / "pyproject.toml").read_text("utf-8"))

    assert "graph" in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert (PACKAGE / "pom.xml").is_file()
