"""How long the explorer takes, in the browser: to its first view, and from day to day."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.bench.service import Row
from tests.bench.synthetic import synthetic_seed, write_jsonl
from tests.test_browser.explorer import drawn
from tests.test_neo4j_browser.serving import browser_path, serving

__all__ = ["views"]

ORGANISATIONS = 120  # 300 entities, 1,500 events
DRAWN = "performance.getEntriesByName('drawn')[0].startTime"
STEPS = """async steps => {
  const slider = document.getElementById("scrub");
  const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  const took = [];
  for (let step = 0; step < steps; step += 1) {
    slider.value = Number(slider.min) + ((slider.max - slider.min) * (step + 0.5)) / steps;
    const start = performance.now();
    slider.dispatchEvent(new Event("input"));
    await frame();
    took.push(performance.now() - start);
  }
  return took;
}"""


def views(rounds: int) -> Iterator[Row]:
    """The first view, drawn for a visitor who was never here, and a step of the moving day."""
    with serving() as address, _browser() as browser:
        first = [_first_view(browser, address) for _ in range(rounds)]
        steps = _steps(browser, address, rounds * 10)
    with tempfile.TemporaryDirectory() as folder:
        seed = Path(folder) / "synthetic.jsonl"
        write_jsonl(synthetic_seed(ORGANISATIONS), seed)
        with serving(0, "--seed", str(seed)) as address, _browser() as browser:
            larger = _steps(browser, address, rounds * 10)
    most = f"at most {max(first):,.0f}; aim: less than 1,500"
    yield Row("explorer, the first view", statistics.median(first), "ms", most)
    most = f"at most {max(steps):,.0f}; aim: less than 100"
    yield Row("explorer, the graph on another day", statistics.median(steps), "ms", most)
    most = f"at most {max(larger):,.0f}; aim: less than 100"
    yield Row("explorer, one of 300 entities", statistics.median(larger), "ms", most)


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path())
        yield browser
        browser.close()


def _first_view(browser: Browser, address: str) -> float:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/")
    drawn(page)
    took: float = page.evaluate(DRAWN)
    context.close()
    return took


def _steps(browser: Browser, address: str, steps: int) -> list[float]:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/?view=graph")
    drawn(page)
    took: list[float] = page.evaluate(STEPS, steps)
    context.close()
    return took
