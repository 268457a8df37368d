"""The settings of a server, in both forms."""

import pytest

from graph.neo4j_server.configuration import environment_text, file_text, settings


def read(text: str) -> dict[str, str]:
    """Read lines of NAME=VALUE."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_only_this_machine() -> None:
    """Bolt and HTTP listen on the loopback address, and clients are sent there."""
    found = read(file_text(settings(17000, 17001)))

    assert found["server.default_listen_address"] == "127.0.0.1"
    assert found["server.bolt.listen_address"] == "127.0.0.1:17000"
    assert found["server.bolt.advertised_address"] == "127.0.0.1:17000"
    assert found["server.http.listen_address"] == "127.0.0.1:17001"
    assert found["server.http.advertised_address"] == "127.0.0.1:17001"
    assert found["server.https.enabled"] == "false"


def test_tells_nobody() -> None:
    """Nothing is reported to the makers; guides come from this machine only."""
    found = read(file_text(settings(17000, 17001)))

    assert found["client.allow_telemetry"] == "false"
    assert found["dbms.usage_report.enabled"] == "false"
    assert found["browser.remote_content_hostname_whitelist"] == "127.0.0.1,localhost"
    assert "browser.post_connect_cmd" not in found


@pytest.mark.parametrize(
    "command", ["play http://127.0.0.1/g.html", ":play http://127.0.0.1/g.html"]
)
def test_guide(command: str) -> None:
    """The command has no colon: Browser adds one, and two do nothing."""
    found = settings(1, 2, post_connect=command)

    assert found["browser.post_connect_cmd"] == "play http://127.0.0.1/g.html"


def test_no_second_setting_in_a_value() -> None:
    """A value with a line break is refused, since it would be a setting of its own."""
    chosen = settings(1, 2, post_connect="play x\ndbms.security.auth_enabled=false")

    with pytest.raises(ValueError, match=r"browser\.post_connect_cmd: a setting is one line"):
        file_text(chosen)


def test_variables_of_the_image() -> None:
    """Dots become underscores, underscores two; clients are sent to the published port."""
    found = read(environment_text(settings(17000, 17001, host="0.0.0.0", inner_ports=(7687, 7474))))

    assert found["NEO4J_server_bolt_listen__address"] == "0.0.0.0:7687"
    assert found["NEO4J_server_bolt_advertised__address"] == "127.0.0.1:17000"
    assert found["NEO4J_browser_remote__content__hostname__whitelist"] == "127.0.0.1,localhost"
