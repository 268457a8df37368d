"""deploy/: what it says is right by the schemas of others, and is what the program has and takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import kubernetes_validate
import pytest
import yaml

from api.access.gate import CLOSED_PLACES
from api.app import create_app
from api.cli import main
from api.graphs import ServedGraph
from api.settings import Settings
from graph.store import NetworkXStore
from tests.test_api.test_kept import seed_of

ROOT = Path(__file__).parents[1]
KUBERNETES: list[dict[str, Any]] = list(
    yaml.safe_load_all((ROOT / "deploy" / "kubernetes.yaml").read_text("utf-8"))
)
KINDS = {found["kind"]: found for found in KUBERNETES}
POD: dict[str, Any] = KINDS["Deployment"]["spec"]["template"]["spec"]
CONTAINER: dict[str, Any] = POD["containers"][0]
ALONE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMMANDS = [CONTAINER["args"], ALONE["services"]["api"]["command"]]


@pytest.mark.parametrize("version", ["1.34", "1.37"])
@pytest.mark.parametrize("kind", KINDS)
def test_schema(kind: str, version: str) -> None:
    """Each part is what Kubernetes takes, without a field that it does not know."""
    kubernetes_validate.validate(KINDS[kind], version, strict=True)


def test_labels() -> None:
    """What selects pods selects these."""
    labels = KINDS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = [
        KINDS["Deployment"]["spec"]["selector"]["matchLabels"],
        KINDS["Service"]["spec"]["selector"],
        KINDS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        KINDS["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
    ]

    assert all(selector == labels for selector in selectors)


def test_rights() -> None:
    """A container can neither write its files nor gain rights, and is the user of the image."""
    user, group = (int(n) for n in re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)[-1])
    pod, own = POD["securityContext"], CONTAINER["securityContext"]

    assert (pod["runAsNonRoot"], pod["runAsUser"], pod["runAsGroup"]) == (True, user, group)
    assert own["readOnlyRootFilesystem"] is True
    assert own["allowPrivilegeEscalation"] is False
    assert own["capabilities"] == {"drop": ["ALL"]}
    assert POD["automountServiceAccountToken"] is False


@pytest.mark.parametrize("words", COMMANDS, ids=str)
def test_commands(words: list[str]) -> None:
    """What is run is a command of ours, with options that it has, and it says who may ask."""
    command: click.Command = main
    while isinstance(command, click.Group):
        command, words = command.commands[words[0]], words[1:]
    given = command.make_context("serve", list(words)).params

    assert given["host"] == "0.0.0.0"
    assert given["access"] in ("open", "keys")


def test_open_only_to_this_machine() -> None:
    """Where everybody may ask, nobody else reaches the port."""
    (port,) = ALONE["services"]["api"]["ports"]

    assert re.fullmatch(r"127\.0\.0\.1:\$\{\w+:-8000\}:8000", port)


def test_settings() -> None:
    """Each variable is a setting, with a value that it takes."""
    given = {one["name"].removeprefix("INTEROP_").lower(): one["value"] for one in CONTAINER["env"]}
    found = Settings(access="keys", **given)

    assert given.keys() <= Settings.model_fields.keys()
    assert found.hardened
    (mount,) = (one for one in CONTAINER["volumeMounts"] if one["name"] == "keys")
    assert str(found.keys).startswith(mount["mountPath"])


def test_probes() -> None:
    """Health is asked where it is told, and nobody needs a key for it."""
    app = create_app(ServedGraph(NetworkXStore(seed_of("first"))), Settings())
    probes = [CONTAINER[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")]
    paths = {probe["path"] for probe in probes}

    assert paths <= {getattr(route, "path", None) for route in app.routes}
    assert not {path.lstrip("/") for path in paths} & CLOSED_PLACES.keys()
    assert {probe["port"] for probe in probes} == {CONTAINER["ports"][0]["name"]}
    assert CONTAINER["ports"][0]["containerPort"] == Settings.model_fields["port"].default


def test_time_to_end() -> None:
    """A pod has time for the pause, and for requests that are under way."""
    pause = CONTAINER["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert POD["terminationGracePeriodSeconds"] >= pause + 5 + 5


def test_the_image_wants_to_be_told_who_may_ask() -> None:
    """The image listens to others, and does not let everybody in unasked."""
    assert 'CMD ["serve", "--host", "0.0.0.0"]' in DOCKERFILE
    assert "INTEROP_ACCESS" not in re.sub(r"^#.*$", "", DOCKERFILE, flags=re.MULTILINE)
