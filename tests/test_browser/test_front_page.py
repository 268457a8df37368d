"""The front page, and what holds for every page."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
}


def test_front_page(page: Page, troubles: list[str]) -> None:
    """The front page says what this is, in two languages, quietly and without any other host."""
    page.goto("/")

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Platform interoperability graph")
    expect(heading).to_contain_text("平台互联互通图谱")
    assert troubles == []


def test_links_of_the_front_page(page: Page) -> None:
    """Every link on the front page leads somewhere."""
    page.goto("/")
    links = page.get_by_role("link").all()
    addresses = [link.evaluate("link => link.href") for link in links]
    answers = [page.goto(address) for address in addresses]

    assert addresses
    assert all(answer and answer.ok for answer in answers)


@pytest.mark.parametrize("path", ["/", "/graphiql"])
def test_policy(page: Page, path: str) -> None:
    """Pages may load from this server only, and nothing inline; the server may add refusals."""
    response = page.goto(path)
    assert response is not None
    parts = (
        part.split(maxsplit=1) for part in response.headers["content-security-policy"].split(";")
    )
    policy = {name: " ".join(rest) for name, *rest in parts}

    assert {name: policy.get(name) for name in POLICY} == POLICY
    assert {policy[name] for name in policy.keys() - POLICY} <= {"'none'", "'self'"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(page: Page, scheme: Literal["light", "dark"]) -> None:
    """The front page breaks no rule of accessibility, in the light or in the dark."""
    page.emulate_media(color_scheme=scheme)
    page.goto("/")

    assert Axe().run(page).response["violations"] == []


def test_narrow_screen(page: Page) -> None:
    """On a telephone the front page needs no scrolling to the side."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_dark_and_light(page: Page) -> None:
    """The page follows the system between dark and light."""
    page.emulate_media(color_scheme="light")
    page.goto("/")
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")

    assert page.evaluate(background) != light
