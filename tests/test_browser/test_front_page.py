"""The front page, which is the explorer, and what holds for every page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.docs_support import example_link, examples
from tests.test_browser.explorer import open_view

pytestmark = pytest.mark.browser

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
}


ACCEPT = {"accept": "text/html"}


def test_front_page(page: Page, troubles: list[str]) -> None:
    """The front page says what this is, in two languages, quietly and without any other host."""
    open_view(page)

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Platform interoperability graph")
    expect(heading).to_contain_text("平台互联互通图谱")
    assert troubles == []


@pytest.mark.parametrize("view", ["story", "about"])
def test_links_of_the_front_page(page: Page, view: str) -> None:
    """Every link on the front page, and on what it says of itself, leads somewhere."""
    open_view(page, view=view)
    links = page.get_by_role("link").all()
    addresses = {str(link.evaluate("link => link.href")) for link in links}
    answers = [page.request.get(address, headers=ACCEPT) for address in addresses]

    assert addresses
    assert [answer.url for answer in answers if not answer.ok] == []


def test_without_scripts(browser: Browser, server: str) -> None:
    """Without JavaScript the page says what it is, and where to go."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    text = page.locator("noscript").inner_text()
    context.close()

    assert "Who could reach whom" in text


def test_examples(page: Page) -> None:
    """The page about it offers the examples of GraphiQL, as addresses that open them."""
    open_view(page, view="about")
    offered = page.locator(".questions a").evaluate_all(
        "links => links.map(link => [link.textContent, link.href])"
    )

    assert [title for title, _ in offered] == [example["title"] for example in examples()]
    for (_, address), example in zip(offered, examples(), strict=True):
        wanted = urlsplit(example_link(example)).query
        assert parse_qs(urlsplit(address).query) == parse_qs(wanted)


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


def test_dark_and_light(page: Page) -> None:
    """The page follows the system between dark and light."""
    page.emulate_media(color_scheme="light")
    open_view(page)
    background = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(background)
    page.emulate_media(color_scheme="dark")

    assert page.evaluate(background) != light
