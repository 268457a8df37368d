"""Links: what the effects of events make of access, day by day, as surely as the dates allow."""

from graph.links.compile import by_triple, compile_links, compile_triple, sure_beginnings, sure_days
from graph.links.link import Candidate, Link, verdict_of
from graph.links.order import EffectConflictError, PlacedEffect, place_effects
from graph.links.passing import Passable, channel_of, number_of, passable, passing_number

__all__ = [
    "Candidate",
    "EffectConflictError",
    "Link",
    "Passable",
    "PlacedEffect",
    "by_triple",
    "channel_of",
    "compile_links",
    "compile_triple",
    "number_of",
    "passable",
    "passing_number",
    "place_effects",
    "sure_beginnings",
    "sure_days",
    "verdict_of",
]
