"""Ask a server that runs to change its graph, or for the seed of the graph that it serves.

The same few requests go over a socket of this machine, or over HTTP with a key.
"""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from graph.control.errors import ControlError, RefusedError
from graph.control.places import checked_socket
from graph.errors import BadArgumentError
from graph.load import Place, Problem, SeedError, digest, load_seed
from graph.model import Seed

__all__ = ["Server"]

_SECONDS = 600.0  # a large seed takes its time to be read
_MOST_SHOWN = 300


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a socket of this machine."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(checked_socket(self.path)))


@dataclass(frozen=True, slots=True)
class Server:
    """A server, by its socket or by its address and a key."""

    where: Path | str
    key: str | None = field(default=None, repr=False)

    def apply(
        self, archive: IO[bytes], *, dry_run: bool = False, version: str | None = None
    ) -> dict[str, Any]:
        """Have it serve the seed in a tar, if it serves this version now; what that did.

        Raises `SeedError` with all problems of the seed, `RefusedError` where it does not do it for
        another reason, `ControlError` where it is not to be had.
        """
        query = urlencode({"dryRun": "true"} if dry_run else {})
        headers = {"Content-Type": "application/x-tar"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        with self._asked("PUT", f"/admin/seed?{query}".rstrip("?"), headers, archive) as response:
            found: dict[str, Any] = json.loads(response.read())
            return found

    def seed(self) -> Seed:
        """The seed of the graph that it serves."""
        with TemporaryDirectory(prefix="interop-seed-") as folder:
            path = Path(folder) / "served.jsonl"
            with self._asked("GET", "/admin/seed", {}) as response, path.open("wb") as file:
                version = response.headers.get("Interop-Graph-Version")
                shutil.copyfileobj(response, file)
            seed = load_seed(path)
        if digest(seed) != version:
            raise ControlError(
                f"The server at {self.where} sent only a part of its graph: try again."
            )
        return seed

    @contextmanager
    def _asked(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: IO[bytes] | None = None,
    ) -> Iterator[http.client.HTTPResponse]:
        if self.key:
            headers = {**headers, "Authorization": f"Bearer {self.key}"}
        connection, base = self._connection()
        with closing(connection):
            try:
                with suppress(BrokenPipeError, ConnectionResetError):  # refused before all was sent
                    connection.request(method, base + path, body, dict(headers))
                response = connection.getresponse()
                if response.status != 200:
                    raise _refusal(response.status, response.read())
                yield response
            except (OSError, http.client.HTTPException) as error:
                why = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise ControlError(f"The server at {self.where} cannot be asked: {why}.") from error

    def _connection(self) -> tuple[http.client.HTTPConnection, str]:
        if isinstance(self.where, Path):
            return _SocketConnection(self.where), ""
        parts = urlsplit(self.where)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadArgumentError("url", self.where, "an address such as https://host:8000")
        base = parts.path.rstrip("/").removesuffix("/graphql")
        if parts.scheme == "http":
            return http.client.HTTPConnection(parts.hostname, parts.port, timeout=_SECONDS), base
        secure = ssl.create_default_context()
        return http.client.HTTPSConnection(
            parts.hostname, parts.port, timeout=_SECONDS, context=secure
        ), base


def _refusal(status: int, body: bytes) -> SeedError | RefusedError:
    """What the server says, in our own errors; others' answers are shown as they are."""
    try:
        (error,) = json.loads(body)["errors"]
        extensions = error["extensions"]
        code, message = str(extensions["code"]), str(error["message"])
        problems = [_problem(plain) for plain in extensions.get("problems", ())]
    except (ValueError, LookupError, TypeError, AttributeError):
        shown = body.decode("utf-8", "replace")[:_MOST_SHOWN].strip()
        return RefusedError(f"The server answers with status {status}: {shown}", "HTTP", status)
    return SeedError(problems) if problems else RefusedError(message, code, status)


def _problem(plain: Mapping[str, Any]) -> Problem:
    place = Place(plain["file"], plain["line"], plain["column"])
    details = (plain[name] for name in ("message", "found", "expected", "suggestion"))
    return Problem(place, *details)
