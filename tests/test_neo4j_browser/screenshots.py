"""Take the pictures of docs/neo4j-browser.md anew: `python -m tests.test_neo4j_browser.screenshots`.

Of the Neo4j of NEO4J_URI, or of one that is started for it. The service listens on its usual port, so
that the pictures show the address that people type.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, sync_playwright

from graph.load import load_seed, packaged_seed_folder
from graph.neo4j_server import LocalServer
from graph.neo4j_server.settings import Neo4jSettings as Environment
from graph.store.neo4j_store import Neo4jSettings, Neo4jStore
from tests.neo4j_fixture import GivenNeo4j
from tests.test_neo4j_browser.driving import Neo4jBrowser
from tests.test_neo4j_browser.serving import browser_path, serving

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
PORT = 8000
# The picture's name, and the slide and block that it shows.
STEPS = {
    "story": ("The story, 2013 to 2024", "event.direction AS direction"),
    "day": ("Who could reach whom on a day", "2024-09-30"),
    "path": ("A path and its evidence", "2024-09-27"),
    "order": ("After the order of 2021", "'miit-2021-09-links'"),
    "said": ("Who said what", "SPOKEN_BY]->(speaker:Person)"),
}
IN_THE_DARK = ("day",)


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _neo4j() as given, serving(PORT) as address, sync_playwright() as playwright:
        settings = Neo4jSettings(given.uri, user=given.user, password=given.password)
        with Neo4jStore(settings) as store:
            store.apply(load_seed(packaged_seed_folder()))
        chromium = playwright.chromium.launch(executable_path=browser_path())
        _take(chromium, given, f"{address}/neo4j", "light", tuple(STEPS))
        _take(chromium, given, f"{address}/neo4j", "dark", IN_THE_DARK)
        chromium.close()


@contextmanager
def _neo4j() -> Iterator[GivenNeo4j]:
    environment = Environment()
    if environment.neo4j_uri:
        yield GivenNeo4j(environment.neo4j_uri, environment.neo4j_user, environment.password or "")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalServer(Path(folder), 0, 0, password="of-the-pictures") as server,
    ):
        yield GivenNeo4j(server.uri, server.user, server.password or "", server.browser_url)


def _take(
    chromium: Browser, given: GivenNeo4j, served: str, theme: str, names: tuple[str, ...]
) -> None:
    context = chromium.new_context(viewport={"width": 1200, "height": 800})
    browser = Neo4jBrowser(context.new_page(), given)
    browser.log_in()
    browser.run(f':config theme: "{theme}"')
    browser.style(f"{served}/style.grass")
    browser.draw_only_results()
    guide = browser.play(f"{served}/guide.html")
    if theme == "light":
        _save(guide, "guide")
    for name in names:
        title, text = STEPS[name]
        guide = browser.play(f"{served}/guide.html")
        browser.turn_to(guide, title)
        frame = browser.run_step(guide, text)
        whole = frame.get_by_title(re.compile("fullscreen", re.IGNORECASE)).first
        if name != "story":
            browser.drawn(frame)
            whole.click()
            frame.get_by_label("zoom-to-fit").click()
        _save(frame, name if theme == "light" else f"{name}-{theme}")
        if name != "story":
            whole.click()
    context.close()


def _save(frame: Locator, name: str) -> None:
    frame.page.mouse.move(0, 0)  # away from what changes under it
    frame.page.wait_for_timeout(2_500)
    frame.screenshot(path=FOLDER / f"neo4j-browser-{name}.png")
    sys.stdout.write(f"docs/screenshots/neo4j-browser-{name}.png\n")


if __name__ == "__main__":
    main()
