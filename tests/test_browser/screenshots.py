"""Take the pictures of docs/explorer.md anew: `python -m tests.test_browser.screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.test_browser.explorer import open_view
from tests.test_neo4j_browser.serving import browser_path, serving

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
DESKTOP = (1280, 860)
PHONE = (390, 844)
PATH = {"view": "path", "from": "wechat", "to": "wechat-pay", "day": "2022-06-01"}
MISS = {"view": "path", "from": "wechat", "to": "taobao", "day": "2019-06-01"}
TIME = {
    "view": "path",
    "when": "time",
    "from": "wechat",
    "to": "wechat-pay",
    "since": "2020-01-01",
    "until": "2023-12-31",
    "sure": "yes",
}
STEPS: dict[str, dict[str, str]] = {
    "story": {},
    "timeline": {"view": "timeline", "id": "miit-briefing-2021-09-13"},
    "timeline-zoomed": {"view": "timeline", "since": "2021-01-01", "until": "2022-06-30"},
    "graph-2014": {"view": "graph", "day": "2014-06-30"},
    "graph-2024": {"view": "graph", "day": "2024-09-30"},
    "path": PATH,
    "path-miss": {**MISS, "channels": "LINK_SHARING"},
    "path-time": TIME,
    "matrix": {"view": "matrix", "day": "2024-09-30", "than": "2020-01-01"},
    "event": {"view": "event", "id": "taobao-password"},
}
IN_THE_DARK = {
    "graph-dark": {"view": "graph", "day": "2021-10-01", "lang": "zh", "id": "wechat"},
}
ON_A_PHONE = {
    "story-phone": {"lang": "zh"},
    "graph-phone": {"view": "graph", "day": "2021-10-01", "id": "wechat"},
}


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path())
        _take(browser, address, STEPS, DESKTOP, "light")
        _take(browser, address, IN_THE_DARK, DESKTOP, "dark")
        _take(browser, address, ON_A_PHONE, PHONE, "light")
        browser.close()


def _take(
    browser: Browser,
    address: str,
    steps: dict[str, dict[str, str]],
    size: tuple[int, int],
    scheme: Literal["light", "dark"],
) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale="en-GB",
    )
    page = context.new_page()
    for name, state in steps.items():
        open_view(page, **state)
        page.wait_for_timeout(400)  # what follows a moving day comes a moment later
        page.screenshot(path=FOLDER / f"explorer-{name}.png")
        sys.stdout.write(f"docs/screenshots/explorer-{name}.png\n")
    context.close()


if __name__ == "__main__":
    main()
