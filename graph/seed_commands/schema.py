"""`interop seed schema`."""

from __future__ import annotations

import click

from graph.load.json_schema import schema_text

__all__ = ["schema"]


@click.command()
def schema() -> None:
    """Print the JSON Schema of seed files, for editors."""
    click.echo(schema_text(), nl=False)
