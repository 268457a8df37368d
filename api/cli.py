"""The command `interop`.

Exit codes: 0 done; 1 the seed has problems; 2 wrong usage, or a question that cannot be asked; 3 it
cannot be done now (a port in use, a server that does not answer).
"""

from __future__ import annotations

import logging
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import click
import uvicorn
from pydantic import ValidationError

from api.ask.commands import ask
from api.graphs import ServedGraph
from api.settings import Settings
from graph.cli import EXIT_PROBLEMS, EXIT_UNABLE, seed, seed_option
from graph.errors import StoreError
from graph.load import SeedError, packaged_seed_folder
from graph.load.json_schema import schema_text
from graph.neo4j_server.cli import neo4j

__all__ = ["EXIT_UNABLE", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="platform-interop-graph")
def main() -> None:
    """Who could reach whom between internet platforms: serve the graph, and ask it."""


main.add_command(seed)
main.add_command(ask)
main.add_command(neo4j)


@main.command()
@click.option("--host", help="The address to listen on.  [INTEROP_HOST; 127.0.0.1]")
@click.option("--port", type=int, help="The port; 0 takes a free one.  [INTEROP_PORT; 8000]")
@seed_option
@click.option("--store", help="Serve the graph in this Neo4j, neo4j://host:7687.  [INTEROP_STORE]")
@click.option("--reload/--no-reload", default=None, help="Load the seed anew when files change.")
def serve(
    host: str | None, port: int | None, folder: Path | None, store: str | None, reload: bool | None
) -> None:
    """Serve the graph: a page at /, GraphQL and GraphiQL at /graphql.

    Settings come from the environment (INTEROP_…) and from these options, which win. Exit codes: 0
    stopped, 1 the seed has problems, 2 wrong usage, 3 the port or the store cannot be had.
    NEO4J_USER, NEO4J_PASSWORD, NEO4J_DATABASE and NEO4J_CA_FILE say how to get into a Neo4j.
    """
    given = {"host": host, "port": port, "seed": folder, "store": store, "reload": reload}
    settings = _settings(**{name: value for name, value in given.items() if value is not None})
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    try:
        graph = _graph(settings)
    except SeedError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_PROBLEMS)
    except StoreError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNABLE)
    _run(graph, settings)


def _graph(settings: Settings) -> ServedGraph:
    if settings.store:
        return ServedGraph.from_neo4j(settings.store)
    return ServedGraph.from_folder(settings.seed or packaged_seed_folder())


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**given)
    except ValidationError as error:
        for wrong in error.errors():
            name = ".".join(map(str, wrong["loc"]))
            click.echo(f"setting {name!r}: {wrong['msg']}, found {wrong['input']!r}", err=True)
        sys.exit(2)


def _run(graph: ServedGraph, settings: Settings) -> None:
    from api.app import create_app  # the schema is built only where it is served

    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listening = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        hint = "choose another with --port, or 0 for a free one"
        click.echo(f"Cannot listen on {where}: {error.strerror}; {hint}.", err=True)
        sys.exit(EXIT_UNABLE)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    config = uvicorn.Config(
        create_app(graph, settings),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    address = f"http://{host}:{listening.getsockname()[1]}"
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    _Server(config, address).run(sockets=[listening])


def _stop(*_: object) -> None:
    """End well: Uvicorn shuts down in order, and then raises the signal once more."""
    sys.exit(0)


class _Server(uvicorn.Server):
    """Says where it listens, once it does: scripts and people wait for that line."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            click.echo(f"listening on {self.address}")


@main.command()
@click.option("--write", is_flag=True, help="Write the files of this checkout instead of printing.")
def schema(write: bool) -> None:
    """Print the GraphQL schema, or (--write) bring the committed schemas up to date."""
    from api.query import schema as graphql_schema

    text = graphql_schema.as_str() + "\n"
    if not write:
        click.echo(text, nl=False)
        return
    files = {
        Path(__file__).parent / "schema.graphql": text,
        packaged_seed_folder() / "seed.schema.json": schema_text(),
    }
    for path, content in files.items():
        path.write_text(content, encoding="utf-8")
        click.echo(f"wrote {path.name}")
