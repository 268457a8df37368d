// What pages about one thing have in common: figures, statements, and lists of facts.
import { h, outside } from "../../core/dom.js";
import { showDate } from "../../core/days.js";
import { shown, t, word } from "../../core/i18n.js";
import { entityLink } from "../../parts/names.js";
import { citations } from "../../parts/sources.js";

const SIGNS = { EQUAL: "", MORE_THAN: "> ", ABOUT: "≈ " };

/** Pairs of a name and what it is; those without a value are left out. */
export const facts = (pairs) => h("dl", { class: "facts" }, pairs.filter(([, value]) => value !== null && value !== false && value !== "").map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))));

export const figureValue = (figure) => `${SIGNS[figure.operator] ?? ""}${figure.value} ${figure.unit}`;

export const figureItem = (figure) =>
  h("li", { class: "item" },
    h("p", null, h("strong", null, `${word("metric", figure.metric)}: ${figureValue(figure)}`), " · ", showDate(figure.period), figure.changeOnYear && ` · ${t("figure.change", { change: figure.changeOnYear })}`),
    figure.supersededBy && h("p", { class: "warning" }, t("figure.superseded", { value: `${figure.supersededBy.value} ${figure.supersededBy.unit}` })),
    figure.unverified && h("p", { class: "warning" }, t("event.unverified")),
    figure.doubt && h("p", { class: "warning" }, shown(figure.doubt)),
    citations(figure.citations));

export const statementItem = (statement) =>
  h("li", { class: "item" },
    h("p", null, shown(statement.summary)),
    h("p", { class: "faint" }, statement.speaker ? entityLink(statement.speaker) : shown(statement.speakerName), statement.role && [", ", shown(statement.role)], statement.said && ` · ${showDate(statement.said)}`, ` · ${word("statementKind", statement.kind)}`),
    statement.doubt && h("p", { class: "warning" }, shown(statement.doubt)),
    citations(statement.citations));

/** A heading and a list, or nothing where there is none. */
export const part = (title, items, attributes = {}) => items.length > 0 && h("section", attributes, h("h3", null, title), h("ul", { class: "plain" }, items));

/** The way to the Neo4j Browser, where the graph is in a Neo4j. */
export const inNeo4j = (cypher) => cypher?.browserUrl && h("a", { class: "button", href: cypher.browserUrl, target: "_blank", rel: "noopener" }, t("neo4j"));

export const wikidata = (id) => outside(`https://www.wikidata.org/wiki/${encodeURIComponent(id)}`, id);
