"""The path finder: what it says is what the API answers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.test_browser.explorer import api, drawn, open_view, unfold

pytestmark = pytest.mark.browser

FOUND = [
    {"from": "wechat", "to": "wechat-pay", "day": "2024-10-15"},
    {"from": "wechat", "to": "taobao", "day": "2016-06-01"},
]
MISSED = [
    {"from": "wechat", "to": "honor-of-kings", "day": "2023-12-01"},
    {"from": "wechat", "to": "taobao", "day": "2019-06-01", "channels": "LINK_SHARING"},
]
WINDOW = {"from": "wechat", "since": "2013-01-01", "until": "2024-10-31"}
THROUGH_TIME = [
    {**WINDOW, "to": "alipay"},
    {**WINDOW, "to": "wechat-pay", "best": "LATEST_DEPARTURE", "sure": "yes"},
    {**WINDOW, "to": "wechat-pay", "best": "FASTEST", "apart": "yes", "strict": "yes"},
    {"from": "alipay", "to": "taobao", "since": "2013-01-01", "until": "2026-01-01"},
]
WORDS = {"COPIED_CODE": "copied codes", "PAYMENT_CHECKOUT": "payment at the checkout"}


def question(asked: dict[str, str]) -> dict[str, Any]:
    """Return the variables that the API takes."""
    return {**asked, **({"channels": [asked["channels"]]} if "channels" in asked else {})}


@pytest.mark.parametrize("asked", FOUND, ids=lambda asked: asked["day"])
def test_path_in_sentences(page: Page, troubles: list[str], asked: dict[str, str]) -> None:
    """Each hop is told with its ends, channel, verdict, limits, events and sources, in order."""
    open_view(page, view="path", **asked)
    answer = api(page, "path", **question(asked))["path"]
    hops = page.locator(".hops > .hop")

    expect(page.locator(".answer")).to_contain_text(answer["to"]["name"]["en"])
    assert hops.count() == answer["length"]
    for item, hop in zip(hops.all(), answer["hops"], strict=True):
        sentence = item.locator(".sentence").inner_text()
        limited = ", with limits" if "OPEN" not in hop["accesses"] else ""
        assert sentence == (
            f"From inside {hop['from']['name']['en']}, {hop['to']['name']['en']} could be reached"
            f" through {WORDS[hop['channel']]}{limited}. This is {hop['verdict'].lower()}."
        )
        text = item.inner_text()
        assert all(limit["en"] in text for limit in hop["limits"])
        assert all(event["title"]["en"] in text for event in hop["events"])
        assert all(source["title"] in text for source in hop["sources"])
    assert troubles == []


@pytest.mark.parametrize("asked", MISSED, ids=lambda asked: asked["day"])
def test_no_path(page: Page, asked: dict[str, str]) -> None:
    """Without a path the nearest miss is named, and a click goes to the first day with one."""
    open_view(page, view="path", **asked)
    answer = api(page, "path", **question(asked))["path"]
    miss = answer["nearestMiss"]
    sentence = page.locator("p.sentence")

    expect(page.locator(".answer")).to_contain_text("No:")
    expect(sentence).to_contain_text(miss["from"]["name"]["en"])
    expect(sentence).to_contain_text(miss["to"]["name"]["en"])
    page.locator(".days button").first.click()
    expect(page.locator(".hops > .hop").first).to_be_visible()
    assert f"day={answer['firstPossibleDay']}" in page.url


def test_reachability_by_keyboard(page: Page) -> None:
    """The bar and its table have the runs of days that the API has; Enter goes to the first day."""
    open_view(page, view="path", **{"from": "wechat", "to": "taobao"}, channels="LINK_SHARING")
    question = {"from": "wechat", "to": "taobao", "channels": ["LINK_SHARING"]}
    stretches = api(page, "reachability", **question)["reachability"]["stretches"]
    assert unfold(page, "reachability").count() == len(stretches)
    bars = page.locator("#reachability .stretch")
    bars.first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")

    expect(page.locator(".hops > .hop").first).to_be_visible()
    assert f"day={stretches[-1]['during']['since']}" in page.url


def test_reachability_by_mouse(page: Page) -> None:
    """A click on the bar goes to the day under the pointer."""
    open_view(page, view="path", **{"from": "wechat", "to": "taobao"}, channels="LINK_SHARING")
    bar = page.locator("#reachability svg")
    box = bar.bounding_box()
    assert box is not None
    bar.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.45})

    expect(page.locator(".answer")).to_contain_text("No:")
    assert "day=" in page.url


def test_names_by_keyboard(page: Page, troubles: list[str]) -> None:
    """Names are completed in English and Chinese, and the whole question needs no mouse."""
    open_view(page, view="path")
    page.get_by_role("combobox", name="From").focus()
    page.keyboard.type("WeCh")
    expect(page.get_by_role("option", name="WeChat 微信")).to_be_visible()
    page.keyboard.press("Enter")
    drawn(page)
    page.get_by_role("combobox", name="To", exact=True).focus()
    page.keyboard.insert_text("支付宝")
    expect(page.locator("[role=option]").first).to_contain_text("Alipay")
    page.keyboard.press("Enter")

    expect(page.locator(".answer")).to_contain_text("Alipay")
    assert "from=wechat" in page.url
    assert "to=alipay" in page.url
    assert troubles == []


def test_slip_in_a_name(page: Page) -> None:
    """A name with a slip is found all the same, as the API's search takes it."""
    open_view(page, view="path")
    page.get_by_role("combobox", name="From").focus()
    page.keyboard.type("Taboao")

    expect(page.locator("[role=option]").first).to_contain_text("Taobao")


def test_turned_round(page: Page) -> None:
    """One button asks for the way back."""
    open_view(page, view="path", **FOUND[0])
    page.locator("#turn").click()

    expect(page.get_by_role("combobox", name="From")).to_have_value("WeChat Pay")


def test_without_limits(page: Page) -> None:
    """Ways with limits can be left out, as `allowLimited: false` does."""
    open_view(page, view="path", **FOUND[0])
    page.locator("#strict").check()
    answer = api(page, "path", **FOUND[0], allowLimited=False)["path"]
    expected = "Yes:" if answer["found"] else "No:"

    expect(page.locator(".answer")).to_contain_text(expected)
    assert "strict=yes" in page.url


def of_a_window(asked: dict[str, str]) -> dict[str, Any]:
    """Return the variables that the API takes for a path through time."""
    return {
        "from": asked["from"],
        "to": asked["to"],
        "notBefore": asked["since"],
        "arriveBy": asked["until"],
        "objective": asked.get("best", "EARLIEST_ARRIVAL"),
        "atLeast": "CERTAIN" if "sure" in asked else "POSSIBLE",
        "strict": "apart" in asked,
        "allowLimited": "strict" not in asked,
    }


def shown_day(page: Page, day: str) -> str:
    """Return a day as the page writes it."""
    written: str = page.evaluate(
        "day => import(new URL('static/explorer/core/days.js', location)).then(d => d.showDay(day))",
        day,
    )
    return written


@pytest.mark.parametrize("asked", THROUGH_TIME, ids=lambda asked: asked.get("best", asked["to"]))
def test_path_through_time(page: Page, troubles: list[str], asked: dict[str, str]) -> None:
    """Window, objective and days are those of the API's answer, hop by hop, in sentences and table."""
    open_view(page, view="path", when="time", **asked)
    answer = api(page, "temporal-path", **of_a_window(asked))["temporalPath"]
    headline = page.locator(".answer").inner_text()
    hops = page.locator(".hops > .hop")

    assert hops.count() == len(answer["hops"])
    assert shown_day(page, answer["notBefore"]) in headline
    if not answer["found"]:
        assert headline.startswith("No: between")
        return
    assert headline.startswith("Yes:" if answer["verdict"] == "CERTAIN" else "Possibly:")
    assert f"setting out on {shown_day(page, answer['departs'])}" in headline
    assert f"arriving on {shown_day(page, answer['arrives'])}" in headline
    for item, hop in zip(hops.all(), answer["hops"], strict=True):
        limited = ", with limits" if "OPEN" not in hop["accesses"] else ""
        sentence = item.locator(".sentence").inner_text()
        ends = (
            f"from inside {hop['from']['name']['en']}, {hop['to']['name']['en']} could be reached"
        )
        assert sentence.startswith(f"On {shown_day(page, hop['day'])}, {ends} through ")
        assert sentence.endswith(f"{limited}. This is {hop['verdict'].lower()}.")
        assert all(event["title"]["en"] in item.inner_text() for event in hop["events"])
    days = [row.locator("td").nth(2).inner_text() for row in unfold(page, "path").all()]
    assert days == [hop["day"] for hop in answer["hops"]]
    assert troubles == []


def test_through_time_by_keyboard(page: Page, troubles: list[str]) -> None:
    """The question, its objective and what was known are chosen without a mouse, and in the address."""
    open_view(page, view="path", **{"from": "taobao", "to": "wechat-pay"}, day="2024-09-30")
    page.locator("#when").focus()
    page.keyboard.type("t")  # one letter: where a machine is slow, a second begins a new search
    page.wait_for_url(re.compile("when=time"))
    drawn(page)
    expect(page.locator("#when")).to_be_focused()
    page.locator("#best").focus()
    page.keyboard.type("f")
    page.wait_for_url(re.compile("best=FASTEST"))
    drawn(page)
    page.locator("#evidence-summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#known")).to_be_visible()
    for field, key, part in (
        ("tier", "p", "tier=PRESS"),
        ("sources", "2", "sources=2"),
        ("verified", "Space", "verified=yes"),
    ):
        page.locator(f"#{field}").focus()
        page.keyboard.press(key)
        page.wait_for_url(re.compile(part))
        drawn(page)
        expect(page.locator(f"#{field}")).to_be_focused()
    page.locator("#known").fill("2024-09-30")
    expect(page.locator("#evidence-summary")).to_contain_text("some evidence is left out")
    violations = Axe().run(page).response["violations"]

    assert violations == []
    for part in ("when=time", "best=FASTEST", "tier=PRESS", "sources=2", "verified=yes"):
        assert part in page.url
    page.locator("#evidence-all").click()
    expect(page.locator("#evidence-summary")).to_contain_text("everything counts")
    assert "tier" not in page.url
    assert troubles == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_was_known(page: Page, lang: str) -> None:
    """Only the evidence that is chosen counts, and what it leaves out is listed, as the API has it."""
    asked = {"from": "taobao", "to": "wechat-pay", "day": "2024-09-30"}
    open_view(page, view="path", **asked, known="2024-09-06", sources="2", lang=lang)
    evidence = {"knownAt": "2024-09-06", "minimumTier": "SECONDARY", "sources": 2}
    answer = api(page, "path", **asked, evidence={**evidence, "includeUnverified": True})["path"]
    everything = api(page, "path", **asked)["path"]

    left_out = page.locator("#left-out li").all_inner_texts()
    assert left_out == [event["title"][lang] for event in answer["leftOut"]]
    assert left_out
    assert page.locator(".hops > .hop").count() == len(answer["hops"])
    events = page.locator(".hops .because").first.inner_text()
    assert all(event["title"][lang] in events for event in answer["hops"][0]["events"])
    assert answer["hops"][0]["events"] != everything["hops"][0]["events"]
