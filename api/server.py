"""Run the service: from settings to a process that listens, says where, and ends well."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import click
import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette

from api.bell import Bell
from api.graphs import ServedGraph
from api.observing import configure_logging
from api.persisted import PersistedDocumentsError
from api.processes import Place, run_processes, usable_cores
from api.protocol import protocol
from api.settings import MetricsEnvironment, Settings, problems, unknown_variables
from graph.control import ControlError, ControlFolder, runtime_folder
from graph.errors import StoreError
from graph.load import SeedError, packaged_seed_folder
from graph.seed_commands import EXIT_PROBLEMS, EXIT_UNABLE

__all__ = ["Server", "run", "share_time"]

logger = logging.getLogger("interop.settings")
_SHARED_MEMORY = "/dev/shm"
_MOMENT = 0.02  # seconds
_TURN = 0.0005  # seconds, of Python's own 0.005
_GARBAGE = (2_000, 10, 100)  # new things, and rounds of the younger ones, between two rounds


def run(**given: Any) -> None:
    """Serve with these settings over those of the environment; exits with the command's codes."""
    settings = _settings(**given)
    settings = _with_access_chosen(settings)
    configure_logging(settings.log_level, settings.log_format)
    for name in unknown_variables():
        logger.warning("%s is no setting: `interop settings` lists those that are", name)
    count = 1 if settings.reload else settings.workers or usable_cores()
    made: list[str] = []
    try:
        with _control(settings, count, made) as control, _counting_together(count, made):
            graph = _graph(settings, control)
            with _listening(settings, count) as listening:
                _run(graph, settings, listening, made)
    except SeedError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_PROBLEMS)
    except (StoreError, ControlError) as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_UNABLE)
    except PersistedDocumentsError as error:
        click.echo(f"The documents to be kept have problems:\n{error}", err=True)
        sys.exit(EXIT_PROBLEMS)


def _with_access_chosen(settings: Settings) -> Settings:
    """Others than who is at this machine may ask only if that is meant, nor may pages of anywhere."""
    if settings.access is not None:
        return settings
    if not _is_of_this_machine(settings.host):
        click.echo(
            f"Others can reach {settings.host}: say who may ask. --access keys lets in who has a key"
            " (interop key add), --access proxy whom a proxy names, --access open everybody.",
            err=True,
        )
        sys.exit(2)
    return settings if settings.hosts is not None else settings.model_copy(update={"hosts": ""})


def _is_of_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _graph(settings: Settings, control: ControlFolder | None) -> ServedGraph:
    if settings.store:
        return ServedGraph.from_neo4j(settings.store)
    folder = settings.seed or packaged_seed_folder()
    return ServedGraph.from_folder(folder, control, lasts=settings.control is not None)


@contextmanager
def _made_folder(made: list[str], where: str | None = None) -> Iterator[str]:
    """A folder for as long as the server runs, which is noted among those that were made."""
    with TemporaryDirectory(prefix="interop-", dir=where) as folder:
        made.append(folder)
        yield folder


@contextmanager
def _control(settings: Settings, processes: int, made: list[str]) -> Iterator[ControlFolder | None]:
    """The control directory; where none is named, several processes share one that ends with them."""
    if settings.control is not None:
        yield ControlFolder(settings.control)
    elif processes > 1 and not settings.store:
        with _made_folder(made) as folder:
            yield ControlFolder(Path(folder))
    else:
        yield None


@contextmanager
def _counting_together(processes: int, made: list[str]) -> Iterator[None]:
    """Give several processes a folder in which their metrics are added up, unless there is one."""
    if processes == 1 or MetricsEnvironment().prometheus_multiproc_dir is not None:
        yield
        return
    # Files that are mapped into memory end their process where a disc is full: better in memory.
    memory = _SHARED_MEMORY if os.access(_SHARED_MEMORY, os.W_OK) else None
    with _made_folder(made, memory) as folder, MetricsEnvironment.named(folder):
        yield


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**given)
    except ValidationError as error:
        for problem in problems(error):
            click.echo(problem, err=True)
        sys.exit(2)


def _run(
    graph: ServedGraph, settings: Settings, listening: list[socket.socket], made: list[str]
) -> None:
    from api.app import create_app  # what counts looks for the folder when it is imported

    share_time()
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    port = listening[0].getsockname()[1]
    here = runtime_folder() / f"{port}.sock"
    address = f"http://{host}:{port}"

    def say() -> None:
        """Scripts and people wait for that line."""
        click.echo(f"listening on {address}")

    count = len(listening)
    if count > 1:
        graph.make_ready()
    app = create_app(graph, settings, socket=here)  # says now what is wrong, and once
    if count == 1:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
        Server(_config(app, settings), graph.bell, say).run(sockets=listening)
        return
    if graph.in_neo4j:
        graph.store.close()

    def work(place: Place) -> None:
        ours, served = graph, app
        if graph.in_neo4j:  # connections are not for sharing: each process opens its own
            ours = _graph(settings, None)
            served = create_app(ours, settings, socket=here)
        mine = listening[place.number]
        for other in listening:
            if other is not mine:
                other.close()
        server = Server(_config(served, settings), ours.bell, place.ready, place.watched)
        server.run([mine])
        if server.is_left:  # so that nobody else clears up
            for folder in made:
                rmtree(folder, ignore_errors=True)

    def close() -> None:
        """Let the system refuse who comes when nobody takes them any more."""
        for one in listening:
            one.close()

    if not run_processes(count, work, say, close):
        sys.exit(EXIT_UNABLE)


@contextmanager
def _listening(settings: Settings, count: int) -> Iterator[list[socket.socket]]:
    """A socket for each process, all of one port, among which the system shares the connections out.

    They stay open here, so that connections wait for the process that takes a dead one's place.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        alone = socket.create_server((settings.host, settings.port), family=family)
        listening = [alone] * count
        if count > 1 and sys.platform == "linux":  # others give all to the one that came last
            address = alone.getsockname()
            alone.close()  # now that nobody else can be listening there
            listening = [
                socket.create_server(address[:2], family=family, reuse_port=True)
                for _ in range(count)
            ]
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        hint = "choose another with --port, or 0 for a free one"
        click.echo(f"Cannot listen on {where}: {error.strerror}; {hint}.", err=True)
        sys.exit(EXIT_UNABLE)
    for one in listening:
        # asyncio does not set this on sockets that it is given, and small answers would wait 40 ms.
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        yield listening
    finally:
        for one in listening:
            one.close()


def share_time() -> None:
    """Let no question that takes long keep others waiting.

    A thread that has something to answer gets its turn after half a millisecond, and the collector of
    garbage, for which all wait, looks through all that is there far less often; what our own code
    makes is garbage that goes without it.
    """
    sys.setswitchinterval(_TURN)
    gc.set_threshold(*_GARBAGE)


def _config(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=protocol(settings.receive_seconds, app.state.short_answer),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whom to believe is a setting of ours (api.access)
        timeout_graceful_shutdown=5,
        ws_max_size=settings.max_body_bytes,
        ws_ping_interval=settings.ping_seconds,
        ws_ping_timeout=settings.ping_seconds,
    )


def _stop(*_: object) -> None:
    """End well: Uvicorn shuts down in order, and then raises the signal once more."""
    sys.exit(0)


class Server(uvicorn.Server):
    """Says that it listens, once it does.

    At the end it lets those go who listen for changes, since they would never go by themselves.
    """

    leave_seconds = 0.25
    """How long others may still ask when it is told to end."""

    def __init__(
        self,
        config: uvicorn.Config,
        bell: Bell,
        listens: Callable[[], object],
        watched: int | None = None,
    ) -> None:
        """`watched` is a pipe: at its end the server ends too."""
        super().__init__(config)
        self.bell = bell
        self.listens = listens
        self.watched = watched
        self.is_left = False
        """Whether the one that kept watch is gone."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self.listens()
        if self.watched is not None:
            asyncio.get_running_loop().add_reader(self.watched, self._end)

    def _end(self) -> None:
        assert self.watched is not None
        asyncio.get_running_loop().remove_reader(self.watched)
        self.is_left = self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End in order."""
        self.bell.close()
        await self._take_leave()
        await super().shutdown(sockets)

    async def _take_leave(self) -> None:
        """Answer on for a moment, and close each connection with its answer.

        A connection between two requests may have one on its way, which would be lost if it was closed
        at once, as Uvicorn does.
        """
        state, loop = self.server_state, asyncio.get_running_loop()
        state.default_headers = [*state.default_headers, (b"connection", b"close")]
        end = loop.time() + self.leave_seconds
        while state.connections and loop.time() < end:
            await asyncio.sleep(_MOMENT)
