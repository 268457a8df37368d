"""Read a style as the Browser does, and look at its colours as people do."""

from __future__ import annotations

import re

from api.neo4j_browser.saved import FOLDER

__all__ = ["contrast", "difference", "rules"]

Rgb = tuple[float, float, float]
# What is left of linear light where one sort of cone is missing (Machado and others, 2009).
VISION: dict[str, tuple[Rgb, Rgb, Rgb]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def rules() -> dict[str, dict[str, str]]:
    """Return the packaged style: the properties of each selector, in the order of the file."""
    text = (FOLDER / "style.grass").read_text("utf-8")
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"(\S+) \{\n(.*?)\n\}", text, re.DOTALL):
        assert selector not in found, f"two rules for {selector}"
        found[selector] = dict(re.findall(r'^  ([\w-]+): "?(.*?)"?;$', body, re.MULTILINE))
    return found


def _light(colour: str) -> Rgb:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _light(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#RRGGBB`), from 1 to 21, as WCAG 2 has it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _lab(colour: str, vision: str) -> Rgb:
    light = _light(colour)
    seen = [
        min(1.0, max(0.0, sum(part * share for part, share in zip(light, row, strict=True))))
        for row in VISION[vision]
    ]
    x = (0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047
    y = 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]
    z = (0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: str, other: str, vision: str) -> float:
    """Return how different two colours look (CIE 1976): 2 is hardly seen, 100 black and white."""
    pairs = zip(_lab(one, vision), _lab(other, vision), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)
