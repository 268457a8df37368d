"""The timeline as a picture that needs nothing else: an SVG with a row for each event.

A day is a mark. A month, a year, a set is a bar over all its possible days. What is marked uncertain or
approximate is hatched; where there is no bound, an arrow says so.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import date

from graph.dates import AFTER_ALL, BEFORE_ALL
from graph.formats.telling import date_in_words, in_order
from graph.model import Event, Seed

__all__ = ["as_svg"]

_ROW, _TOP, _LABELS, _WIDTH, _MARGIN = 20, 64, 420, 1280, 24
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1b1b1b; }
.year { fill: #666; text-anchor: middle; } .grid { stroke: #ddd; } .name { text-anchor: end; }
.opens { fill: #1a7f4b; stroke: #1a7f4b; } .closes { fill: #b3261e; stroke: #b3261e; }
.limits { fill: #8a5a00; stroke: #8a5a00; } .neutral { fill: #555; stroke: #555; }
.hatched.opens { fill: url(#opens); } .hatched.closes { fill: url(#closes); }
.hatched.limits { fill: url(#limits); } .hatched.neutral { fill: url(#neutral); }
.ground { fill: #fff; }
@media (prefers-color-scheme: dark) {
  text { fill: #eee; } .year { fill: #aaa; } .grid { stroke: #444; } .ground { fill: #161616; }
  .opens { fill: #5fd39a; stroke: #5fd39a; } .closes { fill: #ff8a80; stroke: #ff8a80; }
  .limits { fill: #ffc46b; stroke: #ffc46b; } .neutral { fill: #bbb; stroke: #bbb; }
}
"""
_COLOURS = {"opens": "#1a7f4b", "closes": "#b3261e", "limits": "#8a5a00", "neutral": "#777"}


@dataclass(frozen=True, slots=True)
class _Scale:
    """From days to places on the picture."""

    first: int
    last: int

    def x(self, day: int) -> float:
        left, right = _LABELS + _MARGIN, _WIDTH - _MARGIN
        part = (min(max(day, self.first), self.last) - self.first) / (self.last - self.first)
        return round(left + part * (right - left), 1)


def as_svg(seed: Seed) -> str:
    """The picture; every event tells its title and its date in words."""
    events = in_order(seed)
    scale = _scale(events, seed.info.recorded_until.latest)
    height = _TOP + _ROW * len(events) + _MARGIN
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "role": "img",
            "aria-labelledby": "title desc",
        },
    )
    ET.SubElement(svg, "title", {"id": "title"}).text = f"{seed.info.title.en}: a timeline"
    ET.SubElement(svg, "desc", {"id": "desc"}).text = _description(events, scale)
    ET.SubElement(svg, "style").text = _STYLE
    _patterns(ET.SubElement(svg, "defs"))
    ET.SubElement(svg, "rect", {"class": "ground", "width": "100%", "height": "100%"})
    _grid(svg, scale, height)
    for number, event in enumerate(events):
        _event(svg, event, scale, _TOP + _ROW * number + _ROW // 2)
    ET.indent(svg)
    return f"{ET.tostring(svg, encoding='unicode')}\n"


def _scale(events: list[Event], until: int) -> _Scale:
    days = [
        day
        for event in events
        for day in (event.date.earliest, event.date.latest)
        if day not in (BEFORE_ALL, AFTER_ALL)
    ] or [until]
    first, last = date.fromordinal(min(days)), date.fromordinal(max(days))
    end = date(min(last.year + 1, 9999), 12 if last.year == 9999 else 1, 1)
    return _Scale(date(first.year, 1, 1).toordinal(), end.toordinal())


def _description(events: list[Event], scale: _Scale) -> str:
    first, last = (date.fromordinal(day).year for day in (scale.first, scale.last - 1))
    uncertain = sum(not event.date.is_day for event in events)
    return (
        f"{len(events)} events from {first} to {last}, one in each row, in the order of time."
        f" {uncertain} of them are known less precisely than by the day and drawn as bars."
        " Hatching means uncertain or approximate, an arrow that there is no bound."
    )


def _patterns(defs: ET.Element) -> None:
    for direction, colour in _COLOURS.items():
        size = {"width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
        turned = {"patternTransform": "rotate(45)"}
        pattern = ET.SubElement(defs, "pattern", {"id": direction, **size, **turned})
        line = {"x1": "0", "y1": "0", "x2": "0", "y2": "6", "stroke": colour, "stroke-width": "3"}
        ET.SubElement(pattern, "line", line)


def _grid(svg: ET.Element, scale: _Scale, height: int) -> None:
    first, last = (date.fromordinal(day).year for day in (scale.first, scale.last))
    step = max(1, -(-(last - first) // 20))
    for year in range(first, last + 1, step):
        x = str(scale.x(date(year, 1, 1).toordinal()))
        ends = {"x1": x, "x2": x, "y1": str(_TOP - 14), "y2": str(height - _MARGIN)}
        ET.SubElement(svg, "line", {"class": "grid", **ends})
        text = ET.SubElement(svg, "text", {"class": "year", "x": x, "y": str(_TOP - 22)})
        text.text = str(year)


def _event(svg: ET.Element, event: Event, scale: _Scale, y: int) -> None:
    group = ET.SubElement(svg, "g", {"id": event.id})
    ET.SubElement(group, "title").text = f"{event.title.en}. {date_in_words(event.date)}."
    name = {"class": "name", "x": str(_LABELS), "y": str(y + 4)}
    ET.SubElement(group, "text", name).text = _cut(event.title.en)
    when = event.date
    marked = "hatched " if when.uncertain or when.approximate else ""
    shape = {"class": f"{marked}{event.direction.value}"}
    left, right = scale.x(when.earliest), scale.x(when.latest)
    if when.is_day or when.earliest == when.latest:
        ET.SubElement(group, "circle", {**shape, "cx": str(left), "cy": str(y), "r": "5"})
    else:
        size = {"x": str(left), "y": str(y - 4), "height": "8"}
        width = str(max(round(right - left, 1), 3))
        ET.SubElement(group, "rect", {**shape, **size, "width": width, "rx": "2"})
    if when.earliest == BEFORE_ALL:
        _arrow(group, shape, left, y, -1)
    if when.latest == AFTER_ALL or when.end_open:
        _arrow(group, shape, right, y, 1)


def _arrow(group: ET.Element, shape: dict[str, str], x: float, y: int, way: int) -> None:
    points = f"{x},{y - 6} {x + 8 * way},{y} {x},{y + 6}"
    ET.SubElement(group, "polygon", {**shape, "points": points})


def _cut(text: str) -> str:
    return text if len(text) <= 64 else f"{text[:63]}…"
