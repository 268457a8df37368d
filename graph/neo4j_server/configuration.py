"""The settings that a server is started with, as `neo4j.conf` and as variables of the image."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["environment_text", "file_text", "settings"]

HOST = "127.0.0.1"


def settings(
    bolt_port: int,
    http_port: int,
    *,
    host: str = HOST,
    inner_ports: tuple[int, int] | None = None,
    pagecache: str = "256m",
    post_connect: str | None = None,
) -> dict[str, str]:
    """Return the settings of a server that is reached at 127.0.0.1.

    `host` and `inner_ports` (Bolt, HTTP) say where it listens, if that is elsewhere than where it
    is reached. `post_connect` is what Neo4j Browser runs after login, a command without its colon:
    `play http://…`. The names are checked by the server: it does not start with one that it does not
    know.
    """
    inner_bolt, inner_http = inner_ports or (bolt_port, http_port)
    chosen = {
        "server.default_listen_address": host,
        "server.default_advertised_address": HOST,
        # What a neo4j:// client is told to connect to: without it, always port 7687.
        "server.bolt.listen_address": f"{host}:{inner_bolt}",
        "server.bolt.advertised_address": f"{HOST}:{bolt_port}",
        "server.http.listen_address": f"{host}:{inner_http}",
        "server.http.advertised_address": f"{HOST}:{http_port}",
        "server.https.enabled": "false",
        "server.memory.pagecache.size": pagecache,
        # Guides and styles come from our own API, by either name of this machine.
        "browser.remote_content_hostname_whitelist": f"{HOST},localhost",
        "client.allow_telemetry": "false",
        "dbms.usage_report.enabled": "false",
    }
    if post_connect is not None:
        chosen["browser.post_connect_cmd"] = post_connect.removeprefix(":")
    return chosen


def file_text(chosen: Mapping[str, str]) -> str:
    """Return the text of `neo4j.conf`."""
    lines = [f"{name}={_one_line(name, value)}" for name, value in chosen.items()]
    return "\n".join(["# Written anew by each `interop neo4j up`.", *lines, ""])


def environment_text(chosen: Mapping[str, str]) -> str:
    """Return the variables by which the official image takes the same settings."""
    return "".join(
        f"NEO4J_{name.replace('_', '__').replace('.', '_')}={_one_line(name, value)}\n"
        for name, value in chosen.items()
    )


def _one_line(name: str, value: str) -> str:
    """Refuse a value that would set something else too."""
    if not value.isprintable():
        raise ValueError(f"{name}: a setting is one line of text, found {value!r}")
    return value
