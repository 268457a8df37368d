// The closed lists of the API in English; tests hold them to the schema.
const named = (list, words) => Object.fromEntries(Object.entries(words).map(([value, word]) => [`${list}.${value}`, word]));

export default {
  ...named("access", { OPEN: "open", LIMITED: "with limits", BLOCKED: "blocked", CLOSED: "ended" }),
  ...named("verdict", { CERTAIN: "certain", POSSIBLE: "possible", BLOCKED: "blocked", UNKNOWN: "unknown" }),
  ...named("direction", { OPENS: "opens", CLOSES: "closes", LIMITS: "limits", NEUTRAL: "neither" }),
  ...named("channel", {
    LINK_SHARING: "shared links", COPIED_CODE: "copied codes", WEB_CRAWL: "web search", EMBED_PREVIEW: "previews",
    SOCIAL_GRAPH: "friends and contacts", API_CLIENTS: "API clients", ACCOUNTS: "accounts", MESSAGING: "messages",
    MEETINGS: "meetings", LIVE_STREAMING: "live streaming", VIDEO_CONTENT: "films and clips", NEWS_CONTENT: "news",
    PAYMENT_CHECKOUT: "payment at the checkout", PAYMENT_QR: "payment codes", PAYMENT_CROSS_BORDER: "payment across borders",
    PAYMENT_NFC: "contactless payment", DIGITAL_CURRENCY: "digital currency", MINI_PROGRAM: "mini programs",
    APP_DISTRIBUTION: "app stores", IN_APP_PURCHASE: "in-app purchases", LOGISTICS: "parcels", ADVERTISING: "advertising",
    MAPS: "maps", DEVICE_OS: "device functions", CHARGING_CONNECTOR: "charging plugs", SMART_HOME: "smart home",
    TV_DEVICES: "television devices", GAMING: "games together", DATA_EXPORT: "moving data",
  }),
  ...named("entityKind", {
    COMPANY: "company", APP: "app", PAYMENT_SYSTEM: "payment system", ORGANIZATION: "organisation", PERSON: "person",
    STANDARD: "standard", MECHANISM: "mechanism", OCCASION: "occasion",
  }),
  ...named("eventKind", {
    LINK_BLOCK: "links blocked", ACCOUNT_BLOCK: "accounts shut out", CRAWL_BLOCK: "crawler shut out", API_CUTOFF: "API cut off",
    APP_REMOVAL: "app removed", PROTOCOL_DROP: "protocol given up", FEATURE_SHUTDOWN: "feature withdrawn", SERVICE_SHUTDOWN: "service ended",
    LINK_UNBLOCK: "links work again", API_OPENING: "API opened", PAYMENT_TRIAL: "payment on trial", PAYMENT_INTEGRATION: "payment accepted",
    PAYMENT_INTEROP: "payment systems linked", MINI_PROGRAM: "mini program", FEATURE_BRIDGE: "feature shared", CONTENT_LICENCE: "content licensed",
    PROTOCOL_ADOPTION: "protocol taken up", FEDERATION: "federation", BRIDGE: "bridge", DATA_PORTABILITY: "data portability",
    APP_DISTRIBUTION: "app in a store", LOGISTICS_INTEGRATION: "carrier accepted", STANDARD_RELEASE: "standard published",
    GAMING_CROSSPLAY: "play across devices", WORKAROUND: "workaround", ANNOUNCEMENT: "announcement", RESPONSE: "response",
    RULE_CHANGE: "rule changed", STRATEGY_CHANGE: "strategy changed", REGULATION: "regulation", ENFORCEMENT: "enforcement",
    LITIGATION: "litigation", COMMITMENT: "commitment", PARTNERSHIP: "partnership",
  }),
  ...named("status", {
    ANNOUNCED: "announced", CONSULTATION: "in consultation", ORDERED: "ordered", IN_TRIAL: "on trial", PHASED: "in phases",
    LAUNCHED: "launched", FULL: "in full", SUSPENDED: "suspended", REVERSED: "reversed", ENDED: "ended", IN_FORCE: "in force",
    STATED: "stated", REPORTED: "reported",
  }),
  ...named("role", {
    INITIATOR: "initiator", TARGET: "target", BLOCKER: "blocker", BLOCKED: "blocked", HOST: "host", GUEST: "guest",
    PROVIDER: "provider", PEER: "peer", LICENSOR: "licensor", LICENSEE: "licensee", PERFORMER: "performer", WORK: "work",
    REGULATOR: "regulator", ADDRESSEE: "addressee", SPEAKER: "speaker", AUTHOR: "author", AFFECTED: "affected",
    INCUMBENT: "incumbent", PARTNER: "partner", CARRIER: "carrier", COMPLAINANT: "complainant", REPORTER: "reporter",
  }),
  ...named("confidence", { HIGH: "high confidence", MEDIUM: "medium confidence", LOW: "low confidence" }),
  ...named("tier", { OFFICIAL: "official", PRESS: "press", SECONDARY: "secondary" }),
  ...named("metric", { MARKET_SIZE: "market size", MARKET_SHARE: "market share", REVENUE: "revenue", ADJUSTED_EBITA: "adjusted EBITA", USERS: "users" }),
  ...named("statementKind", { OPINION: "opinion", FORECAST: "forecast", CONTEXT: "context", STATE: "state of things", CLAIM: "claim" }),
  ...named("relation", { OWNS: "owns", OPERATES: "operates", PART_OF: "is part of", EMPLOYS: "employs" }),
  ...named("relationOf", { OWNS: "is owned by", OPERATES: "is operated by", PART_OF: "has as a part", EMPLOYS: "is employed by" }),
  ...named("eventRelation", { RESPONDS_TO: "answers", PART_OF: "is part of", FOLLOWS: "follows", REVERSES: "reverses" }),
  ...named("eventRelationOf", { RESPONDS_TO: "is answered by", PART_OF: "has as a part", FOLLOWS: "is followed by", REVERSES: "is reversed by" }),
  ...named("changeKind", {
    GAINED: "gained", LOST: "lost", LIMITED: "now with limits", FREED: "now without limits", SURER: "surer", LESS_SURE: "less sure",
    REFUSED: "now blocked", CHANGED: "changed otherwise",
  }),
  ...named("objective", { EARLIEST_ARRIVAL: "earliest arrival", LATEST_DEPARTURE: "latest departure", FASTEST: "fewest days", FEWEST_HOPS: "fewest steps" }),
  ...named("document", {
    graph: "The graph", entities: "Entities, with their links of all days", "more-links": "More links", timeline: "Timeline",
    openness: "Openness over time", snapshot: "The graph on this day", diff: "What changed between two days", access: "Access on a day",
    path: "The path on a day", "temporal-path": "The path through time", reachability: "When there is a path", matrix: "Matrix on a day", entity: "The entity", event: "The event",
    source: "The source", search: "Search",
  }),
};
