"""The explorer as tests see it: a view opened by its address, and what the API says of the same."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.test_browser.vendor import STATIC

__all__ = ["DOCUMENTS", "EXPLORER", "VIEWS", "api", "drawn", "open_view", "pages_of"]

EXPLORER = STATIC / "explorer"
DOCUMENTS = EXPLORER / "documents"
VIEWS: dict[str, dict[str, str]] = {
    "story": {},
    "timeline": {"view": "timeline", "id": "wechat-links-phase1"},
    "graph": {"view": "graph", "day": "2021-10-01", "id": "wechat"},
    "path": {"view": "path", "from": "wechat", "to": "alipay"},
    "miss": {"view": "path", "from": "wechat", "to": "honor-of-kings", "day": "2023-12-01"},
    "time": {
        "view": "path",
        "when": "time",
        "from": "wechat",
        "to": "alipay",
        "known": "2024-10-01",
    },
    "matrix": {"view": "matrix", "day": "2024-09-30", "than": "2020-01-01"},
    "entities": {"view": "entities"},
    "entity": {"view": "entity", "id": "wechat"},
    "event": {"view": "event", "id": "taobao-password"},
    "source": {"view": "source", "id": "shine-2021-09-17"},
    "about": {"view": "about"},
}
"""Every view, as an address that shows much of it."""


def drawn(page: Page) -> None:
    """Wait until the view that the address asks for is on the screen."""
    page.locator("html[data-drawn]").wait_for(state="attached")
    page.locator("main[aria-busy]").wait_for(state="detached")


def open_view(page: Page, /, **state: str) -> None:
    """Open the explorer in a state, as by a link that somebody sent."""
    page.goto(f"/?{urlencode(state)}" if state else "/")
    drawn(page)


def api(page: Page, name: str, /, **variables: Any) -> Any:
    """Return what the API answers to a document of the explorer."""
    query = (DOCUMENTS / f"{name}.graphql").read_text("utf-8")
    answer = page.request.post("/graphql", data={"query": query, "variables": variables})
    body = answer.json()
    assert "errors" not in body, body
    return body["data"]


def pages_of(page: Page, name: str, path: tuple[str, ...], /, **variables: Any) -> list[Any]:
    """Return the nodes of all pages of a list."""
    found: list[Any] = []
    after = None
    while True:
        part = api(page, name, **variables, after=after)
        for step in path:
            part = part[step]
        found += part["nodes"] if "nodes" in part else [edge["node"] for edge in part["edges"]]
        if not part["pageInfo"]["hasNextPage"]:
            return found
        after = part["pageInfo"]["endCursor"]


def unfold(page: Page, figure: str) -> Locator:
    """Open the table that says the same as a picture, and return its rows."""
    details = page.locator(f"#{figure}-table")
    if details.get_attribute("open") is None:
        details.locator("> summary").click()
    rows = details.locator("tbody tr")
    expect(rows.first).to_be_visible()
    return rows
