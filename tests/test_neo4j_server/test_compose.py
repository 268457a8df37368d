"""compose.yaml and the Dockerfile, as far as they can be tested without an engine."""

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from api.app import create_app
from api.cli import main
from api.graphs import ServedGraph
from api.settings import Settings
from graph.load import packaged_seed_folder
from graph.neo4j_server.configuration import environment_text, settings
from graph.neo4j_server.container import IMAGE
from graph.neo4j_server.settings import Neo4jSettings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["api", "seed"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")


def copied() -> list[str]:
    """Return what the Dockerfile takes from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
    return [word for line in lines for word in line.split()[:-1]]


@pytest.mark.parametrize("service", ["neo4j", "api"])
def test_reached_from_this_machine_only(service: str) -> None:
    """Every published port is on the loopback address."""
    ports = SERVICES[service]["ports"]

    assert ports
    assert all(re.fullmatch(r"127\.0\.0\.1:\$\{\w+:-(\d+)\}:\1", port) for port in ports)


def test_password_is_required() -> None:
    """No password stands in the file, and without one nothing starts."""
    neo4j, api = SERVICES["neo4j"]["environment"], SERVICES["api"]["environment"]

    assert re.fullmatch(r"neo4j/\$\{NEO4J_PASSWORD:\?.+\}", neo4j["NEO4J_AUTH"])
    assert re.fullmatch(r"\$\{NEO4J_PASSWORD:\?.+\}", api["NEO4J_PASSWORD"])


@pytest.mark.parametrize("service", ["neo4j", "api"])
def test_health(service: str) -> None:
    """What serves says whether it is well."""
    assert SERVICES[service]["healthcheck"]["test"]


@pytest.mark.parametrize("check", [DOCKERFILE, str(SERVICES["api"]["healthcheck"]["test"])])
def test_health_is_asked_where_it_is_told(check: str) -> None:
    """The address of the health checks is one that the server has, on the port that it takes."""
    found = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", check)
    app = create_app(ServedGraph.from_folder(packaged_seed_folder()), Settings())
    assert found

    assert int(found[1]) == Settings.model_fields["port"].default
    assert found[2] in {getattr(route, "path", None) for route in app.routes}


def test_order() -> None:
    """Neo4j first, then the seed, and the server when the seed is in."""
    healthy = {"condition": "service_healthy"}

    assert SERVICES["seed"]["depends_on"] == {"neo4j": healthy}
    assert SERVICES["api"]["depends_on"] == {
        "neo4j": healthy,
        "seed": {"condition": "service_completed_successfully"},
    }
    assert SERVICES["seed"]["restart"] == "no"


@pytest.mark.parametrize("service", OURS)
def test_commands(service: str) -> None:
    """What is run is a command of ours, with options that it has."""
    command: click.Command = main
    words: list[str] = SERVICES[service]["command"]
    while isinstance(command, click.Group):
        command, words = command.commands[words[0]], words[1:]

    context = command.make_context(service, list(words))

    assert context.params["store"] == "neo4j://neo4j:7687"


@pytest.mark.parametrize("service", OURS)
def test_settings_are_ours(service: str) -> None:
    """Each variable is one that we read."""
    known = {f"INTEROP_{name.upper()}" for name in Settings.model_fields}
    known |= {name.upper() for name in Neo4jSettings.model_fields}

    assert set(SERVICES[service]["environment"]) <= known


def test_settings_of_neo4j() -> None:
    """Neo4j is set as `interop neo4j up` sets it: the same image, names and values."""
    lines = environment_text(settings(7687, 7474)).splitlines()
    same = dict(line.split("=", 1) for line in lines)
    given: dict[str, str] = dict(SERVICES["neo4j"]["environment"])
    given.pop("NEO4J_AUTH")
    given.pop("NEO4J_server_memory_heap_max__size")

    assert SERVICES["neo4j"]["image"] == IMAGE
    assert given.items() <= same.items()


@pytest.mark.parametrize("service", OURS)
def test_rights(service: str) -> None:
    """Our containers can neither write their files nor gain rights."""
    assert SERVICES[service]["read_only"] is True
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICES[service]["security_opt"]


def test_data_outlive_containers() -> None:
    """Neo4j's data are in a volume with a name."""
    (volume,) = SERVICES["neo4j"]["volumes"]

    assert volume.partition(":")[::2] == ("neo4j-data", "/data")
    assert "neo4j-data" in COMPOSE["volumes"]


def test_image_is_not_root() -> None:
    """The last stage runs as a user of its own, and what it starts is our command."""
    last = DOCKERFILE.rpartition("\nFROM ")[2]

    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE)
    assert 'ENTRYPOINT ["interop"]' in last


def test_image_installs_by_hash() -> None:
    """Nothing is installed but what the lock names, with its hash."""
    steps = re.findall(r"pip install ((?:.|\\\n)*?)(?<!\\)\n", DOCKERFILE)
    options = [set(shlex.split(step.replace("\\\n", ""))) for step in steps]

    assert len(options) == 2
    assert {"--require-hashes", "-r", "requirements/base.txt"} <= options[0]
    assert {"--no-deps", "--no-build-isolation", "."} <= options[1]


def test_image_is_made_from_what_is_sent() -> None:
    """What is copied is allowed through, and what is allowed through is copied."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == set(copied())


def test_copied_files_are_enough(tmp_path: Path) -> None:
    """From what the Dockerfile copies, the package builds, with all that is no code."""
    ignore: Callable[..., Any] = shutil.ignore_patterns("__pycache__")
    for name in copied():
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=ignore)
        else:
            shutil.copy(source, target)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")

    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {"graph/neo4j_server/jars.sha256", "graph/neo4j_server/pom.xml"} <= names
    assert {"seed_data/seed.yaml", "api/schema.graphql"} <= names
