"""`interop seed export`: each form is read back by somebody else's parser and says the same."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import networkx as nx
import pytest
from neo4j import GraphDatabase
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV, RDF

from graph.dates import day_to_iso, parse_edtf
from graph.formats import TEXT_FORMATS
from graph.formats.cypher import literal
from graph.formats.ical import as_ical
from graph.formats.telling import namespace_id
from graph.formats.timeline_svg import as_svg
from graph.load import digest, load_seed, packaged_seed_folder
from graph.model import Seed, Text
from graph.seed_commands.export import FORMATS
from graph.store.networkx_store import build_graph
from tests.neo4j_fixture import GivenNeo4j
from tests.strategies import make_event, make_seed
from tests.test_seed_commands.running import interop_seed

SEED = load_seed(packaged_seed_folder())
GRAPH = build_graph(SEED)
TEXTS = sorted([*TEXT_FORMATS, "jsonl"])
SVG = "{http://www.w3.org/2000/svg}"
# What each form has to escape somewhere.
NASTY = "a 'b' \"c\" <d> & e; f, \\g \\n {h} ]]> 中文 \U0001f600 `i` $j"


def exported(form: str) -> str:
    """What the command writes to standard output."""
    answer = interop_seed("export", "--format", form, "--to", "-")
    assert answer.exit_code == 0, answer.output
    return answer.stdout_bytes.decode()  # with the line ends that it writes


def kinds_of(graph: nx.Graph[Any]) -> Counter[str]:
    """How many arcs of each kind there are."""
    return Counter(str(data["kind"]) for _, _, data in graph.edges(data=True))


def nasty_seed() -> Seed:
    """The packaged seed with an awkward title, on two lines, on an event of an awkward date."""
    event = SEED.events["xianyu-wechat-mini-program"]
    nasty = replace(event, title=Text(NASTY, NASTY), note=Text(f"{NASTY}\n{NASTY}"))
    return replace(SEED, events={**SEED.events, nasty.id: nasty})


def test_every_form_is_tried() -> None:
    """The forms of one text, and those of a folder or a workbook."""
    assert set(FORMATS) == {*TEXTS, "csv", "xlsx", "neo4j-admin"}


@pytest.mark.parametrize("form", TEXTS)
def test_file_folder_and_standard_output(tmp_path: Path, form: str) -> None:
    """A file, a file in a folder and standard output hold the same, every time."""
    suffix = ".jsonl" if form == "jsonl" else TEXT_FORMATS[form].suffix
    file = tmp_path / f"out{suffix}"
    for target in (file, tmp_path):
        answer = interop_seed("export", "--format", form, "--to", target)
        assert answer.exit_code == 0, answer.output
        assert digest(SEED) in answer.stdout

    text = exported(form)
    assert file.read_bytes().decode() == text
    assert (tmp_path / f"{SEED.info.name}{suffix}").read_bytes().decode() == text


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_dump_and_import(tmp_path: Path, form: str) -> None:
    """What is exported and imported again is the same seed, awkward texts and all."""
    target = tmp_path / ("tables" if form == "csv" else f"out.{form}")
    write_nasty_folder(tmp_path / "seed")
    first = interop_seed("export", "--format", form, "--to", target, "--seed", tmp_path / "seed")
    second = interop_seed("import", target, "--to", tmp_path / "back")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert digest(load_seed(tmp_path / "back")) == digest(nasty_seed())


def write_nasty_folder(folder: Path) -> None:
    """Write the awkward seed as files."""
    from graph.editing.render import new_file, seed_file

    seed = nasty_seed()
    folder.mkdir()
    (folder / "seed.yaml").write_text(seed_file(seed.info), "utf-8")
    for key in ("entities", "sources", "events", "figures", "statements"):
        (folder / key).mkdir()
        nodes = list(getattr(seed, key).values())
        (folder / key / "all.yaml").write_text(new_file(key, nodes), "utf-8")


def test_csv(tmp_path: Path) -> None:
    """A table has a row for each id at least, with the titles as they are."""
    interop_seed("export", "--format", "csv", "--to", tmp_path)
    text = (tmp_path / "events.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert {row["id"] for row in rows} == set(SEED.events)
    titles = {row["id"]: row["title.zh"] for row in rows if row["title.zh"]}
    assert titles == {id: event.title.zh for id, event in SEED.events.items()}


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_graph(tmp_path: Path, form: str) -> None:
    """NetworkX reads the same nodes and arcs, with names in two languages and links with days."""
    path = tmp_path / "graph.xml"
    path.write_text(TEXT_FORMATS[form].write(nasty_seed()), "utf-8")
    graph = (
        nx.read_graphml(path, force_multigraph=True) if form == "graphml" else nx.read_gexf(path)
    )

    assert set(graph) == set(GRAPH)
    assert kinds_of(graph) == kinds_of(GRAPH)
    assert graph.nodes["wechat"]["labelZh"] == "微信"
    assert graph.nodes["xianyu-wechat-mini-program"]["label"] == NASTY
    links = graph.get_edge_data("wechat", "xianyu").values()
    (link,) = (data for data in links if data["since"] == "2024-01-31")
    assert (link["verdict"], link["access"]) == ("certain", "open")


# rdflib's own parser of JSON-LD uses what rdflib gives up.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_json_ld() -> None:
    """Rdflib reads it without a network: types, derivations and names in two languages."""
    graph = Graph().parse(data=TEXT_FORMATS["json-ld"].write(nasty_seed()), format="json-ld")

    def name(id: str) -> URIRef:
        return URIRef(namespace_id(SEED, id))

    schema = "https://schema.org/"
    events = set(graph.subjects(RDF.type, URIRef(f"{schema}Event")))
    assert events == {name(id) for id in SEED.events}
    sources = {str(source) for source in graph.objects(None, PROV.wasDerivedFrom)}
    cited = {c.source for e in SEED.events.values() for c in e.citations}
    assert {str(name(id)) for id in cited} <= sources <= {str(name(id)) for id in SEED.sources}
    assert Literal("微信", lang="zh-Hans") in set(graph.objects(name("wechat"), None))
    titles = set(graph.objects(name("xianyu-wechat-mini-program"), URIRef(f"{schema}name")))
    assert titles == {Literal(NASTY, lang="en"), Literal(NASTY, lang="zh-Hans")}
    derivations = set(graph.subjects(RDF.type, PROV.Derivation))
    assert all(len(set(graph.objects(d, PROV.entity))) == 1 for d in derivations)
    edtf = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
    dates = set(graph.objects(name("xianyu-wechat-mini-program"), URIRef("urn:interop:terms:date")))
    assert dates == {Literal("[2024-01-25..2024-01-31]", datatype=edtf)}


def test_calendar() -> None:
    """Icalendar reads each event on its day, an uncertain one as tentative over all its days."""
    calendar = icalendar.Calendar.from_ical(as_ical(nasty_seed()))
    events = {str(e["UID"]).rsplit(":", 1)[1]: e for e in calendar.walk("VEVENT")}

    assert events.keys() == {
        id
        for id, event in SEED.events.items()
        if day_to_iso(event.date.earliest) or day_to_iso(event.date.latest)
    }
    for id, event in events.items():
        date = SEED.events[id].date
        if day_to_iso(date.earliest) and day_to_iso(date.latest):
            assert event.decoded("DTSTART").isoformat() == day_to_iso(date.earliest)
            assert event.decoded("DTEND").isoformat() == day_to_iso(date.latest + 1)
        assert str(event["STATUS"]) == ("CONFIRMED" if date.is_day else "TENTATIVE")
    nasty = events["xianyu-wechat-mini-program"]
    assert str(nasty["SUMMARY"]) == f"{NASTY} ([2024-01-25..2024-01-31])"
    assert "On an unknown day from 2024-01-25 to 2024-01-31" in str(nasty["DESCRIPTION"])
    assert f"{NASTY}\n{NASTY}" in str(nasty["DESCRIPTION"])
    assert nasty.decoded("DTEND") - nasty.decoded("DTSTART") == timedelta(days=7)
    assert all(len(line.encode()) <= 75 for line in as_ical(nasty_seed()).split("\r\n"))


def test_feed() -> None:
    """Feedparser reads an entry for each event, newest first, with its date in words."""
    feed = feedparser.parse(TEXT_FORMATS["atom"].write(nasty_seed()))

    assert not feed.bozo
    assert feed.version == "atom10"
    ids = [entry.id.rsplit(":", 1)[1] for entry in feed.entries]
    assert sorted(ids) == sorted(SEED.events)
    dates = [SEED.events[id].date.earliest for id in ids]
    assert dates == sorted(dates, reverse=True)
    entry = feed.entries[ids.index("xianyu-wechat-mini-program")]
    assert "On an unknown day from 2024-01-25 to 2024-01-31" in entry.summary
    assert entry.updated == "2024-09-05T00:00:00Z"


@pytest.mark.parametrize(
    ("date", "shape", "marked", "arrows"),
    [
        ("2024-05-20", "circle", False, 0),
        ("2024-05", "rect", False, 0),
        ("2013", "rect", False, 0),
        ("2013?", "rect", True, 0),
        ("2024-05-20~", "rect", True, 0),
        ("[2024-01-25..2024-01-31]", "rect", False, 0),
        ("[..2015]", "rect", False, 1),
        ("[2013..]", "rect", False, 1),
        ("2013/..", "rect", False, 1),
        ("../2015", "circle", False, 1),
    ],
)
def test_picture_of_a_date(date: str, shape: str, marked: bool, arrows: int) -> None:
    """A day is a mark, what is less precise a bar, doubt is hatched, open ends have arrows."""
    others = [make_event("early", "2010-01-01"), make_event("late", "2026-01-01")]
    svg = ET.fromstring(as_svg(make_seed(*others, make_event("it", date))))
    (group,) = (g for g in svg.iter(f"{SVG}g") if g.get("id") == "it")
    shapes = [part for part in group if part.tag in (f"{SVG}circle", f"{SVG}rect")]

    assert [part.tag.removeprefix(SVG) for part in shapes] == [shape]
    assert ("hatched" in str(shapes[0].get("class"))) == marked
    assert len(group.findall(f"{SVG}polygon")) == arrows


def test_picture() -> None:
    """Every event has its row and tells its title and date; the picture has a title and a text."""
    svg = ET.fromstring(as_svg(nasty_seed()))
    groups = {g.get("id"): g.findtext(f"{SVG}title") for g in svg.iter(f"{SVG}g")}

    assert groups.keys() == SEED.events.keys()
    assert str(groups["xianyu-wechat-mini-program"]).startswith(f"{NASTY}. On an unknown day from")
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "title desc")
    assert f"{len(SEED.events)} events from " in str(svg.findtext(f"{SVG}desc"))


@pytest.mark.neo4j
def test_script(neo4j_server: GivenNeo4j) -> None:
    """Neo4j takes the script: as many nodes and arcs, and texts as they are; then it forgets them."""
    text = TEXT_FORMATS["cypher"].write(nasty_seed())
    statements = [s for s in re.split(r";\n", text) if "CONSTRAINT" not in s and s.strip()]
    with (
        GraphDatabase.driver(
            neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)
        ) as driver,
        driver.session() as session,
        session.begin_transaction() as transaction,
    ):
        for statement in statements:
            transaction.run(statement).consume()
        nodes = transaction.run("MATCH (n:Thing) RETURN count(n) AS n").single(strict=True)["n"]
        arcs = transaction.run(
            "MATCH (:Thing)-[r]->(:Thing) RETURN type(r) AS kind, count(r) AS n"
        ).data()
        found = transaction.run(
            "MATCH (n:Thing:Event {id: 'xianyu-wechat-mini-program'}) RETURN n.name AS name"
        ).single(strict=True)
        transaction.rollback()

    assert nodes == len(GRAPH)
    assert {arc["kind"]: arc["n"] for arc in arcs} == kinds_of(GRAPH)
    assert found["name"] == NASTY


def test_literal() -> None:
    """Quotes, backslashes and line ends cannot leave a literal."""
    assert literal("it's \\ a\nb") == "'it\\'s \\\\ a\\nb'"
    assert literal({"a": ["b'", 1]}) == "{a: ['b\\'', 1]}"


@pytest.mark.parametrize(
    ("form", "target", "says"),
    [
        ("csv", "-", "expected a folder: csv is not one text"),
        ("neo4j-admin", "-", "expected a folder"),
        ("xlsx", "-", "expected a file: xlsx is not one text"),
        ("xlsx", "out.csv", "expected a name that ends in .xlsx"),
        ("jsonl", "out.txt", "expected a name that ends in .jsonl"),
        ("pdf", "out.pdf", "'pdf' is not one of"),
    ],
)
def test_wrong_target(tmp_path: Path, form: str, target: str, says: str) -> None:
    """What cannot be written so is wrong usage."""
    where = target if target == "-" else str(tmp_path / target)
    answer = interop_seed("export", "--format", form, "--to", where)

    assert answer.exit_code == 2
    assert says in " ".join(answer.stderr.split())


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    """A path through a file is told; exit code 3."""
    (tmp_path / "file").write_text("", "utf-8")
    answer = interop_seed("export", "--format", "svg", "--to", tmp_path / "file" / "out.svg")

    assert answer.exit_code == 3
    assert "Cannot write into" in answer.stderr


def test_dates_without_a_bound_in_a_calendar() -> None:
    """What has one bound stands on that day, what has none is left out."""
    events = [make_event("a", "[..2015-03-01]"), make_event("b", "[2013-02-03..]")]
    calendar = icalendar.Calendar.from_ical(as_ical(make_seed(*events)))
    starts = [event.decoded("DTSTART").isoformat() for event in calendar.walk("VEVENT")]

    assert starts == ["2015-03-01", "2013-02-03"]
    assert parse_edtf("[..2015-03-01]").latest == parse_edtf("2015-03-01").latest
