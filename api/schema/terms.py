"""The closed lists as GraphQL enums."""

from enum import Enum

from api.schema.described import describe_enum
from graph.dates import Precision
from graph.queries.misses import MissReason
from graph.queries.timeline import Step
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
    Status,
    Tier,
    Verdict,
)

__all__ = [
    "Access",
    "Channel",
    "Confidence",
    "Direction",
    "EntityKind",
    "EventKind",
    "EventRelationKind",
    "Metric",
    "MissReason",
    "Operator",
    "Precision",
    "RelationKind",
    "Role",
    "SearchSort",
    "StatementKind",
    "Status",
    "Step",
    "Tier",
    "TimelineOrder",
    "Verdict",
]

describe_enum(Access, "What became of a way of access.")
describe_enum(Channel, "The way through which one can be reached.")
describe_enum(Confidence, "How far the editors trust a citation.")
describe_enum(Direction, "Whether an event opens or closes access.")
describe_enum(EntityKind, "What sort of thing an entity is.")
describe_enum(EventKind, "What sort of thing happened.")
describe_enum(EventRelationKind, "How one event stands to another.")
describe_enum(Metric, "What a figure measures.")
describe_enum(Operator, "How a figure's value is meant.")
describe_enum(RelationKind, "How one entity stands to another.")
describe_enum(Role, "As what an entity took part in an event.")
describe_enum(StatementKind, "What sort of thing was said.")
describe_enum(Status, "How far a thing had come when it happened.")
describe_enum(Tier, "What sort of source it is.")
describe_enum(Verdict, "How sure an answer is.")
describe_enum(
    Precision,
    "How precisely a date is written.",
    DAY="A day.",
    MONTH="A month.",
    QUARTER="A quarter of a year.",
    HALF_YEAR="Half a year.",
    YEAR="A year.",
    DECADE="A decade.",
    CENTURY="A century.",
    MILLENNIUM="A millennium.",
)
describe_enum(
    MissReason,
    "Why a hop does not pass, the most hopeful first.",
    NOT_YET="It passes later.",
    ENDED="It passed and has ended.",
    BLOCKED="It is refused.",
    LIMITED="It passes with limits only, and these were not allowed.",
    WRONG_WAY="Nothing is on record, but the opposite direction passes.",
)
describe_enum(
    Step,
    "How long each count of a timeline is.",
    YEAR="A year.",
    QUARTER="A quarter.",
    MONTH="A month.",
)


class TimelineOrder(Enum):
    """Which way a timeline runs."""

    OLDEST_FIRST = "oldest_first"
    NEWEST_FIRST = "newest_first"


class SearchSort(Enum):
    """What can be searched."""

    ENTITY = "entity"
    EVENT = "event"
    SOURCE = "source"


describe_enum(
    TimelineOrder,
    "Which way a timeline runs.",
    OLDEST_FIRST="By earliest day, latest day, sequence and id.",
    NEWEST_FIRST="The same order, backwards.",
)
describe_enum(
    SearchSort,
    "What can be searched.",
    ENTITY="Entities, by name, alias and id.",
    EVENT="Events, by title and id.",
    SOURCE="Sources, by title, publisher and id.",
)
