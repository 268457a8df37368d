"""One small known world: two companies, their apps, what happened between them, and who says so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from graph.dates import parse_edtf
from graph.model import (
    Citation,
    Entity,
    EventRelation,
    Figure,
    Node,
    Participant,
    Relation,
    Seed,
    Source,
    Statement,
    Text,
)
from graph.vocabulary import (
    Access,
    Channel,
    Confidence,
    Direction,
    EntityKind,
    EventKind,
    EventRelationKind,
    Metric,
    Operator,
    RelationKind,
    Role,
    StatementKind,
    Tier,
)
from tests.strategies import make_effect, make_event, make_seed

__all__ = ["WORLD", "changed_world"]

LINKS, MAPS, ACCOUNTS = Channel.LINK_SHARING, Channel.MAPS, Channel.ACCOUNTS


def _cited(*sources: str) -> tuple[Citation, ...]:
    return tuple(Citation(source, Confidence.HIGH, quote="so they say") for source in sources)


def _entity(id: str, kind: EntityKind, zh: str | None, *relations: Relation) -> Entity:
    return Entity(id, kind, Text(f"The {id.title()}", zh), (f"{id} alias",), relations=relations)


def _relation(
    kind: RelationKind, subject: str, entity: str, since: str | None, *sources: str
) -> Relation:
    date = parse_edtf(since) if since else None
    return Relation(kind, subject, entity, date, None, _cited(*sources), unverified=not sources)


_ENTITIES = [
    _entity(
        "alpha",
        EntityKind.COMPANY,
        "甲公司",
        _relation(RelationKind.OWNS, "alpha", "beta", "2019"),
        _relation(RelationKind.OPERATES, "alpha", "chat", "2011-01-21", "paper"),
        _relation(RelationKind.OPERATES, "alpha", "chat", None),
        _relation(RelationKind.EMPLOYS, "alpha", "dana", None),
    ),
    _entity(
        "beta",
        EntityKind.COMPANY,
        "乙公司",
        _relation(RelationKind.OPERATES, "beta", "shop", "2003"),
    ),
    _entity("chat", EntityKind.APP, "聊天"),
    _entity("dana", EntityKind.PERSON, None),
    _entity(
        "pay",
        EntityKind.PAYMENT_SYSTEM,
        "支付",
        _relation(RelationKind.PART_OF, "pay", "chat", "2013-08"),
    ),
    _entity("shop", EntityKind.APP, "商店"),
]
_EVENTS = [
    make_event(
        "block",
        "2013",
        make_effect(Access.BLOCKED, "chat", "shop", LINKS),
        kind=EventKind.LINK_BLOCK,
        direction=Direction.CLOSES,
        participants=[Participant("alpha", Role.INITIATOR), Participant("shop", Role.TARGET)],
        sources=["page"],
    ),
    make_event(
        "trial",
        "2021-09-17",
        make_effect(Access.LIMITED, "chat", "shop", LINKS, limits=["in the morning"]),
        make_effect(Access.OPEN, "shop", "pay", ACCOUNTS, until="2022"),
        sequence=1,
        follows=["block"],
        sources=["paper", "page"],
    ),
    make_event(
        "again",
        "2021-09-17",
        make_effect(Access.BLOCKED, "chat", "shop", LINKS),
        sequence=2,
        kind=EventKind.LINK_BLOCK,
        direction=Direction.CLOSES,
        reverses=["trial"],
    ),
    make_event(
        "opening",
        "[2024-09-12..2024-09-30]",
        make_effect(Access.OPEN, "chat", "shop", LINKS),
        make_effect(Access.OPEN, "chat", "shop", ACCOUNTS, since="2024-09-27"),
        make_effect(Access.OPEN, "chat", "pay", MAPS, mechanism="beta"),
        relations=[EventRelation(EventRelationKind.RESPONDS_TO, "order")],
        channels=[Channel.LOGISTICS],
    ),
    make_event(
        "order",
        "2021/2024-09",
        kind=EventKind.REGULATION,
        direction=Direction.NEUTRAL,
        relations=[EventRelation(EventRelationKind.PART_OF, "block")],
        sources=["page"],
    ),
]
_SOURCES = [
    Source("page", "A page of the Chat", "The Chat", "zh", Tier.OFFICIAL),
    Source("paper", "What the paper says", "The Paper", "en", Tier.PRESS),
    Source("unread", "Nobody cites this", "Somebody", "en", Tier.SECONDARY),
]


def _figure(id: str, metric: Metric, period: str, entity: str | None = "chat") -> Figure:
    about = None if entity else Text("The market")
    return Figure(
        id,
        metric,
        Decimal("1.50"),
        Operator.EQUAL,
        "CNY",
        parse_edtf(period),
        entity,
        about,
        citations=_cited("paper"),
    )


_FIGURES = [
    _figure("late", Metric.REVENUE, "2024"),
    _figure("users", Metric.USERS, "2023"),
    _figure("b-revenue", Metric.REVENUE, "2023"),
    _figure("a-revenue", Metric.REVENUE, "2023"),
    _figure("quarter", Metric.USERS, "2023-33"),
    _figure("market", Metric.MARKET_SIZE, "2023", None),
]


def _statement(id: str, said: str | None, speaker: str | None, *about: str) -> Statement:
    return Statement(
        id,
        StatementKind.OPINION,
        Text("So be it"),
        speaker,
        None if speaker else Text("Somebody"),
        about=about,
        said=parse_edtf(said) if said else None,
        citations=_cited("paper"),
    )


_STATEMENTS = [
    _statement("b-undated", None, None, "chat"),
    _statement("a-undated", None, "chat"),
    _statement("said-late", "2024", None, "chat", "block"),
    _statement("said-early", "2021-09", "chat", "chat", "users"),
    _statement("said-then", "2021-09", "dana", "chat"),
]
_NODES: list[Node] = [*_ENTITIES, *_EVENTS, *_SOURCES, *_FIGURES, *_STATEMENTS]

WORLD: Seed = make_seed(*_NODES)


def changed_world() -> Seed:
    """The world without two events and a figure, with another app, and one name put right."""
    gone = ("opening", "again", "late")
    kept = [
        replace(node, name=Text("The Shop, renamed"))
        if isinstance(node, Entity) and node.id == "shop"
        else node
        for node in _NODES
        if node.id not in gone
    ]
    return make_seed(*kept, _entity("game", EntityKind.APP, None))
