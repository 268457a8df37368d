"""Run the service: from settings to a process that listens, says where, and ends well."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from typing import Any

import click
import uvicorn
from pydantic import ValidationError

from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.cli import EXIT_PROBLEMS, EXIT_UNABLE
from graph.errors import StoreError
from graph.load import SeedError, packaged_seed_folder

__all__ = ["run"]


def run(**given: Any) -> None:
    """Serve with these settings over those of the environment; exits with the command's codes."""
    settings = _settings(**given)
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
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listening = socket.create_server((settings.host, settings.port), family=family)
        # asyncio does not set this on sockets that it is given, and small answers would wait 40 ms.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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
