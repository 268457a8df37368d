"""What is built holds what it should, and works away from the checkout."""

import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"api", "graph", "seed_data"}
SOURCE_ENTRIES = OURS | {
    ".ci",
    ".gitignore",  # hatchling adds it
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "PKG-INFO",
    "README.md",
    "deploy",
    "docs",
    "pyproject.toml",
    "requirements",
    "tests",
}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the source archive, and the wheel from it, without the network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", f"--outdir={folder}", str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """Return the one wheel that was built."""
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own; return the folder of its commands.

    The dependencies are lent by the environment that runs the tests. A `.pth` file does it: the
    `.pth` files in the folder that it names are not read, so the checkout is out of sight.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", f"--python={python}", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True
    )
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python.parent


def run(command: Path, *arguments: str, folder: Path) -> str:
    """Run a command away from the checkout and return what it printed."""
    answer = subprocess.run(
        [command, *arguments], capture_output=True, text=True, cwd=folder, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def names(wheel: Path) -> set[PurePosixPath]:
    """Return the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {PurePosixPath(name) for name in archive.namelist()}


def metadata(wheel: Path) -> Message:
    """Return what a wheel says about itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_string(archive.read(name).decode())


def pins(lock: str) -> dict[str, set[str]]:
    """Return the versions of each package in a lock; markers may choose between several."""
    found: dict[str, set[str]] = {}
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_wheel_top_level(wheel: Path) -> None:
    """The wheel installs our three packages and nothing else."""
    tops = {name.parts[0] for name in names(wheel)}

    assert {top for top in tops if not top.endswith(".dist-info")} == OURS


def test_wheel_says_what_it_owns(wheel: Path) -> None:
    """The metadata names each import package, so that tools can see a clash."""
    assert set(metadata(wheel).get_all("Import-Name", [])) == OURS


def test_wheel_has_everything_that_is_no_code(wheel: Path) -> None:
    """Seed files, pages and type markers travel with the code."""
    others = {
        PurePosixPath(path.relative_to(ROOT))
        for top in OURS
        for path in (ROOT / top).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }

    assert PurePosixPath("seed_data/seed.yaml") in others
    assert PurePosixPath("api/static/graphiql.html") in others
    assert others <= names(wheel)


def test_wheel_carries_the_licences(wheel: Path) -> None:
    """Our licence and those of the scripts of others are in the metadata."""
    vendored = [path.relative_to(ROOT) for path in (ROOT / "api/static/vendor").glob("*/LICENSE")]

    assert set(metadata(wheel).get_all("License-File", [])) == {"LICENSE", *map(str, vendored)}


def test_source_archive_is_an_allow_list(dist: Path) -> None:
    """The source archive holds what is named and nothing that happens to lie about."""
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        tops = {PurePosixPath(name).parts[1] for name in archive.getnames()}

    assert tops <= SOURCE_ENTRIES
    assert tops >= OURS | {"tests", "LICENSE"}


def test_installed_packages_are_ours(installed: Path, tmp_path: Path) -> None:
    """Away from the checkout the names mean the installed packages, owned by this project alone."""
    code = (
        "import importlib.metadata as m, graph, api, seed_data\n"
        "owners = m.packages_distributions()\n"
        "for p in (graph, api, seed_data): print(p.__file__, *set(owners[p.__name__]))"
    )

    lines = run(installed / "python", "-c", code, folder=tmp_path).splitlines()

    assert len(lines) == len(OURS)
    for line in lines:
        place, *owners = line.split()
        assert Path(place).is_relative_to(installed.parent)
        assert owners == [PROJECT["name"]]


def test_installed_seed_check(installed: Path, tmp_path: Path) -> None:
    """The installed command finds the seed that came with it, and nothing wrong in it."""
    assert run(installed / "interop", "seed", "check", folder=tmp_path)


def test_installed_schema(installed: Path, tmp_path: Path) -> None:
    """The installed command prints the schema of the API."""
    assert "type Query" in run(installed / "interop", "schema", folder=tmp_path)


@pytest.mark.parametrize("text", PROJECT["dependencies"])
def test_dependency_is_locked(text: str) -> None:
    """Each dependency is in the lock, in a version that its floor allows."""
    requirement = Requirement(text)
    locked = pins("base.txt")[requirement.name]

    assert all(requirement.specifier.contains(version) for version in locked)


def test_locks_agree() -> None:
    """The tests run with the very versions that users get."""
    base, dev = pins("base.txt"), pins("dev.txt")

    assert {name: dev.get(name) for name in base} == base


def test_locks_name_no_host() -> None:
    """A lock works with whatever package index a machine is set up for."""
    for lock in (ROOT / "requirements").glob("*.txt"):
        assert "://" not in lock.read_text("utf-8")


def test_what_runs_stays_small() -> None:
    """Nothing that a user installs brings the numeric libraries, which would slow every start."""
    assert {"numpy", "pandas", "pyarrow", "scipy"}.isdisjoint(pins("base.txt"))
