"""Records as the YAML that a person would write: short things in one line, no needless quotes."""

from __future__ import annotations

import re
from typing import Any

import yaml

from graph.load.format import FOLDERS, SEED_INFO, SORTS, Record, direction_of
from graph.model import Event, Node, SeedInfo
from graph.plain import to_plain

__all__ = ["as_written", "list_item", "new_file", "seed_file"]

_SCHEMA_LINE = "# yaml-language-server: $schema={}seed.schema.json\n"
_LINE = 96  # what fits into it may stand in one line
_IN_DOUBLE_QUOTES = re.compile(r"""[\[\]{}&*!|>'%@`#~=?,-]""")
# Dates and numbers are text to the loader, and plain in a file.
_QUOTED_ALL_THE_SAME = (
    "tag:yaml.org,2002:bool",
    "tag:yaml.org,2002:null",
    "tag:yaml.org,2002:merge",
)


def as_written(node: Node | SeedInfo) -> dict[str, Any]:
    """The record as a seed file holds it: fields in the format's order, nothing said twice."""
    plain = to_plain(node)
    if isinstance(node, Event):
        by_effects = {effect.channel.value for effect in node.effects}
        plain["channels"] = [c for c in plain.get("channels", ()) if c not in by_effects]
        implied = {
            "direction": node.direction is direction_of(node.effects),
            "channels": not plain["channels"],
            "sequence": not node.sequence,
        }
        plain = {name: value for name, value in plain.items() if not implied.get(name)}
    return _in_order(plain, _record_of(node))


def _record_of(node: Node | SeedInfo) -> Record:
    if isinstance(node, SeedInfo):
        return SEED_INFO
    folder = next(key for key, sort in SORTS.items() if sort == type(node).__name__.lower())
    return FOLDERS[folder]


def _in_order(plain: dict[str, Any], record: Record) -> dict[str, Any]:
    return {
        field.name: _part_in_order(plain[field.name], field.type)
        for field in record.fields
        if field.name in plain
    }


def _part_in_order(value: Any, type: object) -> Any:
    if not isinstance(type, Record):
        return value
    if isinstance(value, list):
        return [_in_order(item, type) for item in value]
    return _in_order(value, type)


def list_item(node: Node, indent: int = 2) -> str:
    """The record as an item of its file's list, dashes in column `indent`; a line end at its end."""
    text: str = yaml.dump([as_written(node)], Dumper=_Writer, **_STYLE)
    return "".join(f"{' ' * indent}{line}" for line in text.splitlines(keepends=True))


def new_file(folder: str, nodes: list[Node], *, depth: int | None = 1) -> str:
    """A whole file of a folder of the format; the schema lies `depth` folders above it, or nowhere."""
    items = "\n".join(list_item(node) for node in nodes)
    return f"{_schema_line(depth)}{folder}:\n{items}"


def seed_file(info: SeedInfo, *, depth: int | None = 0) -> str:
    """What a seed says of itself, as `seed.yaml`."""
    text: str = yaml.dump(as_written(info), Dumper=_Writer, **_STYLE)
    return _schema_line(depth) + text


def _schema_line(depth: int | None) -> str:
    if depth is None:
        return ""
    return _SCHEMA_LINE.format("../" * depth or "./")


class _Writer(yaml.SafeDumper):
    """Writes lists indented, short mappings and lists in one line, texts plain where they can be."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_STYLE: dict[str, Any] = {
    "allow_unicode": True,
    "sort_keys": False,
    "width": 2**31,
    "default_flow_style": False,
}


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    style = '"' if _IN_DOUBLE_QUOTES.match(text) else None
    if "\n" in text and _is_block(text):
        style = "|"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_block(text: str) -> bool:
    """Whether a text of several lines can be written as they are."""
    lines = text.split("\n")
    return all(line.isprintable() and line == line.strip() and line for line in lines)


def _mapping(writer: _Writer, mapping: dict[str, Any]) -> yaml.MappingNode:
    flat = not any(isinstance(value, dict | list) for value in mapping.values())
    short = len(str(mapping)) <= _LINE and "id" not in mapping and "quote" not in mapping
    is_flow = (
        flat and short and len(mapping) <= 4 and not any("\n" in str(v) for v in mapping.values())
    )
    return writer.represent_mapping("tag:yaml.org,2002:map", mapping.items(), flow_style=is_flow)


def _list(writer: _Writer, items: list[Any]) -> yaml.SequenceNode:
    flat = not any(isinstance(item, dict | list) for item in items)
    is_flow = flat and len(str(items)) <= _LINE and not any("\n" in str(item) for item in items)
    return writer.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=is_flow)


_Writer.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag in _QUOTED_ALL_THE_SAME]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Writer.add_representer(int, lambda writer, number: _text(writer, str(number)))
_Writer.add_representer(str, _text)
_Writer.add_representer(dict, _mapping)
_Writer.add_representer(list, _list)
