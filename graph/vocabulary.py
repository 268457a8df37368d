"""The closed lists: every kind, channel, role and state that a seed may name, each described.

A value is what seed files write (`link_block`); the API shows it in capitals (`LINK_BLOCK`).
One definition serves the loader, the JSON Schema, the GraphQL enums and the docs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = [
    "Access",
    "Channel",
    "Confidence",
    "Direction",
    "EntityKind",
    "EventKind",
    "EventRelationKind",
    "Metric",
    "Operator",
    "RelationKind",
    "Role",
    "StatementKind",
    "Status",
    "Term",
    "Tier",
    "Verdict",
]


class Term(StrEnum):
    """A word of a closed list, with the sentence that says what it means."""

    description: str

    def __new__(cls, value: str, description: str = "") -> Self:
        """Make a word of its value and its description."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member


class EntityKind(Term):
    """What sort of thing lasts."""

    COMPANY = "company", "A company or a business group inside one."
    APP = "app", "An app, platform, site or game that people use."
    PAYMENT_SYSTEM = "payment_system", "A wallet, scheme or network that moves money."
    ORGANIZATION = "organization", "A regulator, court, research firm, medium or standards body."
    PERSON = "person", "A person."
    STANDARD = "standard", "A protocol, law or scheme that several parties follow."
    MECHANISM = "mechanism", "A way in: copied codes, mini programs."
    OCCASION = "occasion", "A recurring occasion, such as a shopping festival."


class EventKind(Term):
    """What sort of thing happened."""

    LINK_BLOCK = "link_block", "Links to somebody stop working or are refused."
    ACCOUNT_BLOCK = "account_block", "Somebody's accounts are shut out."
    CRAWL_BLOCK = "crawl_block", "A search engine's crawler is shut out."
    API_CUTOFF = "api_cutoff", "Access through a programming interface is cut."
    APP_REMOVAL = "app_removal", "An app is taken out of a store or off a device."
    PROTOCOL_DROP = "protocol_drop", "A shared protocol is given up."
    FEATURE_SHUTDOWN = "feature_shutdown", "A connecting feature is withdrawn."
    SERVICE_SHUTDOWN = "service_shutdown", "A whole service ends."
    LINK_UNBLOCK = "link_unblock", "Links to somebody work again."
    API_OPENING = "api_opening", "A programming interface or platform opens to others."
    PAYMENT_TRIAL = "payment_trial", "A payment system is tried at a host, for some users."
    PAYMENT_INTEGRATION = "payment_integration", "A wallet or scheme is accepted at a host."
    PAYMENT_INTEROP = "payment_interop", "Two payment systems are linked as peers."
    MINI_PROGRAM = "mini_program", "A service opens as a mini program inside a host app."
    FEATURE_BRIDGE = "feature_bridge", "A feature of one product becomes usable in another."
    CONTENT_LICENCE = "content_licence", "Content may be shown or streamed on another's platform."
    PROTOCOL_ADOPTION = "protocol_adoption", "A shared protocol or standard is taken up."
    FEDERATION = "federation", "A service starts to exchange with independent servers."
    BRIDGE = "bridge", "A third party, or one side alone, connects two services."
    DATA_PORTABILITY = "data_portability", "Data can be moved from one service to another."
    APP_DISTRIBUTION = "app_distribution", "An app becomes available in a store or on a device."
    LOGISTICS_INTEGRATION = "logistics_integration", "A carrier may be chosen at another's shop."
    STANDARD_RELEASE = "standard_release", "A standard or shared system is published."
    GAMING_CROSSPLAY = "gaming_crossplay", "Players on different devices can play together."
    WORKAROUND = "workaround", "A way round a block, without the blocker's consent."
    ANNOUNCEMENT = "announcement", "Something is announced; the change itself is another event."
    RESPONSE = "response", "Somebody answers an event in public."
    RULE_CHANGE = "rule_change", "A platform changes its own rules."
    STRATEGY_CHANGE = "strategy_change", "A company changes its course."
    REGULATION = "regulation", "A law, order, guideline or campaign of an authority."
    ENFORCEMENT = "enforcement", "An authority acts against somebody: a fine, a probe, a decision."
    LITIGATION = "litigation", "A suit, injunction or judgment."
    COMMITMENT = "commitment", "Somebody binds itself before an authority."
    PARTNERSHIP = "partnership", "Two parties agree to work together."


class Channel(Term):
    """The way through which one can be reached from another."""

    LINK_SHARING = "link_sharing", "Shared links open."
    COPIED_CODE = "copied_code", "A copied text or code, pasted into the other app."
    WEB_CRAWL = "web_crawl", "A search engine may read the pages."
    EMBED_PREVIEW = "embed_preview", "Previews or cards of the other's content are shown."
    SOCIAL_GRAPH = "social_graph", "Friends and contacts can be found or carried over."
    API_CLIENTS = "api_clients", "Other programs may connect through an interface."
    ACCOUNTS = "accounts", "Accounts may be opened, linked or used."
    MESSAGING = "messaging", "Messages reach people on the other service."
    MEETINGS = "meetings", "Meetings can be joined."
    LIVE_STREAMING = "live_streaming", "Content may be streamed live."
    VIDEO_CONTENT = "video_content", "Films, series and clips may be shown."
    NEWS_CONTENT = "news_content", "News may be shown."
    PAYMENT_CHECKOUT = "payment_checkout", "A payment system may be chosen at the checkout."
    PAYMENT_QR = "payment_qr", "A payment code can be scanned and paid."
    PAYMENT_CROSS_BORDER = "payment_cross_border", "Money is paid or sent across a border."
    PAYMENT_NFC = "payment_nfc", "Contactless payment through the device's chip."
    DIGITAL_CURRENCY = "digital_currency", "A central bank's digital money can be used."
    MINI_PROGRAM = "mini_program", "A small program runs inside the host app."
    APP_DISTRIBUTION = "app_distribution", "The app can be installed."
    IN_APP_PURCHASE = "in_app_purchase", "Purchases inside an app."
    LOGISTICS = "logistics", "Parcels are carried."
    ADVERTISING = "advertising", "Advertisements are placed."
    MAPS = "maps", "Maps and navigation."
    DEVICE_OS = "device_os", "Functions of a device or its operating system."
    CHARGING_CONNECTOR = "charging_connector", "A charging plug fits."
    SMART_HOME = "smart_home", "Devices of a home work together."
    TV_DEVICES = "tv_devices", "An app or service works on a television device."
    GAMING = "gaming", "Games are played together."
    DATA_EXPORT = "data_export", "Data can be moved out and in."


class Access(Term):
    """What an effect makes of a channel."""

    OPEN = "open", "Works."
    LIMITED = "limited", "Works, with limits."
    BLOCKED = "blocked", "Refused on purpose."
    CLOSED = "closed", "Ended or withdrawn."


class Verdict(Term):
    """How sure an answer is."""

    CERTAIN = "certain", "Passable in every reading of the dates."
    POSSIBLE = "possible", "Passable in some readings of the dates, not in all."
    BLOCKED = "blocked", "Not passable in any reading, and something on record says so."
    UNKNOWN = "unknown", "Nothing passable on record; absence of a record is not a refusal."


class Status(Term):
    """How far the thing had come when it happened."""

    ANNOUNCED = "announced", "Said to come."
    CONSULTATION = "consultation", "Opinions are being collected."
    ORDERED = "ordered", "Ordered by an authority."
    IN_TRIAL = "in_trial", "On trial."
    PHASED = "phased", "In force step by step."
    LAUNCHED = "launched", "Started."
    FULL = "full", "Available to all."
    SUSPENDED = "suspended", "Stopped for the time being."
    REVERSED = "reversed", "Taken back."
    ENDED = "ended", "Over."
    IN_FORCE = "in_force", "In force."
    STATED = "stated", "Said."
    REPORTED = "reported", "Reported."


class Direction(Term):
    """Whether an event opens or closes access."""

    OPENS = "opens", "Gives access, or means to."
    CLOSES = "closes", "Takes access away, or means to."
    LIMITS = "limits", "Gives some and takes some, or sets limits."
    NEUTRAL = "neutral", "Does neither."


class Role(Term):
    """As what an entity took part in an event."""

    INITIATOR = "initiator", "Who did it."
    TARGET = "target", "To whom it was done."
    BLOCKER = "blocker", "Who refuses access."
    BLOCKED = "blocked", "To whom access is refused."
    HOST = "host", "On whose platform it takes place."
    GUEST = "guest", "Who comes onto the host's platform."
    PROVIDER = "provider", "Whose service is admitted or used."
    PEER = "peer", "One of several equal parties."
    LICENSOR = "licensor", "Who grants a licence."
    LICENSEE = "licensee", "Who is granted a licence."
    PERFORMER = "performer", "Who performs."
    WORK = "work", "The work that is licensed or shown."
    REGULATOR = "regulator", "The authority that acts."
    ADDRESSEE = "addressee", "To whom an authority speaks."
    SPEAKER = "speaker", "Who says it."
    AUTHOR = "author", "Who made it."
    AFFECTED = "affected", "Who is touched by it without acting."
    INCUMBENT = "incumbent", "Who held the place until then."
    PARTNER = "partner", "Who works together with another."
    CARRIER = "carrier", "Through whose product it runs."
    COMPLAINANT = "complainant", "Who complained or sued."
    REPORTER = "reporter", "Who reported it."


class RelationKind(Term):
    """How one entity stands to another, in the long run."""

    OWNS = "owns", "A company owns another."
    OPERATES = "operates", "A company runs an app, a payment system or a standard."
    PART_OF = "part_of", "A thing is a part of another."
    EMPLOYS = "employs", "An organisation employs a person."


class EventRelationKind(Term):
    """How one event stands to another."""

    RESPONDS_TO = "responds_to", "An answer to the other."
    PART_OF = "part_of", "A part of the other."
    FOLLOWS = "follows", "Not before the other."
    REVERSES = "reverses", "Undoes the other, and so not before it."


class Tier(Term):
    """What sort of source it is."""

    OFFICIAL = "official", "A party's or an authority's own word."
    PRESS = "press", "A news medium."
    SECONDARY = "secondary", "Anything else: an encyclopaedia, a blog, a repost."


class Confidence(Term):
    """How much the editors trust that a source supports the fact."""

    HIGH = "high", "Said plainly by a good source."
    MEDIUM = "medium", "Said, with something amiss: one side only, or a date worked out."
    LOW = "low", "Weak: hearsay, a guess, or a source of poor quality."


class StatementKind(Term):
    """What sort of thing was said."""

    OPINION = "opinion", "What somebody thinks."
    FORECAST = "forecast", "What somebody expects."
    CONTEXT = "context", "Background, as a source tells it."
    STATE = "state", "How things stood, as a source tells it."
    CLAIM = "claim", "What a source asserts and others do not confirm."


class Metric(Term):
    """What a figure measures."""

    MARKET_SIZE = "market_size", "The size of a market."
    MARKET_SHARE = "market_share", "A share of a market, in percent."
    REVENUE = "revenue", "Revenue."
    ADJUSTED_EBITA = "adjusted_ebita", "Adjusted earnings before interest, tax and amortisation."
    USERS = "users", "The number of users."


class Operator(Term):
    """How a figure's value is meant."""

    EQUAL = "=", "This value."
    MORE_THAN = ">", "More than this value."
    ABOUT = "~", "About this value."
