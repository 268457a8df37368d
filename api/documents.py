"""GraphQL documents, read and checked once: of a short answer, that is most of the time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from dataclasses import dataclass, field
from inspect import isawaitable
from operator import attrgetter
from threading import Lock
from typing import Any, cast

from cachetools import LRUCache, cached
from cachetools.keys import hashkey
from graphql import (
    ASTValidationRule,
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Lexer,
    Node,
    OperationDefinitionNode,
    OperationType,
    ParallelVisitor,
    Source,
    Token,
    ValidationContext,
    Visitor,
    VisitorAction,
    execute,
    specified_rules,
    subscribe,
    validate,
)
from graphql.language.parser import Parser, nested_too_deeply_error
from strawberry import Schema
from strawberry.execution import optimized_is_awaitable

from api.executor import ShortExecutor
from api.limits import Cost, LimitError, Limits, costs_of, refused_shape
from api.prepared import Prepared, prepared
from api.quick import MOST, Tries, is_quick, is_tried

__all__ = ["Document", "Documents", "NoSuchOperationError"]

_KEPT = 200_000  # characters of documents; what is read of one takes about 150 bytes for each


class NoSuchOperationError(LookupError):
    """The document has no operation of that name, or several and none was named."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read: either what is wrong with it, or its operations by name."""

    length: int
    tree: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    operations: Mapping[str | None, OperationType]
    costs: Mapping[str | None, Cost] = field(default_factory=dict)
    is_quick: bool = False
    """Whether its operations are for the event loop, if they cost little: see `api.quick`."""
    tries: Tries | None = None
    """Whether they are tried there, if they are searches that may be."""
    prepared: dict[str | None, Prepared | None] | None = None
    """Its operations that were executed, made ready to be; None where variables say what is in it."""

    def operation_type(self, name: str | None) -> OperationType:
        """What sort of operation is asked for; raises `NoSuchOperationError`."""
        return self.operations[self._meant(name)]

    @property
    def only_name(self) -> str | None:
        """The name of its operation; None if it has none, or the document has several."""
        return next(iter(self.operations)) if len(self.operations) == 1 else None

    @property
    def has_subscription(self) -> bool:
        """Whether an operation of it may last as long as somebody listens."""
        return OperationType.SUBSCRIPTION in self.operations.values()

    def cost(self, name: str | None, variables: Mapping[str, Any] | None) -> int:
        """About how many things an answer may hold; raises `NoSuchOperationError`."""
        return self.costs[self._meant(name)].of(variables)

    def costs_little(self, name: str | None, variables: Mapping[str, Any] | None) -> bool:
        """Whether an answer is so small that the event loop may give it; a mistake is told at once."""
        try:
            return self.cost(name, variables) <= MOST
        except NoSuchOperationError:
            return True

    def made_ready(
        self, name: str | None, prepare: Callable[[DocumentNode, str | None], Prepared | None]
    ) -> Prepared | None:
        """An operation as it was prepared; None if it goes the usual way."""
        if self.prepared is None or self.tree is None:
            return None
        meant = self._meant(name)
        if meant not in self.prepared:
            self.prepared[meant] = prepare(self.tree, meant)
        return self.prepared[meant]

    def _meant(self, name: str | None) -> str | None:
        found = self.operations
        if name is None and len(found) == 1:
            return next(iter(found))
        if name not in found or (name is None and len(found) != 1):
            raise NoSuchOperationError(name)
        return name


class Documents:
    """Reads documents for one schema, and executes them; the last ones are kept."""

    def __init__(self, schema: Schema, limits: Limits | None = None) -> None:
        """`limits` say how much a document may hold and cost; the usual ones if not given."""
        self._schema = schema._schema
        self.limits = limits or Limits()
        self._kept: LRUCache[Any, Document] = LRUCache(_KEPT, getsizeof=attrgetter("length"))
        self._lock = Lock()
        self.read = cached(self._kept, lock=self._lock)(self._read)
        """Gives a document, from its text."""

    def known(self, text: str) -> Document | None:
        """A document that was read before, and is kept."""
        with self._lock:
            return self._kept.get(hashkey(text))

    def _read(self, text: str) -> Document:
        try:
            tree = _parsed(text, self.limits.max_tokens)
        except GraphQLSyntaxError as error:
            return Document(len(text), None, (_alone(self._told(error)),), {})
        operations = {
            None if found.name is None else found.name.value: found.operation
            for found in tree.definitions
            if isinstance(found, OperationDefinitionNode)
        }
        refused = refused_shape(tree, self.limits)
        if refused is not None:
            return Document(len(text), tree, (_as_told(refused),), operations)
        errors = _errors(self._schema, tree, hide_suggestions=not self.limits.suggestions)
        costs = {} if errors else costs_of(self._schema, tree)
        quick = not errors and is_quick(tree)
        tries = Tries() if not errors and not quick and is_tried(tree) else None
        return Document(
            *(len(text), tree, tuple(errors), operations, costs, quick, tries),
            prepared=None if "@" in text else {},
        )

    def _told(self, error: GraphQLSyntaxError) -> GraphQLError:
        """What is wrong with a text, or that it is longer than is read."""
        if not error.message.endswith(" tokens. Parsing aborted."):
            return error
        most = self.limits.max_tokens
        message = "The document is too long: words, marks and values are counted"
        return _as_told(LimitError("TOO_MANY_TOKENS", message, most + 1, most))

    def refused_cost(
        self, document: Document, name: str | None, variables: Mapping[str, Any] | None
    ) -> ExecutionResult | None:
        """What is answered instead, where an operation costs too much."""
        cost, most = document.cost(name, variables), self.limits.max_cost
        if cost <= most:
            return None
        message = (
            "The question may bring too many things: ask for smaller pages, or for less in each"
        )
        return ExecutionResult(None, [_as_told(LimitError("TOO_COSTLY", message, cost, most))])

    def execute(
        self, document: Document, name: str | None, variables: dict[str, Any] | None, context: Any
    ) -> ExecutionResult:
        """The result of one operation of a document that was found to be right."""
        assert document.tree is not None
        refused = self.refused_cost(document, name, variables)
        if refused is not None:
            return refused
        ready = document.made_ready(name, self._prepare)
        if ready is not None:
            answered = ready.answer(variables, context)
            if answered is not None:
                return answered
        result = execute(
            self._schema,
            document.tree,
            context_value=context,
            variable_values=variables,
            operation_name=name,
            is_awaitable=cast("Any", optimized_is_awaitable),
            executor_class=ShortExecutor,
            hide_suggestions=not self.limits.suggestions,
        )
        assert isinstance(result, ExecutionResult)  # none of our resolvers waits
        return result

    def _prepare(self, tree: DocumentNode, name: str | None) -> Prepared | None:
        hidden = not self.limits.suggestions
        return prepared(self._schema, tree, name, hide_suggestions=hidden)

    async def subscribe(
        self, document: Document, name: str | None, variables: dict[str, Any] | None, context: Any
    ) -> AsyncGenerator[ExecutionResult, None]:
        """The results of a subscription of a document that was found to be right, as they come."""
        assert document.tree is not None
        refused = self.refused_cost(document, name, variables)
        if refused is not None:
            yield refused
            return
        found = subscribe(
            self._schema,
            document.tree,
            context_value=context,
            variable_values=variables,
            operation_name=name,
            executor_class=ShortExecutor,
            hide_suggestions=not self.limits.suggestions,
        )
        results = await found if isawaitable(found) else found
        if isinstance(results, ExecutionResult):
            yield results  # a variable that is wrong, for instance
            return
        try:
            async for result in results:
                yield result
        finally:
            await cast("Any", results).aclose()


def _parsed(text: str, max_tokens: int) -> DocumentNode:
    """A document as it is written, without what leads from each word to the one before and after.

    Words that lead to one another are garbage that only Python's collector finds, and when it looks
    through all that is there, every answer waits for a tenth of a second. It is what `graphql.parse` does,
    which keeps the words of a text that is no document to itself.
    """
    lexer = Lexer(Source(text))
    parser = Parser(lexer.source, lexer=lexer, max_tokens=max_tokens)
    try:
        return parser.parse_document()
    except RecursionError:
        pass  # what is raised here would hold all that was going on
    finally:
        word: Token | None = lexer.token
        while word is not None and word.next is not None:  # one may have been looked at ahead
            word = word.next
        while word is not None:
            before = word.prev
            word.prev = word.next = None
            word = before
    raise nested_too_deeply_error(parser)


def _errors(
    schema: GraphQLSchema, tree: DocumentNode, *, hide_suggestions: bool
) -> list[GraphQLError]:
    """What of a document does not fit the schema.

    Rules hold on to themselves and to the document, and would be garbage as in `_parsed`: what they
    know is forgotten afterwards. So is what goes to all of them with each word, which is one rule here.
    """
    made: list[object] = []

    def every(context: ValidationContext) -> Visitor:
        rules = [rule(context) for rule in specified_rules]
        together = _Together(rules)
        made.extend((context, *rules, together.rules, together))
        return together

    rules = [cast("type[ASTValidationRule]", every)]
    found = validate(schema, tree, rules, hide_suggestions=hide_suggestions)
    for each in made:
        vars(each).clear()
    return [_alone(error) for error in found]


class _Together(Visitor):
    """Many rules as one."""

    def __init__(self, rules: Collection[Visitor]) -> None:
        super().__init__()
        self.rules = ParallelVisitor(rules)

    def enter(self, node: Node, *where: Any) -> VisitorAction | None:
        enter = self.rules.get_enter_leave_for_kind(node.kind).enter
        return enter(node, *where) if enter else None

    def leave(self, node: Node, *where: Any) -> VisitorAction | None:
        leave = self.rules.get_enter_leave_for_kind(node.kind).leave
        return leave(node, *where) if leave else None


def _alone(error: GraphQLError) -> GraphQLError:
    """An error that is kept without what was going on when it was found, which is much."""
    for each in (error, error.original_error):
        if each is not None:
            each.__traceback__ = each.__context__ = each.__cause__ = None
    return error


def _as_told(error: LimitError) -> GraphQLError:
    """As an error of GraphQL, with what it is about."""
    return GraphQLError(str(error), original_error=error)
