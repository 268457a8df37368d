"""What a person's environment says about Neo4j stays out of these tests; `tools` makes commands.

`home` and `cache` are folders of the test's own. `real_cache` is the user's, so that jars are
downloaded once. Tests with a real server are marked `neo4j`; the others need neither Java nor Maven.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.neo4j_server.settings import Neo4jSettings

Tool = Callable[[str, str], Path]


@pytest.fixture(scope="session")
def real_cache() -> Path:
    """Return the cache of the person who runs the tests."""
    return Neo4jSettings().cache


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, real_cache: Path) -> None:
    """Hide the settings of the person who runs the tests."""
    for name in Neo4jSettings.model_fields:
        if name not in ("xdg_cache_home", "java_home"):
            monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home that does not exist yet, and make it the one of commands."""
    path = tmp_path / "home"
    monkeypatch.setenv("INTEROP_NEO4J_HOME", str(path))
    return path


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Return a maker of shell scripts that are the only commands on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    def make(name: str, script: str) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\nPATH=/usr/local/bin:/usr/bin:/bin\n{script}\n", "utf-8")
        path.chmod(0o755)
        return path

    return make
