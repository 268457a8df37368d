"""What stands around all answers.

From the outermost: traces, the short way of what was answered before or is answered at once, ids and counts, headers, other
origins, the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from api.access.clients import Clients, networks
from api.access.gate import Admission, Gate
from api.access.hosts import Hosts
from api.access.keys import KeyFile
from api.access.rates import Rates
from api.headers import VERSION_HEADER, SecurityHeaders
from api.kept import KeptAnswers, Moment
from api.observing import REQUEST_ID_HEADER, Observe, Observing
from api.settings import Settings, origins
from api.short_way import AtOnce, Layer, ShortWay

if TYPE_CHECKING:
    from api.observing.traces import Traces

__all__ = ["around", "short_way", "traces_of"]


def short_way(
    settings: Settings,
    observers: Sequence[Observe],
    kept: KeptAnswers,
    moment: Callable[[], Moment | None],
    at_once: AtOnce,
) -> ShortWay:
    """The short way, as the settings have it; `observers` are told of each request that has ended.

    Answers are `kept` for a `moment`, if there is one that can be told from others; some questions are
    answered `at_once`.
    """
    may_others_ask = bool(origins(settings.cors_origins))
    return ShortWay(
        kept, moment, None if may_others_ask else at_once, _admission(settings), tuple(observers)
    )


def around(settings: Settings, traces: Traces | None, short_way: ShortWay) -> list[Middleware]:
    """All that stands around answers; both ways have who may ask, and who is told, in common."""
    return [
        *_traced(traces),
        Middleware(Layer, short_way=short_way, receive_seconds=settings.receive_seconds),
        Middleware(Observing, observers=short_way.observers),
        Middleware(SecurityHeaders),
        *_pages_of_others(settings),
        Middleware(Gate, admission=short_way.admission),
    ]


def traces_of(settings: Settings) -> Traces | None:
    """What makes spans, where they are wanted; its libraries are an extra, and loaded only then."""
    if settings.traces is None:
        return None
    from api.observing.traces import Traces, exporting

    return Traces(partial(exporting, settings.traces))


def _traced(traces: Traces | None) -> list[Middleware]:
    if traces is None:
        return []
    from api.observing.traces import Traced

    return [Middleware(Traced, traces=traces)]


def _pages_of_others(settings: Settings) -> list[Middleware]:
    """Lets pages of the origins on the list ask, and read what only scripts of ours read else."""
    allowed = origins(settings.cors_origins)
    if not allowed:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=allowed,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "if-none-match", REQUEST_ID_HEADER],
            expose_headers=["etag", "retry-after", REQUEST_ID_HEADER, VERSION_HEADER],
        )
    ]


def _admission(settings: Settings) -> Admission:
    """Who may ask, and how often."""
    return Admission(
        access=settings.access or "open",
        clients=Clients(networks(settings.trusted_proxies)),
        rates=Rates(settings.requests_per_minute),
        keys=None if settings.keys is None else KeyFile(settings.keys),
        identity_header=settings.identity_header,
        hosts=Hosts(settings.hosts),
    )
