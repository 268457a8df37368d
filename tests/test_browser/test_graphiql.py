"""GraphiQL, as a visitor uses it."""

import json
from typing import TypedDict
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.test_browser.vendor import STATIC

pytestmark = pytest.mark.browser


class Example(TypedDict):
    """One entry of `examples.json`."""

    title: str
    query: str
    variables: dict[str, object]


EXAMPLES: list[Example] = json.loads((STATIC / "examples.json").read_text("utf-8"))
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["title"])


def execute(page: Page) -> None:
    """Run the query in the open tab."""
    page.get_by_role("button", name="Execute query").click()


def answer(page: Page) -> str:
    """Return what the answer pane shows, once it shows an answer."""
    pane = page.get_by_role("region", name="Result Window")
    expect(pane).to_contain_text('"data"')
    return pane.inner_text()


def test_first_visit(page: Page, troubles: list[str]) -> None:
    """GraphiQL opens with the first examples in its tabs, quietly and without any other host."""
    page.goto("/graphiql")
    page.get_by_role("button", name="Execute query").wait_for()

    expect(page.get_by_role("region", name="Query Editor")).to_contain_text("query")
    assert troubles == []


def test_first_example(page: Page, troubles: list[str]) -> None:
    """One click runs the example of the open tab and shows an answer without errors."""
    page.goto("/graphiql")
    execute(page)

    assert '"errors"' not in answer(page)
    assert troubles == []


@each_example
def test_example_in_the_side_bar(page: Page, troubles: list[str], example: Example) -> None:
    """An example in the side bar opens in a tab and runs."""
    page.goto("/graphiql")
    page.get_by_role("button", name="Show Examples").click()
    page.get_by_role("link", name=example["title"], exact=True).click()
    page.wait_for_load_state()
    execute(page)

    assert '"errors"' not in answer(page)
    assert troubles == []


def test_query_in_the_address(page: Page, troubles: list[str]) -> None:
    """An address with a query and variables opens both, and running it uses them."""
    asked = {
        "query": "query Shared($yes: Boolean!) { __typename @include(if: $yes) }",
        "variables": '{"yes": true}',
    }
    page.goto(f"/graphiql?{urlencode(asked)}")
    execute(page)

    assert '"__typename"' in answer(page)
    assert troubles == []


def test_coming_back(page: Page, troubles: list[str]) -> None:
    """What a visitor left in the tabs is there again, beside what an address asks for."""
    page.goto("/graphiql?query=query+Mine+%7B+__typename+%7D")
    expect(page.get_by_role("tab", name="Mine")).to_have_count(1)
    # GraphiQL keeps its tabs a moment after a change; who leaves before that leaves nothing.
    page.wait_for_timeout(2_000)
    page.goto("/graphiql?query=query+Theirs+%7B+__typename+%7D")
    execute(page)

    expect(page.get_by_role("tab", name="Mine")).to_have_count(1)
    expect(page.get_by_role("tab", name="Theirs")).to_have_attribute("aria-selected", "true")
    assert '"__typename"' in answer(page)
    assert troubles == []


def test_address_follows_the_editor(page: Page, troubles: list[str]) -> None:
    """What stands in the editor stands in the address, ready to be passed on."""
    page.goto("/graphiql?query=query+Typed+%7B+__typename+%7D")
    editor = page.get_by_role("region", name="Query Editor").locator("textarea").first
    editor.focus()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text("# seen")
    page.wait_for_url(lambda url: "seen" in url)

    assert parse_qs(urlsplit(page.url).query)["query"] == ["query Typed { __typename }# seen"]
    assert troubles == []


def test_mistake_in_a_query(page: Page) -> None:
    """An error is shown as the server says it."""
    page.goto("/graphiql?query=%7B+noSuchField+%7D")
    execute(page)

    expect(page.get_by_role("region", name="Result Window")).to_contain_text("noSuchField")


def test_way_home(page: Page, troubles: list[str]) -> None:
    """The name in the corner leads to the front page."""
    page.goto("/graphiql")
    page.get_by_role("link", name="Interop graph").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Platform interoperability graph")
    assert troubles == []
