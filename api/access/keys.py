"""Keys for asking a server, and for changing its graph: named, revocable, and kept as digests only.

A key is 32 random bytes, so that nobody can guess it, and a plain digest of it tells nobody anything;
passwords, which people choose, would need a slow one. The file is read anew for each request, so
that a revoked key ends at once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.control import locked
from graph.errors import BadArgumentError, GraphError

__all__ = ["SCOPES", "Key", "KeyFile", "KeyFileError"]

SCOPES = ("admin", "ask", "metrics")
"""What a key may be for: all, and to change the graph; to ask; to read the metrics."""

_PREFIX = "interop_"
_NAME = re.compile(r"[\w.@-]{1,64}")


class KeyFileError(GraphError):
    """A file of keys that cannot be read or written."""

    code = "KEY_FILE"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: who it was given to, its digest, and what it is for."""

    name: str
    sha256: str
    added: str
    scopes: tuple[str, ...] = ("admin",)

    def may(self, scope: str) -> bool:
        """Whether it is for this."""
        return scope in self.scopes or "admin" in self.scopes


class KeyFile:
    """The file; it need not be there yet."""

    def __init__(self, path: Path) -> None:
        """Take the place; nothing is read."""
        self.path = path
        self._kept: tuple[object, list[Key]] = (None, [])

    def keys(self) -> list[Key]:
        """All keys, by name; raises `KeyFileError`."""
        try:
            plain = json.loads(self.path.read_text("utf-8"))
            return [_key(key) for key in plain["keys"]]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise KeyFileError(f"{self.path}: {error.strerror}.") from error
        except (ValueError, LookupError, TypeError) as error:
            raise KeyFileError(f"{self.path} is no file of keys: {error}.") from error

    def name_of(self, text: str, scope: str = "admin") -> str | None:
        """Whose key this is; None if it is none, or not for this."""
        key = _found(self.keys(), text)
        return key.name if key is not None and key.may(scope) else None

    def kept_key(self, text: str) -> Key | None:
        """The key, if it is one; the file is read again when it is another than before."""
        try:
            state = self.path.stat()
        except OSError:
            self._kept = (None, [])
            return _found(self.keys(), text)
        now = (state.st_ino, state.st_mtime_ns, state.st_size)
        if self._kept[0] != now:
            self._kept = (now, self.keys())
        return _found(self._kept[1], text)

    def add(self, name: str, scopes: Sequence[str] = ("admin",)) -> str:
        """A new key of this name: it is shown here, and never again."""
        if not _NAME.fullmatch(name):
            raise BadArgumentError("name", name, "letters, digits, `.`, `_`, `@` and `-`, up to 64")
        text = _PREFIX + secrets.token_urlsafe(32)
        with self._changing() as keys:
            if name in keys:
                raise BadArgumentError("name", name, "a new name; revoke the other key first")
            now = datetime.now(UTC).isoformat(timespec="seconds")
            keys[name] = Key(name, _digest(text), now, tuple(scopes))
        return text

    def revoke(self, name: str) -> None:
        """Make a key worth nothing, from the next request on."""
        with self._changing() as keys:
            if name not in keys:
                raise BadArgumentError(
                    "name", name, "the name of a key, as `interop key list` says"
                )
            del keys[name]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Key]]:
        """The keys by name, written back in one step; others that change them wait."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with locked(self.path.with_name(f".{self.path.name}.lock"), wait=True):
                keys = {key.name: key for key in self.keys()}
                yield keys
                self._write([keys[name] for name in sorted(keys)])
        except OSError as error:
            raise KeyFileError(f"{self.path}: {error.strerror}.") from error

    def _write(self, keys: list[Key]) -> None:
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        text = json.dumps({"keys": [asdict(key) for key in keys]}, indent=2)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _found(keys: Iterable[Key], text: str) -> Key | None:
    """The key that this is; takes as long whichever it is."""
    digest, found = _digest(text), None
    for key in keys:
        if hmac.compare_digest(key.sha256, digest):
            found = key
    return found


def _key(plain: dict[str, Any]) -> Key:
    return Key(**{**plain, "scopes": tuple(plain.get("scopes", ("admin",)))})
