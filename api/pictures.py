"""From an answer to the Neo4j Browser: Cypher that draws it, with the parameters of this answer.

The text is constant; what was asked goes in as parameters only. An address cannot carry parameters
to the Browser, so the link opens a small guide of ours, which holds both as blocks to be run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, LiteralString
from urllib.parse import quote, urlencode

__all__ = ["PICTURES", "Picture", "Pictures"]

_EVIDENCE: Final = """
OPTIONAL MATCH evidence = (v:Event)-[:CITES]->(:Source) WHERE v.id IN $events
RETURN way, evidence
"""

PICTURES: Final[dict[str, LiteralString]] = {
    "access": """
MATCH way = (:Interop {id: $from})-[r:REACHES]->(:Interop {id: $to})
WHERE r.since <= date($asOf) AND date($asOf) < r.until
  AND ($channel IS NULL OR r.channel = $channel)
"""
    + _EVIDENCE,
    "path": """
MATCH way = (:Interop)-[r:REACHES]->(:Interop) WHERE r.interopKey IN $links
"""
    + _EVIDENCE,
    "timeline": """
MATCH (v:Interop) WHERE v.id IN $events
OPTIONAL MATCH involved = (v)-[:INVOLVES]->(:Entity)
RETURN v, involved ORDER BY v.order
""",
}
"""The Cypher for each kind of answer."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Cypher that draws an answer, its parameters, and where to click to see it drawn."""

    text: str
    parameters: dict[str, Any]
    browser_url: str | None


@dataclass(frozen=True, slots=True)
class Pictures:
    """Makes pictures; `browser` is the Browser's address, `base` the one of this service."""

    browser: str | None
    base: str

    def of(self, name: str, parameters: dict[str, Any]) -> Picture:
        """The picture of an answer of this kind."""
        text = PICTURES[name].strip() + "\n"
        if self.browser is None:
            return Picture(text, parameters, None)
        asked = {"name": name, "parameters": json.dumps(parameters, ensure_ascii=False)}
        guide = f"{self.base.rstrip('/')}/neo4j/answer.html?{urlencode(asked)}"
        return Picture(text, parameters, f"{self.browser}?cmd=play&arg={quote(guide, safe='')}")
