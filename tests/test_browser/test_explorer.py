"""The explorer as a whole: every view in both languages, its address, its keys, its words."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from graphql import parse, validate
from playwright.sync_api import Browser, Page, expect

from api.query import schema
from tests.test_browser.explorer import DOCUMENTS, EXPLORER, VIEWS, api, drawn, open_view
from tests.test_browser.vendor import STATIC

pytestmark = pytest.mark.browser

# What the page calls its lists, and the enums of the schema that they are.
LISTS = {
    "access": "Access",
    "verdict": "Verdict",
    "direction": "Direction",
    "channel": "Channel",
    "entityKind": "EntityKind",
    "eventKind": "EventKind",
    "status": "Status",
    "role": "Role",
    "confidence": "Confidence",
    "tier": "Tier",
    "metric": "Metric",
    "statementKind": "StatementKind",
    "relation": "RelationKind",
    "relationOf": "RelationKind",
    "eventRelation": "EventRelationKind",
    "eventRelationOf": "EventRelationKind",
    "changeKind": "ChangeKind",
    "objective": "Objective",
    "path.miss": "MissReason",
}
LOOKS = [("en", "light", 1280), ("zh", "dark", 360)]


def unfold_all(page: Page) -> None:
    """Open every table and the queries."""
    for summary in page.locator("details.folded > summary").all():
        summary.click()
    expect(page.locator(".query").first).to_be_visible()


def answered(page: Page) -> None:
    """Send each query that a view shows again, as it is written there."""
    for query in page.locator(".query").all():
        text = query.locator(".document").inner_text()
        variables = query.locator(".variables")
        given = json.loads(variables.inner_text()) if variables.count() else {}
        answer = page.request.post("/graphql", data={"query": text, "variables": given}).json()

        assert "errors" not in answer


@pytest.mark.parametrize(("lang", "scheme", "width"), LOOKS, ids=["en-light-wide", "zh-dark-phone"])
@pytest.mark.parametrize("view", VIEWS)
def test_view(
    page: Page, troubles: list[str], view: str, lang: str, scheme: Any, width: int
) -> None:
    """It is drawn without a trouble, breaks no rule of accessibility, light or dark, and shows its queries."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    open_view(page, **VIEWS[view], lang=lang)
    violations = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    violations += Axe().run(page).response["violations"]
    unfold_all(page)

    assert violations == []
    expect(page.locator("h2").first).not_to_be_empty()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans" if lang == "zh" else "en-GB")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for picture in page.locator("figure").all():
        expect(picture.get_by_role("table")).to_have_count(1)
    answered(page)
    assert troubles == []


@pytest.mark.parametrize("view", ["story", "path", "entity"])
def test_accessibility_of_what_is_folded(page: Page, view: str) -> None:
    """Tables and queries break no rule of accessibility once they are opened; they are alike."""
    open_view(page, **VIEWS[view])
    unfold_all(page)

    assert Axe().run(page).response["violations"] == []


def test_query_opens_in_graphiql(page: Page) -> None:
    """The link beside a query opens it in GraphiQL with its variables, ready to run."""
    open_view(page, **VIEWS["path"])
    page.locator("#query > summary").click()
    link = page.locator(".query[data-document=reachability]").get_by_role("link")
    page.goto(link.evaluate("link => link.href"))
    page.get_by_role("button", name="Execute query").click()
    answer = page.get_by_role("region", name="Result Window")

    expect(answer).to_contain_text('"stretches"')


def test_copied_query(page: Page) -> None:
    """The copy button says that it copied, and the clipboard has the document."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_view(page, **VIEWS["path"])
    page.locator("#query > summary").click()
    page.locator(".query[data-document=reachability]").get_by_role("button").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "query Reachability" in page.evaluate("navigator.clipboard.readText()")


def test_back_and_forward(page: Page, troubles: list[str]) -> None:
    """Going back and forward shows each view again, and its address."""
    open_view(page)
    for name in ("Timeline", "Graph", "Path"):
        page.get_by_role("navigation").get_by_role("link", name=name).click()
        expect(page.locator("h2").first).to_have_text(name)
    page.go_back()
    expect(page.locator("h2").first).to_have_text("Graph")
    page.go_back()
    expect(page.locator("h2").first).to_have_text("Timeline")
    page.go_forward()

    expect(page.locator("h2").first).to_have_text("Graph")
    expect(page).to_have_url(re.compile("view=graph"))
    assert troubles == []


def test_language_and_theme(page: Page) -> None:
    """A click turns the page to Chinese where one is, and the theme stays for the next visit."""
    open_view(page, **VIEWS["graph"])
    page.get_by_role("link", name="中文").click()
    expect(page.locator("h2").first).to_have_text("图谱")
    assert "id=wechat" in page.url
    assert "lang=zh" in page.url
    page.locator("#theme").select_option("dark")
    page.reload()
    drawn(page)

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 29)"


def test_language_of_the_browser(browser: Browser, server: str) -> None:
    """A Chinese browser is greeted in Chinese, and a link in the other language still holds."""
    context = browser.new_context(base_url=server, locale="zh-CN")
    page = context.new_page()
    open_view(page)
    chinese = page.locator("nav").inner_text()
    open_view(page, lang="en")
    english = page.locator("nav").inner_text()
    context.close()

    assert "时间线" in chinese
    assert "Timeline" in english


def test_search_by_keyboard(page: Page, troubles: list[str]) -> None:
    """What is typed in Chinese is completed, and Enter opens the page of what was found."""
    open_view(page)
    search = page.get_by_role("combobox", name="Search")
    search.focus()
    page.keyboard.insert_text("淘口令")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.locator("h2").first).to_contain_text("Taokouling")
    assert troubles == []


def test_unknown_id(page: Page) -> None:
    """An address with a slip is answered with the nearest ids, as the API says them."""
    open_view(page, view="entity", id="wechat-pya")
    alert = page.get_by_role("alert")

    expect(alert).to_contain_text("There is no entity 'wechat-pya'.")
    expect(alert).to_contain_text("wechat-pay")


def test_address_with_nonsense(page: Page, troubles: list[str]) -> None:
    """What an address says wrongly is left aside."""
    open_view(page, view="nope", day="2021-02-30", channels="<b>,LINK_SHARING", months="7")

    expect(page.locator("nav [aria-current]")).to_have_text("Story")
    assert troubles == []


@pytest.mark.parametrize("keys", ["ArrowRight", "ArrowDown"])
def test_pictures_by_keyboard(page: Page, keys: str) -> None:
    """A picture is one stop for Tab; arrow keys go from mark to mark, and Enter opens one."""
    open_view(page)
    columns = page.locator("#balance .column")
    columns.first.focus()
    page.keyboard.press(keys)
    expect(columns.nth(1)).to_be_focused()
    expect(page.locator("#balance [tabindex='0'].column")).to_have_count(1)
    day = columns.nth(1).get_attribute("data-day")
    page.keyboard.press("Enter")

    expect(page.locator("h2").first).to_have_text("Graph")
    assert f"day={day}" in page.url


def test_skip_to_the_content(page: Page) -> None:
    """The first stop of Tab leads past the head of the page."""
    open_view(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_print(page: Page) -> None:
    """On paper the controls are gone, and picture and text stay."""
    open_view(page, **VIEWS["graph"])
    page.emulate_media(media="print")

    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("#play")).to_be_hidden()
    expect(page.locator("svg.graph")).to_be_visible()


def test_story_counts_what_the_api_counts(page: Page) -> None:
    """The first view says how much is open on the last day, as `openness` has it."""
    open_view(page)
    info = api(page, "graph")["graph"]
    window = {"since": info["recordedUntil"], "until": info["recordedUntil"]}
    point = api(page, "openness", window=window)["openness"][0]["points"][-1]

    expect(page.locator(".lead strong").nth(-3)).to_have_text(
        str(point["certain"] + point["possible"])
    )
    expect(page.locator(".lead strong").nth(-2)).to_have_text(str(point["recorded"]))
    expect(page.locator(".lead strong").nth(-1)).to_have_text(str(point["blocked"]))
    assert page.locator(".story .card").count() > 3


def test_turning_points_open_or_close_as_their_events_do(page: Page) -> None:
    """No event that only closes is told to have opened a way, even where the days of both are in doubt."""
    open_view(page)
    wrong = {"opened": "CLOSES", "closed": "OPENS"}
    for card in page.locator(".story .card").all():
        id = parse_qs(urlsplit(card.locator("a").first.get_attribute("href") or "").query)["id"][0]
        direction = api(page, "event", id=id)["event"]["direction"]
        told = {word for word in wrong if f" {word}" in card.inner_text()}

        assert told
        assert direction not in {wrong[word] for word in told}


def test_entity_page_has_all(page: Page) -> None:
    """The page of an entity shows its names, links, events, figures, statements and sources."""
    open_view(page, view="entity", id="alibaba")
    found = api(page, "entity", id="alibaba")["entity"]
    text = page.locator("main").inner_text()

    assert found["name"]["en"] in text
    assert found["name"]["zh"] in text
    assert all(alias in text for alias in found["aliases"])
    assert page.locator("#figures > ul > li").count() == len(found["figures"])
    assert page.locator("#statements > ul > li").count() == len(found["statements"])
    assert page.locator("#relations > ul > li").count() == len(found["relations"])
    assert page.locator("#timeline .event").count() == len(found["timeline"]["nodes"])


def test_event_page_has_all(page: Page) -> None:
    """The page of an event shows who took part, what it did, and the words of each source."""
    open_view(page, **VIEWS["event"])
    found = api(page, "event", id="taobao-password")["event"]

    assert page.locator("#participants > ul > li").count() == len(found["participants"])
    assert page.locator("#effects > ul > li").count() == len(found["effects"])
    quotes = [each["quote"] for each in found["citations"] if each["quote"]]
    assert page.locator("#sources blockquote").all_inner_texts() == quotes
    for each in found["citations"]:
        if each["source"]["url"]:
            expect(page.locator(f"a.outside[href='{each['source']['url']}']").first).to_be_visible()


def test_downloads(page: Page) -> None:
    """What is shown can be had as CSV, JSON, SVG and PNG."""
    open_view(page, **VIEWS["path"])
    saved = {}
    for form in ("CSV", "JSON", "SVG", "PNG"):
        with page.expect_download() as download:
            page.locator("#path").get_by_role("button", name=form).click()
        saved[form] = download.value.path().read_bytes()
        assert download.value.suggested_filename == f"path.{form.lower()}"
    hops = api(page, "path", **{"from": "wechat", "to": "alipay", "day": last_day(page)})

    assert saved["CSV"].decode("utf-8-sig").count("\r\n") == 1 + len(hops["path"]["hops"])
    assert json.loads(saved["JSON"])["hops"] == hops["path"]["hops"]
    assert saved["SVG"].startswith(b"<svg")
    assert b"Taobao" in saved["SVG"]
    assert saved["PNG"].startswith(b"\x89PNG")


def last_day(page: Page) -> str:
    """Return the last day on record."""
    day: str = api(page, "graph")["graph"]["recordedUntil"]
    return day


def test_words(page: Page) -> None:
    """Both languages say the same things, and have a word for each value of the API's lists."""
    open_view(page)
    words = page.evaluate(
        "import(new URL('static/explorer/core/i18n.js', location)).then(found => found.WORDS)"
    )
    enums = {f"{name}.{value}" for name, enum in LISTS.items() for value in values_of(enum)}

    assert words["en"].keys() == words["zh"].keys()
    assert enums <= words["en"].keys()
    braces = re.compile(r"\{\w+\}")
    for key, phrase in words["en"].items():
        if not key.endswith(".one"):
            assert set(braces.findall(phrase)) == set(braces.findall(words["zh"][key])), key


def values_of(enum: str) -> list[str]:
    """Return the values of an enum of the schema."""
    answer = schema.execute_sync(f'{{ __type(name: "{enum}") {{ enumValues {{ name }} }} }}')
    assert answer.data is not None
    return [value["name"] for value in answer.data["__type"]["enumValues"]]


def test_keys_of_the_code_are_words(page: Page) -> None:
    """Every phrase that the code asks for by its full name exists."""
    open_view(page)
    words = page.evaluate(
        "import(new URL('static/explorer/core/i18n.js', location)).then(found => found.WORDS.en)"
    )
    code = "\n".join(path.read_text("utf-8") for path in EXPLORER.rglob("*.js"))
    keys = set(re.findall(r'\b(?:t|say)\("([^"]+)"', code))
    counted = set(re.findall(r'\bcount\("([^"]+)"', code))

    assert keys
    assert keys - words.keys() == set()
    assert {f"{key}.{form}" for key in counted for form in ("one", "other")} <= words.keys()


def test_documents_fit_the_schema() -> None:
    """Each document of the explorer is valid, and begins with a word on what it asks."""
    for path in sorted(DOCUMENTS.glob("*.graphql")):
        text = path.read_text("utf-8")

        assert text.startswith("# ")
        assert validate(schema._schema, parse(text)) == []


def test_modules_are_loaded_ahead() -> None:
    """The page names every module, so that none waits for another to be read."""
    page = (STATIC / "index.html").read_text("utf-8")
    ahead = set(re.findall(r'rel="modulepreload" href="static/([^"]+)"', page))
    modules = {path.relative_to(STATIC).as_posix() for path in EXPLORER.rglob("*.js")}

    assert ahead == modules - {"explorer/main.js"}
