"""What was probably meant by a text that is not taken.

Each guess is only offered after it has been read successfully, so a rule here may be generous.
A rule must not guess where people disagree: 05-06-2024 is May to some and June to others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from graph.dates.mistakes import DASHES

__all__ = ["guesses"]

_LONGEST = 40  # "September 20th, 2013" is half of it; longer texts are no slip of the pen
_DASHES = str.maketrans(dict.fromkeys(DASHES, "-"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TH = "(?:st|nd|rd|th)?"


def _ymd(year: str, month: str | int, day: str | None = None) -> str:
    text = f"{year}-{int(month):02}"
    return text if day is None else f"{text}-{int(day):02}"


def _year_last(match: re.Match[str]) -> str | None:
    first, second, year = match.groups()
    if first == second or int(second) > 12:
        return _ymd(year, first, second)
    return _ymd(year, second, first) if int(first) > 12 else None


def _named(year: str, name: str, day: str | None) -> str | None:
    month = name[:3].lower()
    return _ymd(year, _MONTHS.index(month) + 1, day) if month in _MONTHS else None


def _marked(match: re.Match[str]) -> str:
    """Move all marks to the end; drop what is finer than an X that no mark can stand beside."""
    marks = set(re.findall("[?~%]", match[0]))
    body = re.sub("[?~%]", "", match[0])
    gap = body.find("X", 4)
    if gap >= 0:
        body = body[:gap].rpartition("-")[0]
    return body + (marks.pop() if len(marks) == 1 else "%")


def _third(match: re.Match[str]) -> str:
    first = 1 + 4 * (int(match[2]) - 37)
    return f"[{_ymd(match[1], first)}..{_ymd(match[1], first + 3)}]"


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
_RULES: list[_Rule] = [
    (re.compile(pattern), make)
    for pattern, make in [
        # 2024/05/20, 2024.5.20, 2024-5-20, 2024年5月20日, 2024/05
        (
            r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2})(?: ?[-/.月] ?([0-9]{1,2}) ?日?)?月?",
            lambda m: _ymd(m[1], m[2], m[3]),
        ),
        (r"([0-9]{4})([0-9]{2})([0-9]{2})?", lambda m: _ymd(m[1], m[2], m[3])),  # 20240520
        (r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", _year_last),  # 20-05-2024
        (r"([0-9]{4})年", lambda m: m[1]),
        # 20 May 2024, May 2024, May 20th, 2024
        (
            rf"(?:([0-9]{{1,2}}){_TH} )?([A-Za-z]{{3,9}})\.?,? ([0-9]{{4}})",
            lambda m: _named(m[3], m[2], m[1]),
        ),
        (
            rf"([A-Za-z]{{3,9}})\.? ([0-9]{{1,2}}){_TH},? ([0-9]{{4}})",
            lambda m: _named(m[3], m[1], m[2]),
        ),
        (r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]?[0-9]{2}:.*", lambda m: m[1]),  # with a time
        (r"([0-9]{4})[- ]?[Qq]([1-4])", lambda m: f"{m[1]}-{32 + int(m[2])}"),
        (r"[Qq]([1-4])[- /]?([0-9]{4})", lambda m: f"{m[2]}-{32 + int(m[1])}"),
        (r"([0-9]{4})[- ]?[Hh]([12])", lambda m: f"{m[1]}-{39 + int(m[2])}"),
        (r"([0-9]{4})-(3[789])", _third),
        (r"([0-9]{2}[1-9])0'?s", lambda m: f"{m[1]}X"),  # 2010s; 2000s may be a century
        (r"Y([0-9]{4})", lambda m: m[1]),
        (r"[-0-9X?~%]*[?~%][-0-9X?~%]*", _marked),  # 2013-?05, 2024-XX?
        (r"(?i:about|around|circa|ca\.|c\.|ca|c) ?([0-9X-]+)", lambda m: f"{m[1]}~"),
        (r"([0-9X]{4}) ?(?:-|to) ?([0-9X]{4})", lambda m: f"{m[1]}/{m[2]}"),  # 2013-2015
        (r"([^\[\]{}/,]*)\.\.([^\[\]{}/,]*)", lambda m: f"[{m[1]}..{m[2]}]"),
        (r"([^\[\]{}/]+,[^\[\]{}/]+)", lambda m: f"[{m[1]}]"),
        (r"unknown/(.*)", lambda m: f"/{m[1]}"),
        (r"(.*)/unknown", lambda m: f"{m[1]}/"),
        (r"open/(.*)", lambda m: f"../{m[1]}"),
        (r"(.*)/(?:open|now|present)", lambda m: f"{m[1]}/.."),
        (r"([^/\[\].]+)/([^/\[\].]+)", lambda m: f"{m[2]}/{m[1]}"),  # backwards
        (r"\[([^,\[\]]+)\.\.([^,\[\]]+)\]", lambda m: f"[{m[2]}..{m[1]}]"),
        (r"\[([^\[\]]+)/([^\[\]]+)\]", lambda m: f"[{m[1]}..{m[2]}]"),
        (r"(\[[^\]]*)", lambda m: f"{m[1]}]"),
        (r"([^\[]*\])", lambda m: f"[{m[1]}"),
    ]
]


def guesses(text: str) -> Iterator[str]:
    """Yield spellings that may have been meant, the likeliest first; not all of them are taken."""
    if len(text) > _LONGEST:
        return
    tidy = unicodedata.normalize("NFKC", text)
    if len(tidy) > _LONGEST:  # one character may stand for eighteen
        return
    tidy = tidy.translate(_DASHES).strip()
    bare = "".join(tidy.split())
    if bare != text:
        yield bare
    if bare and not bare.strip("0123456789xuX-?~%/.,[]"):
        yield re.sub("[xu]", "X", bare)
    for spelling in (tidy, bare) if bare != tidy else (tidy,):
        for pattern, make in _RULES:
            match = pattern.fullmatch(spelling)
            guess = make(match) if match else None
            if guess is not None and guess != text:
                yield guess
