"""A Neo4j with the packaged seed, the service that serves guide and style, and a browser.

The browser ends with this folder, since a running Playwright keeps an event loop in the way of tests
that start their own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from graph.load import load_seed, packaged_seed_folder
from graph.store.neo4j_store import Neo4jSettings, Neo4jStore
from tests.neo4j_fixture import GivenNeo4j
from tests.test_neo4j_browser.driving import Neo4jBrowser
from tests.test_neo4j_browser.serving import browser_path, serving


@pytest.fixture(scope="package")
def store(neo4j_server: GivenNeo4j) -> Iterator[Neo4jStore]:
    """Yield the store of the server, with the packaged seed in it."""
    settings = Neo4jSettings(
        neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password
    )
    with Neo4jStore(settings) as store:
        store.apply(load_seed(packaged_seed_folder()))
        yield store


@pytest.fixture(scope="package")
def served() -> Iterator[str]:
    """Yield the address below which the real command serves guide and style."""
    with serving() as address:
        yield f"{address}/neo4j"


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Start the browser of the machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path())
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a tab of a visitor who was never here."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.fixture
def neo4j_browser(page: Page, neo4j_server: GivenNeo4j, store: Neo4jStore) -> Neo4jBrowser:
    """Return Neo4j Browser, logged in, in front of the packaged seed."""
    browser = Neo4jBrowser(page, neo4j_server)
    browser.log_in()
    return browser
