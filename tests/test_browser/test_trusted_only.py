"""The explorer at a server that runs no documents but those that it knows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.test_browser.conftest import serving
from tests.test_browser.explorer import VIEWS, open_view

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start such a server and return its address."""
    with serving(tmp_path_factory.mktemp("server"), "--trusted-only") as address:
        yield address


def test_every_view(page: Page, troubles: list[str]) -> None:
    """All are drawn as ever, while anything else that is asked is refused."""
    for state in VIEWS.values():
        open_view(page, **state)
    refused = page.request.post("/graphql", data={"query": "{ graph { name } }"})

    assert refused.status == 403
    assert troubles == []
