"""Pages as clients ask for them: Relay's arguments and opaque cursors, to and from list keys.

A cursor holds the key of an item in its list, so it stays right when things are inserted, and names
its list, so that a cursor of another list is refused rather than misread.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from graph.errors import BadArgumentError
from graph.store import Key, PageRequest

__all__ = ["DEFAULT_PAGE", "MAX_PAGE", "PageArguments", "from_cursor", "page_request", "to_cursor"]

DEFAULT_PAGE = 20
MAX_PAGE = 100
_MAX_CURSOR = 1_000

PageArguments = tuple[int | None, str | None, int | None, str | None]
"""first, after, last, before."""


def to_cursor(name: str, key: Key) -> str:
    """The cursor of the item with this key in the list of this name."""
    text = json.dumps([name, *key], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_cursor(argument: str, name: str, cursor: str, shape: Key) -> Key:
    """The key in a cursor; `shape` is any key of the list, for the types of its values.

    Raises `BadArgumentError` with the code BAD_CURSOR for what is no cursor of this list.
    """
    expected = f"a cursor that this list ({name}) gave out"
    padded = cursor[:_MAX_CURSOR] + "=" * (-len(cursor) % 4)
    try:
        found = json.loads(urlsafe_b64decode(padded))
        # The decoder passes over letters that are none of its own; writing it again does not.
        ours = to_cursor(found[0], tuple(found[1:])) == cursor and found[0] == name
    except (ValueError, TypeError, LookupError, RecursionError):
        ours = False
    if not ours or [type(value) for value in found[1:]] != [type(value) for value in shape]:
        raise BadArgumentError(argument, cursor, expected, code="BAD_CURSOR")
    return tuple(found[1:])


def page_request(
    name: str, shape: Key, arguments: PageArguments, *, backwards: bool = False
) -> PageRequest:
    """What Relay's arguments ask of a list; `backwards` where the client sees it from its end.

    Raises `BadArgumentError` with BAD_PAGE, PAGE_TOO_LARGE or BAD_CURSOR.
    """
    first, after, last, before = arguments
    if first is not None and last is not None:
        found = f"{first} and {last}"
        raise BadArgumentError("first and last", found, "one of the two", code="BAD_PAGE")
    argument, limit = ("first", first) if last is None else ("last", last)
    if limit is None:
        limit = DEFAULT_PAGE
    if limit < 0:
        raise BadArgumentError(argument, limit, "0 or more", code="BAD_PAGE")
    if limit > MAX_PAGE:
        raise BadArgumentError(argument, limit, f"at most {MAX_PAGE}", code="PAGE_TOO_LARGE")
    after_key = None if after is None else from_cursor("after", name, after, shape)
    before_key = None if before is None else from_cursor("before", name, before, shape)
    if backwards:
        after_key, before_key = before_key, after_key
    return PageRequest(limit, after_key, before_key, from_end=(last is not None) != backwards)
