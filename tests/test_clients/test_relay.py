"""The Relay compiler takes the schema, and its persisted queries are run by their ids."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from graph.load import packaged_seed_folder
from tests.test_clients.node import FOLDER, MODULES, run
from tests.test_live.serving import PATIENCE, Live, serving

SCHEMA = Path(__file__).parents[2] / "api" / "schema.graphql"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the example, and compile it as one would."""
    folder = tmp_path_factory.mktemp("relay") / "page"
    shutil.copytree(FOLDER / "relay", folder)
    shutil.copy(SCHEMA, folder / "schema.graphql")
    config = json.loads((folder / "relay.config.json").read_text("utf-8"))
    (folder / "relay.config.json").write_text(json.dumps(config | {"schema": "schema.graphql"}))
    made = run(MODULES / "relay-compiler" / "cli.js", folder=folder)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def kept(compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Serve the packaged seed, and no documents but those that Relay persisted."""
    sockets = tmp_path_factory.mktemp("s")
    documents = compiled / "documents"
    with serving(packaged_seed_folder(), sockets, documents=documents, trusted_only=True) as live:
        yield live


def artifact(compiled: Path, name: str) -> str:
    """Return what the compiler wrote for a document."""
    return (compiled / "src" / "__generated__" / f"{name}.graphql.ts").read_text("utf-8")


def asked(live: Live, compiled: Path, name: str, **variables: Any) -> Any:
    """Put a query as Relay's network layer does where queries are persisted."""
    found = re.search(r'"id": "([0-9a-f]{32})"', artifact(compiled, name))
    assert found
    body = {"documentId": found[1], "variables": variables}
    answer = httpx2.post(f"{live.url}/graphql", json=body, timeout=PATIENCE).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_artifacts(compiled: Path) -> None:
    """Relay knows how to ask for the next page, and for an entity anew."""
    timeline = artifact(compiled, "EntityPage_timeline")

    assert "EntityPageTimelineQuery" in timeline
    assert re.search(r'"identifierField": "id"', timeline)
    assert "readonly inWindow: Verdict" in timeline
    assert "EntityPageNameQuery" in artifact(compiled, "EntityPage_name")


def test_persisted_queries(compiled: Path, kept: Live) -> None:
    """They are answered by their ids, page after page, and nothing else is."""
    page = asked(kept, compiled, "EntityPageQuery", id="wechat-pay")["entity"]
    first = page["timeline"]
    after = first["pageInfo"]["endCursor"]
    second = asked(
        kept, compiled, "EntityPageTimelineQuery", id="wechat-pay", count=5, cursor=after
    )["node"]["timeline"]

    assert (page["__typename"], page["name"]["en"]) == ("PaymentSystem", "WeChat Pay")
    ids = [edge["node"]["id"] for edge in first["edges"] + second["edges"]]
    assert len(ids) == len(set(ids)) == 15
    assert kept.post("{ graph { name } }").status_code == 403
