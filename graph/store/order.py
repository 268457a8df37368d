"""The orders in which every store lists relations, figures and statements."""

from __future__ import annotations

from graph.dates import AFTER_ALL
from graph.model import Figure, Relation, Statement

__all__ = ["figure_key", "relation_key", "statement_key"]


def relation_key(relation: Relation) -> tuple[str, str, str, int]:
    """By kind, subject, other entity and first day; what has no first day comes last."""
    since = relation.since.earliest if relation.since else AFTER_ALL
    return relation.kind, relation.subject, relation.entity, since


def figure_key(figure: Figure) -> tuple[int, int, str, str]:
    """By period, metric and id."""
    return figure.period.earliest, figure.period.latest, figure.metric, figure.id


def statement_key(statement: Statement) -> tuple[int, int, str]:
    """By the day it was said, then id; what is undated comes last."""
    said = statement.said
    if said is None:
        return AFTER_ALL, AFTER_ALL, statement.id
    return said.earliest, said.latest, statement.id
