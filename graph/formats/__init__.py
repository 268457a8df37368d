"""A seed in the forms of others: graphs, linked data, calendars, feeds, a picture of the timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.formats.atom import as_atom
from graph.formats.cypher import as_cypher
from graph.formats.ical import as_ical
from graph.formats.json_ld import as_json_ld
from graph.formats.plain_graph import as_gexf, as_graphml
from graph.formats.timeline_svg import as_svg
from graph.model import Seed

__all__ = ["TEXT_FORMATS", "TextFormat"]


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A form that is one text: what its files end in, what it is, how it is made."""

    suffix: str
    description: str
    write: Callable[[Seed], str]


TEXT_FORMATS = {
    "atom": TextFormat(".atom", "a feed of the events, newest first", as_atom),
    "cypher": TextFormat(".cypher", "a script that makes the graph in an empty Neo4j", as_cypher),
    "gexf": TextFormat(".gexf", "the graph for Gephi", as_gexf),
    "graphml": TextFormat(".graphml", "the graph for yEd, Cytoscape, igraph", as_graphml),
    "ical": TextFormat(".ics", "a calendar of the events", as_ical),
    "json-ld": TextFormat(".jsonld", "linked data: schema.org, PROV-O", as_json_ld),
    "svg": TextFormat(".svg", "a picture of the timeline", as_svg),
}
