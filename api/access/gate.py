"""Stands before all answers: lets in who may ask, as often as they may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from api.access.clients import Clients, header
from api.access.hosts import Hosts
from api.access.keys import KeyFile, KeyFileError
from api.access.rates import Rates
from api.observing import Record, record_of

__all__ = ["CLOSED_PLACES", "Admission", "Gate", "Refused"]

Access = Literal["open", "keys", "proxy"]

CLOSED_PLACES = {"graphql": "ask", "schema.graphql": "ask", "neo4j": "ask", "metrics": "metrics"}
"""What is asked for a key where keys are asked for, and the scope that the key wants.

The others say nothing of the graph (pages, health), or have a guard of their own (`/admin`).
"""
_HEALTH = ("healthz", "readyz")
_ANY_HOST = Hosts(None)
_UNKNOWN_HOST = "The server has no such name: ask by its address, or name it in INTEROP_HOSTS."


class Refused(Exception):
    """A request that is not let in."""

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        """Say why; `headers` go with the answer (`_` for `-`)."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(slots=True)
class Admission:
    """Judges who may ask, and whether they have asked too often."""

    access: Access
    clients: Clients
    rates: Rates
    keys: KeyFile | None
    identity_header: str
    hosts: Hosts = _ANY_HOST

    def judge(self, scope: Scope) -> Refused | None:
        """Why a request is not let in, if so; it is judged and counted once, however often one asks."""
        record = record_of(scope)
        if record.is_judged:
            return record.refusal if isinstance(record.refusal, Refused) else None
        record.is_judged = True
        self.clients.believe(scope)
        place = scope["path"].lstrip("/").partition("/")[0]
        try:
            if place not in _HEALTH:
                self._let_in(scope, place, record)
        except Refused as refused:
            record.refusal, record.codes = refused, (refused.code,)
            return refused
        return None

    def _let_in(self, scope: Scope, place: str, record: Record) -> None:
        """Note who asks; raises `Refused`."""
        if not self.hosts.know(scope):
            raise Refused(421, "UNKNOWN_HOST", _UNKNOWN_HOST)
        record.client = self.clients.counted(scope)
        try:
            name = self._name(scope, place)
        except Refused:
            self._count(record.client)
            raise
        if name is not None:
            record.client = name
        self._count(record.client)
        if scope["type"] == "websocket":
            record.count = partial(self._count, record.client)

    def _count(self, client: str) -> None:
        """Count a request; those of this machine are not."""
        if client and (seconds := self.rates.wait(client)):
            message = f"Too many requests: the next is taken in {seconds} s."
            raise Refused(429, "TOO_MANY_REQUESTS", message, Retry_After=str(seconds))

    def _name(self, scope: Scope, place: str) -> str | None:
        """Who asks, where it is asked; raises `Refused` where they may not."""
        if self.access == "proxy":
            return self._identity(scope)
        wanted = CLOSED_PLACES.get(place)
        if self.access == "open" or wanted is None or scope.get("method") == "OPTIONS":
            return None
        assert self.keys is not None  # the settings want a file where they want keys
        return _by_key(self.keys, header(scope, b"authorization"), wanted)

    def _identity(self, scope: Scope) -> str:
        name = header(scope, self.identity_header.lower().encode("latin-1")).strip()
        if not name or not self.clients.is_proxy(scope):
            raise Refused(401, "NO_IDENTITY", "Ask through the proxy, which says who you are.")
        return f"user {name[:100]!r}"


@dataclass(frozen=True, slots=True)
class Gate:
    """Refuses requests that are not let in; lets all others through."""

    app: ASGIApp
    admission: Admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at a request, and pass it on or refuse it."""
        asks = scope["type"] in ("http", "websocket")
        refused = self.admission.judge(scope) if asks else None
        if refused is None:
            await self.app(scope, receive, send)
        else:
            await _refuse(scope, receive, send, refused)


def _by_key(keys: KeyFile, authorization: str, wanted: str) -> str:
    scheme, _, text = authorization.partition(" ")
    try:
        key = keys.kept_key(text.strip()) if scheme.casefold() == "bearer" else None
    except KeyFileError as error:
        raise Refused(503, "KEY_FILE", "The file of keys cannot be read.") from error
    if key is None:
        message = "Send a key: Authorization: Bearer …"
        raise Refused(401, "UNKNOWN_KEY", message, WWW_Authenticate="Bearer")
    if not key.may(wanted):
        raise Refused(403, "KEY_SCOPE", f"This key is not for this: its scope lacks {wanted!r}.")
    return f"key {key.name!r}"


async def _refuse(scope: Scope, receive: Receive, send: Send, refused: Refused) -> None:
    body = {"errors": [{"message": refused.message, "extensions": {"code": refused.code}}]}
    response = JSONResponse(body, refused.status, refused.headers)
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(response)
    else:
        await response(scope, receive, send)
