"""GraphQL over HTTP as its own audits see it."""

from __future__ import annotations

from tests.test_clients.node import asked
from tests.test_live.serving import Live


def test_all_audits(served: Live) -> None:
    """Each of the 61 ends well, those that only recommend too."""
    results = asked("audits.mjs", f"{served.url}/graphql")

    assert [audit for audit in results if audit["status"] != "ok"] == []
    assert len({audit["id"] for audit in results}) == 61
