"""Packing with gzip: who takes what is packed, and which answers are worth it.

Packed and plain are two forms of one thing, so each has an `ETag` of its own.
"""

from __future__ import annotations

import gzip

from anyio import to_thread

__all__ = ["LEAST", "packed", "packed_at_once", "takes_gzip", "takes_packed"]

LEAST = 1_500
"""Bytes from which on an answer is packed: what is smaller is two packets at most as it is."""
_AT_ONCE = 65_536  # bytes; for a thread, what is larger, since it takes longer than to ask one
_READ = 1_000  # letters of a header, which may be of any length
_LEVEL = 4  # of nine: a twentieth larger than the last one makes it, in three quarters of its time


def takes_gzip(accepted: str) -> bool:
    """Whether gzip is among these encodings; with a weight of zero it is not."""
    for each in accepted[:_READ].lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def takes_packed(accepted: str, site: str | None) -> bool:
    """Whether an answer may be packed, by the headers `Accept-Encoding` and `Sec-Fetch-Site`.

    Not if a browser asks for a page of another site: whoever made that page, and sees how long packed
    answers are, could guess at what he may not read (BREACH).
    """
    return site != "cross-site" and takes_gzip(accepted)


async def packed(content: bytes) -> bytes:
    """An answer packed; equal ones equally."""
    found = packed_at_once(content)
    return await to_thread.run_sync(_packed, content) if found is None else found


def packed_at_once(content: bytes) -> bytes | None:
    """The same; None if it takes so long that it is for a thread."""
    return _packed(content) if len(content) < _AT_ONCE else None


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, _LEVEL, mtime=0)
