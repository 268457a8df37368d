"""Pages: cursors, the four arguments of Relay, and what is told of a page's place."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages import from_cursor, to_cursor
from graph.errors import BadArgumentError
from graph.load import load_seed
from graph.store import NetworkXStore, Reader
from tests.test_api.asking import ask, packaged_reader
from tests.test_api.readers import counting

PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
ARGUMENTS = "$first: Int, $after: String, $last: Int, $before: String"
GIVEN = "first: $first, after: $after, last: $last, before: $before"


@dataclass(frozen=True)
class Listing:
    """A list that can be asked for in pages: how, and where its items and their names are."""

    name: str
    field: str
    path: tuple[str, ...]
    item: str = "id"
    arguments: str = ""

    def page(self, reader: Reader | None = None, /, **variables: Any) -> dict[str, Any]:
        """Ask for a page; returns the connection, or the whole answer where it has errors."""
        inner = f"{self.field}({self.arguments} {GIVEN}) {{ edges {{ cursor node {{ {self.item} }} }} {PAGE} }}"
        for name in reversed(self.path):
            inner = f"{name} {{ {inner} }}"
        answer = ask(f"query({ARGUMENTS}) {{ {inner} }}", variables, reader)
        if "errors" in answer:
            return answer
        found: dict[str, Any] = answer["data"]
        for name in self.path:
            found = found[name.split("(")[0]]
        connection: dict[str, Any] = found[self.field]
        return connection

    def nodes(self, connection: dict[str, Any]) -> list[str]:
        """The items of a page, each as one text."""
        return [json.dumps(edge["node"]) for edge in connection["edges"]]


LISTINGS = [
    Listing("timeline", "timeline", ()),
    Listing("newest first", "timeline", (), arguments="order: NEWEST_FIRST"),
    Listing(
        "filtered", "timeline", (), arguments='filter: {entity: "taobao", directions: [OPENS]}'
    ),
    Listing(
        "filtered by two channels, newest first",
        "timeline",
        (),
        arguments="order: NEWEST_FIRST, filter: {channels: [PAYMENT_CHECKOUT, PAYMENT_QR]}",
    ),
    Listing("an entity's timeline", "timeline", ('entity(id: "wechat")',)),
    Listing("entities", "entities", ()),
    Listing("of a kind", "entities", (), arguments="kinds: [APP, PERSON]"),
    Listing("held", "entities", (), arguments='heldBy: "alibaba"'),
    Listing("companies", "companies", ()),
    Listing("apps", "apps", ()),
    Listing("payment systems", "paymentSystems", ()),
    Listing("sources", "sources", ()),
    Listing("links", "links", ('entity(id: "taobao")',), arguments="end: BOTH"),
    Listing(
        "reachable",
        "reachable",
        (),
        item="entity { id }",
        arguments='from: "wechat", asOf: "2024-09-20"',
    ),
    Listing(
        "reachable through time",
        "reachableThrough",
        (),
        item="day entity { id }",
        arguments='from: "wechat", notBefore: "2021-09-01", arriveBy: "2024-10-15"',
    ),
    Listing("search", "search", (), arguments='text: "taobao"'),
]
each_list = pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
TIMELINE, NEWEST = LISTINGS[:2]


def everything(listing: Listing, reader: Reader | None = None) -> list[str]:
    """Return all items of a list, in its order."""
    return what_follows(listing, None, reader)


def what_follows(listing: Listing, cursor: str | None, reader: Reader | None = None) -> list[str]:
    """Return all items of a list after a place, in its order."""
    items: list[str] = []
    while True:
        page = listing.page(reader, first=100, after=cursor)
        items += listing.nodes(page)
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return items


def forward(listing: Listing, size: int) -> list[list[str]]:
    """Return the pages of a list, from its start."""
    pages: list[list[str]] = []
    after = None
    while True:
        page = listing.page(first=size, after=after)
        assert page["pageInfo"]["hasPreviousPage"] is bool(pages)
        pages.append(listing.nodes(page))
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return pages


def backward(listing: Listing, size: int) -> list[list[str]]:
    """Return the pages of a list, from its end, put in the order of the list."""
    pages: list[list[str]] = []
    before = None
    while True:
        page = listing.page(last=size, before=before)
        assert page["pageInfo"]["hasNextPage"] is bool(pages)
        pages.insert(0, listing.nodes(page))
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            return pages


@each_list
@pytest.mark.parametrize("turn", [forward, backward])
@pytest.mark.parametrize("size", [2, 20])
def test_pages_make_up_the_list(
    listing: Listing, turn: Callable[[Listing, int], list[list[str]]], size: int
) -> None:
    """Whatever the size of the pages and the direction, nothing is missing and nothing twice."""
    pages = turn(listing, size)

    assert [item for page in pages for item in page] == everything(listing)
    assert all(len(page) == size for page in (pages[:-1] if turn is forward else pages[1:]))


@pytest.mark.parametrize("size", [1, 3, 7, 24, 99, 100])
def test_pages_of_any_size(size: int) -> None:
    """The timeline comes out whole at every size, in both directions and orders."""
    whole = everything(TIMELINE)

    for listing, expected in ((TIMELINE, whole), (NEWEST, whole[::-1])):
        for turn in (forward, backward):
            assert [item for page in turn(listing, size) for item in page] == expected


@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize("turn", [forward, backward])
def test_a_page_about_as_long_as_the_list(
    turn: Callable[[Listing, int], list[list[str]]], more: int
) -> None:
    """A page that just holds the list is the last one; one that does not quite is not."""
    (listing,) = [li for li in LISTINGS if li.name == "an entity's timeline"]
    whole = everything(listing)

    pages = turn(listing, len(whole) + more)

    assert [item for page in pages for item in page] == whole
    assert len(pages) == (2 if more < 0 else 1)


@each_list
def test_between_two_cursors(listing: Listing) -> None:
    """With both cursors the page is what lies between them, and more is on either side."""
    whole = listing.page(first=100)
    cursors = [edge["cursor"] for edge in whole["edges"]]
    between = {"after": cursors[0], "before": cursors[-1]}

    for limit in ("first", "last"):
        page = listing.page(**{limit: 100}, **between)
        assert listing.nodes(page) == listing.nodes(whole)[1:-1]
        assert page["pageInfo"]["hasNextPage"]
        assert page["pageInfo"]["hasPreviousPage"]


@each_list
def test_nothing_between(listing: Listing) -> None:
    """Cursors that cross leave an empty page without cursors."""
    whole = listing.page(first=100)

    page = listing.page(
        after=whole["pageInfo"]["endCursor"], before=whole["pageInfo"]["startCursor"]
    )

    assert page["edges"] == []
    assert page["pageInfo"]["startCursor"] is None
    assert page["pageInfo"]["endCursor"] is None


@each_list
@pytest.mark.parametrize("limit", ["first", "last"])
def test_a_page_of_nothing(listing: Listing, limit: str) -> None:
    """A page may be asked to hold nothing, and still says whether there is more."""
    page = listing.page(**{limit: 0})

    assert page["edges"] == []
    assert page["pageInfo"]["hasNextPage"] is (limit == "first")
    assert page["pageInfo"]["hasPreviousPage"] is (limit == "last")


def test_twenty_without_a_wish() -> None:
    """Without a size a page has 20 items."""
    assert TIMELINE.nodes(TIMELINE.page()) == everything(TIMELINE)[:20]


@each_list
@pytest.mark.parametrize(
    ("arguments", "code", "argument"),
    [
        ({"first": -1}, "BAD_PAGE", "first"),
        ({"last": -1}, "BAD_PAGE", "last"),
        ({"first": 101}, "PAGE_TOO_LARGE", "first"),
        ({"last": 101}, "PAGE_TOO_LARGE", "last"),
        ({"first": 2, "last": 2}, "BAD_PAGE", "first and last"),
        ({"after": ""}, "BAD_CURSOR", "after"),
        ({"before": "x"}, "BAD_CURSOR", "before"),
    ],
    ids=str,
)
def test_a_page_that_cannot_be(
    listing: Listing, arguments: dict[str, Any], code: str, argument: str
) -> None:
    """What is no page is refused, with the argument that is wrong."""
    (error,) = listing.page(**arguments)["errors"]

    assert error["extensions"]["code"] == code
    assert error["extensions"]["argument"] == argument


@pytest.mark.parametrize("size", [100, 0])
def test_the_largest_and_the_smallest_page(size: int) -> None:
    """100 and 0 are sizes."""
    assert "errors" not in TIMELINE.page(first=size)


@each_list
def test_a_cursor_of_another_list(listing: Listing) -> None:
    """A cursor is refused where another list gave it out."""
    (other,) = [
        li for li in LISTINGS if li.name == ("sources" if listing.name != "sources" else "links")
    ]
    foreign = other.page(first=1)["pageInfo"]["endCursor"]

    (error,) = listing.page(after=foreign)["errors"]

    assert error["extensions"]["code"] == "BAD_CURSOR"
    assert error["extensions"]["found"] == foreign


def cursor_of(text: str) -> str:
    """Return a text as a cursor is written."""
    return urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


GOOD = to_cursor("timeline", (1, 2, 3, "id"))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "=",
        "é",
        "\ud800",
        GOOD[:-1],
        GOOD[1:],
        GOOD + "=",
        GOOD + "!",
        f" {GOOD}",
        f"{GOOD[:4]}\n{GOOD[4:]}",
        GOOD + "A" * 2_000,
        cursor_of("null"),
        cursor_of("7"),
        cursor_of('"timeline"'),
        cursor_of("{}"),
        cursor_of("[]"),
        cursor_of("[[]]"),
        cursor_of('{"0":"timeline"}'),
        cursor_of('["timeline"]'),
        cursor_of('["timeline",1,2,3]'),
        cursor_of('["timeline",1,2,3,"id",4]'),
        cursor_of('["timeline",1,2,3,4]'),
        cursor_of('["timeline","1",2,3,"id"]'),
        cursor_of('["timeline",1.0,2,3,"id"]'),
        cursor_of('["timeline",true,2,3,"id"]'),
        cursor_of('["timeline",null,2,3,"id"]'),
        cursor_of('["timeline", 1, 2, 3, "id"]'),
        cursor_of('["timeline",1e400,2,3,"id"]'),
        cursor_of('["timeline",1,2,3,"\\ud800"]'),
        cursor_of('["timeline",1,2,3,"\\u0069d"]'),
        cursor_of('["entities","id"]'),
        cursor_of("[" * 700),
        urlsafe_b64encode(b"\xff\xfe\xfd").decode(),
    ],
    ids=ascii,
)
def test_a_damaged_cursor(cursor: str) -> None:
    """What the list did not give out, letter by letter, is refused."""
    (error,) = TIMELINE.page(after=cursor)["errors"]

    assert error["extensions"]["code"] == "BAD_CURSOR"


keys = st.lists(st.integers() | st.text(st.characters(codec="utf-8"), max_size=20), max_size=5)


@given(keys.map(tuple))
def test_a_cursor_round_trip(key: tuple[int | str, ...]) -> None:
    """A cursor holds its key, whatever is in it, and only letters that need no escaping."""
    cursor = to_cursor("a list", key)

    assert from_cursor("after", "a list", cursor, key) == key
    assert cursor.replace("-", "").replace("_", "").isalnum()
    with pytest.raises(BadArgumentError):
        from_cursor("after", "another list", cursor, key)


@pytest.mark.parametrize("listing", [TIMELINE, NEWEST], ids=["oldest first", "newest first"])
def test_a_cursor_of_what_is_not_there(listing: Listing) -> None:
    """A cursor stands for a place: what stood there may be gone, or never have been."""
    whole = listing.page(first=100)["edges"]
    key = from_cursor("after", "timeline", whole[10]["cursor"], (0, 0, 0, ""))
    gone = to_cursor("timeline", (*key[:3], f"{key[3]}x"))  # just after it, by id

    after, before = listing.page(first=100, after=gone), listing.page(last=100, before=gone)

    split = 11 if listing is TIMELINE else 10
    assert listing.nodes(before) + listing.nodes(after) == everything(listing)[: split + 100]
    assert len(before["edges"]) == split
    assert after["pageInfo"]["hasPreviousPage"]
    assert before["pageInfo"]["hasNextPage"]


EXTRA = """\
events:
  - id: {id}
    kind: announcement
    title: {{en: Taobao says something new ({id}), zh: 淘宝有新消息}}
    date: {date}
    status: stated
    direction: neutral
    participants: [{{entity: taobao, role: speaker}}]
    unverified: true
"""


def grown(folder: Path, *events: tuple[str, str]) -> Reader:
    """Return the graph of the seed with more events (id and date)."""
    lines = [EXTRA.format(id=id, date=date) for id, date in events]
    text = lines[0] + "".join(line.removeprefix("events:\n") for line in lines[1:])
    (folder / "events" / "extra.yaml").write_text(text, "utf-8")
    return NetworkXStore(load_seed(folder)).reader()


@pytest.mark.parametrize("listing", [TIMELINE, NEWEST], ids=["oldest first", "newest first"])
def test_events_are_added_between_two_pages(listing: Listing, seed_folder: Path) -> None:
    """What is added before a page shifts nothing, and what is added after it comes in its place."""
    end = listing.page(first=25)["pageInfo"]["endCursor"]
    rest = what_follows(listing, end)
    reader = grown(seed_folder, ("early-news", "1990-03-03"), ("late-news", "2026-02-06"))
    new = '{"id": "late-news"}' if listing is TIMELINE else '{"id": "early-news"}'

    second = what_follows(listing, end, reader)

    assert [item for item in second if item != new] == rest
    assert second.count(new) == 1


def test_hits_are_added_between_two_pages(seed_folder: Path) -> None:
    """A better hit that is new does not make a search repeat or skip the ones that were there."""
    listing = LISTINGS[-1]
    first = listing.page(first=10)
    cursor = first["pageInfo"]["endCursor"]
    rest = listing.nodes(listing.page(first=100, after=cursor))
    reader = grown(seed_folder, ("taobao-aaa", "2013-03-03"), ("taobao-aab", "2024-10-10"))

    assert len(everything(listing, reader)) == len(everything(listing)) + 2
    assert listing.nodes(listing.page(reader, first=100, after=cursor)) == rest


@pytest.mark.parametrize(
    ("query", "method"),
    [
        ("timeline {{ {} }}", "count_timeline"),
        ("entities {{ {} }}", "count_entities"),
        ('entity(id: "taobao") {{ timeline {{ {} }} }}', "count_timeline"),
    ],
)
def test_nothing_is_counted_unasked(query: str, method: str) -> None:
    """The whole list is counted only where `totalCount` is asked for."""
    reader, calls = counting(packaged_reader(), method)

    ask(
        "{ " + query.format("edges { cursor } pageInfo { hasNextPage } nodes { id }") + " }",
        reader=reader,
    )
    assert calls[method] == 0

    ask("{ " + query.format("totalCount") + " }", reader=reader)
    assert calls[method] == 1


@each_list
def test_the_count_is_of_the_whole_list(listing: Listing) -> None:
    """`totalCount` does not depend on the page."""
    inner = f"{listing.field}({listing.arguments} last: 1) {{ totalCount }}"
    for name in reversed(listing.path):
        inner = f"{name} {{ {inner} }}"
    found = ask(f"{{ {inner} }}")["data"]
    for name in (*listing.path, listing.field):
        found = found[name.split("(")[0]]

    assert found["totalCount"] == len(everything(listing))


def test_a_page_reads_its_things_at_once() -> None:
    """The entities and sources of a page of events are read in batches, not one by one."""
    reader, calls = counting(packaged_reader(), "nodes")

    ask(
        "{ timeline(first: 40) { nodes { participants { entity { id } } sources { id } } } }",
        reader=reader,
    )

    assert calls["nodes"] == 1
