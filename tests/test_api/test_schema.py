"""The GraphQL schema: what is committed, described, and by which conventions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_introspection_query,
    parse,
    validate,
    validate_schema,
)

import api
from api.ask.client import document
from api.query import schema
from tests.test_api.asking import ask, packaged_reader

CORE: GraphQLSchema = schema._schema
OURS = {name: type_ for name, type_ in CORE.type_map.items() if not name.startswith("__")}
CONNECTIONS = sorted(name for name in OURS if name.endswith("Connection"))
SORTS = ("entity", "event", "source", "figure", "statement")
LINKS = [
    link
    for id in packaged_reader().ids("entity")
    for link in packaged_reader().links_from([id], None)
]


def text_of(name: str, field: str) -> str:
    """Return the type of a field as SDL writes it."""
    return str(CORE.type_map[name].fields[field].type)  # type: ignore[attr-defined]


def test_the_committed_schema_is_the_schema() -> None:
    """`api/schema.graphql` is what `interop schema --write` would write."""
    path = Path(api.__file__).with_name("schema.graphql")

    assert path.read_text("utf-8") == schema.as_str() + "\n"


def test_the_schema_is_valid() -> None:
    """GraphQL's own rules find nothing, and the text can be read back."""
    assert validate_schema(CORE) == []
    assert validate_schema(build_schema(schema.as_str())) == []


def described() -> Iterator[tuple[str, str | None]]:
    """Yield the name and the description of everything in the schema that can have one."""
    for name, type_ in OURS.items():
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            for value, term in type_.values.items():
                yield f"{name}.{value}", term.description
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, definition in type_.fields.items():
                yield f"{name}.{field}", definition.description
                for argument, given in definition.args.items():
                    yield f"{name}.{field}({argument}:)", given.description
        if isinstance(type_, GraphQLInputObjectType):
            for field, input_field in type_.fields.items():
                yield f"{name}.{field}", input_field.description


def test_everything_is_described() -> None:
    """Every type, field, argument, input field and enum value says what it is."""
    everything = dict(described())

    assert len(everything) > 600
    assert [name for name, text in everything.items() if not (text or "").strip()] == []


def test_descriptions_are_sentences() -> None:
    """A description begins like a sentence and ends like one."""
    scalars = {"ID", "String", "Int", "Boolean", "Float", "DateTime"}  # not ours to write
    texts = {name: text or "" for name, text in described() if name not in scalars}

    assert [n for n, t in texts.items() if t[-1] not in ".…" or not t[0].isupper()] == []


def test_introspection_is_answered() -> None:
    """Tools can read the schema: they ask more deeply than any question of ours."""
    answer = ask(get_introspection_query(descriptions=True, input_value_deprecation=True))

    assert "errors" not in answer
    assert {type_["name"] for type_ in answer["data"]["__schema"]["types"]} >= OURS.keys()


def test_node_is_as_relay_has_it() -> None:
    """`node` takes an id and answers with a `Node` or null; `nodes` takes many."""
    node, nodes = CORE.query_type.fields["node"], CORE.query_type.fields["nodes"]  # type: ignore[union-attr]

    assert (str(node.type), str(node.args["id"].type)) == ("Node", "ID!")
    assert (str(nodes.type), str(nodes.args["ids"].type)) == ("[Node]!", "[ID!]!")
    assert text_of("Node", "id") == "ID!"


def test_whatever_has_an_id_is_a_node() -> None:
    """Every object type with an `id` implements `Node`; every entity type, `Entity` too."""
    with_id = {
        name: {interface.name for interface in type_.interfaces}
        for name, type_ in OURS.items()
        if isinstance(type_, GraphQLObjectType) and "id" in type_.fields
    }
    others = {"Event", "Source", "Figure", "Statement", "Link"}

    assert {name for name, interfaces in with_id.items() if interfaces == {"Node"}} == others
    assert all(with_id[name] == {"Node", "Entity"} for name in with_id.keys() - others)
    assert len(with_id) == len(others) + 8


@pytest.mark.parametrize("name", CONNECTIONS)
def test_connection_is_as_relay_has_it(name: str) -> None:
    """A connection has edges with cursor and node, page information, nodes and a count."""
    edge = name.removesuffix("Connection") + "Edge"
    node = text_of(edge, "node")

    assert text_of(name, "edges") == f"[{edge}!]!"
    assert text_of(name, "pageInfo") == "PageInfo!"
    assert text_of(name, "nodes") == f"[{node}]!"
    assert text_of(name, "totalCount") == "Int!"
    assert text_of(edge, "cursor") == "String!"
    assert node.endswith("!")


def test_page_info_is_as_relay_has_it() -> None:
    """Two answers that are always there, and two cursors that an empty page has not."""
    fields = {name: str(field.type) for name, field in OURS["PageInfo"].fields.items()}  # type: ignore[attr-defined]

    assert fields == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


def test_connections_are_paged_alike() -> None:
    """Every field that answers with a connection takes Relay's four arguments, none required."""
    paged = {
        f"{name}.{field}": {a: str(definition.args[a].type) for a in definition.args}
        for name, type_ in OURS.items()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for field, definition in type_.fields.items()
        if str(definition.type).removesuffix("!") in CONNECTIONS
    }
    relay = {"first": "Int", "after": "String", "last": "Int", "before": "String"}

    assert len(paged) > len(CONNECTIONS)
    assert [
        name for name, arguments in paged.items() if not relay.items() <= arguments.items()
    ] == []


@pytest.mark.parametrize("sort", SORTS)
def test_every_id_leads_to_its_thing(sort: str) -> None:
    """Each thing of the seed is a `Node`, found by its own id."""
    ids = packaged_reader().ids(sort)
    found = [
        node
        for start in range(0, len(ids), 100)
        for node in ask(
            "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Entity { kind } } }",
            {"ids": ids[start : start + 100]},
        )["data"]["nodes"]
    ]

    assert [node["id"] for node in found] == ids
    if sort == "entity":
        assert all(node["__typename"].upper() == node["kind"].replace("_", "") for node in found)
    else:
        assert {node["__typename"] for node in found} == {sort.capitalize()}


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.id)
def test_every_link_is_found_by_its_id(link: Any) -> None:
    """A link's id leads back to it, whatever its dates."""
    query = "query($id: ID!) { node(id: $id) { __typename id ... on Link { channel } } }"

    assert ask(query, {"id": link.id})["data"]["node"] == {
        "__typename": "Link",
        "id": link.id,
        "channel": link.triple.channel.name,
    }


def test_a_standard_has_its_type() -> None:
    """A law or a protocol is served like other entities, by any of its names."""
    answer = ask('{ entity(id: "Jabber") { __typename id kind name { en } } }')

    assert answer["data"]["entity"] == {
        "__typename": "Standard",
        "id": "xmpp",
        "kind": "STANDARD",
        "name": {"en": "XMPP"},
    }


@pytest.mark.parametrize("name", ["access", "entity", "path", "search", "timeline"])
def test_the_questions_of_the_command_line_fit(name: str) -> None:
    """What `interop ask` puts is valid by the schema."""
    assert validate(CORE, parse(document(name))) == []
