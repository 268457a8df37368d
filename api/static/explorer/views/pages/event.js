// All there is of one event.
import { h } from "../../core/dom.js";
import { showDate } from "../../core/days.js";
import { pick, shown, t, word } from "../../core/i18n.js";
import { elsewhere } from "../../core/state.js";
import { effectLine, participantLine } from "../../parts/event_card.js";
import { downloads } from "../../parts/figure.js";
import { eventLink } from "../../parts/names.js";
import { citations } from "../../parts/sources.js";
import { facts, inNeo4j, part, statementItem } from "./facts.js";

const related = (list, other) => (each) => h("li", null, word(list, each.kind), ": ", eventLink(each[other]), h("span", { class: "faint" }, ` · ${showDate(each[other].date)}`));

const exported = (event) => ({
  name: event.id, caption: pick(event.title), columns: ["from", "to", "channel", "access"].map((name) => t(`column.${name}`)),
  rows: () => event.effects.map((effect) => [pick(effect.origin.name), pick(effect.destination.name), word("channel", effect.channel), word("access", effect.access)]), data: () => event,
});

export async function event({ state: now, ask }) {
  const { event: found } = await ask("event", { id: now.id ?? "" });
  const { date } = found;
  const day = date.latest ?? date.earliest;
  const element = h("article", { class: "page" },
    h("h2", { tabindex: -1 }, shown(found.title)),
    h("p", { class: "lead" }, showDate(date)),
    found.unverified && h("p", { class: "warning" }, t("event.unverified")),
    found.note && h("p", null, shown(found.note)),
    facts([
      [t("column.kind"), word("eventKind", found.kind)],
      [t("column.direction"), word("direction", found.direction)],
      [t("event.status"), word("status", found.status)],
      [t("column.channel"), found.channels.map((channel) => word("channel", channel)).join(", ")],
      [t("event.written"), h("code", null, date.text)],
      [t("column.id"), h("code", null, found.id)],
    ]),
    h("p", { class: "buttons" },
      day && h("a", { class: "button", href: elsewhere({ view: "graph", day }) }, t("event.in-graph")),
      h("a", { class: "button", href: elsewhere({ view: "timeline", id: found.id }) }, t("event.in-timeline")),
      inNeo4j(found.cypher)),
    part(t("event.effects"), found.effects.map(effectLine), { id: "effects" }),
    part(t("event.participants"), found.participants.map(participantLine), { id: "participants" }),
    part(t("event.relations"), [...found.relations.map(related("eventRelation", "other")), ...found.relatedBy.map(related("eventRelationOf", "event"))], { id: "relations" }),
    part(t("entity.statements"), found.statements.map(statementItem), { id: "statements" }),
    h("section", { id: "sources" }, h("h3", null, t("sources")), citations(found.citations)),
    downloads(exported(found)));
  return { title: pick(found.title), element };
}
