"""The timeline and the matrix, beside what the API says."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.test_browser.explorer import api, open_view, pages_of, unfold

pytestmark = pytest.mark.browser


def test_all_events(page: Page, troubles: list[str]) -> None:
    """Every event of the API has a mark, and the table has a row for each."""
    open_view(page, view="timeline")
    events = pages_of(page, "timeline", ("timeline",))
    marks = page.locator("svg.timeline .event")

    ids = marks.evaluate_all("marks => marks.map(mark => mark.dataset.id)")
    assert sorted(ids) == sorted(event["id"] for event in events)
    assert unfold(page, "timeline").count() == len(events)
    assert troubles == []


def test_signs_differ_in_shape(page: Page) -> None:
    """Openings and closings are told apart by their shape, doubt by a broken line."""
    open_view(page, view="timeline")
    shape = """marks => new Set(marks.map(mark => mark.getAttribute("d"))).size"""
    shapes = {
        direction: page.locator(f"svg.timeline .mark.{direction}").first.get_attribute("d")
        for direction in ("OPENS", "CLOSES", "NEUTRAL")
    }

    assert len(set(shapes.values())) == len(shapes)
    assert page.locator("svg.timeline .mark.OPENS").evaluate_all(shape) == 1
    doubtful = page.locator("svg.timeline .mark.doubtful").first
    assert doubtful.evaluate("mark => getComputedStyle(mark).strokeDasharray") != "none"


def test_event_by_keyboard(page: Page) -> None:
    """An event is chosen by keys; who, what, quotes and sources stand beside the picture."""
    open_view(page, view="timeline")
    page.locator("svg.timeline .event[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    chosen = page.locator("svg.timeline .event.selected")
    expect(chosen).to_be_focused()
    found = api(page, "event", id=chosen.get_attribute("data-id"))["event"]
    card = page.locator(".event-card")

    expect(card.locator("h3")).to_have_text(found["title"]["en"])
    for each in found["citations"]:
        expect(card).to_contain_text(each["source"]["title"])
        expect(card).to_contain_text(each["quote"] or "")


def test_tip(page: Page) -> None:
    """Pointing at a mark says what it is."""
    open_view(page, view="timeline", since="2021-09-01", until="2021-12-31")
    page.locator("svg.timeline .event[data-id='wechat-links-phase1'] .touch").hover()

    expect(page.locator(".tip")).to_contain_text("first phase")


def test_zoom_is_in_the_address(page: Page, troubles: list[str]) -> None:
    """Zooming and moving change the stretch in the address, and the address gives it back."""
    open_view(page, view="timeline")
    page.locator("#timeline-in").click()
    page.locator("#timeline-earlier").click()
    expect(page.locator(".window")).to_contain_text(" – ")
    window = page.locator(".window").inner_text()
    marks = page.locator("svg.timeline .event").count()
    page.reload()

    expect(page.locator(".window")).to_have_text(window)
    assert page.locator("svg.timeline .event").count() == marks
    page.locator("#timeline-all").click()
    expect(page.locator(".window")).to_have_text("")
    assert "since=" not in page.url
    assert troubles == []


def test_drag(page: Page) -> None:
    """Dragging moves the axis."""
    open_view(page, view="timeline", since="2021-01-01", until="2021-12-31")
    box = page.locator("svg.timeline").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 150, box["y"] + 40, steps=4)
    page.mouse.up()

    page.wait_for_url(lambda url: "since=2020" in url)


def test_filters(page: Page) -> None:
    """Who, channels, directions and kinds narrow it as the API does, and stay in the address."""
    open_view(page, view="timeline")
    page.locator("#filter-directions summary").click()
    page.get_by_role("checkbox", name="closes").check()
    expect(page.locator("#filter-directions summary")).to_have_text("Directions: 1")
    page.get_by_role("combobox", name="Who").fill("腾讯")
    page.get_by_role("option", name="Tencent Holdings").click()
    page.wait_for_url("**company=tencent**")
    chosen = {"directions": ["CLOSES"], "entity": "tencent", "includeProducts": True}
    events = pages_of(page, "timeline", ("timeline",), filter=chosen)
    marks = page.locator("svg.timeline .event")

    expect(marks).to_have_count(len(events))
    page.locator("#by").select_option("channel")
    expect(page.locator("svg.timeline .lane-name").first).to_be_visible()
    assert "by=channel" in page.url


def test_matrix(page: Page, troubles: list[str]) -> None:
    """The squares are the cells that the API has, and a click shows the links of one."""
    open_view(page, view="matrix", day="2024-09-30")
    matrix = api(page, "matrix", day="2024-09-30", by="COMPANY")["matrix"]
    cells = {(c["row"]["id"], c["column"]["id"]): c for c in matrix["cells"]}
    squares = page.locator("svg.matrix .cell")
    shown = squares.evaluate_all(
        """cells => cells.map(cell => [cell.dataset.cell, cell.getAttribute("class").split(" ")[1]])"""
    )

    assert {tuple(name.split(" ")): verdict for name, verdict in shown} == {
        ends: cell["verdict"] for ends, cell in cells.items()
    }
    squares.first.focus()
    page.keyboard.press("Enter")
    row, column = str(squares.first.get_attribute("data-cell")).split(" ")
    expect(page.locator(".aside li")).to_have_count(len(cells[row, column]["links"]))
    assert troubles == []


def test_matrix_of_two_days(page: Page) -> None:
    """What changed since another day is marked, and listed as the API's diff has it."""
    open_view(page, view="matrix", day="2024-09-30", than="2020-01-01", rows="product")
    diff = api(page, "diff", **{"from": "2020-01-01", "to": "2024-09-30"})["diff"]
    changes = page.get_by_role("region", name="Changes between the two days")

    assert changes.locator("tbody tr").count() == len(diff["nodes"])
    expect(page.get_by_role("heading", name=f"{diff['totalCount']} changes")).to_be_visible()
    assert page.locator("svg.matrix .cell.gained").count() > 0


def test_openness(page: Page) -> None:
    """Openness over time is that of the API, for all and for each channel."""
    open_view(page, view="matrix", by="channel", step="year")
    info = api(page, "graph")["graph"]
    first = page.locator("#openness .column").first.get_attribute("data-day")
    window = {"since": first, "until": info["recordedUntil"]}
    series = api(page, "openness", window=window, by="CHANNEL")["openness"]
    points = api(page, "openness", window=window)["openness"][0]["points"]

    assert page.locator("#openness .column").count() == len(points)
    assert page.locator(".multiples > li").count() == len(series)
