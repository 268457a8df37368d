// The closed lists of the API in Chinese; tests hold them to the schema.
const named = (list, words) => Object.fromEntries(Object.entries(words).map(([value, word]) => [`${list}.${value}`, word]));

export default {
  ...named("access", { OPEN: "开放", LIMITED: "有限开放", BLOCKED: "屏蔽", CLOSED: "已终止" }),
  ...named("verdict", { CERTAIN: "确定", POSSIBLE: "可能", BLOCKED: "被屏蔽", UNKNOWN: "未知" }),
  ...named("direction", { OPENS: "开放", CLOSES: "关闭", LIMITS: "限制", NEUTRAL: "中性" }),
  ...named("channel", {
    LINK_SHARING: "链接分享", COPIED_CODE: "口令复制", WEB_CRAWL: "网页搜索", EMBED_PREVIEW: "内容预览",
    SOCIAL_GRAPH: "好友关系", API_CLIENTS: "接口调用", ACCOUNTS: "账号", MESSAGING: "消息互通",
    MEETINGS: "会议", LIVE_STREAMING: "直播", VIDEO_CONTENT: "影视与短视频", NEWS_CONTENT: "新闻",
    PAYMENT_CHECKOUT: "收银台支付", PAYMENT_QR: "扫码支付", PAYMENT_CROSS_BORDER: "跨境支付",
    PAYMENT_NFC: "近场支付", DIGITAL_CURRENCY: "数字货币", MINI_PROGRAM: "小程序",
    APP_DISTRIBUTION: "应用分发", IN_APP_PURCHASE: "应用内购买", LOGISTICS: "物流", ADVERTISING: "广告",
    MAPS: "地图", DEVICE_OS: "设备功能", CHARGING_CONNECTOR: "充电接口", SMART_HOME: "智能家居",
    TV_DEVICES: "电视设备", GAMING: "联机游戏", DATA_EXPORT: "数据迁移",
  }),
  ...named("entityKind", {
    COMPANY: "公司", APP: "应用", PAYMENT_SYSTEM: "支付系统", ORGANIZATION: "机构", PERSON: "人物",
    STANDARD: "标准", MECHANISM: "机制", OCCASION: "活动",
  }),
  ...named("eventKind", {
    LINK_BLOCK: "屏蔽链接", ACCOUNT_BLOCK: "封禁账号", CRAWL_BLOCK: "禁止抓取", API_CUTOFF: "切断接口",
    APP_REMOVAL: "下架应用", PROTOCOL_DROP: "弃用协议", FEATURE_SHUTDOWN: "撤下功能", SERVICE_SHUTDOWN: "终止服务",
    LINK_UNBLOCK: "恢复链接", API_OPENING: "开放接口", PAYMENT_TRIAL: "支付试点", PAYMENT_INTEGRATION: "接入支付",
    PAYMENT_INTEROP: "支付互通", MINI_PROGRAM: "小程序", FEATURE_BRIDGE: "功能互通", CONTENT_LICENCE: "内容授权",
    PROTOCOL_ADOPTION: "采用协议", FEDERATION: "联邦互联", BRIDGE: "桥接", DATA_PORTABILITY: "数据可携",
    APP_DISTRIBUTION: "应用上架", LOGISTICS_INTEGRATION: "接入物流", STANDARD_RELEASE: "发布标准",
    GAMING_CROSSPLAY: "跨平台联机", WORKAROUND: "变通办法", ANNOUNCEMENT: "宣布", RESPONSE: "回应",
    RULE_CHANGE: "规则变更", STRATEGY_CHANGE: "战略调整", REGULATION: "监管规定", ENFORCEMENT: "执法",
    LITIGATION: "诉讼", COMMITMENT: "承诺", PARTNERSHIP: "合作",
  }),
  ...named("status", {
    ANNOUNCED: "已宣布", CONSULTATION: "征求意见", ORDERED: "已责令", IN_TRIAL: "试点中", PHASED: "分阶段",
    LAUNCHED: "已上线", FULL: "全面开放", SUSPENDED: "已暂停", REVERSED: "已撤回", ENDED: "已结束", IN_FORCE: "生效中",
    STATED: "已表态", REPORTED: "据报道",
  }),
  ...named("role", {
    INITIATOR: "发起方", TARGET: "对象", BLOCKER: "屏蔽方", BLOCKED: "被屏蔽方", HOST: "宿主", GUEST: "接入方",
    PROVIDER: "提供方", PEER: "对等方", LICENSOR: "授权方", LICENSEE: "被授权方", PERFORMER: "表演者", WORK: "作品",
    REGULATOR: "监管方", ADDRESSEE: "受文方", SPEAKER: "发言方", AUTHOR: "作者", AFFECTED: "受影响方",
    INCUMBENT: "原有方", PARTNER: "合作方", CARRIER: "承载方", COMPLAINANT: "投诉方", REPORTER: "报道方",
  }),
  ...named("confidence", { HIGH: "高可信度", MEDIUM: "中可信度", LOW: "低可信度" }),
  ...named("tier", { OFFICIAL: "官方", PRESS: "媒体", SECONDARY: "二手来源" }),
  ...named("metric", { MARKET_SIZE: "市场规模", MARKET_SHARE: "市场份额", REVENUE: "收入", ADJUSTED_EBITA: "经调整 EBITA", USERS: "用户数" }),
  ...named("statementKind", { OPINION: "观点", FORECAST: "预测", CONTEXT: "背景", STATE: "现状", CLAIM: "主张" }),
  ...named("relation", { OWNS: "拥有", OPERATES: "运营", PART_OF: "隶属于", EMPLOYS: "雇用" }),
  ...named("relationOf", { OWNS: "所有者为", OPERATES: "运营方为", PART_OF: "包含", EMPLOYS: "受雇于" }),
  ...named("eventRelation", { RESPONDS_TO: "回应", PART_OF: "属于", FOLLOWS: "承接", REVERSES: "撤销" }),
  ...named("eventRelationOf", { RESPONDS_TO: "得到回应", PART_OF: "包含", FOLLOWS: "后续", REVERSES: "被撤销" }),
  ...named("changeKind", {
    GAINED: "新增开放", LOST: "不再开放", LIMITED: "新增限制", FREED: "取消限制", SURER: "更确定", LESS_SURE: "更不确定",
    REFUSED: "改为屏蔽", CHANGED: "其他变化",
  }),
  ...named("objective", { EARLIEST_ARRIVAL: "最早到达", LATEST_DEPARTURE: "最晚出发", FASTEST: "历时最短", FEWEST_HOPS: "步数最少" }),
  ...named("document", {
    graph: "图谱", entities: "实体及其全部时期的连接", "more-links": "更多连接", timeline: "时间线",
    openness: "开放程度的变化", snapshot: "当日图谱", diff: "两日之间的变化", access: "当日可达性",
    path: "当日路径", "temporal-path": "跨越时间的路径", reachability: "何时有路径", matrix: "当日矩阵", entity: "实体", event: "事件",
    source: "来源", search: "搜索",
  }),
};
