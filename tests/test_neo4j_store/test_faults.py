"""What can be wrong with a server: each told by a code and in words, and got over without a restart."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from graph.errors import StoreError
from graph.neo4j_server import LocalServer
from graph.store.neo4j_store import Neo4jSettings, Neo4jStore, connect
from graph.store.neo4j_store.connect import Connection
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import PATIENCE, settings_of
from tests.test_browser.conftest import COMMAND, wait_for_address
from tests.test_neo4j_store.proxy import TlsProxy
from tests.test_store.world import WORLD

ASK = {"query": "{ graph { version } }"}


def code_of(do: Callable[[], object]) -> str:
    """The code of the error that this raises."""
    with pytest.raises(StoreError) as refused:
        do()
    return refused.value.code


# Serving.


@contextmanager
def serving(server: GivenNeo4j, output: Path) -> Iterator[str]:
    """Run `interop serve` over a server; yield its address."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--store", server.uri],
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment(server),
        )
    try:
        yield wait_for_address(process, output)
    finally:
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0


def environment(server: GivenNeo4j, **more: str) -> dict[str, str]:
    """This process's environment, with the way into a server and no other."""
    kept = {name: v for name, v in os.environ.items() if not name.startswith(("NEO4J", "INTEROP"))}
    return {**kept, "NEO4J_USER": server.user, "NEO4J_PASSWORD": server.password, **more}


def fetch(address: str, body: object = None) -> tuple[int, str]:
    """Status and text of an answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def until(status: int, address: str, body: object = None) -> str:
    """Ask until the status is this; the text of that answer."""
    deadline = time.monotonic() + PATIENCE
    while True:
        found, text = fetch(address, body)
        if found == status:
            return text
        assert time.monotonic() < deadline, (found, text)
        time.sleep(0.2)


def test_server_stops_and_comes_back(own_server: LocalServer, tmp_path: Path) -> None:
    """Without Neo4j the service lives and says what it lacks; with it, it answers as before."""
    given = GivenNeo4j(own_server.uri, own_server.user, own_server.password or "")
    with Neo4jStore(settings_of(given)) as store:
        version = store.apply(WORLD).version
    with serving(given, tmp_path / "output.txt") as address:
        assert json.loads(until(200, f"{address}/graphql", ASK))["data"]["graph"] == {
            "version": version
        }
        assert fetch(f"{address}/readyz")[0] == 200

        own_server.stop()
        try:
            begun = time.monotonic()
            status, text = fetch(f"{address}/graphql", ASK)
            took = time.monotonic() - begun
            ready, problems = fetch(f"{address}/readyz")
            healthy, _ = fetch(f"{address}/healthz")
        finally:
            own_server.start()
        assert status == 503
        assert json.loads(text)["errors"][0]["extensions"] == {"code": "STORE_UNAVAILABLE"}
        assert took < 15
        assert ready == 503
        assert "does not answer" in json.loads(problems)["problems"][0]
        assert healthy == 200

        assert json.loads(until(200, f"{address}/graphql", ASK))["data"]["graph"] == {
            "version": version
        }
        assert json.loads(until(200, f"{address}/readyz"))["ready"] is True


def test_started_before_its_store(server: GivenNeo4j, tmp_path: Path) -> None:
    """A service over an empty store waits, red, and is ready as soon as a seed was applied."""
    with serving(server, tmp_path / "output.txt") as address:
        status, text = fetch(f"{address}/graphql", ASK)
        assert status == 503
        assert json.loads(text)["errors"][0]["extensions"] == {"code": "STORE_EMPTY"}
        assert fetch(f"{address}/readyz")[0] == 503

        with Neo4jStore(settings_of(server)) as store:
            store.apply(WORLD)

        assert fetch(f"{address}/graphql", ASK)[0] == 200
        assert fetch(f"{address}/readyz")[0] == 200


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"NEO4J_DATABASE": "nowhere"}, "has no database 'nowhere'"),
        ({"NEO4J_CA_FILE": "nowhere.pem"}, "NEO4J_CA_FILE (nowhere.pem)"),
        ({"NEO4J_CA_FILE": __file__}, f"NEO4J_CA_FILE ({__file__})"),
    ],
    ids=["database", "no authorities", "no certificate"],
)
def test_service_that_cannot_start(server: GivenNeo4j, change: dict[str, str], says: str) -> None:
    """What waiting does not heal ends the command at once: with exit code 3, and in words."""
    said = subprocess.run(
        [COMMAND, "serve", "--port", "0", "--store", server.uri],
        env=environment(server, **change),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert said.returncode == 3
    assert says in said.stderr
    assert "Traceback" not in said.stderr


# Getting in.


def test_wrong_password(own_server: LocalServer) -> None:
    """A wrong password is told as such, also when the server no longer looks at passwords."""
    given = GivenNeo4j(own_server.uri, own_server.user, "not-the-password")
    messages = []
    for _ in range(5):
        with Neo4jStore(settings_of(given)) as store, pytest.raises(StoreError) as refused:
            store.reader()
        assert refused.value.code == "STORE_UNAUTHORIZED"
        messages.append(str(refused.value))
    right = GivenNeo4j(own_server.uri, own_server.user, own_server.password or "")
    deadline = time.monotonic() + PATIENCE
    with Neo4jStore(settings_of(right)) as store:
        while time.monotonic() < deadline:
            try:
                store.check()
                break
            except StoreError as error:
                assert error.code == "STORE_UNAUTHORIZED"
                messages.append(str(error))
            time.sleep(0.5)

        store.check()

    assert "check NEO4J_USER and NEO4J_PASSWORD" in messages[0]
    assert any("after too many wrong passwords" in message for message in messages)
    assert "not-the-password" not in "".join(messages)


def test_no_password(server: GivenNeo4j) -> None:
    """No password at all is refused as a wrong one is."""
    with Neo4jStore(settings_of(server, password="")) as store:
        assert code_of(store.reader) == "STORE_UNAUTHORIZED"


def test_no_such_database(server: GivenNeo4j) -> None:
    """A database that the server does not have is named."""
    with Neo4jStore(settings_of(server, database="nowhere")) as store:
        assert code_of(store.reader) == "STORE_NO_DATABASE"
        assert code_of(lambda: store.apply(WORLD)) == "STORE_NO_DATABASE"


def test_nobody_listens() -> None:
    """Where no server is, that is said, quickly."""
    begun = time.monotonic()
    for scheme in ("neo4j", "bolt", "neo4j+s", "bolt+ssc"):
        with Neo4jStore(Neo4jSettings(f"{scheme}://127.0.0.1:9", password="x")) as store:
            assert code_of(store.reader) == "STORE_UNAVAILABLE"
            assert code_of(partial(store.apply, WORLD)) == "STORE_UNAVAILABLE"
    assert time.monotonic() - begun < 30


@pytest.mark.parametrize(
    "uri", ["http://127.0.0.1:7474", "neo4j", "", "neo4j://[::1", "bolt+x://h"]
)
def test_address_that_is_none(uri: str) -> None:
    """What is no address of a Neo4j is refused before anything is tried."""
    assert code_of(lambda: Neo4jStore(Neo4jSettings(uri))) == "STORE_ERROR"


# Versions.


def test_server_too_old(server: GivenNeo4j, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is older than what the statements need is refused by its version."""
    monkeypatch.setattr(connect, "MINIMUM_VERSION", (2099, 1))

    with Neo4jStore(settings_of(server)) as store:
        with pytest.raises(StoreError, match=r"version 5\.\d+.*; 2099\.1 or newer") as refused:
            store.check()
        assert code_of(lambda: store.apply(WORLD)) == "STORE_TOO_OLD"

    assert refused.value.code == "STORE_TOO_OLD"


@pytest.mark.parametrize(
    ("text", "new_enough"),
    [
        ("5.26.30", True),
        ("5.26-aura", True),
        ("5.27-aura", True),
        ("2025.01.0", True),
        ("5.9.0", False),
        ("4.4.41", False),
    ],
)
def test_versions(
    server: GivenNeo4j, monkeypatch: pytest.MonkeyPatch, text: str, new_enough: bool
) -> None:
    """Versions are compared as numbers, of every way in which servers write them."""
    connection = Connection(settings_of(server))
    monkeypatch.setattr(Connection, "read", lambda *_, **__: [{"version": text}])
    if new_enough:
        connection.check()
    else:
        assert code_of(connection.check) == "STORE_TOO_OLD"
    connection.close()


# TLS.


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an authority and a certificate of it for 127.0.0.1, and an authority that is another."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj")
    for name in ("ca", "other"):
        openssl(*new, f"/CN={name}", "-x509", "-keyout", f"{name}.key", "-out", f"{name}.pem")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1", "utf-8")
    openssl(*new, "/CN=server", "-keyout", "server.key", "-out", "server.csr")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names")
    openssl("x509", "-req", "-in", "server.csr", *signing, "-out", "server.pem")
    return folder


@pytest.mark.parametrize("scheme", ["bolt", "bolt+s"])
def test_own_authority(server: GivenNeo4j, certificates: Path, scheme: str) -> None:
    """With NEO4J_CA_FILE, a server with a certificate of one's own is reached, by either scheme."""
    with TlsProxy(server.uri, certificates) as proxy:
        settings = settings_of(
            server, uri=f"{scheme}://{proxy.address}", ca_file=str(certificates / "ca.pem")
        )
        with Neo4jStore(settings) as store:
            store.apply(WORLD)
            assert store.reader().is_current()


def test_certificate_of_another(server: GivenNeo4j, certificates: Path) -> None:
    """A certificate that nobody trusted vouches for is refused, with a hint at what may be wrong."""
    with TlsProxy(server.uri, certificates) as proxy:
        uri = f"bolt+s://{proxy.address}"
        for ca_file, hint in ((None, "NEO4J_CA_FILE"), ("other.pem", "other.pem")):
            path = None if ca_file is None else str(certificates / ca_file)
            with (
                Neo4jStore(settings_of(server, uri=uri, ca_file=path)) as store,
                pytest.raises(StoreError, match=re.escape(hint)) as refused,
            ):
                store.reader()
            assert refused.value.code == "STORE_UNAVAILABLE"
        plain = settings_of(server, uri=f"bolt://{proxy.address}")
        with Neo4jStore(plain) as store:
            assert code_of(store.reader) == "STORE_UNAVAILABLE"


def test_connection_that_breaks(server: GivenNeo4j, certificates: Path) -> None:
    """A connection that breaks between two statements is not noticed."""
    with TlsProxy(server.uri, certificates) as proxy:
        uri, ca_file = f"bolt+s://{proxy.address}", str(certificates / "ca.pem")
        with Neo4jStore(settings_of(server, uri=uri, ca_file=ca_file)) as store:
            store.apply(WORLD)
            for _ in range(3):
                reader = store.reader()
                proxy.cut()
                assert reader.is_current()
