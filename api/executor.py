"""A shorter way through the schema for fields that take no arguments: nearly all of an answer.

For documents that are not prepared (`api.prepared`): those with directives, and subscriptions. Fields
with arguments, and whatever else is unusual, go the usual way; the answers are equal (tests hold one
way against the other).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLObjectType, Undefined
from graphql.execution.collect_fields import FieldDetails
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.prepared import Short, ShortInfo, shorts_of

__all__ = ["ShortExecutor"]

Details = list[FieldDetails]


class ShortExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes operations, field by field, the short way where there is one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what any executor takes."""
        super().__init__(*args, **kwargs)
        self._info = ShortInfo(self.context_value)
        self._shorts = shorts_of(self.schema)

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: Mapping[str, Details],
        position_context: Any,
    ) -> dict[str, Any]:
        """Answer the fields of one object."""
        results: dict[str, Any] = {}
        shorts = self._shorts[parent_type.name]
        for name, details in grouped_field_set.items():
            short = shorts.get(details[0].node.name.value)
            if short is None or short.takes_arguments or not short.never_null:
                here = Path(path, name, parent_type.name)
                result = self.execute_field(
                    parent_type, source_value, details, here, position_context
                )
                if result is not Undefined:
                    results[name] = result
                continue
            try:
                results[name] = self._result(short, source_value, details, path, name, parent_type)
            except Exception as error:  # noqa: BLE001 - told in the answer, as GraphQL wants it
                here = Path(path, name, parent_type.name)
                self.handle_field_error(error, short.whole_type, details, here)
                results[name] = None
        return results

    def _result(
        self,
        short: Short,
        source: Any,
        details: Details,
        path: Path | None,
        name: str,
        parent_type: GraphQLObjectType,
    ) -> Any:
        value = short.get(source, self._info) if short.informed else short.get(source)
        if value is None:
            if short.required:
                field = f"{parent_type}.{details[0].node.name.value}"
                raise TypeError(f"Cannot return null for non-nullable field {field}.")
            return None
        if (leaf := short.leaf) is not None:
            return [leaf(item) for item in value] if short.many else leaf(value)
        here = Path(path, name, parent_type.name)
        if short.many:
            return self._objects(short, value, details, here)
        return self._object(short, value, details, here)

    def _objects(self, short: Short, values: Any, details: Details, path: Path) -> list[Any]:
        found: list[Any] = []
        for index, value in enumerate(values):
            here = path.add_key(index, None)
            try:
                found.append(self._object(short, value, details, here))
            except Exception as error:  # noqa: BLE001
                self.handle_field_error(error, short.item_type, details, here)
                found.append(None)
        return found

    def _object(self, short: Short, value: Any, details: Details, path: Path) -> dict[str, Any]:
        object_type = short.type_of(value)
        fields = self.collect_subfields(object_type, details).grouped_field_set
        return self.execute_fields(object_type, value, path, fields, None)
