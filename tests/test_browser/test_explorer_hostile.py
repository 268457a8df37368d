"""Names, quotes and titles that try to be more than text."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.test_browser.conftest import COMMAND, wait_for_address
from tests.test_browser.explorer import drawn

pytestmark = pytest.mark.browser

IMAGE = "<img src=x onerror=\"document.title='run'\">"
SCRIPT = "</script><script>document.title='run'</script>"
TURNED = "\u05e9\u05dc\u05d5\u05dd '\"`${1}&lt;{name}"
FORMULA = "=HYPERLINK(1)"
CITED = [{"source": "page", "quote": SCRIPT, "confidence": "high", "note": {"en": IMAGE}}]
WAY = {"origin": "app-a", "destination": "app-b", "channel": "link_sharing"}
SEED: dict[str, dict[str, Any]] = {
    "seed": {
        "name": "hostile",
        "title": {"en": IMAGE, "zh": SCRIPT},
        "recorded_until": "2024-12-31",
        "licence": "CC0-1.0",
    },
    "entities/all": {
        "entities": [
            {
                "id": "bad",
                "kind": "company",
                "name": {"en": IMAGE, "zh": TURNED},
                "aliases": [SCRIPT],
                "description": {"en": SCRIPT},
                "homepage": "https://example.org/?\"'><script>",
            },
            {"id": "app-a", "kind": "app", "name": {"en": f"{TURNED} a", "zh": f"{IMAGE} a"}},
            {
                "id": "app-b",
                "kind": "app",
                "name": {"en": f"{SCRIPT} b", "zh": f"{TURNED} b"},
            },
            {"id": "app-c", "kind": "app", "name": {"en": FORMULA, "zh": "=1"}},
        ]
    },
    "sources/all": {
        "sources": [
            {
                "id": "page",
                "title": IMAGE,
                "publisher": SCRIPT,
                "published": "2021-01-01",
                "language": "en",
                "tier": "press",
            }
        ]
    },
    "events/all": {
        "events": [
            {
                "id": "shut",
                "kind": "link_block",
                "title": {"en": IMAGE, "zh": TURNED},
                "date": "2013",
                "status": "in_force",
                "participants": [{"entity": "app-a", "role": "blocker"}],
                "effects": [{**WAY, "access": "blocked"}],
                "citations": CITED,
            },
            {
                "id": "opened",
                "kind": "link_unblock",
                "title": {"en": TURNED, "zh": SCRIPT},
                "date": "2021-09-17",
                "status": "launched",
                "participants": [{"entity": "app-a", "role": "host"}],
                "effects": [{**WAY, "access": "limited", "limits": [{"en": IMAGE}]}],
                "note": {"en": SCRIPT},
                "citations": CITED,
            },
        ]
    },
    "statements/all": {
        "statements": [
            {
                "id": "word",
                "kind": "opinion",
                "speaker": "bad",
                "about": ["opened"],
                "summary": {"en": IMAGE, "zh": TURNED},
                "citations": CITED,
            }
        ]
    },
}
ADDRESSES = [
    "",
    "?view=timeline&id=opened",
    "?view=graph&id=app-a",
    "?view=graph&link=app-a+app-b+LINK_SHARING",
    "?view=path&from=app-a&to=app-b",
    "?view=path&from=app-a&to=app-b&day=2014-01-01",
    "?view=matrix&rows=product&id=app-a+app-b&than=2014-01-01",
    "?view=entities",
    "?view=entity&id=bad",
    "?view=entity&id=app-b",
    "?view=event&id=opened",
    "?view=source&id=page",
    "?view=about",
    "?view=entity&id=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a seed in which every text is hostile; JSON is YAML too."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in SEED.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
    output = tmp_path_factory.mktemp("hostile-server") / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", "--seed", str(folder)],
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield wait_for_address(process, output)
    finally:
        process.terminate()
        process.wait(timeout=10)


def visit(page: Page, address: str) -> None:
    """Open a view with everything in it unfolded."""
    page.goto(address)
    drawn(page)
    for summary in page.locator("details.folded > summary").all():
        summary.click()
    page.mouse.move(400, 400)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names(browser: Browser, hostile: str, lang: str) -> None:
    """No view takes a name, title, quote or id of the seed or the address for markup."""
    context = browser.new_context(base_url=hostile)
    page = context.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ADDRESSES:
        visit(page, f"/{address}{'&' if address else '?'}lang={lang}")

        assert "run" not in page.title().split(" · ")[0:1]
        assert page.locator("img[onerror], main script, main img").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0
    text = page.locator("main").inner_text()
    context.close()

    assert [message for message in said if "<img" not in message] == []
    assert "<img" in text


def test_hostile_names_are_text(browser: Browser, hostile: str) -> None:
    """They are shown as they are written."""
    context = browser.new_context(base_url=hostile)
    page = context.new_page()
    visit(page, "/?view=entity&id=bad")

    expect(page.locator("h2 bdi").first).to_have_text(IMAGE)
    expect(page.locator(".lead")).to_have_text(SCRIPT)
    context.close()


def test_formulas_in_a_csv(browser: Browser, hostile: str) -> None:
    """A cell that a spreadsheet would run is told to be text."""
    context = browser.new_context(base_url=hostile)
    page = context.new_page()
    visit(page, "/?view=entities")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    context.close()

    assert f"'{FORMULA}" in text
