"""Drive the real Neo4j Browser: log in, run, play, look at what is drawn.

The Browser wants several hosts of others (fonts, telemetry), and works without them: nothing but
this machine is let through, in tests as in screenshots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from neo4j import GraphDatabase
from playwright.sync_api import Locator, Page, Route, expect

from tests.neo4j_fixture import GivenNeo4j

__all__ = ["Drawn", "Neo4jBrowser", "browser_url"]

PATIENCE = 60_000  # milliseconds; the first page and the first query are slow on a busy machine
HERE = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:")
OUR_GUIDES = "Who could reach whom|This answer in Neo4j"  # how they begin
FACTS = """frame => ({
  captions: [...frame.querySelectorAll('svg .node')].map(node =>
    [...node.querySelectorAll('text')].map(text => text.textContent.trim()).join(' ').trim()),
  fills: [...frame.querySelectorAll('svg .node circle.b-outline')].map(c => c.getAttribute('fill')),
  relationships: [...frame.querySelectorAll('svg .relationship')].map(r => r.textContent.trim()),
})"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: the captions and colours of its nodes, in one order, and those of its arrows."""

    captions: list[str]
    fills: list[str]
    relationships: list[str]

    def fill_of(self, caption: str) -> str:
        """Return the colour of the node with this caption."""
        return self.fills[self.captions.index(caption)]


def browser_url(given: GivenNeo4j) -> str:
    """Return where the server serves its Browser; a server that we did not start tells it."""
    if given.browser_url:
        return given.browser_url
    with GraphDatabase.driver(given.uri, auth=(given.user, given.password)) as driver:
        rows, _, _ = driver.execute_query("SHOW SETTINGS 'server.http.advertised_address'")
        return f"http://{rows[0]['value']}/browser/"


class Neo4jBrowser:
    """The Browser in a page, as somebody sits before it."""

    def __init__(self, page: Page, given: GivenNeo4j) -> None:
        """Open it; nobody is logged in yet."""
        self.page = page
        self.given = given
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.route(re.compile(".*"), self._only_here)

    @staticmethod
    def _only_here(route: Route) -> None:
        if HERE.match(route.request.url):
            route.fallback()
        else:
            route.abort()

    def log_in(self) -> None:
        """Connect with the password."""
        scheme, _, place = self.given.uri.partition("://")
        login = f"dbms={scheme}://{self.given.user}@{place}&db=neo4j&preselectAuthMethod=NATIVE"
        self.page.goto(f"{browser_url(self.given)}?{login}")
        self.page.get_by_test_id("password").fill(self.given.password)
        self.page.get_by_test_id("connect").click()
        self.page.get_by_test_id("frameCommand").filter(has_text=":play").first.wait_for()

    def type(self, text: str) -> None:
        """Put a text into the editor."""
        self.page.locator("[data-testid=activeEditor] textarea").focus()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Escape")

    def press_run(self) -> Locator:
        """Run what is in the editor; return the frame of the answer."""
        before = self.page.get_by_test_id("frame").first.element_handle()
        self.page.get_by_test_id("editor-Run").click()
        self.page.wait_for_function(
            "before => document.querySelector('[data-testid=frame]') !== before", arg=before
        )
        return self.page.get_by_test_id("frame").first

    def run(self, text: str) -> Locator:
        """Type a text and run it."""
        self.type(text)
        return self.press_run()

    def style(self, address: str) -> None:
        """Fetch the style."""
        self._fetch(f":style {address}", "node.Interop", "not allowed")

    def _fetch(self, command: str, success: str, refusal: str) -> Locator:
        """Run a command that fetches, again where the Browser does not know yet that it may.

        Which hosts are allowed it learns from the server some time after the login.
        """
        for _ in range(20):
            frame = self.run(command)
            expect(frame).to_contain_text(re.compile(f"{success}|{refusal}|ERROR"))
            if refusal not in frame.inner_text():
                break
            self.page.wait_for_timeout(500)
        expect(frame).to_contain_text(re.compile(success))
        return frame

    def draw_only_results(self) -> None:
        """Keep the Browser from drawing what a query did not return."""
        frame = self.run(":config autoComplete: false")
        expect(frame).to_contain_text('"autoComplete": false')

    def play(self, address: str) -> Locator:
        """Play a guide of ours; return its frame."""
        frame = self._fetch(f":play {address}", OUR_GUIDES, "No guide by that name")
        frame.locator("pre.runnable").first.wait_for()
        return frame

    def turn_to(self, guide: Locator, title: str) -> None:
        """Turn slides until the one with this title is shown."""
        heading = guide.get_by_role("heading", name=title, exact=True)
        for _ in range(30):
            if heading.is_visible():
                return
            guide.get_by_test_id("nextSlide").first.click()
            self.page.wait_for_timeout(150)
        expect(heading).to_be_visible()

    def run_step(self, guide: Locator, text: str) -> Locator:
        """Click on the block of the slide that holds this text, and run what the editor then has."""
        # A click at the left edge would meet the icon that runs the block at once.
        block = guide.locator("pre.runnable:visible").filter(has_text=text).first
        box = block.bounding_box()
        assert box is not None
        block.click(position={"x": box["width"] - 10, "y": box["height"] / 2})
        expect(self.page.get_by_test_id("activeEditor")).to_contain_text(text.split()[0])
        return self.press_run()

    def drawn(self, frame: Locator) -> Drawn:
        """Look at a picture once it holds still."""
        frame.locator("svg .node text").first.wait_for()
        self.page.wait_for_timeout(1_500)
        facts: dict[str, Any] = frame.evaluate(FACTS)
        return Drawn(**facts)
