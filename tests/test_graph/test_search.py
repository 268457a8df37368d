"""Search: what answers to words, and in which order; the index leaves out nothing that does."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.errors import AmbiguousNameError, UnknownIdError
from graph.model import Entity, Source, Text
from graph.queries.entities import get_entity
from graph.queries.search import nearest_ids, search
from graph.store.networkx_store import NetworkXReader
from graph.vocabulary import EntityKind, Tier
from tests.dict_store import DictReader
from tests.strategies import make_event, make_seed


def thing(id: str, en: str, zh: str | None = None, *aliases: str) -> Entity:
    """Return an entity with these names."""
    return Entity(id, EntityKind.APP, Text(en, zh), aliases)


READER = NetworkXReader(
    make_seed(
        thing("wechat", "WeChat", "微信", "Weixin"),
        thing("wechat-pay", "WeChat Pay", "微信支付"),
        thing("qq-music", "QQ Music", "QQ音乐"),
        thing("taobao", "Taobao", "淘宝"),
        thing("cafe", "Café Zoë"),
        thing("phone", "Telephone", "手机mobile"),
        make_event("wechat-opens", "2021"),
        Source("page", "WeChat opens links", "A Paper", "en", Tier.PRESS),
    )
)


def found(words: str) -> list[tuple[str, int]]:
    """Return what answers to words, with its score."""
    return [(hit.node.id, hit.score) for hit in search(READER, words)]


def test_order() -> None:
    """By score; then entities before events before sources; then by id."""
    assert found("WeChat") == [
        ("wechat", 100),
        ("wechat-pay", 90),
        ("wechat-opens", 90),
        ("page", 90),
    ]


@pytest.mark.parametrize(
    ("words", "best"),
    [
        ("wechat", ("wechat", 100)),
        ("微信", ("wechat", 100)),
        ("weixin", ("wechat", 100)),
        ("wechat pay", ("wechat-pay", 100)),
        ("pay", ("wechat-pay", 80)),
        ("pay wechat", ("wechat-pay", 80)),
        ("wechatpay", ("wechat-pay", 70)),
        ("支付", ("wechat-pay", 70)),
        ("qq", ("qq-music", 90)),
        ("音乐", ("qq-music", 80)),
        ("手机", ("phone", 90)),
        ("机m", ("phone", 70)),
        ("elepho", ("phone", 70)),
        ("mobil", ("phone", 80)),
        ("cafe zoe", ("cafe", 100)),
        ("ＴＡＯＢＡＯ", ("taobao", 100)),
    ],
)
def test_ways_to_answer(words: str, best: tuple[str, int]) -> None:
    """The whole, its beginning, its words, its middle; case, width and accents do not matter."""
    assert found(words)[0] == best


@pytest.mark.parametrize("words", ["toabao", "taobo", "tabao", "xaobao"])
def test_slips(words: str) -> None:
    """A wrong letter or two are forgiven, for less than any other match."""
    assert [id for id, _ in found(words)] == ["taobao"]
    assert found(words)[0][1] < 70


@pytest.mark.parametrize("words", ["", " ", "…", "zzz", "x"])
def test_nothing(words: str) -> None:
    """Words without letters, and words that nothing is like, find nothing."""
    assert found(words) == []


def test_sorts() -> None:
    """Only those sorts that are asked for."""
    hits = search(READER, "wechat", sorts=frozenset({"event", "source"}))

    assert [hit.node.id for hit in hits] == ["wechat-opens", "page"]
    assert search(READER, "wechat", sorts=frozenset()) == []


def test_what_matched() -> None:
    """The text that answered best is told."""
    assert search(READER, "微信")[0].matched == "微信"
    assert search(READER, "weixin")[0].matched == "Weixin"


def test_nearest_ids() -> None:
    """For a refusal that helps: best first, of one sort, no more than asked for."""
    assert nearest_ids(READER, "wechta", "entity") == ["wechat", "wechat-pay"]
    assert nearest_ids(READER, "wechat", "entity", limit=1) == ["wechat"]
    assert nearest_ids(READER, "wechat", "event") == ["wechat-opens"]


def test_name_of_an_entity() -> None:
    """By id, else by a name or alias that only one entity has."""
    for name in ("wechat", "WeChat", "微信", "weixin", "WEIXIN "):
        assert get_entity(READER, name).id == "wechat"


def test_no_such_entity() -> None:
    """The nearest ids are named."""
    with pytest.raises(UnknownIdError) as refusal:
        get_entity(READER, "wechta")

    assert refusal.value.suggestions == ("wechat", "wechat-pay")
    with pytest.raises(UnknownIdError):
        get_entity(READER, "wechat-opens")


def test_name_of_two_entities() -> None:
    """It is refused, with the ids of both."""
    reader = NetworkXReader(make_seed(thing("b", "Same"), thing("a", "Other", None, "same")))

    with pytest.raises(AmbiguousNameError) as refusal:
        get_entity(reader, "SAME")

    assert refusal.value.suggestions == ("a", "b")


# Few letters, so that texts and words are often alike; some of a script without spaces.
letters = st.text(alphabet="abq微信 -", min_size=1, max_size=7)


@settings(deadline=None, max_examples=300)
@given(st.lists(letters, min_size=1, max_size=4), letters)
@example(["微信qq"], "qq")
@example(["qq微信"], "qq")
@example(["bc b q"], "cbq")
def test_index_and_whole(names: list[str], words: str) -> None:
    """The index leaves out nothing that looking at everything finds, slips apart."""
    seed = make_seed(*(thing(f"x{n}", name) for n, name in enumerate(names)))

    found, all = search(NetworkXReader(seed), words), search(DictReader(seed), words)

    assert [hit for hit in found if hit.score >= 70] == [hit for hit in all if hit.score >= 70]
    assert [hit for hit in all if hit in found] == found
