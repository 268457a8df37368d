"""The wider history is in the seed: every row of its table, as certain as its notes, and nothing else.

The tables beside this file were made from the facts as they were found, not from the seed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.dates import iso_to_day
from graph.links import Link
from graph.model import Event, Seed, Triple
from graph.vocabulary import (
    Access,
    Channel,
    Confidence,
    EventKind,
    EventRelationKind,
    Status,
    Verdict,
)

HERE = Path(__file__).parent
UNCERTAIN = ("?", "~", "%")
# A set of days, or two of them: the marks for "uncertain" cannot stand inside.
A_SET = ("[", "]")


def _table(name: str) -> dict[str, Any]:
    tables: dict[str, Any] = yaml.safe_load((HERE / name).read_text("utf-8"))
    return tables


ROWS: list[dict[str, Any]] = _table("wider_rows.yaml")["rows"]
ARTICLE = _table("article_rows.yaml")

rows = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["event"])


def of(basis: str) -> pytest.MarkDecorator:
    """The rows whose date stands on this basis."""
    chosen = [row for row in ROWS if row["basis"] == basis]
    return pytest.mark.parametrize("row", chosen, ids=lambda row: row["event"])


def reached(
    links: dict[Triple, tuple[Link, ...]], triple: tuple[str, str, Channel], day: str
) -> tuple[Verdict, set[Access]]:
    """The verdict and the possible accesses of a triple on a day."""
    for link in links.get(Triple(*triple), ()):
        if link.holds_on(iso_to_day(day)):
            return link.verdict(), set(link.accesses)
    return Verdict.UNKNOWN, set()


def relations(event: Event) -> set[tuple[EventRelationKind, str]]:
    """How an event stands to others."""
    return {(relation.kind, relation.event) for relation in event.relations}


# Nothing lost ------------------------------------------------------------------------------------


def test_table_has_all_rows() -> None:
    """142 rows, each at least once, and each line with an event of its own."""
    assert {row["number"] for row in ROWS} == set(range(1, 143))
    assert len({row["event"] for row in ROWS}) == len(ROWS)


@rows
def test_row_has_its_event(seed: Seed, row: dict[str, Any]) -> None:
    """Kind, date, channel and parties are the row's."""
    event = seed.events[row["event"]]
    parties = {p.entity for p in event.participants}

    assert (event.kind, event.date.text) == (row["kind"], row["date"])
    assert row.get("channel") in {None, *event.channels}
    assert {*row.get("who", [])} <= parties


@rows
def test_row_has_its_sources(seed: Seed, row: dict[str, Any]) -> None:
    """Every source of the row is cited; a row without any is unverified."""
    event = seed.events[row["event"]]

    assert {*row.get("sources", [])} <= {citation.source for citation in event.citations}
    assert event.unverified == row.get("unverified", False) == (not event.citations)


@rows
def test_row_speaks_both_languages(seed: Seed, row: dict[str, Any]) -> None:
    """Title and limits are in English and Chinese."""
    event = seed.events[row["event"]]
    limits = [limit for effect in event.effects for limit in effect.limits]

    assert all(text.en and text.zh for text in (event.title, *limits))


# As certain as it is -----------------------------------------------------------------------------


@of("derived")
def test_derived_date_is_marked(seed: Seed, row: dict[str, Any]) -> None:
    """A date that was worked out bears a mark or is a set, and no source is fully trusted for it."""
    event = seed.events[row["event"]]

    assert event.date.text.endswith((*UNCERTAIN, *A_SET))
    assert Confidence.HIGH not in {citation.confidence for citation in event.citations}
    assert event.note or any(citation.note for citation in event.citations)


@of("memory")
def test_remembered_date_is_marked(seed: Seed, row: dict[str, Any]) -> None:
    """A date from memory bears a mark, the note says so, and no source is fully trusted for it."""
    event = seed.events[row["event"]]

    assert event.date.text.endswith(UNCERTAIN)
    assert Confidence.HIGH not in {citation.confidence for citation in event.citations}
    assert event.note
    assert any(word in event.note.en.lower() for word in ("memory", "general knowledge"))


@of("disputed")
def test_disputed_date_covers_all_sources(seed: Seed, row: dict[str, Any]) -> None:
    """Sources that differ are all kept, none is rejected, and the date reaches over them."""
    event = seed.events[row["event"]]
    dates = [citation.date for citation in event.citations if citation.date]

    assert len({date.text for date in dates}) > 1
    assert not any(citation.date_rejected for citation in event.citations)
    assert event.date.earliest == min(date.earliest for date in dates)
    assert event.date.latest == max(date.latest for date in dates)


@of("stated")
def test_stated_date_has_a_source(seed: Seed, row: dict[str, Any]) -> None:
    """A date that a source gives bears no mark."""
    event = seed.events[row["event"]]

    assert event.citations
    assert not event.date.text.endswith(UNCERTAIN)


# Nothing invented --------------------------------------------------------------------------------


def test_every_event_is_in_a_table(seed: Seed) -> None:
    """Each event is of the wider history, of the article, or completes the article."""
    told = {row["event"] for row in ROWS}
    told |= {row["at"] for row in ARTICLE["rows"] if row["place"] in {"event", "citation"}}
    told |= {completion["event"] for completion in ARTICLE["completions"]}

    assert set(seed.events) - told == set()


def test_rejected_dates_are_the_known_slips(seed: Seed) -> None:
    """No date of a source is put aside but those that the notes call wrong."""
    rejected = {
        (event.id, citation.date.text)
        for event in seed.events.values()
        for citation in event.citations
        if citation.date and citation.date_rejected
    }

    assert rejected == {
        ("taobao-password", "201X"),
        ("epi-europa-study", "2024-12-02"),
        ("facebook-photos-to-google-worldwide", "2019-06-04"),
        ("japan-msca-in-force", "2025-12-17"),
    }


def test_every_entity_is_used(seed: Seed) -> None:
    """No entity stands in the seed without a fact: an event, a relation, a figure or a statement."""
    used = {
        id
        for event in seed.events.values()
        for id in (
            *(p.entity for p in event.participants),
            *(end for effect in event.effects for end in (effect.origin, effect.destination)),
        )
    }
    used |= {relation.entity for e in seed.entities.values() for relation in e.relations}
    used |= {e.id for e in seed.entities.values() if e.relations}
    used |= {figure.entity for figure in seed.figures.values() if figure.entity}
    used |= {id for statement in seed.statements.values() for id in statement.about}
    used |= {statement.speaker for statement in seed.statements.values() if statement.speaker}
    used |= {source.publisher_id for source in seed.sources.values() if source.publisher_id}

    assert set(seed.entities) - used == set()


# What is often told wrongly ----------------------------------------------------------------------


def test_instagram_dropped_its_own_cards(seed: Seed) -> None:
    """Instagram took its previews out of Twitter; Twitter's act was the search for friends."""
    cards, friends = (
        seed.events["instagram-drops-twitter-cards"],
        seed.events["twitter-cuts-instagram-friends"],
    )
    roles = {p.role.value: p.entity for p in reversed(cards.participants)}

    assert roles["initiator"] == "instagram"
    assert [effect.triple for effect in cards.effects] == [
        Triple("twitter", "instagram", Channel.EMBED_PREVIEW)
    ]
    assert {p.entity for p in friends.participants if p.role == "blocker"} == {"twitter"}
    assert friends.date.latest < cards.date.earliest


def test_fire_tv_lost_youtube_before_the_day(
    seed: Seed, links: dict[Triple, tuple[Link, ...]]
) -> None:
    """January 2018 was announced; the app went in the last days of December, a browser remained."""
    app = ("fire-tv", "youtube", Channel.APP_DISTRIBUTION)

    assert seed.events["youtube-leaves-amazon-announced"].effects == ()
    assert reached(links, app, "2017-12-31")[1] == {Access.CLOSED}
    assert reached(links, ("fire-tv", "youtube", Channel.TV_DEVICES), "2018-06-01") == (
        Verdict.CERTAIN,
        {Access.LIMITED},
    )
    assert reached(links, app, "2019-08-01") == (Verdict.CERTAIN, {Access.OPEN})


def test_google_maps_returned_on_the_twelfth(
    seed: Seed, links: dict[Triple, tuple[Link, ...]]
) -> None:
    """12 December 2012 is the day in the United States; the 13th is that of the reports."""
    maps = ("ios", "google-maps", Channel.MAPS)

    assert seed.events["google-maps-returns"].date.text == "2012-12-12"
    assert reached(links, maps, "2012-12-11")[1] == {Access.CLOSED}
    assert reached(links, maps, "2012-12-12") == (Verdict.CERTAIN, {Access.OPEN})


def test_link_policy_blocked_mastodon_only(seed: Seed) -> None:
    """Seven platforms were named, and the rule fell the same night; links to one were refused."""
    policy, end = seed.events["twitter-link-policy"], seed.events["twitter-withdraws-link-policy"]
    blocked = {
        (effect.destination, event.date.text)
        for event in seed.events.values()
        for effect in event.effects
        if (effect.origin, effect.channel) == ("twitter", Channel.LINK_SHARING)
        and effect.access is Access.BLOCKED
    }

    assert len([p for p in policy.participants if p.role == "affected"]) == 7
    assert (policy.effects, policy.status) == ((), Status.REVERSED)
    assert policy.date.earliest == end.date.earliest
    assert policy.sequence < end.sequence
    assert (EventRelationKind.REVERSES, policy.id) in relations(end)
    assert blocked == {("mastodon", "2022-12-16")}


def test_mastodon_links_are_not_said_to_be_open(links: dict[Triple, tuple[Link, ...]]) -> None:
    """When Twitter let links to Mastodon through again is not known: possible, never certain."""
    mastodon = ("twitter", "mastodon", Channel.LINK_SHARING)

    assert reached(links, mastodon, "2022-12-17")[0] is Verdict.BLOCKED
    assert reached(links, mastodon, "2024-01-01")[0] is Verdict.POSSIBLE


def test_whatsapp_only_announced(seed: Seed, links: dict[Triple, tuple[Link, ...]]) -> None:
    """14 November 2025 is the day of the announcement, and opens no chat."""
    event = seed.events["whatsapp-third-party-chats"]

    assert (event.status, event.effects) == (Status.ANNOUNCED, ())
    for other in ("birdychat", "haiket"):
        verdict = reached(links, (other, "whatsapp", Channel.MESSAGING), "2026-01-01")[0]
        assert verdict is Verdict.UNKNOWN


def test_jd_took_alipay_step_by_step(seed: Seed, links: dict[Triple, tuple[Link, ...]]) -> None:
    """Announced in October 2024, "soon" in January 2025: limits, and both sources are kept."""
    event = seed.events["jd-accepts-alipay"]
    checkout = ("jd", "alipay", Channel.PAYMENT_CHECKOUT)

    assert event.status is Status.PHASED
    assert {"scmp-2024-10-alipay", "ndrc-2025-01-07"} <= {c.source for c in event.citations}
    assert (EventRelationKind.REVERSES, "jd-drops-alipay") in relations(event)
    assert reached(links, checkout, "2013-01-01") == (Verdict.BLOCKED, {Access.CLOSED})
    assert reached(links, checkout, "2025-01-07") == (Verdict.CERTAIN, {Access.LIMITED})


def test_gatekeepers_are_not_the_probes(seed: Seed) -> None:
    """The designation is of 6 September 2023, from memory; the source's 5th is that of the probes."""
    event = seed.events["dma-designation"]
    (citation,) = event.citations

    assert citation.date is not None
    assert (event.date.text, citation.date.text) == ("2023-09-06?", "2023-09-05")
    assert citation.note is not None
    assert "probes" in citation.note.en


def test_alibaba_acted_first(seed: Seed) -> None:
    """Of the dated acts of the mutual block of 2013, Alibaba's is the first."""
    acts = [
        event
        for event in seed.events.values()
        if event.date.precision == "day"
        and any(
            {effect.origin, effect.destination} == {"wechat", "taobao"}
            and effect.access is Access.BLOCKED
            for effect in event.effects
        )
    ]

    assert min(acts, key=lambda e: (e.date.earliest, e.id)).id == "alibaba-bans-wechat-apps"


def test_quickpass_scanned_wechat_and_not_the_reverse(
    links: dict[Triple, tuple[Link, ...]],
) -> None:
    """Called mutual in 2021, it went one way; the way back has no record."""
    there = ("cloud-quickpass", "wechat-pay", Channel.PAYMENT_QR)
    back = ("wechat-pay", "cloud-quickpass", Channel.PAYMENT_QR)

    assert reached(links, there, "2021-10-01") == (Verdict.CERTAIN, {Access.LIMITED})
    assert reached(links, there, "2024-07-01") == (Verdict.CERTAIN, {Access.OPEN})
    assert reached(links, back, "2024-07-01")[0] is Verdict.UNKNOWN


def test_shut_down_client_is_closed(links: dict[Triple, tuple[Link, ...]]) -> None:
    """Apollo closed the day before Reddit's prices."""
    apollo = ("apollo", "reddit", Channel.API_CLIENTS)

    assert reached(links, apollo, "2023-06-30") == (Verdict.BLOCKED, {Access.CLOSED})


def test_both_ways_end_together(seed: Seed, links: dict[Triple, tuple[Link, ...]]) -> None:
    """Chats between Instagram and Messenger opened and ended in both directions."""
    for way in (("instagram", "facebook-messenger"), ("facebook-messenger", "instagram")):
        triple = (*way, Channel.MESSAGING)
        assert reached(links, triple, "2022-01-01") == (Verdict.CERTAIN, {Access.OPEN})
        assert reached(links, triple, "2024-01-01") == (Verdict.BLOCKED, {Access.CLOSED})


def test_regulators_change_no_access_by_themselves(seed: Seed) -> None:
    """Laws, designations and commitments name no access of their own."""
    kinds = {EventKind.REGULATION, EventKind.COMMITMENT, EventKind.STANDARD_RELEASE}

    assert [e.id for e in seed.events.values() if e.kind in kinds and e.effects] == []
