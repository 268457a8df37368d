"""What the page on clients shows stands so in the examples, which are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs_support import ROOT, Block, blocks
from tests.test_clients.node import FOLDER

PAGE = ROOT / "docs" / "clients.md"
EXAMPLES = [
    *FOLDER.glob("*.mjs"),
    *(path for name in ("relay", "typescript") for path in (FOLDER / name).rglob("*.*")),
    *Path(__file__).parent.glob("*.py"),
]
SHOWN = [block for block in blocks(PAGE) if block.language != "sh"]


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.id)
def test_an_example(block: Block) -> None:
    """Each block is a part of one of them, as it stands there."""
    found = [path for path in EXAMPLES if block.text in path.read_text("utf-8")]

    assert len(found) == 1


def test_nothing_names_a_host() -> None:
    """The lock works with whatever registry a machine is set up for, and knows what it takes."""
    lock = (FOLDER / "package-lock.json").read_text("utf-8")

    assert "resolved" not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/') > 50
