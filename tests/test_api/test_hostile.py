"""A served process under requests that mean no good: it stays, tells why it refuses, and serves others."""

from __future__ import annotations

from tests.bench.hostile import besiege, besieged
from tests.bench.processes import serving
from tests.bench.service import COMMAND

REQUESTS = 500


def test_under_siege() -> None:
    """Nothing but documented refusals, and plain questions that are put meanwhile are answered."""
    with (
        serving([str(COMMAND), "serve", "--port", "0"]) as service,
        besieged(service.address) as (siege, meanwhile),
    ):
        besiege(siege, REQUESTS, senders=3)

    assert siege.wrong == meanwhile.wrong == []
    assert meanwhile.seconds
    assert sum(siege.statuses.values()) >= REQUESTS
    assert {"200", "400", "413", "closed"} <= siege.statuses.keys()
    assert {"TOO_DEEP", "TOO_MANY_TOKENS", "TOO_COSTLY", "BAD_REQUEST"} <= siege.codes.keys()
