"""Relay connections: a page of a list, with cursors, and how many there are in all."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, overload

import strawberry

from api.pages import PageArguments, page_request, to_cursor
from api.schema.basics import PageInfo
from api.schema.described import field
from graph.store import Key, Page, PageRequest

__all__ = [
    "Connection",
    "Edge",
    "Keyed",
    "connection",
    "list_connection",
    "page_info",
    "store_connection",
]

Item = TypeVar("Item")


class Keyed(Sequence[tuple[Key, Any]]):
    """Items with their keys, which are made for what is looked at, and not for all of a long list."""

    def __init__(self, items: Sequence[Any], key: Callable[[Any], Key]) -> None:
        """Take the items, in the order of their keys."""
        self._items = items
        self._key = key

    def __len__(self) -> int:
        """How many there are."""
        return len(self._items)

    @overload
    def __getitem__(self, place: int) -> tuple[Key, Any]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[Key, Any]]: ...

    def __getitem__(self, place: int | slice) -> tuple[Key, Any] | list[tuple[Key, Any]]:
        """One or some of them."""
        if isinstance(place, slice):
            return [(self._key(item), item) for item in self._items[place]]
        item = self._items[place]
        return self._key(item), item


@strawberry.type(description="An item of a page, with its cursor.")
class Edge(Generic[Item]):
    """Relay's edge."""

    cursor: str = strawberry.field(description="Where the item stands in the list.")
    node: Item = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Item]):
    """Relay's connection; cursors are made where they are asked for."""

    name: strawberry.Private[str]
    page: strawberry.Private[Page[Any]]
    items: strawberry.Private[list[Any]]
    count: strawberry.Private[Callable[[], int]]

    @field("The items, each with its cursor.")
    def edges(self) -> list[Edge[Item]]:
        return [
            Edge(cursor=to_cursor(self.name, key), node=item)
            for key, item in zip(self.page.keys, self.items, strict=True)
        ]

    @field("Where the page stands in the list.")
    def page_info(self) -> PageInfo:
        return page_info(self.name, self.page)

    @field("The items alone.")
    def nodes(self) -> list[Item]:
        return self.items

    @field("How many there are in the whole list.")
    def total_count(self) -> int:
        return self.count()


def page_info(name: str, page: Page[Any], *, backwards: bool = False) -> PageInfo:
    """Where a page of the list `name` stands, for a client that sees it so or `backwards`."""
    before, after = page.more_before, page.more_after
    cursors = [to_cursor(name, key) for key in (*page.keys[:1], *page.keys[-1:])]
    if backwards:
        before, after = after, before
        cursors.reverse()
    return PageInfo(
        has_next_page=after,
        has_previous_page=before,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


def connection(
    name: str, page: Page[Any], wrap: Callable[[Any], Any], count: Callable[[], int]
) -> Connection[Any]:
    """A page of a store as a connection; cursors are those of the list `name`."""
    return Connection(name=name, page=page, items=list(map(wrap, page.items)), count=count)


def store_connection(
    name: str,
    shape: Key,
    arguments: PageArguments,
    fetch: Callable[[PageRequest], Page[Any]],
    wrap: Callable[[Any], Any],
    count: Callable[[], int],
) -> Connection[Any]:
    """A page of a list that the store keeps; `fetch` gives the page that the arguments ask for."""
    return connection(name, fetch(page_request(name, shape, arguments)), wrap, count)


def list_connection(
    name: str,
    rows: Sequence[tuple[Key, Any]],
    arguments: PageArguments,
    wrap: Callable[[Any], Any],
    shape: Key,
) -> Connection[Any]:
    """A page of a list that is at hand: pairs of key and item, in the order of the keys."""
    page = page_of(name, rows, arguments, shape)
    return connection(name, page, wrap, lambda: len(rows))


def page_of(
    name: str, rows: Sequence[tuple[Key, Any]], arguments: PageArguments, shape: Key
) -> Page[Any]:
    """The page that the arguments ask of a list that is at hand."""
    request = page_request(name, shape, arguments)
    start = 0 if request.after is None else sum(key <= request.after for key, _ in rows)
    end = len(rows) if request.before is None else sum(key < request.before for key, _ in rows)
    end = max(start, end)
    if request.from_end:
        start = max(start, end - request.limit)
    else:
        end = min(end, start + request.limit)
    chosen = rows[start:end]
    return Page(
        items=tuple(item for _, item in chosen),
        keys=tuple(key for key, _ in chosen),
        more_before=start > 0,
        more_after=end < len(rows),
    )
