"""From which address a request comes, whatever clients write into its headers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.clients import Clients, counted_as, networks

PROXIES = networks("127.0.0.1, ::1, 10.0.0.0/8")


def scope(peer: str | None, *forwarded: str, scheme: str = "") -> dict[str, Any]:
    """A request from a peer, with the headers that stand in it, one after the other."""
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    headers += [(b"x-forwarded-proto", scheme.encode())] if scheme else []
    client = None if peer is None else (peer, 1234)
    return {"type": "http", "scheme": "http", "client": client, "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("198.51.100.7",), "192.0.2.1"),
        ("10.1.2.3", ("198.51.100.7",), "198.51.100.7"),
        ("10.1.2.3", ("203.0.113.9, 198.51.100.7",), "198.51.100.7"),
        ("10.1.2.3", ("203.0.113.9, 198.51.100.7, 10.4.4.4",), "198.51.100.7"),
        ("10.1.2.3", ("203.0.113.9", "198.51.100.7"), "198.51.100.7"),
        ("10.1.2.3", ("10.9.9.9",), "10.9.9.9"),
        ("10.1.2.3", (), "10.1.2.3"),
        ("10.1.2.3", ("",), "10.1.2.3"),
        ("10.1.2.3", ("unknown",), "10.1.2.3"),
        ("10.1.2.3", ("198.51.100.7, é",), "10.1.2.3"),
        ("10.1.2.3", (" 198.51.100.7:4711 ",), "198.51.100.7"),
        ("10.1.2.3", ("[2001:db8::7]:4711",), "2001:db8::7"),
        ("::1", ("2001:db8::7",), "2001:db8::7"),
        ("::ffff:10.1.2.3", ("198.51.100.7",), "198.51.100.7"),
        ("testclient", ("198.51.100.7",), None),
        (None, ("198.51.100.7",), None),
    ],
)
def test_address(peer: str | None, forwarded: tuple[str, ...], expected: str | None) -> None:
    """Proxies on the list are believed the last address that is none of theirs; nobody else is."""
    found = Clients(PROXIES).address(scope(peer, *forwarded))

    assert (None if found is None else str(found)) == expected


@given(st.lists(st.from_regex(r"[0-9a-f.:, ]{0,20}", fullmatch=True)), st.booleans())
def test_nothing_that_clients_write_counts(written: list[str], trusted: bool) -> None:
    """Whatever a client sends, what the proxy adds behind it decides."""
    peer = "10.1.2.3" if trusted else "192.0.2.1"
    found = Clients(PROXIES).address(scope(peer, *written, "198.51.100.7"))

    assert str(found) == ("198.51.100.7" if trusted else "192.0.2.1")


@pytest.mark.parametrize(
    ("peer", "said", "expected"),
    [
        ("10.1.2.3", "https", "https"),
        ("10.1.2.3", "javascript", "http"),
        ("192.0.2.1", "https", "http"),
        (None, "https", "http"),
    ],
)
def test_scheme(peer: str | None, said: str, expected: str) -> None:
    """Only a proxy on the list says that the client came over TLS."""
    request = scope(peer, scheme=said)
    Clients(PROXIES).believe(request)

    assert request["scheme"] == expected


def test_scheme_of_a_web_socket() -> None:
    """A WebSocket has its own words for it."""
    request = scope("10.1.2.3", scheme="https") | {"type": "websocket", "scheme": "ws"}
    Clients(PROXIES).believe(request)

    assert request["scheme"] == "wss"


def test_one_client_with_many_addresses() -> None:
    """Of an IPv6 address the client chooses one half, so the other half is what counts."""
    clients = Clients(PROXIES)
    names = set()
    for end in ("1", "2:3:4:5"):
        address = clients.address(
            scope(f"2001:db8:1:2::{end}" if end == "1" else f"2001:db8:1:2:{end}")
        )
        names.add(counted_as(address))

    assert names == {"2001:db8:1:2::/64"}


@pytest.mark.parametrize("text", ["10.0.0.0/33", "proxy.example", "1.2.3.4;5.6.7.8"])
def test_no_network(text: str) -> None:
    """What is no address and no network is refused."""
    with pytest.raises(ValueError, match="does not appear to be"):
        networks(text)


def test_of_this_machine() -> None:
    """Who is here, or comes over a socket, is nobody who is counted."""
    clients = Clients(PROXIES)

    assert {counted_as(clients.address(scope(peer))) for peer in ("127.0.0.1", "::1", None)} == {""}
