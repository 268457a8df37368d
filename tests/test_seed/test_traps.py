"""What is easily got wrong about the seed article, each held by a test of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from graph.dates import iso_to_day
from graph.links import Link
from graph.load import checked_folder, packaged_seed_folder
from graph.load.check import folded_name
from graph.model import Event, Seed, Triple
from graph.vocabulary import (
    Access,
    Channel,
    Confidence,
    Direction,
    EventKind,
    EventRelationKind,
    Operator,
    StatementKind,
    Status,
    Verdict,
)

ARTICLE = "times-finance-2024-09"
ADDRESSES: dict[str, str | None] = yaml.safe_load(
    (Path(__file__).parent / "addresses.yaml").read_text("utf-8")
)["addresses"]

Ask = Callable[[str, str, Channel, str], tuple[Verdict, set[Access]]]


@pytest.fixture
def ask(links: dict[Triple, tuple[Link, ...]]) -> Ask:
    """The verdict and the possible accesses of a triple on a day."""

    def _ask(
        origin: str, destination: str, channel: Channel, day: str
    ) -> tuple[Verdict, set[Access]]:
        for link in links.get(Triple(origin, destination, channel), ()):
            if link.holds_on(iso_to_day(day)):
                return link.verdict(), set(link.accesses)
        return Verdict.UNKNOWN, set()

    return _ask


def _blocked(origin: str, destination: str) -> Callable[[Event], bool]:
    return lambda event: any(
        (e.origin, e.destination, e.access) == (origin, destination, Access.BLOCKED)
        for e in event.effects
    )


def test_douyin_is_not_tiktok(seed: Seed) -> None:
    """No entity goes by the name of TikTok; Douyin's description says what the translation did."""
    names = {
        folded_name(name)
        for entity in seed.entities.values()
        for name in (entity.name.en, entity.name.zh or "", *entity.aliases)
    }
    description = seed.entities["douyin"].description

    assert "tiktok" not in names
    assert description is not None
    assert "not TikTok" in description.en


def test_douyin_is_what_the_games_were_licensed_to(seed: Seed) -> None:
    """Both licences go to Douyin, though the translation writes "Tiktok"."""
    for id, game in {
        "dreamstar-licence-douyin": "dreamstar",
        "hok-licence-douyin": "honor-of-kings",
    }.items():
        (effect,) = seed.events[id].effects
        assert effect.triple == Triple("douyin", game, Channel.LIVE_STREAMING)
        assert effect.access is Access.OPEN


def test_official_accounts_are_not_settled_payments(seed: Seed) -> None:
    """The note on "settlement" says that brands opened accounts."""
    (citation,) = seed.statements["opening-stages"].citations

    assert citation.note is not None
    assert "企业官方账号入驻" in citation.note.en


def test_xianyu_balance_is_not_wechat_balance(seed: Seed) -> None:
    """The seller's wallet is a limit of the mini program, not a payment link of its own."""
    event = seed.events["xianyu-wechat-mini-program"]
    limits = " ".join(limit.en for effect in event.effects for limit in effect.limits)

    assert "not WeChat's own balance" in limits
    assert {effect.channel for effect in event.effects} == {Channel.MINI_PROGRAM}
    assert Status.LAUNCHED is event.status


def test_honor_of_kings_licence_began_in_january(seed: Seed, ask: Ask) -> None:
    """Not "until January" but not before it: announced on the 13th, open from the 21st."""
    game = ("douyin", "honor-of-kings", Channel.LIVE_STREAMING)

    assert seed.events["hok-licence-announced"].date.text == "2024-01-13"
    assert ask(*game, "2024-01-20") == (Verdict.BLOCKED, {Access.BLOCKED})
    assert ask(*game, "2024-01-21") == (Verdict.CERTAIN, {Access.OPEN})


def test_ministry_ordered_blocks_to_end(seed: Seed) -> None:
    """The order of 2021 opens, touches no access itself and is not recorded as a block."""
    order = seed.events["miit-2021-09-links"]
    parts = {
        event.id: event.date.text
        for event in seed.events.values()
        for relation in event.relations
        if (relation.kind, relation.event) == (EventRelationKind.PART_OF, order.id)
    }

    assert order.kind is EventKind.REGULATION
    assert order.status is Status.ORDERED
    assert order.direction is Direction.OPENS
    assert order.effects == ()
    assert parts == {
        "miit-meeting-2021-09-09": "2021-09-09",
        "miit-briefing-2021-09-13": "2021-09-13",
    }


def test_links_opened_step_by_step_after_the_order(ask: Ask) -> None:
    """Taobao's links in WeChat: refused until 16 September 2021, with limits from the 17th."""
    links = ("wechat", "taobao", Channel.LINK_SHARING)

    assert ask(*links, "2021-09-16") == (Verdict.BLOCKED, {Access.BLOCKED})
    assert ask(*links, "2021-09-17") == (Verdict.CERTAIN, {Access.LIMITED})
    assert ask(*links, "2024-10-31") == (Verdict.CERTAIN, {Access.LIMITED})


def test_first_phase_undoes_the_block(seed: Seed) -> None:
    """The unblocking of 2021 names the block of 2013 that it reverses."""
    reversed_events = {
        relation.event
        for relation in seed.events["wechat-links-phase1"].relations
        if relation.kind is EventRelationKind.REVERSES
    }

    assert "wechat-blocks-taobao-links" in reversed_events


def test_block_of_2013_is_mutual(seed: Seed) -> None:
    """WeChat's block is one source's claim; Alibaba's two acts of that year stand beside it."""
    first, second, third = (
        seed.events["alibaba-bans-wechat-apps"],
        seed.events["wechat-blocks-taobao-links"],
        seed.events["taobao-closes-wechat-channel"],
    )
    (claim,) = (c for c in second.citations if c.source == ARTICLE)

    assert (first.date.text, _blocked("taobao", "wechat")(first)) == ("2013-08-01", True)
    assert (second.date.text, _blocked("wechat", "taobao")(second)) == ("2013?", True)
    assert (third.date.text, _blocked("wechat", "taobao")(third)) == ("2013-11-22?", True)
    assert claim.confidence is Confidence.MEDIUM
    assert second.note is not None
    assert "mutual" in second.note.en


def test_copied_codes_came_after_the_block(seed: Seed, ask: Ask) -> None:
    """The codes answer the block, so the article's vague decade is not taken before 2013."""
    event = seed.events["taobao-password"]
    (citation,) = event.citations

    assert citation.date is not None
    assert (citation.date.text, citation.date_rejected) == ("201X", True)
    assert ask("wechat", "taobao", Channel.COPIED_CODE, "2012-12-31")[0] is Verdict.UNKNOWN
    assert ask("wechat", "taobao", Channel.COPIED_CODE, "2016-01-01")[0] is Verdict.POSSIBLE
    assert event.effects[0].mechanism == "taokouling"


def test_taobao_group_is_the_business_group(seed: Seed) -> None:
    """Revenue of "Taobao Group" is that of the Taobao and Tmall Group, for April to June."""
    for id in ("fin-taotian-revenue", "fin-taotian-ebita"):
        assert seed.figures[id].entity == "taotian"
        assert seed.figures[id].period.text == "2024-04/2024-06"
    assert "Taobao Group" in seed.entities["taotian"].aliases


def test_trials_are_several(seed: Seed) -> None:
    """Test, sightings, the article's trial and direct payment are four dated events."""
    trials = {e.id: e.date.text for e in seed.events.values() if e.kind is EventKind.PAYMENT_TRIAL}

    assert trials == {
        "taobao-wechatpay-test-2022": "2022-03-30",
        "taobao-wechatpay-sightings-2023": "2023-10",
        "taobao-wechatpay-trial-2023": "2023-11",
        "taobao-wechatpay-trial-2024": "2024-02-20",
    }


def test_trial_of_2023_has_both_limits(seed: Seed) -> None:
    """At most 300 yuan a payment, and for users without a card or without a balance."""
    (effect,) = seed.events["taobao-wechatpay-trial-2023"].effects
    limits = [limit.en for limit in effect.limits]

    assert effect.access is Access.LIMITED
    assert any("300 CNY" in limit for limit in limits)
    assert any("card" in limit and "balance" in limit for limit in limits)


def test_consultation_is_not_the_launch(seed: Seed, ask: Ask) -> None:
    """4 September changes no access; limits stay until 26 September, and the 27th opens."""
    event = seed.events["taobao-wechatpay-2024"]
    checkout = ("taobao", "wechat-pay", Channel.PAYMENT_CHECKOUT)

    assert (event.kind, event.status) == (EventKind.ANNOUNCEMENT, Status.CONSULTATION)
    assert event.effects == ()
    assert ask("tmall", "wechat-pay", Channel.PAYMENT_CHECKOUT, "2024-09-04")[0] is Verdict.UNKNOWN
    assert ask(*checkout, "2024-09-04") == (Verdict.CERTAIN, {Access.LIMITED})
    assert ask(*checkout, "2024-09-12") == (Verdict.CERTAIN, {Access.LIMITED})
    assert ask(*checkout, "2024-09-26") == (Verdict.CERTAIN, {Access.LIMITED})
    assert ask(*checkout, "2024-09-27") == (Verdict.CERTAIN, {Access.OPEN})


def test_announcements_change_no_access(seed: Seed) -> None:
    """What is announced, ordered or answered takes effect by another event."""
    words = {EventKind.ANNOUNCEMENT, EventKind.RESPONSE, EventKind.REGULATION}

    assert [e.id for e in seed.events.values() if e.kind in words and e.effects] == []


def test_alipay_is_main_not_sole(seed: Seed, ask: Ask) -> None:
    """Alipay is accepted at Taobao, since an unknown day, and nobody is said to be shut out."""
    statement = seed.statements["state-alipay-main"]
    checkout = ("taobao", "alipay", Channel.PAYMENT_CHECKOUT)

    assert statement.kind is StatementKind.STATE
    assert "main" in statement.summary.en
    assert ask(*checkout, "2010-01-01") == (Verdict.POSSIBLE, {Access.OPEN})
    assert ask(*checkout, "2024-09-05") == (Verdict.CERTAIN, {Access.OPEN})


def test_pinduoduo_takes_both_payments(ask: Ask) -> None:
    """By the day of the article Pinduoduo accepts WeChat Pay and Alipay."""
    for wallet in ("wechat-pay", "alipay"):
        verdict = ask("pinduoduo", wallet, Channel.PAYMENT_CHECKOUT, "2024-09-05")
        assert verdict == (Verdict.CERTAIN, {Access.OPEN})


def test_pinduoduo_growth_is_corrected(seed: Seed) -> None:
    """The article's 104.9 % stays as its claim and points to the corrected 104.49 %."""
    claim = seed.figures["fin-pdd-h1"]
    assert claim.superseded_by is not None
    correction = seed.figures[claim.superseded_by]

    assert (claim.change_on_year, correction.change_on_year) == (
        Decimal("104.9"),
        Decimal("104.49"),
    )
    assert claim.doubt is not None
    assert ARTICLE not in {citation.source for citation in correction.citations}


def test_taotian_revenue_is_suspect(seed: Seed) -> None:
    """The article's amount is doubted; the remembered one is unverified and supersedes nothing."""
    claim, memory = (
        seed.figures["fin-taotian-revenue"],
        seed.figures["fin-taotian-revenue-remembered"],
    )

    assert (claim.value, memory.value) == (Decimal(113337000000), Decimal(113373000000))
    assert claim.doubt is not None
    assert claim.superseded_by is None
    assert (memory.unverified, memory.citations) == (True, ())


def test_jd_pay_link_is_one_way(seed: Seed, ask: Ask) -> None:
    """JD Pay can pay WeChat's codes; the other way is a doubted claim without effect."""
    claim = seed.statements["claim-jdpay-two-way"]

    assert ask("jd-pay", "wechat-pay", Channel.PAYMENT_QR, "2024-05-20")[0] is Verdict.CERTAIN
    assert ask("wechat-pay", "jd-pay", Channel.PAYMENT_QR, "2024-05-20")[0] is Verdict.UNKNOWN
    assert claim.kind is StatementKind.CLAIM
    assert claim.doubt is not None


def test_telecom_wallets_were_linked_the_same_day(seed: Seed, ask: Ask) -> None:
    """The three wallets that the article leaves out are an event with sources of its own."""
    event = seed.events["telecom-wallets-wechatpay"]

    assert event.date == seed.events["jdpay-wechatpay-2024"].date
    assert ARTICLE not in {citation.source for citation in event.citations}
    for wallet in ("hebao", "bestpay", "wo-wallet"):
        assert ask(wallet, "wechat-pay", Channel.PAYMENT_QR, "2024-05-20")[0] is Verdict.CERTAIN


def test_user_counts_are_lower_bounds(seed: Seed) -> None:
    """Over 1 billion and over 500 million are never stored as equal."""
    for id in ("stat-wechatpay-users", "stat-jdpay-users"):
        assert seed.figures[id].operator is Operator.MORE_THAN
        assert seed.figures[id].doubt is not None


def test_forecast_of_36kr_has_no_number(seed: Seed) -> None:
    """It is kept as a forecast at second hand, and no figure is made of it."""
    forecast = seed.statements["forecast-36kr-dau"]

    assert (forecast.kind, forecast.speaker) == (StatementKind.FORECAST, "36kr")
    assert forecast.doubt is not None
    assert "taobao" not in {figure.entity for figure in seed.figures.values()}


def test_share_of_2013_is_of_online_retail(seed: Seed) -> None:
    """The market is online retail, and the share is Alibaba's of it."""
    market, share = seed.figures["stat-online-retail-2013"], seed.figures["stat-alibaba-share-2013"]

    assert market.subject is not None
    assert "Online retail" in market.subject.en
    assert (share.entity, share.unit) == ("alibaba", "percent")


def test_quotes_without_a_pair_of_marks_are_kept(seed: Seed) -> None:
    """The insider's words open a quotation that the text never closes."""
    (citation,) = seed.events["insider-notice"].citations

    assert citation.quote is not None
    assert citation.quote.count('"') == 1


def test_dingtalk_stands_on_the_article_alone(seed: Seed) -> None:
    """No independent source was found, and the event says so."""
    event = seed.events["dingtalk-meeting-on-wechat"]

    assert [citation.source for citation in event.citations] == [ARTICLE]
    assert event.note is not None
    assert "No independent source" in event.note.en


def test_end_of_august_stays_uncertain(ask: Ask) -> None:
    """Taote opens on some day of the last week of August 2024."""
    taote = ("taote", "wechat-pay", Channel.PAYMENT_CHECKOUT)

    assert ask(*taote, "2024-08-24")[0] is Verdict.UNKNOWN
    assert ask(*taote, "2024-08-25")[0] is Verdict.POSSIBLE
    assert ask(*taote, "2024-08-31")[0] is Verdict.CERTAIN


def test_qq_opened_and_closed_in_a_day(seed: Seed, ask: Ask) -> None:
    """Two events of one day, in sequence; the day ends refused."""
    opened, closed = seed.events["qq-opens-links"], seed.events["qq-blocks-links-again"]

    assert opened.date == closed.date
    assert opened.sequence < closed.sequence
    assert ask("qq", "taobao", Channel.LINK_SHARING, "2021-09-17")[0] is Verdict.BLOCKED


def test_indirect_payment_has_an_unknown_beginning(ask: Ask) -> None:
    """Codes and friends who pay are possible before August 2024 and sure after it."""
    indirect = ("taobao", "wechat-pay", Channel.PAYMENT_QR)

    assert ask(*indirect, "2019-01-01") == (Verdict.POSSIBLE, {Access.LIMITED})
    assert ask(*indirect, "2024-08-31") == (Verdict.CERTAIN, {Access.LIMITED})


@pytest.mark.parametrize(
    ("id", "date"),
    [
        ("hok-licence-announced", "2024-01-13"),
        ("xianyu-mini-program-reported", "2024-01-22"),
        ("taobao-wechatpay-notice", "2024-09-05"),
        ("taobao-wechatpay-effective", "2024-09-12"),
        ("taobao-wechatpay-full-notice", "2024-09-26"),
        ("taobao-wechatpay-full", "2024-09-27"),
    ],
)
def test_completion_is_an_event_of_its_own(seed: Seed, id: str, date: str) -> None:
    """What the article lacks has its own date and stands on other sources."""
    event = seed.events[id]

    assert event.date.text == date
    assert event.citations
    assert ARTICLE not in {citation.source for citation in event.citations}


def test_article_is_described_honestly(seed: Seed) -> None:
    """A translated repost: press, no address, and a date that is only about known."""
    source = seed.sources[ARTICLE]

    assert source.url is None
    assert source.published is not None
    assert source.published.text == "2024-09-04~"
    assert source.note is not None
    assert "machine translation" in source.note.en


def test_owned_medium_names_its_owner(seed: Seed) -> None:
    """The South China Morning Post and its Abacus belong to Alibaba: all sources of them say so."""
    owned = ("South China Morning Post", "Abacus")
    papers = [s for s in seed.sources.values() if s.publisher.startswith(owned)]

    assert {name for name in owned for s in papers if s.publisher.startswith(name)} == {*owned}
    assert all("alibaba" in paper.interested_parties for paper in papers)


def test_no_unpublished_address_is_named(seed: Seed) -> None:
    """Every address, in whatever field of whatever file, is the one that its source may have."""
    folder: Path = packaged_seed_folder()
    texts = [path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))]
    addresses = {address for text in texts for address in re.findall(r"https?://[^\s\"]+", text)}

    assert {source.id: source.url for source in seed.sources.values()} == ADDRESSES
    assert addresses == {address for address in ADDRESSES.values() if address}


def test_address_is_written_once(seed: Seed) -> None:
    """No two sources are the same page."""
    addresses = [source.url for source in seed.sources.values() if source.url]

    assert len(addresses) == len(set(addresses))


def test_nothing_is_dated_after_the_record(seed: Seed) -> None:
    """Events and sources lie within the time that the seed claims to know."""
    last = seed.info.recorded_until.latest

    assert [e.id for e in seed.events.values() if e.date.earliest > last] == []
    assert [
        s.id for s in seed.sources.values() if s.published and s.published.earliest > last
    ] == []


def test_every_source_is_used(seed: Seed) -> None:
    """No source stands in the seed without a fact."""
    cited = {
        citation.source
        for group in (seed.events, seed.figures, seed.statements)
        for thing in group.values()
        for citation in thing.citations
    } | {
        citation.source
        for entity in seed.entities.values()
        for relation in entity.relations
        for citation in relation.citations
    }

    assert cited == set(seed.sources)


def test_no_warning_is_left(seed: Seed) -> None:
    """What looks wrong to a careful editor was mended, or is answered by a comment."""
    checked = checked_folder(packaged_seed_folder())

    assert checked.seed == seed
    assert [str(warning) for warning in checked.warnings] == []
