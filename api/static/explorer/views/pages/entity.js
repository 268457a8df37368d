// All there is of one entity.
import { h, outside } from "../../core/dom.js";
import { showDate, showDuring } from "../../core/days.js";
import { count, pick, shown, t, word } from "../../core/i18n.js";
import { clamp } from "../../core/days.js";
import { elsewhere, go } from "../../core/state.js";
import { figure, downloads } from "../../parts/figure.js";
import { directionLegend } from "../../parts/legend.js";
import { entityLink, eventLink } from "../../parts/names.js";
import { citations } from "../../parts/sources.js";
import { table } from "../../parts/table.js";
import { hideTip, withTip } from "../../parts/tip.js";
import { rove } from "../../parts/rove.js";
import { TimelinePicture } from "../timeline/picture.js";
import { facts, figureItem, inNeo4j, part, statementItem, wikidata } from "./facts.js";

function relation(each, id) {
  const isSubject = each.subject.id === id;
  const other = isSubject ? each.entity : each.subject;
  const during = [each.since && t("event.since", { date: showDate(each.since) }), each.until && t("event.until", { date: showDate(each.until) })].filter(Boolean);
  return h("li", { class: "item" }, h("p", null, word(isSubject ? "relation" : "relationOf", each.kind), " ", entityLink(other), during.length > 0 && h("span", { class: "faint" }, " · ", during.join(" "))), each.unverified && h("p", { class: "warning" }, t("event.unverified")),
    each.citations.length > 0 && h("details", null, h("summary", null, count("sources.count", each.citations.length)), citations(each.citations)));
}

const holds = ({ during }, day) => (during.since === null || during.since <= day) && (during.until === null || day < during.until);

function links(entity, day) {
  const columns = ["from", "to", "channel", "verdict", "access", "during", "events"].map((name) => t(`column.${name}`));
  const row = (link) => [entityLink(link.origin), entityLink(link.destination), word("channel", link.channel), word("verdict", link.verdict), link.accesses.map((access) => word("access", access)).join(", "), showDuring(link.during), h("ul", { class: "plain" }, link.events.map((event) => h("li", null, eventLink(event))))];
  const { nodes, totalCount } = entity.links;
  if (!totalCount) return null;
  const now = nodes.filter((link) => holds(link, day));
  const thing = { name: `${entity.id}-links`, caption: t("entity.links.then"), columns, rows: () => nodes.map(row), data: () => nodes };
  return h("section", { id: "links" }, h("h3", null, t("entity.links.now")), now.length ? table(t("entity.links.now"), columns, now.map(row)) : h("p", { class: "faint" }, t("entity.links.none")),
    h("details", { class: "folded" }, h("summary", null, count("entity.links.then.count", totalCount)), table(t("entity.links.then"), columns, nodes.map(row))), downloads(thing));
}

function history(entity, record) {
  const events = entity.timeline.nodes.map((node) => record.events.get(node.id) ?? { ...node, channels: [], participants: [] });
  if (!events.length) return null;
  const width = Math.max(320, document.getElementById("main").clientWidth);
  const picture = new TimelinePicture({
    record, events, by: "channel", width, first: record.firstDay, last: record.lastDay,
    handlers: { select: (event) => go({ ...blank, view: "event", id: event.id }), moved: () => undefined, tip: (element, event) => withTip(element, () => [h("strong", null, pick(event.title)), h("br"), showDate(event.date)]) },
  });
  picture.show(record.firstDay, record.lastDay);
  rove(picture.svg, () => picture.marks);
  const columns = ["date", "event", "direction", "kind"].map((name) => t(`column.${name}`));
  return figure({ id: "timeline", caption: t("view.timeline"), note: count("timeline.count", entity.timeline.totalCount), svg: picture.svg, legend: directionLegend(), columns, rows: () => entity.timeline.nodes.map((event) => [event.date.text, eventLink(event), word("direction", event.direction), word("eventKind", event.kind)]), data: () => entity.timeline.nodes, name: `${entity.id}-timeline` }).element;
}

const blank = { day: null, channels: [], directions: [], kinds: [], link: null, from: null, to: null, company: null, since: null, until: null };

export async function entity({ state: now, record, ask }) {
  const { entity: found } = await ask("entity", { id: now.id ?? "" });
  const day = clamp(now.day ?? record.lastDay, record.firstDay, record.lastDay);
  const other = [found.name.en, found.name.zh].filter((name) => name && name !== pick(found.name));
  const element = h("article", { class: "page" },
    h("h2", { tabindex: -1 }, shown(found.name), other.map((name) => h("span", { class: "subtitle" }, " ", h("bdi", null, name)))),
    found.description && h("p", { class: "lead" }, shown(found.description)),
    facts([
      [t("column.kind"), word("entityKind", found.kind)],
      [t("column.id"), h("code", null, found.id)],
      [t("entity.aliases"), found.aliases.length > 0 && found.aliases.map((alias, index) => [index ? ", " : "", h("bdi", null, alias)])],
      [t("entity.owner"), found.owner && entityLink(found.owner)],
      [t("entity.homepage"), found.homepage && outside(found.homepage, found.homepage)],
      ["Wikidata", found.wikidata && wikidata(found.wikidata)],
    ]),
    h("p", { class: "buttons" },
      h("a", { class: "button", href: elsewhere({ view: "graph", id: found.id }) }, t("entity.in-graph")),
      h("a", { class: "button", href: elsewhere({ view: "timeline", company: found.id }) }, t("entity.in-timeline")),
      h("a", { class: "button", href: elsewhere({ view: "path", from: found.id }) }, t("entity.path-from")),
      inNeo4j(found.timeline.cypher)),
    links(found, day),
    history(found, record),
    part(t("entity.relations"), found.relations.map((each) => relation(each, found.id)), { id: "relations" }),
    part(t("entity.figures"), found.figures.map(figureItem), { id: "figures" }),
    part(t("entity.statements"), found.statements.map(statementItem), { id: "statements" }));
  return { title: pick(found.name), element, leave: hideTip };
}
