"""A client in TypeScript, whose types GraphQL Code Generator makes of the schema."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_clients.node import FOLDER, MODULES, asked, run
from tests.test_live.serving import Live

SCHEMA = Path(__file__).parents[2] / "api" / "schema.graphql"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the example, and make its types as one would; npm's packages are where one has them."""
    folder = tmp_path_factory.mktemp("client") / "typescript"
    shutil.copytree(FOLDER / "typescript", folder)
    (folder.parent / "node_modules").symlink_to(MODULES)
    made = run(folder / "generate.mjs", SCHEMA, folder)
    assert made.returncode == 0, made.stderr
    return folder


def compiled(folder: Path) -> subprocess.CompletedProcess[str]:
    """Compile what is in a folder."""
    return run(MODULES / "typescript" / "bin" / "tsc", "--project", folder, folder=folder)


def test_a_typed_client(client: Path, served: Live) -> None:
    """It compiles without a complaint, and what it finds is what the server says."""
    built = compiled(client)
    assert (built.returncode, built.stdout) == (0, "")

    found = asked(client / "main.js", f"{served.url}/graphql")

    answer = served.post(
        """{
            timeline(filter: {entity: "wechat-pay"}, first: 100) { nodes { id title { en } } }
            access(from: "taobao", to: "wechat-pay", asOf: "2024-10-01") {
                channels { channel verdict }
            }
        }"""
    ).json()["data"]
    nodes, channels = answer["timeline"]["nodes"], answer["access"]["channels"]
    assert len(nodes) > 20
    assert found == {
        "titles": [[node["id"], node["title"]["en"]] for node in nodes],
        "channels": [each["channel"] for each in channels if each["verdict"] == "CERTAIN"],
    }
    assert "PAYMENT_CHECKOUT" in found["channels"]


def test_mistakes_are_found(client: Path) -> None:
    """A field, a value or a variable that the schema has not does not compile."""
    folder = client.with_name("mistaken")
    shutil.copytree(client, folder)
    text = (client / "client.ts").read_text("utf-8")
    for right, wrong in (
        ("edge.node;", "edge.nodes;"),
        ('=== "CERTAIN"', '=== "SURE"'),
        ("{ from, to, asOf }", "{ from, asOf }"),
    ):
        assert right in text
        text = text.replace(right, wrong)
    (folder / "client.ts").write_text(text, "utf-8")

    built = compiled(folder)

    assert built.returncode != 0
    assert "Property 'nodes' does not exist" in built.stdout
    assert "have no overlap" in built.stdout
    assert "Property 'to' is missing" in built.stdout
