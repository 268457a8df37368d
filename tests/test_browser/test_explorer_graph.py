"""The graph with its moving day, beside what the API says of the same day."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.test_browser.explorer import api, drawn, open_view, pages_of, unfold

pytestmark = pytest.mark.browser

DRAWN = ("OPEN", "LIMITED", "BLOCKED")
DAYS = ["2014-06-30", "2021-09-30", "2024-09-30"]


def key(link: dict[str, Any]) -> str:
    """Name a way as the picture does."""
    return f"{link['origin']['id']} {link['destination']['id']} {link['channel']}"


def state(link: dict[str, Any]) -> str:
    """Say what a link is drawn as: the plain rule, apart from the one of the page."""
    if link["verdict"] in ("CERTAIN", "POSSIBLE"):
        return "open" if "OPEN" in link["accesses"] else "limited"
    return "blocked" if "BLOCKED" in link["accesses"] else "closed"


def expected(page: Page, day: str) -> dict[str, tuple[str, bool]]:
    """Return the links of a day as the API has them: their state, and whether it is sure."""
    links = pages_of(page, "snapshot", ("snapshot", "links"), day=day)
    sure = ("CERTAIN", "BLOCKED")
    found = {key(link): (state(link), link["verdict"] in sure) for link in links}
    return {name: each for name, each in found.items() if each[0] != "closed"}


def shown(page: Page) -> dict[str, tuple[str, bool]]:
    """Return the links on the screen."""
    lines = page.locator("svg.graph .line").evaluate_all(
        """lines => lines.filter(line => getComputedStyle(line).display !== "none").map(line =>
            [line.dataset.key, line.dataset.state, !line.classList.contains("unsure")])"""
    )
    return {
        name: (state, sure)
        for name, state, sure in lines
        if state in ("open", "limited", "blocked")
    }


def scrub_to(page: Page, day: str) -> None:
    """Move the slider to a day, as a pointer does."""
    number = (date.fromisoformat(day) - date(1970, 1, 1)).days
    page.locator("#scrub").fill(str(number))
    expect(page.locator("html")).to_have_attribute("data-day", day)


@pytest.mark.parametrize("day", DAYS)
def test_scrubbing(page: Page, troubles: list[str], day: str) -> None:
    """The links on the screen are those of the API's snapshot of the day."""
    open_view(page, view="graph")
    scrub_to(page, day)

    assert shown(page) == expected(page, day)
    assert troubles == []


@pytest.mark.parametrize(
    ("day", "before"), [("2021-09-30", "2021-06-30"), ("2024-01-31", "2023-10-31")]
)
def test_what_just_changed(page: Page, day: str, before: str) -> None:
    """What stands out is what the API's diff has as gained, lost or refused within three months."""
    open_view(page, view="graph", day=day)
    changes = pages_of(page, "diff", ("diff",), **{"from": before, "to": day})
    wanted = {
        (key(each), each["kind"].lower())
        for each in changes
        if each["kind"] in ("GAINED", "LOST", "REFUSED")
    }
    found = page.locator("svg.graph .line").evaluate_all(
        """lines => lines.flatMap(line => ["gained", "lost", "refused"]
            .filter(name => line.classList.contains(name)).map(name => [line.dataset.key, name]))"""
    )

    assert wanted
    assert {tuple(each) for each in found} == wanted
    for name in ("gained", "lost", "refused"):
        some = page.locator(f".aside section.{name} li:not(.faint)")
        assert some.count() == min(12, sum(kind == name for _, kind in wanted))


def test_table_says_the_same(page: Page) -> None:
    """The table behind the picture has a row for each line of it."""
    open_view(page, view="graph", day="2024-01-31")
    rows = unfold(page, "graph")

    lines = page.locator("svg.graph .line:not(.hidden)")
    assert rows.count() == lines.count()
    scrub_to(page, "2014-06-30")
    expect(rows).to_have_count(lines.count())


def test_layout_is_stable(page: Page) -> None:
    """Every node stands at the same place on every day, and on every visit."""
    places = """nodes => nodes.map(node => [node.dataset.id, node.getAttribute("transform")])"""
    open_view(page, view="graph", day="2014-06-30")
    nodes = page.locator("svg.graph .node")
    first = nodes.evaluate_all(places)
    scrub_to(page, "2024-09-30")
    later = nodes.evaluate_all(places)
    page.reload()
    drawn(page)

    assert first == later == nodes.evaluate_all(places)


def test_day_by_keyboard(page: Page) -> None:
    """Arrow keys move the slider day by day, the buttons from change to change; both go back."""
    open_view(page, view="graph", day="2021-09-15")
    page.locator("#scrub").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("html")).to_have_attribute("data-day", "2021-09-16")
    expect(page.locator("#scrub")).to_have_attribute("aria-valuetext", "16 Sept 2021")
    page.locator("#later").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-day", "2021-09-17")
    assert shown(page) == expected(page, "2021-09-17")
    page.go_back()

    expect(page.locator("html")).to_have_attribute("data-day", "2021-09-16")


def test_play(page: Page) -> None:
    """Play lets the day run, and Pause leaves it where it is, in the address too."""
    open_view(page, view="graph", day="2021-01-01")
    page.locator("#play").click()
    expect(page.locator("html")).not_to_have_attribute("data-day", "2021-01-01")
    page.get_by_role("button", name="Pause").click()
    day = page.locator("html").get_attribute("data-day")

    assert day is not None
    assert day > "2021-01-01"
    assert f"day={day}" in page.url
    assert shown(page) == expected(page, day)


def test_play_with_less_motion(page: Page) -> None:
    """Who wants less motion gets one change after the other."""
    page.emulate_media(reduced_motion="reduce")
    open_view(page, view="graph", day="2021-09-16")
    page.locator("#play").click()

    expect(page.locator("html")).to_have_attribute("data-day", "2021-09-17")
    page.get_by_role("button", name="Pause").click()


def test_node_by_keyboard(page: Page) -> None:
    """A node is reached and chosen by keys, and its links stand beside the picture."""
    open_view(page, view="graph", day="2024-09-30")
    page.locator("svg.graph .node[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    name = page.evaluate("document.activeElement.dataset.id")
    page.keyboard.press("Enter")
    entity = api(page, "entity", id=name)["entity"]

    expect(page.locator(".aside h3").first).to_have_text(entity["name"]["en"])
    assert f"id={name}" in page.url


def test_link_by_mouse(page: Page, troubles: list[str]) -> None:
    """A click on a link says both ends, the channel, limits, events and sources, as the API has them."""
    open_view(page, view="graph", day="2024-09-30", id="taobao")
    page.locator(".aside button", has_text="WeChat Pay").first.click()
    link = page.locator("svg.graph .line.chosen")
    expect(link).to_have_count(1)
    origin, destination, channel = str(link.get_attribute("data-key")).split(" ")
    question = {"from": origin, "to": destination, "channel": channel, "day": "2024-09-30"}
    answer = api(page, "access", **question)["access"]
    aside = page.locator(".aside")

    for each in answer["candidates"]:
        expect(aside).to_contain_text(each["event"]["title"]["en"])
    for source in answer["sources"]:
        expect(aside).to_contain_text(source["title"])
    for limit in answer["limits"]:
        expect(aside).to_contain_text(limit["en"])
    assert troubles == []


def test_channels(page: Page) -> None:
    """Ticking a channel leaves the links of that channel, and is in the address."""
    open_view(page, view="graph", day="2024-09-30")
    page.locator("#filter-channels summary").click()
    page.get_by_role("checkbox", name="shared links").check()
    expect(page.locator("#filter-channels summary")).to_have_text("Channels: 1")

    assert "channels=LINK_SHARING" in page.url
    everything = expected(page, "2024-09-30")
    assert shown(page) == {
        name: each for name, each in everything.items() if "LINK_SHARING" in name
    }


def test_on_a_phone(page: Page, troubles: list[str]) -> None:
    """Where there is little room, what was chosen is in the middle and named; a button shows all."""
    page.set_viewport_size({"width": 390, "height": 844})
    open_view(page, view="graph", day="2021-10-01", id="wechat")
    node = page.locator(".node[data-id=wechat]")
    picture = page.locator("svg.graph").bounding_box()
    place = node.locator(".disc").bounding_box()
    inside = page.locator("svg.graph > g")

    assert picture is not None
    assert place is not None
    assert 0.2 < (place["x"] - picture["x"]) / picture["width"] < 0.8
    assert 0.2 < (place["y"] - picture["y"]) / picture["height"] < 0.8
    expect(node.locator("text")).to_be_visible()
    expect(inside).to_have_attribute("transform", re.compile(r"scale\(2\.4\)"))
    page.locator("#graph-all").click()
    expect(inside).to_have_attribute("transform", re.compile(r"scale\(1\)"))
    assert troubles == []
