"""Ways for searches, as Neo4j gives them: of many links only what is looked at, or the path itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, LiteralString

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.links import number_of
from graph.store.neo4j_store import cypher
from graph.store.neo4j_store.connect import Reading
from graph.vocabulary import Channel, Verdict

__all__ = ["Neo4jWays", "words"]

Way = tuple[str, int, int, int]
Channels = Collection[Channel] | None
Days = tuple[int, int] | None


class Neo4jWays:
    """What `graph.store.ways.WaySource` promises, each by one statement."""

    most_hops = max(cypher.FIRST_PATHS)

    def __init__(self, reading: Reading) -> None:
        """Read for one answer."""
        self._reading = reading

    def leaving(self, ids: Collection[str], days: Days, channels: Channels) -> dict[str, list[Way]]:
        """The ways out of each."""
        return self._ways(cypher.WAYS_LEAVING, ids, days, channels)

    def entering(
        self, ids: Collection[str], days: Days, channels: Channels
    ) -> dict[str, list[Way]]:
        """The ways into each."""
        return self._ways(cypher.WAYS_ENTERING, ids, days, channels)

    def _ways(
        self, text: LiteralString, ids: Collection[str], days: Days, channels: Channels
    ) -> dict[str, list[Way]]:
        first, last = days or (BEFORE_ALL, AFTER_ALL)
        wanted: dict[str, Any] = {
            "ids": sorted(ids),
            "channels": words(channels),
            "first": first,
            "last": last,
        }
        return {
            row["here"]: sorted(
                ((there, since, until, _number(*how)) for there, since, until, *how in row["ways"]),
                key=_by_end_and_channel,
            )
            for row in self._reading.read(text, **wanted)
        }

    def first_path(
        self,
        origin: str,
        destination: str,
        day: int,
        channels: Channels,
        *,
        allow_limited: bool,
        max_hops: int,
        seconds: float,
    ) -> tuple[bool, list[str]] | None:
        """The path on a day, found by the server."""
        rows = self._reading.read(
            cypher.FIRST_PATHS[max_hops],
            patience=min(seconds, self._reading.settings.seconds),
            origin=origin,
            destination=destination,
            day=day,
            channels=words(channels),
            allowLimited=allow_limited,
        )
        return (rows[0]["sure"], rows[0]["ids"]) if rows else None


def _by_end_and_channel(way: Way) -> tuple[Any, ...]:
    return way[0], way[3], way[1]


@lru_cache(maxsize=1_000)
def _number(channel: str, with_limits: str, without: str) -> int:
    found = number_of(Channel(channel), Verdict(with_limits), Verdict(without))
    assert found is not None  # only links that pass were asked for
    return found


def words(terms: Iterable[str] | None) -> list[str] | None:
    """Words of a closed list as a parameter; None stays None, which means all."""
    return None if terms is None else sorted(str(term) for term in terms)
