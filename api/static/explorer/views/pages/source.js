// All there is of one source, and what rests on it.
import { h, outside } from "../../core/dom.js";
import { pick, shown, t, word } from "../../core/i18n.js";
import { entityLink, eventLink } from "../../parts/names.js";
import { facts, part } from "./facts.js";

function cited(each) {
  if (each.__typename === "Event") return h("li", null, eventLink(each), h("span", { class: "faint" }, ` · ${each.date.text}`));
  if (each.__typename === "Statement") return h("li", null, shown(each.summary));
  if (each.__typename === "Figure") return h("li", null, each.entity ? entityLink(each.entity) : shown(each.subject), `: ${word("metric", each.metric)} ${each.value} ${each.unit}`);
  return h("li", null, each.called ? entityLink({ id: each.id, name: each.called }) : h("code", null, each.id));
}

export async function source({ state: now, ask }) {
  const { source: found } = await ask("source", { id: now.id ?? "" });
  const listed = (entities) => entities.map((each, index) => [index ? ", " : "", entityLink(each)]);
  const element = h("article", { class: "page" },
    h("h2", { tabindex: -1 }, h("bdi", null, found.title)),
    facts([
      [t("source.publisher"), found.publisherEntity ? entityLink(found.publisherEntity) : h("bdi", null, found.publisher)],
      [t("source.address"), found.url && outside(found.url, found.url)],
      [t("source.tier"), word("tier", found.tier)],
      [t("source.language"), found.language],
      [t("source.when"), found.published?.text],
      [t("source.retrieved"), found.retrieved?.text],
      [t("source.recorded"), found.recorded?.text],
      [t("source.interested"), found.interestedParties.length > 0 && listed(found.interestedParties)],
    ].map(([name, value]) => [name, value ?? null])),
    found.note && h("p", null, shown(found.note)),
    part(t("source.cited"), found.citedBy.map(cited), { id: "cited" }));
  return { title: pick({ en: found.title }), element };
}
