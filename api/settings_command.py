"""`interop settings`: what the server would run with, and where each value is from."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import click
from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.settings import MetricsEnvironment, Settings, problems, unknown_variables
from graph.settings import Neo4jEnvironment, Runtime

__all__ = ["Row", "rows", "settings"]

GROUPS: tuple[type[BaseSettings], ...] = (Settings, Neo4jEnvironment, Runtime, MetricsEnvironment)
_SECRETS = {"password"}
_LOGIN = re.compile(r"(?<=://)[^/@]*@")
_MASK = "***"


@dataclass(frozen=True, slots=True)
class Row:
    """A setting, as it is now."""

    name: str
    value: str | int | float | bool | None
    source: str
    description: str


def rows() -> Iterator[Row]:
    """All that the environment can set, in order; raises `ValidationError`."""
    for group in GROUPS:
        found = group()
        prefix = group.model_config.get("env_prefix", "")
        for name, info in group.model_fields.items():
            is_set = name in found.model_fields_set
            yield Row(
                f"{prefix}{name}".upper(),
                _shown(name, getattr(found, name)),
                "environment" if is_set else "default",
                info.description or "",
            )


def _shown(name: str, value: Any) -> str | int | float | bool | None:
    """A value as it may be shown: secrets are not, only that there is one."""
    if isinstance(value, SecretStr) or name in _SECRETS:
        return _MASK if value else None
    if value is None or isinstance(value, bool | int | float):
        return value
    return _LOGIN.sub(f"{_MASK}@", str(value))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@click.option("--set", "only_set", is_flag=True, help="Only what is not left at its default.")
def settings(as_json: bool, only_set: bool) -> None:
    """Say what the server would run with: each setting, its value, where that is from.

    Secrets are not shown. Exit codes: 0 all is right, 2 a setting is wrong, or a variable that begins
    like ours is none of ours; each is told.
    """
    try:
        found = [row for row in rows() if row.source != "default" or not only_set]
    except ValidationError as error:
        for problem in problems(error):
            click.echo(problem, err=True)
        sys.exit(2)
    if as_json:
        plain = {"settings": [asdict(row) for row in found]}
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
    else:
        _print(found)
    unknown = unknown_variables()
    for name in unknown:
        click.echo(f"{name} is no setting; `interop settings` lists those that are.", err=True)
    sys.exit(2 if unknown else 0)


def _print(found: list[Row]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("setting", "value", "from", "meaning"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "setting")
    for row in found:
        value = "–" if row.value is None else json.dumps(row.value, ensure_ascii=False).strip('"')
        table.add_row(row.name, escape(value), row.source, escape(row.description))
    Console(highlight=False).print(table)
