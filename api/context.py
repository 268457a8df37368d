"""What resolvers may use while one operation is answered; imports no GraphQL type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import strawberry

from api.pictures import Pictures
from graph.asker import Asker
from graph.errors import GraphError
from graph.links import Link
from graph.model import Node
from graph.queries.budget import Budget
from graph.store import Journal, Reader

__all__ = ["AnswerTooLargeError", "Context", "Info"]

Wrap = Callable[[Node | Link], Any]


class AnswerTooLargeError(GraphError):
    """One answer would hold more things than the service can be asked for."""

    code = "BUDGET_SPENT"

    def __init__(self, most: int) -> None:
        """Say how many there may be."""
        super().__init__(f"The answer would hold more than {most:,} things: ask for less at once.")


@dataclass(slots=True)
class Context:
    """One operation's view of the graph, and what it has read of it so far.

    Things are read in batches: a resolver that returns a page says which ids its fields may need
    (`expect`), and the first of them that is really asked for brings them all.
    """

    reader: Reader
    wrap: Wrap
    today: int
    pictures: Pictures | None = None
    search_seconds: float = 5.0
    search_visits: int = 500_000
    most_things: int = 20_000
    asker: Asker = field(default_factory=Asker)
    journal: Callable[[], Journal] | None = None
    journal_is_kept: bool = False
    is_fleeting: bool = False
    is_at_hand: bool = False
    """Whether things are read from memory, so that one by one is as good as together."""
    _things: int = 0
    _budget: Budget | None = None
    _nodes: dict[str, Node | None] = field(default_factory=dict)
    _expected: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Count what is wrapped: lists in lists grow beyond all bounds otherwise."""
        wrap = self.wrap

        def counted(node: Node | Link) -> Any:
            self.asker.check()
            self._things += 1
            if self._things > self.most_things:
                raise AnswerTooLargeError(self.most_things)
            return wrap(node)

        self.wrap = counted

    def expect(self, ids: Iterable[str]) -> None:
        """Note ids that may be asked for soon; best without working them out beforehand."""
        if not self.is_at_hand:
            self._expected.update(ids)

    def node(self, id: str) -> Node | None:
        """What has this id, or None."""
        if self.is_at_hand:
            return self.reader.nodes((id,))[0]
        if id not in self._nodes:
            wanted = sorted({id, *self._expected} - self._nodes.keys())
            self._nodes.update(zip(wanted, self.reader.nodes(wanted), strict=True))
            self._expected.clear()
        return self._nodes[id]

    def get(self, id: str | None) -> Any:
        """The GraphQL object for what has this id; None for none."""
        node = None if id is None else self.node(id)
        return None if node is None else self.wrap(node)

    def get_all(self, ids: Iterable[str]) -> list[Any]:
        """The GraphQL objects for these ids, in their order."""
        wanted = list(ids)
        self.expect(wanted)
        return [found for id in wanted if (found := self.get(id)) is not None]

    @property
    def is_whole(self) -> bool:
        """Whether the answer can be given again: it is complete, and hangs on the graph alone."""
        return not self.is_fleeting and (self._budget is None or not self._budget.is_spent)

    def budget(self) -> Budget:
        """What the searches of this operation may cost, all together."""
        if self._budget is None:
            self._budget = Budget(self.search_visits, self.search_seconds, asker=self.asker)
        return self._budget


Info = strawberry.Info[Context, None]
