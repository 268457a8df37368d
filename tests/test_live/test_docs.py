"""What the pages say of codes is what the server says."""

import re
from pathlib import Path

from api.admin.routes import ADMIN_CODES

PAGE = Path(__file__).parents[2] / "docs" / "updating.md"


def test_codes() -> None:
    """Every code of a refusal is listed with its status, and no other."""
    rows = re.findall(r"^\| `([A-Z0-9_]+)` \| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)

    assert [(code, int(status)) for code, status in rows] == [
        (code, status) for code, (status, _) in sorted(ADMIN_CODES.items())
    ]
