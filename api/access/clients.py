"""From which address a request comes: the one that is connected, or the one that a trusted proxy names."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

__all__ = ["Clients", "counted_as", "header", "networks"]

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
_FORWARDED = b"x-forwarded-for"
_ONE_CLIENT = 64  # bits of an IPv6 address: the rest is the client's own to choose


def networks(text: str) -> tuple[Network, ...]:
    """The networks and addresses in a list with commas; raises `ValueError`."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


class Clients:
    """Tells clients apart by address; proxies of these networks are believed what they say."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        """Believe these proxies, and nobody else."""
        self._trusted = trusted
        self._is_trusted = lru_cache(1_000)(self._is_in_networks)

    def is_proxy(self, scope: Mapping[str, Any]) -> bool:
        """Whether who is connected is a proxy that is believed."""
        return self._is_trusted(_peer(scope))

    def address(self, scope: Mapping[str, Any]) -> Address | None:
        """The client's address; None where it has none, as over a socket of this machine.

        Proxies add the address of who is connected to them at the end of `X-Forwarded-For`, and what
        stands before it may be anything: so it is read from its end, for as long as proxies are
        believed.
        """
        address = _peer(scope)
        forwarded = [v.decode("latin-1") for name, v in scope["headers"] if name == _FORWARDED]
        for name in reversed(",".join(forwarded).split(",")) if forwarded else ():
            if not self._is_trusted(address):
                break
            try:
                address = _plain(name)
            except ValueError:
                break
        return address

    def counted(self, scope: Mapping[str, Any]) -> str:
        """What requests of the client are counted by; empty for those of this machine."""
        for name, _ in scope["headers"]:
            if name == _FORWARDED:
                return counted_as(self.address(scope))
        client = scope.get("client")
        return _counted_peer(client[0]) if client else ""

    def believe(self, scope: MutableMapping[str, Any]) -> None:
        """Take it from a trusted proxy whether the client came over TLS."""
        scheme = header(scope, b"x-forwarded-proto").strip()
        if scheme in ("http", "https") and self.is_proxy(scope):
            is_socket = scope["type"] == "websocket"
            scope["scheme"] = scheme.replace("http", "ws") if is_socket else scheme

    def _is_in_networks(self, address: Address | None) -> bool:
        return address is not None and any(address in network for network in self._trusted)


@lru_cache(1_000)
def counted_as(address: Address | None) -> str:
    """What requests from an address are counted by; empty for those of this machine."""
    if address is None or address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _ONE_CLIENT), strict=False))
    return str(address)


@lru_cache(1_000)
def _counted_peer(host: str) -> str:
    try:
        return counted_as(_plain(host))
    except ValueError:
        return ""


def header(scope: Mapping[str, Any], name: bytes) -> str:
    """The last header of this name; none is empty."""
    for key, value in reversed(scope["headers"]):
        if key == name:
            return str(value.decode("latin-1"))
    return ""


def _peer(scope: Mapping[str, Any]) -> Address | None:
    client = scope.get("client")
    try:
        return _plain(client[0]) if client else None
    except ValueError:
        return None


@lru_cache(1_000)
def _plain(text: str) -> Address:
    """An address without what may stand around it: a port, brackets, IPv4 within IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
