"""`interop key …`: who may change the graph of a server over HTTP."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from api.access.keys import SCOPES, KeyFile, KeyFileError
from graph.errors import BadArgumentError
from graph.seed_commands import EXIT_UNABLE

__all__ = ["key"]

_file_option = click.option(
    "--keys",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="INTEROP_KEYS",
    required=True,
    help="The file of keys, which the server reads too.  [INTEROP_KEYS]",
)


@contextmanager
def _ending_well() -> Iterator[None]:
    try:
        yield
    except BadArgumentError as error:
        raise click.UsageError(str(error)) from error
    except KeyFileError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNABLE)


@click.group()
def key() -> None:
    """Say who may ask a server, and who may change its graph over HTTP.

    Exit codes: 0 done, 2 wrong usage, 3 the file of keys cannot be read or written.
    """


@key.command()
@click.argument("name")
@_file_option
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(SCOPES),
    multiple=True,
    default=("admin",),
    show_default=True,
    help="What it is for: to ask, to read the metrics, or all and to change the graph.",
)
def add(name: str, path: Path, scopes: tuple[str, ...]) -> None:
    """Make a key, and print it: it is shown this once, and only a digest of it is kept."""
    with _ending_well():
        click.echo(KeyFile(path).add(name, scopes))


@key.command("list")
@_file_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def list_(path: Path, as_json: bool) -> None:
    """Say which keys there are, by name."""
    with _ending_well():
        keys = KeyFile(path).keys()
    if as_json:
        rows = [{"name": k.name, "added": k.added, "scopes": list(k.scopes)} for k in keys]
        click.echo(json.dumps({"keys": rows}, ensure_ascii=False, indent=2))
        return
    for key in keys:
        click.echo(f"{key.name}  added {key.added}, for {', '.join(key.scopes)}")


@key.command()
@click.argument("name")
@_file_option
def revoke(name: str, path: Path) -> None:
    """Make a key worth nothing, from the next request on."""
    with _ending_well():
        KeyFile(path).revoke(name)
    click.echo(f"The key {name!r} is revoked.")
