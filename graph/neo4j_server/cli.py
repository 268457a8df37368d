"""`interop neo4j …`: a Neo4j server at hand."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from graph.errors import BadArgumentError
from graph.neo4j_server.answers import Answer, ask
from graph.neo4j_server.at_hand import Means, Server, Wish, known_server, wished_server
from graph.neo4j_server.errors import Neo4jServerError
from graph.neo4j_server.jars import Progress
from graph.neo4j_server.local import BOLT_PORT, HTTP_PORT, LocalServer
from graph.neo4j_server.settings import Neo4jSettings

__all__ = ["neo4j"]

EXIT_USAGE = 2
EXIT_UNABLE = 3
GUIDE = "http://127.0.0.1:8000/neo4j/guide.html"  # of `interop serve`
GUIDE_HOSTS = ("127.0.0.1", "localhost")  # those that the server's settings allow

P = ParamSpec("P")


@click.group()
def neo4j() -> None:
    """Have a Neo4j server: start one, stop it, see whether it runs.

    Exit codes: 0 done, 2 wrong usage, 3 it cannot be done now.
    """


home_option = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The server's folder.  [INTEROP_NEO4J_HOME; a folder of your user]",
)


def _command(
    function: Callable[Concatenate[Neo4jSettings, Path, P], None],
) -> Callable[..., None]:
    """Read the settings, find the home, and turn errors into messages and exit codes."""

    @wraps(function)
    def command(home: Path | None, *args: P.args, **kwargs: P.kwargs) -> None:
        settings = Neo4jSettings()
        try:
            function(settings, home.absolute() if home else settings.home, *args, **kwargs)
        except BadArgumentError as error:
            click.echo(str(error), err=True)
            sys.exit(EXIT_USAGE)
        except Neo4jServerError as error:
            click.echo(str(error), err=True)
            sys.exit(EXIT_UNABLE)

    return command


def _guide(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    if value is not None and urlsplit(value).hostname not in GUIDE_HOSTS:
        raise click.BadParameter(f"Neo4j Browser opens guides of {' and '.join(GUIDE_HOSTS)} only.")
    return value


@neo4j.command()
@home_option
@click.option(
    "--bolt-port",
    type=click.IntRange(0, 65535),
    default=BOLT_PORT,
    show_default=True,
    help="The port for drivers; 0 takes a free one.",
)
@click.option(
    "--http-port",
    type=click.IntRange(0, 65535),
    default=HTTP_PORT,
    show_default=True,
    help="The port of Neo4j Browser; 0 takes a free one.",
)
@click.option(
    "--with",
    "means",
    type=click.Choice(["docker", "java"]),
    help="How to run it.  [Docker where an engine runs, else Java]",
)
@click.option("--java", metavar="PATH", help="The Java to use.  [JAVA_HOME, else java]")
@click.option("--heap", default="1g", show_default=True, help="Memory for the server: 512m, 2g.")
@click.option("--guide", metavar="URL", callback=_guide, help="Opened by Browser after login.")
@_command
def up(
    settings: Neo4jSettings,
    home: Path,
    bolt_port: int,
    http_port: int,
    means: Means | None,
    java: str | None,
    heap: str,
    guide: str | None,
) -> None:
    """Start a server unless one runs, and say how to use it.

    With NEO4J_URI set it starts nothing, and checks that the server there answers (NEO4J_USER,
    NEO4J_PASSWORD). Otherwise the official image runs in Docker, where an engine runs, and else Java
    runs a server that is downloaded once (137 MB, needs Maven). NEO4J_PASSWORD gives the password of
    a new server; without it one is made.
    """
    if settings.neo4j_uri:
        _say_given(settings, settings.neo4j_uri)
        return
    with _download_shown() as progress:
        wish = Wish(home, bolt_port, http_port, java, heap, guide, means, progress)
        server = wished_server(wish, settings)
        ran = server.is_running()
        if not ran:
            click.echo("Starting Neo4j …", err=True)
        answer = server.start()
    _say(server, answer, "runs already" if ran else "runs")
    _say_next(server, guide)


@neo4j.command()
@home_option
@click.option("--delete-data", is_flag=True, help="Delete its data, settings, logs and password.")
@_command
def down(settings: Neo4jSettings, home: Path, delete_data: bool) -> None:
    """Stop the server that `up` started; its data stay, unless --delete-data is given.

    A server that was not started by `up` is left alone.
    """
    server = known_server(home, settings)
    if server is not None and server.stop():
        click.echo("Neo4j has stopped.")
    else:
        click.echo(f"No server of {home} runs: nothing to stop.")
    if delete_data and server is not None:
        server.delete_data()
        click.echo(f"Its data in {home} are deleted.")


@neo4j.command()
@home_option
@_command
def status(settings: Neo4jSettings, home: Path) -> None:
    """Say whether a server runs and answers: exit code 0 if so, 3 if not."""
    if settings.neo4j_uri:
        _say_given(settings, settings.neo4j_uri)
        return
    server = known_server(home, settings)
    if server is None or not server.is_running():
        raise Neo4jServerError(f"No server of {home} runs; `interop neo4j up` starts one.")
    _say(server, server.answer(), "runs")


@neo4j.command("import")
@home_option
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--overwrite", is_flag=True, help="Replace the database that is there, whole.")
@click.option("--heap", default="1g", show_default=True, help="Memory for the import: 512m, 2g.")
@_command
def import_(settings: Neo4jSettings, home: Path, folder: Path, overwrite: bool, heap: str) -> None:
    """Load a large graph into a stopped server, from the files in FOLDER.

    The files are those of `interop seed export --format neo4j-admin`. Only for a server that Java
    runs; any other has its own `neo4j-admin`. `interop seed apply` then makes the indexes.
    """
    with _download_shown() as progress:
        server = LocalServer(home, heap=heap, cache=settings.cache, progress=progress)
        click.echo("Importing …", err=True)
        server.import_files(folder.absolute(), overwrite=overwrite)
    click.echo(f"Imported into {home}. Next:")
    click.echo("  interop neo4j up")
    click.echo("  interop seed apply --store …, with the same seed: it makes the indexes")


def _say_given(settings: Neo4jSettings, uri: str) -> None:
    """Check the server of NEO4J_URI and say that it answers."""
    answer = ask(uri, settings.neo4j_user, settings.password)
    click.echo(f"Neo4j {answer.version} ({answer.edition}) answers at {uri}, as NEO4J_URI says.")


def _say(server: Server, answer: Answer, verb: str) -> None:
    click.echo(f"Neo4j {answer.version} ({answer.edition}) {verb}: {server.where}.")
    click.echo(f"  browser   {server.browser_url}")
    click.echo(f"  address   {server.uri}")
    click.echo(f"  user      {server.user}")
    click.echo(f"  password  in {server.files.password_file}")


def _say_next(server: Server, guide: str | None) -> None:
    password = shlex.quote(str(server.files.password_file))
    click.echo("Next:")
    click.echo(f'  export NEO4J_PASSWORD="$(cat {password})"')
    click.echo(f"  interop seed apply --store {server.uri}")
    click.echo(f"  interop serve --store {server.uri}")
    click.echo(f"  and in Neo4j Browser, once logged in: :play {guide or GUIDE}")


@contextmanager
def _download_shown() -> Iterator[Progress]:
    """Show a bar on the terminal while jars arrive; nothing if none do."""
    console = Console(stderr=True)
    columns = (
        TextColumn("Downloading Neo4j"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files, {task.fields[megabytes]:.0f} MB"),
    )
    bar = Bar(*columns, console=console)
    task = bar.add_task("", total=None, start=False, megabytes=0)

    def progress(done: int, total: int, size: int) -> None:
        if not bar.live.is_started:
            if not console.is_terminal:
                click.echo(f"Downloading Neo4j ({total} files, once) …", err=True)
            bar.start()
        bar.update(task, completed=done, total=total, megabytes=size / 1e6)
        if done == total:
            bar.stop()

    try:
        yield progress
    finally:
        bar.stop()
