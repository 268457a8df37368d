"""By which names the server is addressed: pages whose name leads here by a trick read nothing."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.access.hosts import Hosts
from api.app import create_app
from api.graphs import ServedGraph
from api.settings import Settings
from graph.store import NetworkXStore
from tests.bench.processes import serving
from tests.bench.service import COMMAND
from tests.test_api.test_kept import seed_of

QUESTION = {"query": "{ graph { name } }"}
ALWAYS = [
    *("localhost", "localhost:8000", "LOCALHOST", "localhost.", "app.localhost:80"),
    *("127.0.0.1", "127.0.0.9:8000", "192.0.2.1", "[::1]", "[::1]:8000", "[fe80::1%25eth0]"),
    "",
]
OTHERS = [
    *(
        "page.example",
        "page.example:8000",
        "localhost.page.example",
        "notlocalhost",
        "127.0.0.1.nip.example",
    ),
    *(
        "1.2.3",
        "0x7f000001",
        "::1:8000",
        "[",
        "[page.example]",
        "page.example]",
        "a" * 5_000,
        f"{'a' * 290}.localhost.page.example",
        "\xff",
        "*",
    ),
]


def knows(hosts: Hosts, name: str) -> bool:
    """Say whether a request that has this header is one of this server's."""
    return hosts.know({"headers": [(b"host", name.encode("latin-1"))]})


@pytest.mark.parametrize("name", ALWAYS)
@pytest.mark.parametrize("names", [None, "*", "", "graph.example"])
def test_of_this_machine(names: str | None, name: str) -> None:
    """Addresses, and the machine's own name, are always right, and so is none at all."""
    assert knows(Hosts(names), name)
    assert Hosts(names).know({"headers": []})


@pytest.mark.parametrize("name", OTHERS)
def test_others(name: str) -> None:
    """Other names are right where all are, and else wrong, however much they look like one that is."""
    assert knows(Hosts(None), name)
    assert knows(Hosts("graph.example, *"), name)
    assert not knows(Hosts(""), name)
    assert not knows(Hosts("graph.example"), name)


@pytest.mark.parametrize(
    "name", ["graph.example", "Graph.Example:8000", "graph.example.", "second"]
)
def test_those_on_the_list(name: str) -> None:
    """Names on the list are right, with any port, and in any case."""
    assert knows(Hosts("graph.example, second "), name)


@pytest.mark.parametrize(
    "path", ["/graphql?query={graph{name}}", "/", "/metrics", "/admin/graph", "/schema.graphql"]
)
def test_refused(path: str) -> None:
    """By a wrong name there is nothing but health, and it is said what to do."""
    graph = ServedGraph(NetworkXStore(seed_of("first")))
    client = TestClient(create_app(graph, Settings(hosts="graph.example")))

    refused = client.get(path, headers={"host": "page.example"})

    assert refused.status_code == 421
    (error,) = refused.json()["errors"]
    assert error["extensions"]["code"] == "UNKNOWN_HOST"
    assert "INTEROP_HOSTS" in error["message"]
    assert client.get("/healthz", headers={"host": "page.example"}).status_code == 200
    assert client.get("/", headers={"host": "graph.example"}).status_code == 200


def test_before_what_is_kept() -> None:
    """An answer that is kept is given to who asks by a right name only."""
    graph = ServedGraph(NetworkXStore(seed_of("first")))
    client = TestClient(create_app(graph, Settings(hosts="")))

    statuses = [
        client.post("/graphql", json=QUESTION, headers={"host": name}).status_code
        for name in ("localhost", "localhost", "page.example", "127.0.0.1")
    ]

    assert statuses == [200, 200, 421, 200]


@pytest.mark.parametrize(
    ("arguments", "environment", "status"),
    [
        ([], {}, 421),
        ([], {"INTEROP_HOSTS": "other.example,page.example"}, 200),
        (["--access", "open"], {}, 200),
        (["--access", "open"], {"INTEROP_HOSTS": "other.example"}, 421),
    ],
    ids=["as it is", "named", "chosen", "chosen and named"],
)
def test_as_it_is_served(
    arguments: list[str], environment: dict[str, str], status: int, tmp_path: Path
) -> None:
    """As long as nobody chose who may ask, pages of anywhere may not, even by a name of their own."""
    command = [str(COMMAND), "serve", "--port", "0", "--workers", "1", *arguments]
    with serving(command, {"XDG_RUNTIME_DIR": str(tmp_path), **environment}) as service:
        there = urlsplit(service.address)
        named = status_of(there.port, f"page.example:{there.port}")
        plain = status_of(there.port, there.netloc)

    assert (named, plain) == (status, 200)


def status_of(port: int | None, host: str) -> int:
    """Ask under a name, and return the status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"content-type": "application/json", "host": host}
    connection.request("POST", "/graphql", json.dumps(QUESTION), headers)
    status = connection.getresponse().status
    connection.close()
    return status
