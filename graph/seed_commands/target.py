"""Which graph a command is about: that of a running server, or the one in a Neo4j."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from graph.control import ControlError, Server, running_sockets
from graph.control.places import SOCKET_NAME
from graph.seed_commands.shared import ending_well
from graph.settings import Runtime

__all__ = ["Target", "target_options"]

Target = Server | str
"""A running server, or the address of a Neo4j."""
_OPTIONS = {
    "store": "A Neo4j that holds the graph, neo4j://host:7687.  [INTEROP_STORE]",
    "url": "A server elsewhere, by its address; INTEROP_KEY holds the key.  [INTEROP_URL]",
    "control": "The control directory of a server.  [INTEROP_CONTROL]",
    "socket": "The control socket of a server.",
}
_VARIABLES = {"store": "INTEROP_STORE", "url": "INTEROP_URL", "control": "INTEROP_CONTROL"}


def target_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command name its graph; without a name it is that of the one server that runs here.

    The command gets a `target`; None if it is `against` something else. An option wins over the
    environment.
    """

    @wraps(command)
    def with_target(
        *,
        store: str | None,
        url: str | None,
        control: Path | None,
        socket: Path | None,
        **rest: Any,
    ) -> Any:
        given = {"store": store, "url": url, "control": control, "socket": socket}
        with ending_well():
            chosen = _chosen(given)
            if rest.get("against") is None:
                target = _target(chosen)
            elif _is_option(chosen):
                raise click.UsageError(f"--against and --{next(iter(chosen))} name two graphs.")
            else:
                target = None
        return command(target=target, **rest)

    for name in reversed(_OPTIONS):
        kind = click.Path(path_type=Path) if name in ("control", "socket") else str
        variable = _VARIABLES.get(name)
        with_target = click.option(f"--{name}", type=kind, envvar=variable, help=_OPTIONS[name])(
            with_target
        )
    return with_target


def _is_option(chosen: dict[str, Any]) -> bool:
    """Whether a graph was named by an option, and not only by the environment."""
    source = click.get_current_context().get_parameter_source
    return any(source(name) is ParameterSource.COMMANDLINE for name in chosen)


def _chosen(given: dict[str, Any]) -> dict[str, Any]:
    """The one that was named, by an option or else by the environment."""
    context = click.get_current_context()
    named = {name: value for name, value in given.items() if value is not None}
    options = {
        name: value
        for name, value in named.items()
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }
    chosen = options or named
    if len(chosen) > 1:
        words = " and ".join(f"--{name}" if options else _VARIABLES[name] for name in chosen)
        raise click.UsageError(f"{words} name two graphs: name one.")
    return chosen


def _target(chosen: dict[str, Any]) -> Target:
    if store := chosen.get("store"):
        return str(store)
    if url := chosen.get("url"):
        return _with_key(str(url))
    if control := chosen.get("control"):
        return Server(Path(control).absolute() / SOCKET_NAME)
    if path := chosen.get("socket"):
        return Server(Path(path).absolute())
    return Server(_only_socket())


def _with_key(url: str) -> Server:
    key = Runtime().interop_key
    if key is None:
        raise click.UsageError("INTEROP_KEY must hold a key (`interop key add`) to go with --url.")
    if url.startswith("http://") and not url.startswith(("http://127.0.0.1", "http://localhost")):
        click.echo("The key goes to another machine without encryption: use https://.", err=True)
    return Server(url, key.get_secret_value())


def _only_socket() -> Path:
    sockets = running_sockets()
    if not sockets:
        raise ControlError(
            "No server of yours runs on this machine: start `interop serve`, or name a graph by"
            " --store, --url, --control or --socket."
        )
    if len(sockets) > 1:
        names = "".join(f"\n  --socket {path}" for path in sockets)
        click.echo(f"Several servers run: name one.{names}", err=True)
        sys.exit(2)
    return sockets[0]
