"""Days as arguments and as answers."""

from dataclasses import dataclass
from typing import NewType

import strawberry
from graphql import StringValueNode, ValueNode, print_ast
from strawberry.types.scalar import ScalarDefinition

from graph.dates import AFTER_ALL, BEFORE_ALL, day_to_iso, parse_edtf
from graph.errors import BadArgumentError

__all__ = ["SCALARS", "Day", "DaySpan", "read_day"]


@dataclass(frozen=True, slots=True)
class DaySpan:
    """What somebody wrote as a day: the days from `first` to `last`; None for "today"."""

    text: str
    first: int | None
    last: int | None


Day = NewType("Day", int)


def _day_to_text(day: int) -> str | None:
    return day_to_iso(day)


def read_day(value: object) -> DaySpan:
    """A day, month or year as text (`2024-05-20`, `2024-05`, `2024`), or `today`.

    Raises `BadArgumentError` with the code BAD_DATE, or `EdtfError`.
    """
    expected = "a day such as 2024-05-20, a month, a year, or today"
    if not isinstance(value, str):
        raise BadArgumentError("date", value, expected, code="BAD_DATE")
    if value.strip().casefold() == "today":
        return DaySpan(value, None, None)
    date = parse_edtf(value.strip())
    open_end = date.earliest == BEFORE_ALL or date.latest == AFTER_ALL
    if date.is_stretch or date.is_set or date.uncertain or date.approximate or open_end:
        raise BadArgumentError("date", value, expected, code="BAD_DATE")
    return DaySpan(value, date.earliest, date.latest)


def _parse_literal(node: ValueNode, variables: object = None) -> DaySpan:
    if not isinstance(node, StringValueNode):
        expected = 'text in quotation marks, such as "2024-05-20"'
        raise BadArgumentError("date", print_ast(node), expected, code="BAD_DATE")
    return read_day(node.value)


SCALARS: dict[object, ScalarDefinition] = {
    Day: strawberry.scalar(
        name="Day",
        description="A calendar day, `2024-05-20`, as the sources give it, without a time zone.",
        serialize=_day_to_text,
    ),
    DaySpan: strawberry.scalar(
        name="DayInput",
        description=(
            "A day: `2024-05-20`, or `today` (UTC). A month `2024-05` or a year `2024` means its"
            " first day where a window begins, and its last day everywhere else: access on a day is"
            " the state at its end."
        ),
        parse_value=read_day,
        parse_literal=_parse_literal,
    ),
}
