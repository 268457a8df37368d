"""The command `interop`.

Exit codes: 0 done; 1 the seed has problems; 2 wrong usage, or a question that cannot be asked; 3 it
cannot be done now (a port in use, a server that does not answer).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from api.admin.commands import key
from api.ask.commands import ask
from api.plan.command import plan
from api.settings_command import settings
from graph.load import packaged_seed_folder
from graph.load.json_schema import schema_text
from graph.neo4j_server.cli import neo4j
from graph.seed_commands import EXIT_UNABLE, seed, seed_option

__all__ = ["EXIT_UNABLE", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="platform-interop-graph")
def main() -> None:
    """Who could reach whom between internet platforms: serve the graph, and ask it."""


seed.add_command(plan)
main.add_command(seed)
main.add_command(ask)
main.add_command(neo4j)
main.add_command(key)
main.add_command(settings)


@main.command()
@click.option("--host", help="The address to listen on.  [INTEROP_HOST; 127.0.0.1]")
@click.option("--port", type=int, help="The port; 0 takes a free one.  [INTEROP_PORT; 8000]")
@seed_option
@click.option("--store", help="Serve the graph in this Neo4j, neo4j://host:7687.  [INTEROP_STORE]")
@click.option(
    "--workers", type=int, help="Processes that answer.  [INTEROP_WORKERS; one for each core]"
)
@click.option("--reload/--no-reload", default=None, help="Load the seed anew when files change.")
@click.option(
    "--control",
    type=click.Path(path_type=Path),
    help="A directory that keeps the graph as applied last, and its journal.  [INTEROP_CONTROL]",
)
@click.option(
    "--access",
    type=click.Choice(["open", "keys", "proxy"]),
    help="Who may ask; to be said where others can reach the server.  [INTEROP_ACCESS]",
)
@click.option(
    "--keys",
    type=click.Path(path_type=Path),
    help="The file of keys for asking, and for changing the graph.  [INTEROP_KEYS]",
)
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    help="A folder of documents that clients ask for by their ids.  [INTEROP_DOCUMENTS]",
)
@click.option(
    "--trusted-only",
    is_flag=True,
    default=None,
    help="Run no other documents.  [INTEROP_TRUSTED_ONLY]",
)
def serve(folder: Path | None, **given: Any) -> None:
    """Serve the graph: a page at /, GraphQL and GraphiQL at /graphql.

    Settings come from the environment (INTEROP_…) and from these options, which win. Exit codes: 0
    stopped, 1 the seed or a kept document has problems, 2 wrong usage, 3 the port, the store or the
    control directory cannot be had.
    NEO4J_USER, NEO4J_PASSWORD, NEO4J_DATABASE and NEO4J_CA_FILE say how to get into a Neo4j.
    """
    given["seed"] = folder
    if given["store"] and (folder or given["reload"] or given["control"]):
        raise click.UsageError(
            "--store serves what is in Neo4j: it goes without --seed, --reload and --control"
        )
    if given["reload"] and (given["workers"] or 1) > 1:
        raise click.UsageError("--reload is for one process: leave --workers out")
    from api.server import run  # the server and the schema are loaded only where they are used

    run(**{name: value for name, value in given.items() if value is not None})


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
