"""By which names the server may be addressed: the header `Host`.

A page of anywhere can have its own name lead to an address of this machine once it is loaded (DNS
rebinding). For the browser it then asks its own server, and may read what it gets; but it still says by
which name. Addresses are no names, and nobody can have them lead elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from api.access.clients import header

__all__ = ["Hosts"]

_ANY = "*"
_THIS_MACHINE = "localhost"  # and what stands before it, after a dot: RFC 6761, 6.3
_LONGEST = 300  # letters: no name is longer


class Hosts:
    """Knows the names; addresses and those of the machine itself are always among them."""

    def __init__(self, names: str | None) -> None:
        """Take a list with commas; None and `*` are all names, and an empty one is no other."""
        names = _ANY if names is None else names
        listed = {name.strip().casefold() for name in names.split(",")}
        self._names = frozenset(listed - {""})
        self._any = _ANY in self._names
        self._is_known = lru_cache(1_000)(self._knows)

    def know(self, scope: Mapping[str, Any]) -> bool:
        """Whether a request names one of them, or none."""
        if self._any:
            return True
        name = header(scope, b"host")
        return len(name) <= _LONGEST and self._is_known(name)

    def _knows(self, text: str) -> bool:
        if not text:
            return True  # no browser leaves it out
        name = _name(text)
        return (
            name in self._names
            or name == _THIS_MACHINE
            or name.endswith(f".{_THIS_MACHINE}")
            or _is_address(name)
        )


def _name(text: str) -> str:
    """What stands there without a port, and without the dot at its end."""
    text = text.strip().casefold()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0].rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
