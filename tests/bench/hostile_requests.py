"""Requests that mean no good, each made from its number; and what is noted of the answers."""

from __future__ import annotations

import json
import random
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import quote, urlsplit

from api.admin.routes import ADMIN_CODES
from api.errors import CODES

__all__ = ["HOSTILE", "JSON", "PATIENCE", "PLAIN", "Siege", "sent"]

PLAIN = b'{"query": "{ graph { name } }"}'
JSON = {"Content-Type": "application/json"}
UNAVAILABLE = {"SERVER_BUSY", "TIMED_OUT", "TOO_MANY_SUBSCRIBERS"}
PATIENCE = 60.0
Sender = Callable[[random.Random, "Siege"], None]


@dataclass
class Siege:
    """A server that is besieged, and what came of it."""

    address: str
    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def post(self, what: str, body: bytes | str, **headers: str) -> None:
        """Send a body to /graphql."""
        self.ask(what, "POST", "/graphql", body, JSON | headers)

    def ask(
        self, what: str, method: str, path: str, body: bytes | str | None, headers: dict[str, str]
    ) -> None:
        """Send a request that is one, and look at the answer."""
        begun = time.monotonic()
        there = urlsplit(self.address)
        connection = HTTPConnection(there.hostname or "", there.port, timeout=PATIENCE)
        try:
            content = body.encode(errors="surrogatepass") if isinstance(body, str) else body
            connection.request(method, path, content, headers)
            response = connection.getresponse()
            self._look_at(what, response.status, response.read())
        except (BrokenPipeError, ConnectionResetError):
            self.statuses["closed"] += 1  # a body that is too large is not read to its end
        except (OSError, HTTPException) as error:
            self.wrong.append(f"{what}: {error!r}")
        finally:
            connection.close()
        self.slowest = max(self.slowest, (time.monotonic() - begun, what))

    def raw(self, what: str, *parts: bytes, wait: float = 0.0) -> None:
        """Send bytes as they are, with pauses in between; any answer will do, and none too."""
        there = urlsplit(self.address)
        status = "closed"
        try:
            with socket.create_connection((there.hostname, there.port), timeout=5) as client:
                for part in parts:
                    client.sendall(part)
                    time.sleep(wait)
                client.shutdown(socket.SHUT_WR)
                status = client.recv(100).decode("latin-1").partition(" ")[2][:3] or "closed"
        except OSError:
            status = "closed"
        self.statuses[status] += 1
        if status.startswith("5"):
            self.wrong.append(f"{what}: {status}")

    def _look_at(self, what: str, status: int, content: bytes) -> None:
        self.statuses[str(status)] += 1
        codes: set[str] = set()
        if status not in (304, 404) and content[:1] in (b"{", b"["):
            try:
                codes = {e["extensions"]["code"] for e in json.loads(content).get("errors", ())}
            except (ValueError, LookupError, AttributeError) as error:
                self.wrong.append(f"{what}: {status}, no answer: {error!r}")
        self.codes.update(codes)
        unknown = codes - CODES.keys() - ADMIN_CODES.keys()
        if unknown or "INTERNAL_ERROR" in codes or (status >= 500 and not codes & UNAVAILABLE):
            self.wrong.append(f"{what}: {status} {sorted(codes)}")


def deep(dice: random.Random, siege: Siege) -> None:
    """Braces, lists or fragments within one another."""
    n = dice.choice([10, 24, 26, 100, 1_000, 2_400])
    query = dice.choice(
        [
            "{ entity(id: 1) " + "{ timeline { nodes " * n + "{ id }" + " } }" * n + "}",
            "{" * n,
            "{ nodes(ids: " + "[" * n + "]" * n + ") { id } }",
            "{ ...F0 } "
            + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} }}" for i in range(n))
            + f" fragment F{n} on Query {{ graph {{ name }} }}",
            "{ __schema { types " + "{ fields { type " * n + "{ name }" + " } }" * n + "} }",
        ]
    )
    siege.post("deep", json.dumps({"query": query}))


def wide(dice: random.Random, siege: Siege) -> None:
    """The same many times: fields, aliases, directives, operations, variables."""
    n = dice.choice([40, 60, 500, 1_600, 20_000])
    path = 'path(from: "wechat", to: "alipay", maxHops: 12) { found }'
    query = dice.choice(
        [
            "{ graph { " + "name " * n + "} }",
            "{ " + " ".join(f"a{i}: {path}" for i in range(n)) + " }",
            "{ graph { name" + " @include(if: true)" * n + " } }",
            " ".join(f"query Q{i} {{ graph {{ name }} }}" for i in range(n)),
            "query(" + " ".join(f"$v{i}: ID" for i in range(n)) + ") { graph { name } }",
            "{ " + "...A " * n + "} fragment A on Query { graph { name } }",
        ]
    )
    siege.post("wide", json.dumps({"query": query, "operationName": dice.choice([None, "Q0"])}))


def cyclic(dice: random.Random, siege: Siege) -> None:
    """Fragments that lead back, by themselves or in rings; and those that double."""
    n = dice.choice([1, 2, 5, 30, 150])
    ring = " ".join(f"fragment F{i} on Query {{ ...F{(i + 1) % n} }}" for i in range(n))
    doubling = " ".join(
        f"fragment F{i} on Entity {{ timeline(first: $n) {{ nodes {{ participants {{ entity"
        f" {{ ...F{i + 1} }} }} }} edges {{ node {{ participants {{ entity {{ ...F{i + 1} }} }} }} }} }} }}"
        for i in range(n)
    )
    query = dice.choice(
        [
            "{ ...F0 } " + ring,
            "query($n: Int) { entity(id: 1) { ...F0 } } "
            + doubling
            + f" fragment F{n} on Entity {{ id }}",
        ]
    )
    siege.post("cyclic", json.dumps({"query": query, "variables": {"n": 100}}))


def costly(dice: random.Random, siege: Siege) -> None:
    """What would bring very much, or take very long."""
    first = dice.choice([0, 20, 100, 101, 2**31 - 1, 2**63, -1])
    query = dice.choice(
        [
            (
                f"{{ entities(first: {first}) {{ nodes {{ timeline(first: {first}) {{ nodes {{"
                f" participants {{ entity {{ links(first: {first}) {{ nodes {{ id }} }} }} }} }} }} }} }} }}"
            ),
            f'{{ paths(from: "wechat", to: "alipay", limit: {first}, maxHops: 12) {{ length }} }}',
            '{ openness(step: MONTH, since: "1000", until: "9999") { points { day } } }',
            '{ timelineCounts(step: MONTH, filter: { window: { since: "0001", until: "9999" } }) { label } }',
            '{ matrix(by: PRODUCT, asOf: "2024") { cells { links { id } } } }',
            '{ reachability(from: "wechat", to: "alipay", maxHops: 12) { stretches { verdict } } }',
            '{ search(text: "%s", first: 100) { totalCount } }' % ("a" * 200),
        ]
    )
    siege.post("costly", json.dumps({"query": query}))


def strange(dice: random.Random, siege: Siege) -> None:
    """Words and values that nobody expects."""
    text = dice.choice(
        ["\0", "\ud800", "\u202e", "🜁" * 50, "'; DROP", "}}{{", "%s%n", "../..", "x" * 90_000, ""]
    )
    values: list[object] = [text, [text], {text: text}, 1e308, -(2**70), None, True, [[[]]], {}]
    value = dice.choice(values)
    query = dice.choice(
        [
            "query($v: ID!) { entity(id: $v) { id } }",
            "query($v: String!) { search(text: $v) { totalCount } }",
            "query($v: [ID!]!) { nodes(ids: $v) { id } }",
            'query($v: DayInput) { access(from: "qq", to: "wechat", asOf: $v) { verdict } }',
            "query($v: Int) { entities(first: $v) { nodes { id } } }",
            "query($v: String) { entities(after: $v) { nodes { id } } }",
            "query($v: TimelineFilter) { timeline(filter: $v) { totalCount } }",
        ]
    )
    body = {"query": query, "variables": {"v": value}, "operationName": dice.choice([None, text])}
    accepted = text[:9].encode("ascii", "ignore").decode().replace("\0", "")
    siege.post("strange", json.dumps(body), Accept=dice.choice(["*/*", "a/b", accepted]))


def bomb(dice: random.Random, siege: Siege) -> None:
    """JSON that is deep, wide, long, or none."""
    n = dice.choice([10, 1_000, 40_000, 300_000])
    body = dice.choice(
        [
            "[" * n,
            '{"a":' * n + "1" + "}" * n,
            '{"query": "{ graph { name } }", "variables": ' + "[" * n + "]" * n + "}",
            '{"query": "{ graph { name } }", "x": ' + "9" * n + "}",
            '{"query": "{ graph { name } }", "x": 1e' + "9" * n + "}",
            "{" + ",".join(f'"k{i}":{i}' for i in range(n // 10)) + "}",
            '{"query": "' + "a" * n + '"}',
            '{"query": "' + "\\u0000" * (n // 6) + '"}',
            '{"query": "{ graph { name } }"' * n,
            "\ufeff" * n,
            "[" + '{"query": "{ graph { name } }"},' * (n // 40) + "{}]",
        ]
    )
    siege.post("bomb", body)


def unusual(dice: random.Random, siege: Siege) -> None:
    """Requests that are right, but none that is expected here."""
    method = dice.choice(["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"])
    query = quote(
        dice.choice(["{graph{name}}", "{" * 3_000, "subscription{graphChanged{version}}"])
    )
    path = dice.choice(
        [
            f"/graphql?query={query}",
            f"/graphql?query={query}&variables={{&extensions=[",
            "/graphql?" + "a=1&" * 5_000,
            "/static/../../../etc/passwd",
            "/static/%2e%2e/%2e%2e/app.py",
            "/static/%00",
            "/neo4j/queries/%2e%2e.cypher",
            "/admin/seed",
            "/" + "a" * 5_000,
            "/%ff%fe",
            "/metrics",
        ]
    )
    headers = dice.choice(
        [
            {},
            {"Accept": "text/html"},
            {"Accept": "," * 2_000},
            {"If-None-Match": "*"},
            {"If-None-Match": '"' * 3_000},
            {"Authorization": "Bearer " + "x" * 5_000},
            {"X-Request-ID": "x" * 5_000},
            {"X-Forwarded-For": "1.1.1.1," * 700, "X-Forwarded-Proto": "gopher"},
            {"Content-Type": "application/json; charset=" + "x" * 4_000},
            {"Range": "bytes=0-0,1-1," + "2-2," * 500},
            {"Content-Encoding": "gzip"},
        ]
    )
    siege.ask("unusual", method, path, None, headers)


def malformed(dice: random.Random, siege: Siege) -> None:
    """Bytes that are no HTTP, or two things at once."""
    head = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    n = dice.choice([1, 100, 100_000])
    siege.raw(
        "malformed",
        dice.choice(
            [
                b"\0" * n,
                b"GET\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"GET / HTTP/1.1\r\n\r\n",
                b"GET /" + b"a" * n + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                head + b"Content-Length: -1\r\n\r\n{}",
                head + b"Content-Length: 99999999999999999999\r\n\r\n{}",
                head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
                head + b"Content-Length: 100\r\n\r\n{}",
                head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
                head + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
                head
                + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
                head + b"X: " + b"a" * n + b"\r\n\r\n",
                head + b"X: a\r\n" * (n // 7 + 1) + b"\r\n",
                head + b"X\xff: \xff\r\n\r\n",
                head + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                dice.randbytes(n),
            ]
        ),
    )


def slow(dice: random.Random, siege: Siege) -> None:
    """A request that comes letter by letter, or stops in the middle."""
    whole = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 31\r\n\r\n"
    whole += PLAIN
    stop = dice.randrange(1, len(whole))
    size = dice.choice([20, 60])
    parts = [whole[at : min(at + size, stop)] for at in range(0, stop, size)]
    siege.raw("slow", *parts, wait=0.005)


HOSTILE: list[Sender] = [deep, wide, cyclic, costly, strange, bomb, unusual, malformed, slow]


def sent(number: int, siege: Siege) -> None:
    """Send the request of this number."""
    dice = random.Random(number)
    HOSTILE[number % len(HOSTILE)](dice, siege)
