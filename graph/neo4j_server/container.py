"""A Neo4j server in Docker: the official image, one container and one volume for each home."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from graph.neo4j_server import answers, configuration
from graph.neo4j_server.answers import Answer
from graph.neo4j_server.errors import Neo4jServerError, ServerStartError, UnreachableError
from graph.neo4j_server.home import Home, write_secret
from graph.neo4j_server.local import (
    BOLT_PORT,
    HTTP_PORT,
    START_SECONDS,
    browser_address,
    take_ports,
)

__all__ = ["IMAGE", "Container", "has_docker"]

IMAGE = "neo4j:5.26"  # Community, and of the same line as the jars
ENGINE_SECONDS = 5  # for the engine to say that it is there
STOP_SECONDS = 120
LOOK = '{{.State.Running}} {{index .Config.Labels "interop.ports"}}'


def has_docker() -> bool:
    """Whether an engine really runs; the command alone is not enough."""
    try:
        return _docker("info", "--format", "{{.ServerVersion}}", seconds=ENGINE_SECONDS)[0] == 0
    except Neo4jServerError:
        return False


@dataclass(slots=True)
class Container:
    """The container that belongs to a home; the home keeps the password, a volume the data.

    `password` is as with `LocalServer`; the ports are of this machine.
    """

    home: Path
    bolt_port: int = BOLT_PORT
    http_port: int = HTTP_PORT
    password: str | None = field(default=None, repr=False)
    heap: str = "1g"
    post_connect: str | None = None
    seconds: float = START_SECONDS

    @property
    def user(self) -> str:
        """Who logs in."""
        return "neo4j"

    @property
    def uri(self) -> str:
        """What a driver connects to."""
        return f"neo4j://{configuration.HOST}:{self.bolt_port}"

    @property
    def browser_url(self) -> str:
        """The address of Neo4j Browser."""
        return browser_address(self.http_port)

    @property
    def where(self) -> str:
        """What a person looks at, to see it run."""
        return f"container {self.name}, volume {self.volume}"

    @property
    def files(self) -> Home:
        """The places in the home."""
        return Home(self.home.absolute())

    @property
    def name(self) -> str:
        """The name of the container: one for each home."""
        digest = hashlib.sha256(str(self.files.path).encode()).hexdigest()
        return f"interop-neo4j-{digest[:12]}"

    @property
    def volume(self) -> str:
        """The name of the volume with the data."""
        return f"{self.name}-data"

    def is_running(self) -> bool:
        """Whether it runs; then its ports are those that it was started with."""
        code, said = _docker("container", "inspect", "--format", LOOK, self.name)
        words = said.split()
        if code or len(words) != 3 or words[0] != "true":
            return False
        self.bolt_port, self.http_port = int(words[1]), int(words[2])
        return True

    def start(self) -> Answer:
        """Start the container, unless it runs, and wait until the server in it answers."""
        home = self.files
        home.prepare("docker")
        with home.locked():
            has_data = _docker("volume", "inspect", self.volume)[0] == 0
            self.password = home.choose_password(self.password, has_data=has_data)
            if self.is_running():
                return self.answer()
            take_ports(self)
            self._run(home)
            return self._wait()

    def stop(self) -> bool:
        """Stop and remove the container; the volume stays. False if none was running."""
        was_running = self.is_running()
        if was_running:
            _docker("container", "stop", self.name, seconds=STOP_SECONDS)
        _docker("container", "rm", "--force", self.name)
        return was_running

    def delete_data(self) -> None:
        """Delete the volume, and what the home keeps."""
        _docker("volume", "rm", "--force", self.volume)
        self.files.delete()

    def answer(self) -> Answer:
        """Log in and ask the server who it is."""
        return answers.ask(self.uri, self.user, self.password or self.files.password())

    def _run(self, home: Home) -> None:
        chosen = configuration.settings(
            self.bolt_port,
            self.http_port,
            host="0.0.0.0",  # in the container; only this machine reaches what it publishes
            inner_ports=(BOLT_PORT, HTTP_PORT),
            post_connect=self.post_connect,
        )
        chosen["server.memory.heap.max_size"] = self.heap
        text = configuration.environment_text(chosen) + f"NEO4J_AUTH={self.user}/{self.password}\n"
        variables = home.path / "container.env"  # a file, since anyone can read a command line
        write_secret(variables, text)
        published = (f"{self.bolt_port}:{BOLT_PORT}", f"{self.http_port}:{HTTP_PORT}")
        _docker("container", "rm", "--force", self.name)  # one that has ended
        try:
            code, said = _docker(
                *("run", "--detach", "--name", self.name, "--env-file", str(variables)),
                *("--label", f"interop.ports={self.bolt_port} {self.http_port}"),
                *(f"--publish={configuration.HOST}:{ports}" for ports in published),
                *(f"--volume={self.volume}:/data", IMAGE),
                seconds=None,  # it may fetch the image first
            )
        finally:
            variables.unlink()
        if code:
            _docker("container", "rm", "--force", self.name)
            raise ServerStartError(f"Docker could not start {IMAGE}:\n{said.strip()}")

    def _wait(self) -> Answer:
        deadline = time.monotonic() + self.seconds
        try:
            while True:
                try:
                    return self.answer()
                except UnreachableError as error:
                    if not self.is_running() or time.monotonic() > deadline:
                        log = _docker("container", "logs", "--tail", "15", self.name)[1]
                        raise ServerStartError(
                            f"Neo4j does not start in Docker. The end of its log:\n{log.strip()}"
                        ) from error
                time.sleep(0.5)
        except BaseException:  # a start that fails, or is interrupted, leaves nothing running
            self.stop()
            raise


def _docker(*arguments: str, seconds: float | None = 60) -> tuple[int, str]:
    """Run a command of Docker; return its exit code and what it said."""
    docker = shutil.which("docker")
    if docker is None:
        raise Neo4jServerError("There is no docker on PATH.")
    try:
        said = subprocess.run(
            [docker, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Neo4jServerError(f"Docker does not answer: {error}") from error
    return said.returncode, said.stdout
