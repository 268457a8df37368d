"""From the explorer into the Neo4j Browser: the pages of entities and events over a real Neo4j."""

from __future__ import annotations

from typing import Any, LiteralString
from urllib.parse import parse_qs, urlsplit

import pytest
from neo4j import Query, Result
from neo4j.graph import Graph
from playwright.sync_api import Browser

from api.pictures import PICTURES
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import connect
from tests.test_browser.explorer import api, open_view
from tests.test_neo4j_browser.driving import Neo4jBrowser, browser_url
from tests.test_neo4j_browser.serving import serving

pytestmark = [pytest.mark.neo4j, pytest.mark.browser]


def test_links_of_the_pages(
    neo4j_browser: Neo4jBrowser,
    neo4j_server: GivenNeo4j,
    chromium: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The link on a page leads to a guide of two steps, and these draw what the page is about."""
    monkeypatch.setenv("NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.setenv("INTEROP_NEO4J_BROWSER", browser_url(neo4j_server))
    neo4j_browser.draw_only_results()
    with serving(0, "--store", neo4j_server.uri) as address:
        page = chromium.new_page(base_url=address)
        for view, id, name in (
            ("event", "taobao-password", "WeChat"),
            ("entity", "kaola", "Kaola"),
        ):
            open_view(page, view=view, id=id)
            link = page.get_by_role("link", name="Open in Neo4j Browser").get_attribute("href")
            found = api(page, view, id=id)[view]
            events = [found] if view == "event" else found["timeline"]["nodes"]

            assert link is not None
            assert link.startswith(browser_url(neo4j_server))
            (guide,) = parse_qs(urlsplit(link).query)["arg"]
            parameters = neo4j_browser.run_step(neo4j_browser.play(guide), ":params")
            assert "Successfully set your parameters" in parameters.inner_text()
            drawn = neo4j_browser.drawn(
                neo4j_browser.run_step(neo4j_browser.play(guide), "MATCH (v")
            )
            ids = [event["id"] for event in events]
            graph = asked(neo4j_server, PICTURES["timeline"], events=ids)
            assert len(ids) > 0
            assert len(drawn.captions) == len(graph.nodes) > len(ids)
            assert len(drawn.relationships) == len(graph.relationships)
            assert name in drawn.captions


def asked(given: GivenNeo4j, text: LiteralString, **parameters: Any) -> Graph:
    """What a query gives."""
    with connect(given) as driver:
        return driver.execute_query(Query(text), parameters, result_transformer_=Result.graph)
