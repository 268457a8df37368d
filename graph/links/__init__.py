"""Links: what the effects of events make of access, day by day, as surely as the dates allow."""

from graph.links.compile import compile_links, compile_triple
from graph.links.link import Candidate, Link, verdict_of
from graph.links.order import EffectConflictError, PlacedEffect, place_effects

__all__ = [
    "Candidate",
    "EffectConflictError",
    "Link",
    "PlacedEffect",
    "compile_links",
    "compile_triple",
    "place_effects",
    "verdict_of",
]
