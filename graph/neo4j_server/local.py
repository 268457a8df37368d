"""A Neo4j server of this machine, run by Java, without Docker and without an installation."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from graph.neo4j_server import answers, configuration, processes
from graph.neo4j_server.admin import import_files, run_admin
from graph.neo4j_server.answers import Answer
from graph.neo4j_server.errors import (
    AdminError,
    HomeError,
    PortInUseError,
    ServerStartError,
    ServerStopError,
    UnreachableError,
    WrongPasswordError,
)
from graph.neo4j_server.home import Home
from graph.neo4j_server.jars import NEO4J_VERSION, Progress, ensure_jars
from graph.neo4j_server.java import find_java
from graph.neo4j_server.processes import Running
from graph.neo4j_server.settings import Neo4jSettings

__all__ = [
    "BOLT_PORT",
    "HTTP_PORT",
    "START_SECONDS",
    "LocalServer",
    "browser_address",
    "take_ports",
]

BOLT_PORT = 7687
HTTP_PORT = 7474
HOST = configuration.HOST
START_SECONDS = 180.0  # ten are usual; a slow disk, a busy machine and a recovery need more
STOP_SECONDS = 120.0
TAIL_LINES = 15
JVM_OPTIONS = (  # those of the official start script that matter here
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+ExitOnOutOfMemoryError",  # a server without memory is better gone than half alive
    "-Dfile.encoding=UTF-8",
    "-Dlog4j2.disable.jmx=true",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
)
# The shell ends at once, so the server is nobody's child: it outlives us, and leaves no zombie.
DETACHED = 'log=$1; shift; "$@" </dev/null >"$log" 2>&1 & echo $!'


def browser_address(http_port: int) -> str:
    """Return the address of Neo4j Browser."""
    return f"http://{HOST}:{http_port}/browser/"


@dataclass(slots=True)
class LocalServer:
    """A server with its own folder; also a context manager that starts and stops it.

    A port 0 takes a free one, which `bolt_port` and `http_port` then say. `password` None takes the
    one that the home keeps, or makes one and keeps it there. Data outlives `stop` and `kill`.
    """

    home: Path
    bolt_port: int = BOLT_PORT
    http_port: int = HTTP_PORT
    password: str | None = field(default=None, repr=False)
    java: str | None = None
    heap: str = "1g"
    pagecache: str = "256m"
    post_connect: str | None = None
    cache: Path = field(default_factory=lambda: Neo4jSettings().cache)
    progress: Progress | None = field(default=None, repr=False)
    seconds: float = START_SECONDS

    @property
    def user(self) -> str:
        """Who logs in: Community has this one user to begin with."""
        return "neo4j"

    @property
    def uri(self) -> str:
        """What a driver connects to."""
        return f"neo4j://{HOST}:{self.bolt_port}"

    @property
    def browser_url(self) -> str:
        """The address of Neo4j Browser."""
        return browser_address(self.http_port)

    @property
    def files(self) -> Home:
        """The places in the home."""
        return Home(self.home.absolute())

    @property
    def where(self) -> str:
        """What a person looks at, to see it run."""
        running = self.running()
        return f"process {running.pid}, log in {self.files.log}" if running else "no process"

    def running(self) -> Running | None:
        """Return the process that serves this home, None if there is none."""
        running = processes.read_running(self.files.server_file)
        return running if running and processes.is_alive(running) else None

    def is_running(self) -> bool:
        """Whether it runs; then its ports are those that it was started with."""
        running = self.running()
        if running:
            self.bolt_port, self.http_port = running.bolt_port, running.http_port
        return running is not None

    def start(self) -> Answer:
        """Start the server, unless it runs, and wait until it answers."""
        home = self.files
        home.prepare("java")
        with home.locked():
            running = self.running() if self.is_running() else None
            if running is None:
                return self._start(home)
            self.password = self.password or home.password()
            return self._wait(running)

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Ask the server to end and wait; False if none was running."""
        return self._end(seconds, kill=False)

    def kill(self) -> bool:
        """End the server as a power cut would; False if none was running."""
        return self._end(STOP_SECONDS, kill=True)

    def import_files(self, folder: Path, *, overwrite: bool = False) -> None:
        """Make what `interop seed export --format neo4j-admin` wrote its database.

        The server must not run. Only `overwrite` replaces a database that is there.
        """
        home = self.files
        home.prepare("java")
        with home.locked():
            if self.is_running():
                raise HomeError("The server runs: stop it with `interop neo4j down`, then import.")
            java = find_java(self.java, Neo4jSettings().java_home)
            lib = ensure_jars(self.cache, self.progress)
            import_files(java, lib, home, folder, heap=self.heap, overwrite=overwrite)

    def delete_data(self) -> None:
        """Delete all that the home keeps."""
        self.files.delete()

    def answer(self) -> Answer:
        """Log in and ask the server who it is."""
        password = self.password or self.files.password()
        return answers.ask(self.uri, self.user, password)

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    def _start(self, home: Home) -> Answer:
        java = find_java(self.java, Neo4jSettings().java_home)
        lib = ensure_jars(self.cache, self.progress)
        take_ports(self)
        self.password = home.choose_password(self.password, has_data=home.has_data)
        chosen = configuration.settings(
            self.bolt_port,
            self.http_port,
            pagecache=self.pagecache,
            post_connect=self.post_connect,
        )
        (home.conf / "neo4j.conf").write_text(configuration.file_text(chosen), "utf-8")
        if not home.has_data:
            self._set_first_password(java, lib, home)
        running = self._launch(java, lib, home)
        try:
            return self._wait(running)
        except BaseException:  # a start that fails, or is interrupted, leaves nothing behind
            processes.end(running, STOP_SECONDS)
            home.server_file.unlink(missing_ok=True)
            raise

    def _set_first_password(self, java: str, lib: Path, home: Home) -> None:
        """Set the password before the first start, so that no default one is ever in force."""
        # After `--` a password may begin like an option; a first @ would mean a file, two mean one.
        password = str(self.password)
        escaped = f"@{password}" if password.startswith("@") else password
        words = ["dbms", "set-initial-password", "--", escaped]
        try:
            run_admin(java, lib, home, words, seconds=START_SECONDS)
        except AdminError as error:
            raise ServerStartError(f"The first password could not be set. {error}") from error

    def _launch(self, java: str, lib: Path, home: Home) -> Running:
        command: Sequence[str] = (
            *(java, f"-Xmx{self.heap}", *JVM_OPTIONS, "-cp", f"{lib}/*"),
            *("org.neo4j.server.CommunityEntryPoint", "--console-mode"),
            *(f"--home-dir={home.path}", f"--config-dir={home.conf}"),
        )
        if home.log.exists():
            home.log.replace(home.log.with_suffix(".log.1"))  # of the run before, for the curious
        said = subprocess.run(
            ["/bin/sh", "-c", DETACHED, "sh", str(home.log), *command],
            capture_output=True,
            text=True,
            check=True,
            start_new_session=True,
        )
        pid = int(said.stdout)
        begin = processes.begin_of(pid) or "ended at once"
        running = Running(pid, begin, self.bolt_port, self.http_port, NEO4J_VERSION)
        running.write(home.server_file)
        return running

    def _wait(self, running: Running) -> Answer:
        deadline = time.monotonic() + self.seconds
        while True:
            if not processes.is_alive(running):
                raise ServerStartError(f"Neo4j ended while starting. {self._tail()}")
            if _listens(self.bolt_port) and _listens(self.http_port):
                with suppress(UnreachableError):  # it listens a moment before it answers
                    return self._log_in()
            if time.monotonic() > deadline:
                raise ServerStartError(
                    f"Neo4j does not answer after {self.seconds:.0f} seconds. {self._tail()}"
                )
            time.sleep(0.1)

    def _log_in(self) -> Answer:
        try:
            answer = self.answer()
        except WrongPasswordError as error:
            raise WrongPasswordError(
                f"{error} The data in {self.home} were made with another password; without it, only "
                "`interop neo4j down --delete-data` helps."
            ) from error
        if self.password:
            self.files.keep_password(self.password)
        return answer

    def _tail(self) -> str:
        try:
            lines = self.files.log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:]
        except OSError:
            lines = []
        return "\n".join([f"The end of its log, {self.files.log}:", *lines])

    def _end(self, seconds: float, *, kill: bool) -> bool:
        home = self.files
        if not home.is_ours:
            return False
        with home.locked():
            return self._end_running(seconds, kill=kill)

    def _end_running(self, seconds: float, *, kill: bool) -> bool:
        running = self.running()
        if running is not None and not processes.end(running, seconds, kill=kill):
            raise ServerStopError(
                f"Neo4j (process {running.pid}) has not ended after {seconds:.0f} seconds; see "
                f"{self.files.log}."
            )
        self.files.server_file.unlink(missing_ok=True)
        return running is not None


class _HasPorts(Protocol):
    bolt_port: int
    http_port: int


def take_ports(server: _HasPorts) -> None:
    """Choose free ports where 0 was given; say so where one is taken."""
    with socket.socket() as bolt, socket.socket() as http:
        for listening, name in ((bolt, "bolt_port"), (http, "http_port")):
            # As Java does: a port that a server left a moment ago is free.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listening.bind((HOST, getattr(server, name)))
            except OSError as error:
                option = f"--{name.replace('_', '-')}"
                raise PortInUseError(getattr(server, name), option) from error
            setattr(server, name, listening.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
