"""The real command and a real browser.

`server` is the address of `interop serve`, started once for this folder. `page` is a fresh tab of a
fresh visitor, and `troubles` lists what went wrong in it: messages in the console, scripts that
failed, requests to any other host, answers that are errors. Both end with this folder, since a
running Playwright keeps an event loop in the way of tests that start their own.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Response, sync_playwright

COMMAND = Path(sys.executable).with_name("interop")
PATIENCE = 30.0  # seconds until the server must have said where it listens
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def wait_for_address(process: subprocess.Popen[bytes], output: Path) -> str:
    """Return the address that the server prints once it listens; fail with all that it printed."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        said = re.search(r"^listening on (http://\S+)$", output.read_text("utf-8"), re.MULTILINE)
        if said:
            return said[1]
        time.sleep(0.05)
    pytest.fail(f"`interop serve` does not listen. It printed:\n{output.read_text('utf-8')}")


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """Start `interop serve` on a free port and give its address; what it prints goes to the folder."""
    output = folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [COMMAND, "serve", "--port", "0", *options], stdout=file, stderr=subprocess.STDOUT
        )
    try:
        yield wait_for_address(process, output)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start `interop serve` and return its address."""
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start the browser of the machine."""
    names = (os.environ["CHROMIUM"],) if os.environ.get("CHROMIUM") else BROWSERS
    path = next(filter(None, map(shutil.which, names)), None)
    assert path, f"none of {', '.join(names)} is installed; `make test` says how to get one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> list[str]:
    """Return the list that `page` writes its troubles to."""
    return []


@pytest.fixture
def page(browser: Browser, server: str, troubles: list[str]) -> Iterator[Page]:
    """Open a tab of a visitor who was never here; addresses are relative to the server."""

    def on_request(request: Request) -> None:
        if not request.url.startswith((server, "data:", "blob:")):
            troubles.append(f"request to another host: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 400:
            troubles.append(f"status {response.status}: {response.url}")

    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.on("console", lambda message: troubles.append(f"console {message.type}: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))
    page.on("request", on_request)
    page.on("response", on_response)
    yield page
    context.close()
