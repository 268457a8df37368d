"""A TLS front for a server that has none; its connections can be cut."""

from __future__ import annotations

import select
import socket
import ssl
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

__all__ = ["TlsProxy"]


class TlsProxy:
    """Listens on a free port of this machine, speaks TLS there, and passes on what is said."""

    def __init__(self, uri: str, certificates: Path) -> None:
        """Pass on to the server of a URI; show the certificate in a folder."""
        parts = urlsplit(uri)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 7687)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._accepting = Thread(target=self._accept)

    @property
    def address(self) -> str:
        """Host and port."""
        host, port = self._listening.getsockname()
        return f"{host}:{port}"

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._accepting.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Cut all and listen no more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join()
        self.cut()

    def cut(self) -> None:
        """Cut every connection, as a network does."""
        while self._open:
            end = self._open.pop()
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            try:
                client = self._context.wrap_socket(plain, server_side=True)
            except OSError:  # no handshake, or none that agrees
                plain.close()
                continue
            server = socket.create_connection(self._server)
            self._open += [client, server]
            Thread(target=_pass_on, args=(client, server), daemon=True).start()


def _pass_on(client: ssl.SSLSocket, server: socket.socket) -> None:
    """Pass on both ways, in one thread: a TLS connection does not bear two."""
    with suppress(OSError, ValueError):
        while True:
            ready, _, _ = select.select([client, server], [], [])
            for start in ready:
                said = start.recv(65536)
                while start is client and client.pending():
                    said += client.recv(65536)
                if not said:
                    return
                (server if start is client else client).sendall(said)
    for side in (client, server):
        with suppress(OSError):
            side.shutdown(socket.SHUT_RDWR)
