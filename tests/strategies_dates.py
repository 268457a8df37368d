"""Hypothesis strategies for EDTF texts that `graph.dates` takes."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st

from graph.dates import parse_edtf

__all__ = ["dates", "days", "edtf_texts", "gapped", "marked", "noise", "sets", "stretches"]

MARKS = ("", "", "?", "~", "%")
SHARES = (*range(1, 13), 33, 34, 35, 36, 40, 41)

days = st.dates(datetime.date(1, 1, 1)).map(datetime.date.isoformat)
years = st.integers(1, 9999).map("{:04}".format)
shares = st.builds("{:04}-{:02}".format, st.integers(1, 9999), st.sampled_from(SHARES))
plain = st.one_of(days, shares, years)
near = st.builds("{:04}-{:02}".format, st.integers(2011, 2025), st.sampled_from(SHARES))


def _with_gaps(text: str, places: set[int]) -> str:
    return "".join("X" if i in places and c.isdigit() else c for i, c in enumerate(text))


def _is_quarter(text: str) -> bool:
    return len(text) == 7 and int(text[5:]) > 12


_gappable = st.one_of(days, shares.filter(lambda text: not _is_quarter(text)), years)

gapped = st.builds(_with_gaps, _gappable, st.sets(st.integers(0, 9), min_size=1, max_size=6))
"""Dates with an X in one place at least, or by chance in none."""

marked = st.one_of(
    st.builds("{}{}".format, plain, st.sampled_from(MARKS)),
    st.builds(
        "{}{}".format,
        st.builds(_with_gaps, plain, st.sets(st.integers(0, 3))),
        st.sampled_from(MARKS),
    ),
)
"""Dates with an X in the year alone, if at all, and perhaps a mark."""

dates = st.one_of(near, marked, gapped)
"""Single dates of every kind."""


def _member(pair: tuple[str, str]) -> str:
    # Whatever order the two come in, one of the two ranges is not backwards.
    first, second = sorted(pair, key=lambda text: parse_edtf(text).earliest)
    return f"{first}..{second}"


_members = st.one_of(dates, st.tuples(dates, dates).map(_member))


def _set(members: list[str], before: str, after: str) -> str:
    first = [f"..{before}"] if before else []
    last = [f"{after}.."] if after else []
    return f"[{','.join(first + members + last)}]"


sets = st.builds(
    _set,
    st.lists(_members, min_size=1, max_size=3),
    st.one_of(st.just(""), dates),
    st.one_of(st.just(""), dates),
)
"""Sets, with and without open ends."""


def _stretch(pair: tuple[str, str]) -> str:
    first, second = pair
    if first in ("", "..") or second in ("", ".."):
        return f"{first}/{second}"
    first, second = sorted(pair, key=lambda text: parse_edtf(text).earliest)
    return f"{first}/{second}"


_ends = st.one_of(dates, st.sampled_from(["", ".."]))
stretches = st.tuples(_ends, _ends).filter(lambda pair: pair != ("", "")).map(_stretch)
"""Stretches, with known, open and unknown ends."""

edtf_texts = st.one_of(days, dates, sets, stretches)
"""Every form that is taken."""

noise = st.one_of(
    st.text(max_size=30),
    st.text("0129X-?%", max_size=12),
    st.lists(
        st.sampled_from(
            ["2024", "20", "5", "May", " ", ".", "/", "-", "年", "..", "Q", "to", "th"]
        ),
        max_size=7,
    ).map("".join),
    st.text("0123456789X-?~%/.,[]{} TYSxu\u0000２年", max_size=24),
    st.builds(
        lambda text, place, sign: (
            text[: place % (len(text) + 1)] + sign + text[place % len(text) :]
        ),
        edtf_texts,
        st.integers(0, 40),
        st.text("0123456789X-?~%/.,[] T", max_size=2),
    ),
)
"""Texts that are no dates, mostly, but some nearly."""
