"""The saved queries as files."""

import re

import pytest

from api.neo4j_browser.saved import FOLDER, SavedQuery, saved_queries

WRITING = r"\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP|LOAD|FOREACH|CALL)\b"

each_query = pytest.mark.parametrize("query", saved_queries().values(), ids=saved_queries().keys())


def test_there_is_a_choice() -> None:
    """There are more than eight, each with a title of its own."""
    titles = {query.title for query in saved_queries().values()}

    assert len(titles) == len(saved_queries()) == len(list((FOLDER / "queries").iterdir())) > 8


@each_query
def test_head(query: SavedQuery) -> None:
    """A file begins with its title; then come the parameters, each as a line that can be pasted."""
    head = [line for line in query.source.splitlines() if line.startswith("//")]

    assert query.source.startswith("\n".join(head))
    assert head[0] == f"// {query.title}"
    assert len(head) == 1 + len(query.parameters)
    assert not query.title.startswith(":")


@each_query
def test_parameters(query: SavedQuery) -> None:
    """Every parameter is used, once, so that it can be made a constant; none is not explained."""
    assert sorted(re.findall(r"\$(\w+)", query.text)) == sorted(query.parameters)


@each_query
def test_only_reads(query: SavedQuery) -> None:
    """No query writes or calls a procedure."""
    assert not re.search(WRITING, query.text, re.IGNORECASE)


def test_constants() -> None:
    """Constants take the place of parameters; others may be given than the query's own."""
    query = saved_queries()["path-on-a-day"]
    first = query.with_constants({"to": "'dingtalk'"}).splitlines()[0]

    assert first == "WITH 'wechat' AS from, 'dingtalk' AS to, date('2024-09-30') AS day"
