"""Imports flow one way, and names stay clear of Python's own."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# From the spring to the mouth: a module may import what stands in a line above its own, or what is in
# its own package. What stands in one line does not know each other. A new module needs its place here.
LAYERS = [
    {"graph.asker", "graph.collector", "graph.errors", "graph.settings", "graph.tracing"},
    {"graph.neo4j_server"},
    {"graph.dates"},
    {"graph.vocabulary"},
    {"graph.model"},
    {"graph.plain"},
    {"graph.changes", "graph.links"},
    {"graph.store"},
    {"graph.load", "graph.queries"},
    {"graph.editing"},
    {"graph.formats", "graph.tables"},
    {"graph"},
    {"graph.control"},
    {"graph.seed_commands"},
    {"graph.__main__"},
    {"api.packing", "api.pages"},
    {"api.limits", "api.observing", "api.wishes"},
    {"api.access", "api.prepared", "api.quick"},
    {
        *("api.errors", "api.executor", "api.headers", "api.kept", "api.neo4j_browser"),
        *("api.bell", "api.pictures", "api.processes", "api.settings"),
        *("api.static_files", "api.workers"),
    },
    {"api.context", "api.graphql_response", "api.graphs", "api.picture_guide"},
    {"api.protocol", "api.short_way"},
    {"api.middleware"},
    {"api.admin", "api.documents", "api.feed", "api.metrics", "api.schema", "api.watch"},
    {"api.persisted"},
    {"api.graphql_request"},
    {"api.operations"},
    {"api.graphql_http", "api.streams"},
    {"api.event_stream", "api.web_socket"},
    {"api.listeners"},
    {"api.change_questions", "api.day_questions", "api.time_questions"},
    {"api.query"},
    {"api.app"},
    {"api"},
    {"api.asgi", "api.ask", "api.plan", "api.server", "api.settings_command"},
    {"api.cli"},
    {"api.__main__"},
]
RANKS = {name: rank for rank, names in enumerate(LAYERS) for name in names}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in chain((ROOT / "graph").rglob("*.py"), (ROOT / "api").rglob("*.py"))
}

each_module = pytest.mark.parametrize("module", sorted(MODULES))


def tree(module: str) -> ast.Module:
    """Return the parsed source of a module."""
    return ast.parse(MODULES[module].read_text("utf-8"))


def imported(module: str) -> Iterator[str]:
    """Yield the full names of what a module imports, wherever in it the import stands."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in MODULES else str(node.module)


def layer(module: str) -> str:
    """Return the name in the layers that stands for a module."""
    return ".".join(module.split(".")[:2])


@each_module
def test_module_has_its_place(module: str) -> None:
    """Every module is named in the layers, so that a new one is thought about."""
    assert layer(module) in RANKS


@each_module
def test_imports_flow_one_way(module: str) -> None:
    """A module imports only what lies above it, or in its own package."""
    here = layer(module)
    ours = [name for name in imported(module) if name.split(".")[0] in ("graph", "api")]

    assert [n for n in ours if layer(n) != here and RANKS[layer(n)] >= RANKS[here]] == []


@each_module
def test_graph_knows_nothing_of_the_web(module: str) -> None:
    """`graph` can be used without the API and what the API is made of."""
    web = {"api", "graphql", "starlette", "strawberry", "uvicorn"}

    assert module.startswith("api") or web.isdisjoint(n.split(".")[0] for n in imported(module))


@each_module
def test_module_is_not_named_like_the_standard_library(module: str) -> None:
    """A folder of ours on the path cannot hide a module of Python."""
    assert sys.stdlib_module_names.isdisjoint(part for part in module.split(".") if part[0] != "_")


@each_module
def test_only_settings_read_the_environment(module: str) -> None:
    """What the environment says is read once, in one place."""
    names = {node.attr for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)}
    names |= {name.split(".")[-1] for name in imported(module)}

    assert layer(module).endswith(".settings") or names.isdisjoint({"environ", "getenv"})


def test_start_without_neo4j() -> None:
    """The embedded store starts without the time and the memory of the Neo4j driver and of numpy."""
    code = "import api.cli, sys; print(*sorted({'neo4j', 'numpy'} & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
    )

    assert answer.stdout.split() == []
