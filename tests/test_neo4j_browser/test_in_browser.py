"""The real Neo4j Browser: log in, play the guide, run its steps, see what is drawn."""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

import pytest
from neo4j import Query, Result
from playwright.sync_api import expect

from api.neo4j_browser.guide import read_guide
from api.neo4j_browser.saved import saved_queries
from tests.neo4j_fixture import GivenNeo4j
from tests.neo4j_stores import connect
from tests.test_neo4j_browser.driving import Neo4jBrowser
from tests.test_neo4j_browser.grass import rules

pytestmark = [pytest.mark.neo4j, pytest.mark.browser]


def colour(label: str) -> str:
    """Return the colour that the style has for a label."""
    return rules()[f"node.{label}"]["color"]


def asked(given: GivenNeo4j, text: str) -> tuple[list[str], int]:
    """Return the captions of the nodes that a query gives, and how many relationships it does."""
    with connect(given) as driver:
        graph = driver.execute_query(Query(text), result_transformer_=Result.graph)
    return sorted(node["caption"] for node in graph.nodes), len(graph.relationships)


def step(words: str) -> str:
    """Return the query of the guide that has these words."""
    blocks = (block for slide in read_guide().slides for block in slide.blocks)
    return next(b.text for b in blocks if b.kind == "cypher" and words in b.text)


def test_a_tour(neo4j_browser: Neo4jBrowser, neo4j_server: GivenNeo4j, served: str) -> None:
    """With style and setting of the first slide, three steps draw what was asked, in its colours."""
    neo4j_browser.style(f"{served}/style.grass")
    neo4j_browser.draw_only_results()
    guide = neo4j_browser.play(f"{served}/guide.html")
    expect(guide.get_by_role("heading").first).to_have_text(
        "Who could reach whom between internet platforms"
    )

    neo4j_browser.turn_to(guide, "Who could reach whom on a day")
    day = neo4j_browser.drawn(neo4j_browser.run_step(guide, "2020-12-31"))
    captions, relationships = asked(neo4j_server, step("2020-12-31"))
    assert {"Alipay", "Pinduoduo", "Taobao", "WeChat", "WeChat Pay"} <= set(captions)
    assert (len(day.captions), len(day.relationships)) == (len(captions), relationships)
    assert set(day.captions) >= {"Alipay", "Pinduoduo", "Taobao", "WeChat", "WeChat Pay"}
    assert day.fill_of("WeChat") == colour("App")
    assert day.fill_of("WeChat Pay") == colour("PaymentSystem")

    guide = neo4j_browser.play(f"{served}/guide.html")
    neo4j_browser.turn_to(guide, "A path and its evidence")
    path = neo4j_browser.drawn(neo4j_browser.run_step(guide, "'alipay' AS to"))
    assert sorted(path.captions) == [
        "/ 2024-09-05 Alipay is accepted at Taobao's checkout",
        *("Alipay", "Taobao", "Times Finance (时代财经)", "WeChat"),
        "[2013 .. 2019] Taobao brings in copied codes (Taokouling)",
    ]
    assert len(path.relationships) == 6
    assert set(path.fills) == set(map(colour, ("App", "PaymentSystem", "Imprecise", "Source")))

    guide = neo4j_browser.play(f"{served}/guide.html")
    neo4j_browser.turn_to(guide, "After the order of 2021")
    later = neo4j_browser.drawn(neo4j_browser.run_step(guide, "'miit-2021-09-links'"))
    captions, relationships = asked(neo4j_server, step("'miit-2021-09-links'"))
    assert (len(later.captions), len(later.relationships)) == (len(captions), relationships)
    assert "2021-09-28 Five Alibaba apps take WeChat Pay" in later.captions
    assert later.fill_of("2021-09-28 Five Alibaba apps take WeChat Pay") == colour("Event")
    assert set(later.fills) == {colour("Event"), colour("Imprecise")}


def test_answer_guide(neo4j_browser: Neo4jBrowser, served: str) -> None:
    """The guide of an answer sets its parameters, nasty ones too, and then draws the answer."""
    parameters = {
        "from": "wechat",
        "to": "taobao",
        "asOf": "2024-09-30",
        "channel": None,
        "events": ["wechat-links-phase2"],
        "nasty": "\"'</pre><b>\\ \n中文 $x",
    }
    asked = urlencode({"name": "access", "parameters": json.dumps(parameters)})
    address = f"{served}/answer.html?{asked}"
    neo4j_browser.draw_only_results()

    guide = neo4j_browser.play(address)
    expect(guide.locator("pre.runnable")).to_have_count(2)
    frame = neo4j_browser.run_step(guide, ":params")
    expect(frame).to_contain_text("Successfully set your parameters")

    guide = neo4j_browser.play(address)
    drawn = neo4j_browser.drawn(neo4j_browser.run_step(guide, "MATCH way"))
    assert {"Taobao", "WeChat"} < set(drawn.captions)
    assert len(drawn.captions) == 2 + 1 + 2  # the ends, the event, its sources
    assert len(drawn.relationships) == 2 + 2  # two channels, two citations


def test_icon_of_a_block(neo4j_browser: Neo4jBrowser, served: str) -> None:
    """A click on the icon of a block runs it at once; the commands of the first slide work so."""
    guide = neo4j_browser.play(f"{served}/guide.html")
    guide.locator("pre.runnable i").nth(1).click()
    frame = neo4j_browser.page.get_by_test_id("frame").first
    expect(frame).to_contain_text('"autoComplete": false')

    guide = neo4j_browser.play(f"{served}/guide.html")
    guide.locator("pre.runnable i").nth(0).click()
    expect(frame).to_contain_text("node.Imprecise")


def test_saved_query_with_its_parameters(
    neo4j_browser: Neo4jBrowser, neo4j_server: GivenNeo4j
) -> None:
    """The lines of a saved query set its parameters, one after the other, and then it runs."""
    query = saved_queries()["reachable"]
    for name, value in query.parameters.items():
        frame = neo4j_browser.run(f":param {name} => {value}")
        expect(frame).to_contain_text("Successfully set your parameters")
    drawn = neo4j_browser.drawn(neo4j_browser.run(query.source))

    captions, _ = asked(neo4j_server, query.with_constants())
    assert len(drawn.captions) == len(captions) > 2


def test_host_that_is_not_allowed(neo4j_browser: Neo4jBrowser) -> None:
    """Another host is refused in the words that our documentation explains."""
    frame = neo4j_browser.run(":play http://graph.example/neo4j/guide.html")
    expect(frame).to_contain_text("No guide by that name")

    frame = neo4j_browser.run(":style http://graph.example/neo4j/style.grass")
    expect(frame).to_contain_text("InvalidGrassError")
    expect(frame).to_contain_text(re.compile("Hostname is not allowed"))
