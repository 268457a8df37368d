"""Where a text that does not fit the grammar goes wrong, and what belongs there."""

from __future__ import annotations

import re
import unicodedata

from graph.dates.errors import Mistake

__all__ = ["DASHES", "date_mistake", "member_mistake", "set_mistake", "stretch_mistake"]

DASHES = "‐‑‒–—―−"
"""What people and their word processors write for a hyphen."""

_SHAPE = "YYYY-MM-DD"
_NUMBERS = "0123456789X"
_PLAIN = frozenset("0123456789X-")
_MARKS = "?~%"
_AFTER_PART = (4, 7, 10)  # how many characters a year, a month, a day end with
_END_WORDS = ("open", "unknown", "now", "present")
_SLASHED = re.compile(r"[0-9X]{4}/[0-9X]{1,2}(?:/[0-9X]{1,2})?")
_A_DATE = "a date such as 2024-05-20, 2024-05 or 2024"
_MARK_LAST = "the mark at the end: it speaks of the whole date"
_STANDS_ALONE = {
    "[": "a set on its own, as one of several days: it is no end of a stretch and in no other set",
    "]": "no ']' without a '[' at the start",
    "{": "no list of several dates: several events, or [..] for one of a set",
    "}": "no list of several dates: several events, or [..] for one of a set",
    ",": "'[' and ']' around a list: one of a set",
    "/": "no stretch in a set: '..' between its first and last date",
}
_BY_PLACE = {
    0: "four digits (or X) for the year",
    4: "'-' and the month, a mark (?, ~ or %) or the end",
    5: "two digits (or X) for the month",
    7: "'-' and the day, a mark (?, ~ or %) or the end",
    8: "two digits (or X) for the day",
    10: "a mark (?, ~ or %) or the end",
}


def date_mistake(text: str, start: int, stop: int) -> Mistake:
    """Return what is wrong with `text[start:stop]`, which has not the form of a date."""
    offset = _fitting(text, start, stop)
    position = start + offset
    if text[start:stop] == "..":
        return Mistake(start, "..", f"{_A_DATE}: '..' alone says nothing")
    if offset in (6, 9) and (position == stop or text[position] in "-?~%/., "):
        return Mistake(position - 1, text[position - 1], _BY_PLACE[offset - 1])
    if position == stop:
        expected = _A_DATE if stop == start else _by_place(offset)
        return Mistake(position, text[position : position + 1], expected)
    if text[position] in _MARKS:
        return _mark_mistake(text, position, stop, offset)
    found = text[position]
    if text.startswith("..", position):
        return Mistake(position, "..", "'[' and ']' around a range, or '/' for a stretch")
    return Mistake(position, found, _of_sign(found, offset) or _by_place(offset))


def stretch_mistake(text: str, slash: int) -> Mistake | None:
    """Return what is wrong with the form of a text with its first '/' at `slash`."""
    if text == "/":
        return Mistake(0, "/", "a date at one end at least: '/' alone says nothing")
    if _SLASHED.fullmatch(text):
        return Mistake(slash, "/", "'-' between year, month and day")
    for at, end in ((0, text[:slash]), (slash + 1, text[slash + 1 :])):
        if end in _END_WORDS:
            return Mistake(at, end, "'..' for an end that is open, nothing for one that is unknown")
    again = text.find("/", slash + 1)
    # What stands before the second slash may be wrong already; then that is the first mistake.
    if again >= 0 and _has_form(text, 0, slash) and _has_form(text, slash + 1, again):
        return Mistake(again, "/", "one '/' only, between the start and the end of a stretch")
    return None


def set_mistake(text: str) -> Mistake | None:
    """Return what is wrong with the brackets of a text that begins with '['."""
    close = text.find("]")
    if close < 0:
        return Mistake(len(text), "", "']' at the end of the set")
    if close == len(text) - 1:
        return None
    rest = text[close + 1 :]
    if rest[0] in _MARKS:
        expected = "the mark inside the set, at the end of the date of which it speaks"
    elif rest[0] == "/":
        expected = "the end: a set cannot be an end of a stretch"
    else:
        expected = "the end of the text after ']'"
    return Mistake(close + 1, rest, expected)


def member_mistake(text: str, start: int, dots: int, stop: int) -> Mistake | None:
    """Return what is wrong with the place of a '..' in the member `text[start:stop]` of a set."""
    if stop - start == len(".."):
        return Mistake(dots, "..", f"{_A_DATE} beside '..'")
    if dots == start and start != 1:
        return Mistake(dots, "..", "a date before '..': only the first member reaches back openly")
    if dots + len("..") == stop and stop != len(text) - 1:
        return Mistake(
            stop, text[stop], "a date after '..': only the last member reaches on openly"
        )
    return None


def _fitting(text: str, start: int, stop: int) -> int:
    """Return how many characters of `text[start:stop]` fit the form of a date."""
    offset = 0
    for part, sign in zip(_SHAPE, text[start:stop], strict=False):
        if not (sign == "-" if part == "-" else sign in _NUMBERS):
            break
        offset += 1
    return offset


def _has_form(text: str, start: int, stop: int) -> bool:
    piece = text[start:stop]
    if piece in ("", ".."):
        return True
    offset = _fitting(text, start, stop)
    rest = piece[offset:]
    return offset in _AFTER_PART and (not rest or (len(rest) == 1 and rest in _MARKS))


def _mark_mistake(text: str, position: int, stop: int, offset: int) -> Mistake:
    """Return what is wrong with a mark that is not one mark at the end of a date."""
    follows = text[position + 1 : min(position + 2, stop)]
    if offset in _AFTER_PART and follows and follows in _MARKS:
        return Mistake(position + 1, follows, "one mark: '%' says both '?' and '~'")
    if offset in _AFTER_PART and follows != "-":
        return Mistake(position + 1, follows, "the end of the date after its mark")
    return Mistake(position, text[position], _MARK_LAST)


def _by_place(offset: int) -> str:
    return _BY_PLACE[max(place for place in _BY_PLACE if place <= offset)]


def _of_sign(sign: str, offset: int) -> str | None:
    """Return what to do about a character that people write on purpose; else `None`."""
    if sign in _STANDS_ALONE:
        return _STANDS_ALONE[sign]
    if sign.isspace():
        return "no spaces"
    if sign in "xu" and offset not in _AFTER_PART:
        return "capital X for a digit that is not known"
    if (offset == 0 and sign in "Yy-+") or (offset == 4 and sign in _NUMBERS + "SE"):
        return "a year from 0001 to 9999 in four digits, and '-' before the month"
    if sign in "Tt:":
        return "a date without a time of day"
    if sign in DASHES or (not sign.isascii() and unicodedata.normalize("NFKC", sign) in _PLAIN):
        return "plain ASCII digits, X and '-'"
    return None
